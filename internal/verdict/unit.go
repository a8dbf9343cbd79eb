package verdict

import (
	"cmp"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// unit is what can be out by itself: a machine, ours or somebody else's, or a platform that many share.
type unit struct {
	key      string
	name     string // for a person
	place    account.Place
	product  string            // of a shared platform: web-hosting/cluster126, mail/mxplan; empty for a machine
	others   bool              // it is not ours
	resource *account.Resource // nil where it is not rented, or shared
	down     []*failing        // sites on it that are silent or refused
	halves   []*failing        // sites on it that are silent over one address family
	sick     []*failing        // sites on it that answer with an error
	hostings map[string]bool   // of a shared platform: the resources on it that have such sites
	up       int               // sites on it that answer
	works    int               // sites on it that are neither down nor unknown
	answered time.Time         // the newest answer of those
	since    time.Time         // its first failing sample
	fell     time.Time         // the newest failure of something on it that answers now
	heard    [7]hearing        // what witnesses say of its addresses, by family: 4 and 6
	flips    int               // how often a witness of it has come and gone
	gone     bool              // a witness that answered before does not
}

// hearing is what a witness says of an address.
type hearing int

const (
	notHeard hearing = iota
	absent
	refuses // it is there, and takes no connection
	open
)

// alive tells whether something on it answers, or takes a connection at least. What answered before the rest of it fell
// silent says nothing.
func (u *unit) alive() bool {
	return u.up > 0 && !u.answered.Before(u.since) || u.heard[4] == open || u.heard[6] == open || u.others && (u.heard[4] == refuses || u.heard[6] == refuses)
}

// out tells whether all that is known of it is dark.
func (u *unit) out() bool {
	return !u.alive() && (len(u.down) > 0 || u.gone || u.product != "" && len(u.sick) > 0 && u.several())
}

// ill tells whether a machine of ours takes connections, and yet all that runs on it is silent: as when what stands behind
// the network of a building fails.
func (u *unit) ill() bool {
	if u.others || u.product != "" || u.resource == nil || u.up > 0 || len(u.down) == 0 || !u.alive() {
		return false
	}
	for _, x := range u.down {
		if x.how != dark {
			return false
		}
	}
	return true
}

// several tells whether more than one service of a shared platform fails: one alone may have itself to blame. Of mail,
// receiving and reading are two.
func (u *unit) several() bool {
	return len(u.hostings) > 1 || strings.HasPrefix(u.product, "mail/") && len(u.sick)+len(u.down) > 1
}

// isThere tells whether it is out and yet something comes back: it refuses.
func (u *unit) isThere() bool { return u.heard[4] == refuses || u.heard[6] == refuses }

// back tells whether it has failed since a moment, and answers now.
func (u *unit) back(since time.Time) bool {
	return u.alive() && !since.IsZero() && !u.fell.Before(since.Add(-time.Minute))
}

// sites are those that fail with it.
func (u *unit) sites() []*failing {
	if u.product != "" {
		return append(append([]*failing(nil), u.down...), u.sick...)
	}
	return u.down
}

// census is all units, in the order in which they were met.
type census struct {
	list   []*unit
	byKey  map[string]*unit
	byHome map[*account.Resource]*unit // those of sites, so that a key is made once for each
}

func (b *brief) census() *census {
	c := &census{byKey: make(map[string]*unit, len(b.Resources)), byHome: make(map[*account.Resource]*unit, len(b.Resources))}
	failing := make(map[*estate.Site]*failing, len(b.failing))
	for _, f := range b.failing {
		failing[f.Site] = f
	}
	for _, x := range b.Sites {
		if u := c.of(x, b.home(x)); u != nil {
			u.take(x, failing[x])
		}
	}
	for _, f := range b.halves {
		if u := c.of(f.Site, f.home); u != nil {
			u.halves = append(u.halves, f)
		}
	}
	for i := range b.Witnesses {
		c.hear(b, &b.Witnesses[i])
	}
	return c
}

// of is the unit that a site is on; nil where it cannot be told.
func (c *census) of(x *estate.Site, home *account.Resource) *unit {
	switch {
	case home == nil && x.Address == "":
		return nil
	case home == nil:
		return c.at(&unit{key: x.Address, name: x.Address, place: x.Place})
	case c.byHome[home] == nil:
		c.byHome[home] = c.on(home)
	}
	return c.byHome[home]
}

// on is the unit of a resource: its platform, where many share one, or its machine.
func (c *census) on(home *account.Resource) *unit {
	if product := productOf(home); product != "" {
		at := home.Place.Building().String()
		if home.Place.Host != "" {
			at = home.Provider
		}
		return c.at(&unit{key: at + "/" + product, name: nameOfProduct(product), place: home.Place, product: product, hostings: make(map[string]bool)})
	}
	return c.at(&unit{key: keyOf(home), name: home.Name, place: home.Place, resource: home})
}

// keyOf is the key of a machine that is rented.
func keyOf(r *account.Resource) string { return string(r.Kind) + " " + r.ID }

func (c *census) at(fresh *unit) *unit {
	if u := c.byKey[fresh.key]; u != nil {
		return u
	}
	c.byKey[fresh.key] = fresh
	c.list = append(c.list, fresh)
	return fresh
}

// take counts a site. One that is not confirmed either way speaks for neither.
func (u *unit) take(x *estate.Site, f *failing) {
	if x.State != result.Down && x.State != result.Unknown {
		u.works++
	}
	switch {
	case f != nil && (f.how == dark || f.how == refused):
		u.down = append(u.down, f)
		u.since = earliest(u.since, x.Since)
		if u.product != "" {
			u.hostings[x.Resource] = true
		}
	case f != nil && u.product != "" && f.how == failingPage && brokenPlatform(f):
		u.sick = append(u.sick, f)
		u.since = earliest(u.since, x.Since)
		u.hostings[x.Resource] = true
	case f != nil && f.how == nameless, f != nil && f.how == edgeError:
	case answers(x) && x.Maintenance == "":
		u.up++
		if last := x.Last(); last != nil && last.Time.After(u.answered) {
			u.answered = last.Time
		}
		for i := range x.Checks {
			if last := x.Checks[i].LastFailure; last != nil && isSilent(last.Root()) && last.Time.After(u.fell) {
				u.fell = last.Time
			}
		}
	}
}

// brokenPlatform tells failures that a shared platform gives for all of its customers: its own error, or a dialogue of
// mail that goes wrong.
func brokenPlatform(f *failing) bool {
	class := f.Class()
	switch class.Family() {
	case "smtp", "imap", "pop3":
		return true
	}
	if f.home != nil && f.home.Kind == account.WebHosting && (class == result.ContentBlank || class == result.ContentDefaultPage) {
		return true
	}
	return class == result.HTTPStatus && f.last != nil && f.last.HTTP != nil && f.last.HTTP.Status >= 500
}

// hear takes what a witness says of a machine.
func (c *census) hear(b *brief, w *estate.Witness) {
	var u *unit
	switch w.Role {
	case estate.Neighbour:
		u = c.at(&unit{key: "neighbour " + cmp.Or(w.Of, w.Target), name: w.Target, place: w.Place, others: true})
	case estate.Idle:
		r := b.resourceOf(w.Of)
		if r == nil {
			return
		}
		u = c.on(r)
	case estate.Machine:
		key := w.Target
		if r := b.resourceOf(w.Of); r != nil {
			if productOf(r) != "" {
				return // its platform is told by what is on it
			}
			key = keyOf(r)
		}
		if u = c.byKey[key]; u == nil {
			return
		}
	default:
		return
	}
	h := heardOf(w)
	u.flips = max(u.flips, w.Flips)
	u.heard[w.Family] = max(u.heard[w.Family], h)
	if w.Failed.After(u.fell) {
		u.fell = w.Failed
	}
	if (h == absent && !w.Answered.IsZero() || h == refuses && !w.Served.IsZero()) && (w.Role != estate.Machine) {
		u.gone, u.heard[w.Family] = true, absent
		u.since = earliest(u.since, w.Since)
	}
}

func heardOf(w *estate.Witness) hearing {
	switch w.State {
	case result.Up:
		return open
	case result.Degraded:
		return refuses
	case result.Down:
		return absent
	}
	return notHeard
}

func (b *brief) resourceOf(id string) *account.Resource {
	if id == "" {
		return nil
	}
	for _, k := range machineKinds {
		if r := b.homes[homeKey{id, k}]; r != nil {
			return r
		}
	}
	return nil
}

var machineKinds = []account.Kind{
	account.DedicatedServer, account.VPS, account.Instance, account.LoadBalancer, account.Database, account.CloudDatabase, account.NAS,
	account.MailDomain, account.Exchange, account.EmailPro, account.WebHosting,
}

// productOf is the shared platform that a resource is a part of, as it stands in a verdict's where; empty for a machine.
func productOf(r *account.Resource) string {
	switch r.Kind {
	case account.WebHosting:
		if r.Place.Cluster == "" {
			return "web-hosting"
		}
		return "web-hosting/" + r.Place.Cluster
	case account.MailDomain:
		return "mail/mxplan"
	case account.Exchange:
		return "mail/exchange"
	case account.EmailPro:
		return "mail/email-pro"
	}
	return ""
}

// nameOfProduct is a shared platform in words.
func nameOfProduct(product string) string {
	family, unit, _ := strings.Cut(product, "/")
	switch {
	case family == "mail" && unit == "mxplan":
		return "the mail platform MX Plan"
	case family == "mail" && unit == "exchange":
		return "the mail platform Exchange"
	case family == "mail":
		return "the mail platform Email Pro"
	case unit == "":
		return "web hosting"
	}
	return "web hosting " + unit
}
