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
	p, c := s.answer(req)
	if s.machine.edge == "" && s.interrupts(c) {
		return
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

// answer is what is shown for a request, and the condition that it meets.
func (s *session) answer(req *http.Request) (page, condition) {
	host, path := requestedHost(req), pathOf(req.URL.Path)
	site := s.world.siteAt(host, path, req.Method)
	switch {
	case s.machine.portal:
		return portalPage(req), fine
	case host == registryHost:
		return s.world.registryPage(path, s.at), fine
	case s.machine.edge != "":
		return s.passOn(site)
	}
	c := s.condition
	if site != nil {
		c = s.world.condition(s.machine.within(site, s.to.Addr()), s.family, s.at)
	}
	return pageOf(site, c), c
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

// siteAt is the site whose page a path of a host belongs to: the one that asks for just that page in that way, or else
// the first of the host.
func (w *World) siteAt(host, path, method string) *webSite {
	var first *webSite
	for _, s := range w.sites[host] {
		if s.isPage && s.path == path && s.method == methodOf(method) {
			return s
		}
		if _, _, isMail := talkOf(s.service); first == nil && s.service != greeter && !isMail {
			first = s
		}
	}
	return first
}
