package desk

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
)

// Prefill is a new ticket about a site, or about a resource alone, in the words of what is known: what is down since
// when, where it runs, what was seen, and what the provider has published. Nothing stands in it that lets somebody in:
// no page, no header and no query of an address. Either name may be empty.
func Prefill(s *estate.Snapshot, site, resource string) account.Letter {
	x, known := s.Site(site)
	if known && resource == "" {
		resource = x.Resource
	}
	r, rented := s.Resource(resource)
	l := account.Letter{Kind: account.NewTicket, Service: resource}
	p := &prose{}
	p.say("Hello,")
	p.say("")
	switch {
	case known:
		l.Subject = subject(x, r)
		p.say("%s (%s) %s.", text.Clean(x.Name), target(x), condition(x))
	case rented:
		l.Subject = "Question about " + text.Clean(r.ID)
		p.say("We write about the service below.")
	default:
		return l
	}
	p.say("")
	if rented {
		p.fact("Service", "%s (%s)", text.Clean(r.ID), r.Kind)
		p.fact("Place", "%s", where(r.Place))
	}
	if known {
		p.seen(x)
		p.neighbours(s, x)
	}
	if rented {
		p.work(r)
	}
	p.published(s, r)
	p.say("")
	p.say("Could you please tell us what is wrong and when you expect it to be restored?")
	p.say("")
	p.say("Kind regards")
	l.Body = p.String()
	return l
}

// prose is a text that grows by lines.
type prose struct{ strings.Builder }

func (p *prose) say(format string, args ...any) { fmt.Fprintf(&p.Builder, format+"\n", args...) }

// fact writes a line with a label, unless there is nothing to say.
func (p *prose) fact(label, format string, args ...any) {
	if words := strings.TrimSpace(fmt.Sprintf(format, args...)); words != "" {
		p.say("- %s: %s", label, words)
	}
}

func subject(x *estate.Site, r account.Resource) string {
	what := "does not work as it should"
	if x.State == result.Down {
		what = "is down"
	}
	s := fmt.Sprintf("%s %s since %s", text.Clean(x.Name), what, x.Since.UTC().Format("2 Jan 15:04 UTC"))
	if r.Place.Datacenter != "" {
		s += " (" + strings.ToUpper(text.Clean(r.Place.Datacenter)) + ")"
	}
	return s
}

// condition is how the site is, as the end of a sentence.
func condition(x *estate.Site) string {
	since := " since " + moments(x.Since)
	switch x.State {
	case result.Down:
		return "has been down" + since
	case result.Degraded:
		return "has answered, but not as it should," + since
	case result.Up:
		return "answers again" + since
	}
	return "cannot be judged" + since
}

func moments(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }

// target is what is asked, without the query of an address.
func target(x *estate.Site) string {
	if r := x.Last(); r != nil {
		t, _, _ := strings.Cut(r.Target, "?")
		return text.Clean(t)
	}
	return "not asked yet"
}

func where(p account.Place) string {
	parts := []string{strings.ToUpper(p.Datacenter), p.Cluster, p.Filer}
	if p.Datacenter == "" {
		parts[0] = p.Region
	}
	if p.Rack != "" {
		parts = append(parts, "rack "+p.Rack)
	}
	var told []string
	for _, x := range parts {
		if x != "" {
			told = append(told, text.Clean(x))
		}
	}
	return strings.Join(told, ", ")
}

// seen is what the last asking of the site met.
func (p *prose) seen(x *estate.Site) {
	r := x.Last()
	if r == nil {
		return
	}
	if r.Failure != "" {
		p.fact("Failure", "%s (%s)", text.Clean(r.Reason), r.Root())
	}
	p.fact("Address", "%s", text.Clean(r.Address))
	if r.HTTP != nil && r.HTTP.Status != 0 {
		p.fact("HTTP status", "%d", r.HTTP.Status)
	}
	var phases []string
	for _, ph := range r.Phases.Each() {
		if ph.Took >= 0 {
			phases = append(phases, fmt.Sprintf("%s %d ms", strings.ReplaceAll(ph.Name, "_", " "), ph.Took.Milliseconds()))
		}
	}
	p.fact("Last asked", "%s", strings.Join(append([]string{moments(r.Time)}, phases...), "; "))
}

// neighbours tells how what else runs in the same building is.
func (p *prose) neighbours(s *estate.Snapshot, x *estate.Site) {
	for _, at := range s.Places {
		if at.Place.Datacenter == "" || at.Place.Datacenter != x.Place.Datacenter || len(at.Sites) < 2 {
			continue
		}
		p.fact("Of our sites in "+strings.ToUpper(text.Clean(at.Place.Datacenter)), "%d of %d are down", len(at.Down), len(at.Sites))
	}
}

// work is what the provider does on the resource.
func (p *prose) work(r account.Resource) {
	for _, t := range r.Tasks {
		p.fact("Task under way", "%s (%s), since %s", text.Clean(t.Function), text.Clean(t.State), moments(t.Started))
	}
	for _, i := range r.Interventions {
		if i.State != "done" {
			p.fact("Intervention", "%s from %s", text.Clean(i.Type), moments(i.From))
		}
	}
}

// mostNotices is how many notices a ticket names.
const mostNotices = 3

// published is what the provider says of it, or that it says nothing.
func (p *prose) published(s *estate.Snapshot, r account.Resource) {
	n := 0
	for i := range s.Notices {
		x := &s.Notices[i]
		if n < mostNotices && x.Open(s.Now) && concerns(x, r) {
			p.fact("Your status page", "%q (%s)", text.Clean(x.Title), text.Clean(x.URL))
			n++
		}
	}
	if n == 0 && len(s.Notices) > 0 {
		p.say("- Your status pages say nothing of it yet.")
	}
}

// concerns tells whether a notice is about a resource, surely or likely.
func concerns(n *account.Notice, r account.Resource) bool {
	if how, touched := n.How(r.ID); touched {
		return how != account.Possible
	}
	for _, place := range n.Scope.Places() {
		if r.Place.Datacenter != "" && strings.EqualFold(place, r.Place.Datacenter) {
			return true
		}
	}
	return false
}
