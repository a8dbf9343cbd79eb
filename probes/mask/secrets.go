// Package mask keeps what lets somebody in out of everything that is shown or kept: addresses, headers, and the texts in
// which a server says back what it was sent.
//
// It knows nothing of who asks what. Of vigie it may import only internal/result, internal/secretname and
// probes/words.
package mask

import (
	"cmp"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/result"
	"vigie/probes/words"
)

// Secrets are texts that may stand nowhere in a result: servers echo what they are sent, in their pages, headers and
// redirects. The zero value holds none.
type Secrets struct {
	long  []string // hidden wherever they stand
	short []string // hidden as words of their own: everywhere else they mean something else
}

// stars is what stands in the place of a secret.
const stars = "****"

// shortest is how long a secret is that is hidden inside of words too, in bytes.
const shortest = 4

// Add takes over the secrets of another.
func (s *Secrets) Add(more *Secrets) {
	if more == nil {
		return
	}
	for _, t := range slices.Concat(more.long, more.short) {
		s.hideForm(t)
	}
	s.sort()
}

// HideBody hides what is in a body: of a form and of JSON their values, of anything else the whole.
func (s *Secrets) HideBody(body string) {
	if body == "" {
		return
	}
	var doc any
	if json.Unmarshal([]byte(body), &doc) == nil {
		s.hideValues(doc)
		return
	}
	if form, err := url.ParseQuery(body); err == nil && strings.Contains(body, "=") {
		for _, values := range form {
			s.Hide(values...)
		}
	}
	s.Hide(body)
}

func (s *Secrets) hideValues(doc any) {
	switch x := doc.(type) {
	case string:
		s.Hide(x)
	case []any:
		for _, v := range x {
			s.hideValues(v)
		}
	case map[string]any:
		for _, v := range x {
			s.hideValues(v)
		}
	}
}

// Hide hides texts, however a server may write them back.
func (s *Secrets) Hide(texts ...string) {
	for _, t := range texts {
		for _, form := range []string{t, url.QueryEscape(t), url.PathEscape(t), html.EscapeString(t), words.InJSON(t)} {
			s.hideForm(form)
		}
	}
	s.sort()
}

func (s *Secrets) hideForm(form string) {
	switch {
	case strings.TrimSpace(form) == "", slices.Contains(s.long, form), slices.Contains(s.short, form):
	case len(form) < shortest:
		s.short = append(s.short, form)
	default:
		s.long = append(s.long, form)
	}
}

// sort puts the whole before its parts.
func (s *Secrets) sort() {
	slices.SortFunc(s.long, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

// Result hides secrets in everything of a result that came from outside.
func (s *Secrets) Result(r *result.Result) {
	r.Reason = s.Text(r.Reason)
	for i := range r.Evidence {
		status, rest := "", r.Evidence[i].Text
		if r.Evidence[i].Name == "answer" { // the status line is no secret, and full of short numbers
			var more bool
			if status, rest, more = strings.Cut(rest, "\n"); more {
				status += "\n"
			}
		}
		r.Evidence[i].Text = s.Text(status) + s.maskedWords(rest)
	}
	if r.HTTP != nil {
		for i := range r.HTTP.Redirects {
			r.HTTP.Redirects[i] = s.maskedWords(r.HTTP.Redirects[i])
		}
	}
}

// Text hides the long ones in a text of our own, which may hold many words that are as short as the short ones.
func (s *Secrets) Text(text string) string {
	for _, secret := range s.long {
		text = strings.ReplaceAll(text, secret, stars)
	}
	return text
}

// maskedWords hides the short ones too, where they are words of their own.
func (s *Secrets) maskedWords(text string) string {
	text = s.Text(text)
	for _, secret := range s.short {
		text = maskWord(text, secret)
	}
	return text
}

func maskWord(text, word string) string {
	var b strings.Builder
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			b.WriteString(text[from:])
			return b.String()
		}
		i += from
		end := i + len(word)
		b.WriteString(text[from:i])
		if (i == 0 || !isWordByte(text[i-1])) && (end == len(text) || !isWordByte(text[end])) {
			b.WriteString(stars)
		} else {
			b.WriteString(word)
		}
		from = end
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
