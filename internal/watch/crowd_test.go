package watch

import "testing"

// Whoever waits for room among the silent must not keep the place at its host from others that wait there.
func TestASilentOneThatMustWaitLetsOthersOfItsHostIn(t *testing.T) {
	var c crowd
	c.limit(1, 1)
	first, talks := &check{host: "one"}, &check{host: "one"}
	silent, elsewhere := &check{host: "one", silent: true}, &check{host: "two", silent: true}
	if !c.enter(first) || !c.enter(elsewhere) {
		t.Fatal("there is no room at the beginning")
	}
	if c.enter(silent) || c.enter(talks) {
		t.Fatal("there is more room than there is")
	}
	if next := c.leave(first); next != talks || !c.enter(next) {
		t.Errorf("in comes %+v", next)
	}
	if next := c.leave(elsewhere); next != silent {
		t.Errorf("then comes %+v", next)
	}
	if c.enter(silent) { // its host is taken by now
		t.Error("two are in at one host")
	}
	if next := c.leave(talks); next != silent || !c.enter(next) {
		t.Errorf("at last comes %+v", next)
	}
	c.leave(silent)
	if !c.empty() || len(c.hosts) != 0 {
		t.Errorf("somebody is left: %+v", c)
	}
}

func TestWhoIsGoneIsNotLetIn(t *testing.T) {
	var c crowd
	c.limit(4, 1)
	first, gone, last := &check{host: "one"}, &check{host: "one"}, &check{host: "one"}
	c.enter(first)
	c.enter(gone)
	c.enter(last)
	gone.gone = true
	if next := c.leave(first); next != last {
		t.Errorf("in comes %+v", next)
	}
}
