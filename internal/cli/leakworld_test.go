package cli

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
)

// hidden are texts that may stand nowhere in what vigie writes, by what they are.
func hidden() map[string]string {
	return map[string]string{
		"the application secret":     "ZqApplicationSecret7hFkW2",
		"the consumer key":           "ZqConsumerKey9xTbV4mRd",
		"the access token":           "ZqAccessToken3nJcY8sLp",
		"a password in an address":   "Zq+addr/W0rd&e=1",
		"a password under auth":      "Zq auth \"pass\" word",
		"a token in an address":      "ZqQueryToken5kGzD6wHq",
		"the key of a header":        "ZqHeaderKey1vMfS0bNx",
		"a bearer token":             "ZqBearer2cRtQ7yJuE4aK",
		"a password in a body":       "ZqBodyPassword8pUiO3lZ",
		"a password in a form":       "Zq#form&Password=6hXw",
		"a variable":                 "ZqVariable0dFgL9eBoI5s",
		"an address that is alerted": "ZqAlertToken4jWmC1rTvP",
	}
}

// forms are the ways in which a secret could stand somewhere.
func forms(secret string) []string {
	list := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret), strings.Trim(fmt.Sprintf("%q", secret), `"`),
		strings.NewReplacer("&", `\u0026`).Replace(secret),
	}
	// In base64 a text looks different by where it begins. What depends on its neighbours is cut off.
	for lead := range 3 {
		coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", lead) + secret))
		coded = coded[(lead*4+2)/3 : len(coded)-2]
		list = append(list, coded, strings.NewReplacer("+", "-", "/", "_").Replace(coded))
	}
	return list
}

// The ways in which the OVHcloud of these tests behaves.
var manners = []string{"well", "page", "refuse", "redirect", "cut"}

// parrot is a world in which everybody says back what he was sent.
type parrot struct {
	manner atomic.Pointer[string]
	api    http.Handler
	ovh    *httptest.Server
	sites  *httptest.Server
}

func newParrot(t *testing.T) *parrot {
	t.Helper()
	sc, err := scenario.Open("strasbourg-2021")
	if err != nil {
		t.Fatal(err)
	}
	world, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	keys, secrets := ovhapi.NewKeys(), hidden()
	keys.ApplicationSecret, keys.ConsumerKey, keys.AccessToken = secrets["the application secret"], secrets["the consumer key"], secrets["the access token"]
	began := time.Now()
	p := &parrot{api: ovhapi.Handler(world, keys, func() time.Time { return sc.Start.Add(time.Hour + time.Since(began)) }, ovhapi.WithValidationAfter(time.Millisecond))}
	p.behave("well")
	p.ovh, p.sites = httptest.NewServer(http.HandlerFunc(p.serveOVH)), httptest.NewServer(http.HandlerFunc(p.serveSite))
	t.Cleanup(p.ovh.Close)
	t.Cleanup(p.sites.Close)
	return p
}

func (p *parrot) behave(manner string) { p.manner.Store(&manner) }

func (p *parrot) serveOVH(rw http.ResponseWriter, r *http.Request) {
	manner := *p.manner.Load()
	if manner == "well" || strings.HasSuffix(r.URL.Path, "/auth/time") {
		p.api.ServeHTTP(rw, r)
		return
	}
	heard := heard(r)
	if r.Header.Get("X-Ovh-Application") != "" { // whom it is known of
		heard += " " + hidden()["the application secret"]
	}
	rw.Header().Set("X-Ovh-QueryID", "EU.ext-1."+r.Header.Get("X-Ovh-Consumer")+r.Header.Get("Authorization"))
	switch manner {
	case "page":
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(http.StatusBadGateway)
		fmt.Fprintf(rw, "<html><title>%s</title><body>%s</body></html>", heard, html.EscapeString(heard))
	case "refuse":
		rw.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(rw, `{"errorCode":%q,"httpCode":"403 Forbidden","message":%q}`,
			"INVALID_CREDENTIAL "+r.Header.Get("X-Ovh-Consumer"), "This credential is not valid: "+heard)
	case "redirect":
		http.Redirect(rw, r, p.sites.URL+"/elsewhere?said="+url.QueryEscape(heard), http.StatusFound)
	case "cut":
		fmt.Fprintf(rw, `{"nichandle":%q,"name":"`, heard)
	}
}

// heard is all that a request holds.
func heard(r *http.Request) string {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s ", r.Method, r.URL)
	for name, values := range r.Header {
		fmt.Fprintf(&b, "%s: %s ", name, strings.Join(values, ", "))
	}
	user, password, _ := r.BasicAuth()
	form, _ := url.ParseQuery(string(body))
	fmt.Fprintf(&b, "%s:%s %s %v", user, password, body, form)
	return b.String()
}

func (p *parrot) serveSite(rw http.ResponseWriter, r *http.Request) {
	said := strings.ReplaceAll(heard(r), "\n", " ")
	if strings.HasSuffix(r.URL.Path, "/away") {
		http.Redirect(rw, r, "/page?said="+url.QueryEscape(said)+"#"+url.PathEscape(said), http.StatusFound)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("X-Debug", said)
	rw.Header().Set("Www-Authenticate", "Basic realm="+said)
	rw.Header().Set("Set-Cookie", "said="+url.QueryEscape(said)+"; Path=/")
	if !strings.HasSuffix(r.URL.Path, "/fine") {
		rw.WriteHeader(http.StatusUnauthorized)
	}
	fmt.Fprintf(rw, "<html><title>%[1]s</title><h1>Who are you?</h1><pre>%[1]s</pre>%[2]s</html>", html.EscapeString(said), said)
}
