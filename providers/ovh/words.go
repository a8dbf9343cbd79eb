package ovh

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
)

// refusedKey says why a key is refused, and what to do: that it has ended, and that it is unknown, are mended alike.
func (e *APIError) refusedKey() string {
	switch {
	case e.Status == http.StatusUnauthorized:
		return "OVHcloud takes this for a call without a key; an access token lasts about a day, and then a new one is needed"
	case e.Class == "INVALID_CREDENTIAL":
		return "OVHcloud refuses the key, which has ended or was never granted; ask for a new one"
	case e.Class == "NOT_CREDENTIAL":
		return "OVHcloud refuses the key, which it does not know; ask for a new one"
	}
	return "OVHcloud refuses the key"
}

// overloaded says that the API takes no more calls, and for how long where it told.
func (e *APIError) overloaded() string {
	if e.after > 0 {
		return "OVHcloud's API asks to be left alone for " + inWords(e.after)
	}
	return "OVHcloud's API is overloaded or asks for fewer calls"
}

// lost says in words how a connection was lost; other failures say it themselves.
func (e *cutError) lost() string {
	switch {
	case errors.Is(e.why, io.EOF), errors.Is(e.why, io.ErrUnexpectedEOF), errors.Is(e.why, syscall.ECONNRESET), errors.Is(e.why, syscall.EPIPE):
		return "the connection is cut before the answer has come"
	case errors.Is(e.why, syscall.ECONNREFUSED):
		return "nothing answers at its address"
	case errors.Is(e.why, syscall.ENETUNREACH), errors.Is(e.why, syscall.EHOSTUNREACH):
		return "there is no way to it from here"
	}
	return e.why.Error()
}

// likeness is what errors are the same by: two calls that are refused alike differ in their numbers alone.
func likeness(err error) string {
	if e, ok := errors.AsType[*APIError](err); ok && e.QueryID != "" {
		return strings.Replace(err.Error(), ", query "+e.QueryID, "", 1)
	}
	return err.Error()
}
