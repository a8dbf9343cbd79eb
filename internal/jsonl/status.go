package jsonl

import (
	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Status is the line of status: the whole situation.
type Status struct {
	Time      stamp      `json:"time"`
	Verdict   verdict    `json:"verdict"`
	Sites     []siteLine `json:"sites"`
	Places    []placeSum `json:"places"`
	Notices   []Notice   `json:"notices"`
	Incidents []Incident `json:"incidents"`
	Sources   []source   `json:"sources"`
	Loss      *loss      `json:"loss"`
}

type verdict struct {
	Cause       estate.Cause `json:"cause"`
	Where       text         `json:"where"`
	Confidence  float64      `json:"confidence"`
	Since       stamp        `json:"since"`
	Summary     string       `json:"summary"`
	Affected    []string     `json:"affected"`
	Spared      []string     `json:"spared"`
	Evidence    []evidence   `json:"evidence"`
	Official    officialWord `json:"official"`
	WouldChange text         `json:"would_change"`
}

type evidence struct {
	For  bool                `json:"for"`
	Kind estate.EvidenceKind `json:"kind"`
	Text string              `json:"text"`
}

type officialWord struct {
	Said      bool      `json:"said"`
	FirstPost stamp     `json:"first_post"`
	Lag       *signedMS `json:"lag_ms"`
	Notice    text      `json:"notice"`
}

type siteLine struct {
	Name        string       `json:"name"`
	Group       text         `json:"group"`
	State       result.State `json:"state"`
	Since       stamp        `json:"since"`
	Failure     text         `json:"failure"`
	Reason      text         `json:"reason"`
	Resource    text         `json:"resource"`
	Place       text         `json:"place"`
	Latency     ms           `json:"latency_ms"`
	Uptime24h   *float64     `json:"uptime_24h"`
	ExplainedBy text         `json:"explained_by"`
}

type placeSum struct {
	Place     string   `json:"place"`
	Resources int      `json:"resources"`
	Down      int      `json:"down"`
	Sites     []string `json:"sites"`
}

type source struct {
	Name   string `json:"name"`
	LastOK stamp  `json:"last_ok"`
	Error  text   `json:"error"`
	Note   text   `json:"note"`
}

// FromSnapshot is the line of a situation.
func FromSnapshot(s *estate.Snapshot) Status {
	line := Status{
		Time: stamp(s.Now), Verdict: fromVerdict(s.Verdict),
		Loss:  fromCost(s.Cost),
		Sites: []siteLine{}, Places: []placeSum{}, Notices: []Notice{}, Incidents: []Incident{}, Sources: []source{},
	}
	for _, x := range s.Sites {
		line.Sites = append(line.Sites, fromSite(x))
	}
	for _, p := range s.Places {
		line.Places = append(line.Places, placeSum{
			Place: p.Place.String(), Resources: len(p.Resources), Down: len(p.Down), Sites: list(p.Sites),
		})
	}
	for _, n := range s.Notices {
		if n.Open(s.Now) {
			line.Notices = append(line.Notices, FromNotice(n, s))
		}
	}
	for _, i := range s.Incidents {
		line.Incidents = append(line.Incidents, FromIncident(i, false))
	}
	for _, src := range s.Sources {
		line.Sources = append(line.Sources, source{Name: src.Name, LastOK: stamp(src.LastOK), Error: text(src.Error), Note: text(src.Note)})
	}
	return line
}

func fromVerdict(v estate.Verdict) verdict {
	line := verdict{
		Cause: v.Cause, Where: text(v.Where), Confidence: v.Confidence, Since: stamp(v.Since), Summary: v.Summary,
		Affected: list(v.Affected), Spared: list(v.Spared), Evidence: []evidence{},
		Official:    fromOfficial(v.Official),
		WouldChange: text(v.WouldChange),
	}
	for _, e := range v.Evidence {
		line.Evidence = append(line.Evidence, evidence{For: e.For, Kind: e.Kind, Text: e.Text})
	}
	return line
}

func fromOfficial(o estate.Official) officialWord {
	word := officialWord{Said: o.Said, FirstPost: stamp(o.FirstPost), Notice: text(o.Notice)}
	if o.Said {
		lag := signedMS(o.Lag)
		word.Lag = &lag
	}
	return word
}

func fromSite(x *estate.Site) siteLine {
	line := siteLine{
		Name: x.Name, Group: text(x.Group), State: x.State, Since: stamp(x.Since), Failure: text(x.Failure),
		Reason: text(x.Reason), Resource: text(x.Resource), Latency: -1, ExplainedBy: text(x.ExplainedBy),
	}
	if x.Place != (account.Place{}) {
		line.Place = text(x.Place.String())
	}
	if last := x.Last(); last != nil {
		line.Latency = ms(last.Total)
	}
	if x.Uptime24h >= 0 {
		u := x.Uptime24h
		line.Uptime24h = &u
	}
	return line
}
