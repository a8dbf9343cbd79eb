package sim

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/probes"
)

// page is what a web server answers.
type page struct {
	status int
	header http.Header
	body   []byte
}

func newPage(status int, kind, body string) page {
	return page{status, http.Header{"Content-Type": {kind}, "Server": {"sim"}}, []byte(body)}
}

const (
	htmlType = "text/html; charset=utf-8"
	jsonType = "application/json"
)

// pageOf is what is shown of a site; without one, what a web server shows for names that it does not know.
func pageOf(site *webSite, c condition) page {
	switch {
	case c.what == "status":
		return errorPage(c.status)
	case c.what == "blank":
		return newPage(http.StatusOK, htmlType, "<!doctype html><html><head><title></title></head><body></body></html>")
	case c.what == "default_page" || site == nil:
		return newPage(http.StatusOK, htmlType, defaultPage)
	case c.what == "wrong_page":
		return newPage(http.StatusOK, htmlType, document("Quincaillerie du Port", 0, nil, nil))
	}
	return site.page()
}

// page is the site when all is well: what is looked for there, and carried on from there, is on it.
func (s *webSite) page() page {
	p := newPage(s.usualStatus(), htmlType, "")
	if p.status >= http.StatusMultipleChoices && p.status < http.StatusBadRequest {
		p.header.Set("Location", "/")
	}
	var rules []probes.JSONRule
	var wanted, fields []string
	visible := 0
	for _, x := range append([]*webSite{s}, s.shares...) {
		rules = append(rules, x.expect.JSON...)
		visible = max(visible, x.expect.Visible)
		for _, pattern := range x.expect.Contains {
			wanted = append(wanted, sample(pattern))
		}
		for name, pattern := range x.expect.Headers {
			p.header.Set(name, sample(pattern))
		}
		for _, k := range x.kept {
			if k.Regexp == nil {
				rules = append(rules, probes.JSONRule{Path: k.Path, Value: "1"})
			} else {
				fields = append(fields, sample(probes.Pattern{Regexp: k.Regexp}))
			}
		}
	}
	if len(rules) > 0 {
		p.header.Set("Content-Type", jsonType)
		p.body = jsonAnswer(s.name, rules)
	} else {
		p.body = []byte(document(s.name, visible, wanted, fields))
	}
	return p
}

// usualStatus is 200, unless the check looks for something else.
func (s *webSite) usualStatus() int {
	for _, r := range s.expect.Status {
		if r.From <= http.StatusOK && r.To >= http.StatusOK {
			return http.StatusOK
		}
	}
	if len(s.expect.Status) > 0 {
		return s.expect.Status[0].From
	}
	return http.StatusOK
}

const defaultPage = `<!doctype html><html><head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1><p>The web server is installed and works. Further configuration is required.</p></body></html>`

func errorPage(status int) page {
	text := fmt.Sprintf("%d %s", status, statusText(status))
	return newPage(status, htmlType, "<!doctype html><html><head><title>"+text+"</title></head><body><h1>"+text+"</h1></body></html>")
}

func statusText(status int) string {
	if status == statusOriginSilent {
		return "Connection Timed Out"
	}
	return http.StatusText(status)
}

// The text of a small shop or school, in the two languages of the scenarios.
const (
	frenchText = "Bienvenue. Nos équipes vous accueillent du lundi au samedi, en magasin comme en ligne. " +
		"Découvrez les nouveautés de la saison, les conseils de nos ateliers et les dates des prochains cours. " +
		"Une question ? Écrivez-nous, nous répondons dans la journée. Livraison en Belgique et en France sous trois jours, " +
		"retrait gratuit dans nos onze magasins. Mentions légales, conditions générales, politique de confidentialité."
	englishText = "Welcome. Our teams are there for you from Monday to Saturday, in the shops and online. " +
		"Discover what is new this season, the advice of our workshops and the dates of the next courses. " +
		"A question? Write to us, we answer within the day. Delivery in Belgium and France within three days, " +
		"free collection in our eleven shops. Legal notice, general terms and conditions, privacy policy, cookies."
)

// document is a small page for a name, with so many visible characters at least, with the texts that are wanted and with
// hidden fields, which are pieces of HTML.
func document(name string, visible int, wanted, fields []string) string {
	language, text := "en", englishText
	if looksFrench(name) {
		language, text = "fr", frenchText
	}
	n := html.EscapeString(name)
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html><html lang=%s><head><meta charset=utf-8><title>%s</title></head><body><h1>%s</h1>", language, n, n)
	shown := strings.Count(text, "") - strings.Count(text, " ")
	for written := 0; written == 0 || written < visible; written += shown {
		b.WriteString("<p>" + text + "</p>")
	}
	for _, t := range wanted {
		b.WriteString("<p>" + html.EscapeString(t) + "</p>")
	}
	for _, f := range fields {
		if !strings.HasPrefix(f, "<") {
			f = "<input type=hidden " + f + ">"
		}
		b.WriteString(f)
	}
	b.WriteString("</body></html>")
	return b.String()
}

// looksFrench tells whether a name is written with letters or words of French.
func looksFrench(name string) bool {
	name = strings.ToLower(name)
	if strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) }) {
		return true
	}
	for _, word := range []string{"boutique", "paiement", "magasin", "cours", "centre", "inscription", "courriel", "vitrine", "couture", "base de", "fournisseur", "formation", "quincaillerie"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
