package ovh

import (
	"context"
	"strings"

	"vigie/internal/account"
)

// Identity is whose account it is, and what the key may and may not read of it. A key that may not read /me still
// tells its rights.
func (c *Client) Identity(ctx context.Context) (account.Identity, error) {
	id := account.Identity{Provider: provider, Label: c.Name()}
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
	if denied(err) {
		return id, nil // said by Missing
	}
	id.Account, id.Name = me.Nichandle, me.Organisation
	if id.Name == "" {
		id.Name = strings.TrimSpace(me.Firstname + " " + me.Name)
	}
	return id, err
}
