// Package watch is the one loop that ties everything together: it asks on schedule, folds the answers into the
// estate, has it judged and publishes snapshots.
//
// The core owns all state and has no goroutine, no clock and no network of its own: it says what is due and is
// told what came of it. Two drivers turn it: Watch in real time with a pool of workers, and Play through a
// simulated world, at any speed. It knows probes, the words of providers, the estate and the verdict;
// it knows neither the screen nor any one provider.
package watch

import (
	"context"
	"log/slog"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/incident"
	"vigie/internal/places"
	"vigie/internal/result"
	"vigie/internal/witness"
	"vigie/probes"
)

// Options are what a watch is made of.
type Options struct {
	Title   string
	Demo    bool
	Sites   []config.Site
	Sources []Source
	Limits  config.Limits
	Env     probes.Env     // Play replaces the door in it for every probe
	Line    *probes.Line   // nil: the line is never doubted
	History *history.Store // nil: nothing is kept
	Past    []Remembered   // what is known from before
	Log     *slog.Logger   // nil: nothing is logged
	// Witnesses are who can be asked beside the sites.
	Witnesses witness.Means

	once  bool // everything is asked once
	alone bool // nobody is asked beside the sites: no verdict is wanted

	Incidents *incident.Journal // where incidents are written down; nil: nowhere
	Known     []incident.Record // of incidents from before

	// OnResult is told every result, and how late it was begun, in the goroutine that folds; it must not block. It may
	// be nil.
	OnResult func(r result.Result, late time.Duration)
	// OnChange is told every confirmed change of a site, likewise.
	OnChange func(Change)
}

// Remembered is what was known of a site before this watch began.
type Remembered struct {
	Site  string
	State result.State // before anybody stopped watching
	Since time.Time
	Usual map[string]int // visible characters that a page usually shows, by the ID of its check
	Spans []Span         // of the last day, oldest first
}

// Span is a stretch of time in one state; it lasts until the next begins.
type Span struct {
	From  time.Time
	State result.State
}

// Change is a confirmed change of a site's state.
type Change struct {
	Time     time.Time // when it was confirmed
	Site     string
	From, To result.State
	Since    time.Time // the first sample that showed it
	Failure  result.Failure
	Reason   string
}

// Source is something that is asked for facts, again and again: one part of a provider's API, a status page.
type Source struct {
	Name  string
	API   string // the provider whose API is asked; empty for a page
	Every time.Duration
	// Fetch asks. What it returns replaces what this source said before, even beside an error:
	// an answer may be partial. Nil facts keep what was known.
	Fetch func(context.Context) (*Facts, error)
	// Stream is Fetch for a source that knows some of its facts sooner than the others: it hands them to tell while it
	// goes on asking. Where it is set, Fetch is not used.
	Stream func(ctx context.Context, tell func(*Facts)) (*Facts, error)
	// Known are facts from before the watch began, shown with their age until there are newer ones; KnownAt is when the
	// source last answered well then, zero where that is not known. Nil where there are none.
	Known   *Facts
	KnownAt time.Time
	Note    string // what a person should know of the source that is no failure; goes before a Note of its facts
}

// Facts are what a source says. A nil slice says nothing about its subject.
type Facts struct {
	Identity  *account.Identity
	Resources []account.Resource
	Tickets   []account.Ticket
	Notices   []account.Notice
	// Components are the lights of a status page.
	Components []account.Component
	More       bool // there is more to be had, and it should be asked for soon
	Mails      []account.Mail
	Campuses   []places.Campus // where the provider says that its buildings are
	Note       string          // what a person should know of the facts that is no failure: what the key may not read
}

// Publisher is where the newest snapshot can be had.
type Publisher interface {
	// Snapshot never blocks and never returns nil.
	Snapshot() *estate.Snapshot
	// Act hands over what a person wants done. It never blocks; it reports whether there was room for it.
	Act(estate.Intent) bool
}
