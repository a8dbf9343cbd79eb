package ovh

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"vigie/internal/account"
)

// key names a resource of an account.
type key struct {
	kind account.Kind
	id   string
}

// reading is what is known of one resource, and how well.
type reading struct {
	row     account.Resource
	path    string             // where it is in the API; empty where it stands in no list of its own
	read    time.Time          // when the thing itself was last read well; zero before
	tried   time.Time          // when that was last tried
	problem string             // why that failed; empty when it did not
	parts   map[string]*morsel // by what they are
	turns   int                // see visit.turn
	missed  int                // how many times running its list did not name it
}

// morsel is a part of a resource that is read by itself.
type morsel struct {
	done    bool // it has been read once
	due     time.Time
	problem string // why the last reading failed; empty when it did not
	notes   *notes // of a reading that was broken off; nil when it was not
}

// listing is what is known of a list.
type listing struct {
	due      time.Time
	problem  string    // why it could not be read; empty when it could
	read     bool      // it was read once
	idsUntil time.Time // it holds bare names until then, as far as is known
	notes    *notes    // of a reading that was broken off; nil when it was not
}

// stock is what is known of an account. Its fields are guarded by mu.
type stock struct {
	mu        sync.Mutex
	rows      map[key]*reading
	lists     map[string]*listing            // by path
	contracts map[string]time.Time           // ends of contracts, by the path of what was rented
	cloud     map[string]map[string][]string // additional addresses: by project, then by machine
	gaps      map[string]bool                // what the key may not read, in words
	rules     []rule                         // of the key; nil: not told
	ruled     time.Time                      // when they were read; zero before
}

func newStock() stock {
	return stock{
		rows: make(map[key]*reading), lists: make(map[string]*listing), contracts: make(map[string]time.Time),
		cloud: make(map[string]map[string][]string), gaps: make(map[string]bool),
	}
}

// list is a list's entry; mu must be held.
func (s *stock) list(path string) *listing {
	l := s.lists[path]
	if l == nil {
		l = &listing{}
		s.lists[path] = l
	}
	return l
}

// listNotes are the notes of the last reading of a list, where that was broken off.
func (s *stock) listNotes(path string) *notes {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list(path).notes.again()
}

func (s *stock) namesOnly(path string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Before(s.list(path).idsUntil)
}

func (s *stock) holdsNames(path string, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list(path).idsUntil = until
}

// row is the reading of a resource, made where there is none; mu must be held.
func (s *stock) row(k key) *reading {
	r := s.rows[k]
	if r == nil {
		r = &reading{parts: make(map[string]*morsel), row: account.Resource{
			Provider: provider, Kind: k.kind, ID: k.id, Name: k.id, Place: account.Place{Provider: provider},
		}}
		s.rows[k] = r
	}
	return r
}

// overdue lets everything be read anew, since the times at which it was to be read mean nothing any more.
func (s *stock) overdue() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lists {
		l.due = time.Time{}
	}
	for _, r := range s.rows {
		r.tried = time.Time{}
		for _, m := range r.parts {
			m.due = time.Time{}
		}
	}
}

// gap notes what the key may not read.
func (s *stock) gap(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaps[what] = true
}

// Remember takes what was known of the account before this client was made, to be shown until it is read anew. What
// has been read already is left as it is.
func (c *Client) Remember(rows []account.Resource) {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	for _, row := range rows {
		k := key{row.Kind, row.ID}
		if c.stock.rows[k] == nil && row.Provider == provider {
			r := c.stock.row(k)
			r.row = row
			r.row.Problem = ""
		}
	}
}

// Holds tells whether the account holds what has an ID, as far as it was read.
func (c *Client) Holds(id string) bool {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	for k := range c.stock.rows {
		if k.id == id {
			return true
		}
	}
	return false
}

// Gaps are what the key may not read of the account, in words that follow "the key may not read".
func (c *Client) Gaps() []string {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	return slices.Sorted(maps.Keys(c.stock.gaps))
}

// everything is all rows that are known, in the order of their kinds; nil when nothing was ever read.
func (c *Client) everything() []account.Resource {
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	unlisted, closed := make(map[account.Kind]string), make(map[account.Kind]string)
	order := make(map[account.Kind]int)
	for i, f := range families() {
		order[f.kind] = i
		unlisted[f.kind] = c.stock.list(f.path).problem
		if c.stock.gaps["the "+f.many] {
			closed[f.kind] = "the key may not read the " + f.many + " any more"
		}
	}
	led := c.stock.routed()
	var rows []account.Resource
	for k, r := range c.stock.rows {
		row := r.row
		row.Addresses = slices.Concat(row.Addresses, led[row.ID])
		if len(led[row.ID]) > 0 {
			row.Addresses = addresses(row.Addresses...)
		}
		row.Problem = cmp.Or(unlisted[k.kind], r.trouble())
		if !row.Read.IsZero() {
			row.Problem = cmp.Or(closed[k.kind], row.Problem)
		}
		rows = append(rows, row)
	}
	if rows == nil && c.stock.everRead() {
		rows = []account.Resource{}
	}
	slices.SortFunc(rows, func(a, b account.Resource) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// everRead tells whether any list was read; mu must be held.
func (s *stock) everRead() bool {
	for _, l := range s.lists {
		if l.read {
			return true
		}
	}
	return false
}

// routed are the single addresses of the blocks that lead to each resource, by its ID; mu must be held.
func (s *stock) routed() map[string][]string {
	led := make(map[string][]string)
	for k, r := range s.rows {
		if k.kind == account.IPBlock && r.row.RoutedTo != "" {
			led[r.row.RoutedTo] = append(led[r.row.RoutedTo], addresses(k.id)...)
		}
	}
	for _, list := range led {
		slices.Sort(list)
	}
	return led
}

// trouble is why something of the resource could not be read: the thing itself, or else the first of its parts.
func (r *reading) trouble() string {
	if r.problem != "" || r.missed > 0 {
		return cmp.Or(r.problem, "OVHcloud's last list does not name it any more")
	}
	for _, name := range slices.Sorted(maps.Keys(r.parts)) {
		if p := r.parts[name].problem; p != "" {
			return p
		}
	}
	return ""
}

// troubled tells whether a resource is read before the others: something is wrong with it, or is being done to it.
func (r *reading) troubled() bool {
	return !calm[r.row.State] || len(r.row.Tasks) > 0 || r.trouble() != ""
}

// calm are the words of the API for a resource with which nothing is wrong, those that are not known yet, and those for
// what has run out: that is over when somebody pays, and need not be looked for each minute.
var calm = map[string]bool{
	"": true, "ok": true, "OK": true, "running": true, "active": true, "ACTIVE": true, "started": true, "READY": true,
	"available": true, "in-use": true, "used": true, "poweron": true, "expired": true, hasExpired: true,
}
