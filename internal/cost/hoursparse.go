package cost

import (
	"strings"
	"unicode/utf8"

	"vigie/internal/maintenance"
)

// hoursParser reads opening hours from left to right. Positions in mistakes are in characters, from 1.
type hoursParser struct {
	in   string
	at   int // in bytes
	week [7][]stretch
	days [7]bool // of the rule that is being read, by time.Weekday
}

// rest is what is still to be read, without spaces around it.
func (p *hoursParser) rest() string { return strings.TrimSpace(p.in[p.at:]) }

// rules reads all: rule; rule, rule
func (p *hoursParser) rules() error {
	replaces := true // what stands after a comma adds to the hours of its days
	for {
		if err := p.rule(replaces); err != nil {
			return err
		}
		p.spaces()
		switch {
		case p.at == len(p.in):
			return nil
		case p.takes(';'):
			replaces = true
			if p.rest() == "" {
				return nil
			}
		case p.takes(','):
			replaces = false
		default:
			return p.wrong(p.word(), "is not expected here", "")
		}
	}
}

// rule reads days, and hours or off: Mo-Fr,Su 08:00-12:00,13:00-18:00. Without days it is every day.
func (p *hoursParser) rule(replaces bool) error {
	p.days = [7]bool{true, true, true, true, true, true, true}
	p.spaces()
	if p.at == len(p.in) {
		return p.wrong("", "hours are missing", "Mo-Sa 08:00-22:00")
	}
	if !p.digit() && !p.isOff() {
		if err := p.readDays(); err != nil {
			return err
		}
	}
	if replaces {
		for day, on := range p.days {
			if on {
				p.week[day] = nil
			}
		}
	}
	p.spaces()
	if p.isOff() {
		p.at += len(p.word())
		return nil
	}
	for {
		if err := p.readHours(); err != nil {
			return err
		}
		before := p.at
		p.spaces()
		if !p.takes(',') {
			return nil
		}
		if p.spaces(); !p.digit() { // days: another rule
			p.at = before
			return nil
		}
	}
}

// readDays reads Mo, Mo-Fr, or Mo-Fr,Su; a range may go over the end of the week.
func (p *hoursParser) readDays() error {
	p.days = [7]bool{}
	for {
		first, err := p.day()
		if err != nil {
			return err
		}
		last := first
		if p.takes('-') {
			if last, err = p.day(); err != nil {
				return err
			}
		}
		for d := first; ; d = (d + 1) % 7 {
			p.days[d] = true
			if d == last {
				break
			}
		}
		if !p.takes(',') {
			return nil
		}
		p.spaces()
	}
}

func (p *hoursParser) day() (int, error) {
	word := p.word()
	if day, ok := dayNames[word]; ok {
		p.at += len(word)
		return day, nil
	}
	return 0, p.wrong(word, "is no day: days are Mo, Tu, We, Th, Fr, Sa and Su", nearestDay(word))
}

// readHours reads 08:00-22:00 for the days of the rule.
func (p *hoursParser) readHours() error {
	start := p.at
	begin, err := p.clock()
	if err != nil {
		return err
	}
	p.spaces()
	if !p.takes('-') && !p.takesText("–") {
		return p.wrong(p.word(), "must be a dash and the hour of closing", p.in[start:p.at]+"-22:00")
	}
	p.spaces()
	end, err := p.clock()
	if err != nil {
		return err
	}
	if begin == end || begin == 24*60 {
		text := p.in[start:p.at]
		p.at = start
		return p.wrong(text, "has no length", "00:00-24:00")
	}
	for day, on := range p.days {
		if on {
			p.week[day] = stretch{begin, end}.addTo(p.week[day])
		}
	}
	return nil
}

// clock reads a time of day from 00:00 to 24:00.
func (p *hoursParser) clock() (maintenance.Clock, error) {
	word := p.word()
	h, m, ok := hourAndMinute(word)
	if !ok || len(word) != 5 || word[2] != ':' {
		return 0, p.wrong(word, "is no time of day", nearestClock(word))
	}
	p.at += len(word)
	return maintenance.Clock(h*60 + m), nil
}

func (p *hoursParser) digit() bool { return p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9' }

func (p *hoursParser) isOff() bool { w := p.word(); return w == "off" || w == "closed" }

func (p *hoursParser) spaces() {
	for p.at < len(p.in) && (p.in[p.at] == ' ' || p.in[p.at] == '\t') {
		p.at++
	}
}

func (p *hoursParser) takes(c byte) bool { return p.takesText(string(rune(c))) }

func (p *hoursParser) takesText(s string) bool {
	if strings.HasPrefix(p.in[p.at:], s) {
		p.at += len(s)
		return true
	}
	return false
}

// word is what stands here, up to what parts words.
func (p *hoursParser) word() string {
	s := p.in[p.at:]
	if i := strings.IndexAny(s, " \t,;-–"); i >= 0 {
		return s[:i]
	}
	return s
}

// wrong is a mistake at the place that is being read.
func (p *hoursParser) wrong(text, problem, nearest string) error {
	if text == "" && p.at < len(p.in) {
		_, n := utf8.DecodeRuneInString(p.in[p.at:])
		text = p.in[p.at : p.at+n]
	}
	return &HoursError{Text: text, At: utf8.RuneCountInString(p.in[:p.at]) + 1, Problem: problem, Nearest: nearest}
}
