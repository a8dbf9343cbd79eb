package probes

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/echo"
	"vigie/probes/neterr"
)

// series is a few echoes to one address; or connections, where this machine may send no echo.
type series struct {
	env    Env
	ip     netip.Addr
	tcp    bool
	port   string // at which connections are answered; empty while that is not known
	sent   int
	took   []time.Duration // by those that came back
	failed error           // of one that did not; what is more than silence goes before
	log    strings.Builder
}

// next sends one of those that are left, and waits for its share of the time.
func (s *series) next(ctx context.Context, left int) {
	share, cancel := door.Share(ctx, s.env.Door, left)
	defer cancel()
	took, err := s.ask(share)
	s.sent++
	if err == nil {
		s.took = append(s.took, took)
		fmt.Fprintf(&s.log, "%d: %.3f ms\n", s.sent, float64(took.Microseconds())/1000)
		return
	}
	if s.failed == nil || neterr.TimedOut(s.failed) {
		s.failed = err
	}
	words := neterr.Plain(err)
	if neterr.TimedOut(err) {
		words = "nothing"
	}
	fmt.Fprintf(&s.log, "%d: %s\n", s.sent, words)
}

func (s *series) ask(ctx context.Context) (time.Duration, error) {
	if sender, may := s.env.Door.(door.Echoer); may && !s.tcp {
		if took, err := sender.Echo(ctx, s.ip); !errors.Is(err, echo.ErrForbidden) {
			return took, err
		}
	}
	s.tcp = true
	return s.connect(ctx)
}

// connect takes the time of a connection to a port that most machines answer at. A refusal is an answer too.
func (s *series) connect(ctx context.Context) (took time.Duration, err error) {
	ports := []string{"443", "80"}
	if s.port != "" {
		ports = []string{s.port}
	}
	for i, port := range ports {
		start := s.env.Door.Now()
		share, cancel := door.Share(ctx, s.env.Door, len(ports)-i)
		var conn net.Conn
		conn, err = s.env.Door.Dial(share, "tcp", net.JoinHostPort(s.ip.String(), port))
		took = max(0, s.env.Door.Now().Sub(start))
		cancel()
		if err == nil {
			_ = conn.Close() // it was only asked whether it answers
		}
		if err == nil || neterr.WasRefused(err) || neterr.WasReset(err) {
			s.port = port
			return took, nil
		}
	}
	return 0, err
}

// facts are what came of the series.
func (s *series) facts() *result.Ping {
	p := &result.Ping{How: "icmp", Sent: s.sent, Received: len(s.took)}
	if s.tcp {
		p.How = "tcp"
	}
	for i, took := range s.took {
		if i == 0 || took < p.Least {
			p.Least = took
		}
		p.Most = max(p.Most, took)
		p.Mean += took
	}
	if len(s.took) > 0 {
		p.Mean /= time.Duration(len(s.took))
	}
	return p
}

func (s *series) evidence() []result.Evidence {
	list := []result.Evidence{{Name: s.word(), Text: s.log.String()}}
	if s.tcp {
		list = append(list, note("this machine may send no ICMP echoes (on Linux net.ipv4.ping_group_range allows it): %s were timed instead", s.word()))
	}
	return list
}

// word is what the series is made of.
func (s *series) word() string {
	switch {
	case !s.tcp:
		return "echoes"
	case s.port != "":
		return "connections to port " + s.port
	default:
		return "connections to ports 443 and 80"
	}
}

// silence says why nothing at all came back.
func (s *series) silence(r result.Result, took string) result.Result {
	var refused *echo.Unreachable
	switch {
	case neterr.Exhausted(s.failed):
		return couldNotAsk(r, "%s", neterr.WhyExhausted(s.failed))
	case errors.As(s.failed, &refused):
		return fail(r, result.PingUnreachable, "no way leads to %s: %s", r.Address, refused)
	case neterr.NoWay(s.failed):
		return fail(r, result.PingUnreachable, "no way leads to %s", r.Address)
	case !neterr.TimedOut(s.failed):
		return couldNotAsk(r, "%s to %s could not be sent: %s", s.word(), r.Address, neterr.Plain(s.failed))
	case s.tcp:
		return fail(r, result.PingTimeout, "%s takes no connection at port 443 or 80, %d tried within %s", r.Address, s.sent, took)
	default:
		return fail(r, result.PingTimeout, "no echo from %s came back, %d sent within %s", r.Address, s.sent, took)
	}
}

// loss says that some did not come back.
func (s *series) loss(r result.Result, lost int) result.Result {
	failure, why := result.PingTimeout, ""
	var refused *echo.Unreachable
	if errors.As(s.failed, &refused) {
		failure, why = result.PingUnreachable, fmt.Sprintf(": %s", refused)
	}
	return degrade(r, failure, "%d of %d %s to %s did not come back%s", lost, s.sent, s.word(), r.Address, why)
}
