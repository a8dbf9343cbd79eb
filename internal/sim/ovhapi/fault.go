package ovhapi

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is what goes wrong with the calls that it fits, as data: 'GET /vps/*: status=500'.
type Fault struct {
	Rule // an empty method is any; in the path, * stands for anything

	Status     int           // answered in place of what there is; 0 lets the call through
	Delay      time.Duration // before anything is answered
	RetryAfter time.Duration // said with the status; whole seconds
	HTML       bool          // a page where JSON should be
	Truncated  bool          // JSON that ends in the middle
	Cut        bool          // the connection ends without an answer
	IAM        bool          // a policy of the account forbids the call
	Lost       bool          // what was asked for is done, and the connection ends without an answer
	Times      int           // how many calls it fits, from the first on; 0 is all
}

// statusExpired is what the API answers for a service that is over and still stands in the list.
const statusExpired = 460

// ParseFault reads a fault as it is written on the command line: a method or none, a path, a colon, and one or more of
// status=CODE, delay=TIME, retry-after=TIME, html, truncated, cut, lost, iam, expired
// and times=COUNT, with commas between.
func ParseFault(s string) (Fault, error) {
	where, what, found := strings.Cut(s, ": ")
	var f Fault
	words := strings.Fields(where)
	switch {
	case found && len(words) == 1:
		f.Path = words[0]
	case found && len(words) == 2:
		f.Method, f.Path = strings.ToUpper(words[0]), words[1]
	default:
		return f, fmt.Errorf("a fault is written as 'GET /vps/*: status=500', not %q", s)
	}
	if !strings.HasPrefix(f.Path, "/") && f.Path != "*" {
		return f, fmt.Errorf("the path of a fault begins with a slash: %q", f.Path)
	}
	for _, w := range strings.Split(what, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(w), "=")
		if err := f.set(name, value); err != nil {
			return f, fmt.Errorf("the fault %q: %w", s, err)
		}
	}
	return f, nil
}

func (f *Fault) set(name, value string) (err error) {
	flags := map[string]*bool{"html": &f.HTML, "truncated": &f.Truncated, "cut": &f.Cut, "lost": &f.Lost, "iam": &f.IAM}
	times := map[string]*time.Duration{"delay": &f.Delay, "retry-after": &f.RetryAfter}
	switch {
	case flags[name] != nil && value == "":
		*flags[name] = true
	case times[name] != nil:
		*times[name], err = time.ParseDuration(value)
		if err == nil && *times[name] < 0 {
			err = errors.New(name + " must not be negative")
		}
		if name == "retry-after" && f.Status == 0 {
			f.Status = http.StatusTooManyRequests
		}
	case name == "expired" && value == "":
		f.Status = statusExpired
	case name == "status":
		if f.Status, err = strconv.Atoi(value); err == nil && (f.Status < 200 || f.Status > 599) {
			err = errors.New("a status is a number from 200 to 599")
		}
	case name == "times":
		if f.Times, err = strconv.Atoi(value); err == nil && f.Times < 1 {
			err = errors.New("times is a number above 0")
		}
	default:
		err = fmt.Errorf("%q is none of status, delay, retry-after, html, truncated, cut, lost, iam, expired and times", name)
	}
	return err
}

// refusal is an error of the API's with the fault's status, in its own words.
func (f Fault) refusal() refusal {
	switch f.Status {
	case statusExpired:
		return refusal{f.Status, "", "Client::Expired", "This service is expired"}
	case http.StatusNotFound:
		return refusal{f.Status, "", "Client::NotFound", "This service does not exist"}
	case http.StatusForbidden:
		return refusal{f.Status, "NOT_GRANTED_CALL", "", "This call has not been granted"}
	case http.StatusConflict:
		return refusal{f.Status, "", "Client::Conflict", "A task is under way on it already"}
	case http.StatusTooManyRequests:
		return refusal{f.Status, "", "Client::TooManyRequests", "Too many requests"}
	}
	if f.Status < 500 {
		return refusal{f.Status, "", "Client::BadRequest", http.StatusText(f.Status)}
	}
	return refusal{f.Status, "", "Server::InternalServerError", "Internal server error"}
}
