// Package config reads the configuration: YAML, strictly, with the place of every mistake.
//
// It may import probes, maintenance and cost, for what the configuration turns into, and the leaves result, secretname and
// yamlread.
package config

import (
	"time"

	"vigie/internal/maintenance"
	"vigie/probes"
)

// Config is a whole configuration, with defaults filled in.
type Config struct {
	Path       string // the file; empty when made in memory
	Sites      []Site
	Resolver   string   // host:port; empty: the system's
	References []string // host:port; empty slice: none asked
	Limits     Limits
	Providers  []Provider
	Console    Console
	History    History
	Notice     Notice
	Alerts     []Alert
	Metrics    string   // host:port; empty: no metrics are served
	Warnings   []string // what is understood but not done by this version
}

// Notice is what messages to customers and others say of the firm; each may be empty.
type Notice struct {
	Company   string
	Contact   string // an address or a page where people are answered
	Phone     string
	Meanwhile map[string]string // what customers can do during an outage, as a sentence, by language: en, fr, nl
	Follow    string            // where news is posted
	Signature string
}

// Limits bound the probing.
type Limits struct {
	Parallel int // probes at once; 0 when not said: 256, or more where that many would wait if nothing answered any more
	PerHost  int // probes at once to one port of one host, 4 when not said
}

// History is how long each grain of it is kept.
type History struct {
	Off     bool
	Raw     time.Duration // every result; 48 h when not said
	Minutes time.Duration // by the minute, and the evidence of failures; 30 days when not said
	Hours   time.Duration // by the hour; 2 years when not said
}

// Site is one site with its checks.
type Site struct {
	Name    string
	Group   string
	Host    string   // the resource that it runs on
	Needs   []string // names of sites
	Markets []string
	Every   time.Duration
	Timeout time.Duration
	Confirm int           // failures in a row before it is down
	Recheck time.Duration // how soon a failure is asked again, from when it was asked
	Checks  []probes.Check
	Revenue *Revenue // nil where it is not told

	Maintenance []maintenance.Window // in which it is paused
}

// Provider is one source of facts about what is rented: an account, or a status page.
type Provider struct {
	OVH   *OVH
	Feed  string // the address of a status page
	Every time.Duration
}

// OVH is an OVHcloud account. Keys that are empty are looked for where every OVH tool reads them:
// the environment, then ovh.conf.
type OVH struct {
	Endpoint          string // ovh-eu, or the address of an endpoint
	ApplicationKey    string
	ApplicationSecret string
	ConsumerKey       string
	AccessToken       string
	ReadOnly          bool // nothing is changed at the provider, whatever a person or a flag says
}

// Console is how the console looks.
type Console struct {
	Theme    string // auto, dark, light, contrast, none
	Language string // en, fr, nl
}
