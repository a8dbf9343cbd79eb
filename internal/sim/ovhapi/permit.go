package ovhapi

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"
)

// permit is a key that was asked for.
type permit struct {
	key, token string // the token stands in the address of the page on which it is granted
	rules      []Rule
	asked      time.Time
	state      string // pendingValidation, validated, refused
}

// grantPage is where the page is on which a key is granted.
const grantPage = "/auth/"

// pending is how long a request for a key waits for its answer.
const pending = 24 * time.Hour

// keyRequest is the call that asks for a key.
func (a *api) keyRequest() writing {
	return writing{fields{
		"accessRules": {kind: "auth.AccessRuleRequest[]", must: true}, "redirection": {kind: "string", null: true},
		"allowedIPs": {kind: "ipBlock[]", null: true},
	}, a.requestKey}
}

func (a *api) requestKey(r *http.Request, body map[string]any) (any, *refusal) {
	if r.Header.Get("X-Ovh-Application") != a.keys.ApplicationKey {
		return nil, &refusal{http.StatusForbidden, "", "Client::Forbidden", "This application key is invalid"}
	}
	rules, err := readRules(body["accessRules"])
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "", "Client::BadRequest", err.Error()}
	}
	p := &permit{key: rand.Text() + "ck", token: rand.Text(), rules: rules, asked: a.now(), state: "pendingValidation"}
	a.state.mu.Lock()
	a.state.permits = append(a.state.permits, p)
	a.state.mu.Unlock()
	address := scheme(r) + "://" + r.Host + grantPage + "?credentialToken=" + p.token
	return object{"consumerKey": p.key, "state": p.state, "validationUrl": address}, nil
}

// readRules reads the rights that a request wants.
func readRules(v any) ([]Rule, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("reading accessRules: %w", err)
	}
	var rules []Rule
	if err := json.Unmarshal(raw, &rules); err != nil {
		return nil, fmt.Errorf("[accessRules] Given data is not valid for type auth.AccessRuleRequest[]: %w", err)
	}
	for _, x := range rules {
		if !slices.Contains([]string{"DELETE", "GET", "PATCH", "POST", "PUT"}, x.Method) {
			return nil, fmt.Errorf("[accessRules.method] Given data (%s) is not valid for type auth.HTTPMethodEnum", x.Method)
		}
	}
	return rules, nil
}

// now is how a request stands at a moment.
func (p *permit) now(t time.Time, granted time.Duration) string {
	switch {
	case p.state != "pendingValidation":
		return p.state
	case granted > 0 && !t.Before(p.asked.Add(granted)):
		return "validated"
	case t.After(p.asked.Add(pending)):
		return "expired"
	}
	return p.state
}

// permitted is what a key that was asked for may do. One that was turned down may still be asked how it stands.
func (a *api) permitted(key, path string) ([]Rule, *refusal) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	for _, p := range a.state.permits {
		if p.key != key {
			continue
		}
		state := p.now(a.now(), a.granted)
		if state == "validated" || state == "refused" && strings.HasSuffix(path, "/auth/currentCredential") {
			return p.rules, nil
		}
		return nil, notValid()
	}
	return nil, &refusal{http.StatusForbidden, "NOT_CREDENTIAL", "", "This credential does not exist"}
}

// holder is what the key with which a call is signed may do, and how it stands.
func (a *api) holder(r *http.Request) (rules []Rule, status string, created time.Time, expires any) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	for _, p := range a.state.permits {
		if p.key == r.Header.Get("X-Ovh-Consumer") {
			return p.rules, p.now(a.now(), a.granted), p.asked, nil
		}
	}
	if !a.keys.Expires.IsZero() {
		expires = a.keys.Expires
	}
	return a.keys.rules(), "validated", a.world.Scenario().Start.AddDate(-1, 0, 0), expires
}

func (a *api) credential(r *http.Request) (any, bool) {
	rules, status, created, expires := a.holder(r)
	return object{
		"credentialId": 1, "applicationId": 1, "status": status, "creation": created, "expiration": expires, "lastUse": nil,
		"ovhSupport": false, "allowedIPs": nil, "rules": rules,
	}, true
}

const permitPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Grant a key</title>
<h1>{{.Head}}</h1>{{if .Ask}}<p>An application asks for a key with these rights in the simulated account:</p>
<ul>{{range .Rules}}<li>{{.Method}} {{.Path}}</li>{{end}}</ul>
<form method="post"><button name="answer" value="allow">Allow</button> <button name="answer" value="refuse">Refuse</button></form>{{end}}</html>`

// servePermit is the page on which a key is granted or turned down. Looking at it changes nothing.
func (a *api) servePermit(rw http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	i := slices.IndexFunc(a.state.permits, func(p *permit) bool { return p.token == r.URL.Query().Get("credentialToken") })
	if i < 0 {
		http.NotFound(rw, r)
		return
	}
	p := a.state.permits[i]
	if r.Method == http.MethodPost && p.now(a.now(), a.granted) == "pendingValidation" {
		if p.state = "validated"; r.FormValue("answer") == "refuse" {
			p.state = "refused"
		}
	}
	heads := map[string]string{
		"pendingValidation": "Somebody asks for a key", "validated": "The key is granted", "refused": "The key is refused",
		"expired": "This request is too old",
	}
	state := p.now(a.now(), a.granted)
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = template.Must(template.New("page").Parse(permitPage)).Execute(rw, map[string]any{ // the visitor may have gone
		"Head": heads[state], "Ask": state == "pendingValidation", "Rules": p.rules,
	})
}
