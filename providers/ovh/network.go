package ovh

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/places"
)

// foldBlock takes in an ip.IpWithIAM.
func foldBlock(r *account.Resource, raw []byte) error {
	var d struct {
		Description string   `json:"description"`
		Campus      string   `json:"campus"`
		Regions     []string `json:"regions"`
		IAM         metadata `json:"iam"`
		RoutedTo    *struct {
			Service string `json:"serviceName"`
		} `json:"routedTo"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, d.Description, r.ID)
	r.State = d.IAM.state("")
	r.Addresses = []string{r.ID}
	r.Place.Datacenter, r.Place.Region = places.Normal(d.Campus), ""
	if len(d.Regions) == 1 {
		r.Place.Region = strings.ToLower(d.Regions[0])
	}
	r.RoutedTo = ""
	if d.RoutedTo != nil {
		r.RoutedTo = d.RoutedTo.Service
	}
	return nil
}

// blocksRead tells whether the account's address blocks are known, so that no machine need be asked for its own.
func (c *Client) blocksRead() bool {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	l := c.stock.list("/ip")
	return l.read && l.problem == ""
}

// leadsTo tells whether a block of the account leads to a resource.
func (c *Client) leadsTo(id string) bool {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	return len(c.stock.routed()[id]) > 0
}

// foldBalancer takes in an ipLoadbalancing.IpWithIAM.
func foldBalancer(r *account.Resource, raw []byte) error {
	var d struct {
		DisplayName string   `json:"displayName"`
		State       string   `json:"state"`
		IP          string   `json:"ipLoadbalancing"`
		IPv4        string   `json:"ipv4"`
		IPv6        string   `json:"ipv6"`
		Zones       []string `json:"zone"`
		IAM         metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.DisplayName, d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	r.Addresses = addresses(d.IP, d.IPv4, d.IPv6)
	r.Place.Datacenter = ""
	if len(d.Zones) == 1 { // one in several zones stands in no one place
		r.Place.Datacenter = places.Normal(d.Zones[0])
	}
	return nil
}

// balancerHealth reads what the load balancer says of itself and of what stands behind it.
func balancerHealth(ctx context.Context, v *visit) error {
	var d struct {
		Service struct {
			Status string `json:"status"`
		} `json:"service"`
		Frontends componentStatus `json:"frontends"`
		Farms     componentStatus `json:"farms"`
		Servers   componentStatus `json:"servers"`
	}
	if there, err := v.askIf(ctx, "/status", &d); !there {
		return err
	}
	health := []account.Health{}
	for _, h := range []account.Health{
		{Part: "service", State: d.Service.Status},
		{Part: "frontends", State: d.Frontends.words()},
		{Part: "farms", State: d.Farms.words()},
		{Part: "servers", State: d.Servers.words()},
	} {
		if h.State != "" {
			health = append(health, h)
		}
	}
	v.change(func(r *account.Resource) { r.Health = health })
	return nil
}

// componentStatus is how many of a kind of part are in which state.
type componentStatus struct {
	Total  int            `json:"total"`
	Status map[string]int `json:"status"`
}

// words are the states in words: ok, or 2 of 3 ok, 1 error; empty where there is no such part.
func (c componentStatus) words() string {
	ok := c.Status["ok"]
	switch {
	case c.Total == 0:
		return ""
	case ok == c.Total:
		return "ok"
	}
	s := fmt.Sprintf("%d of %d ok", ok, c.Total)
	for _, state := range []string{"error", "warn", "unknown"} {
		if n := c.Status[state]; n > 0 {
			s += fmt.Sprintf(", %d %s", n, state)
		}
	}
	return s
}

// foldNAS takes in a dedicated.nasha.StorageWithIAM.
func foldNAS(r *account.Resource, raw []byte) error {
	var d struct {
		Name       string   `json:"customName"`
		Datacenter string   `json:"datacenter"`
		IP         string   `json:"ip"`
		IAM        metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.Name, d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state("")
	r.Place.Datacenter = places.Normal(d.Datacenter)
	r.Addresses = addresses(d.IP)
	return nil
}

func nasTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/task", "status", []string{"doing", "todo", "init"}, 1, func(raw []byte) (account.Task, error) {
		var t struct {
			Operation string    `json:"operation"`
			Status    string    `json:"status"`
			Start     time.Time `json:"todoDate"`
		}
		err := open(raw, &t)
		return account.Task{Function: t.Operation, State: t.Status, Started: t.Start}, err
	}})
}
