package config

import (
	"errors"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Braces are YAML's own: inside { user: u, password: ${NAME} } the variable would end the map. While the file is
// read, two characters that no keyboard has stand in for them, one for one, so that every column stays true.
const (
	standInOpen  = "\uE000"
	standInClose = "\uE001"
)

var (
	variable  = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)
	sheltered = regexp.MustCompile(`\$` + standInOpen + `([A-Za-z_][A-Za-z0-9_]*)` + standInClose)
	userPart  = regexp.MustCompile(`://[^/\s@]*@`)
)

// shelter puts the stand-ins into a file.
func shelter(data []byte) []byte {
	return variable.ReplaceAll(data, []byte("$$"+standInOpen+"${1}"+standInClose))
}

// unshelter takes the stand-ins out again.
func unshelter(s string) string { return sheltered.ReplaceAllString(s, "$${${1}}") }

// legible takes the stand-ins out of mistakes, and the user and password of an address with them.
func legible(err error) error {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		for _, e := range many.Unwrap() {
			_ = legible(e) // a mistake is changed where it is
		}
		return err
	}
	var m *Mistake
	if errors.As(err, &m) {
		m.Message = userPart.ReplaceAllString(unshelter(m.Message), "://****@")
		m.Excerpt = userPart.ReplaceAllString(unshelter(m.Excerpt), "://****@")
	}
	return err
}

// text is a value with its variables filled in, and the same as it was written. Only what was written may be shown:
// a variable may hold a secret.
type text struct {
	value, written string
	variables      []string // the values of its variables
}

// shown is what stands for the value on a screen, where the value was completed in some way: a port was added.
func (t text) shown(completed string) string {
	if t.value != t.written {
		return t.written
	}
	return completed
}

// text reads a text and fills in ${NAME}. A name that the environment does not have is a mistake.
func (d *decoder) text(n ast.Node, what string) text {
	raw := d.r.String(n, what)
	t := text{written: unshelter(raw)}
	if d.env == nil {
		t.value = t.written
		return t
	}
	t.value = sheltered.ReplaceAllStringFunc(raw, func(v string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(v, "$"+standInOpen), standInClose)
		value, set := d.env(name)
		if !set {
			d.r.Mistake(n, "the environment has no variable %s", name)
		}
		t.variables = append(t.variables, value)
		return value
	})
	return t
}

// value reads a text that is nowhere shown, or holds no secret.
func (d *decoder) value(n ast.Node, what string) string { return d.text(n, what).value }
