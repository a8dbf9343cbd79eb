package message

import (
	"fmt"
	"strings"
	"time"
)

func (w *writer) subject(to Audience) string {
	if to == Insurer {
		return fmt.Sprintf(w.t.insurers, w.Incident.ID)
	}
	return fmt.Sprintf(w.t.subjects[w.state], w.names(2))
}

// what says what is the matter: since when, and what people see of it.
func (w *writer) what() {
	switch w.state {
	case Resolved:
		w.say("%s "+w.count(w.t.over, w.t.overMany), w.t.resolved, w.moment(w.opened()), w.moment(w.closed()), w.names(6))
	case Monitoring:
		w.say(w.t.back, w.moment(w.lastBack()), w.names(6))
		w.say("%s", w.t.watching)
	default:
		w.say(w.count(w.t.down, w.t.downMany), w.moment(w.opened()), w.names(6))
		if sees := w.sees(); sees != "" {
			w.say("%s", sees)
		}
	}
}

// count chooses by how many sites there are.
func (w *writer) count(one, many string) string {
	if len(w.Sites) == 1 {
		return one
	}
	return many
}

func (w *writer) lastBack() time.Time {
	var last time.Time
	for _, s := range w.Sites {
		if s.To.After(last) {
			last = s.To
		}
	}
	return last
}

func (w *writer) lasting() bool { return w.state == Investigating || w.state == Identified }

func (w *writer) customers() {
	w.what()
	w.spared()
	if w.lasting() {
		w.cause()
		w.meanwhile()
		w.next()
	}
	w.close()
}

// close is how every message to the outside ends.
func (w *writer) close() {
	w.where()
	w.say("%s", w.t.sorry)
	w.footer()
}

func (w *writer) orders() {
	w.say("%s", w.t.order)
	w.what()
	if w.lasting() {
		w.say("%s", w.t.orderDown)
		w.ask("which orders are open: vigie does not know the shop's orders; name them, and the right to cancel, yourself")
		w.cause()
		w.next()
	} else {
		w.say("%s", w.t.orderOver)
	}
	w.close()
}

func (w *writer) staff() {
	w.say("%s", w.t.staff)
	w.say("%s%s %s", w.t.states[w.state], w.t.colon, w.Incident.ID)
	w.what()
	w.spared()
	if w.lasting() {
		w.cause()
		w.say("%s%s\n- %s\n- %s", w.t.script, w.t.colon, w.t.orderOnPhone, w.t.sayNot)
		w.meanwhile()
		w.next()
	}
	w.footer()
}

func (w *writer) insurer() {
	w.say(w.t.insurer, w.Now.Format("MST"))
	var rows []string
	for _, s := range w.Sites {
		row := fmt.Sprintf(w.t.ongoing, s.Name, w.moment(s.From), spell(w.Now.Sub(s.From)))
		if !s.To.IsZero() {
			row = fmt.Sprintf(w.t.interval, s.Name, w.moment(s.From), w.moment(s.To), spell(s.To.Sub(s.From)))
		}
		rows = append(rows, "- "+row)
	}
	w.say("%s", strings.Join(rows, "\n"))
	o := w.Incident.Official
	if !o.Said {
		o = w.Incident.Verdict.Official
	}
	switch {
	case o.Said && !o.FirstPost.IsZero():
		w.say(w.t.announced, w.moment(o.FirstPost), spell(o.Lag))
	case !o.Said:
		w.say("%s", w.t.silent)
	}
	if look := w.Incident.Outlook(); !look.Current.IsZero() {
		w.say(w.t.moved, len(w.Incident.Promises), look.Moved, w.moment(look.Current))
	}
	var spent []string
	for _, e := range w.Incident.Expenses() {
		spent = append(spent, fmt.Sprintf("%d.%02d %s", e.Amount/10_000, e.Amount%10_000/100, e.Currency))
	}
	if len(spent) > 0 {
		w.say(w.t.spent, strings.Join(spent, ", "))
	}
	w.ask("policy number, insured sums and margin: they stand in your policy, not here")
	w.say("%s", w.t.attached)
	w.footer()
}

// spell is a duration as every language writes it: 2 h 05 min.
func spell(d time.Duration) string {
	d = d.Round(time.Minute)
	if d < time.Hour {
		return fmt.Sprintf("%d%smin", int(d.Minutes()), nbsp)
	}
	return fmt.Sprintf("%d%sh%s%02d%smin", int(d.Hours()), nbsp, nbsp, int(d.Minutes())%60, nbsp)
}

// short is a text message.
func (w *writer) short(names string) string {
	who := w.House.Company
	if who == "" {
		who = w.Incident.ID
	}
	at := func(t time.Time) string { return hour(w.t.code, t) }
	if !w.lasting() {
		back := w.lastBack()
		if w.state == Resolved {
			back = w.closed()
		}
		return fmt.Sprintf(w.t.shortOver, who, names, at(back.In(w.Now.Location())))
	}
	return fmt.Sprintf(w.t.shortDown, who, names, at(w.opened()), w.t.sorry, at(next(w.opened(), w.Now)))
}
