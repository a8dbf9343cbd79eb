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
	"vigie/internal/places"
)

// foldServer takes in a dedicated.server.DedicatedWithIAM.
func foldServer(r *account.Resource, raw []byte) error {
	var d struct {
		IP         string   `json:"ip"`
		Datacenter string   `json:"datacenter"`
		Region     string   `json:"region"`
		Rack       string   `json:"rack"`
		State      string   `json:"state"`
		Power      string   `json:"powerState"`
		IAM        metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, r.ID)
	if d.State == "ok" && d.Power == "poweroff" {
		d.State = d.Power
	}
	r.State = d.IAM.state(d.State)
	r.Place.Region = strings.ToLower(d.Region)
	r.Place.Datacenter = places.Normal(d.Datacenter)
	r.Place.Rack = strings.ToUpper(d.Rack)
	if main := addresses(d.IP); len(main) > 0 && !slices.Contains(r.Addresses, main[0]) {
		r.Addresses = main // it is another machine's now; the others are read anew
	}
	return nil
}

// serverAddresses reads the addresses of a server, where the account's blocks do not tell them.
func serverAddresses(ctx context.Context, v *visit) error {
	if v.client.blocksRead() {
		return nil
	}
	var blocks []string
	if err := v.ask(ctx, "/ips", &blocks); err != nil {
		return err
	}
	v.change(func(r *account.Resource) { r.Addresses = addresses(append(first(r.Addresses), blocks...)...) })
	return nil
}

// first is a list of the first alone.
func first(list []string) []string { return slices.Clone(list[:min(1, len(list))]) }

func serverTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/task", "status", []string{"doing", "todo", "init"}, 2, func(raw []byte) (account.Task, error) {
		var t struct {
			Function string    `json:"function"`
			Status   string    `json:"status"`
			Start    time.Time `json:"startDate"`
		}
		err := open(raw, &t)
		return account.Task{Function: t.Function, State: t.Status, Started: t.Start}, err
	}})
}

// plannedInterventions reads what is planned to be done by hand. Work on the power or the cooling of a rack is not in
// the API: it stands on the status pages alone.
func plannedInterventions(ctx context.Context, v *visit) error {
	var ids []int64
	if _, err := v.askIf(ctx, "/plannedIntervention", &ids); err != nil {
		return err
	}
	slices.Reverse(ids)
	var planned []account.Intervention
	for _, id := range ids[:min(len(ids), mostTasks)] {
		var d struct {
			Type   string    `json:"type"`
			Status string    `json:"status"`
			From   time.Time `json:"wantedStartDate"`
			To     time.Time `json:"expectedEndDate"`
		}
		there, err := v.askIf(ctx, fmt.Sprintf("/plannedIntervention/%d", id), &d)
		if err != nil {
			return err
		}
		if there {
			planned = append(planned, account.Intervention{
				ID: fmt.Sprint(id), Type: d.Type, State: d.Status, Planned: true, From: d.From, To: d.To,
			})
		}
	}
	v.change(func(r *account.Resource) { r.Interventions = interventions(planned, r.Interventions, true) })
	return nil
}

// pastInterventions reads the last things that were done by hand.
func pastInterventions(ctx context.Context, v *visit) error {
	const newest = 3
	var ids []int64
	if _, err := v.askIf(ctx, "/intervention", &ids); err != nil {
		return err
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	var done []account.Intervention
	for _, id := range ids[:min(len(ids), newest)] {
		var d struct {
			Type string    `json:"type"`
			Date time.Time `json:"date"`
		}
		there, err := v.askIf(ctx, fmt.Sprintf("/intervention/%d", id), &d)
		if err != nil {
			return err
		}
		if there {
			done = append(done, account.Intervention{ID: fmt.Sprint(id), Type: d.Type, From: d.Date})
		}
	}
	v.change(func(r *account.Resource) { r.Interventions = interventions(done, r.Interventions, false) })
	return nil
}

// interventions puts those that are planned, or those that are not, in the place of what was known of them; what is
// planned stands first.
func interventions(read, known []account.Intervention, planned bool) []account.Intervention {
	all := slices.Clone(read)
	for _, i := range known {
		if i.Planned != planned {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b account.Intervention) int {
		switch {
		case a.Planned != b.Planned && a.Planned:
			return -1
		case a.Planned != b.Planned:
			return 1
		}
		return b.From.Compare(a.From)
	})
	return all
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
