package ovh

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// server reads a dedicated server.
func (v *visit) server(ctx context.Context) {
	var d struct {
		IP         string   `json:"ip"`
		Datacenter string   `json:"datacenter"`
		Region     string   `json:"region"`
		Rack       string   `json:"rack"`
		State      string   `json:"state"`
		IAM        metadata `json:"iam"`
	}
	if !v.part(ctx, "", "", &d) {
		return
	}
	v.row.Name = cmp.Or(d.IAM.DisplayName, v.row.ID)
	v.row.State = d.IAM.state(d.State)
	v.row.Place.Region = strings.ToLower(d.Region)
	v.row.Place.Datacenter = normalDatacenter(d.Datacenter)
	v.row.Place.Rack = strings.ToUpper(d.Rack)
	var blocks []string
	if v.part(ctx, "its addresses", "/ips", &blocks) {
		v.row.Addresses = addresses(append([]string{d.IP}, blocks...)...)
	} else if len(v.row.Addresses) == 0 {
		v.row.Addresses = addresses(d.IP)
	}
	v.serverTasks(ctx)
	v.renewal(ctx)
}

// serverTasks reads the tasks that are not over. They are asked for by state, since the list without one goes back
// to the day that the server was delivered.
func (v *visit) serverTasks(ctx context.Context) {
	var list []account.Task
	for _, state := range []string{"init", "todo", "doing"} {
		var ids []int64
		if !v.part(ctx, "its tasks", "/task?status="+state, &ids) {
			return
		}
		for _, id := range ids {
			var t struct {
				Function string    `json:"function"`
				Status   string    `json:"status"`
				Start    time.Time `json:"startDate"`
			}
			if !v.part(ctx, "its tasks", fmt.Sprintf("/task/%d", id), &t) {
				return
			}
			list = append(list, account.Task{ID: fmt.Sprint(id), Function: t.Function, State: t.Status, Started: t.Start})
		}
	}
	v.row.Tasks = list
}

// vps reads a virtual server.
func (v *visit) vps(ctx context.Context) {
	var d struct {
		DisplayName string   `json:"displayName"`
		Zone        string   `json:"zone"`
		State       string   `json:"state"`
		IAM         metadata `json:"iam"`
	}
	if !v.part(ctx, "", "", &d) {
		return
	}
	v.row.Name = cmp.Or(d.IAM.DisplayName, d.DisplayName, v.row.ID)
	v.row.State = d.IAM.state(d.State)
	if at := zoneDatacenter(d.Zone); at != "" {
		v.row.Place.Datacenter = at
	} else { // an older product, whose zone says nothing
		var at struct {
			Name string `json:"name"`
		}
		if v.part(ctx, "its place", "/datacenter", &at) {
			v.row.Place.Datacenter = normalDatacenter(at.Name)
		}
	}
	var ips []string
	if v.part(ctx, "its addresses", "/ips", &ips) {
		v.row.Addresses = addresses(ips...)
	}
	v.vpsTasks(ctx)
	v.renewal(ctx)
}

func (v *visit) vpsTasks(ctx context.Context) {
	var list []account.Task
	for _, state := range []string{"todo", "doing"} {
		var ids []int64
		if !v.part(ctx, "its tasks", "/tasks?state="+state, &ids) {
			return
		}
		for _, id := range ids {
			var t struct {
				Type  string    `json:"type"`
				State string    `json:"state"`
				Date  time.Time `json:"date"`
			}
			if !v.part(ctx, "its tasks", fmt.Sprintf("/tasks/%d", id), &t) {
				return
			}
			list = append(list, account.Task{ID: fmt.Sprint(id), Function: t.Type, State: t.State, Started: t.Date})
		}
	}
	v.row.Tasks = list
}

// hosting reads a web hosting.
func (v *visit) hosting(ctx context.Context) {
	var d struct {
		DisplayName string   `json:"displayName"`
		State       string   `json:"state"`
		Cluster     string   `json:"cluster"`
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
	if !v.part(ctx, "", "", &d) {
		return
	}
	v.row.Name = cmp.Or(d.IAM.DisplayName, d.DisplayName, v.row.ID)
	v.row.State = d.IAM.state(d.State)
	v.row.Place.Datacenter = normalDatacenter(d.Datacenter)
	v.row.Place.Cluster = normalCluster(d.Cluster)
	found := []string{d.HostingIP, d.HostingIPv6, d.ClusterIP, d.ClusterIPv6}
	for _, c := range d.Countries {
		found = append(found, c.IP, c.IPv6)
	}
	v.row.Addresses = addresses(found...)
	var domains []string
	if v.part(ctx, "its domains", "/attachedDomain", &domains) {
		for i, d := range domains {
			domains[i] = strings.ToLower(d)
		}
		v.row.Domains = domains
	}
	v.renewal(ctx)
}

// addresses makes plain addresses of blocks such as 192.0.2.10/32, each once, in the order they came. Whole networks
// are left out, since nothing tells which of their addresses are in use; of an IPv6 block the address itself is.
func addresses(blocks ...string) []string {
	var list []string
	for _, b := range blocks {
		ip, err := netip.ParseAddr(b)
		if err != nil {
			p, err := netip.ParsePrefix(b)
			if err != nil || p.Addr().Is4() && !p.IsSingleIP() {
				continue
			}
			ip = p.Addr()
		}
		if s := ip.String(); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
