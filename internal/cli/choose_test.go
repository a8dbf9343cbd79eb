package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
)

// twoAccounts is a console's letters over two accounts, each of which holds a service.
func twoAccounts(t *testing.T, services ...string) (l *letters, labels []string, asked *[]estate.Intent) {
	t.Helper()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })) //nolint:errcheck // a test's server
	t.Cleanup(api.Close)
	dir := t.TempDir()
	d := newDesks(filepath.Join(dir, "state"), nil)
	t.Cleanup(d.close)
	snap := &estate.Snapshot{Now: at0}
	for i, service := range services {
		client, err := ovhClient(config.OVH{Endpoint: api.URL + "/1.0", ApplicationKey: fmt.Sprint("app", i), ApplicationSecret: "s", ConsumerKey: "k"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		row := account.Resource{Provider: "ovh", Kind: account.DedicatedServer, ID: service}
		client.Remember([]account.Resource{row})
		snap.Resources = append(snap.Resources, row)
		ticketSource(client, time.Minute, d)
		labels = append(labels, client.Name())
	}
	snap.Accounts = []account.Identity{{Label: labels[1], Name: "Shops"}}
	snap.Sites = []*estate.Site{{Name: "Shop", Resource: services[1]}}
	asked = new([]estate.Intent)
	return &letters{
		desks: d, state: dir, who: "gil", snap: func() *estate.Snapshot { return snap },
		act: func(i estate.Intent) { *asked = append(*asked, i) },
	}, labels, asked
}

func TestANewTicketGoesToTheAccountThatHoldsWhatItIsAbout(t *testing.T) {
	l, labels, asked := twoAccounts(t, "ns1.example", "ns2.example")
	for name, c := range map[string]struct {
		errand estate.Errand
		want   string
	}{
		"a resource of the first":  {estate.Errand{Resource: "ns1.example"}, labels[0]},
		"a resource of the second": {estate.Errand{Resource: "ns2.example"}, labels[1]},
		"a site on the second":     {estate.Errand{Site: "Shop"}, labels[1]},
		"as a person chose":        {estate.Errand{Resource: "ns1.example", Account: labels[1]}, labels[1]},
	} {
		if d, err := l.Begin(t.Context(), c.errand); err != nil || d.Account != c.want {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
	s, err := l.of(t.Context(), labels[1])
	if err != nil {
		t.Fatal(err)
	}
	l.again(context.WithoutCancel(t.Context()), s, "7")
	if len(*asked) != 1 || (*asked)[0].Of != "OVHcloud tickets (2)" {
		t.Errorf("asked %+v", *asked)
	}
}

func TestWhereNothingDecidesTheAccountAPersonIsAsked(t *testing.T) {
	l, labels, _ := twoAccounts(t, "both.example", "both.example")
	for _, e := range []estate.Errand{{}, {Resource: "both.example"}, {Resource: "nobody's.example"}} {
		_, err := l.Begin(t.Context(), e)
		several, ask := errors.AsType[*estate.UndecidedError](err)
		if !ask || len(several.Accounts) != 2 || several.Accounts[0].Label != labels[0] || several.Accounts[1].Name != "Shops" {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if _, err := l.Begin(t.Context(), estate.Errand{Account: "gone"}); err == nil || !strings.Contains(err.Error(), "no account gone any more") {
		t.Errorf("an account that is gone: %v", err)
	}
}
