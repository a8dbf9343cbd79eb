package jsonl

import (
	"encoding/json"

	"vigie/internal/cost"
	"vigie/internal/estate"
)

// loss is what outages have cost so far: null where no revenue is told. Where sites sell in several currencies it is the
// one with the greatest loss, and the others stand beside it, for they cannot be added.
type loss struct {
	Amount   json.Number `json:"amount"` // of sales not made, the central one
	Currency string      `json:"currency"`
	PerHour  json.Number `json:"per_hour"` // of sales, what the present hour loses
	Low      json.Number `json:"low"`
	High     json.Number `json:"high"`
	Margin   *margin     `json:"margin"` // of those sales; null where somebody's is not told
	Extra    json.Number `json:"extra"`  // costs beside the sales
	Lines    []lossLine  `json:"lines,omitempty"`
	Others   []loss      `json:"others,omitempty"`
}

// margin is what is lost of sales when what was not sold need not be paid for.
type margin struct {
	Amount  json.Number `json:"amount"`
	PerHour json.Number `json:"per_hour"`
	Low     json.Number `json:"low"`
	High    json.Number `json:"high"`
}

type lossLine struct {
	Kind cost.LineKind `json:"kind"`
	Text string        `json:"text"`
}

func fromCost(c estate.Cost) *loss {
	var all []loss
	for _, t := range c.Totals {
		all = append(all, fromTotal(t, c.Losses))
	}
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	for _, l := range c.Losses {
		if !l.Known { // it is in no total: what is asked of it is told all the same
			first.Lines = append(first.Lines, fromLines(l.Lines)...)
		}
	}
	first.Others = all[1:]
	return &first
}

func fromTotal(t cost.Total, losses []cost.Loss) loss {
	n := func(a cost.Amount) json.Number { return json.Number(a.Number(t.Currency)) }
	l := loss{
		Amount: n(t.Sales.Central), Currency: t.Currency, PerHour: n(t.SalesPerHour), Low: n(t.Sales.Low), High: n(t.Sales.High),
		Extra: n(t.Extra),
	}
	if !t.Partly {
		l.Margin = &margin{Amount: n(t.Lost.Central), PerHour: n(t.PerHour), Low: n(t.Lost.Low), High: n(t.Lost.High)}
	}
	for _, x := range losses {
		if x.Known && x.Currency == t.Currency {
			l.Lines = append(l.Lines, fromLines(x.Lines)...)
		}
	}
	return l
}

func fromLines(lines []cost.Line) []lossLine {
	out := make([]lossLine, len(lines))
	for i, line := range lines {
		out[i] = lossLine{Kind: line.Kind, Text: line.Text()}
	}
	return out
}
