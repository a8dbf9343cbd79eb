package ovh

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// ZoneRecord is a record of a zone, as the API has it. It may not be live: see Served.
type ZoneRecord struct {
	ID     int64
	Name   string // the whole name, without a last dot
	Type   string // A
	Target string
	TTL    time.Duration // 0: that of the zone
}

// Served is a name with its records at the API and in the world.
type Served struct {
	Zone     string
	Name     string
	Records  []ZoneRecord  // of this name that decide where it leads: A, AAAA, CNAME
	TTL      time.Duration // of records without one of their own; 0: not asked for, or not told
	Servers  []string      // of the zone, as the API has them
	Live     []string      // those that the world asks
	Deployed bool          // nothing waits to be made live
	Faults   []string      // for which OVHcloud does not make it live
	Seen     []string      // the addresses that the resolver of this machine knows
	Left     time.Duration // how long that resolver will go on to say so
	Trouble  string        // why the world could not be asked; empty where it could
}

// Longest is how long a resolver that asked a moment ago may go on to give the old answer. Where it depends on the TTL of
// the zone and that is not known, it is usualTTL.
func (s Served) Longest() time.Duration {
	longest := s.Left
	for _, r := range s.Records {
		ttl := r.TTL
		if ttl == 0 {
			ttl = cmp.Or(s.TTL, usualTTL)
		}
		longest = max(longest, ttl)
	}
	return longest
}

// usualTTL is that of a zone at OVHcloud which nobody has changed.
const usualTTL = time.Hour

// assumed tells whether the TTL of the zone decides something and is not known.
func (s Served) assumed() bool { return s.TTL == 0 && slices.ContainsFunc(s.Records, zonesOwn) }

// zonesOwn tells whether a record has no TTL but that of its zone.
func zonesOwn(r ZoneRecord) bool { return r.TTL == 0 }

// Ours tells how many of the servers that the world asks are those of the API, and how many are not.
func (s Served) Ours() (ours, others int) {
	for _, live := range s.Live {
		if slices.Contains(s.Servers, live) {
			ours++
		} else {
			others++
		}
	}
	return ours, others
}

// errNoZone says that nothing can be done to a name here.
var errNoZone = errors.New("no zone of the account holds this name: it is changed where its domain's name servers are")

// Served reads what a name leads to: its zone, the records at the API, and what the world is told.
func (c *Client) Served(ctx context.Context, name string, n Names) (*Served, error) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	var zones []string
	if err := c.get(ctx, "/domain/zone", &zones); err != nil {
		return nil, fmt.Errorf("the zones cannot be listed: %w", err)
	}
	s := &Served{Name: name}
	for _, z := range zones {
		if (name == z || strings.HasSuffix(name, "."+z)) && len(z) > len(s.Zone) {
			s.Zone = z
		}
	}
	if s.Zone == "" {
		return nil, errNoZone
	}
	var err error
	if s.Records, err = c.leads(ctx, s.Zone, name); err != nil {
		return nil, err
	}
	if err := c.zoneState(ctx, s); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.Records, zonesOwn) {
		s.TTL = c.zoneTTL(ctx, s.Zone)
	}
	s.look(ctx, n)
	return s, nil
}

// leads are the records of a name that decide where it leads.
func (c *Client) leads(ctx context.Context, zone, name string) ([]ZoneRecord, error) {
	path := zonePath(zone) + "/record"
	sub := strings.TrimSuffix(strings.TrimSuffix(name, zone), ".")
	var list []ZoneRecord
	for _, kind := range []string{"A", "AAAA", "CNAME"} {
		var ids []int64
		if err := c.get(ctx, path+"?fieldType="+kind+"&subDomain="+url.QueryEscape(sub), &ids); err != nil {
			return nil, fmt.Errorf("the records of %s cannot be listed: %w", zone, err)
		}
		for _, id := range ids {
			var r struct {
				Sub    *string `json:"subDomain"`
				Target string  `json:"target"`
				TTL    *int64  `json:"ttl"`
			}
			if err := c.get(ctx, fmt.Sprintf("%s/%d", path, id), &r); err != nil {
				return nil, fmt.Errorf("a record of %s cannot be read: %w", zone, err)
			}
			if r.Sub == nil && sub != "" || r.Sub != nil && !strings.EqualFold(*r.Sub, sub) {
				continue // an empty filter is none
			}
			record := ZoneRecord{ID: id, Name: name, Type: kind, Target: r.Target}
			if r.TTL != nil && *r.TTL > 0 {
				record.TTL = time.Duration(*r.TTL) * time.Second
			}
			list = append(list, record)
		}
	}
	slices.SortFunc(list, func(a, b ZoneRecord) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Target, b.Target))
	})
	return list, nil
}

func (c *Client) zoneState(ctx context.Context, s *Served) error {
	var zone struct {
		Servers []string `json:"nameServers"`
	}
	if err := c.get(ctx, zonePath(s.Zone), &zone); err != nil {
		return fmt.Errorf("the zone %s cannot be read: %w", s.Zone, err)
	}
	for _, server := range zone.Servers {
		s.Servers = append(s.Servers, strings.ToLower(strings.TrimSuffix(server, ".")))
	}
	status, err := c.zoneStatus(ctx, s.Zone)
	s.Deployed, s.Faults = status.Deployed, status.Errors
	return err
}

// zoneTTL is the TTL of the records of a zone that have none of their own, by its SOA; 0 where that cannot be read: nobody
// is kept from a fallback by it.
func (c *Client) zoneTTL(ctx context.Context, zone string) time.Duration {
	var soa struct {
		TTL int64 `json:"ttl"` // in seconds
	}
	if err := c.get(ctx, zonePath(zone)+"/soa", &soa); err != nil || soa.TTL < 0 || soa.TTL > math.MaxInt32 { // RFC 2181, 8
		return 0
	}
	return time.Duration(soa.TTL) * time.Second
}

// zoneStatus is whether a zone is live as the API has it, and what is wrong with it.
type zoneStatus struct {
	Deployed bool     `json:"isDeployed"`
	Errors   []string `json:"errors"`
}

func (c *Client) zoneStatus(ctx context.Context, zone string) (zoneStatus, error) {
	var status zoneStatus
	if err := c.get(ctx, zonePath(zone)+"/status", &status); err != nil {
		return status, fmt.Errorf("whether %s is live cannot be told: %w", zone, err)
	}
	return status, nil
}

// deployed tells whether the zone is live. A zone that the API finds faulty never will be.
func (c *Client) deployed(ctx context.Context, p *progress, zone string) error {
	status, err := c.zoneStatus(ctx, zone)
	switch {
	case err != nil:
		return err
	case !status.Deployed && len(status.Errors) > 0:
		return failedTask{"OVHcloud does not make the zone live: " + strings.Join(status.Errors, "; ")}
	case !status.Deployed:
		p.say("OVHcloud is about to make the zone live")
		return errNotYet
	}
	return nil
}

// look asks the world.
func (s *Served) look(ctx context.Context, n Names) {
	var err error
	if s.Live, err = n.Servers(ctx, s.Zone); err != nil {
		s.Trouble = err.Error()
		return
	}
	for _, kind := range []string{"A", "AAAA"} {
		values, left, err := n.Values(ctx, "", s.Name, kind)
		if err != nil {
			s.Trouble = err.Error()
			continue
		}
		s.Seen = append(s.Seen, values...)
		s.Left = max(s.Left, left)
	}
}

func zonePath(zone string) string { return "/domain/zone/" + url.PathEscape(zone) }

// Export is a zone in the words of BIND, as it can be put back.
func (c *Client) Export(ctx context.Context, zone string) (string, error) {
	var text string
	if err := c.get(ctx, zonePath(zone)+"/export", &text); err != nil {
		return "", fmt.Errorf("the zone %s cannot be copied: %w", zone, err)
	}
	return text, nil
}

// refresh is the call without which no change of a zone is live.
func refresh(zone string) account.Call {
	return account.Call{Method: "POST", Path: zonePath(zone) + "/refresh"}
}
