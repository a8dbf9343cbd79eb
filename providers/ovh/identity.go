package ovh

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"vigie/internal/account"
)

// reads are the routes that this package uses; a key should be allowed them and needs no more.
func reads() []string {
	return []string{
		"/me", "/dedicated/server", "/dedicated/server/*", "/vps", "/vps/*", "/hosting/web", "/hosting/web/*",
		"/support/tickets", "/support/tickets/*",
	}
}

// rule is one thing that a key may do.
type rule struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// Identity is whose account it is, and what the key may and may not read of it. A key that may not read /me still
// tells its rights.
func (c *Client) Identity(ctx context.Context) (account.Identity, error) {
	id := account.Identity{Provider: provider}
	rules, expires, err := c.rights(ctx)
	if err != nil {
		return id, err
	}
	id.Expires = expires
	for _, r := range rules {
		id.Rights = append(id.Rights, r.Method+" "+r.Path)
	}
	if rules != nil {
		id.Missing = missing(rules)
	}
	var me struct {
		Nichandle    string `json:"nichandle"`
		Firstname    string `json:"firstname"`
		Name         string `json:"name"`
		Organisation string `json:"organisation"`
	}
	err = c.get(ctx, "/me", &me)
	var api *APIError
	if errors.As(err, &api) && api.Class == "NOT_GRANTED_CALL" {
		return id, nil // said by Missing
	}
	id.Account, id.Name = me.Nichandle, me.Organisation
	if id.Name == "" {
		id.Name = strings.TrimSpace(me.Firstname + " " + me.Name)
	}
	return id, err
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
		return credential.Rules, credential.Expiration, nil
	}
	var api *APIError
	if c.caller.prototype.AppKey != "" || !errors.As(err, &api) || api.Status == http.StatusUnauthorized || api.Status >= http.StatusInternalServerError {
		return nil, time.Time{}, err
	}
	var details struct {
		AllowedRoutes []rule `json:"allowedRoutes"`
	}
	err = c.get(ctx, "/auth/details", &details)
	return details.AllowedRoutes, time.Time{}, err
}

func missing(rules []rule) []string {
	var list []string
	for _, path := range reads() {
		allowed := false
		for _, r := range rules {
			allowed = allowed || r.Method == http.MethodGet && covers(r.Path, path)
		}
		if !allowed {
			list = append(list, "GET "+path)
		}
	}
	return list
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
