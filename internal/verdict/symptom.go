package verdict

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// symptom is what a failure looks like from outside, which is all that can be judged.
type symptom int

const (
	dark        symptom = iota + 1 // nothing comes back, or the connection is cut
	refused                        // a machine is there and takes no connection
	nameless                       // its name leads nowhere
	distrusted                     // its certificate warns visitors off
	edgeError                      // what stands in front of it answers with its own error
	failingPage                    // something answers, but not as it should
)

// failing is a site that is down, and how.
type failing struct {
	*estate.Site
	home  *account.Resource // what it runs on; nil where that is not known
	how   symptom
	last  *result.Result
	notes []string // what was found out about it meanwhile
}

// symptomOf reads a failure class.
func symptomOf(class result.Failure) symptom {
	switch class {
	case result.TCPRefused:
		return refused
	case result.TLSTimeout, result.TLSHandshake, result.HTTPTimeout, result.HTTPReset,
		result.SMTPTimeout, result.IMAPTimeout, result.POP3Timeout:
		return dark
	case result.TLSExpired, result.TLSNotYetValid, result.TLSName, result.TLSUntrusted:
		return distrusted
	}
	switch class.Family() {
	case "tcp", "ping":
		return dark
	case "dns":
		return nameless
	}
	return failingPage
}

// isSilent tells whether a failure, also an older one, was one of not being there.
func isSilent(class result.Failure) bool {
	s := symptomOf(class)
	return s == dark || s == refused
}

// spoken is the newest result by which a site fails.
func spoken(x *estate.Site) *result.Result {
	for i := range x.Checks {
		c := &x.Checks[i]
		if c.State == x.State && c.Last != nil && c.Last.State == x.State && c.State != result.Up {
			return c.Last
		}
	}
	return x.Last()
}

// edgeOf is what an edge calls itself that has answered; empty where no known one has. The codes from 520 on are in no
// standard: only edges use them, of what stands behind them.
func edgeOf(r *result.Result) (name string, ofOrigin bool) {
	if r == nil || r.HTTP == nil || r.HTTP.Status < 500 {
		return "", false
	}
	ofOrigin = r.HTTP.Status >= 520 && r.HTTP.Status <= 530
	server := r.Header("Server")
	for _, known := range edges {
		if strings.Contains(server, known.mark) || known.header != "" && r.Header(known.header) != "" {
			return known.name, ofOrigin
		}
	}
	if ofOrigin {
		name = "the edge"
		if server != "" {
			name = server
		}
	}
	return name, ofOrigin
}

// edges are known by what they put in their Server header, or by a header that nobody else sends; both as their own
// documentation has them.
var edges = []struct{ mark, header, name string }{
	{"cloudflare", "Cf-Ray", "cloudflare"},
	{"akamai", "X-Akamai-Request-Id", "akamai"},
	{"cloudfront", "X-Amz-Cf-Id", "cloudfront"},
	{"fastly", "X-Fastly-Request-Id", "fastly"},
	{"varnish", "", "varnish"},
	{"bunnycdn", "Cdn-Pullzone", "bunny"},
	{"keycdn", "", "keycdn"},
	{"sucuri", "X-Sucuri-Id", "sucuri"},
	{"imperva", "X-Iinfo", "imperva"},
	{"gcore", "X-Id", "gcore"},
	{"azurefd", "X-Azure-Ref", "azure front door"},
	{"edge", "", "edge"},
}
