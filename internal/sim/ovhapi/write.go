package ovhapi

import "net/http"

// change carries one call out that changes something. A nil answer is written as null, which is how the API says that
// all is well.
type change func(r *http.Request, body map[string]any) (any, *refusal)

// writing is a call that changes something: what its body may hold, and what it does.
type writing struct {
	fields fields
	do     change
}

// writings are all of them, by method and path.
func (a *api) writings() map[string]writing {
	all := make(map[string]writing)
	for _, some := range []map[string]writing{a.ticketWritings(), a.bootWritings(), a.blockWritings(), a.zoneWritings()} {
		for path, w := range some {
			all[path] = w
		}
	}
	return all
}

// missing says that there is no such thing.
func missing(r *http.Request) *refusal {
	return &refusal{http.StatusNotFound, "", "Client::NotFound", "The requested object (" + r.URL.Path + ") does not exist"}
}

// carryOut answers a call that changes something.
func (a *api) carryOut(w writing) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		body, no := w.fields.read(r)
		var answer any
		if no == nil {
			answer, no = w.do(r, body)
		}
		if no != nil {
			a.refuse(rw, *no)
			return
		}
		a.write(rw, http.StatusOK, answer)
	}
}
