package sim

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"

	"vigie/probes"
)

const (
	htmlType = "text/html; charset=utf-8"
	jsonType = "application/json"
)

// page is what a web server shows for a host name.
func (w *World) page(host, path string, c condition) (status int, kind string, body []byte) {
	s := w.sites[strings.ToLower(host)]
	switch {
	case c.what == "status":
		return c.status, htmlType, errorPage(c.status)
	case c.what == "blank":
		return http.StatusOK, htmlType, []byte("<!doctype html><html><head><title></title></head><body></body></html>")
	case c.what == "default_page" || s == nil:
		return http.StatusOK, htmlType, []byte(defaultPage)
	case c.what == "wrong_page":
		return http.StatusOK, htmlType, sitePage("Une autre maison", nil)
	}
	expect := s.expect[pathOf(path)]
	if len(expect.JSON) > 0 {
		return http.StatusOK, jsonType, jsonAnswer(s.name, expect.JSON)
	}
	var wanted []string
	for _, p := range expect.Contains {
		if p.Regexp == nil {
			wanted = append(wanted, p.Text)
		}
	}
	return http.StatusOK, htmlType, sitePage(s.name, wanted)
}

const defaultPage = `<!doctype html><html><head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1><p>The web server is installed and works. Further configuration is required.</p></body></html>`

func errorPage(status int) []byte {
	text := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return []byte("<!doctype html><html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>")
}

func sitePage(name string, wanted []string) []byte {
	var b strings.Builder
	n := html.EscapeString(name)
	fmt.Fprintf(&b, "<!doctype html><html lang=fr><head><meta charset=utf-8><title>%s</title></head><body><h1>%s</h1>", n, n)
	b.WriteString("<p>Bienvenue. Nos équipes vous accueillent du lundi au samedi, en magasin comme en ligne. " +
		"Découvrez les nouveautés de la saison, les conseils de nos ateliers et les dates des prochains cours. " +
		"Une question ? Écrivez-nous, nous répondons dans la journée. Livraison en Belgique et en France sous trois jours.</p>")
	for _, t := range wanted {
		b.WriteString("<p>" + html.EscapeString(t) + "</p>")
	}
	b.WriteString("</body></html>")
	return []byte(b.String())
}

// jsonAnswer holds what the site's own rules look for, for paths of plain keys.
func jsonAnswer(name string, rules []probes.JSONRule) []byte {
	doc := map[string]any{"service": name}
	for _, rule := range rules {
		at := doc
		keys := strings.Split(strings.TrimPrefix(rule.Path, "$."), ".")
		for _, k := range keys[:len(keys)-1] {
			next, isMap := at[k].(map[string]any)
			if !isMap {
				next = map[string]any{}
				at[k] = next
			}
			at = next
		}
		at[keys[len(keys)-1]] = rule.Value
	}
	body, err := json.Marshal(doc)
	if err != nil { // a map of texts can always be written
		return []byte("{}")
	}
	return body
}
