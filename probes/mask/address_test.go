package mask

import (
	"net/url"
	"strings"
	"testing"
)

func FuzzAddress(f *testing.F) {
	f.Add("https://u:p@a.example/?token=abc&x=1#access_token=secret")
	f.Add("//a?%zz")
	at := &url.URL{Scheme: "http", Host: "a.example", Path: "/"}
	f.Fuzz(func(t *testing.T, location string) {
		if shown := Location(at, location); strings.Contains(location, "token=s3cret&") && strings.Contains(shown, "s3cret") && strings.Contains(location, "?token=s3cret&") {
			t.Errorf("%q is shown as %q", location, shown)
		}
		shownLink(location)
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
