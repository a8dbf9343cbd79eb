package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// expired is the status with which the API answers for a service that has expired but is still listed.
const expired = 460

// maxReason is how much of the API's own words an error repeats, in runes.
const maxReason = 300

// APIError is an answer of the API that says no, or that cannot be understood.
type APIError struct {
	Status  int    // of HTTP; 200 where the answer was no JSON
	Class   string // INVALID_CREDENTIAL, Client::NotFound; may be empty
	Message string // the API's own words; may be empty
	QueryID string // what OVHcloud's support asks for; may be empty
	Change  bool   // a change was asked for

	denied bool          // the key is good, and has no right to this
	after  time.Duration // how long it asks not to be asked again; zero where it does not say
}

// Error says in plain words what is wrong, with the API's own reason.
func (e *APIError) Error() string {
	s := e.meaning()
	if e.Message != "" {
		s += fmt.Sprintf(": %q", e.Message)
	}
	code := fmt.Sprint(e.Status)
	if e.Class != "" {
		code += " " + e.Class
	}
	if e.QueryID != "" {
		code += ", query " + e.QueryID
	}
	return s + " (" + code + ")"
}

// Is tells whether another key would mend it.
func (e *APIError) Is(target error) bool { return target == account.ErrKey && e.keyless() }

// keyless tells that the key itself is refused, and not what it was used for.
func (e *APIError) keyless() bool {
	return !e.denied && !misdated(e) && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden)
}

func (e *APIError) meaning() string {
	switch {
	case e.Status == http.StatusOK:
		return "OVHcloud's API answers, but with something that cannot be read"
	case misdated(e):
		return "OVHcloud does not accept the signature; is the application secret right, and this machine's clock"
	case denied(e) && e.Class != notGranted:
		return "the policies of your OVHcloud account do not allow this"
	case denied(e) && e.Change:
		return "the key may not change this: it was made for reading"
	case denied(e):
		return "the key may not read this"
	case e.Class == "INVALID_KEY" || strings.Contains(e.Message, "application key is invalid"):
		return "OVHcloud does not know the application key; a key works only at the endpoint where it was made"
	case e.keyless():
		return e.refusedKey()
	case e.Status == http.StatusNotFound:
		return "OVHcloud does not know this"
	case e.Status == expired:
		return "this service has expired"
	case e.Status == http.StatusTooManyRequests, e.Status == http.StatusRequestTimeout:
		return e.overloaded()
	case e.Status == http.StatusConflict:
		return "OVHcloud is at work on this already; wait until that has ended"
	case e.Status >= http.StatusInternalServerError:
		return "OVHcloud's API is in trouble"
	}
	return "OVHcloud's API answered with an error"
}

// notGranted is the API's code for a call that the key has no right to.
const notGranted = "NOT_GRANTED_CALL"

// denied tells whether the key has no right to a call, while it is a good key.
func denied(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	return ok && e.denied
}

// absent tells whether the API knows of no such thing.
func absent(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	return ok && e.Status == http.StatusNotFound
}

// over tells whether a service has expired, while it is still listed.
func over(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	return ok && e.Status == expired
}

// misdated tells whether the API complains about the signature or the time in it.
func misdated(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.Status != http.StatusBadRequest && e.Status != http.StatusForbidden {
		return false
	}
	m := strings.ToLower(e.Message)
	return e.Class == "INVALID_SIGNATURE" || e.Class == "QUERY_TIME_OUT" ||
		strings.Contains(m, "invalid signature") || strings.Contains(m, "out of time")
}

// decode reads an answer into v, or makes an error of it in either of the API's shapes.
func decode(resp *http.Response, body []byte, v any) error {
	e := &APIError{Status: resp.StatusCode, QueryID: resp.Header.Get("X-Ovh-QueryID"), after: retryAfter(resp.Header)}
	if resp.StatusCode >= http.StatusOK && resp.StatusCode < http.StatusMultipleChoices {
		if err := json.Unmarshal(body, v); err != nil {
			e.Status = http.StatusOK
			return e
		}
		return nil
	}
	var shape struct {
		Class     string         `json:"class"`
		ErrorCode string         `json:"errorCode"`
		Message   string         `json:"message"`
		Details   map[string]any `json:"details"`
	}
	if json.Unmarshal(body, &shape) != nil {
		return e // a page of a proxy: its words say nothing about the account
	}
	e.Class, e.Message = shape.ErrorCode, shape.Message
	if e.Class == "" {
		e.Class = shape.Class
	}
	e.denied = e.Class == notGranted
	for _, by := range []string{"unauthorizedActionsByIAM", "unauthorizedActionsByAuthentication"} {
		if missing, ok := shape.Details[by].(string); ok && missing != "" {
			e.Message += ", not allowed: " + missing
			e.denied = true
		}
	}
	if r := []rune(e.Message); len(r) > maxReason {
		e.Message = string(r[:maxReason]) + "…"
	}
	return e
}

// hideSecrets takes the keys out of an error, should an answer repeat them.
func (c *caller) hideSecrets(err error) error {
	e, ok := errors.AsType[*APIError](err)
	if !ok {
		return err
	}
	e.Message, e.Class, e.QueryID = c.hide(e.Message), c.hide(e.Class), c.hide(e.QueryID)
	return e
}

// lateError says that no answer came in time. It is a context.DeadlineExceeded in words for a person.
type lateError struct{}

func (lateError) Error() string { return "OVHcloud's API does not answer in time" }

// Unwrap is what programs know it by.
func (lateError) Unwrap() error { return context.DeadlineExceeded }

// unreachable makes a sentence of a failure to reach the API at all.
func unreachable(err error) error {
	var api *APIError
	var in *url.Error
	var dns *net.DNSError
	var late net.Error
	switch {
	case errors.As(err, &api):
		return err
	case errors.As(err, &dns):
		return fmt.Errorf("OVHcloud's API cannot be reached: its name %s does not resolve", dns.Name)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return lateError{}
	case errors.As(err, &in):
		err = in.Err // without the method and the address, which say nothing to a person
	}
	return &cutError{err}
}

// cutError is a connection to the API that could not be made, or was lost.
type cutError struct{ why error }

func (e *cutError) Error() string { return "OVHcloud's API cannot be reached: " + e.lost() }

func (e *cutError) Unwrap() error { return e.why }

// keyError makes a sentence of what go-ovh says about keys that it cannot find or use.
func keyError(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "cannot load configuration"):
		// The library quotes the line that it cannot read, and that line may hold a secret.
		return errors.New("ovh.conf cannot be read: each of its lines must be a [section], key=value, or a comment after ;")
	case strings.Contains(err.Error(), "missing authentication"):
		return keylessError{}
	}
	return fmt.Errorf("the key for the OVHcloud account cannot be used: %w", err)
}

// keylessError says that there is no key, and where one is looked for.
type keylessError struct{}

func (keylessError) Error() string {
	return "no key for the OVHcloud account was found: set OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET " +
		"and OVH_CONSUMER_KEY, or OVH_ACCESS_TOKEN, or write application_key, application_secret and consumer_key to ovh.conf"
}

// Unwrap tells that another key would mend it.
func (keylessError) Unwrap() error { return account.ErrKey }

// PartialError says what could not be read while the rest could.
type PartialError struct{ Parts []error }

// Error is one sentence, in which equal reasons stand once, whatever the numbers of their calls.
func (e *PartialError) Error() string {
	var parts, known []string
	for _, p := range e.Parts {
		if like := likeness(p); !slices.Contains(known, like) {
			parts, known = append(parts, p.Error()), append(known, like)
		}
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives the single errors.
func (e *PartialError) Unwrap() []error { return e.Parts }
