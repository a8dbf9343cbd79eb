package ovh

import (
	"strings"
	"testing"
)

func TestAccountsHaveNamesThatGiveNoKeyAway(t *testing.T) {
	name := func(o Options) string {
		t.Helper()
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		return c.Name()
	}
	eu := name(Options{Endpoint: "ovh-eu", ApplicationKey: "a1", ApplicationSecret: "b", ConsumerKey: "c"})
	again := name(Options{Endpoint: "ovh-eu", ApplicationKey: "a1", ApplicationSecret: "other", ConsumerKey: "other"})
	other := name(Options{Endpoint: "ovh-eu", ApplicationKey: "a2", ApplicationSecret: "b", ConsumerKey: "c"})
	if !strings.HasPrefix(eu, "ovh-eu-") || eu != again || eu == other || strings.Contains(eu, "a1") {
		t.Errorf("%s, %s, %s", eu, again, other)
	}
	if got := name(Options{Endpoint: "http://127.0.0.1:8099/1.0", AccessToken: "t"}); got != "127.0.0.1-8099-token" {
		t.Errorf("a simulator is %s", got)
	}
}
