package ovh

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Rights are what a key is asked for.
type Rights []rule

// ReadRights are the fewest rights with which everything that vigie shows can be read. They change nothing.
func ReadRights() Rights {
	var all Rights
	for _, path := range reads() {
		if !openPath(path) {
			all = append(all, rule{http.MethodGet, path})
		}
	}
	return all
}

// ActionRights are ReadRights and the fewest that what vigie can do needs beside them: tickets, the records of zones,
// the moving of addresses, the restart of servers and virtual ones.
func ActionRights() Rights {
	all := ReadRights()
	for _, path := range []string{
		"/support/tickets/create", "/support/tickets/*/reply", "/support/tickets/*/close", "/support/tickets/*/reopen",
		"/domain/zone/*/record", "/domain/zone/*/redirection", "/domain/zone/*/refresh", "/domain/zone/*/import",
		"/ip/*/move", "/dedicated/server/*/ipMove", "/dedicated/server/*/reboot", "/vps/*/reboot", "/vps/*/start",
	} {
		all = append(all, rule{http.MethodPost, path})
	}
	for _, path := range []string{"/domain/zone/*/record/*", "/dedicated/server/*", "/vps/*"} {
		all = append(all, rule{http.MethodPut, path})
	}
	return append(all, rule{http.MethodDelete, "/domain/zone/*/record/*"})
}

// Words are the rights one by one, such as GET /me.
func (r Rights) Words() []string {
	list := make([]string, len(r))
	for i, one := range r {
		list[i] = one.Method + " " + one.Path
	}
	return list
}

// Beyond are those of the rights that are not among others.
func (r Rights) Beyond(others Rights) Rights {
	return slices.DeleteFunc(slices.Clone(r), func(one rule) bool { return slices.Contains(others, one) })
}

// askAgain is how often it is looked whether somebody has answered a request for a key.
const askAgain = 3 * time.Second

// RequestKey asks OVHcloud for a key of an application (its key and secret stand in the options) and waits until
// somebody who may has answered that, or ctx ends. show is handed the address at which to answer, once. It returns the
// consumer key, to be put beside the application's key and secret.
func RequestKey(ctx context.Context, o Options, rights Rights, show func(address string)) (consumerKey string, err error) {
	if o.ApplicationKey == "" || o.ApplicationSecret == "" {
		return "", errors.New("a key is asked for in the name of an application: its key and its secret are needed")
	}
	o.AccessToken, o.ConsumerKey = "", notYet
	c, err := newCaller(o)
	if err != nil {
		return "", err
	}
	key, address, err := c.ask(ctx, rights)
	if err != nil {
		return "", err
	}
	c.prototype.ConsumerKey = key // no copy of it has been made yet that signs
	show(c.hide(address))
	for {
		if err := c.rest(ctx, askAgain); err != nil {
			return "", fmt.Errorf("nobody has answered the request for a key: %w", err)
		}
		switch done, err := c.answered(ctx); {
		case err != nil:
			return "", err
		case done:
			return key, nil
		}
	}
}

// ask sends the request.
func (c *caller) ask(ctx context.Context, rights Rights) (key, address string, err error) {
	var pending struct {
		ConsumerKey string `json:"consumerKey"`
		Address     string `json:"validationUrl"`
	}
	body := struct {
		Rules Rights `json:"accessRules"`
	}{rights}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	q := question{method: http.MethodPost, path: "/auth/credential", body: body}
	if err := c.exchange(ctx, c.client(c.transport), q, &pending); err != nil {
		return "", "", fmt.Errorf("asking for a key: %w", err)
	}
	u, err := url.Parse(pending.Address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || pending.ConsumerKey == "" {
		return "", "", fmt.Errorf("asking for a key: %w", &APIError{Status: http.StatusOK})
	}
	return pending.ConsumerKey, pending.Address, nil
}

// answered tells whether the request was granted. A key that waits for its answer is refused in several ways, which
// therefore say nothing; that it was turned down or is too old, the key itself tells.
func (c *caller) answered(ctx context.Context) (done bool, err error) {
	var credential struct {
		Status string `json:"status"`
	}
	err = c.once(ctx, question{method: http.MethodGet, path: "/auth/currentCredential", signed: true}, &credential)
	switch {
	case err == nil && credential.Status == "validated":
		return true, nil
	case err == nil && credential.Status == "refused":
		return false, errors.New("the request for a key was turned down")
	case err == nil && credential.Status == "expired":
		return false, errors.New("the request for a key has expired; ask for another one")
	case err == nil, ctx.Err() != nil, waiting(err):
		return false, nil //nolint:nilerr // a refusal that may yet turn into a grant is no error
	}
	return false, fmt.Errorf("waiting for a key: %w", err)
}

// waiting tells refusals of a key that may yet be granted, and failures that may pass.
func waiting(err error) bool {
	e, said := errors.AsType[*APIError](err)
	return passing(err) || misdated(err) || said && (e.Class == "INVALID_CREDENTIAL" || e.denied)
}
