package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/text"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/providers/feed"
	"vigie/providers/ovh"
)

// load reads the configuration that the flags name, or the one found.
func load(f *flags) (*config.Config, error) {
	path := f.config
	if path == "" {
		found, ok := config.Find()
		if !ok {
			return nil, usage("no configuration found. Write one (vigie.yaml, see the README), name one with --config,\n" +
				"ask an address directly (vigie check https://www.example.com), or see the demo (vigie demo)")
		}
		path = found
	}
	c, err := config.Load(path)
	if err != nil {
		return nil, exit{exitUsage, err}
	}
	for _, w := range c.Warnings {
		fmt.Fprintln(os.Stderr, "vigie: "+text.Clean(w))
	}
	return c, nil
}

// options puts a watch together from a configuration. What is read of tickets is kept on their desks, and what the other
// sources say by k; either may be nil.
func options(c *config.Config, d *desks, k *keeper) watch.Options {
	d.part()
	o := watch.Options{
		Sites:  c.Sites,
		Limits: c.Limits,
		Env:    probes.Env{Door: door.System(), Resolver: &names.Resolver{}},
		Line:   &probes.Line{References: c.References, Mail: c.MailServers()},
	}
	if c.Resolver != "" {
		o.Env.Resolver.Servers = []string{c.Resolver}
	}
	o.Witnesses = witnesses(c)
	for _, p := range c.Providers {
		switch {
		case p.OVH != nil:
			o.Sources = append(o.Sources, ovhSources(*p.OVH, p.Every, hostNames(c.Sites), d, k)...)
		case p.Feed != "":
			o.Sources = append(o.Sources, feedSource(p.Feed, p.Every, k, nil, nil))
		}
	}
	tellApart(o.Sources)
	return o
}

// tellApart numbers sources of one name, such as those of a second account: by it they are known.
func tellApart(sources []watch.Source) {
	known := make(map[string]int)
	for i := range sources {
		s := &sources[i]
		known[s.Name]++
		s.Name = numbered(s.Name, known[s.Name])
	}
}

// numbered is the name of the n-th source that is called so.
func numbered(name string, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s (%d)", name, n)
	}
	return name
}

// accountName is the source that tells whose account it is.
const accountName = "OVHcloud account"

// ovhSources are the parts of an OVHcloud account, each asked by itself, so that one that fails leaves the others.
func ovhSources(spec config.OVH, every time.Duration, names []string, d *desks, k *keeper) []watch.Source {
	client, err := ovhClient(spec, names)
	if err != nil {
		return []watch.Source{{
			Name: accountName, API: "ovh", Every: every,
			Fetch: func(context.Context) (*watch.Facts, error) { return nil, err },
		}}
	}
	return sourcesOf(client, every, d, k)
}

// ovhClient is a client for an account of the configuration, on which sites of some names may run.
func ovhClient(spec config.OVH, names []string) (*ovh.Client, error) {
	return ovh.New(ovh.Options{
		Endpoint: spec.Endpoint, ApplicationKey: spec.ApplicationKey, ApplicationSecret: spec.ApplicationSecret,
		ConsumerKey: spec.ConsumerKey, AccessToken: spec.AccessToken, ReadOnly: spec.ReadOnly, Names: names,
	})
}

// hostNames are the host names of sites, lower case.
func hostNames(sites []config.Site) []string {
	var list []string
	for _, s := range sites {
		for _, k := range s.Checks {
			if n := strings.ToLower(k.Prober.About()); n != "" && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// sourcesOf are the sources of an account. Tickets lie on their desk, and the rest is kept by k.
func sourcesOf(client *ovh.Client, every time.Duration, d *desks, k *keeper) []watch.Source {
	const seldom = 10 * time.Minute
	owner := client.Fingerprint()
	return []watch.Source{
		k.keep(owner, watch.Source{Name: accountName, API: "ovh", Every: max(every, seldom), Fetch: func(ctx context.Context) (*watch.Facts, error) {
			return identify(ctx, client)
		}}, nil),
		k.keep(owner, inventorySource(client, every), func(f watch.Facts) { client.Remember(f.Resources) }),
		ticketSource(client, every, d),
		k.keep(owner, watch.Source{Name: "OVHcloud mails", API: "ovh", Every: max(every, seldom), Fetch: func(ctx context.Context) (*watch.Facts, error) {
			mails, err := client.Mails(ctx)
			return &watch.Facts{Mails: mails}, err
		}}, nil),
	}
}

// inventorySource asks what is rented.
func inventorySource(client *ovh.Client, every time.Duration) watch.Source {
	return watch.Source{Name: "OVHcloud inventory", API: "ovh", Every: every, Stream: func(ctx context.Context, tell func(*watch.Facts)) (*watch.Facts, error) {
		rows, err := client.Inventory(ctx, func(rows []account.Resource) { tell(&watch.Facts{Resources: rows}) })
		return &watch.Facts{Resources: rows, Note: gaps(client)}, err
	}}
}

// identify asks whose account it is, and where the provider's buildings are. The latter is no loss when it fails: there
// is a table of them in this program.
func identify(ctx context.Context, client *ovh.Client) (*watch.Facts, error) {
	id, err := client.Identity(ctx)
	if err != nil {
		return nil, err
	}
	facts := &watch.Facts{Identity: &id}
	if facts.Campuses, err = client.Campuses(ctx); err != nil {
		facts.Note = err.Error() + "; what this program knows of them is used"
	}
	return facts, nil
}

// gaps says what the key may not read; empty where it may read everything.
func gaps(client *ovh.Client) string {
	if list := client.Gaps(); len(list) > 0 {
		return "the key may not read " + strings.Join(list, ", ")
	}
	return ""
}

// feedSource is a status page. What it says is kept by k; client and clock are those of a simulation. Each may be nil.
func feedSource(address string, every time.Duration, k *keeper, client *http.Client, now func() time.Time) watch.Source {
	page, err := feed.New(address, client, now)
	if err != nil {
		return watch.Source{Name: address, Every: every, Fetch: func(context.Context) (*watch.Facts, error) { return nil, err }}
	}
	return k.keep(anybody, watch.Source{Name: page.Name(), Every: every, Fetch: func(ctx context.Context) (*watch.Facts, error) {
		r, err := page.Read(ctx)
		if r == nil {
			return nil, err
		}
		return &watch.Facts{Notices: r.Notices, Components: r.Components}, err
	}}, func(before watch.Facts) { page.Remember(before.Notices) })
}

// errNoProvider says how to connect an account.
var errNoProvider = errors.New("the configuration connects no provider. Add:\n\nproviders:\n  - ovh: { endpoint: ovh-eu }")
