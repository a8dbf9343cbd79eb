package verdict

import (
	"fmt"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// calm is the verdict when no site is down.
func (b *brief) calm() estate.Verdict {
	n := b.count
	if len(b.Sites) > 0 && n[result.Unknown] == len(b.Sites) {
		return estate.Verdict{Cause: estate.CauseUnknown, Summary: "Nothing is known yet: the first answers are on their way."}
	}
	for _, src := range b.Sources {
		if src.API != "" && src.Faulty(b.Now) && !src.NoKey { // who refuses a key answers
			return b.control(src)
		}
	}
	v := estate.Verdict{Cause: estate.CauseNone, Confidence: 1, Summary: calmSummary(n, len(b.Sites))}
	if n[result.Unknown] > 0 {
		v.Confidence = float64(len(b.Sites)-n[result.Unknown]) / float64(len(b.Sites))
	}
	return v
}

// control blames the provider's API alone: no customer notices.
func (b *brief) control(src estate.Source) estate.Verdict {
	f := rest(restsOnAPI, estate.CauseControl, src.API, nil)
	f.Since = src.Since
	f.place = account.Place{Provider: src.API}
	f.say(unmoved, estate.FromProvider, "%s: %s", src.Name, src.Error)
	f.say(unmoved, estate.FromProbe, "%s up", plural(b.count[result.Up]+b.count[result.Degraded], "site"))
	f.Spared = b.spared
	f.Summary = fmt.Sprintf("Your sites answer; the API of %s does not.", account.ProviderName(src.API))
	f.WouldChange = "a site that stops answering"
	b.official(f)
	return f.done()
}

func calmSummary(n map[result.State]int, all int) string {
	switch {
	case all == 0:
		return "No site is being watched."
	case n[result.Unknown] > 0:
		return fmt.Sprintf("Nothing is down; %s not known yet.", plural(n[result.Unknown], "site"))
	case n[result.Degraded] > 0:
		return fmt.Sprintf("Nothing is down; %s slow or nearly expired.", plural(n[result.Degraded], "site"))
	case all == 1:
		return "Your site answers."
	default:
		return fmt.Sprintf("All %d sites answer.", all)
	}
}
