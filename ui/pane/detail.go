package pane

import (
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Detail is all that is known of one site.
type Detail struct {
	scene  Scene
	site   string
	memory Memory
	read   reader
}

// NewDetail makes the pane.
func NewDetail() *Detail { return &Detail{} }

// Open shows another site, of whose past nothing has been told yet.
func (d *Detail) Open(site string) {
	if d.site != site {
		d.site, d.memory, d.read = site, Memory{Kept: d.memory.Kept}, reader{}
	}
}

// Remember takes what is known of the past of the site.
func (d *Detail) Remember(m Memory) { d.memory = m }

// Site is the name of the site that is shown; empty before any was.
func (d *Detail) Site() string { return d.site }

// Heading names the site.
func (d *Detail) Heading() Heading { return Heading{Title: d.site, Info: d.read.info()} }

// Show takes a newer scene.
func (d *Detail) Show(scene Scene) { d.scene = scene }

// Do scrolls.
func (d *Detail) Do(m Move) bool { return d.read.do(m) }

// Click selects nothing.
func (d *Detail) Click(int, int) bool { return false }

// Selection is the site.
func (d *Detail) Selection() Selection {
	if x, ok := d.scene.Snap.Site(d.site); ok {
		return siteSelection(x)
	}
	return Selection{}
}

// Render draws the pane.
func (d *Detail) Render(w, h int, _ bool) []string {
	p := &page{w: w, th: d.scene.Theme}
	x, ok := d.scene.Snap.Site(d.site)
	if !ok {
		p.text(p.th.Dim, 0, "This site is no longer watched.")
		return d.read.window(p, h)
	}
	d.state(p, x)
	d.home(p, x)
	d.notices(p, x)
	d.pictures(p, x, h)
	for i := range x.Checks {
		d.check(p, &x.Checks[i])
	}
	d.record(p, x)
	return d.read.window(p, h)
}

func (d *Detail) state(p *page, x *estate.Site) {
	th, now := p.th, d.scene.Now
	loud := strings.ToUpper(string(x.State))
	if x.Flapping {
		loud += ", FLAPPING"
	}
	p.line(0, paint.Span{Style: th.Loud(tone(x)), Text: theme.Symbol(x.State) + " " + loud},
		paint.Span{Text: " for " + since(x.Since, now)}, paint.Span{Style: th.Dim, Text: " · since " + clock(x.Since, now)})
	switch reason := x.Reason; {
	case x.State == result.Paused:
		p.text(th.Text, 0, paused(x))
	case x.State == result.Up && reason != "":
		p.text(th.Dim, 0, reason)
	case reason != "":
		p.text(th.Strong, 0, reason)
	}
	p.blank()
	seen := sees(x.Failure, kindOf(x))
	switch {
	case x.State == result.Unknown && seen != "":
		p.fact("customers", th.Text, "what they see cannot be told from here")
	case seen != "" && x.State != result.Up:
		p.fact("customers", th.Text, "see: "+seen)
	}
	if x.Flapping {
		p.fact("flapping", th.State(result.Degraded), "it comes and goes; its state is held until it has settled")
	}
	if x.ExplainedBy != "" {
		p.fact("because", th.Text, "it needs "+x.ExplainedBy+", which is down")
	}
	if x.Suspect {
		p.fact("suspect", th.State(result.Degraded), "the last answer was bad; being asked again")
	}
	if x.Acked {
		p.fact("on it", th.Text, strings.TrimSpace(x.AckedBy+" ✓"))
	}
	if !d.memory.Kept {
		p.fact("last 24 h", th.Text, share(x.Uptime24h)+" up")
	}
}

// home is where the site lives.
func (d *Detail) home(p *page, x *estate.Site) {
	th := p.th
	if x.Group != "" {
		p.fact("group", th.Text, x.Group)
	}
	r, known := d.scene.Snap.Home(x)
	if !known {
		p.fact("runs on", th.Dim, "not known: no resource of the account has its address")
		return
	}
	found := ""
	if x.FoundBy != "" {
		found = ", found by " + x.FoundBy
	}
	name := r.Name
	if name == "" {
		name = r.ID
	}
	p.fact("runs on", th.Text, name+" ("+string(r.Kind)+found+")")
	p.fact("place", th.Text, strings.Join(nonEmpty(r.Place.String(), r.Place.Rack), ", rack "))
	for _, task := range r.Tasks {
		p.fact("task", th.State(result.Degraded), task.Function+": "+task.State)
	}
	for _, i := range r.Interventions {
		if i.Planned && i.State != "done" {
			p.fact("planned", th.State(result.Degraded), "work on it from "+clock(i.From, d.scene.Now)+" to "+clock(i.To, d.scene.Now))
		}
	}
	for _, b := range r.Backups {
		p.fact("backup", th.Text, backup(b, d.scene.Now))
	}
	if r.Problem != "" {
		p.fact("facts", th.State(result.Degraded), "from "+since(r.Read, d.scene.Now)+" ago: "+r.Problem)
	}
	if n := ticketsOf(d.scene.Snap.Tickets, x.Resource); n > 0 {
		p.fact("tickets", th.Text, count(n, "ticket")+", t shows them")
	}
}

// backup says where a backup lies and how old it is, as far as that is told.
func backup(b account.Backup, now time.Time) string {
	s := b.Kind
	if b.Place.Known() {
		s += " in " + b.Place.String()
	}
	if !b.Newest.IsZero() {
		s += ", of " + since(b.Newest, now) + " ago"
	}
	return s
}

func ticketsOf(tickets []account.Ticket, service string) int {
	n := 0
	for i := range tickets {
		if service != "" && tickets[i].Service == service {
			n++
		}
	}
	return n
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
