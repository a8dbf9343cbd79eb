package feed

import (
	"context"
	"regexp"
	"time"

	"vigie/internal/account"
)

// history is what a page of Statuspage shows people of its last three months. Planned works of the days to come are not
// in it.
type history struct {
	Components []component `json:"components"`
	Months     *[]struct {
		Name      string `json:"name"`
		Year      int    `json:"year"`
		Incidents []struct {
			Code      string `json:"code"`
			Name      string `json:"name"`
			Message   string `json:"message"` // the newest posting
			Impact    string `json:"impact"`
			Timestamp string `json:"timestamp"`
		} `json:"incidents"`
	} `json:"months"`
}

// chronicle reads the page by its history. Planned works that the API told of before stay as they were.
func (p *Page) chronicle(ctx context.Context) (*Reading, error) {
	var h history
	if err := p.json(ctx, "/history.json", &h); err != nil {
		return nil, err
	}
	if h.Months == nil {
		return nil, p.other()
	}
	told := make(map[string]bool)
	var open, works []account.Notice
	for _, m := range *h.Months {
		month, err := time.Parse("January 2006", m.Name+" "+time.Date(m.Year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006"))
		if err != nil {
			continue
		}
		for _, i := range m.Incidents {
			told[i.Code] = true
			from, to := span(i.Timestamp, month)
			planned := i.Impact == "maintenance"
			state := "open"
			if planned {
				state = stateOf(i.Message, planned)
			}
			if !to.IsZero() || over(state) {
				continue
			}
			n := p.notice(incident{
				ID: i.Code, Name: i.Name, Status: state, Impact: i.Impact, Created: from, Updated: from,
				Updates: []update{{Status: state, Body: i.Message, Created: from}},
			}, planned)
			if planned {
				works = append(works, n)
			} else {
				open = append(open, n)
			}
		}
	}
	for _, n := range p.worksBefore() {
		if !told[n.ID] && n.Open(p.now()) {
			works = append(works, n)
		}
	}
	p.kept = Reading{append(append([]account.Notice{}, open...), works...), p.lights(h.Components)}
	return p.copy(), nil
}

// What the newest words of a notice say of how it stands, where nothing else does. Works that were called off have an
// open end in the history.
var (
	calledOff = regexp.MustCompile(`(?i)\b(?:cancel+ed|postponed?|re-?scheduled)\b`)
	atAnEnd   = regexp.MustCompile(`(?im)\b(?:has|have|was|were) (?:now )?(?:been )?(?:now |successfully )?(?:resolved|completed|fixed)\b|^\W*(?:resolved|completed)\b|\boperating normally\b`)
	underWay  = regexp.MustCompile(`(?i)\bin progress\b`)
)

// stateOf is the state that the newest words of a notice tell: open where they tell none.
func stateOf(words string, planned bool) string {
	switch {
	case planned && (calledOff.MatchString(words) || atAnEnd.MatchString(words)):
		return "completed"
	case planned && underWay.MatchString(words):
		return "in_progress"
	case planned:
		return "scheduled"
	case atAnEnd.MatchString(words):
		return "resolved"
	}
	return "open"
}

func over(state string) bool {
	return state == "resolved" || state == "completed" || state == "postmortem"
}
