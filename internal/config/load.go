package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

// Find is the configuration that is used when none is named: in the user's configuration folder, then here.
func Find() (path string, ok bool) {
	for _, p := range []string{filepath.Join(xdg.ConfigHome, "vigie", "vigie.yaml"), "vigie.yaml"} {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			return p, true
		}
	}
	return "", false
}

// Load reads a file. A mistake in it is a *yamlread.Mistake, or several joined.
func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := Parse(path, data, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	c.Path = path
	return c, nil
}

// Defaults is a configuration without sites.
func Defaults() *Config {
	return &Config{
		References: []string{"1.1.1.1:443", "9.9.9.9:443", "8.8.8.8:443"},
		Limits:     Limits{Parallel: 256, PerHost: 4},
		Console:    Console{Theme: "auto", Language: "en"},
	}
}

// Parse reads a configuration. The name stands in front of every mistake, and files that the configuration names
// are looked for beside it. env replaces ${NAME}; it may be nil.
func Parse(name string, data []byte, env func(string) (string, bool)) (*Config, error) {
	r, root, err := yamlread.Parse(name, data, env)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, fmt.Errorf("%s: the configuration is empty; it needs at least a site:\n\nsites:\n  - https://www.example.com", name)
	}
	c := Defaults()
	d := &decoder{r: r, dir: filepath.Dir(name), config: c}
	d.whole(root)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// decoder turns a parsed file into a Config.
type decoder struct {
	r        *yamlread.Reader
	dir      string
	config   *Config
	defaults ast.Node
}

// The intervals that hold where nothing is said.
const (
	defaultEvery    = time.Minute
	defaultTimeout  = 10 * time.Second
	defaultRecheck  = 5 * time.Second
	defaultConfirm  = 2
	shortestEvery   = time.Second
	defaultExpiring = 14 * 24 * time.Hour
)

func (d *decoder) whole(root ast.Node) {
	c := d.config
	var sites ast.Node
	later := func(what string) func(ast.Node) {
		return func(n ast.Node) {
			c.Warnings = append(c.Warnings, fmt.Sprintf("line %d: %s is understood, but this version does not do it yet",
				max(1, n.GetToken().Position.Line), what))
		}
	}
	d.r.Fields(root, "the configuration", map[string]func(ast.Node){
		"sites":      func(n ast.Node) { sites = n },
		"defaults":   func(n ast.Node) { d.defaults = n },
		"resolver":   func(n ast.Node) { c.Resolver = d.hostPort(n, "resolver", "53") },
		"references": d.references,
		"limits":     d.limits,
		"providers":  func(n ast.Node) { d.r.List(n, "providers", d.provider) },
		"console":    d.console,
		"notify":     later("notify"), "ssh": later("ssh"), "metrics": later("metrics"), "history": later("history"),
	})
	if sites != nil {
		d.r.List(sites, "sites", func(n ast.Node) {
			if s, ok := d.site(n); ok {
				c.Sites = append(c.Sites, s)
			}
		})
		d.crossCheck(sites)
	}
	if len(c.Sites) == 0 && len(c.Providers) == 0 && d.r.Err() == nil {
		d.r.Mistake(root, "there is nothing to watch: add sites, or a provider")
	}
}

// crossCheck looks at what only the whole list can tell: names that stand twice, needs that name nobody.
func (d *decoder) crossCheck(n ast.Node) {
	seen := make(map[string]bool)
	var all []string
	for _, s := range d.config.Sites {
		if seen[s.Name] {
			d.r.Mistake(n, "two sites are called %q: give one of them another name", s.Name)
		}
		seen[s.Name] = true
		all = append(all, s.Name)
	}
	for _, s := range d.config.Sites {
		for _, need := range s.Needs {
			if !seen[need] {
				d.r.Mistake(n, "%s needs %q, which is no site%s", s.Name, need, yamlread.DidYouMean(need, all))
			}
		}
	}
}

func (d *decoder) references(n ast.Node) {
	d.config.References = []string{}
	d.r.List(n, "references", func(v ast.Node) {
		d.config.References = append(d.config.References, d.hostPort(v, "a reference", "443"))
	})
}

func (d *decoder) limits(n ast.Node) {
	d.r.Fields(n, "limits", map[string]func(ast.Node){
		"parallel": func(n ast.Node) { d.config.Limits.Parallel = d.r.Int(n, "parallel", 1, 10000) },
		"per_host": func(n ast.Node) { d.config.Limits.PerHost = d.r.Int(n, "per_host", 1, 1000) },
	})
}

func (d *decoder) console(n ast.Node) {
	d.r.Fields(n, "console", map[string]func(ast.Node){
		"theme": func(n ast.Node) {
			d.config.Console.Theme = d.r.Word(n, "theme", "auto", "dark", "light", "contrast", "none")
		},
		"language": func(n ast.Node) { d.config.Console.Language = d.r.Word(n, "language", "en", "fr", "nl") },
	})
}

func (d *decoder) provider(n ast.Node) {
	p := Provider{Every: time.Minute}
	d.r.Fields(n, "a provider", map[string]func(ast.Node){
		"ovh":   func(n ast.Node) { p.OVH = d.ovh(n) },
		"feed":  func(n ast.Node) { p.Feed = d.webAddress(n, "feed") },
		"every": func(n ast.Node) { p.Every = d.every(n) },
	})
	if p.OVH == nil && p.Feed == "" {
		if yamlread.IsMap(n) {
			d.r.Mistake(n, "a provider is an ovh account or a feed")
		}
		return
	}
	d.config.Providers = append(d.config.Providers, p)
}

func (d *decoder) ovh(n ast.Node) *OVH {
	o := &OVH{Endpoint: "ovh-eu"}
	text := func(to *string, what string) func(ast.Node) {
		return func(n ast.Node) { *to = d.r.String(n, what) }
	}
	d.r.Fields(n, "ovh", map[string]func(ast.Node){
		"endpoint":           text(&o.Endpoint, "endpoint"),
		"application_key":    text(&o.ApplicationKey, "application_key"),
		"application_secret": text(&o.ApplicationSecret, "application_secret"),
		"consumer_key":       text(&o.ConsumerKey, "consumer_key"),
		"access_token":       text(&o.AccessToken, "access_token"),
	})
	return o
}

func (d *decoder) every(n ast.Node) time.Duration {
	v := d.r.Duration(n, "every")
	if v != 0 && v < shortestEvery {
		d.r.Mistake(n, "every must be at least 1s, not %s", v)
	}
	return max(v, shortestEvery)
}

// hostPort reads host:port; where a port is usual it may be left out.
func (d *decoder) hostPort(n ast.Node, what, usual string) string {
	s := d.r.String(n, what)
	h, err := completeHostPort(s, usual)
	if err != nil && s != "" {
		d.r.Mistake(n, "%s must be a host and a port such as db.example.com:5432, not %q", what, s)
	}
	return h
}

func completeHostPort(s, usual string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		if usual == "" {
			return "", fmt.Errorf("%q has no port", s)
		}
		host, port = strings.Trim(s, "[]"), usual
	}
	if _, err := net.LookupPort("tcp", port); err != nil || host == "" || strings.ContainsAny(host, " /") {
		return "", fmt.Errorf("%q is not a host and a port", s)
	}
	return net.JoinHostPort(host, port), nil
}

func (d *decoder) webAddress(n ast.Node, what string) string {
	s := d.r.String(n, what)
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		d.r.Mistake(n, "%s must be a web address such as https://www.example.com, not %q", what, s)
		return ""
	}
	return s
}
