package estate

// Intent is what a person wants done. The screen sends it; the watch carries it out and logs it.
type Intent struct {
	Kind IntentKind
	Site string // the site that it concerns; empty for all of them
	Of   string // the source that alone is to be asked; empty: the site, or all sites and sources
	Text string // of a note
	By   string // who wants it
}

// IntentKind is what is to be done.
type IntentKind string

// The intents of this version.
const (
	AskAgain    IntentKind = "ask again"   // probe now
	Acknowledge IntentKind = "acknowledge" // somebody is on it; a second time takes it back
	Note        IntentKind = "note"
)
