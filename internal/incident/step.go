package incident

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// stepWords are how providers call the steps of the way back, in English, French and Dutch.
var stepWords = []struct {
	step  estate.Step
	words *regexp.Regexp
}{
	{estate.StepPower, regexp.MustCompile(`(?i)\b(power|courant|alimentation|stroom)|lectricit`)},
	{estate.StepNetwork, regexp.MustCompile(`(?i)\b(network|routing|router|connectivity|réseau|netwerk)`)},
	{estate.StepServers, regexp.MustCompile(`(?i)\b(servers?|serveurs?|machines?|racks?|hosts?|baies?|instances?|vps)\b`)},
	{estate.StepHandover, regexp.MustCompile(`(?i)\b(hand(ed|ing)? ?-?over|returned to (our )?customers|delivered to|mises? à disposition|remis(es)? aux clients|opgeleverd|oplevering)`)},
}

// promising are the beginnings of words with which a sentence promises a time.
var promising = regexp.MustCompile(`(?i)\b(eta\b|estim|expect|planned|aim|hope|by\b|until|within|from\b|back\b|restor|restart|available|end time|prévu|attendu|d'ici|vers\b|rétabli|redémarr|verwacht|tegen\b|hersteld|opnieuw)`)

// stepOf is the step that a posting promises; empty where its text names none, or several.
func stepOf(body string) estate.Step {
	var found []estate.Step
	for _, sentence := range sentences(body) {
		if !promising.MatchString(sentence) {
			continue
		}
		for _, s := range stepWords {
			if s.words.MatchString(sentence) && !slices.Contains(found, s.step) {
				found = append(found, s.step)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case slices.Contains(found, estate.StepHandover):
		return estate.StepHandover // what is handed over is servers, that have power
	case len(found) == 2 && found[0] == estate.StepPower && found[1] == estate.StepServers:
		return estate.StepPower // power to the servers
	}
	return ""
}

var sentenceEnd = regexp.MustCompile(`[.;!?](\s+|$)|\n+`)

func sentences(body string) []string { return sentenceEnd.Split(body, -1) }

// placesOf are the places that a promise is for: those of its own text, where that names some of the notice's, or else
// all of the notice's. A notice that names none promises for all that it is about: the empty place. Where something of
// the incident stands in a place of the notice, only such places count: what is said of the others is said to others.
func placesOf(n account.Notice, body string, ours map[string]bool) []string {
	all := n.Scope.Datacenters
	if len(all) == 0 {
		all = n.Scope.Sites
	}
	if len(all) == 0 {
		return []string{""}
	}
	named := naming(all, body)
	if len(named) == 0 {
		named = all
	}
	id := func(place string) string { return n.Provider + "/" + strings.ToLower(place) }
	concerned := slices.ContainsFunc(all, func(p string) bool { return ours[id(p)] })
	var places []string
	for _, p := range named {
		if !concerned || ours[id(p)] {
			places = append(places, id(p))
		}
	}
	return places
}

// naming are the places that a text names.
func naming(places []string, body string) []string {
	var named []string
	words := strings.FieldsFunc(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
	for _, p := range places {
		if slices.Contains(words, strings.ToLower(p)) {
			named = append(named, p)
		}
	}
	return named
}
