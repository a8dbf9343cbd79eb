package ovh

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/internal/account"
)

// foldVPS takes in a vps.VPSWithIAM.
func foldVPS(r *account.Resource, raw []byte) error {
	var d struct {
		DisplayName string   `json:"displayName"`
		Zone        string   `json:"zone"`
		State       string   `json:"state"`
		IAM         metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, d.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	if at := zoneDatacenter(d.Zone); at != "" {
		r.Place.Datacenter = at
	}
	return nil
}

// vpsPlace reads the datacenter of an older product, whose zone says nothing.
func vpsPlace(ctx context.Context, v *visit) error {
	if v.row().Place.Datacenter != "" {
		return nil
	}
	var at struct {
		Name string `json:"name"`
	}
	if there, err := v.askIf(ctx, "/datacenter", &at); !there {
		return err
	}
	v.change(func(r *account.Resource) { r.Place.Datacenter = zoneDatacenter(at.Name) })
	return nil
}

// vpsAddresses reads the addresses, unless a block of the account leads here.
func vpsAddresses(ctx context.Context, v *visit) error {
	if v.client.leadsTo(v.key.id) {
		return nil
	}
	var ips []string
	if err := v.ask(ctx, "/ips", &ips); err != nil {
		return err
	}
	v.change(func(r *account.Resource) { r.Addresses = addresses(ips...) })
	return nil
}

func vpsTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/tasks", "state", []string{"doing", "todo"}, 2, func(raw []byte) (account.Task, error) {
		var t struct {
			Type  string    `json:"type"`
			State string    `json:"state"`
			Date  time.Time `json:"date"`
		}
		err := open(raw, &t)
		return account.Task{Function: t.Type, State: t.State, Started: t.Date}, err
	}})
}

// vpsHealth reads what OVHcloud's own probe says: it looks at the machine from another side than ours.
func vpsHealth(ctx context.Context, v *visit) error {
	type port struct {
		State string `json:"state"`
	}
	var d struct {
		Ping  string `json:"ping"`
		SSH   port   `json:"ssh"`
		HTTP  port   `json:"http"`
		HTTPS port   `json:"https"`
		SMTP  port   `json:"smtp"`
		DNS   port   `json:"dns"`
	}
	if there, err := v.askIf(ctx, "/status", &d); !there {
		return err
	}
	var health []account.Health
	for _, h := range []account.Health{
		{Part: "ping", State: d.Ping},
		{Part: "ssh", State: d.SSH.State},
		{Part: "http", State: d.HTTP.State},
		{Part: "https", State: d.HTTPS.State},
		{Part: "smtp", State: d.SMTP.State},
		{Part: "dns", State: d.DNS.State},
	} {
		if h.State != "" {
			health = append(health, h)
		}
	}
	v.change(func(r *account.Resource) { r.Health = health })
	return nil
}

// vpsBackups reads the snapshot and the automatic backups. Where the latter lie is not told.
func vpsBackups(ctx context.Context, v *visit) error {
	list := []account.Backup{}
	var snap struct {
		ID      string    `json:"id"`
		Created time.Time `json:"creationDate"`
		Region  string    `json:"region"`
	}
	there, err := v.askIf(ctx, "/snapshot", &snap)
	if err != nil {
		return err
	}
	if there {
		list = append(list, account.Backup{Kind: "snapshot", Name: snap.ID, Place: regionPlace(snap.Region), Newest: snap.Created})
	}
	var auto struct {
		State string `json:"state"`
		Name  string `json:"serviceResourceName"`
	}
	if there, err = v.askIf(ctx, "/automatedBackup", &auto); err != nil {
		return err
	}
	if there && auto.State == "enabled" {
		var points []time.Time
		if _, err := v.askIf(ctx, "/automatedBackup/restorePoints?state=available", &points); err != nil {
			return err
		}
		b := account.Backup{Kind: "automatic backup", Name: auto.Name}
		if len(points) > 0 {
			b.Newest = slices.MaxFunc(points, time.Time.Compare)
		}
		list = append(list, b)
	}
	v.change(func(r *account.Resource) { r.Backups = backups(list, r.Backups, backupStorage) })
	return nil
}
