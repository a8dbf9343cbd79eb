package jsonl

import (
	"encoding/json"

	"vigie/internal/account"
	"vigie/internal/desk"
)

// Draft is a line of tickets drafts, and of whatever sends one.
type Draft struct {
	Account string             `json:"account"`
	ID      int64              `json:"id"` // 0: it was not kept
	Kind    account.LetterKind `json:"kind"`
	State   desk.State         `json:"state"`
	Ticket  text               `json:"ticket"`
	Number  text               `json:"number"`
	Service text               `json:"service"`
	Subject text               `json:"subject"`
	Body    text               `json:"body"`
	Created stamp              `json:"created"`
	Changed stamp              `json:"changed"`
	Tried   stamp              `json:"tried"`
	Reason  text               `json:"reason"`
	QueryID text               `json:"query_id"`
}

// FromDraft is the line of a draft of an account.
func FromDraft(d desk.Draft, account string) Draft {
	line := Draft{
		Account: account, ID: d.ID, Kind: d.Letter.Kind, State: d.State, Ticket: text(d.Ticket), Number: text(d.Number),
		Service: text(d.Letter.Service), Subject: text(d.Letter.Subject), Body: text(d.Letter.Body),
		Created: stamp(d.Created), Changed: stamp(d.Changed), Tried: stamp(d.Tried), Reason: text(d.Reason), QueryID: text(d.QueryID),
	}
	if line.Ticket == "" {
		line.Ticket, line.Number = text(d.Letter.Ticket), text(d.Letter.Number)
	}
	return line
}

// Call is a line of --dry-run: what would be sent.
type Call struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Body   json.RawMessage `json:"body"`
}

// FromCall is the line of a call.
func FromCall(c account.Call) Call {
	line := Call{Method: c.Method, Path: c.Path, Body: json.RawMessage("null")}
	if c.Body != nil {
		line.Body = c.Body
	}
	return line
}
