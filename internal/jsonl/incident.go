package jsonl

import (
	"vigie/internal/estate"
	"vigie/internal/incident"
)

// Incident is a line of incidents, and what status says of each; Members, Notes and Timeline stand only in
// incidents show.
type Incident struct {
	ID       string   `json:"id"`
	Opened   stamp    `json:"opened"`
	Closed   stamp    `json:"closed"`
	Into     text     `json:"into"` // the incident that it turned out to be a part of
	Verdict  verdict  `json:"verdict"`
	Sites    []string `json:"sites"`
	ETA      outlook  `json:"eta"`
	AckedBy  text     `json:"acked_by"`
	Costs    []money  `json:"costs"`
	Loss     *loss    `json:"loss"`
	Members  []member `json:"members,omitempty"`
	Notes    []remark `json:"notes,omitempty"`
	Timeline []entry  `json:"timeline,omitempty"`
}

type outlook struct {
	Current stamp     `json:"current"`
	Moved   int       `json:"moved"`
	Later   int       `json:"later"`
	Earlier int       `json:"earlier"`
	History []promise `json:"history"`
}

type promise struct {
	ETA      stamp `json:"eta"`
	Place    text  `json:"place"`
	Step     text  `json:"step"`
	Said     stamp `json:"said"`
	Seen     stamp `json:"seen"`
	Source   text  `json:"source"`
	Replaces stamp `json:"replaces"`
}

type money struct {
	Amount   amount `json:"amount"`
	Currency string `json:"currency"`
}

// amount is one in ten-thousandths, written as a decimal number.
type amount int64

// MarshalJSON writes a number.
func (a amount) MarshalJSON() ([]byte, error) { return []byte(incident.Money(int64(a))), nil }

type member struct {
	Site   string `json:"site"`
	From   stamp  `json:"from"`
	To     stamp  `json:"to"`
	Reason text   `json:"reason"`
}

type remark struct {
	Time     stamp   `json:"time"`
	By       text    `json:"by"`
	Site     text    `json:"site"`
	Text     string  `json:"text"`
	Cost     *amount `json:"cost"`
	Currency text    `json:"currency"`
	Purpose  text    `json:"purpose"`
}

type entry struct {
	Time  stamp  `json:"time"`
	Noted stamp  `json:"noted"` // when it was known here
	Kind  string `json:"kind"`
	Site  text   `json:"site"`
	By    text   `json:"by"`
	Text  string `json:"text"`
}

// FromIncident is the line of an incident; whole, with everything that happened in it.
func FromIncident(i estate.Incident, whole bool) Incident {
	line := Incident{
		ID: i.ID, Opened: stamp(i.Opened), Closed: stamp(i.Closed), Into: text(i.Into), Verdict: fromVerdict(i.Verdict),
		Sites: list(i.Sites), ETA: fromPromises(i), AckedBy: text(i.AckedBy), Costs: []money{}, Loss: fromCost(i.Cost),
	}
	if !i.Verdict.Official.Said && i.Official.Said {
		line.Verdict.Official = fromOfficial(i.Official)
	}
	for _, c := range i.Expenses() {
		line.Costs = append(line.Costs, money{amount(c.Amount), c.Currency})
	}
	if !whole {
		return line
	}
	for _, m := range i.Members {
		line.Members = append(line.Members, member{m.Site, stamp(m.From), stamp(m.To), text(m.Reason)})
	}
	for _, r := range i.Remarks {
		n := remark{Time: stamp(r.Time), By: text(r.By), Site: text(r.Site), Text: r.Text, Currency: text(r.Expense.Currency), Purpose: text(r.Expense.Purpose)}
		if r.Expense.Currency != "" {
			a := amount(r.Expense.Amount)
			n.Cost = &a
		}
		line.Notes = append(line.Notes, n)
	}
	for _, e := range i.Entries {
		line.Timeline = append(line.Timeline, entry{stamp(e.Time), stamp(e.Noted), e.Kind, text(e.Site), text(e.By), e.Text})
	}
	return line
}

func fromPromises(i estate.Incident) outlook {
	o := i.Outlook()
	line := outlook{Current: stamp(o.Current), Moved: o.Moved, Later: o.Later, Earlier: o.Earlier, History: []promise{}}
	for _, p := range i.Promises {
		line.History = append(line.History, promise{
			ETA: stamp(p.ETA), Place: text(p.Place), Step: text(p.Step), Said: stamp(p.Said), Seen: stamp(p.Seen),
			Source: text(p.Source), Replaces: stamp(p.Replaces),
		})
	}
	return line
}
