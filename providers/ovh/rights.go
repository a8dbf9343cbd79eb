package ovh

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// rightsAge is how long it is believed what the key may do.
const rightsAge = 10 * time.Minute

// reads are the paths that this package reads. A key needs no more for that.
func reads() []string {
	paths := []string{"/me", "/auth/currentCredential", "/v2/iam/resource", "/v2/location", "/v2/notification/history", "/services", "/ip/campus"}
	for _, f := range families() {
		paths = append(paths, f.path, f.path+"/*")
	}
	return append(paths, "/support/tickets", "/support/tickets/*")
}

// openPath tells paths that every key may read, or that may be read without one.
func openPath(path string) bool { return strings.HasPrefix(path, "/auth/") || path == "/ip/campus" }

// rule is one thing that a key may do.
type rule struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// may tells whether the key may read a path, as far as its rights are known. What it may not is not asked, so that a
// key with few rights does not cost a refusal for each resource each minute.
func (c *Client) may(path string) bool {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	return allows(c.stock.rules, path)
}

// allows tells whether rules allow a path to be read; where there are none they are not known.
func allows(rules []rule, path string) bool {
	if rules == nil || openPath(path) {
		return true
	}
	path, _, _ = strings.Cut(path, "?")
	for _, r := range rules {
		if r.Method == http.MethodGet && covers(r.Path, path) {
			return true
		}
	}
	return false
}

// covers tells whether the path of a rule, in which * stands for anything, allows a path.
func covers(rule, path string) bool {
	parts := strings.Split(rule, "*")
	if len(parts) == 1 {
		return rule == path
	}
	rest, ok := strings.CutPrefix(path, parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		rest, ok = after, ok && found
	}
	return ok && strings.HasSuffix(rest, parts[len(parts)-1])
}

// missing are the reads that rules do not allow.
func missing(rules []rule) []string {
	var list []string
	for _, path := range reads() {
		if !allows(rules, path) {
			list = append(list, "GET "+path)
		}
	}
	return list
}

// learnRights reads what the key may do, unless that was done lately. An error says that the key itself is refused,
// so that nothing else need be asked; what else goes wrong shows with the rest.
func (c *Client) learnRights(ctx context.Context) error {
	c.stock.mu.Lock()
	fresh := !c.stock.ruled.IsZero() && c.now().Sub(c.stock.ruled).Abs() < rightsAge
	c.stock.mu.Unlock()
	if fresh {
		return nil
	}
	_, _, err := c.rights(ctx)
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.denied {
		return nil
	}
	// A token may well be forbidden to tell of itself; of a key every one may.
	if e.Status == http.StatusUnauthorized || misdated(e) || e.Status == http.StatusForbidden && c.caller.prototype.AppKey != "" {
		return err
	}
	return nil
}

// rights are the rules of the key and when it ends. No rules at all means that they are not told: an access token
// has none of its own.
func (c *Client) rights(ctx context.Context) ([]rule, time.Time, error) {
	var credential struct {
		Expiration time.Time `json:"expiration"`
		Rules      []rule    `json:"rules"`
	}
	err := c.get(ctx, "/auth/currentCredential", &credential)
	if err == nil {
		c.takeRights(credential.Rules)
		return credential.Rules, credential.Expiration, nil
	}
	e, answered := errors.AsType[*APIError](err)
	if c.caller.prototype.AppKey != "" || !answered || e.Status == http.StatusUnauthorized || e.Status >= http.StatusInternalServerError {
		return nil, time.Time{}, err
	}
	var details struct {
		AllowedRoutes []rule `json:"allowedRoutes"`
	}
	if err = c.get(ctx, "/auth/details", &details); err == nil {
		c.takeRights(details.AllowedRoutes)
	}
	return details.AllowedRoutes, time.Time{}, err
}

// takeRights keeps what the key may do; what it may not is found anew.
func (c *Client) takeRights(rules []rule) {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	if !slices.Equal(rules, c.stock.rules) {
		clear(c.stock.gaps)
	}
	c.stock.rules, c.stock.ruled = rules, c.now()
}
