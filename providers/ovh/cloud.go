package ovh

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/internal/account"
	"vigie/internal/places"
)

// foldProject takes in a cloud.ProjectWithIAM.
func foldProject(r *account.Resource, raw []byte) error {
	var d struct {
		Name        string   `json:"projectName"`
		Description string   `json:"description"`
		Status      string   `json:"status"`
		IAM         metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.Name, d.Description, d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state(d.Status)
	return nil
}

// instances reads the machines of a project. Their list holds whole ones, with the flaw that it may also hold a
// password for the rescue of one: it is not taken.
func instances(ctx context.Context, v *visit) error {
	var list []struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Region string `json:"region"`
		Zone   string `json:"availabilityZone"`
		Status string `json:"status"`
		IPs    []struct {
			IP   string `json:"ip"`
			Type string `json:"type"`
		} `json:"ipAddresses"`
	}
	if err := v.ask(ctx, "/instance", &list); err != nil {
		return err
	}
	led := v.client.cloudAddresses(v.key.id)
	rows := make([]account.Resource, 0, len(list))
	for _, d := range list {
		var public []string
		for _, ip := range d.IPs {
			if ip.Type == "public" {
				public = append(public, ip.IP)
			}
		}
		rows = append(rows, account.Resource{
			ID: d.ID, Name: cmp.Or(d.Name, d.ID), State: d.Status, Place: cloudPlace(d.Region, d.Zone),
			Addresses: addresses(append(public, led[d.ID]...)...),
		})
	}
	v.below(account.Instance, rows)
	return nil
}

// volumes reads the disks of a project.
func volumes(ctx context.Context, v *visit) error {
	var list []struct {
		ID     string   `json:"id"`
		Name   string   `json:"name"`
		Region string   `json:"region"`
		Zone   string   `json:"availabilityZone"`
		Status string   `json:"status"`
		On     []string `json:"attachedTo"`
	}
	if err := v.ask(ctx, "/volume", &list); err != nil {
		return err
	}
	rows := make([]account.Resource, 0, len(list))
	for _, d := range list {
		row := account.Resource{ID: d.ID, Name: cmp.Or(d.Name, d.ID), State: d.Status, Place: cloudPlace(d.Region, d.Zone)}
		if len(d.On) > 0 {
			row.RoutedTo = d.On[0]
		}
		rows = append(rows, row)
	}
	v.below(account.Volume, rows)
	return nil
}

// cloudDatabases reads the managed databases of a project: where their nodes are, and where their backups.
func cloudDatabases(ctx context.Context, v *visit) error {
	var ids []string
	if err := v.ask(ctx, "/database/service", &ids); err != nil {
		return err
	}
	rows := make([]account.Resource, 0, len(ids))
	for _, id := range ids {
		var d struct {
			Description string `json:"description"`
			Engine      string `json:"engine"`
			Status      string `json:"status"`
			Nodes       []struct {
				Region string `json:"region"`
			} `json:"nodes"`
			Backups *struct {
				Regions []string `json:"regions"`
			} `json:"backups"`
			Endpoints []struct {
				Domain string `json:"domain"`
			} `json:"endpoints"`
		}
		if there, err := v.askIf(ctx, under("/database/service", id), &d); err != nil {
			return err
		} else if !there {
			continue
		}
		row := account.Resource{ID: id, Name: cmp.Or(d.Description, strings.TrimSpace(d.Engine+" "+id)), State: d.Status}
		if len(d.Nodes) > 0 {
			row.Place = cloudPlace(d.Nodes[0].Region, "")
		}
		for _, e := range d.Endpoints {
			if name := strings.ToLower(e.Domain); name != "" && !slices.Contains(row.Domains, name) {
				row.Domains = append(row.Domains, name)
			}
		}
		row.Backups = []account.Backup{}
		if d.Backups != nil {
			for _, region := range d.Backups.Regions {
				row.Backups = append(row.Backups, account.Backup{Kind: "database backup", Place: cloudPlace(region, "")})
			}
		}
		rows = append(rows, row)
	}
	v.below(account.CloudDatabase, rows)
	return nil
}

// cloudRegions reads the health of those regions in which the project has something: what OVHcloud itself says of
// them, service by service. Services that are up are left out.
func cloudRegions(ctx context.Context, v *visit) error {
	health := []account.Health{}
	for _, region := range v.client.regionsOf(v.key.id) {
		var d struct {
			Name     string `json:"name"`
			Status   string `json:"status"`
			Services []struct {
				Name   string `json:"name"`
				Status string `json:"status"`
			} `json:"services"`
		}
		there, err := v.askIf(ctx, under("/region", strings.ToUpper(region)), &d)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		name := cmp.Or(d.Name, strings.ToUpper(region))
		health = append(health, account.Health{Part: name, State: d.Status})
		for _, s := range d.Services {
			if s.Status != "UP" {
				health = append(health, account.Health{Part: name + " " + s.Name, State: s.Status})
			}
		}
	}
	v.change(func(r *account.Resource) { r.Health = health })
	return nil
}

// regionsOf are the regions of a project in which something stands.
func (c *Client) regionsOf(project string) []string {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	var list []string
	for _, r := range c.stock.rows {
		if r.row.Parent == project && r.row.Place.Region != "" && !slices.Contains(list, r.row.Place.Region) {
			list = append(list, r.row.Place.Region)
		}
	}
	slices.Sort(list)
	return list
}

// cloudPlace is where something in a region stands: the region of the cloud, or one of its zones, stands for the
// building, which is not told.
func cloudPlace(region, zone string) account.Place {
	at := account.Place{Provider: provider, Region: places.Normal(region), Datacenter: places.Normal(region)}
	if zone = places.Normal(zone); zone != at.Region && strings.HasPrefix(zone, at.Region+"-") {
		at.Datacenter = zone
	}
	return at
}
