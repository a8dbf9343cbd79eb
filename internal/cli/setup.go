package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"vigie/internal/config"
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
		fmt.Fprintln(os.Stderr, "vigie: "+w)
	}
	return c, nil
}

// options puts a watch together from a configuration. What is read of tickets is kept on their desks; nil: nowhere.
func options(c *config.Config, d *desks) watch.Options {
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
	for _, p := range c.Providers {
		switch {
		case p.OVH != nil:
			o.Sources = append(o.Sources, ovhSources(*p.OVH, p.Every, d)...)
		case p.Feed != "":
			o.Sources = append(o.Sources, feedSource(p.Feed, p.Every, nil))
		}
	}
	return o
}

// ovhSources are the parts of an OVHcloud account, each asked by itself, so that one that fails leaves the others.
func ovhSources(spec config.OVH, every time.Duration, d *desks) []watch.Source {
	client, err := ovhClient(spec)
	if err != nil {
		return []watch.Source{{
			Name: "OVHcloud account", Every: every,
			Fetch: func(context.Context) (*watch.Facts, error) { return nil, err },
		}}
	}
	return sourcesOf(client, every, d)
}

func ovhClient(spec config.OVH) (*ovh.Client, error) {
	return ovh.New(ovh.Options{
		Endpoint: spec.Endpoint, ApplicationKey: spec.ApplicationKey, ApplicationSecret: spec.ApplicationSecret,
		ConsumerKey: spec.ConsumerKey, AccessToken: spec.AccessToken, ReadOnly: spec.ReadOnly,
	})
}

func sourcesOf(client *ovh.Client, every time.Duration, d *desks) []watch.Source {
	return []watch.Source{
		{Name: "OVHcloud account", Every: max(every, 10*time.Minute), Fetch: func(ctx context.Context) (*watch.Facts, error) {
			id, err := client.Identity(ctx)
			if err != nil {
				return nil, err
			}
			return &watch.Facts{Identity: &id}, nil
		}},
		{Name: "OVHcloud inventory", Every: every, Fetch: func(ctx context.Context) (*watch.Facts, error) {
			rows, err := client.Inventory(ctx)
			return &watch.Facts{Resources: rows}, err
		}},
		ticketSource(client, every, d),
	}
}

// feedSource is a status page.
func feedSource(address string, every time.Duration, client *http.Client) watch.Source {
	page, err := feed.New(address, client)
	if err != nil {
		return watch.Source{Name: address, Every: every, Fetch: func(context.Context) (*watch.Facts, error) { return nil, err }}
	}
	return watch.Source{Name: page.Name(), Every: every, Fetch: func(ctx context.Context) (*watch.Facts, error) {
		rows, err := page.Notices(ctx)
		return &watch.Facts{Notices: rows}, err
	}}
}

// errNoProvider says how to connect an account.
var errNoProvider = errors.New("the configuration connects no provider. Add:\n\nproviders:\n  - ovh: { endpoint: ovh-eu }")
