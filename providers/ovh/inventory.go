package ovh

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sort"
	"strings"
	"time"

	"vigie/internal/account"
)

// family is one kind of resource: where its list is, and how one of them is read.
type family struct {
	kind account.Kind
	path string
	read func(*Client, context.Context, string) (account.Resource, error)
}

var families = []family{
	{account.DedicatedServer, "/dedicated/server", (*Client).server},
	{account.VPS, "/vps", (*Client).vps},
	{account.WebHosting, "/hosting/web", (*Client).hosting},
}

// Inventory reads everything that is rented. What cannot be read keeps its last good reading, with the reason and
// its age; an error that comes beside rows says which kinds could not be listed.
func (c *Client) Inventory(ctx context.Context) ([]account.Resource, error) {
	rows := []account.Resource{}
	var failed []error
	for _, f := range families {
		var ids []string
		if err := c.get(ctx, f.path, &ids); err != nil {
			rows = append(rows, c.remembered(f.kind, err)...)
			failed = append(failed, fmt.Errorf("%s: %w", f.kind, err))
			continue
		}
		sort.Strings(ids)
		rows = append(rows, fanOut(ctx, ids, func(ctx context.Context, id string) account.Resource {
			return c.row(ctx, f, id)
		})...)
	}
	if len(failed) == 0 {
		return rows, nil
	}
	if len(rows) == 0 {
		rows = nil // nothing was ever read: the caller keeps what it knows
	}
	if len(failed) == len(families) {
		return rows, errors.Unwrap(failed[0])
	}
	return rows, errors.Join(failed...)
}

// row reads one resource, or returns its last good reading with the reason why there is no newer one.
func (c *Client) row(ctx context.Context, f family, id string) account.Resource {
	r, err := f.read(c, ctx, f.path+"/"+url.PathEscape(id))
	key := string(f.kind) + " " + id
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		old, known := c.rows[key]
		if !known {
			old = account.Resource{Provider: provider, Kind: f.kind, ID: id, Name: id, Place: account.Place{Provider: provider}}
		}
		old.Problem = err.Error()
		return old
	}
	r.Provider, r.Kind, r.ID, r.Place.Provider, r.Read = provider, f.kind, id, provider, time.Now()
	if r.Name == "" {
		r.Name = id
	}
	c.rows[key] = r
	return r
}

// remembered are the last good readings of a kind whose list cannot be had.
func (c *Client) remembered(kind account.Kind, why error) []account.Resource {
	c.mu.Lock()
	defer c.mu.Unlock()
	var rows []account.Resource
	for _, r := range c.rows {
		if r.Kind == kind {
			r.Problem = why.Error()
			rows = append(rows, r)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return rows
}

type iam struct {
	DisplayName *string `json:"displayName"`
}

func (i *iam) name() string {
	if i == nil || i.DisplayName == nil {
		return ""
	}
	return *i.DisplayName
}

func (c *Client) server(ctx context.Context, path string) (account.Resource, error) {
	var d struct {
		IP         string `json:"ip"`
		Datacenter string `json:"datacenter"`
		Region     string `json:"region"`
		Rack       string `json:"rack"`
		State      string `json:"state"`
		IAM        *iam   `json:"iam"`
	}
	if err := c.get(ctx, path, &d); err != nil {
		return account.Resource{}, err
	}
	r := account.Resource{
		Name: d.IAM.name(), State: d.State,
		Place: account.Place{Region: d.Region, Datacenter: normalDatacenter(d.Datacenter), Rack: strings.ToUpper(d.Rack)},
	}
	var blocks []string
	if err := c.get(ctx, path+"/ips", &blocks); err != nil {
		return r, fmt.Errorf("its addresses: %w", err)
	}
	r.Addresses = withoutPrefix(append([]string{d.IP}, blocks...))
	tasks, err := c.tasks(ctx, path)
	if err != nil {
		return r, fmt.Errorf("its tasks: %w", err)
	}
	r.Tasks = tasks
	r.Renews, err = c.renewal(ctx, path)
	return r, err
}

// tasks are those of a dedicated server that are not over.
func (c *Client) tasks(ctx context.Context, path string) ([]account.Task, error) {
	var list []account.Task
	for _, status := range []string{"init", "todo", "doing"} {
		var ids []int64
		if err := c.get(ctx, path+"/task?status="+status, &ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			var t struct {
				Function  string    `json:"function"`
				Status    string    `json:"status"`
				StartDate time.Time `json:"startDate"`
			}
			if err := c.get(ctx, fmt.Sprintf("%s/task/%d", path, id), &t); err != nil {
				return nil, err
			}
			list = append(list, account.Task{ID: fmt.Sprint(id), Function: t.Function, State: t.Status, Started: t.StartDate})
		}
	}
	return list, nil
}

func (c *Client) vps(ctx context.Context, path string) (account.Resource, error) {
	var d struct {
		DisplayName *string `json:"displayName"`
		Zone        string  `json:"zone"`
		State       string  `json:"state"`
		IAM         *iam    `json:"iam"`
	}
	if err := c.get(ctx, path, &d); err != nil {
		return account.Resource{}, err
	}
	r := account.Resource{Name: d.IAM.name(), State: d.State, Place: account.Place{Datacenter: zoneDatacenter(d.Zone)}}
	if r.Name == "" && d.DisplayName != nil {
		r.Name = *d.DisplayName
	}
	if err := c.get(ctx, path+"/ips", &r.Addresses); err != nil {
		return r, fmt.Errorf("its addresses: %w", err)
	}
	r.Addresses = withoutPrefix(r.Addresses)
	var err error
	r.Renews, err = c.renewal(ctx, path)
	return r, err
}

func (c *Client) hosting(ctx context.Context, path string) (account.Resource, error) {
	var d struct {
		DisplayName *string `json:"displayName"`
		State       string  `json:"state"`
		Cluster     string  `json:"cluster"`
		Datacenter  string  `json:"datacenter"`
		HostingIP   *string `json:"hostingIp"`
		HostingIPv6 *string `json:"hostingIpv6"`
		ClusterIP   *string `json:"clusterIp"`
	}
	if err := c.get(ctx, path, &d); err != nil {
		return account.Resource{}, err
	}
	r := account.Resource{
		State: d.State, Place: account.Place{Datacenter: normalDatacenter(d.Datacenter), Cluster: normalCluster(d.Cluster)},
	}
	if d.DisplayName != nil {
		r.Name = *d.DisplayName
	}
	for _, ip := range []*string{d.HostingIP, d.HostingIPv6, d.ClusterIP} {
		if ip != nil {
			r.Addresses = append(r.Addresses, *ip)
		}
	}
	r.Addresses = withoutPrefix(r.Addresses)
	if err := c.get(ctx, path+"/attachedDomain", &r.Domains); err != nil {
		return r, fmt.Errorf("its domains: %w", err)
	}
	var err error
	r.Renews, err = c.renewal(ctx, path)
	return r, err
}

// renewal is when the contract of a service ends or renews.
func (c *Client) renewal(ctx context.Context, path string) (time.Time, error) {
	var s struct {
		Expiration string `json:"expiration"`
	}
	if err := c.get(ctx, path+"/serviceInfos", &s); err != nil {
		return time.Time{}, fmt.Errorf("its contract: %w", err)
	}
	t, err := time.Parse(time.DateOnly, s.Expiration)
	if err != nil {
		return time.Time{}, nil //nolint:nilerr // a service without an end has none to show
	}
	return t, nil
}
