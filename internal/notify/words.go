package notify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/text"
)

// words are a title and a text. The title of everything about one incident ends with its number, by which mail programs
// and chats lay it together.
func words(i *estate.Incident, now time.Time, keys []string, r Rule) (title, body string) {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, text.Clean(fmt.Sprintf(format, args...))) }
	hit := r.hit(i)
	switch {
	case slices.Contains(keys, "up"):
		title = "✓ Up again: " + some(hit)
		say("%s answer again since %s; it lasted %s.", some(hit), clock(i.Closed, now), spell(i.Closed.Sub(i.Opened)))
	case slices.Contains(keys, "down"):
		title = "✕ Down: " + some(hit)
		say("%s", i.Verdict.Summary)
		say("Since %s, %.0f %% sure.", clock(i.Opened, now), 100*i.Verdict.Confidence)
		for _, e := range i.Verdict.Evidence {
			if e.Kind == estate.FromNotice && !e.For {
				say("%s.", e.Text)
			}
		}
	default:
		title = "News of the outage: " + some(hit)
	}
	for _, e := range i.Entries {
		stamp := e.Time.UTC().Format("2006-01-02 15:04:05")
		if e.Kind == "posted" && slices.Contains(keys, "notice "+stamp) || e.Kind == "ticket" && slices.Contains(keys, "ticket "+stamp) {
			say("%s: %s", clock(e.Time, now), e.Text)
		}
	}
	if o := i.Outlook(); !o.Current.IsZero() && slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, "eta ") }) {
		if o.Moved > 0 {
			say("Promised for %s; moved %d times so far.", clock(o.Current, now), o.Moved)
		} else {
			say("Promised for %s.", clock(o.Current, now))
		}
	}
	return text.Clean(title) + " [" + text.Clean(i.ID) + "]", strings.Join(lines, "\n")
}

// hit are the sites of an incident that matter to the rule; of one that is open, those that are in it now.
func (r Rule) hit(i *estate.Incident) []string {
	var list []string
	for _, s := range i.Sites {
		if r.Sites == nil || r.Sites[s] {
			list = append(list, s)
		}
	}
	return list
}

func some(names []string) string {
	const few = 3
	switch n := len(names); {
	case n == 0:
		return "all sites"
	case n <= few:
		return strings.Join(names, ", ")
	default:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), n-few)
	}
}

// clock is a time of day, with its date where that is another one.
func clock(t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04 MST")
	}
	return t.Format("2 Jan 15:04 MST")
}

func spell(d time.Duration) string {
	switch d = d.Round(time.Minute); {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	default:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	}
}
