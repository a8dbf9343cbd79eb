package probes

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vigie/internal/result"
)

// What a visitor sees of a page that came with status 200.
func TestHTTP13_Pages(t *testing.T) {
	long := strings.Repeat("word ", 500)
	cases := map[string]struct {
		kind, body string
		failure    result.Failure
		reason     string
	}{
		"words":                 {"text/html", "<p>Welcome to our shop", "", ""},
		"nothing":               {"text/html", "", result.ContentBlank, "the answer is empty"},
		"spaces":                {"text/html", " \n\t\ufeff&nbsp;", result.ContentBlank, "0 visible characters"},
		"an empty frame":        {"text/html", "<html><head><title>Shop</title></head><body></body></html>", result.ContentBlank, "0 visible characters"},
		"only code":             {"text/html", "<script>var a='text'</script><style>p{}</style><!-- text --><template>text</template>", result.ContentBlank, ""},
		"only hidden text":      {"text/html", `<div style="display: none">text</div><p hidden>text`, result.ContentBlank, ""},
		"a picture":             {"text/html", `<body><img src="a.png">`, "", ""},
		"a counting dot":        {"text/html", `<body><img src="dot.gif" width=1 height=1>`, result.ContentBlank, ""},
		"a form":                {"text/html", `<form><input name=user><input type=password></form>`, "", ""},
		"a JavaScript app":      {"text/html", `<div id="root"></div><script src="app.js"></script>`, "", "needs JavaScript"},
		"sends on by itself":    {"text/html", `<meta http-equiv="refresh" content="0; url=/fr/">`, "", ""},
		"a script leaves":       {"text/html", `<script>window.location.href = "/fr/";</script>`, "", "sends its visitors on by a script"},
		"a script only looks":   {"text/html", `<script>if (document.location.href == "https://x") { track() }</script>`, result.ContentBlank, ""},
		"signs without ink":     {"text/html", "<p>\u2800\u3164\u115f\uffa0", result.ContentBlank, "0 visible characters"},
		"JSON of nothing":       {"application/json", "", result.ContentBlank, "the answer is empty"},
		"JSON of spaces":        {"application/json", " \n", result.ContentBlank, "0 visible characters"},
		"an error in text":      {"text/plain", "Error establishing a database connection", result.ContentForbidden, "database-error"},
		"a PHP error in text":   {"text/plain", "Fatal error: Uncaught Exception in /a.php on line 44\n", result.ContentForbidden, "php-error"},
		"an image":              {"image/png", "\x89PNG", "", ""},
		"JSON":                  {"application/json", "{}", "", ""},
		"plain text":            {"text/plain", "ok", "", ""},
		"empty text":            {"text/plain", "", result.ContentBlank, ""},
		"nginx welcome":         {"text/html", "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", result.ContentDefaultPage, "nginx-welcome"},
		"an article on nginx":   {"text/html", "<title>Welcome to nginx, a course</title>" + long, "", ""},
		"apache":                {"text/html", "<title>Apache2 Debian Default Page: It works</title><p>It works!", result.ContentDefaultPage, "apache-default"},
		"it works":              {"text/html", "<html><body><h1>It works!</h1></body></html>", result.ContentDefaultPage, "it-works"},
		"a list of files":       {"text/html", "<title>Index of /</title><h1>Index of /</h1><pre>a b</pre>", result.ContentDefaultPage, "directory-index"},
		"OVH under work":        {"text/html", "<title>Félicitations&nbsp;! Votre domaine a bien été créé</title><p>chez OVH", result.ContentDefaultPage, "ovh-construction"},
		"parked":                {"text/html", "<h1>shop.example</h1><p>This domain is for sale!", result.ContentDefaultPage, "parked"},
		"suspended":             {"text/html", "<title>Account Suspended</title><p>Contact your hosting provider", result.ContentDefaultPage, "suspended"},
		"a PHP error":           {"text/html", "<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function in <b>/home/x/index.php</b> on line <b>12</b><br />" + long, result.ContentForbidden, "php-error"},
		"a lesson in PHP":       {"text/html", "<p>You may see</p><pre>Fatal error: Uncaught Error in index.php on line 12</pre>", "", ""},
		"no database":           {"text/html", "<h1>Error establishing a database connection</h1>", result.ContentForbidden, "database-error"},
		"WordPress in French":   {"text/html", "<p>Il y a eu une erreur critique sur ce site.</p>", result.ContentForbidden, "wordpress-error"},
		"WordPress in Dutch":    {"text/html", "<p>Er heeft zich een kritieke fout voorgedaan op deze site.</p>", result.ContentForbidden, "wordpress-error"},
		"Magento":               {"text/html", "<title>There has been an error processing your request</title><p>sorry", result.ContentForbidden, "magento-error"},
		"no type, but a page":   {"", "<!doctype html><title>x</title><body></body>", result.ContentBlank, ""},
		"too deep for a parser": {"text/html", strings.Repeat("<div>", 2000) + "hello", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, ".js") {
					w.Header().Set("Content-Type", "text/javascript")
					_, _ = io.WriteString(w, "start()")
					return
				}
				w.Header()["Content-Type"] = nil
				if c.kind != "" {
					w.Header().Set("Content-Type", c.kind)
				}
				_, _ = io.WriteString(w, c.body)
			})
			r := askOnce(t, here(), get(t, address))
			if r.Failure != c.failure || !strings.Contains(r.Reason, c.reason) {
				t.Errorf("got %s %q: %q, %d visible", r.State, r.Failure, r.Reason, r.HTTP.Visible)
			}
		})
	}
}

// A login is no failure: what lies behind it was not seen, and that is said.
func TestHTTP13_ALoginIsOnlyNoted(t *testing.T) {
	r := askOnce(t, here(), get(t, serve(t, says("text/html", `<title>Members</title><form><input name=user><input type=password></form>`))))
	wants(t, r, result.Up, "")
	if !slices.Contains(r.Evidence, result.Evidence{Name: "note", Text: asksToLogIn}) || r.Reason != "" {
		t.Errorf("%q, %v", r.Reason, r.Evidence)
	}
}

func TestExpectations(t *testing.T) {
	regexp := func(s string) Pattern {
		p, err := ParsePattern(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	const (
		html   = "text/html; charset=utf-8"
		latin1 = "text/html; charset=iso-8859-1"
	)
	cases := map[string]struct {
		kind, body string
		expect     Expect
		failure    result.Failure
		reason     string
	}{
		"there":                  {html, "Add to basket", Expect{Contains: []Pattern{{Text: "Add to basket"}}}, "", ""},
		"over elements":          {html, "Add <b>to</b>\n bas<i>ket</i>", Expect{Contains: []Pattern{{Text: "Add to basket"}}}, "", ""},
		"with a bound space":     {html, "Prix&nbsp;: 5&nbsp;&euro;", Expect{Contains: []Pattern{{Text: "Prix : 5 €"}}}, "", ""},
		"in another spelling":    {html, "Cafe\u0301", Expect{Contains: []Pattern{{Text: "Café"}}}, "", ""},
		"in Latin-1":             {latin1, "Caf\xe9", Expect{Contains: []Pattern{{Text: "Café"}}}, "", ""},
		"in Latin-1 by meta":     {"text/html", "<meta charset=iso-8859-1>Caf\xe9", Expect{Contains: []Pattern{{Text: "Café"}}}, "", ""},
		"in UTF-16":              {"text/html", "\xff\xfeC\x00a\x00f\x00\xe9\x00", Expect{Contains: []Pattern{{Text: "Café"}}}, "", ""},
		"late, no charset":       {"text/html", strings.Repeat("a ", 2000) + "Café", Expect{Contains: []Pattern{{Text: "Café"}}}, "", ""},
		"in the source":          {html, "<a href='/basket'>x", Expect{Contains: []Pattern{regexp("/href=.{1,3}basket/")}}, "", ""},
		"not there":              {html, "hello", Expect{Contains: []Pattern{{Text: "basket"}}}, result.ContentMissing, `"basket" is not on the page`},
		"there, though must not": {html, "Under maintenance", Expect{Lacks: []Pattern{{Text: "maintenance"}}}, result.ContentForbidden, `the page says "maintenance"`},
		"too little":             {html, "hello", Expect{Visible: 200}, result.ContentBlank, "5 visible characters, wanted at least 200"},
		"white is allowed":       {html, "", Expect{}, "", ""},
		"JSON as wanted":         {"application/json", `{"status":"ok","n":9007199254740993,"up":true}`, Expect{JSON: []JSONRule{{"$.status", "ok"}, {"$.n", "9007199254740993"}, {"$.up", "true"}}}, "", ""},
		"JSON not as wanted":     {"application/json", `{"status":"bad"}`, Expect{JSON: []JSONRule{{"$.status", "ok"}}}, result.ContentJSON, `$.status is "bad", expected "ok"`},
		"JSON without it":        {"application/json", `{}`, Expect{JSON: []JSONRule{{"$.queue", "0"}}}, result.ContentJSON, "$.queue is not in the answer"},
		"no JSON":                {html, `<p>500`, Expect{JSON: []JSONRule{{"$.queue", "0"}}}, result.ContentJSON, "not JSON"},
		"a header":               {html, "hello", Expect{Headers: map[string]Pattern{"content-type": regexp("/html/")}}, "", ""},
		"a header too few":       {html, "hello", Expect{Headers: map[string]Pattern{"x-shop": {Text: "1"}}}, result.ContentHeader, "x-shop is not there"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := get(t, serve(t, says(c.kind, c.body)))
			p.Expect = c.expect
			r := askOnce(t, here(), p)
			if r.Failure != c.failure || !strings.Contains(r.Reason, c.reason) {
				t.Errorf("got %s %q: %q", r.State, r.Failure, r.Reason)
			}
		})
	}
}
