package watch

// crowd is who is being asked at this moment. It lets in so many at once to one host, and of those that said nothing
// the last time only as many as leave room for the others: on the day on which half of all sites swallow packets, the
// other half keeps its schedule.
type crowd struct {
	perHost int // at once to one port of one host
	silent  int // of those that said nothing the last time

	hosts map[string]*queue
	quiet queue // of the silent ones
}

// queue is how many are in, and who waits.
type queue struct {
	in      int
	waiting []*check
}

// limit says how many are let in.
func (c *crowd) limit(parallel, perHost int) {
	c.perHost, c.silent = perHost, max(1, parallel*3/4)
	if c.hosts == nil {
		c.hosts = make(map[string]*queue)
	}
}

// enter lets a check in, or has it wait for its turn.
func (c *crowd) enter(k *check) bool {
	h := c.hosts[k.host]
	if h == nil {
		h = &queue{}
		c.hosts[k.host] = h
	}
	switch {
	case h.in >= c.perHost:
		h.waiting = append(h.waiting, k)
	case k.silent && c.quiet.in >= c.silent:
		c.quiet.waiting = append(c.quiet.waiting, k)
	default:
		h.in++
		k.inHost, k.inQuiet = k.host, k.silent
		if k.inQuiet {
			c.quiet.in++
		}
		return true
	}
	return false
}

// leave lets a check out, and returns who has waited longest for its place, or nil. That one must enter anew.
func (c *crowd) leave(k *check) *check {
	h := c.hosts[k.inHost] // it may burden another one since then
	h.in--
	if k.inQuiet {
		c.quiet.in--
		k.inQuiet = false
	}
	next := c.next(h)
	if next == nil && c.quiet.in < c.silent {
		next = c.quiet.next()
	}
	if h.in == 0 && len(h.waiting) == 0 {
		delete(c.hosts, k.inHost)
	}
	return next
}

// next is who has waited longest at a host and may come in. The silent for whom there is no room wait among their like,
// and hold up nobody else.
func (c *crowd) next(h *queue) *check {
	for k := h.next(); k != nil; k = h.next() {
		if !k.silent || c.quiet.in < c.silent {
			return k
		}
		c.quiet.waiting = append(c.quiet.waiting, k)
	}
	return nil
}

func (q *queue) next() *check {
	for len(q.waiting) > 0 {
		k := q.waiting[0]
		q.waiting[0] = nil
		q.waiting = q.waiting[1:]
		if !k.gone {
			return k
		}
	}
	return nil
}

// empty tells whether nobody is in and nobody waits.
func (c *crowd) empty() bool {
	for _, h := range c.hosts {
		if h.in > 0 || len(h.waiting) > 0 {
			return false
		}
	}
	return len(c.quiet.waiting) == 0
}
