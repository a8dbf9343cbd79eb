package ovh

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// pageSize is how many things a list is asked for at once; the API's own control panel asks for thousands.
	pageSize = 1000
	// mostPages is how many pages of a list are read at most.
	mostPages = 50
	// idsAge is how long it is believed of a list that it holds bare names and no whole things.
	idsAge = 24 * time.Hour
	// doubtAge is how long that is believed of one that failed as an API in trouble fails, and then told its names.
	doubtAge = time.Hour
)

// entry is one thing of a list.
type entry struct {
	id    string
	path  string // where it is by itself
	whole []byte // the thing as the API writes it; nil where the list holds bare names
}

// entries reads a list of v1, whose things are named by a field.
//
// These lists hold bare names, so that each thing costs a call more. Asked with the headers of the API's own control
// panel many of them hold whole things instead, a page at a time. No customer is promised that, so it is taken where it
// works and remembered where it does not: a list that does not know these headers answers with its names as ever, and
// nothing is lost.
//
// The pages come from a cache, which is asked to be passed by every time (Pragma: no-cache): a list is read once a
// minute, and a state that is a day old, shown as if it were of now, would be a lie in the one hour that counts.
func (c *Client) entries(ctx context.Context, path, field string) ([]entry, error) {
	of, _, _ := strings.Cut(path, "?") // how a list is filtered is all the same
	if c.stock.namesOnly(of, c.now()) {
		return c.plain(ctx, path)
	}
	list, fit, err := c.pages(ctx, path, field)
	switch {
	case err == nil && fit:
		return list, nil
	case err != nil && !clumsy(err):
		return nil, err
	}
	belief := idsAge
	if passing(err) {
		belief = doubtAge
	}
	if err != nil || list == nil { // else they are bare names: that is what was wanted
		if list, err = c.plain(ctx, path); err != nil {
			return nil, err // it was not for the way of asking
		}
	}
	c.stock.holdsNames(of, c.now().Add(belief))
	return list, nil
}

// clumsy tells whether a list may have failed for the way in which it was asked for.
func clumsy(err error) bool {
	e, ok := errors.AsType[*APIError](err)
	return ok && !e.denied && !slices.Contains([]int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests,
	}, e.Status) && !misdated(err)
}

// plain reads the names alone.
func (c *Client) plain(ctx context.Context, path string) ([]entry, error) {
	var raw []json.RawMessage
	if err := c.get(ctx, path, &raw); err != nil {
		return nil, err
	}
	list := make([]entry, 0, len(raw))
	for _, r := range raw {
		id, ok := plainID(r)
		if !ok {
			return nil, &APIError{Status: http.StatusOK}
		}
		list = append(list, entry{id: id, path: under(path, id)})
	}
	return list, nil
}

// pages reads whole things. It is not fit when they cannot be trusted to be all; a list beside that is one of names.
func (c *Client) pages(ctx context.Context, path, field string) (list []entry, fit bool, err error) {
	list = []entry{}
	for page := 1; page <= mostPages; page++ {
		var raw []json.RawMessage
		var heads http.Header
		header := http.Header{
			"X-Pagination-Mode": {"CachedObjectList-Pages"}, "X-Pagination-Size": {strconv.Itoa(pageSize)},
			"X-Pagination-Number": {strconv.Itoa(page)}, "Pragma": {"no-cache"},
		}
		q := question{method: http.MethodGet, path: path, header: header, signed: true, heads: &heads}
		if err := c.caller.read(ctx, q, &raw); err != nil {
			return nil, false, err
		}
		whole, names := 0, 0
		for _, r := range raw {
			id, object := objectID(r, field)
			if object {
				list, whole = append(list, entry{id: id, path: under(path, id), whole: r}), whole+1
			} else if id, ok := plainID(r); ok {
				list, names = append(list, entry{id: id, path: under(path, id)}), names+1
			}
		}
		total, err := strconv.Atoi(heads.Get("X-Pagination-Elements"))
		switch {
		case whole+names < len(raw), whole > 0 && names > 0:
			return nil, false, nil // something in it is neither
		case names > 0:
			return list, false, nil
		case err == nil && len(list) == total, err != nil && len(raw) < pageSize:
			return list, true, nil
		case len(raw) == 0, err == nil && len(list) > total:
			return nil, false, nil // they are not as many as is said
		case page > 1 && len(raw) > 0 && list[0].id == list[len(list)-len(raw)].id:
			return nil, false, nil // the number of the page meant nothing to it
		}
	}
	return nil, false, nil
}

// objectID is the name of a whole thing.
func objectID(raw []byte, field string) (id string, ok bool) {
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) {
		return "", false
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return "", false
	}
	return plainID(object[field])
}

// plainID is a name in a list: text, or a number.
func plainID(raw []byte) (id string, ok bool) {
	if json.Unmarshal(raw, &id) == nil {
		return id, id != ""
	}
	var n json.Number
	if json.Unmarshal(raw, &n) != nil {
		return "", false
	}
	return n.String(), true
}

// under is the path of a thing in a list.
func under(path, id string) string { return path + "/" + url.PathEscape(id) }

// walk reads a list of v2, which holds whole things and leads from page to page, until take has had enough.
func (c *Client) walk(ctx context.Context, path string, size int, take func(json.RawMessage) (more bool)) error {
	cursor := ""
	for range mostPages {
		var raw []json.RawMessage
		var heads http.Header
		header := http.Header{"X-Pagination-Size": {strconv.Itoa(size)}}
		if cursor != "" {
			header["X-Pagination-Cursor"] = []string{cursor}
		}
		q := question{method: http.MethodGet, path: path, header: header, signed: true, heads: &heads}
		if err := c.caller.read(ctx, q, &raw); err != nil {
			return err
		}
		for _, r := range raw {
			if !take(r) {
				return nil
			}
		}
		next := heads.Get("X-Pagination-Cursor-Next")
		if next == "" || next == cursor {
			return nil
		}
		cursor = next
	}
	return fmt.Errorf("%s goes on after %d pages", path, mostPages)
}
