package ovh

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/ovh/go-ovh/ovh"
)

// Name tells accounts apart in names of files and in words, and gives no key away: the endpoint and a hash of the
// application key. Access tokens change every day, so that those of one endpoint share a name.
func (c *Client) Name() string {
	p := c.caller.prototype
	endpoint := p.Endpoint()
	for name, address := range ovh.Endpoints {
		if address == endpoint {
			endpoint = name
		}
	}
	endpoint = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(endpoint, "https://"), "http://"), "/1.0")
	endpoint = strings.Trim(regexp.MustCompile(`[^a-z0-9.]+`).ReplaceAllString(strings.ToLower(endpoint), "-"), "-.")
	key := p.AppKey
	if key == "" {
		key = p.ClientID
	}
	if key == "" {
		return endpoint + "-token"
	}
	sum := sha256.Sum256([]byte(key))
	return endpoint + "-" + hex.EncodeToString(sum[:4])
}

// ReadOnly tells whether the configuration forbids every change.
func (c *Client) ReadOnly() bool { return c.caller.readOnly }

// Hide takes the account's keys out of a text.
func (c *Client) Hide(s string) string { return c.caller.hide(s) }

func (c *caller) hide(s string) string {
	p := c.prototype
	for _, secret := range []string{p.AppSecret, p.ConsumerKey, p.AccessToken, p.ClientSecret} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	return s
}
