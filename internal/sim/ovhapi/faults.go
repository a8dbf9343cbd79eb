package ovhapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// expired is the status of something whose contract is over, while its list still names it.
const expired = 460

// Fault is what goes wrong with some of the calls. Several things may go wrong at once.
type Fault struct {
	Method string // * for every method
	Path   string // below the version, as in the rules of a key: /vps/*, in which * stands for anything

	From       time.Duration // how long after the start of the scenario it begins
	Status     int           // instead of 200, once the key was checked where one is needed
	Delay      time.Duration // before the answer
	RetryAfter time.Duration // told beside the status, in whole seconds
	HTML       bool          // a page instead of JSON
	Truncated  bool          // the answer ends in its middle
	Cut        bool          // the connection ends before the answer
	Names      bool          // a list that holds bare names whatever it is asked for
	Expired    bool          // the key is no longer valid
	Skew       time.Duration // how far the API's clock is ahead
}

// faultOf is what goes wrong with a call now: the first fault that fits it.
func (a *api) faultOf(method, called string) Fault {
	passed := a.now().Sub(a.world.Scenario().Start)
	for _, f := range a.faults {
		if passed >= f.From && f.fits(method, called) {
			return f
		}
	}
	return Fault{}
}

func (f Fault) fits(method, called string) bool {
	return (f.Method == "*" || strings.EqualFold(f.Method, method)) && covers(f.Path, called)
}

// befall lets the fault happen to an answer, as far as no key is needed for it. done tells that nothing more is to be
// said; else the answer is written into out, and finish is called at its end.
func (f Fault) befall(rw http.ResponseWriter, r *http.Request) (out http.ResponseWriter, finish func(), done bool) {
	nothing := func() {}
	if !wait(r, f.Delay) {
		return rw, nothing, true
	}
	if f.RetryAfter > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter.Seconds())))
	}
	switch {
	case f.Cut:
		panic(http.ErrAbortHandler) // which is how a server of this language ends a connection
	case f.HTML:
		page(rw, max(f.Status, http.StatusOK))
		return rw, nothing, true
	case f.Truncated:
		kept := &answer{head: rw.Header(), status: http.StatusOK}
		return kept, func() {
			rw.WriteHeader(kept.status)
			_, _ = rw.Write(kept.body.Bytes()[:kept.body.Len()/2]) // the client may have gone
		}, false
	}
	return rw, nothing, false
}

// refusal is the fault in the words of the API.
func (f Fault) refusal() *refusal {
	switch f.Status {
	case expired:
		return &refusal{f.Status, "", "Client::ServiceExpired", "This service is expired"}
	case http.StatusTooManyRequests:
		return &refusal{f.Status, "", "Client::TooManyRequests", "Too many requests, try again later"}
	case http.StatusNotFound:
		return &refusal{f.Status, "", "Client::NotFound", "The requested object does not exist"}
	}
	if f.Status < http.StatusInternalServerError {
		return &refusal{f.Status, "", "Client::BadRequest", http.StatusText(f.Status)}
	}
	return &refusal{f.Status, "", "Server::InternalServerError", "Internal server error"}
}
