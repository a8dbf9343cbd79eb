// Package web speaks HTTP: it sends one request over a connection that is ready, in version 1.1, 2 or 3, and reads the whole
// answer, with its times and with whatever is wrong with it in words.
//
// It follows no redirect, keeps no cookie and judges no page. It goes through a Door. Of vigie it may import only
// internal/result, for the classes of failures, and below probes door, neterr and words.
package web

import "net/url"

// Request is one request, as every version of HTTP can write it.
type Request struct {
	Method   string
	At       *url.URL
	Host     string  // whom it is for: the address's own host, or that of the Host header
	Fields   []Field // the headers, their names in lower case
	Body     string
	Within   string // how long all of it may take, in words, such as 10 s
	HeadOnly bool   // what follows the headers of the answer is of no interest
}

// Field is a header as it is sent.
type Field struct{ Name, Value string }

// The versions of HTTP, as a handshake names them.
const (
	H1 = "http/1.1"
	H2 = "h2"
	H3 = "h3"
)
