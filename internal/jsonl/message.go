package jsonl

import drafts "vigie/internal/message"

// Message is a line of notice.
type Message struct {
	Incident string   `json:"incident"`
	For      string   `json:"for"`
	Language string   `json:"language"`
	State    string   `json:"state"`
	Subject  text     `json:"subject"`
	Body     string   `json:"body"`
	Missing  []string `json:"missing"`
}

// FromMessage is the line of a draft.
func FromMessage(incident string, d drafts.Draft) Message {
	return Message{
		Incident: incident, For: string(d.For), Language: d.Language, State: string(d.State), Subject: text(d.Subject), Body: d.Body,
		Missing: list(d.Missing),
	}
}
