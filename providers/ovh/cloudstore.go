package ovh

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// cloudSnapshots reads the snapshots of a project: those of its volumes stand with the volume, those of its machines
// with the project, since the API does not tell of which machine they are.
func cloudSnapshots(ctx context.Context, v *visit) error {
	var images []struct {
		ID      string    `json:"id"`
		Name    string    `json:"name"`
		Region  string    `json:"region"`
		Created time.Time `json:"creationDate"`
	}
	if err := v.ask(ctx, "/snapshot", &images); err != nil {
		return err
	}
	var disks []struct {
		Name    string    `json:"name"`
		ID      string    `json:"id"`
		Region  string    `json:"region"`
		Volume  string    `json:"volumeId"`
		Created time.Time `json:"creationDate"`
	}
	if err := v.ask(ctx, "/volume/snapshot", &disks); err != nil {
		return err
	}
	own := []account.Backup{}
	for _, d := range images {
		own = append(own, account.Backup{Kind: "snapshot", Name: cmp.Or(d.Name, d.ID), Place: cloudPlace(d.Region, ""), Newest: d.Created})
	}
	slices.SortFunc(own, func(a, b account.Backup) int {
		return cmp.Or(b.Newest.Compare(a.Newest), strings.Compare(a.Name, b.Name))
	})
	v.change(func(r *account.Resource) { r.Backups = own })
	newest := make(map[string]account.Backup)
	for _, d := range disks {
		if before, known := newest[d.Volume]; !known || d.Created.After(before.Newest) {
			newest[d.Volume] = account.Backup{Kind: "snapshot", Name: cmp.Or(d.Name, d.ID), Place: cloudPlace(d.Region, ""), Newest: d.Created}
		}
	}
	v.client.eachBelow(v.key.id, account.Volume, func(r *account.Resource) {
		r.Backups = []account.Backup{}
		if b, ok := newest[r.ID]; ok {
			r.Backups = append(r.Backups, b)
		}
	})
	return nil
}

// cloudAddresses reads which additional addresses lead to which machine of a project.
func cloudAddresses(ctx context.Context, v *visit) error {
	var list []struct {
		IP       string `json:"ip"`
		Block    string `json:"block"`
		RoutedTo string `json:"routedTo"`
	}
	if err := v.ask(ctx, "/ip/failover", &list); err != nil {
		return err
	}
	led := make(map[string][]string)
	for _, d := range list {
		if d.RoutedTo != "" {
			led[d.RoutedTo] = append(led[d.RoutedTo], cmp.Or(d.IP, d.Block))
		}
	}
	v.client.leadCloud(v.key.id, led)
	v.client.eachBelow(v.key.id, account.Instance, func(r *account.Resource) {
		r.Addresses = addresses(append(r.Addresses, led[r.ID]...)...)
	})
	return nil
}

// eachBelow changes every row of one kind that belongs to another.
func (c *Client) eachBelow(parent string, kind account.Kind, f func(*account.Resource)) {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	for k, r := range c.stock.rows {
		if k.kind == kind && r.row.Parent == parent {
			f(&r.row)
		}
	}
}

// leadCloud keeps which additional addresses lead to the machines of a project.
func (c *Client) leadCloud(project string, led map[string][]string) {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	c.stock.cloud[project] = led
}

// cloudAddresses are the additional addresses that lead to the machines of a project, by the machine.
func (c *Client) cloudAddresses(project string) map[string][]string {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	return c.stock.cloud[project]
}
