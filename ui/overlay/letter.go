package overlay

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// What a letter asks for.
const (
	GoOn    = "go on"    // to what is sent
	Discard = "discard"  // throw it away
	Close   = "put away" // it was closed; its words stay
)

// How much can be opened and pasted, in characters and lines: the editor draws all of it with every key.
const (
	longestLetter = 16_000
	mostLines     = 500
)

// highest is how many lines of a letter are seen at once, at most.
const highest = 24

// Words are what is written in a letter.
type Words struct{ Subject, Body string }

// Letter is where a letter is written: a subject, where it is a new one, and a text of many lines.
type Letter struct {
	title    string
	ready    bool   // there is something to write in
	fault    string // why there is not
	subject  *Input // nil where none is asked
	text     textarea.Model
	inText   bool  // where the keys go
	began    Words // as it was opened, and as it then stood here: what an editor cannot hold is no change
	shown    Words
	note     string // what was found out about it
	kept     string // where it is, or why it is not
	throwing bool   // it was asked once to throw it away
}

// NewLetter makes a letter that is looked for.
func NewLetter(title string) *Letter { return &Letter{title: title} }

// Open lets it be written. The subject is asked only of a new ticket.
func (l *Letter) Open(w Words, asksSubject bool, note string) {
	l.began = w
	if tooLong(w.Body) {
		l.fault = "This letter is too long to be changed here: vigie tickets drafts lists it, and sends it."
		return
	}
	l.note, l.ready, l.inText = note, true, true
	l.text = textarea.New()
	l.text.Prompt, l.text.ShowLineNumbers, l.text.MaxHeight, l.text.MaxWidth = "", false, 0, 0
	l.text.SetStyles(textarea.Styles{})
	l.text.KeyMap.Paste.SetEnabled(false) // the terminal pastes; the machine's own clipboard is nobody's business
	l.text.KeyMap.CopySelection.SetEnabled(false)
	l.text.Focus()
	l.text.SetValue(cleanText(w.Body))
	l.text.MoveToBegin()
	if asksSubject {
		l.subject = &Input{}
		l.subject.Set(w.Subject)
		l.inText = l.subject.String() != ""
	}
	l.shown = l.read()
}

// ToEnd goes to the end of the text, where somebody goes on.
func (l *Letter) ToEnd() {
	if l.ready {
		l.text.MoveToEnd()
		l.inText = true
	}
}

// Fail says why it cannot be written.
func (l *Letter) Fail(why string) { l.fault = why }

// Tell says where the words are kept, or why they are not.
func (l *Letter) Tell(kept string) { l.kept = kept }

// Note says what was found out about the letter.
func (l *Letter) Note(note string) { l.note = note }

// Words are what is written now.
func (l *Letter) Words() Words {
	if now := l.read(); l.ready && now != l.shown {
		return now
	}
	return l.began
}

// Ready tells whether it can be written.
func (l *Letter) Ready() bool { return l.ready }

func (l *Letter) read() Words {
	w := Words{Subject: l.began.Subject, Body: l.text.Value()}
	if l.subject != nil {
		w.Subject = l.subject.String()
	}
	return w
}

// cleanText is a text of many lines that cannot drive the terminal.
func cleanText(s string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
	for i := range lines {
		lines[i] = text.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// Paste adds to what is written.
func (l *Letter) Paste(s string) {
	l.throwing = false
	switch {
	case !l.ready:
	case !l.inText:
		l.subject.Paste(s)
	case tooLong(l.text.Value() + s):
		l.note = fmt.Sprintf("That was not pasted: a letter has at most %d characters and %d lines here.", longestLetter, mostLines)
	default:
		l.update(tea.PasteMsg{Content: cleanText(s)})
	}
}

func tooLong(s string) bool {
	return utf8.RuneCountInString(s) > longestLetter || strings.Count(s, "\n") >= mostLines
}

// update has the editor take a message. What it wants done beside that is about a cursor that blinks.
func (l *Letter) update(msg tea.Msg) { l.text, _ = l.text.Update(msg) }

// Key edits. Esc puts the letter away; it goes on to sending only by a key that writes nothing.
func (l *Letter) Key(k tea.KeyPressMsg) Result {
	name := k.String()
	throwing := l.throwing
	l.throwing = false
	switch {
	case l.fault != "":
		return Result{Close: true}
	case name == "esc" || name == "ctrl+c":
		return Result{Close: true, Run: Close}
	case !l.ready:
	case name == "ctrl+s":
		return Result{Run: GoOn}
	case name == "ctrl+x" && throwing:
		return Result{Close: true, Run: Discard}
	case name == "ctrl+x":
		l.throwing = true
	case l.subject != nil && (name == "tab" || name == "shift+tab"):
		l.inText = !l.inText
	case !l.inText && (name == "enter" || name == "down"):
		l.inText = true
	case !l.inText:
		l.subject.Key(k)
	case name == "up" && l.subject != nil && l.text.Line() == 0 && l.text.LineInfo().RowOffset == 0:
		l.inText = false
	case name == "tab":
		l.Paste("\t")
	case k.Text != "" && !key.Matches(k, l.text.KeyMap.InsertNewline):
		l.Paste(k.Text)
	default:
		l.update(k)
	}
	return Result{}
}

// Render draws the letter: as much of its text as there is room for, around the cursor.
func (l *Letter) Render(th *theme.Theme, w, h int) Box {
	inner := max(1, min(80, w-8))
	switch {
	case l.fault != "":
		p := page{th: th, w: inner}
		p.add(th.Text, "✕ ", l.fault)
		return center(th, l.title, "any key closes", p.lines, inner, w, h)
	case !l.ready:
		return center(th, l.title, "esc gives up", []string{paint.NewLine(inner).Add(th.Dim, "looking for what is written already…").String()}, inner, w, h)
	}
	head, foot := l.head(th, inner), l.foot(th, inner)
	lines := append(head, l.body(inner, max(1, min(highest, h-4-len(head)-len(foot))))...)
	return center(th, l.title, "ctrl+s shows what is sent · esc puts it away", append(lines, foot...), inner, w, h)
}

func (l *Letter) head(th *theme.Theme, w int) []string {
	p := page{th: th, w: w}
	if l.note != "" {
		p.add(th.Text, "! ", l.note)
		p.gap()
	}
	if l.subject != nil {
		line := paint.NewLine(w).Add(th.Dim, "Subject: ").Add(th.Text, l.subject.String())
		if !l.inText {
			line.Add(th.Dim, "▌")
		}
		p.lines = append(p.lines, line.String())
		p.gap()
	}
	return p.lines
}

// body is the text, in exactly h lines of w cells.
func (l *Letter) body(w, h int) []string {
	if l.text.Width() != w || l.text.Height() != h {
		l.text.SetWidth(w)
		l.text.SetHeight(h)
		l.update(nil) // so that the cursor is seen
	}
	if l.inText {
		l.text.Focus()
	} else {
		l.text.Blur()
	}
	view := strings.Split(l.text.View(), "\n")
	lines := make([]string, h)
	for i := range lines {
		line := ""
		if i < len(view) {
			line = text.Pad(view[i], w)
		}
		lines[i] = paint.NewLine(w).Drawn(line, text.Width(line)).String()
	}
	return lines
}

func (l *Letter) foot(th *theme.Theme, w int) []string {
	p := page{th: th, w: w}
	p.gap()
	says := l.kept
	if l.throwing {
		says = "ctrl+x once more throws it away"
	} else {
		if l.subject != nil {
			says += " · tab: subject and text"
		}
		says += " · ctrl+x throws it away"
	}
	p.add(th.Dim, "", says)
	return p.lines
}
