package config

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

// flowKind goes through requests in order: flow: [{ get: … }, { post: …, form: … }].
func flowKind() kind {
	return kind{
		key: "flow",
		keys: func(d *decoder, s *draft) fields {
			return fields{"flow": func(n ast.Node) {
				s.tried = true
				if steps := d.flow(n); len(steps) > 0 {
					s.watch(watchedFlow(steps))
				}
			}}
		},
	}
}

// unsaid stands for what a step does not say itself: then it holds what the site says, or what holds for any page.
const unsaid = -1

func watchedFlow(steps []probes.FlowStep) watched {
	return watched{
		key: "flow", kind: result.KindFlow, target: steps[0].Shown, name: nameOfPage(steps[0].Shown),
		prober: func(s *draft) probes.Prober {
			flow := &probes.Flow{
				Steps: slices.Clone(steps), Header: s.request.Header, User: s.request.User, Password: s.request.Password,
				Family: s.family, TLS: s.policy, Under: s.expect.Under,
			}
			for i := range flow.Steps {
				step := &flow.Steps[i]
				step.Protocol = s.request.Protocol
				if step.Redirects == unsaid {
					step.Redirects = s.request.Redirects
				}
				if step.Expect.Visible == unsaid {
					step.Expect.Visible = s.expect.Visible
				}
				if step.Expect.Allow == nil {
					step.Expect.Allow = s.expect.Allow
				}
			}
			return flow
		},
	}
}

// flow reads the steps. Each may use what those before it keep.
func (d *decoder) flow(n ast.Node) []probes.FlowStep {
	var steps []probes.FlowStep
	var kept []string
	d.r.List(n, "flow", func(v ast.Node) {
		s := &step{decoder: d, kept: kept, FlowStep: probes.FlowStep{
			Request: probes.Request{Redirects: unsaid}, Expect: probes.Expect{Visible: unsaid},
		}}
		if s.read(v, len(steps) == 0) {
			steps = append(steps, s.FlowStep)
		}
		kept = s.kept
	})
	if _, isList := n.(*ast.SequenceNode); isList && len(steps) == 0 && d.r.Err() == nil {
		d.r.Mistake(n, "a flow needs at least one step, such as { get: https://shop.example.com/ }")
	}
	return steps
}

// methods are those that a step may ask with, each a key with the address as its value.
var methods = []string{"get", "post", "put", "patch", "delete", "head"}

// step is one step while it is read.
type step struct {
	*decoder
	probes.FlowStep
	kept    []string // names that hold a value when the step begins
	methods []ast.Node
	sends   []string // of form, json and body, which there are
}

// read reads a step. It tells whether it is one.
func (s *step) read(n ast.Node, first bool) bool {
	var keep, expect ast.Node
	f := fields{
		"headers":   func(n ast.Node) { s.Header = s.stepHeaders(n) },
		"redirects": func(n ast.Node) { s.Redirects = s.r.Int(n, "redirects", 0, 50) },
		"form":      func(n ast.Node) { s.sends = append(s.sends, "form"); s.Form = s.form(n) },
		"json":      func(n ast.Node) { s.sends = append(s.sends, "json"); s.JSON = s.json(n) },
		"body":      func(n ast.Node) { s.sends = append(s.sends, "body"); s.Body = s.value(n, "body") },
		"expect":    func(n ast.Node) { expect = n },
		"keep":      func(n ast.Node) { keep = n },
	}
	for _, m := range methods {
		f[m] = func(n ast.Node) {
			s.methods = append(s.methods, n)
			s.Method = strings.ToUpper(m)
			s.address(n, m, first)
		}
	}
	s.r.Fields(n, "a step", f)
	if !yamlread.IsMap(n) {
		return false
	}
	if expect != nil {
		s.r.Fields(expect, "expect", s.pageExpect(&s.Expect))
	}
	if keep != nil {
		s.keep(keep)
	}
	switch {
	case len(s.methods) == 0 && slices.ContainsFunc(s.r.Pairs(n, "a step"), func(p yamlread.Pair) bool { return f[p.Name] == nil }):
		return false // a slip of the pen, which was told of
	case len(s.methods) == 0:
		s.r.Mistake(n, "a step asks for an address with %s", alternatives(methods))
		return false
	case len(s.methods) > 1:
		s.r.Mistake(s.methods[1], "a step asks once, with one of %s", alternatives(methods))
	case len(s.sends) > 1:
		s.r.Mistake(n, "a step sends %s, not several of them", alternatives([]string{"a form", "json", "a body"}))
	case len(s.sends) == 1 && (s.Method == "GET" || s.Method == "HEAD"):
		s.r.Mistake(n, "%s sends no %s: use post", strings.ToLower(s.Method), s.sends[0])
	}
	return s.URL != ""
}
