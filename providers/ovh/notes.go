package ovh

import (
	"context"
	"net/http"
	"sync"
)

// readingCalls is how many calls one reading makes in a round once the account is known. What costs more goes on in the
// next one, so that a zone with hundreds of sites does not keep everything else from being read for half an hour.
const readingCalls = 20

// notes are the answers that a reading of many calls has had. When it is broken off because no more calls may be made,
// a later round hands it its notes, so that it goes on where it was: otherwise what costs more calls than a minute has
// would never be read to its end.
type notes struct {
	mu   sync.Mutex
	told map[string]answer
	made int // in this round
}

// again are the notes for another round, which may be the first: then there are none yet.
func (n *notes) again() *notes {
	if n == nil {
		return &notes{}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.made = 0
	return n
}

// spend counts a call of the round, and tells when there are no more.
func (n *notes) spend() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.made >= readingCalls {
		return errSpent
	}
	n.made++
	return nil
}

// answer is one as it came.
type answer struct {
	resp *http.Response // its body is spent
	body []byte
}

// notesKey is under what a context carries the notes of a reading.
type notesKey struct{}

// sparingly lets the calls that are made for a reading be counted against the budget of the inventory.
func sparingly(ctx context.Context, n *notes) context.Context {
	return context.WithValue(ctx, notesKey{}, n)
}

// notesOf are the notes of a reading; nil for what is asked outside of the inventory.
func notesOf(ctx context.Context) *notes {
	n, _ := ctx.Value(notesKey{}).(*notes)
	return n
}

// note keeps an answer.
func (n *notes) note(q question, a answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.told == nil {
		n.told = make(map[string]answer)
	}
	n.told[q.name()] = a
}

// of is the answer to a question that was asked before.
func (n *notes) of(q question) (a answer, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	a, known = n.told[q.name()]
	return a, known
}

// calls is how many answers there were.
func (n *notes) calls() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.told)
}

// name tells questions apart: pages of one list are asked for in the head of the call.
func (q question) name() string {
	return q.path + " " + q.header.Get("X-Pagination-Mode") + q.header.Get("X-Pagination-Number") + q.header.Get("X-Pagination-Cursor")
}
