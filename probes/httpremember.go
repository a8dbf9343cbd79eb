package probes

import (
	"hash/maphash"
	"net/url"
	"sync"

	"vigie/probes/web"
)

// remembered is the last page that was found to be fine. Most pages are the same from one asking to the next, byte by
// byte: to read such a page again would only find the same again. Nothing of a page that was found wanting is kept.
type remembered struct {
	mu   sync.Mutex
	seed maphash.Seed
	key  uint64 // of the bytes of the page and everything else that the finding depends on; 0 when there is none
	look look
}

// look is what reading a page has shown.
type look struct {
	visible int      // -1 where it was not read as a page
	leaves  bool     // a script sends its visitors on
	framed  bool     // next to nothing but a frame that a script is to fill
	script  *url.URL // that script; nil where it is not known
	notes   []string
}

// recall returns the last look of a check, where it was at just this answer, and the key under which a new look is to
// be kept.
func (m *remembered) recall(a web.Answer, at *url.URL) (look, uint64, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seed == (maphash.Seed{}) {
		m.seed = maphash.MakeSeed()
	}
	var h maphash.Hash
	h.SetSeed(m.seed)
	header := a.Head.Header
	for _, part := range []string{
		at.Scheme, at.Host, at.Path, at.RawQuery, a.Method, a.Head.Status, header.Get("Content-Type"), header.Get("Strict-Transport-Security"),
		header.Get("Cf-Mitigated"),
	} {
		_, _ = h.WriteString(part) // it never fails
		_ = h.WriteByte(0)
	}
	_, _ = h.Write(a.Body)
	key := max(1, h.Sum64())
	return m.look, key, key == m.key
}

func (m *remembered) keep(key uint64, l look) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.key, m.look = key, l
}
