package probes

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"vigie/internal/result"
)

// BenchmarkProbe is a whole probe of a small page beside what net/http takes for a bare request without keep-alive.
func BenchmarkProbe(b *testing.B) {
	s := httptest.NewServer(says("text/html", "<html><body><p>hello</p></body></html>"))
	defer s.Close()
	b.Run("vigie", func(b *testing.B) {
		u, err := url.Parse(s.URL)
		if err != nil {
			b.Fatal(err)
		}
		check := Check{Timeout: 5 * time.Second, Prober: &HTTP{URL: u, Expect: Expect{Visible: 1}}}
		for b.Loop() {
			if r := check.Ask(b.Context(), here()); r.State != result.Up {
				b.Fatal(r.Reason)
			}
		}
	})
	b.Run("net/http", func(b *testing.B) {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		for b.Loop() {
			r, err := client.Get(s.URL)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				b.Fatal(err)
			}
			if err := r.Body.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
