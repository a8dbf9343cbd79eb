// Package message drafts what is said to people in an outage: to customers, to those who wait for an order, to staff and
// shops, to the insurer; in English, French and Dutch. A draft says only what the facts hold; what is missing stands
// beside it, and is never made up.
//
// The elements of a message and their order are those that guides to incident communication agree on: what the reader
// sees, who is concerned and who is not, since when, what is being done, what to do meanwhile, when the next word comes,
// where to follow, one apology, a number and a time. It is pure; of vigie it may import estate, account and result.
package message

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Audience is to whom a draft speaks.
type Audience string

// The audiences.
const (
	Customers Audience = "customers"
	Orders    Audience = "orders" // those who wait for one
	Staff     Audience = "staff"  // and shops: what to say on the phone
	Insurer   Audience = "insurer"
)

// Audiences are all of them, in the order in which they are offered.
func Audiences() []Audience { return []Audience{Customers, Orders, Staff, Insurer} }

// State is how far an incident has come, as messages name it.
type State string

// The states.
const (
	Investigating State = "investigating"
	Identified    State = "identified" // the cause is sure enough to be named
	Monitoring    State = "monitoring" // everything answers again, and is watched
	Resolved      State = "resolved"
)

// Facts are all that a draft may say.
type Facts struct {
	Incident estate.Incident
	Sites    []Site    // that are or were hit, in the order in which they fell
	Spared   []string  // sites that go on working
	Now      time.Time // in the zone in which times are told
	House    House
}

// Site is one that is hit, as its visitors know it.
type Site struct {
	Name    string
	Failure result.Failure // empty where it is not known any more
	From    time.Time
	To      time.Time // zero while it lasts
}

// House is what the configuration says of the firm. Each may be empty, and is then asked for.
type House struct {
	Company   string
	Contact   string // an address or a page where people are answered
	Phone     string
	Meanwhile map[string]string // what customers can do until then, as a sentence, by language
	Follow    string            // where news is posted
	Signature string
}

// Draft is a message that a person reads before anybody else does.
type Draft struct {
	For      Audience
	Language string
	State    State
	Subject  string
	Body     string
	Missing  []string // what would have to be known to say more, in English
}

// sureEnough is how sure a verdict must be to name a cause that the provider has not named itself.
const sureEnough = 0.85

// stateOf is how far an incident has come.
func stateOf(f Facts) State {
	v := f.Incident.Verdict
	lasting := 0
	for _, s := range f.Sites {
		if s.To.IsZero() {
			lasting++
		}
	}
	switch {
	case !f.Incident.Closed.IsZero():
		return Resolved
	case len(f.Sites) > 0 && lasting == 0:
		return Monitoring
	case f.Incident.Official.Said || v.Official.Said || v.Confidence >= sureEnough && v.Cause != estate.CauseUnknown:
		return Identified
	}
	return Investigating
}

// Write drafts a message in a language: en, fr or nl. The error says which there are.
func Write(f Facts, to Audience, language string) (Draft, error) {
	t, ok := tongues()[language]
	if !ok {
		return Draft{}, fmt.Errorf("there is no draft in %q: choose en, fr or nl", language)
	}
	d := Draft{For: to, Language: language, State: stateOf(f)}
	w := &writer{Facts: f, t: t, state: d.State}
	switch to {
	case Customers:
		w.customers()
	case Orders:
		w.orders()
	case Staff:
		w.staff()
	case Insurer:
		w.insurer()
	default:
		return Draft{}, fmt.Errorf("there is no draft for %q: choose customers, orders, staff or insurer", to)
	}
	d.Subject, d.Body, d.Missing = w.subject(to), strings.Join(w.paragraphs, "\n\n"), w.missing
	return d, nil
}

// Short is the same in at most 160 characters, as a text message holds them.
func Short(f Facts, language string) (string, error) {
	t, ok := tongues()[language]
	if !ok {
		return "", fmt.Errorf("there is no draft in %q: choose en, fr or nl", language)
	}
	w := &writer{Facts: f, t: t, state: stateOf(f)}
	text := w.short(w.names(2))
	if len([]rune(text)) > 160 {
		text = w.short(w.names(0))
	}
	return text, nil
}
