package jsonl

import "vigie/internal/account"

// Mail is a line of notices --mails.
type Mail struct {
	Provider string     `json:"provider"`
	ID       string     `json:"id"`
	Time     stamp      `json:"time"`
	Title    string     `json:"title"`
	Priority text       `json:"priority"`
	Topics   []string   `json:"topics"`
	Sent     []delivery `json:"sent"`
	Body     string     `json:"body"`
}

type delivery struct {
	To    string `json:"to"`
	State string `json:"state"`
}

// FromMail is the line of a mail that the provider wrote.
func FromMail(m account.Mail) Mail {
	line := Mail{
		Provider: m.Provider, ID: m.ID, Time: stamp(m.Time), Title: m.Title, Priority: text(m.Priority), Topics: list(m.Topics),
		Sent: []delivery{}, Body: m.Body,
	}
	for _, d := range m.Sent {
		line.Sent = append(line.Sent, delivery{To: d.To, State: d.State})
	}
	return line
}
