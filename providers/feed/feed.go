// Package feed reads status pages: those of Statuspage by its API (v2) or, where that does not answer, by the history
// that they show people, and any other by its RSS or Atom feed. Which of them a page has is found by looking, once.
//
// The feeds of OVHcloud's pages are not used: they hold 25 entries, future works first, so that most open incidents
// never stand in them. Feeds are read with encoding/xml and not with a library for feeds, since it bounds how deep a
// hostile answer may nest, and the little that a notice needs is read from both kinds in one way.
//
// It knows no probe and no screen; of vigie it may import internal/account, internal/places and internal/text alone.
package feed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"vigie/internal/account"
)

// Page is one status page. It may be used from many goroutines; they look one after another.
type Page struct {
	base *url.URL // without a slash at its end
	http *http.Client
	now  func() time.Time

	mu   sync.Mutex
	form form
	feed *url.URL          // where the feed is, once that is known
	said map[string]answer // the last answer, by address
	kept Reading           // what was read last of each part
	seen map[string]time.Time
}

// form is how a page is read.
type form int

const (
	unknown form = iota
	statuspage
	chronicle // Statuspage, of which only the history is served
	syndicated
)

// Reading is what a page says.
type Reading struct {
	Notices    []account.Notice    // open incidents, then planned works that are not over
	Components []account.Component // in the page's order; nil where it shows none
}

// New makes a reader of the page at an address such as https://network.status-ovhcloud.com, or of a feed at its own
// address. A nil client is an own one, a nil clock the system's.
func New(address string, client *http.Client, now func() time.Time) (*Page, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a status page: it must begin with https://", address)
	}
	if client == nil {
		client = &http.Client{Timeout: timeout}
	}
	if now == nil {
		now = time.Now
	}
	u.Fragment = ""
	p := &Page{base: u, http: client, now: now, said: make(map[string]answer), seen: make(map[string]time.Time)}
	if u.RawQuery != "" || slices.Contains([]string{".rss", ".atom", ".xml", ".rdf"}, path.Ext(u.Path)) {
		p.form = syndicated // no API stands below an address of that kind
	}
	return p, nil
}

// Name is the page's host, with its path where it has one. A query is left out: it may let somebody in.
func (p *Page) Name() string { return p.base.Host + p.base.Path }

// Remember takes in notices of before this process began, so that it stays known when each was first seen.
func (p *Page) Remember(before []account.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range before {
		if !n.Seen.IsZero() {
			p.seen[n.ID] = n.Seen
		}
	}
}

// Read asks the page. Where only a part of it cannot be read, that part is as it was, beside the error.
func (p *Page) Read(ctx context.Context) (*Reading, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, err := p.read(ctx)
	if r == nil {
		return nil, err
	}
	r.Notices = r.Notices[:min(len(r.Notices), maxNotices)]
	p.stamp(r.Notices)
	return r, err
}

// read reads the page in the form that it has, and finds that out where it is not known yet.
func (p *Page) read(ctx context.Context) (*Reading, error) {
	if p.form == syndicated {
		return p.syndicated(ctx)
	}
	var err error
	if p.form != chronicle {
		var r *Reading
		if r, err = p.statuspage(ctx); r != nil {
			p.form = statuspage
			return r, err
		}
		if ctx.Err() != nil || unreachable(err) {
			return nil, err
		}
	}
	r, herr := p.chronicle(ctx)
	switch {
	case herr == nil:
		if p.form == unknown && isOther(err) {
			p.form = chronicle
		}
		return r, nil
	case p.form == chronicle:
		return nil, herr
	case p.form == unknown && isOther(err) && isOther(herr):
		return p.syndicated(ctx)
	}
	return nil, err
}

// stamp says of each notice when it was first seen here, and forgets those that are gone.
func (p *Page) stamp(list []account.Notice) {
	seen := make(map[string]time.Time, len(list))
	for i := range list {
		n := &list[i]
		first, known := p.seen[n.ID]
		if !known {
			first = p.now()
		}
		n.Seen, seen[n.ID] = first, first
	}
	p.seen = seen
}

// otherError says that what answers at a page's address is something else.
type otherError struct{ page string }

func (e otherError) Error() string {
	return e.page + " is no status page that can be read: it answers neither as Statuspage does nor with an RSS or Atom feed"
}

func (p *Page) other() error { return otherError{p.base.Scheme + "://" + p.Name()} }

func isOther(err error) bool {
	_, is := errors.AsType[otherError](err)
	return is
}

// unreachable tells whether no connection was made, so that another path of the same page need not be tried.
func unreachable(err error) bool {
	e, is := errors.AsType[*net.OpError](err)
	return is && e.Op == "dial"
}
