// Package ovhapi serves a simulated world's account as the OVH API does, and its notices as status pages do.
// It checks signatures like the real API, so that any OVH client can use it.
//
// It may import sim, the scenario and, for spellings, yamlread; it knows no client.
package ovhapi

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the API's own signature
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keys are what a client of the simulator must show, and what it may then do.
type Keys struct {
	ApplicationKey, ApplicationSecret, ConsumerKey, AccessToken string

	Rules []Rule // of the key; nil: everything may be read
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

// allows tells whether the key may make a call. What tells about the key itself, every key may ask.
func (k Keys) allows(method, called string) bool {
	if strings.HasPrefix(called, "/auth/") {
		return true
	}
	for _, r := range k.rules() {
		if r.Method == method && covers(r.Path, called) {
			return true
		}
	}
	return false
}

// covers tells whether a pattern, in which * stands for anything, fits a path.
func covers(pattern, path string) bool {
	literal := strings.Split(pattern, "*")
	for i, l := range literal {
		literal[i] = regexp.QuoteMeta(l)
	}
	fits, err := regexp.MatchString("^"+strings.Join(literal, ".*")+"$", path)
	return err == nil && fits
}

// Acting are rules under which a key may read everything, and change everything that the simulation can change.
func Acting() []Rule {
	rules := []Rule{}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		rules = append(rules, Rule{Method: method, Path: "/*"})
	}
	return rules
}

// Rights reads what a key may do: read, all, or rules such as GET /me, GET /vps*.
func Rights(s string) ([]Rule, error) {
	switch s {
	case "read":
		return nil, nil
	case "all":
		return Acting(), nil
	}
	rules := []Rule{}
	for part := range strings.SplitSeq(s, ",") {
		method, path, both := strings.Cut(strings.TrimSpace(part), " ")
		if !both || !strings.HasPrefix(path, "/") || !slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, method) {
			return nil, fmt.Errorf("%q is no right: write read, all, or rules such as GET /me, GET /vps*", part)
		}
		rules = append(rules, Rule{Method: method, Path: path})
	}
	return rules, nil
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

// authorize checks who asks, before anything else is looked at. The clock of signatures is this machine's, or one that a
// fault sets: clients sign with theirs, whatever time the scenario is at.
func (k Keys) authorize(r *http.Request, now time.Time) *refusal {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if k.AccessToken == "" || bearer != k.AccessToken {
			return &refusal{http.StatusUnauthorized, "", "Client::Unauthorized", "You must login first"}
		}
		return nil
	}
	h := r.Header
	switch {
	case h.Get("X-Ovh-Application") == "":
		return &refusal{http.StatusUnauthorized, "", "Client::Unauthorized", "You must login first"}
	case h.Get("X-Ovh-Application") != k.ApplicationKey:
		return &refusal{http.StatusForbidden, "", "Client::Forbidden", "This application key is invalid"}
	case h.Get("X-Ovh-Consumer") != k.ConsumerKey:
		return &refusal{http.StatusForbidden, "NOT_CREDENTIAL", "", "This credential does not exist"}
	}
	stamp, err := strconv.ParseInt(h.Get("X-Ovh-Timestamp"), 10, 64)
	if err != nil || math.Abs(float64(now.Unix()-stamp)) > skew.Seconds() {
		return &refusal{http.StatusBadRequest, "QUERY_TIME_OUT", "", "Query out of time"}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return &refusal{http.StatusBadRequest, "", "Client::BadRequest", "The body cannot be read"}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if h.Get("X-Ovh-Signature") != k.signature(r, body) {
		return &refusal{http.StatusBadRequest, "INVALID_SIGNATURE", "", "Invalid signature"}
	}
	return nil
}

// signature is what the client must have signed with: over the address as it asked for it, before any routing.
func (k Keys) signature(r *http.Request, body []byte) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	signed := strings.Join([]string{
		k.ApplicationSecret, k.ConsumerKey, r.Method, scheme + "://" + r.Host + r.RequestURI, string(body),
		r.Header.Get("X-Ovh-Timestamp"),
	}, "+")
	sum := sha1.Sum([]byte(signed)) //nolint:gosec // the API's own signature
	return "$1$" + hex.EncodeToString(sum[:])
}
