package ovhapi

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// item is where one thing of a list is read: the route, and the parameter that names it.
type item struct {
	route route
	path  string
	param string
}

// itemOf finds the route of one thing of a list; nil where there is none.
func itemOf(routes map[string]route, list string) *item {
	for path, r := range routes {
		param, under := strings.CutPrefix(path, list+"/{")
		if param, ends := strings.CutSuffix(param, "}"); under && ends && !strings.Contains(param, "/") {
			return &item{route: r, path: path, param: param}
		}
	}
	return nil
}

// read answers a call that reads. Lists of v1 hold bare names, unless they are asked for with the headers of the
// provider's own control panel; those of v2 hold whole things, a page at a time.
func (a *api) read(path string, answer route, one *item) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		v, found := answer(r)
		if !found {
			a.refuse(rw, *missing(r))
			return
		}
		list := reflect.ValueOf(v)
		switch {
		case list.Kind() != reflect.Slice:
		case strings.HasPrefix(path, "/v2/"):
			v = cursorPage(rw, r, list)
		case one != nil && r.Header.Get("X-Pagination-Mode") == "CachedObjectList-Pages" && !a.names:
			v = a.wholePage(rw, r, list, one)
		}
		a.write(rw, http.StatusOK, v)
	}
}

// defaultPage is how many things are on a page when nobody says.
const defaultPage = 100

// cursorPage is a page of a list of v2. The cursor is where the page begins.
func cursorPage(rw http.ResponseWriter, r *http.Request, list reflect.Value) any {
	size := header(r, "X-Pagination-Size", defaultPage)
	from := min(header(r, "X-Pagination-Cursor", 0), list.Len())
	to := min(from+size, list.Len())
	if to < list.Len() {
		rw.Header().Set("X-Pagination-Cursor-Next", strconv.Itoa(to))
	}
	return list.Slice(from, to).Interface()
}

// wholePage is a page of a list of v1 that holds whole things.
func (a *api) wholePage(rw http.ResponseWriter, r *http.Request, list reflect.Value, one *item) any {
	size, number := header(r, "X-Pagination-Size", defaultPage), header(r, "X-Pagination-Number", 1)
	rw.Header().Set("X-Pagination-Elements", strconv.Itoa(list.Len()))
	rw.Header().Set("X-Pagination-Number", strconv.Itoa(number))
	rw.Header().Set("X-Pagination-Size", strconv.Itoa(size))
	from := min(max(0, number-1)*size, list.Len())
	whole := []any{}
	for i := from; i < min(from+size, list.Len()); i++ {
		name := nameOf(list.Index(i).Interface())
		single := r.Clone(r.Context())
		single.SetPathValue(one.param, name)
		v, found := one.route(single)
		if !found {
			continue
		}
		if thing, is := v.(object); is && a.broken.over(r.URL.Path+"/"+name) {
			if iam, has := thing["iam"].(object); has {
				iam["state"] = "EXPIRED" // the list names it still
			}
		}
		whole = append(whole, v)
	}
	return whole
}

// nameOf is a thing of a list as it stands in a path.
func nameOf(v any) string {
	if t, is := v.(time.Time); is {
		return t.Format(time.RFC3339)
	}
	return fmt.Sprint(v)
}

// header is a number in a request; what is no number above zero is the usual one.
func header(r *http.Request, name string, usual int) int {
	if n, err := strconv.Atoi(r.Header.Get(name)); err == nil && n > 0 {
		return n
	}
	return usual
}
