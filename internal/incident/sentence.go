package incident

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
)

// sentence says what a record tells of, for a person. What was told comes as it was written: whoever draws it cleans it.
func (s *story) sentence(r Record) string {
	switch r.Kind {
	case Opened, Changed, Reopened, Apart:
		return s.turn(r)
	case Joined:
		if r.Site == "" {
			return "It is back."
		}
		return r.Site + " fails: " + orElse(r.Text, "it does not answer")
	case Recovered:
		if r.Site == "" {
			return "It is over."
		}
		return r.Site + " " + orElse(r.Text, "answers again")
	case Posted:
		return s.postText(r)
	case Promised:
		return promiseText(r)
	case Ticket:
		return "Ticket " + r.Source + ": " + r.Text
	case Acknowledged:
		return about(r.Site, "Acknowledged")
	case TakenBack:
		return about(r.Site, "The acknowledgement was taken back")
	case Merged:
		return "It has turned out to be part of " + r.Into + "."
	case Closed:
		return "Everything answers again. The incident is closed."
	case Noted:
		return noteText(r)
	default: // actions and alerts come in their own words
		return about(r.Site, r.Text)
	}
}

func (s *story) turn(r Record) string {
	said := ""
	if r.Verdict != nil {
		said = r.Verdict.Summary
	}
	switch r.Kind {
	case Opened:
		return "It begins. " + said
	case Reopened:
		return "It has fallen back. " + said
	case Apart:
		return "A part of it looks like another outage. " + said
	default:
		return said
	}
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func about(site, text string) string {
	if site == "" {
		return text
	}
	return site + ": " + text
}

func noteText(r Record) string {
	text := about(r.Site, r.Text)
	if r.Currency == "" {
		return text
	}
	cost := Money(r.Amount) + " " + r.Currency
	if r.Purpose != "" {
		cost += " for " + r.Purpose
	}
	return strings.TrimSpace(text + " (" + cost + ")")
}

func (s *story) postText(r Record) string {
	said := account.ProviderName(r.Provider) + " posts"
	if r.State != "" {
		said += " (" + strings.ReplaceAll(r.State, "_", " ") + ")"
	}
	if s.official.FirstPost.Equal(happened(r)) {
		said += ", " + lag(happened(r).Sub(s.opened)) + " it began"
	}
	return said + ": " + strings.Join(strings.Fields(r.Text), " ")
}

// lag is how long one clock was behind the other, in words that go before "it began".
func lag(d time.Duration) string {
	if d < 0 {
		return spell(-d) + " before"
	}
	return spell(d) + " after"
}

func spell(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	default:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
}

func promiseText(r Record) string {
	const clock = "Mon 2 Jan 2006 15:04 MST"
	of := strings.TrimSpace(r.Place + " " + string(r.Step))
	if of == "" {
		of = "the end"
	}
	said := fmt.Sprintf("Promised for %s: %s", of, r.ETA.Format(clock))
	if r.Replaces.IsZero() {
		return said
	}
	way := "later"
	if r.ETA.Before(r.Replaces) {
		way = "earlier"
	}
	return fmt.Sprintf("%s, %s %s than the %s that it replaces", said, spell(r.ETA.Sub(r.Replaces).Abs()), way, r.Replaces.Format(clock))
}
