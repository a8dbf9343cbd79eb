package ovh

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/places"
)

// foldHosting takes in a hosting.web.ServiceWithIAM.
func foldHosting(r *account.Resource, raw []byte) error {
	var d struct {
		DisplayName string   `json:"displayName"`
		State       string   `json:"state"`
		Cluster     string   `json:"cluster"`
		Filer       string   `json:"filer"`
		Datacenter  string   `json:"datacenter"`
		HostingIP   string   `json:"hostingIp"`
		HostingIPv6 string   `json:"hostingIpv6"`
		ClusterIP   string   `json:"clusterIp"`
		ClusterIPv6 string   `json:"clusterIpv6"`
		IAM         metadata `json:"iam"`
		Countries   []struct {
			IP   string `json:"ip"`
			IPv6 string `json:"ipv6"`
		} `json:"countriesIp"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, d.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	r.Place.Datacenter = places.Normal(d.Datacenter)
	r.Place.Cluster = numbered("cluster", d.Cluster)
	r.Place.Filer = numbered("filer", d.Filer)
	found := []string{d.HostingIP, d.HostingIPv6, d.ClusterIP, d.ClusterIPv6}
	for _, c := range d.Countries {
		found = append(found, c.IP, c.IPv6)
	}
	r.Addresses = addresses(found...)
	return nil
}

func attachedDomains(ctx context.Context, v *visit) error {
	var domains []string
	if err := v.ask(ctx, "/attachedDomain", &domains); err != nil {
		return err
	}
	for i, d := range domains {
		domains[i] = strings.ToLower(d)
	}
	v.change(func(r *account.Resource) { r.Domains = domains })
	return nil
}

// webTask takes in a hosting.web.PublicTask or a hosting.privateDatabase.Task.
func webTask(raw []byte) (account.Task, error) {
	var t struct {
		Function string    `json:"function"`
		Status   string    `json:"status"`
		Start    time.Time `json:"startDate"`
	}
	err := open(raw, &t)
	return account.Task{Function: t.Function, State: t.Status, Started: t.Start}, err
}

func hostingTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/tasks", "status", []string{"doing", "todo", "init"}, 1, webTask})
}

func databaseTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/tasks", "status", []string{"doing", "todo"}, 1, webTask})
}

// foldDatabase takes in a hosting.privateDatabase.ServiceWithIAM.
func foldDatabase(r *account.Resource, raw []byte) error {
	var d struct {
		DisplayName string   `json:"displayName"`
		State       string   `json:"state"`
		Maintenance bool     `json:"isUnderMaintenance"`
		Datacenter  string   `json:"datacenter"`
		Server      string   `json:"server"`
		Hostname    string   `json:"hostname"`
		IP          string   `json:"ip"`
		IAM         metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, d.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	if d.Maintenance {
		r.State = "maintenance"
	}
	r.Place.Datacenter = places.Normal(d.Datacenter)
	r.Place.Host = hostName(d.Server)
	r.Addresses = addresses(d.IP)
	if name := strings.ToLower(d.Hostname); strings.Contains(name, ".") {
		r.Domains = []string{name}
	}
	return nil
}

// databaseBackups reads the newest dump. Where dumps lie is not told.
func databaseBackups(ctx context.Context, v *visit) error {
	var ids []int64
	if _, err := v.askIf(ctx, "/dump", &ids); err != nil {
		return err
	}
	list := []account.Backup{}
	if len(ids) > 0 {
		id := slices.Max(ids)
		var d struct {
			Created time.Time `json:"creationDate"`
		}
		there, err := v.askIf(ctx, fmt.Sprintf("/dump/%d", id), &d)
		if err != nil {
			return err
		}
		if there {
			list = append(list, account.Backup{Kind: "database backup", Name: fmt.Sprint(id), Newest: d.Created})
		}
	}
	v.change(func(r *account.Resource) { r.Backups = list })
	return nil
}
