package jsonl

import (
	"vigie/internal/result"
)

// Result is a line of check, and the shape of one stored result.
type Result struct {
	Time     stamp        `json:"time"`
	Site     string       `json:"site"`
	Check    result.Kind  `json:"check"`
	Target   string       `json:"target"`
	Vantage  string       `json:"vantage"`
	State    result.State `json:"state"`
	Failure  text         `json:"failure"`
	Reason   text         `json:"reason"`
	Address  text         `json:"address"`
	Attempts int          `json:"attempts"`
	Total    ms           `json:"total_ms"`
	Phases   phases       `json:"phases_ms"`
	HTTP     *httpPart    `json:"http"`
	TLS      *tlsPart     `json:"tls"`
}

type phases struct {
	DNS       ms `json:"dns"`
	Connect   ms `json:"connect"`
	TLS       ms `json:"tls"`
	FirstByte ms `json:"first_byte"`
	Transfer  ms `json:"transfer"`
}

type httpPart struct {
	Status    *int     `json:"status"`
	Proto     text     `json:"proto"`
	Bytes     int64    `json:"bytes"`
	Visible   *int     `json:"visible"`
	Redirects []string `json:"redirects"`
}

type tlsPart struct {
	Version text  `json:"version"`
	Expires stamp `json:"expires"`
	Issuer  text  `json:"issuer"`
}

// FromResult is the line of a result. The http part stands in every line of an http check, the tls part in every
// line of an http or tls check, with nulls for what was not seen.
func FromResult(r result.Result) Result {
	line := Result{
		Time: stamp(r.Time), Site: r.Site, Check: r.Check, Target: r.Target, Vantage: r.Vantage,
		State: r.State, Failure: text(r.Failure), Reason: text(r.Reason), Address: text(r.Address),
		Attempts: r.Attempts, Total: ms(r.Total),
		Phases: phases{
			DNS: ms(r.Phases.DNS), Connect: ms(r.Phases.Connect), TLS: ms(r.Phases.TLS),
			FirstByte: ms(r.Phases.FirstByte), Transfer: ms(r.Phases.Transfer),
		},
	}
	if r.HTTP != nil || r.Check == result.KindHTTP {
		line.HTTP = fromHTTP(r.HTTP)
	}
	if r.TLS != nil || r.Check == result.KindHTTP || r.Check == result.KindTLS {
		line.TLS = fromTLS(r.TLS)
	}
	return line
}

func fromHTTP(h *result.HTTP) *httpPart {
	if h == nil {
		return &httpPart{Redirects: []string{}}
	}
	p := &httpPart{Proto: text(h.Proto), Bytes: h.Bytes, Redirects: list(h.Redirects)}
	if h.Status > 0 {
		p.Status = &h.Status
	}
	if h.Visible >= 0 && h.Status > 0 {
		p.Visible = &h.Visible
	}
	return p
}

func fromTLS(t *result.TLS) *tlsPart {
	if t == nil {
		return &tlsPart{}
	}
	return &tlsPart{Version: text(t.Version), Expires: stamp(t.Expires), Issuer: text(t.Issuer)}
}
