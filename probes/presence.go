package probes

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"

	"github.com/sourcegraph/conc"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/neterr"
)

// Presence asks whether there is a machine at an address at all, whatever runs on it: it knocks at a few ports, and sends
// an echo where that may be done. It is up where anything takes a connection, degraded where the machine is there and takes
// none, and down where nothing comes back.
type Presence struct {
	At    netip.Addr
	Ports []string // those that are knocked at; the usual ones when empty
}

// usualPorts are open on most machines that serve anything.
func usualPorts() []string { return []string{"443", "80", "22"} }

// About is the address.
func (p *Presence) About() string { return p.At.String() }

// Burdens is the address: it has no one port.
func (p *Presence) Burdens() string { return p.At.String() }

// Probe knocks at all ports at once.
func (p *Presence) Probe(ctx context.Context, env Env) result.Result {
	ports := p.Ports
	if len(ports) == 0 {
		ports = usualPorts()
	}
	start := env.Door.Now()
	var k knocks
	var group conc.WaitGroup
	for _, port := range ports {
		group.Go(func() {
			conn, err := env.Door.Dial(ctx, "tcp", net.JoinHostPort(p.At.String(), port))
			if err == nil {
				_ = conn.Close() // it was only asked whether there is one
			}
			k.add(port, err)
		})
	}
	if e, ok := env.Door.(door.Echoer); ok {
		group.Go(func() {
			_, err := e.Echo(ctx, p.At)
			k.echo(err == nil)
		})
	}
	group.Wait()
	r := result.Result{Address: p.At.String(), Phases: result.NoPhases(), Total: max(0, env.Door.Now().Sub(start))}
	return k.judge(r)
}

// knocks are what came of knocking.
type knocks struct {
	mu                    sync.Mutex
	open, refused, silent []string
	barred                error // somebody on the way says that no way leads there
	exhausted             error // this machine itself could not
	echoes                bool
}

func (k *knocks) add(port string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err == nil:
		k.open = append(k.open, port)
	case neterr.Exhausted(err):
		k.exhausted = err
	default:
		switch failure, _ := neterr.WhyNotConnected(err, "", ""); failure {
		case result.TCPRefused, result.TCPReset:
			k.refused = append(k.refused, port)
		case result.TCPUnreachable:
			k.barred = err
		default:
			k.silent = append(k.silent, port)
		}
	}
}

func (k *knocks) echo(came bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.echoes = came
}

func (k *knocks) judge(r result.Result) result.Result {
	switch {
	case len(k.open) > 0:
		r.State, r.Reason = result.Up, fmt.Sprintf("%s takes connections on port %s", r.Address, strings.Join(k.open, ", "))
	case len(k.refused) > 0:
		return degrade(r, result.TCPRefused, "%s is there, and refuses connections on port %s", r.Address, strings.Join(k.refused, ", "))
	case k.echoes:
		return degrade(r, result.TCPTimeout, "%s sends echoes back, and takes no connection", r.Address)
	case k.exhausted != nil:
		return couldNotAsk(r, "%s", neterr.WhyExhausted(k.exhausted))
	case k.barred != nil:
		return fail(r, result.TCPUnreachable, "no way leads to %s", r.Address)
	default:
		return fail(r, result.TCPTimeout, "nothing at %s answers: no port, no echo", r.Address)
	}
	return r
}
