package verdict

import (
	"maps"
	"slices"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// brief is a picture made ready to be judged.
type brief struct {
	*estate.Snapshot
	homes     map[homeKey]*account.Resource
	failing   []*failing
	halves    []*failing // sites that answer over one address family, and not over the other
	witnesses map[witnessKey][]*estate.Witness
	lineWorks string // what outside of every provider answers; empty where nothing is known to
	count     map[result.State]int
	posts     posts
	edgeFails map[string]int // sites behind an edge of a name that fail, where none behind it answers; nil until it is asked for
	voices    []voice        // of each provider, and of none, the first site that answers
	spared    []string       // the sites that are up
	answering map[string]int // sites that answer, by provider (ovh) and by building (ovh/sbg2), where that is known
}

// voice is a site that answers.
type voice struct{ provider, site string }

type homeKey struct {
	id   string
	kind account.Kind
}

type witnessKey struct {
	role estate.Role
	of   string
}

func newBrief(s *estate.Snapshot) *brief {
	b := &brief{
		Snapshot: s, homes: make(map[homeKey]*account.Resource, len(s.Resources)),
		witnesses: make(map[witnessKey][]*estate.Witness), count: s.Count(),
		answering: make(map[string]int),
	}
	for i := range s.Resources {
		r := &s.Resources[i]
		b.homes[homeKey{r.ID, r.Kind}] = r
		if before := b.homes[homeKey{id: r.ID}]; before == nil || !before.Place.Known() {
			b.homes[homeKey{id: r.ID}] = r // for a site that does not say of which kind it is
		}
	}
	for i := range s.Witnesses {
		w := &s.Witnesses[i]
		k := witnessKey{w.Role, w.Of}
		b.witnesses[k] = append(b.witnesses[k], w)
		if w.Role == estate.Reference && w.State == result.Up {
			b.lineWorks = w.Target
		}
	}
	for _, x := range s.Sites {
		if x.State == result.Down && x.ExplainedBy == "" {
			b.failing = append(b.failing, b.read(x))
		}
		if x.State == result.Degraded && isSilent(x.Class()) {
			b.halves = append(b.halves, b.read(x))
		}
		if !answers(x) {
			continue
		}
		if !slices.ContainsFunc(b.voices, func(v voice) bool { return v.provider == x.Place.Provider }) {
			b.voices = append(b.voices, voice{x.Place.Provider, x.Name})
		}
		if x.State != result.Down {
			b.spared = append(b.spared, x.Name)
		}
		if x.Place.Known() {
			b.answering[x.Place.Provider]++
			b.answering[x.Place.Building().String()]++
		}
	}
	b.spared = slices.Clip(b.spared)
	b.readPosts()
	return b
}

// home is what a site runs on.
func (b *brief) home(x *estate.Site) *account.Resource {
	if x.Resource == "" {
		return nil
	}
	return b.homes[homeKey{x.Resource, x.Kind}]
}

// witness is one of a role that has spoken of something; nil where none has.
func (b *brief) witness(role estate.Role, of string) *estate.Witness {
	for _, w := range b.witnesses[witnessKey{role, of}] {
		if w.State != result.Unknown {
			return w
		}
	}
	return nil
}

// read finds out how a site fails, beyond what its class says. A name that is lost, and an edge that says so, may only be
// the messengers of a machine that is gone.
func (b *brief) read(x *estate.Site) *failing {
	f := &failing{Site: x, home: b.home(x), how: symptomOf(x.Class()), last: spoken(x)}
	switch {
	case f.how == nameless:
		if w := b.witness(estate.ByAddress, x.Name); w != nil && w.Absent() && isSilent(w.Failure) {
			f.notes = append(f.notes, x.Name+" does not answer at its last address either")
			if f.home != nil && f.home.Place.Known() {
				f.how = dark // the machine can be compared with others, and says more than the name
			}
		}
	case f.how == failingPage && x.Class() == result.HTTPStatus:
		b.readEdge(f)
	case f.home != nil && (f.how == dark || f.how == refused) && b.BehindEdge(x, *f.home):
		if w := b.witness(estate.Origin, x.Name); w != nil && w.Present() {
			f.how = edgeError
		}
	}
	return f
}

// readEdge judges an error that an edge has given.
func (b *brief) readEdge(f *failing) {
	name, ofOrigin := edgeOf(f.last)
	if name == "" {
		return
	}
	origin := b.witness(estate.Origin, f.Name)
	switch {
	case origin != nil && origin.Absent() && isSilent(origin.Failure):
		f.how = dark
		f.notes = append(f.notes, f.Name+" is served by an edge, which cannot reach the machine behind it; neither can we")
	case origin != nil && origin.Absent():
		return // the machine itself answers with an error: the edge only passes it on
	case origin != nil && origin.Present(), !ofOrigin && b.edgeFailsAll(name):
		f.how = edgeError
	case ofOrigin && f.home != nil:
		f.how = dark
		f.notes = append(f.notes, f.Name+" is served by an edge, which cannot reach the machine behind it")
	case ofOrigin:
		f.how = edgeError
	}
}

// edgeFailsAll tells whether no site answers behind an edge of a name, and more than one fails there. It is found out once for
// all edges, by what every answer says of itself.
func (b *brief) edgeFailsAll(name string) bool {
	if b.edgeFails == nil {
		b.edgeFails = make(map[string]int)
		serves := make(map[string]bool)
		for _, x := range b.Sites {
			last := x.Last()
			if last == nil || last.HTTP == nil {
				continue
			}
			if n, _ := edgeOf(last); n != "" {
				b.edgeFails[n]++
			} else if x.State == result.Up {
				serves[last.Header("Server")] = true
			}
		}
		maps.DeleteFunc(b.edgeFails, func(n string, _ int) bool { return serves[n] })
	}
	return b.edgeFails[name] > 1
}

// answers tells whether something came back from a site's machine, be it an error.
func answers(x *estate.Site) bool {
	switch x.State {
	case result.Up, result.Degraded:
		return !x.Suspect
	case result.Down:
		return symptomOf(x.Class()) == failingPage || symptomOf(x.Class()) == distrusted
	default:
		return false
	}
}
