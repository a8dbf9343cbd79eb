package verdict

import "vigie/internal/estate"

// compareElsewhere looks for what answers outside of what is blamed: at the same provider, and beyond it.
func (p *provider) compareElsewhere(f *finding) {
	f.Spared = p.spared
	same := p.answering[p.name] - p.answering[f.place.Building().String()]
	if !f.place.Known() {
		same = p.answering[p.name]
		for _, b := range p.buildings {
			if b.troubled() {
				same -= p.answering[b.place.String()]
			}
		}
	}
	strangers := 0
	for _, b := range p.buildings {
		if b.place != f.place.Building() {
			strangers += others(b.alive)
		}
	}
	switch {
	case same > 0:
		f.say(elsewhereAnswers, estate.FromNeighbour, "%s elsewhere at %s %s", plural(same, "site"), p.title(), verb(same, "answers", "answer"))
	case strangers > 0:
		f.say(elsewhereAnswers, estate.FromNeighbour, "%s of others elsewhere at %s %s", plural(strangers, "machine"), p.title(), verb(strangers, "answers", "answer"))
	}
	if !p.compareLine(f) && same+strangers == 0 {
		f.object(nothingElsewhere, estate.FromReference, "nothing elsewhere can be compared: it may be more than this")
	}
}

// compareLine tells whether our own line works, by what answers outside of the provider.
func (b *brief) compareLine(f *finding) bool {
	if b.lineWorks != "" {
		f.say(lineWorks, estate.FromReference, "your own line works: %s answers", b.lineWorks)
		return true
	}
	for _, v := range b.voices {
		if v.provider != f.place.Provider {
			f.say(lineWorks, estate.FromReference, "your own line works: %s, elsewhere, answers", v.site)
			return true
		}
	}
	if len(f.Spared) > 0 {
		f.say(unmoved, estate.FromReference, "your own line works: other sites answer")
		return true
	}
	return false
}
