// Package ovhapi serves a simulated world's account as the OVH API does, and its notices as status pages do.
// It checks signatures like the real API, so that any OVH client can use it.
//
// It may import sim and the scenario; it knows no client.
package ovhapi

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the API's own signature
	"encoding/hex"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keys are what a client of the simulator must show, and what it may then do.
type Keys struct {
	ApplicationKey, ApplicationSecret, ConsumerKey, AccessToken string

	Rules   []Rule    // of the key; nil: everything may be read
	Expires time.Time // when the key and the token end, in the scenario's time; zero: never
}

// Rule allows a method on a path, in which * stands for anything.
type Rule struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// rules are what the key may do.
func (k Keys) rules() []Rule {
	if k.Rules == nil {
		return []Rule{{Method: http.MethodGet, Path: "/*"}}
	}
	return k.Rules
}

// allows tells whether rules let a call be made. What tells about the key itself, every key may ask.
func allows(rules []Rule, method, path string) bool {
	return strings.HasPrefix(path, "/auth/") || slices.ContainsFunc(rules, func(r Rule) bool {
		return r.Method == method && covers(r.Path, path)
	})
}

// unsigned tells the calls that need no key.
func unsigned(method, path string) bool {
	return slices.Contains([]string{"GET /auth/time", "POST /auth/credential", "GET /ip/campus"}, method+" "+path)
}

// Acting are rules under which a key may read everything, and change everything that the simulation can change.
func Acting() []Rule {
	rules := []Rule{}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		rules = append(rules, Rule{Method: method, Path: "/*"})
	}
	return rules
}

// NewKeys are the simulator's keys. They open nothing else.
func NewKeys() Keys {
	return Keys{
		ApplicationKey: "simulatedappkey0", ApplicationSecret: "simulatedapplicationsecret000000",
		ConsumerKey: "simulatedconsumerkey000000000000", AccessToken: "simulated-access-token",
	}
}

// skew is how far a client's clock may be off, after its own correction.
const skew = 5 * time.Minute

// refusal is an error as the API words it.
type refusal struct {
	status           int
	code, class, say string
}

// authorize checks who asks, before anything else is looked at, and tells what he may do. The clock of signatures is this
// machine's: clients sign with theirs, whatever time the scenario is at.
func (a *api) authorize(r *http.Request) ([]Rule, *refusal) {
	k, login := a.keys, &refusal{http.StatusUnauthorized, "", "Client::Unauthorized", "You must login first"}
	expired := !k.Expires.IsZero() && !a.now().Before(k.Expires)
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if k.AccessToken == "" || bearer != k.AccessToken || expired {
			return nil, login
		}
		return k.rules(), nil
	}
	h := r.Header
	if h.Get("X-Ovh-Application") == "" {
		return nil, login
	}
	if h.Get("X-Ovh-Application") != k.ApplicationKey {
		return nil, &refusal{http.StatusForbidden, "", "Client::Forbidden", "This application key is invalid"}
	}
	held, no := k.rules(), (*refusal)(nil)
	if consumer := h.Get("X-Ovh-Consumer"); consumer != k.ConsumerKey {
		held, no = a.permitted(consumer, r.URL.Path)
		k.ConsumerKey = consumer
	} else if expired {
		no = notValid()
	}
	if no == nil {
		no = a.signed(r, k)
	}
	return held, no
}

// notValid refuses a key that has ended, or that nobody has granted yet.
func notValid() *refusal {
	return &refusal{http.StatusForbidden, "INVALID_CREDENTIAL", "", "This credential is not valid"}
}

// signed checks the time and the signature of a call.
func (a *api) signed(r *http.Request, k Keys) *refusal {
	stamp, err := strconv.ParseInt(r.Header.Get("X-Ovh-Timestamp"), 10, 64)
	if err != nil || math.Abs(float64(a.clock().Unix()-stamp)) > skew.Seconds() {
		return &refusal{http.StatusBadRequest, "QUERY_TIME_OUT", "", "Query out of time"}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return &refusal{http.StatusBadRequest, "", "Client::BadRequest", "The body cannot be read"}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if r.Header.Get("X-Ovh-Signature") != k.signature(r, body) {
		return &refusal{http.StatusBadRequest, "INVALID_SIGNATURE", "", "Invalid signature"}
	}
	return nil
}

// signature is what the client must have signed with: over the address as it asked for it, before any routing.
func (k Keys) signature(r *http.Request, body []byte) string {
	signed := strings.Join([]string{
		k.ApplicationSecret, k.ConsumerKey, r.Method, scheme(r) + "://" + r.Host + r.RequestURI, string(body),
		r.Header.Get("X-Ovh-Timestamp"),
	}, "+")
	sum := sha1.Sum([]byte(signed)) //nolint:gosec // the API's own signature
	return "$1$" + hex.EncodeToString(sum[:])
}

// scheme is that of the address that a client asked for.
func scheme(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}
