package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/kept"
	"vigie/internal/statedir"
	"vigie/internal/watch"
)

// keeper keeps what sources say in the state folder, so that a console which is opened while nobody answers shows what
// was said last. A nil one keeps nothing.
type keeper struct {
	store *kept.Store
	write bool // only who has the state folder to itself writes into it
}

// folder is the state folder that a command uses.
func (f *flags) folder() string { return cmp.Or(f.state, statedir.Default()) }

func (f *flags) keeper(write bool) *keeper {
	return &keeper{store: kept.Open(filepath.Join(f.folder(), "kept")), write: write}
}

// anybody owns what every reader of a status page is told.
const anybody = "anybody"

// keep lets a source begin with what was kept of it, and keeps what it says from now on. seed, which may be nil, is
// handed what was kept.
func (k *keeper) keep(owner string, s watch.Source, seed func(watch.Facts)) watch.Source {
	if k == nil {
		return s
	}
	var known watch.Facts
	at, err := k.store.Load(owner, s.Name, &known)
	if err != nil {
		s.Note, known = err.Error(), watch.Facts{}
	} else if seed != nil {
		seed(known)
	}
	s.Known, s.KnownAt = &known, at
	if !k.write || err != nil {
		return s
	}
	ask, last := stream(s), at
	own := known // what is shown is never changed
	s.Stream = func(ctx context.Context, tell func(*watch.Facts)) (*watch.Facts, error) {
		facts, err := ask(ctx, tell)
		if facts == nil {
			return facts, err
		}
		if err == nil {
			last = time.Now()
		}
		own = newer(own, *facts)
		if failed := k.store.Save(owner, s.Name, last, own); failed != nil {
			facts.Note = sentences(facts.Note, failed.Error())
		}
		return facts, err
	}
	return s
}

// stream is how a source is asked, in either way.
func stream(s watch.Source) func(context.Context, func(*watch.Facts)) (*watch.Facts, error) {
	if s.Stream != nil {
		return s.Stream
	}
	return func(ctx context.Context, _ func(*watch.Facts)) (*watch.Facts, error) { return s.Fetch(ctx) }
}

// newer lays what a source says now over what it said before. Of mails the words stay out: passwords come in mails.
func newer(before, f watch.Facts) watch.Facts {
	before.Note = ""
	if f.Identity != nil {
		before.Identity = f.Identity
	}
	before.Resources = over(f.Resources, before.Resources)
	before.Tickets = over(f.Tickets, before.Tickets)
	before.Notices = over(f.Notices, before.Notices)
	before.Components = over(f.Components, before.Components)
	before.Campuses = over(f.Campuses, before.Campuses)
	if f.Mails != nil {
		before.Mails = make([]account.Mail, len(f.Mails))
		for i, m := range f.Mails {
			m.Body = ""
			before.Mails[i] = m
		}
	}
	return before
}

func over[T any](told, before []T) []T {
	if told == nil {
		return before
	}
	return told
}

// sentences are sentences after one another.
func sentences(list ...string) string {
	var said []string
	for _, s := range list {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, "; ")
}
