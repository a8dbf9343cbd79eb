// Package witness says who is to be asked beside the sites, so that one cause can be told from another: machines of
// others in the same building, the machine that a site runs on, a second resolver, the registry. It is a pure function of
// a picture; the watch does the asking.
//
// It may import the configuration's checks, the estate and the probes, and nothing else of vigie: no provider, no screen.
package witness

import (
	"net/netip"
	"net/url"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/probes"
	"vigie/probes/names"
)

// Question is one witness that is wanted.
type Question struct {
	ID     string
	Role   estate.Role
	Of     string
	Target string
	Place  account.Place
	Family int
	Every  time.Duration
	Prober probes.Prober
}

// Means are what can be asked.
type Means struct {
	Neighbours []Neighbour
	Second     *names.Resolver // another resolver than the usual one; nil: there is none
	References []string        // host:port, outside of every provider
	Registry   *url.URL        // of RDAP; nil: no registry is asked
	Calm       bool            // some are asked while all is well too, so that it is known who usually answers
}

// Neighbour is an address of a machine of others, of which it is known where it stands.
type Neighbour struct {
	Name  string // of the machine, which may have several addresses
	At    netip.Addr
	Place account.Place
}

// How often witnesses are asked, and how many at most: they are no sites, and none of them is to be burdened.
const (
	inTrouble = 15 * time.Second // while the trouble is new
	lasting   = time.Minute      // once it has lasted for soon
	longer    = inCalm           // once it has for long
	soon      = 10 * time.Minute
	long      = time.Hour
	inCalm    = 5 * time.Minute
	patience  = 4 * time.Second // for one answer; half of them are asked because they may not answer

	mostOfSites   = 60 // questions about single sites
	mostHere      = 12 // addresses of others in a building in trouble, and own ones
	mostElsewhere = 4  // of others in every other building of the provider
	mostBuildings = 12 // such buildings
	mostInCalm    = 60
)

// Patience is how long one answer is waited for.
func Patience() time.Duration { return patience }

// Wanted are the questions that a picture raises. The checks of a site are found by its name.
func Wanted(s *estate.Snapshot, m Means, checks func(site string) []probes.Check) []Question {
	l := &list{picture: s, means: m, checks: checks, known: make(map[string]bool), beside: make(map[account.Place][]Neighbour)}
	for _, n := range m.Neighbours {
		b := n.Place.Building()
		l.beside[b] = append(l.beside[b], n)
	}
	l.look()
	if len(l.ailing) > 0 {
		l.survey()
		l.references()
		l.buildings()
		for _, a := range l.ailing {
			if l.ofSites >= mostOfSites {
				break
			}
			l.site(a)
		}
	}
	if m.Calm {
		l.calm()
	}
	return l.questions
}

// ailing is a site that fails, confirmed or not.
type ailing struct {
	*estate.Site
	class result.Failure
	last  *result.Result
}

// list is a list of questions in the making.
type list struct {
	picture *estate.Snapshot
	means   Means
	checks  func(string) []probes.Check

	ailing    []ailing
	beside    map[account.Place][]Neighbour         // the neighbours, by building
	troubled  map[account.Place]bool                // buildings in which something is dark
	homes     map[*estate.Site]*account.Resource    // what sites that fail run on
	spare     map[account.Place][]*account.Resource // machines of one's own on which no site runs, by building
	questions []Question
	known     map[string]bool // by ID
	ofSites   int
	every     time.Duration
}

// look finds what fails.
func (l *list) look() {
	l.troubled = make(map[account.Place]bool)
	youngest := long
	for _, x := range l.picture.Sites {
		last := failing(x)
		if last == nil {
			continue
		}
		a := ailing{x, last.Root(), last}
		l.ailing = append(l.ailing, a)
		age := l.picture.Now.Sub(x.Since)
		if x.State != result.Down {
			age = 0
		}
		youngest = min(youngest, age)
		if x.Place.Known() {
			l.troubled[x.Place.Building()] = true
		}
	}
	switch {
	case youngest < soon:
		l.every = inTrouble
	case youngest < long:
		l.every = lasting
	default:
		l.every = longer
	}
}

// failing is the result by which a site fails; nil where it does not.
func failing(x *estate.Site) *result.Result {
	if x.State != result.Down && !x.Suspect {
		return nil
	}
	for i := range x.Checks {
		if r := x.Checks[i].Last; r != nil && r.State == result.Down {
			return r
		}
	}
	return nil
}

// ask puts a question on the list, once.
func (l *list) ask(q Question) {
	q.ID = string(q.Role) + " " + q.Of + " " + q.Target
	if l.known[q.ID] {
		return
	}
	l.known[q.ID] = true
	if q.Every == 0 {
		q.Every = l.every
	}
	l.questions = append(l.questions, q)
}

// presence asks whether a machine is there.
func (l *list) presence(role estate.Role, of string, at netip.Addr, place account.Place, every time.Duration) {
	family := 6
	if at.Is4() {
		family = 4
	}
	l.ask(Question{
		Role: role, Of: of, Target: at.String(), Place: place, Family: family, Every: every,
		Prober: &probes.Presence{At: at},
	})
}
