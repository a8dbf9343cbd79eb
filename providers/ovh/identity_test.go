package ovh

import (
	"strings"
	"testing"
)

func TestIdentity(t *testing.T) {
	f := newFake(t)
	f.json("/me", `{"nichandle":"ab1-ovh","firstname":"A","name":"B","organisation":null}`)
	f.json("/auth/currentCredential", `{"expiration":"2030-01-01T00:00:00Z","rules":[{"method":"GET","path":"/me"},{"method":"GET","path":"/vps*"},
		{"method":"GET","path":"/dedicated/server/*/ips"},{"method":"POST","path":"/*"}]}`)
	id, err := f.client().Identity(quickly(t))
	if err != nil || id.Account != "ab1-ovh" || id.Label == "" || id.Name != "A B" || id.Expires.Year() != 2030 || len(id.Rights) != 4 {
		t.Errorf("identity = %+v, %v", id, err)
	}
	got := strings.Join(id.Missing, ", ")
	for _, want := range []string{"GET /dedicated/server,", "GET /dedicated/server/*,", "GET /hosting/web,", "GET /ip,", "GET /v2/iam/resource,", "GET /support/tickets/*"} {
		if !strings.Contains(got+",", want) {
			t.Errorf("missing = %s\nwant %s in it", got, want)
		}
	}
	if strings.Contains(got, "GET /vps") || strings.Contains(got, "GET /me") {
		t.Errorf("missing = %s, which the key has", got)
	}
	f.on("/me", refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"no"}`))
	if id, err = f.client().Identity(quickly(t)); err != nil || len(id.Missing) == 0 {
		t.Errorf("a key that may not read /me: %+v, %v", id, err)
	}
}

// An access token has no credential of its own; its rights stand elsewhere, if at all.
func TestIdentityOfAToken(t *testing.T) {
	f := newFake(t)
	f.json("/me", `{"nichandle":"ab1-ovh","organisation":"Shops"}`)
	f.on("/auth/currentCredential", refuse(403, `{"class":"Client::Forbidden","message":"no"}`))
	f.json("/auth/details", `{"account":"ab1-ovh","allowedRoutes":null}`)
	c, err := New(Options{Endpoint: f.url, AccessToken: "token"})
	if err != nil {
		t.Fatal(err)
	}
	id, err := c.Identity(quickly(t))
	if err != nil || id.Name != "Shops" || id.Missing != nil || f.times.Load() != 0 {
		t.Errorf("identity = %+v, %v; the time was asked for %d times", id, err, f.times.Load())
	}
}
