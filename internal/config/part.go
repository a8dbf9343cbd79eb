package config

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

func (d *decoder) references(n ast.Node) {
	d.config.References = []string{}
	d.r.List(n, "references", func(v ast.Node) {
		d.config.References = append(d.config.References, d.hostPort(v, "a reference", "443").value)
	})
}

func (d *decoder) limits(n ast.Node) {
	d.r.Fields(n, "limits", fields{
		"parallel": func(n ast.Node) { d.config.Limits.Parallel = d.r.Int(n, "parallel", 1, 10000) },
		"per_host": func(n ast.Node) { d.config.Limits.PerHost = d.r.Int(n, "per_host", 1, 1000) },
	})
}

// history reads how long each grain of it is kept, or off.
func (d *decoder) history(n ast.Node) {
	h := &d.config.History
	if !yamlread.IsMap(n) {
		if h.Off = d.value(n, "history") == "off"; !h.Off {
			d.r.Mistake(n, "history must be off, or how long each grain of it is kept: { raw: 48h, minutes: 30d, hours: 2y }")
		}
		return
	}
	lasting := func(what string, to *time.Duration) func(ast.Node) {
		return func(n ast.Node) { *to = d.atLeast(n, what, time.Hour, *to) }
	}
	d.r.Fields(n, "history", fields{
		"raw": lasting("raw", &h.Raw), "minutes": lasting("minutes", &h.Minutes), "hours": lasting("hours", &h.Hours),
	})
}

// metrics reads where they are served.
func (d *decoder) metrics(n ast.Node) {
	d.r.Fields(n, "metrics", fields{
		"listen": func(n ast.Node) { d.config.Metrics = d.hostPort(n, "listen", "").value },
	})
}

func (d *decoder) console(n ast.Node) {
	d.r.Fields(n, "console", fields{
		"theme": func(n ast.Node) {
			d.config.Console.Theme = d.r.Word(n, "theme", "auto", "dark", "light", "contrast", "none")
		},
		"language": func(n ast.Node) { d.config.Console.Language = d.r.Word(n, "language", "en", "fr", "nl") },
	})
}

// provider reads one source of facts about what is rented: an account, or a status page.
func (d *decoder) provider(n ast.Node) {
	p := Provider{Every: time.Minute}
	kinds := 0
	d.r.Fields(n, "a provider", fields{
		"ovh": func(n ast.Node) { kinds++; p.OVH = d.ovh(n) },
		"feed": func(n ast.Node) {
			kinds++
			p.Feed = d.feed(n)
		},
		"every": func(n ast.Node) { p.Every = d.atLeast(n, "every", time.Second, p.Every) },
	})
	if kinds != 1 {
		if yamlread.IsMap(n) {
			d.r.Mistake(n, "a provider is an ovh account or a feed")
		}
		return
	}
	d.config.Providers = append(d.config.Providers, p)
}

// statusPages are the short names of OVHcloud's status pages.
func statusPages() []string {
	return []string{"bare-metal-servers", "network", "web-cloud", "public-cloud", "hosted-private-cloud", "customer-service"}
}

// feed reads the address of a status page, or the short name of one of OVHcloud's.
func (d *decoder) feed(n ast.Node) string {
	t := d.text(n, "feed")
	if slices.Contains(statusPages(), t.value) {
		return "https://" + t.value + ".status-ovhcloud.com"
	}
	page, err := parsePage(t)
	if err != nil {
		d.r.Mistake(n, "feed must be the address of a status page, or one of %s, not %q%s",
			strings.Join(statusPages(), ", "), shownAddress(t.written), yamlread.DidYouMean(t.written, statusPages()))
		return ""
	}
	return page.url.String()
}

func (d *decoder) ovh(n ast.Node) *OVH {
	o := &OVH{Endpoint: "ovh-eu"}
	secret := func(to *string, what string) func(ast.Node) {
		return func(n ast.Node) { *to = d.value(n, what) }
	}
	d.closed(n, "ovh", fields{
		"endpoint":           func(n ast.Node) { o.Endpoint = d.endpoint(n) },
		"application_key":    secret(&o.ApplicationKey, "application_key"),
		"application_secret": secret(&o.ApplicationSecret, "application_secret"),
		"consumer_key":       secret(&o.ConsumerKey, "consumer_key"),
		"access_token":       secret(&o.AccessToken, "access_token"),
		"read_only":          func(n ast.Node) { o.ReadOnly = d.r.Bool(n, "read_only") },
	})
	return o
}

// endpoint reads one of the names that every OVH tool knows, or an address.
func (d *decoder) endpoint(n ast.Node) string {
	known := []string{"ovh-eu", "ovh-ca", "ovh-us", "kimsufi-eu", "kimsufi-ca", "soyoustart-eu", "soyoustart-ca"}
	t := d.text(n, "endpoint")
	if slices.Contains(known, t.value) {
		return t.value
	}
	if u, err := url.Parse(t.value); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		d.r.Mistake(n, "endpoint must be one of %s or a web address, not %q%s",
			strings.Join(known, ", "), withoutUser(t.written), yamlread.DidYouMean(t.written, known))
	}
	return t.value
}
