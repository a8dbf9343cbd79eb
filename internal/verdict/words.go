package verdict

import (
	"fmt"
	"sort"
	"strings"

	"vigie/internal/account"
	"vigie/internal/result"
)

// plural is a number with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	switch {
	case strings.HasSuffix(noun, "s"):
		noun += "e"
	case strings.HasSuffix(noun, "ty"):
		noun = strings.TrimSuffix(noun, "y") + "ie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// verb fits a verb to a number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// upper is a building as people write it: SBG2.
func upper(p account.Place) string {
	switch {
	case p.Datacenter != "":
		return strings.ToUpper(p.Datacenter)
	case p.Region != "":
		return strings.ToUpper(p.Region)
	}
	return account.ProviderName(p.Provider)
}

// some names sites, the first few of them.
func some(names []string) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:few], ", "), len(names)-few)
}

// howTheyFail lists the ways of failing, the most frequent first.
func howTheyFail(down []*failing) string {
	count := make(map[string]int)
	var ways []string
	for _, x := range down {
		w := way(x.Class())
		if count[w]++; count[w] == 1 {
			ways = append(ways, w)
		}
	}
	sort.SliceStable(ways, func(i, j int) bool { return count[ways[i]] > count[ways[j]] })
	return strings.Join(ways, ", ")
}

func way(f result.Failure) string {
	switch f {
	case result.TCPRefused:
		return "connections are refused"
	case result.TCPReset, result.HTTPReset:
		return "connections are cut"
	case result.TCPUnreachable, result.PingUnreachable:
		return "no way leads there"
	case result.HTTPTimeout, result.TLSTimeout, result.SMTPTimeout, result.IMAPTimeout, result.POP3Timeout:
		return "they connect and say nothing"
	case result.HTTPStatus:
		return "they answer with an error"
	}
	if f.Family() == "dns" {
		return "their names are lost, and their addresses are silent"
	}
	return "nothing comes back at all"
}

// share says how many of those that are down are meant.
func share(here, down int) string {
	switch {
	case down == 1:
		return "and it stands"
	case here == down:
		return "all of them"
	default:
		return fmt.Sprintf("%d of them", here)
	}
}
