package ovh

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// foldDomain takes in a domain.DomainServiceWithIAM.
func foldDomain(r *account.Resource, raw []byte) error {
	var d struct {
		State      string    `json:"state"`
		Suspension string    `json:"suspensionState"`
		Expires    time.Time `json:"expirationDate"`
		IAM        metadata  `json:"iam"`
		Servers    []struct {
			Name string `json:"nameServer"`
		} `json:"nameServers"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	if d.Suspension == "suspended" {
		r.State = d.Suspension
	}
	r.Renews = d.Expires
	r.Servers = []string{}
	for _, s := range d.Servers {
		r.Servers = append(r.Servers, hostLike(s.Name))
	}
	return nil
}

// nameTasks reads the tasks of a domain or of a zone, a domain.Task or a domain.zone.Task.
func nameTasks(ctx context.Context, v *visit) error {
	return v.tasks(ctx, taskList{"/task", "status", []string{"doing", "todo"}, 1, func(raw []byte) (account.Task, error) {
		var t struct {
			Function string    `json:"function"`
			Status   string    `json:"status"`
			Created  time.Time `json:"creationDate"`
		}
		err := open(raw, &t)
		return account.Task{Function: t.Function, State: t.Status, Started: t.Created}, err
	}})
}

// foldZone takes in a domain.ZoneWithIAM.
func foldZone(r *account.Resource, raw []byte) error {
	var d struct {
		Servers []string `json:"nameServers"`
		IAM     metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state("")
	r.Servers = []string{}
	for _, s := range d.Servers {
		r.Servers = append(r.Servers, hostLike(s))
	}
	return nil
}

// hostLike is a name of the DNS as it is compared: lower case, without the dot at its end.
func hostLike(name string) string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(name), "."))
}

// zoneRecords reads where a zone points the names that this client was made with, so that a site can be laid beside
// what it runs on even when its name does not resolve.
func zoneRecords(ctx context.Context, v *visit) error {
	var found []account.Record
	for _, name := range v.client.names {
		sub, within := strings.CutSuffix(name, v.key.id)
		if !within || sub != "" && !strings.HasSuffix(sub, ".") {
			continue
		}
		for _, kind := range []string{"A", "AAAA", "CNAME"} {
			list, err := v.records(ctx, url.Values{"fieldType": {kind}, "subDomain": {strings.TrimSuffix(sub, ".")}})
			if err != nil {
				return err
			}
			for _, r := range list {
				if r.Name == name { // an empty filter may stand for all
					found = append(found, r)
				}
			}
		}
	}
	v.change(func(r *account.Resource) { r.Records = found })
	return nil
}

// mostRecords is how many records of a zone are read at most.
const mostRecords = 2000

// Records reads all records of a zone, in the order of their names. It costs a call a record, so it is for a zone that
// somebody looks at.
func (c *Client) Records(ctx context.Context, zone string) ([]account.Record, error) {
	v := &visit{client: c, key: key{account.Zone, zone}, path: under("/domain/zone", zone)}
	list, err := v.records(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("the records of %s: %w", zone, err)
	}
	slices.SortStableFunc(list, func(a, b account.Record) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Type, b.Type), strings.Compare(a.Target, b.Target))
	})
	return list, nil
}

func (v *visit) records(ctx context.Context, filter url.Values) ([]account.Record, error) {
	path := "/record"
	if len(filter) > 0 {
		path += "?" + filter.Encode()
	}
	var ids []int64
	if err := v.ask(ctx, path, &ids); err != nil {
		return nil, err
	}
	if len(ids) > mostRecords {
		return nil, fmt.Errorf("there are %d, of which vigie reads %d at most", len(ids), mostRecords)
	}
	type answer struct {
		record account.Record
		err    error
	}
	var list []account.Record
	for _, a := range fanOut(ctx, ids, func(ctx context.Context, id int64) answer {
		r, err := v.record(ctx, id)
		return answer{r, err}
	}) {
		switch {
		case absent(a.err): // it was taken out meanwhile
		case a.err != nil:
			return nil, a.err
		default:
			list = append(list, a.record)
		}
	}
	return list, nil
}

func (v *visit) record(ctx context.Context, id int64) (account.Record, error) {
	var d struct {
		Sub    string `json:"subDomain"`
		Type   string `json:"fieldType"`
		Target string `json:"target"`
		TTL    int64  `json:"ttl"`
	}
	if err := v.ask(ctx, fmt.Sprintf("/record/%d", id), &d); err != nil {
		return account.Record{}, err
	}
	name := v.key.id
	if d.Sub != "" {
		name = d.Sub + "." + name
	}
	return account.Record{
		ID: fmt.Sprint(id), Zone: v.key.id, Name: hostLike(name), Type: d.Type, Target: d.Target,
		TTL: time.Duration(d.TTL) * time.Second,
	}, nil
}
