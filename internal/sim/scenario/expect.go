package scenario

import "github.com/goccy/go-yaml/ast"

// expectation reads what the verdict must say at a moment.
func (p *parser) expectation(n ast.Node) {
	var e Expect
	f := p.said(&e.Said)
	f["at"], f["after"] = p.offset(&e.At, "at"), p.offset(&e.After, "after")
	f["also"] = p.each("also", func(n ast.Node) {
		var s Said
		p.r.Fields(n, "an incident", p.said(&s))
		p.caused(n, s)
		e.Also = append(e.Also, s)
	})
	p.r.Fields(n, "an expectation", f)
	p.caused(n, e.Said)
	if e.After < 0 {
		p.r.Mistake(n, "after is how long a verdict may take, and not less than nothing")
	}
	p.sc.Expect = append(p.sc.Expect, e)
}

func (p *parser) said(to *Said) fields {
	return fields{
		"cause": p.word(&to.Cause, "cause", "none", "local", "network", "dns", "domain", "certificate", "cdn", "site",
			"server", "datacenter", "provider", "product", "control_plane", "third_party", "unknown"),
		"where": p.text(&to.Where, "where"),
	}
}

func (p *parser) caused(n ast.Node, s Said) {
	if s.Cause == "" && p.r.Err() == nil {
		p.r.Mistake(n, "an expectation needs a cause")
	}
}
