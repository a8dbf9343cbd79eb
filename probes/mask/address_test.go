package mask

import (
	"net/url"
	"testing"

	"vigie/internal/secretname"
)

func FuzzAddress(f *testing.F) {
	f.Add("https://u:p@a.example/?token=abc&x=1#access_token=secret")
	f.Add("?t%6Fken=abc&%=1&;sid=2&key=%61")
	f.Add("//a?%zz")
	at := &url.URL{Scheme: "http", Host: "a.example", Path: "/"}
	f.Fuzz(func(t *testing.T, location string) {
		shownLink(location)
		to, err := at.Parse(location)
		if err != nil {
			return
		}
		shown, err := url.Parse(Location(at, location))
		if err != nil {
			return // there are hosts that the library reads, but not as it writes them
		}
		if shown.Fragment != "" || shown.User != nil && shown.User.String() != url.User(stars).String() {
			t.Errorf("%q is shown as %q", location, shown)
		}
		for name, values := range to.Query() {
			for i, value := range shown.Query()[name] {
				if secretname.May(name) && value != "" && value != stars {
					t.Errorf("%q is shown as %q, with %q of %q", location, shown, value, values[i])
				}
			}
		}
	})
}

func TestAddressesAreShownWithoutTheirSecrets(t *testing.T) {
	at := &url.URL{Scheme: "https", Host: "a.example", Path: "/"}
	for in, want := range map[string]string{
		"/next":                                "https://a.example/next",
		"https://u:pw@b.example/x":             "https://****@b.example/x",
		"?page=2&token=abc":                    "https://a.example/?page=2&token=****",
		"/#access_token=abc":                   "https://a.example/",
		"/cb?code=1234&scope=openid":           "https://a.example/cb?code=****&scope=openid",
		"/x?v=eyJhbGciOiJIUzI1NiJ9abcdef":      "https://a.example/x?v=****",
		"/x?q=ajouter+au+panier+maintenant+12": "https://a.example/x?q=ajouter+au+panier+maintenant+12",
		"http://[::1":                          "an address that is none",
	} {
		if got := Location(at, in); got != want {
			t.Errorf("%s is shown as %s, want %s", in, got, want)
		}
	}
}
