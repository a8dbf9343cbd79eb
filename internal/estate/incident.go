package estate

import (
	"cmp"
	"slices"
	"time"
)

// Incident is ours: opened when sites go down together, closed when they have been back for a while. One that was
// published is never changed: whoever holds it may read it for ever.
type Incident struct {
	ID       string
	Opened   time.Time // the first failing sample
	Closed   time.Time // the last recovery, or when it was merged; zero while it is open
	Into     string    // ID of the incident that it turned out to be a part of; empty where it is one of its own
	Verdict  Verdict   // the newest, or the last one
	Sites    []string  // that are in it now; once it is closed, all that ever were
	Members  []Member  // in the order in which they were found to have joined
	Official Official  // the provider's first post on it
	Promises []Promise // in the order in which they were made
	Acked    bool
	AckedBy  string // who did so last
	Remarks  []Remark
	Cost     Cost    // what it has cost so far; empty where it is not open, or no revenue is told
	Entries  []Entry // everything that happened, in order of time
}

// Member is one stretch of time in which a site was in an incident.
type Member struct {
	Site   string
	From   time.Time // the first failing sample
	To     time.Time // the recovery; zero while it lasts
	Reason string    // of the failure that it joined with, in words
}

// Promise is one end that a provider promised. It is of a place and a step, since they move apart.
type Promise struct {
	Place    string    // ovh/sbg2, or a campus, ovh/sbg; empty for all that the notice is about
	Step     Step      // empty where the text names none
	ETA      time.Time // what was promised
	Said     time.Time // when it was, by the provider's clock
	Seen     time.Time // and by ours
	Source   string    // the page and the ID of the notice: bare-metal-servers/n1
	Replaces time.Time // what was promised before of the same place and step; zero for the first one
}

// Step is a part of the way back.
type Step string

// The steps, in their order.
const (
	StepPower    Step = "power"
	StepNetwork  Step = "network"
	StepServers  Step = "servers"
	StepHandover Step = "hand-over" // the customer may go in
)

// Remark is what somebody wrote into an incident.
type Remark struct {
	Time    time.Time
	By      string
	Site    string // empty where it is of no one site
	Text    string
	Expense Expense
}

// Expense is money that was spent because of an incident. The zero value is none.
type Expense struct {
	Amount   int64  // ten-thousandths of the currency's unit
	Currency string // ISO 4217, in capitals
	Purpose  string
}

// Entry is one thing that happened in an incident.
type Entry struct {
	Time  time.Time // when it happened
	Noted time.Time // when it was known here
	Kind  string    // of the record: opened, joined, posted, …
	Site  string    // empty where it is of no one site
	By    string    // who did it; empty for what happened by itself
	Text  string    // a sentence
}

// Standing are the promises that hold: the newest of each place and step.
func (i *Incident) Standing() []Promise {
	type key struct {
		place string
		step  Step
	}
	var list []Promise
	at := make(map[key]int)
	for _, p := range i.Promises {
		k := key{p.Place, p.Step}
		if n, known := at[k]; known {
			list[n] = p
			continue
		}
		at[k] = len(list)
		list = append(list, p)
	}
	return list
}

// Outlook is what the promises of an incident come to.
type Outlook struct {
	Current        time.Time // when all of it is promised to be over: the latest that holds; zero where there is none
	Moved          int       // how many postings have moved a promise
	Later, Earlier int       // and which way
}

// Outlook lays the promises together. A posting that moves several places at once has moved them once.
func (i *Incident) Outlook() Outlook {
	type posting struct {
		source string
		said   int64
	}
	var o Outlook
	moved, later, earlier := make(map[posting]bool), make(map[posting]bool), make(map[posting]bool)
	for _, p := range i.Promises {
		if p.Replaces.IsZero() {
			continue
		}
		of := posting{p.Source, p.Said.UnixMilli()}
		moved[of] = true
		if p.ETA.After(p.Replaces) {
			later[of] = true
		} else {
			earlier[of] = true
		}
	}
	o.Moved, o.Later, o.Earlier = len(moved), len(later), len(earlier)
	if standing := i.Standing(); len(standing) > 0 {
		o.Current = slices.MaxFunc(standing, func(a, b Promise) int { return a.ETA.Compare(b.ETA) }).ETA
	}
	return o
}

// Expenses are the sums of what was spent, by currency.
func (i *Incident) Expenses() []Expense {
	var sums []Expense
	for _, r := range i.Remarks {
		if r.Expense.Currency == "" {
			continue
		}
		n := slices.IndexFunc(sums, func(c Expense) bool { return c.Currency == r.Expense.Currency })
		if n < 0 {
			n, sums = len(sums), append(sums, Expense{Currency: r.Expense.Currency})
		}
		sums[n].Amount += r.Expense.Amount
	}
	slices.SortFunc(sums, func(a, b Expense) int { return cmp.Compare(a.Currency, b.Currency) })
	return sums
}
