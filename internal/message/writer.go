package message

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// writer puts a draft together, a paragraph at a time.
type writer struct {
	Facts
	t          tongue
	state      State
	paragraphs []string
	missing    []string
}

func (w *writer) say(format string, args ...any) {
	w.paragraphs = append(w.paragraphs, fmt.Sprintf(format, args...))
}

// ask notes what is not known, and how it can be told.
func (w *writer) ask(what string) {
	if !slices.Contains(w.missing, what) {
		w.missing = append(w.missing, what)
	}
}

// names are the sites that are hit; the first few of them, where there are more than most. 0 is the number alone.
func (w *writer) names(most int) string {
	n := len(w.Sites)
	if most == 0 || n == 0 {
		return fmt.Sprintf(w.t.services, n)
	}
	var list []string
	for _, s := range w.Sites[:min(most, n)] {
		list = append(list, s.Name)
	}
	if n > most {
		return fmt.Sprintf(w.t.others, strings.Join(list, ", "), n-most)
	}
	return joined(list, w.t.and)
}

func joined(list []string, and string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + and + " " + list[len(list)-1]
}

// opened is the first failing sample, in the zone of the reader.
func (w *writer) opened() time.Time { return w.Incident.Opened.In(w.Now.Location()) }

func (w *writer) closed() time.Time { return w.Incident.Closed.In(w.Now.Location()) }

func (w *writer) moment(t time.Time) string { return moment(w.t.code, t.In(w.Now.Location())) }

// sees says what a visitor meets, by the kind of failure; the sites with it, where they do not all fail alike.
func (w *writer) sees() string {
	by := make(map[string][]string)
	var ways []string
	for _, s := range w.Sites {
		if !s.To.IsZero() {
			continue
		}
		way := w.t.sees[kindOf(s.Failure)]
		if by[way] == nil {
			ways = append(ways, way)
		}
		by[way] = append(by[way], s.Name)
	}
	if len(ways) == 1 {
		return ways[0]
	}
	var parts []string
	for _, way := range ways {
		names := by[way]
		text := joined(names, w.t.and)
		if len(names) > 3 {
			text = fmt.Sprintf(w.t.others, strings.Join(names[:3], ", "), len(names)-3)
		}
		parts = append(parts, text+w.t.colon+" "+way)
	}
	return strings.Join(parts, "\n")
}

// spared says what goes on working, where anything is known to.
func (w *writer) spared() {
	if len(w.Spared) > 0 && len(w.Spared) <= 6 {
		w.say(w.t.works, joined(w.Spared, w.t.and))
	}
}

// cause names the provider only where it has spoken itself, or the verdict is sure enough; and nobody is blamed.
func (w *writer) cause() {
	v := w.Incident.Verdict
	switch {
	case w.state != Identified:
		w.say("%s", w.t.looking)
	case atProvider(v.Cause):
		name := w.t.host
		if p, _, _ := strings.Cut(v.Where, "/"); p == "ovh" {
			name += ", " + account.ProviderName(p)
		}
		text := fmt.Sprintf(w.t.atHost, name)
		if slices.ContainsFunc(w.Incident.Entries, func(e estate.Entry) bool { return e.Kind == "ticket" }) {
			text += " " + w.t.inTouch
		}
		w.say("%s", text)
	default:
		w.say("%s", w.t.known)
	}
	if o := w.Incident.Outlook(); !o.Current.IsZero() && atProvider(v.Cause) {
		w.say(w.t.promised, w.moment(o.Current))
	} else {
		w.ask("when it will be back: the provider has promised no time, so none is told")
	}
}

// atProvider tells whether a cause lies with who rents the machines out.
func atProvider(c estate.Cause) bool {
	switch c {
	case estate.CauseDatacenter, estate.CauseProvider, estate.CauseProduct, estate.CauseNetwork, estate.CauseServer:
		return true
	}
	return false
}

// meanwhile, follow, sorry and footer close a message.
func (w *writer) meanwhile() {
	text := w.House.Meanwhile[w.t.code]
	if text == "" {
		w.ask("what customers can do meanwhile, in the language of the message: `notice: { meanwhile: { " + w.t.code + ": … } }` in the configuration")
		return
	}
	w.say("%s%s %s", w.t.meanwhile, w.t.colon, text)
}

func (w *writer) next() {
	w.say(w.t.next, hour(w.t.code, next(w.opened(), w.Now)), day(w.t.code, next(w.opened(), w.Now)))
}

func (w *writer) where() {
	var ways []string
	if w.House.Follow != "" {
		ways = append(ways, fmt.Sprintf(w.t.follow, w.House.Follow))
	} else {
		w.ask("where news is posted: `notice: { follow: … }`")
	}
	reach := strings.TrimSpace(strings.Join(slices.DeleteFunc([]string{w.House.Contact, w.House.Phone}, func(s string) bool { return s == "" }), ", "))
	if reach != "" {
		ways = append(ways, fmt.Sprintf(w.t.contact, reach))
	} else {
		w.ask("how you can be reached: `notice: { contact: …, phone: … }`")
	}
	if len(ways) > 0 {
		w.say("%s", strings.Join(ways, "\n"))
	}
}

func (w *writer) footer() {
	sign := w.House.Signature
	if sign == "" {
		sign = w.House.Company
	}
	if sign == "" {
		w.ask("who speaks: `notice: { company: … }`")
	} else {
		w.say("%s", sign)
	}
	w.say("%s · %s", w.Incident.ID, w.moment(w.Now))
}
