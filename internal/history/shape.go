package history

import (
	"time"

	"vigie/internal/result"
)

// result walks over all of a result but what its series and its place in time already say. The first numbers are those
// of every kind, in an order that the stream knows; the figures of the reason come after them, since nobody knows how
// many there are.
func (c *coder) result(r *result.Result) {
	c.state(&r.State)
	words(c, &r.Failure)
	words(c, &r.Address)
	c.phases(&r.Phases)
	some := part(c, &r.HTTP, (*coder).http)
	if !some {
		var nothing int
		c.int(&nothing)
		c.int(&nothing)
	}
	c.total(&r.Total, &r.Phases)
	c.sentence(&r.Reason)
	part(c, &r.TLS, (*coder).tls)
	part(c, &r.DNS, (*coder).dns)
	part(c, &r.Ping, (*coder).ping)
	part(c, &r.Mail, (*coder).mail)
	n := c.length(min(len(r.Steps), maxSteps))
	if c.reading && n > 0 {
		r.Steps = make([]result.Step, n)
	}
	for i := range n {
		c.step(&r.Steps[i])
	}
	if c.whole {
		c.evidence(&r.Evidence)
	}
}

// maxSteps is how many steps of a result are kept.
const maxSteps = 200

// part is something that a result may lack; it tells whether it is there.
func part[T any](c *coder, p **T, walk func(*coder, *T)) bool {
	there := *p != nil
	c.flag(&there)
	if c.reading {
		if *p = nil; there {
			*p = new(T)
		}
	}
	if there {
		walk(c, *p)
	}
	return there
}

func (c *coder) phases(p *result.Phases) {
	c.duration(&p.DNS)
	c.duration(&p.Connect)
	c.duration(&p.TLS)
	c.duration(&p.FirstByte)
	c.duration(&p.Transfer)
}

// total is nothing where it is, within 1 %, what the phases add up to, and one more than itself where it is not.
func (c *coder) total(p *time.Duration, phases *result.Phases) {
	var sum time.Duration
	for _, d := range [...]time.Duration{phases.DNS, phases.Connect, phases.TLS, phases.FirstByte, phases.Transfer} {
		sum = sumUp(sum, d)
	}
	var x time.Duration
	if c.whole || (*p-sum).Abs() > p.Abs()/100 {
		x = max(*p, 0) + time.Microsecond
	}
	c.duration(&x)
	if !c.reading {
		return
	}
	if *p = sum; x > 0 {
		*p = x - time.Microsecond
	}
}

func (c *coder) http(h *result.HTTP) {
	c.fixedInt(&h.Status)
	words(c, &h.Proto)
	c.number(&h.Bytes)
	c.int(&h.Visible)
	c.list(&h.Redirects)
}

func (c *coder) tls(t *result.TLS) {
	words(c, &t.Version)
	c.moment(&t.Expires)
	words(c, &t.Issuer)
}

func (c *coder) dns(d *result.DNS) {
	words(c, &d.Server)
	words(c, &d.Rcode)
	c.list(&d.Answers)
	c.int(&d.TTL)
	c.flag(&d.Authoritative)
	c.flag(&d.Authentic)
}

func (c *coder) ping(p *result.Ping) {
	words(c, &p.How)
	c.fixedInt(&p.Sent)
	c.fixedInt(&p.Received)
	c.duration(&p.Least)
	c.duration(&p.Mean)
	c.duration(&p.Most)
}

func (c *coder) mail(m *result.Mail) {
	c.sentence(&m.Greeting)
	c.list(&m.Offers)
	c.flag(&m.Secured)
}

func (c *coder) step(s *result.Step) {
	words(c, &s.Target)
	c.state(&s.State)
	words(c, &s.Failure)
	c.sentence(&s.Reason)
	words(c, &s.Address)
	c.phases(&s.Phases)
	c.total(&s.Total, &s.Phases)
	part(c, &s.HTTP, (*coder).http)
	part(c, &s.TLS, (*coder).tls)
	part(c, &s.Mail, (*coder).mail)
}

func (c *coder) evidence(list *[]result.Evidence) {
	n := c.length(len(*list))
	if c.reading && n > 0 {
		*list = make([]result.Evidence, n)
	}
	for i := range n {
		words(c, &(*list)[i].Name)
		words(c, &(*list)[i].Text)
	}
}
