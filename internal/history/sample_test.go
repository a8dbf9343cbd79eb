package history

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"vigie/internal/result"
)

var t0 = time.Date(2021, 3, 10, 0, 0, 0, 0, time.UTC)

func ms(d float64) time.Duration { return time.Duration(d * float64(time.Millisecond)) }

// good is the answer of a web page at a time.
func good(at time.Time) result.Result {
	r := result.Result{
		Time: at, Site: "Shop", Check: result.KindHTTP, Target: "https://shop.example.com/", Vantage: "local",
		State: result.Up, Address: "192.0.2.10:443", Attempts: 1,
		Phases: result.Phases{DNS: ms(3.1), Connect: ms(12.4), TLS: ms(25.75), FirstByte: ms(80.3), Transfer: ms(4.2)},
		HTTP:   &result.HTTP{Status: 200, Proto: "HTTP/2.0", Bytes: 51234, Visible: 2345},
		TLS:    &result.TLS{Version: "TLS 1.3", Expires: t0.AddDate(0, 2, 0), Issuer: "R11"},
	}
	r.Total = sum(r.Phases)
	return r
}

func sum(p result.Phases) (d time.Duration) {
	for _, x := range []time.Duration{p.DNS, p.Connect, p.TLS, p.FirstByte, p.Transfer} {
		d += max(x, 0)
	}
	return d
}

// bad is a failure, the nth in a row, with evidence.
func bad(at time.Time, n int) result.Result {
	r := good(at)
	r.State, r.Failure, r.Attempts = result.Down, result.HTTPStatus, n
	r.Reason = fmt.Sprintf("answers 503 after %d.%02d s, not 200-299", n, n*7%100)
	r.HTTP.Status = 503
	r.Evidence = []result.Evidence{
		{Name: "answer", Text: "HTTP/2.0 503 Service Unavailable\nServer: nginx\n"},
		{Name: "page", Text: "<html>\xe9t\xe9 \x00 maintenance</html>"},
	}
	return r
}

// silent is a failure in which nothing came back: its total is not what its phases add up to.
func silent(at time.Time) result.Result {
	r := good(at)
	r.State, r.Failure, r.Reason = result.Down, result.TCPTimeout, "no answer from 192.0.2.10:443 within 10 s"
	r.Phases = result.NoPhases()
	r.Phases.DNS = ms(3.1)
	r.Total, r.HTTP, r.TLS = 10*time.Second, nil, nil
	return r
}

// world makes results as they come on a real line: phases spread log-normally, one in a hundred five times as long,
// and now and then a page of another length.
type world struct{ r *rand.Rand }

func newWorld() world { return world{rand.New(rand.NewPCG(1, 2))} }

func (w world) around(mean float64) time.Duration {
	d := mean * math.Exp(0.2*w.r.NormFloat64())
	if w.r.IntN(100) == 0 {
		d *= 5
	}
	return ms(d)
}

func (w world) page(at time.Time, site string) result.Result {
	r := good(at.Add(time.Duration(w.r.IntN(6)) * time.Millisecond))
	r.Site, r.Target = site, "https://"+site+"/"
	r.Phases = result.Phases{DNS: w.around(3), Connect: w.around(12), TLS: w.around(25), FirstByte: w.around(80), Transfer: w.around(4)}
	r.Total = sum(r.Phases)
	if w.r.IntN(10) == 0 {
		r.HTTP.Bytes += w.r.Int64N(100)
		r.HTTP.Visible += w.r.IntN(20)
	}
	return r
}
