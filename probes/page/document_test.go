package page

import (
	"net/url"
	"testing"
)

func TestADialogIsSeenOnlyWhenItIsOpen(t *testing.T) {
	var r Reader
	d := r.Read([]byte("<p>a</p><dialog>hidden</dialog><dialog open>b</dialog>"), "text/html", false)
	if string(d.Text) != "a b" || d.Visible != 2 {
		t.Errorf("%q is seen, %d characters", d.Text, d.Visible)
	}
}

func TestTheScriptThatMakesAPage(t *testing.T) {
	at := &url.URL{Scheme: "https", Host: "www.example.com", Path: "/shop/"}
	for name, c := range map[string]struct {
		scripts []script
		want    string
	}{
		"none":                   {nil, ""},
		"the only one":           {[]script{{src: "x.js"}}, "https://www.example.com/shop/x.js"},
		"the last of equals":     {[]script{{src: "/x.js"}, {src: "/y.js"}}, "https://www.example.com/y.js"},
		"one by its name":        {[]script{{src: "/main.3f.js"}, {src: "/y.js"}}, "https://www.example.com/main.3f.js"},
		"a module before a name": {[]script{{src: "/z.js", module: true}, {src: "/main.js"}}, "https://www.example.com/z.js"},
		"another site's":         {[]script{{src: "https://cdn.example.org/main.js", module: true}}, ""},
		"of the same site":       {[]script{{src: "//static.example.com/a.js"}}, "https://static.example.com/a.js"},
		"no address":             {[]script{{src: "data:text/javascript,1"}}, ""},
	} {
		got := ""
		if u := (Document{scripts: c.scripts}).MainScript(at); u != nil {
			got = u.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if u := (Document{base: "/assets/", scripts: []script{{src: "a.js"}}}).MainScript(at); u == nil || u.Path != "/assets/a.js" {
		t.Errorf("from its base it is %v", u)
	}
}
