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

// accounts are two of them behind a console's letters, each of which holds a service.
type accounts struct {
	*letters
	labels []string
	asked  []estate.Intent // of the watch
}

func twoAccounts(t *testing.T, services ...string) *accounts {
	t.Helper()
	a := &accounts{}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := "[]"
		if strings.HasSuffix(r.URL.Path, "/auth/time") {
			answer = fmt.Sprint(time.Now().Unix())
		}
		fmt.Fprint(w, answer)
	}))
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
		a.labels = append(a.labels, client.Name())
	}
	snap.Accounts = []account.Identity{{Label: a.labels[1], Name: "Shops"}}
	snap.Sites = []*estate.Site{{Name: "Shop", Resource: services[1]}}
	a.letters = &letters{
		desks: d, state: dir, who: "gil", snap: func() *estate.Snapshot { return snap },
		act: func(i estate.Intent) { a.asked = append(a.asked, i) },
	}
	return a
}

func TestANewTicketGoesToTheAccountThatHoldsWhatItIsAbout(t *testing.T) {
	l := twoAccounts(t, "ns1.example", "ns2.example")
	labels := l.labels
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
	if len(l.asked) != 1 || l.asked[0].Of != "OVHcloud tickets (2)" {
		t.Errorf("asked %+v", l.asked)
	}
}

func TestWhereNothingDecidesTheAccountAPersonIsAsked(t *testing.T) {
	l := twoAccounts(t, "both.example", "both.example")
	labels := l.labels
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

func TestAChangeIsPlannedInTheAccountThatHoldsWhatIsChanged(t *testing.T) {
	a := twoAccounts(t, "ns1.example", "ns2.example")
	p := &planner{clients: a.desks.met, state: t.TempDir(), snap: a.snap}
	if planned, err := p.plan(t.Context(), estate.Deed{Kind: estate.Reboot, Resource: "ns2.example"}); err != nil || planned.Account != a.labels[1] {
		t.Errorf("%+v, %v", planned, err)
	}
	if _, err := p.plan(t.Context(), estate.Deed{Kind: estate.Fallback, Site: "Shop", To: "192.0.2.1"}); err == nil || strings.Count(err.Error(), "no zone of the account") != 1 {
		t.Errorf("a name that is in neither: %v", err)
	}
	a.desks.part()
	if _, err := p.plan(t.Context(), estate.Deed{Kind: estate.Reboot, Resource: "ns2.example"}); err == nil || !strings.Contains(err.Error(), "no account can be used") {
		t.Errorf("without an account: %v", err)
	}
}
