package feed

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// said is a page that answers every path alike.
type said string

func (s said) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	_, err := rec.WriteString(string(s))
	resp := rec.Result()
	resp.Request = r
	return resp, err
}

// Nothing that nests without an end takes the program down.
func TestAnswersThatNestDeeply(t *testing.T) {
	deep := strings.Repeat("<a>", 1<<17)
	for _, body := range []string{deep, "<rss><channel><item>" + deep, "<feed><entry><content type='xhtml'>" + deep, strings.Repeat("[", 1<<17), `{"months":` + strings.Repeat("[", 1<<17)} {
		for _, address := range []string{"https://s.example", "https://s.example/f.xml"} {
			p, err := New(address, &http.Client{Transport: said(body)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r, err := p.Read(t.Context()); r != nil || !isOther(err) {
				t.Errorf("%.40s: %v, %v", body, r, err)
			}
		}
	}
}

// Whatever a page answers, in any of the forms, it is read or refused; what is read leads to a web address and is bounded.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		unresolved, planned, summary, chronicles, feedWith("x", "<small>Aug 20, 08:00 UTC</small><br><strong>Update</strong> - x"),
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link href="javascript:x"/><content type="xhtml"><b>x</b></content></entry></feed>`,
		`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`,
		`<link rel=alternate type=application/rss+xml href="/f">`, `<rss><channel><item><a><a><a>`, "[[[[", "<rss>\x00\xff", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, address := range []string{"https://s.example", "https://s.example/f.xml"} {
			p, err := New(address, &http.Client{Transport: said(body)}, func() time.Time { return august })
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				r, err := p.Read(t.Context())
				if r == nil && err == nil {
					t.Fatal("neither read nor refused")
				}
				if r == nil {
					continue
				}
				if len(r.Notices) > maxNotices {
					t.Errorf("%d notices", len(r.Notices))
				}
				for _, n := range r.Notices {
					if !strings.HasPrefix(n.URL, "https://") || n.Seen.IsZero() || n.State == "" && strings.Contains(address, "xml") {
						t.Errorf("%+v", n)
					}
				}
			}
		}
	})
}

func FuzzSpan(f *testing.F) {
	f.Add("Aug <var data-var='date'>22</var>, <var data-var='time'>06:46</var> - <var data-var='time'>06:54</var> UTC")
	f.Add("Dec 31, 23:00 - Jan 1, 01:00 UTC")
	f.Add(" - UTC")
	f.Fuzz(func(t *testing.T, stamp string) {
		from, to := span(stamp, august)
		if !to.IsZero() && to.Before(from) {
			t.Errorf("%q is from %v to %v", stamp, from, to)
		}
	})
}
