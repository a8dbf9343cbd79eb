package sim

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// serve answers a connection as its port and the condition of its machine ask for. The server's goroutine ends when
// it has answered, or when the probe closes.
func (v *Visit) serve(c condition, address, port string, trip time.Duration) net.Conn {
	p := newPipe(v, address, trip)
	go func() {
		defer p.agent.Close() //nolint:errcheck // it never fails
		switch {
		case c.what == "reset":
			p.agent.reset()
		case c.what == "stall":
			drain(p.agent)
		case port == "80":
			v.world.web(p.agent, p.agent, c, v.Now())
		case port == "443":
			v.world.secureWeb(p.agent, c, v.Now())
		default:
			greet(p.agent, port, c)
		}
	}()
	return p.client
}

// drain listens and says nothing until the probe gives up.
func drain(r io.Reader) { _, _ = io.Copy(io.Discard, r) }

// greet says what servers of other kinds say first, and then listens.
func greet(conn *end, port string, c condition) {
	conn.linger(c.slow)
	banner := map[string]string{
		"22": "SSH-2.0-OpenSSH_8.4\r\n", "25": "220 mail.example ESMTP\r\n", "587": "220 mail.example ESMTP\r\n",
		"143": "* OK ready\r\n", "3306": "J\x00\x00\x00\n10.5.8-MariaDB\x00",
	}[port]
	if _, err := io.WriteString(conn, banner); err == nil {
		drain(conn)
	}
}

func (w *World) secureWeb(conn *end, c condition, t time.Time) {
	broken := ""
	switch c.what {
	case "expired", "wrong_name", "untrusted":
		broken = c.what
	}
	server := tls.Server(conn, &tls.Config{
		MinVersion: tls.VersionTLS12,
		Time:       func() time.Time { return t },
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			what := broken
			if s := w.siteCondition(hello.ServerName, t).what; s == "expired" || s == "wrong_name" || s == "untrusted" {
				what = s
			}
			return w.pki.leaf(hello.ServerName, what)
		},
	})
	w.web(conn, server, c, t)
}

// siteCondition is what was said of a site itself, or of the hosting that it shares an address on.
func (w *World) siteCondition(host string, t time.Time) condition {
	s := w.sites[strings.ToLower(host)]
	if s == nil {
		return ok
	}
	return w.condition([]scope{s.resource, {"sites", s.name}}, 4, t)
}

// web answers one request. conn is the connection itself, stream what is spoken on it.
func (w *World) web(conn *end, stream io.ReadWriter, c condition, t time.Time) {
	req, err := http.ReadRequest(bufio.NewReader(stream))
	if err != nil {
		return
	}
	host := req.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if s := w.siteCondition(host, t); s.what != "ok" {
		c = s
	}
	switch c.what {
	case "blackhole", "stall", "unreachable", "loss":
		drain(stream)
		return
	case "refuse", "reset":
		conn.reset()
		return
	}
	conn.linger(c.slow + 5*time.Millisecond)
	status, kind, body := w.page(host, req.URL.Path, c)
	var out bytes.Buffer
	length := len(body)
	if c.what == "truncate" {
		body = body[:length/2]
	}
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\nServer: sim\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n",
		status, http.StatusText(status), kind, length)
	if req.Method != http.MethodHead {
		out.Write(body)
	}
	if _, err := stream.Write(out.Bytes()); err != nil {
		return
	}
	if s, isTLS := stream.(*tls.Conn); isTLS && c.what != "truncate" {
		_ = s.CloseWrite() // the probe may have gone already
	}
}
