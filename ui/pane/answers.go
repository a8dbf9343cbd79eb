package pane

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// detail writes a label and what is known of it, below the answer of a check.
func (p *page) detail(label, s string) {
	const indent = 2
	for i, l := range paint.Wrap(s, max(p.w-indent-labelled, 1)) {
		line := paint.NewLine(p.w).To(indent)
		if i == 0 {
			line.Add(p.th.Dim, label)
		}
		p.lines = append(p.lines, line.To(indent+labelled).Add(p.th.Text, l).String())
	}
}

// dns is what a name server said.
func dns(p *page, a *result.DNS) {
	said := nonEmpty(a.Rcode)
	if a.Authoritative {
		said = append(said, "speaks for the zone")
	}
	if a.Authentic {
		said = append(said, "signatures verified")
	}
	p.detail("server", strings.Join(nonEmpty(a.Server, strings.Join(said, ", ")), ": "))
	if len(a.Answers) > 0 {
		p.detail("answers", strings.Join(a.Answers, "\n"))
	}
	if a.TTL >= 0 {
		p.detail("remembered", "for "+Age(time.Duration(a.TTL)*time.Second))
	}
}

// ping is what came of the echoes.
func ping(p *page, a *result.Ping) {
	what := "echoes"
	if a.How != "icmp" {
		what = "connections, since no echo may be sent from here"
	}
	p.detail("came back", fmt.Sprintf("%d of %d %s", a.Received, a.Sent, what))
	if a.Received > 0 {
		p.detail("took", fmt.Sprintf("%s at least, %s on average, %s at most", latency(a.Least), latency(a.Mean), latency(a.Most)))
	}
}

// mail is what a mail server said of itself.
func mail(p *page, a *result.Mail) {
	if a.Greeting != "" {
		p.detail("greets with", a.Greeting)
	}
	p.detail("encrypted", encrypted(a))
	if len(a.Offers) > 0 {
		p.detail("offers", strings.Join(a.Offers, ", "))
	}
}

func encrypted(a *result.Mail) string {
	if a.Secured {
		return "yes"
	}
	return "no"
}

// certificate tells when it ends and who issued it.
func certificate(p *page, t *result.TLS) {
	if t == nil || t.Expires.IsZero() {
		return
	}
	words := "certificate ends " + t.Expires.Format("2 Jan 2006")
	if t.Issuer != "" {
		words += ", from " + t.Issuer
	}
	p.text(p.th.Dim, 2, words)
}

// steps are the requests of a flow, or the mail servers of a domain, as a table: which, what came of it, how long it
// took; below one that is not well, why.
func (d *Detail) steps(p *page, steps []result.Step) {
	const number, took = 4, 9
	came := 0
	for i := range steps {
		came = max(came, text.Width(outcome(&steps[i])))
	}
	came = min(came, p.w/3)
	for i := range steps {
		s := &steps[i]
		l := paint.NewLine(p.w).To(2).Fit(p.th.Dim, fmt.Sprint(i+1), max(number-2, len(fmt.Sprint(len(steps)))+1))
		l.Add(p.th.State(s.State), theme.Symbol(s.State)+" ")
		indent := l.Used()
		l.Fit(p.th.Text, s.Target, max(8, l.Left()-came-took-2)).Add(p.th.Text, "  ").Fit(p.th.Dim, outcome(s), came)
		p.lines = append(p.lines, l.FitRight(p.th.Text, latency(stepTook(s)), took).String())
		if s.Reason != "" {
			st := p.th.Text
			if s.State == result.Up {
				st = p.th.Dim
			}
			p.text(st, indent, s.Reason)
		}
	}
}

// outcome is what came of a step, in a word or two.
func outcome(s *result.Step) string {
	switch {
	case s.Failure != "":
		return string(s.Failure)
	case s.HTTP != nil && s.HTTP.Status > 0:
		return fmt.Sprintf("status %d", s.HTTP.Status)
	case s.Mail != nil && s.Mail.Secured:
		return "encrypted"
	case s.Mail != nil:
		return "not encrypted"
	default:
		return string(s.State)
	}
}

// stepTook is how long a step took; one that was not asked took no time.
func stepTook(s *result.Step) time.Duration {
	if s.State == result.Unknown && s.Total == 0 {
		return -1
	}
	return s.Total
}
