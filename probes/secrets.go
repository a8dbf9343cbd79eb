package probes

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/result"
)

// secrets are texts that may stand nowhere in a result: servers echo what they are sent, in their pages, headers and
// redirects.
type secrets struct {
	long  []string // hidden wherever they stand
	short []string // hidden as words of their own: everywhere else they mean something else
}

// mask is what stands in the place of a secret.
const mask = "****"

// shortest is how long a secret is that is hidden inside of words too, in bytes.
const shortest = 4

// isPublic tells headers that say what is wanted or where from, and let nobody in.
func isPublic(name string) bool {
	switch name {
	case "host", "content-type", "origin", "referer", "x-requested-with", "range", "pragma", "dnt":
		return true
	}
	return harmless(name) || strings.HasPrefix(name, "if-") || strings.HasPrefix(name, "sec-")
}

// secretsOf are those that a page is asked with, or nil.
func secretsOf(p *HTTP) *secrets {
	if p.User == "" && p.Password == "" && p.Body == "" && len(p.Header) == 0 && p.URL.User == nil && p.URL.RawQuery == "" && len(p.Hidden) == 0 {
		return nil
	}
	var s secrets
	if p.User != "" {
		s.hide(base64.StdEncoding.EncodeToString([]byte(p.User + ":" + p.Password)))
	}
	s.hide(p.Password)
	s.hide(p.Hidden...)
	if p.URL.User != nil {
		password, _ := p.URL.User.Password()
		s.hide(password, base64.StdEncoding.EncodeToString([]byte(p.URL.User.Username()+":"+password)))
	}
	for name, value := range p.Header {
		if _, credential, _ := strings.Cut(value, " "); !isPublic(strings.ToLower(name)) && len(value) >= shortest {
			s.hide(value, credential) // Bearer …
		}
	}
	for name, values := range p.URL.Query() {
		if secretName(name) {
			s.hide(values...)
		}
	}
	s.hideBody(p.Body)
	return &s
}

// add takes over the secrets of another.
func (s *secrets) add(more *secrets) {
	if more == nil {
		return
	}
	for _, t := range slices.Concat(more.long, more.short) {
		s.hideForm(t)
	}
	s.sort()
}

// hideBody hides what is in a body: of a form and of JSON their values, of anything else the whole.
func (s *secrets) hideBody(body string) {
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
			s.hide(values...)
		}
	}
	s.hide(body)
}

func (s *secrets) hideValues(doc any) {
	switch x := doc.(type) {
	case string:
		s.hide(x)
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

// hide hides texts, however a server may write them back.
func (s *secrets) hide(texts ...string) {
	for _, t := range texts {
		for _, form := range []string{t, url.QueryEscape(t), url.PathEscape(t), html.EscapeString(t), inJSON(t)} {
			s.hideForm(form)
		}
	}
	s.sort()
}

func (s *secrets) hideForm(form string) {
	switch {
	case strings.TrimSpace(form) == "", slices.Contains(s.long, form), slices.Contains(s.short, form):
	case len(form) < shortest:
		s.short = append(s.short, form)
	default:
		s.long = append(s.long, form)
	}
}

// sort puts the whole before its parts.
func (s *secrets) sort() {
	slices.SortFunc(s.long, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

// inJSON is a text as JSON writes it, without its quotes.
func inJSON(t string) string {
	b, err := json.Marshal(t)
	if err != nil {
		return t
	}
	return string(b[1 : len(b)-1])
}

// maskResult hides secrets in everything of a result that came from outside.
func (s *secrets) maskResult(r *result.Result) {
	r.Reason = s.masked(r.Reason)
	for i := range r.Evidence {
		status, rest := "", r.Evidence[i].Text
		if r.Evidence[i].Name == "answer" { // the status line is no secret, and full of short numbers
			var more bool
			if status, rest, more = strings.Cut(rest, "\n"); more {
				status += "\n"
			}
		}
		r.Evidence[i].Text = s.masked(status) + s.maskedWords(rest)
	}
	if r.HTTP != nil {
		for i := range r.HTTP.Redirects {
			r.HTTP.Redirects[i] = s.maskedWords(r.HTTP.Redirects[i])
		}
	}
}

// masked hides the long ones: our own words hold many short ones.
func (s *secrets) masked(text string) string {
	for _, secret := range s.long {
		text = strings.ReplaceAll(text, secret, mask)
	}
	return text
}

// maskedWords hides the short ones too, where they are words of their own.
func (s *secrets) maskedWords(text string) string {
	text = s.masked(text)
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
			b.WriteString(mask)
		} else {
			b.WriteString(word)
		}
		from = end
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
