package message

// tongue is the words of one language. What stands in % is filled in by the writer: sites, times, names.
type tongue struct {
	code, and, colon string
	services, others string

	subjects map[State]string // of the sites
	insurers string           // the subject for an insurer: the firm's number of the incident
	states   map[State]string

	down, downMany     string // since when one is down, or several
	back               string // that it is back
	over, overMany     string // from when to when one was down, or several
	sees               map[kind]string
	works              string
	looking, known     string
	host, atHost       string
	inTouch            string // where a ticket was written
	promised           string
	meanwhile          string
	next               string
	follow, contact    string
	sorry              string
	watching, resolved string

	order, orderDown, orderOver string
	staff, script, sayNot       string
	orderOnPhone                string

	insurer, interval, ongoing string
	announced, silent          string
	moved, spent, attached     string
	shortDown, shortOver       string
}

func tongues() map[string]tongue {
	return map[string]tongue{"en": english(), "fr": french(), "nl": dutch()}
}
