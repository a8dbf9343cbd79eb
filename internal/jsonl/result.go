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
	DNS      *dnsPart     `json:"dns,omitempty"`
	Ping     *pingPart    `json:"ping,omitempty"`
	Mail     *mailPart    `json:"mail,omitempty"`
	Steps    []step       `json:"steps,omitempty"`
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

type dnsPart struct {
	Server        text     `json:"server"`
	Rcode         text     `json:"rcode"`
	Answers       []string `json:"answers"`
	TTL           *int     `json:"ttl"` // seconds
	Authoritative bool     `json:"authoritative"`
	Authentic     bool     `json:"authentic"`
}

type pingPart struct {
	How      string `json:"how"`
	Sent     int    `json:"sent"`
	Received int    `json:"received"`
	Least    ms     `json:"min_ms"`
	Mean     ms     `json:"mean_ms"`
	Most     ms     `json:"max_ms"`
}

type mailPart struct {
	Greeting text     `json:"greeting"`
	Offers   []string `json:"offers"`
	Secured  bool     `json:"secured"`
}

type step struct {
	Target  string       `json:"target"`
	State   result.State `json:"state"`
	Failure text         `json:"failure"`
	Reason  text         `json:"reason"`
	Address text         `json:"address"`
	Total   ms           `json:"total_ms"`
	Phases  phases       `json:"phases_ms"`
	HTTP    *httpPart    `json:"http,omitempty"`
	TLS     *tlsPart     `json:"tls,omitempty"`
	Mail    *mailPart    `json:"mail,omitempty"`
}

// FromResult is the line of a result. The http part stands in every line of an http check, the tls part in every
// line of an http or tls check, with nulls for what was not seen; the others stand only where there is something.
func FromResult(r result.Result) Result {
	line := Result{
		Time: stamp(r.Time), Site: r.Site, Check: r.Check, Target: r.Target, Vantage: r.Vantage,
		State: r.State, Failure: text(r.Failure), Reason: text(r.Reason), Address: text(r.Address),
		Attempts: r.Attempts, Total: ms(r.Total), Phases: fromPhases(r.Phases),
		DNS: fromDNS(r.DNS), Ping: fromPing(r.Ping), Mail: fromMail(r.Mail),
	}
	for _, s := range r.Steps {
		line.Steps = append(line.Steps, fromStep(s))
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

func fromPhases(p result.Phases) phases {
	return phases{
		DNS: ms(p.DNS), Connect: ms(p.Connect), TLS: ms(p.TLS), FirstByte: ms(p.FirstByte), Transfer: ms(p.Transfer),
	}
}

func fromDNS(d *result.DNS) *dnsPart {
	if d == nil {
		return nil
	}
	p := &dnsPart{
		Server: text(d.Server), Rcode: text(d.Rcode), Answers: list(d.Answers),
		Authoritative: d.Authoritative, Authentic: d.Authentic,
	}
	if d.TTL >= 0 {
		p.TTL = &d.TTL
	}
	return p
}

func fromPing(p *result.Ping) *pingPart {
	if p == nil {
		return nil
	}
	part := &pingPart{How: p.How, Sent: p.Sent, Received: p.Received, Least: -1, Mean: -1, Most: -1}
	if p.Received > 0 {
		part.Least, part.Mean, part.Most = ms(p.Least), ms(p.Mean), ms(p.Most)
	}
	return part
}

func fromMail(m *result.Mail) *mailPart {
	if m == nil {
		return nil
	}
	return &mailPart{Greeting: text(m.Greeting), Offers: list(m.Offers), Secured: m.Secured}
}

func fromStep(s result.Step) step {
	line := step{
		Target: s.Target, State: s.State, Failure: text(s.Failure), Reason: text(s.Reason), Address: text(s.Address),
		Total: ms(s.Total), Phases: fromPhases(s.Phases), Mail: fromMail(s.Mail),
	}
	if s.HTTP != nil {
		line.HTTP = fromHTTP(s.HTTP)
	}
	if s.TLS != nil {
		line.TLS = fromTLS(s.TLS)
	}
	return line
}
