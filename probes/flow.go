package probes

import (
	"context"
	"fmt"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"time"

	"vigie/internal/result"
	"vigie/probes/cert"
	"vigie/probes/mask"
	"vigie/probes/words"
)

// Flow asks for several pages in order, as a visitor does who buys something: the cookies of one are sent to the
// next, and what one shows can be said to another. The first step that fails ends it.
type Flow struct {
	Steps    []FlowStep
	Header   map[string]string // of every step
	User     string            // basic authentication of every step, when not empty
	Password string
	Family   Family
	TLS      TLSPolicy
	Under    time.Duration // of the whole; slower is degraded; 0 turns that off

	known cert.Known
}

// FlowStep is one request of a flow. Where {name} stands in its address, form, JSON, body or headers, the value that
// an earlier step has kept under this name is filled in, written as the place needs it.
type FlowStep struct {
	URL   string
	Shown string // the address as it may be shown
	Request
	Form   []FormField // sent as a form
	JSON   string      // sent as JSON
	Expect Expect
	Keep   []Keep
}

// FormField is a field of a form.
type FormField struct{ Name, Value string }

// Keep is a value to be carried on: the first group of a regular expression, or all that it matches, on the page, in
// the address that a redirect leads to or in that of the page itself; or what stands at a path of a JSON answer.
type Keep struct {
	Name   string
	Regexp *regexp.Regexp
	Path   string // JSONPath; empty where there is a regular expression
}

// Probe goes through the steps.
func (p *Flow) Probe(ctx context.Context, env Env) result.Result {
	env.Usual = 0 // it is of one page
	return eachFamily(ctx, env, p.Family, p.probe)
}

// About is the host of the first step.
func (p *Flow) About() string {
	if u := p.first(); u != nil {
		return u.Hostname()
	}
	return ""
}

// Burdens is the server of the first step.
func (p *Flow) Burdens() string {
	if u := p.first(); u != nil {
		return hostPort(u)
	}
	return ""
}

// first is the address of the first step, which no value can be a part of; nil where there is none.
func (p *Flow) first() *url.URL {
	if len(p.Steps) == 0 {
		return nil
	}
	u, err := url.Parse(p.Steps[0].URL)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	return u
}

func (p *Flow) probe(ctx context.Context, env Env, family Family) result.Result {
	run := flowRun{
		Flow: p, env: env, family: family, values: make(map[string]string), hidden: new(mask.Secrets),
		r: result.Result{State: result.Up, Phases: result.NoPhases()},
	}
	run.hidden.Hide(p.User)
	for i := range p.Steps {
		if step := run.step(ctx, &p.Steps[i]); !run.take(i, step) {
			return run.r
		}
	}
	if p.Under > 0 && run.r.State == result.Up && run.r.Total > p.Under {
		return degrade(run.r, result.Slow, "all %d steps took %s, wanted under %s", len(p.Steps), words.Seconds(run.r.Total), words.Seconds(p.Under))
	}
	return run.r
}

// flowRun is one going through a flow.
type flowRun struct {
	*Flow
	env    Env
	family Family
	jar    *cookiejar.Jar
	at     *url.URL          // of the last page
	values map[string]string // what was kept
	hidden *mask.Secrets
	r      result.Result
}

// connectionNote says what a visitor's browser does otherwise.
const connectionNote = "each step opens a connection of its own; a browser would use one for several"

// step asks one page. The result that it returns is of this step alone.
func (f *flowRun) step(ctx context.Context, s *FlowStep) result.Result {
	page, err := f.page(s)
	if err != nil {
		return fail(result.Result{Phases: result.NoPhases()}, result.ContentMissing, "%s", f.hidden.Text(err.Error()))
	}
	v := newVisit(ctx, page, f.env, f.family)
	defer v.desk.release()
	v.jar, v.known, v.secrets = f.jar, &f.known, f.hidden
	a, at, ok := v.fetch(ctx, page.URL, page.Method, page.Body)
	f.jar, f.at = v.jar, at
	if ok {
		found := f.find(s.Keep, a, at)
		v.r.Total = sum(v.r.Phases)
		v.judge(ctx, a, at)
		f.jar = v.jar
		if v.r.State == result.Up || v.r.State == result.Degraded {
			f.keep(found, v)
		}
	}
	if v.r.Total == 0 {
		v.r.Total = sum(v.r.Phases)
	}
	return v.told()
}

// take adds a step to the whole. It tells whether the flow goes on.
func (f *flowRun) take(i int, one result.Result) bool {
	s := &f.Steps[i]
	target := s.Method + " " + s.Shown
	f.r.Steps = append(f.r.Steps, stepOf(target, one))
	f.r.Phases = addPhases(f.r.Phases, one.Phases)
	f.r.Total += one.Total
	f.r.Address = one.Address
	if one.TLS != nil && (f.r.TLS == nil || one.TLS.Expires.Before(f.r.TLS.Expires)) {
		f.r.TLS = one.TLS
	}
	f.r.Evidence = append([]result.Evidence{note(connectionNote)}, one.Evidence...)
	if one.State == result.Up {
		return true
	}
	reason := fmt.Sprintf("step %d of %d, %s: ", i+1, len(f.Steps), target)
	if one.Failure != "" {
		reason += string(one.Failure) + ": "
	}
	reason += one.Reason
	switch {
	case one.State == result.Down:
		f.r = fail(f.r, result.FlowStep, "%s", reason)
	case one.State.Worse(f.r.State) || f.r.State == result.Up:
		f.r.State, f.r.Failure, f.r.Reason = one.State, one.Failure, reason
	}
	return one.State == result.Degraded
}
