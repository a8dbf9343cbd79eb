package sim

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// thinking is how long a web server takes to make a page.
const thinking = 5 * time.Millisecond

// web answers one request.
func (s *session) web(stream io.ReadWriter) {
	req, err := http.ReadRequest(bufio.NewReader(stream))
	if err != nil {
		return // the probe has gone, or speaks something else
	}
	site := s.world.siteAt(requestedHost(req), pathOf(req.URL.Path))
	var p page
	var c condition
	if s.machine.edge {
		p, c = s.passOn(site)
	} else {
		if c = s.condition; site != nil {
			c = s.world.condition(s.machine.within(site), s.family, s.at)
		}
		if s.interrupts(c) {
			return
		}
		p = pageOf(site, c)
	}
	s.conn.linger(thinking + c.slow)
	cut := c.what == "truncate"
	if err := s.send(stream, p, cut, req.Method == http.MethodHead); err != nil {
		return // the probe has gone
	}
	if secured, isTLS := stream.(*tls.Conn); isTLS && !cut {
		_ = secured.CloseWrite() // the probe may have gone already
	}
}

// send writes an answer; one that is cut says how long it is and breaks off half way.
func (s *session) send(stream io.Writer, p page, cut, headOnly bool) error {
	p.header.Set("Content-Length", strconv.Itoa(len(p.body)))
	p.header.Set("Connection", "close")
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", p.status, statusText(p.status))
	if err := p.header.Write(&head); err != nil {
		return err
	}
	head.WriteString("\r\n")
	if _, err := stream.Write(head.Bytes()); err != nil {
		return err
	}
	body := p.body
	switch {
	case headOnly:
		return nil
	case cut:
		body = body[:len(body)/2]
	}
	s.conn.linger(transfer(len(body)))
	_, err := stream.Write(body)
	return err
}

// requestedHost is the host name that a request is for.
func requestedHost(req *http.Request) string {
	host := req.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return hostName(host)
}

// siteAt is the site whose page a path of a host belongs to: the one that asks for just that page, or else the first
// of the host.
func (w *World) siteAt(host, path string) *webSite {
	var first *webSite
	for _, s := range w.sites[host] {
		if s.isPage && s.path == path {
			return s
		}
		if _, _, isMail := talkOf(s.service); first == nil && s.service != greeter && !isMail {
			first = s
		}
	}
	return first
}
