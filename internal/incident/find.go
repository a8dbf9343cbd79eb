package incident

import (
	"fmt"
	"strings"

	"vigie/internal/estate"
)

// Latest is what the newest incident may be called.
const Latest = "latest"

// Find is the incident that a person means: by its ID, by a beginning of it that no other has, as the latest, or without
// a word as the only one that is open. The list has the newest first. The error names those that there are.
func Find(list []estate.Incident, name string) (estate.Incident, error) {
	switch name {
	case "":
		return only(list)
	case Latest:
		for _, i := range list {
			if i.Into == "" {
				return i, nil
			}
		}
		return estate.Incident{}, unknown(list, "there is no incident")
	}
	var begin []estate.Incident
	for _, i := range list {
		if i.ID == name {
			return i, nil
		}
		if strings.HasPrefix(i.ID, strings.ToLower(name)) {
			begin = append(begin, i)
		}
	}
	switch len(begin) {
	case 0:
		return estate.Incident{}, unknown(list, fmt.Sprintf("there is no incident %q", name))
	case 1:
		return begin[0], nil
	default:
		return estate.Incident{}, unknown(begin, fmt.Sprintf("%d incidents begin with %q", len(begin), name))
	}
}

// only is the one that is open.
func only(list []estate.Incident) (estate.Incident, error) {
	var open []estate.Incident
	for _, i := range list {
		if i.Closed.IsZero() {
			open = append(open, i)
		}
	}
	switch len(open) {
	case 0:
		return estate.Incident{}, unknown(list, "no incident is open: say which one")
	case 1:
		return open[0], nil
	default:
		return estate.Incident{}, unknown(open, fmt.Sprintf("%d incidents are open: say which one", len(open)))
	}
}

// Survivor is the incident that goes on with what one was about: itself, or the one that it turned out to be a part of.
func Survivor(list []estate.Incident, i estate.Incident) estate.Incident {
	for range list { // never round in a circle
		if i.Into == "" {
			break
		}
		for _, o := range list {
			if o.ID == i.Into {
				i = o
				break
			}
		}
	}
	return i
}

func unknown(list []estate.Incident, why string) error {
	const most = 10
	if len(list) == 0 {
		return fmt.Errorf("%s, and none has been kept", why)
	}
	var ids strings.Builder
	for n, i := range list {
		if n == most {
			fmt.Fprintf(&ids, "\n  and %d older ones", len(list)-most)
			break
		}
		ids.WriteString("\n  " + i.ID)
	}
	return fmt.Errorf("%s. There are:%s", why, ids.String())
}
