package report

import (
	"fmt"

	"vigie/internal/cost"
)

func (m maker) baseline() Group {
	g := Group{Title: "8. What would have been sold"}
	t := Table{Title: "How it was reckoned", Columns: []string{"", "line"}}
	for _, l := range m.Losses {
		for _, line := range l.Lines {
			t.Rows = append(t.Rows, []string{string(line.Kind), line.Text()})
		}
	}
	if len(t.Rows) > 0 {
		g.Tables = append(g.Tables, t)
	} else {
		g.lack("hourly sales of at least eight weeks: `orders: orders.csv` of a site, or a flat `revenue: { per_hour: … }`")
	}
	return g
}

func (m maker) loss() Group {
	g := Group{Title: "9. Loss"}
	t := Table{Title: "By what sells", Columns: []string{"what", "expected", "sold all the same", "made up for later", "sales lost", "low", "high", "margin lost"}}
	for _, l := range m.Losses {
		if !l.Known {
			continue
		}
		n := func(a cost.Amount) string { return a.Number(l.Currency) + " " + l.Currency }
		margin := "not told"
		if l.Margin > 0 {
			margin = n(l.Lost.Central)
		}
		t.Rows = append(t.Rows, []string{l.Name, n(l.Expected), n(l.Actual), n(l.Recovered.Central), n(l.Sales.Central), n(l.Sales.Low), n(l.Sales.High), margin})
	}
	if len(t.Rows) == 0 {
		g.lack("see group 8")
		return g
	}
	g.Tables = append(g.Tables, t)
	return g
}

func (m maker) orders() Group {
	g := Group{Title: "10. Orders"}
	g.lack("orders that stuck, were paid without being recorded, refunded, late or cancelled: the shop knows them, vigie does not")
	return g
}

func (m maker) costs() Group {
	g := Group{Title: "11. Extra costs"}
	t := Table{Title: "Noted", Columns: []string{"time", "by", "purpose", "amount", "note"}}
	for _, r := range m.Incident.Remarks {
		if r.Expense.Currency != "" {
			t.Rows = append(t.Rows, []string{m.at(r.Time), r.By, r.Expense.Purpose, cost.Amount(r.Expense.Amount).Number(r.Expense.Currency) + " " + r.Expense.Currency, r.Text})
		}
	}
	if len(t.Rows) == 0 {
		g.lack("what was spent: `vigie incidents note \"…\" --cost 120,50 --purpose hosting`")
		return g
	}
	g.Tables = append(g.Tables, t)
	g.lack("the invoices: keep them beside this")
	return g
}

func (m maker) mitigation() Group {
	g := Group{Title: "12. What was done", Tables: []Table{m.entries("Changes, notes and acknowledgements", "action", "note", "acknowledged", "taken back", "alerted")}}
	return g
}

func (m maker) messages() Group {
	g := Group{Title: "13. What people were told"}
	t := Table{Title: "Sent", Columns: []string{"time", "by", "to whom"}}
	for _, e := range m.kind("note") {
		if len(e.Text) > len(sentMark) && e.Text[:len(sentMark)] == sentMark {
			t.Rows = append(t.Rows, []string{m.at(e.Time), e.By, e.Text[len(sentMark):]})
		}
	}
	if len(t.Rows) == 0 {
		g.lack("messages: `vigie notice` drafts them, and `vigie notice sent --to …` writes down that they were sent")
		return g
	}
	g.Tables = append(g.Tables, t)
	return g
}

// sentMark begins the note of a message that was sent.
const sentMark = "A message was sent: "

func (m maker) personal() Group {
	g := Group{Title: "14. Personal data"}
	g.lack("which data were out of reach or lost, of how many people, and the judgement of the risk: unavailability can have to be notified within 72 hours")
	return g
}

func (m maker) contract() Group {
	g := Group{Title: "15. The contract"}
	g.say("Minutes measured", fmt.Sprintf("%.0f", end(m.Incident, m.Made).Sub(m.Incident.Opened).Minutes()))
	if p := m.hosted(); p != "" {
		g.say("Provider", p)
	}
	g.lack("availability promised, credit, cap, deadline to claim, force majeure and duty of own backups, by the terms in force: they stand in your contract")
	return g
}

func (m maker) declarations() Group {
	g := Group{Title: "16. Declarations"}
	g.lack("the accountant's attestation and the statement of truth, signed")
	return g
}
