// Package report makes the evidence file of an incident: what was seen, when, how long, what the provider said of it, what
// it cost, and what is not known, in the groups that insurers and experts ask for (see outage/FACTS 4.2 of the project's
// notes), with every sample in a chain of hashes.
//
// A Document is made from facts by pure functions; each format renders it. Of vigie it may import cost, estate, result and
// text.
package report

import (
	"iter"
	"time"

	"vigie/internal/cost"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Facts are what a report is made from.
type Facts struct {
	Incident estate.Incident
	Firm     string    // may be empty
	Made     time.Time // in the zone in which times are told beside UTC
	Version  string
	Sites    []Site
	Losses   []cost.Loss
	// Samples are the results of the sites around the incident, in the order of their time. It may be gone through once
	// for each format, and ends with an error where they cannot be read to the end.
	Samples func() iter.Seq2[result.Result, error]
}

// Site is one that was hit, as it was measured.
type Site struct {
	Name    string
	Targets []string // what was asked, and how: http https://shop.example/
	Outages []estate.Outage
	Uptime  float64 // of the month before the report was made; negative where it is not known
	Seen    float64 // how much of that month was watched
}

// Document is a report before it has a format.
type Document struct {
	Incident string    `json:"incident"`
	Title    string    `json:"title"`
	Made     time.Time `json:"made"`
	Version  string    `json:"version"`
	Groups   []Group   `json:"groups"`
	Bars     []Bar     `json:"bars"` // one for each site
	From     time.Time `json:"from"` // what the bars span
	To       time.Time `json:"to"`
}

// Group is one of the subjects of a report.
type Group struct {
	Title   string   `json:"title"`
	Facts   []Fact   `json:"facts,omitempty"`
	Tables  []Table  `json:"tables,omitempty"`
	Missing []string `json:"missing,omitempty"` // what would belong here, and how it can be had
}

// Fact is a name with its value.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Table has a heading above its columns.
type Table struct {
	Title   string     `json:"title"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Bar is how a site was over the time of a report: when it was down.
type Bar struct {
	Site string `json:"site"`
	Down []Span `json:"down"`
}

// Span is a stretch of time; To is never zero.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func (g *Group) say(name, value string) {
	if value != "" {
		g.Facts = append(g.Facts, Fact{name, value})
	}
}

func (g *Group) lack(what string) { g.Missing = append(g.Missing, what) }
