package mask

import (
	"strings"
	"testing"

	"vigie/internal/result"
)

func TestSecretsAreHiddenHoweverTheyAreWrittenBack(t *testing.T) {
	var s Secrets
	s.Hide("p&ss w\"rd")
	for _, form := range []string{"p&ss w\"rd", "p%26ss+w%22rd", "p&ss%20w%22rd", "p&amp;ss w&#34;rd", `p\u0026ss w\"rd`} {
		if got := s.Text("before " + form + " after"); got != "before **** after" {
			t.Errorf("%s is shown as %q", form, got)
		}
	}
	if got := s.Text("p&ss"); got != "p&ss" {
		t.Errorf("a part of a secret becomes %q", got)
	}
}

// A secret of three letters stands inside of many words. There it is none.
func TestAShortSecretIsHiddenOnlyAsAWord(t *testing.T) {
	var s Secrets
	s.Hide("cat", "s3cret")
	r := result.Result{
		Reason: "the cat is not in the category",
		Evidence: []result.Evidence{
			{Name: "answer", Text: "HTTP/1.1 200 cat\nX-Animal: cat"},
			{Name: "page", Text: "cat, scatter, cat_s3cret"},
		},
		HTTP: &result.HTTP{Redirects: []string{"https://a.example/cat/catalogue?q=s3cret"}},
	}
	s.Result(&r)
	for got, want := range map[string]string{
		r.Reason: "the cat is not in the category", r.Evidence[0].Text: "HTTP/1.1 200 cat\nX-Animal: ****",
		r.Evidence[1].Text: "****, scatter, cat_****", r.HTTP.Redirects[0]: "https://a.example/****/catalogue?q=****",
	} {
		if got != want {
			t.Errorf("shown is %q, want %q", got, want)
		}
	}
}

// The whole goes before its parts, so that no rest of a longer secret stays.
func TestOfTwoSecretsTheLongerIsHiddenFirst(t *testing.T) {
	var s, more Secrets
	s.Hide("secret")
	more.Hide("secret-and-more")
	s.Add(&more)
	s.Add(nil)
	if got := s.Text("a secret-and-more b secret"); got != "a **** b ****" {
		t.Errorf("shown is %q", got)
	}
}

func TestOfABodyItsValuesAreSecret(t *testing.T) {
	for body, said := range map[string]string{
		`{"user":{"name":"marie"},"codes":["k4tze",12345]}`: "marie and k4tze",
		"user=marie&password=k4tze%21":                      "marie and k4tze!",
		"k4tze marie":                                       "k4tze marie",
	} {
		var s Secrets
		s.HideBody(body)
		if got := s.Text(said); strings.Contains(got, "marie") || strings.Contains(got, "k4tze") {
			t.Errorf("after %s is shown %q", body, got)
		}
	}
	var none Secrets
	none.HideBody("")
	if got := none.Text("nothing is hidden"); got != "nothing is hidden" {
		t.Errorf("an empty body hides: %q", got)
	}
}

func TestHeadersAreShownWithoutWhatLetsSomebodyIn(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"Content-Type", "text/html", "text/html"},
		{"Set-Cookie", "sid=abc; Path=/; HttpOnly", "sid=…; Path=/; HttpOnly"},
		{"Set-Cookie", "sid=abc", "sid=…"},
		{"Authorization", "Bearer abc", "Bearer …"},
		{"Www-Authenticate", "Digest nonce=abc", "Digest …"},
		{"Location", "https://u:p@a.example/?token=abc", "https://****@a.example/?token=****"},
		{"Content-Location", "/?sid=abc", "/?sid=****"},
		{"Link", "<https://a.example/?token=abc>; rel=next", "<https://a.example/"},
		{"Refresh", "0; url=/?token=abc", "0;%20url=/?token=****"},
		{"X-Api-Key", "abc", "****"},
	} {
		if got := Header(c.name, c.value); got != c.want {
			t.Errorf("%s: %s is shown as %q, want %q", c.name, c.value, got, c.want)
		}
	}
}
