package ovh

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// fallbackTTL is that of a fallback's record: short, so that the way back is short too.
const fallbackTTL = 60

// Fallback thinks through that a name leads elsewhere: to an address, to another name, or, for a page with https:// or
// http://, by a redirection of OVHcloud's.
func (c *Client) Fallback(s *Served, to string, around Surroundings) (*Change, error) {
	ch := &Change{client: c, Plan: account.Plan{
		Title: fmt.Sprintf("Let %s lead to %s", s.Name, to), Confirm: s.Name,
		End: fmt.Sprintf("the name servers of %s say so", s.Zone), Undo: "vigie dns undo " + s.Zone,
	}}
	w, err := wanted(to)
	if err != nil {
		return nil, err
	}
	sub := strings.TrimSuffix(strings.TrimSuffix(s.Name, s.Zone), ".")
	if w.kind == "CNAME" && sub == "" {
		return nil, fmt.Errorf("%s is the top of its zone, which can have no alias: give an address instead of %q", s.Name, to)
	}
	ch.Calls = append(changesOf(s, w, sub), refresh(s.Zone))
	ch.Warnings = append(ch.Warnings, fmt.Sprintf("Whoever asked for the name lately goes on to the old address for up to %s.", inWords(s.Longest())))
	if s.assumed() {
		ch.Warnings = append(ch.Warnings, "For how long the zone itself says that could not be read: OVHcloud's usual hour is assumed.")
	}
	if w.page {
		ch.Warnings = append(ch.Warnings, "The redirection is served by OVHcloud's own machines in Gravelines or Beauharnois: it does not help where those are down, and it has no certificate for the name, so that https:// will not work.")
	}
	if len(ch.Calls) == 1 {
		ch.Refused = "It leads there already."
		if !s.Deployed {
			ch.Refused = ""
		}
	}
	ch.judgeTarget(s, w, around)
	ch.judgeZone(s)
	ch.end = func(ctx context.Context, p *progress) error { return c.live(ctx, p, s, w, around.Names) }
	return ch, nil
}

// want is what a name is to lead to.
type want struct {
	kind, value string
	page        bool
}

func wanted(to string) (want, error) {
	if addr, err := netip.ParseAddr(to); err == nil {
		if addr.Is4() {
			return want{"A", addr.String(), false}, nil
		}
		return want{"AAAA", addr.String(), false}, nil
	}
	if u, err := url.Parse(to); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		return want{"", to, true}, nil
	}
	name := strings.ToLower(strings.TrimSuffix(to, "."))
	if !strings.Contains(name, ".") || strings.ContainsAny(name, " /:@\t\n\"") {
		return want{}, fmt.Errorf("%q is no address, no name and no page: give one such as 192.0.2.10, fallback.example or https://fallback.example/", to)
	}
	return want{"CNAME", name + ".", false}, nil
}

// changesOf are the calls by which a name leads only where it is wanted. A record of the same type is changed, since its
// type cannot be; every other that would still lead the old way goes.
func changesOf(s *Served, w want, sub string) []account.Call {
	path := zonePath(s.Zone)
	at := func(r ZoneRecord) string { return fmt.Sprintf("%s/record/%d", path, r.ID) }
	keep := slices.IndexFunc(s.Records, func(r ZoneRecord) bool { return r.Type == w.kind && r.Target == w.value })
	if keep < 0 {
		keep = slices.IndexFunc(s.Records, func(r ZoneRecord) bool { return r.Type == w.kind })
	}
	var calls []account.Call
	for i, r := range s.Records {
		if i != keep {
			calls = append(calls, account.Call{Method: http.MethodDelete, Path: at(r)})
		}
	}
	switch {
	case w.page:
		calls = append(calls, account.Call{Method: http.MethodPost, Path: path + "/redirection", Body: body(map[string]any{
			"subDomain": sub, "target": w.value, "type": "visible",
		})})
	case keep < 0:
		calls = append(calls, account.Call{Method: http.MethodPost, Path: path + "/record", Body: body(map[string]any{
			"fieldType": w.kind, "subDomain": sub, "target": w.value, "ttl": fallbackTTL,
		})})
	case s.Records[keep].Target != w.value || s.Records[keep].TTL != fallbackTTL*time.Second:
		calls = append(calls, account.Call{Method: http.MethodPut, Path: at(s.Records[keep]), Body: body(map[string]any{
			"subDomain": sub, "target": w.value, "ttl": fallbackTTL,
		})})
	}
	return calls
}

// judgeTarget refuses an address in a building that gives no sign of life, and warns of one on the same campus.
func (ch *Change) judgeTarget(s *Served, w want, around Surroundings) {
	to, known := around.home(w.value)
	if !known {
		return
	}
	if why := around.dark(to.Place); why != "" {
		ch.Refused = fmt.Sprintf("%s is %s, in a building that gives no sign of life: %s.", w.value, to.ID, why)
		return
	}
	for _, r := range s.Records {
		from, known := around.home(r.Target)
		if known && from.ID != to.ID && around.Places.SameCampus(from.Place.Datacenter, to.Place.Datacenter) {
			ch.Warnings = append(ch.Warnings, fmt.Sprintf("%s and %s stand on the same campus: what befalls one may befall the other.", from.ID, to.ID))
			return
		}
	}
}

// judgeZone refuses to change a zone that nobody asks.
func (ch *Change) judgeZone(s *Served) {
	ours, others := s.Ours()
	switch {
	case s.Trouble != "" && len(s.Live) == 0:
		ch.Warnings = append(ch.Warnings, "Whether the world asks this zone could not be found out: "+s.Trouble+".")
	case ours == 0:
		ch.Refused = fmt.Sprintf("The world does not ask this zone: %s is served by %s, and OVHcloud's copy of it by %s. Change it where it is served.",
			s.Zone, strings.Join(s.Live, " and "), strings.Join(s.Servers, " and "))
	case others > 0:
		ch.Warnings = append(ch.Warnings, fmt.Sprintf("Not all of the name servers of %s are OVHcloud's: those who ask another one keep the old address until it follows.", s.Zone))
	}
	for _, fault := range s.Faults {
		ch.Warnings = append(ch.Warnings, "OVHcloud finds fault with the zone and makes none of its changes live: "+fault+".")
	}
	if !s.Deployed && len(s.Faults) == 0 {
		ch.Warnings = append(ch.Warnings, "The zone holds changes that were never made live; they become live with this one.")
	}
}

// live tells whether the servers of the zone give the new answer.
func (c *Client) live(ctx context.Context, p *progress, s *Served, w want, n Names) error {
	if err := c.deployed(ctx, p, s.Zone); err != nil {
		return err
	}
	if w.page || n == nil {
		return nil // the addresses of the redirection are OVHcloud's affair
	}
	ours := []string{}
	for _, server := range s.Servers {
		if slices.Contains(s.Live, server) {
			ours = append(ours, server)
		}
	}
	return says(ctx, p, ours, s.Name, w, n)
}

// says tells whether every one of the servers gives the value that is wanted and no other. One that cannot be asked from
// here is left out; where none can, the resolver of this machine is asked, which may remember the old answer for a while.
func says(ctx context.Context, p *progress, servers []string, name string, w want, n Names) error {
	asked := 0
	for _, server := range servers {
		values, _, err := n.Values(ctx, server, name, w.kind)
		switch {
		case err != nil:
			p.say(fmt.Sprintf("%s cannot be asked: %s", server, err))
			continue
		case !w.only(values):
			p.say(server + " still gives the old answer")
			return errNotYet
		}
		asked++
	}
	if asked > 0 {
		return nil
	}
	values, left, err := n.Values(ctx, "", name, w.kind)
	switch {
	case err != nil:
		p.say("no name server can be asked from here: " + err.Error())
		return errNotYet
	case !w.only(values):
		p.say(fmt.Sprintf("none of the name servers can be asked from here, and the resolver of this machine remembers the old answer for %s more", inWords(left)))
		return errNotYet
	}
	return nil
}

// only tells whether a name leads where it is wanted, and nowhere else.
func (w want) only(values []string) bool {
	return len(values) == 1 && strings.EqualFold(strings.TrimSuffix(values[0], "."), strings.TrimSuffix(w.value, "."))
}

// Restore thinks through that a zone is put back as it was copied.
func (c *Client) Restore(s *Served, copied string, at time.Time) *Change {
	ch := &Change{client: c, Plan: account.Plan{
		Title: fmt.Sprintf("Put the zone %s back as it was on %s", s.Zone, at.UTC().Format("2 January 2006, 15:04 UTC")), Confirm: s.Zone,
		Calls: []account.Call{
			{Method: http.MethodPost, Path: zonePath(s.Zone) + "/import", Body: body(map[string]any{"zoneFile": copied})},
			refresh(s.Zone),
		},
		Warnings: []string{"Every change of the zone since then is undone, whoever made it."},
		End:      "the zone is live",
	}}
	ch.judgeZone(s)
	ch.end = func(ctx context.Context, p *progress) error {
		if task := p.number(0, "id"); task != 0 {
			if over, err := c.followTask(ctx, p, fmt.Sprintf("%s/task/%d", zonePath(s.Zone), task), "status"); err != nil || !over {
				return notOver(err)
			}
		}
		return c.deployed(ctx, p, s.Zone)
	}
	return ch
}

// inWords is a time for which something lasts, rounded up.
func inWords(d time.Duration) string {
	switch {
	case d <= time.Minute:
		return "a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", (d+time.Minute-1)/time.Minute)
	default:
		return fmt.Sprintf("%d hours", (d+time.Hour-1)/time.Hour)
	}
}
