package ovhapi

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"vigie/internal/sim"
)

// Host is where the simulated API is, for clients made by Connect.
const Host = "api.ovh.example"

// Connect is an HTTP client that reaches the simulated API and status pages without a port being opened. It has no
// way to anywhere else.
func Connect(w *sim.World, keys Keys, now func() time.Time, options ...Option) *http.Client {
	served := newAPI(w, keys, now, options) // a slow API keeps nobody waiting here
	return &http.Client{Transport: transport{api: served.handler(), pages: StatusPages(w, now), world: w, now: now}}
}

type transport struct {
	api, pages http.Handler
	world      *sim.World
	now        func() time.Time
}

// RoundTrip lets the handler of the host answer. An API that is down does not answer at all.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	handler := t.api
	switch host := req.URL.Hostname(); {
	case strings.HasSuffix(host, statusDomain):
		handler = t.pages
	case host != Host:
		return nil, errors.New("the simulation has no " + host)
	case t.world.APIState(t.now()) == "down":
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
	}
	in := req.Clone(req.Context())
	in.RequestURI = req.URL.RequestURI()
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	if req.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
	out := &answer{head: make(http.Header), status: http.StatusOK}
	if !served(handler, out, in) {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: io.ErrUnexpectedEOF}
	}
	if err := in.Body.Close(); err != nil {
		return nil, fmt.Errorf("closing the question: %w", err)
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", out.status, http.StatusText(out.status)), StatusCode: out.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: out.head, Body: io.NopCloser(&out.body), ContentLength: int64(out.body.Len()), Request: req,
	}, nil
}

// served lets a handler answer; false means that it ended the connection.
func served(handler http.Handler, out *answer, in *http.Request) (whole bool) {
	defer func() {
		if p := recover(); p != nil && p != any(http.ErrAbortHandler) {
			panic(p)
		}
	}()
	handler.ServeHTTP(out, in)
	return true
}

// answer keeps what a handler writes.
type answer struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

// Header is the answer's header.
func (a *answer) Header() http.Header { return a.head }

// WriteHeader sets the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write adds to the body.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
