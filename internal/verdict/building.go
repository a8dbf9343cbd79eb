package verdict

import (
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// building is what is known of what stands under one roof.
type building struct {
	place account.Place
	units []*unit
	out   []*unit // dark
	back  []*unit // they were dark in this outage, and answer again
	ill   []*unit // they take connections, and nothing on them works
	alive []*unit // they have answered all along
	since time.Time
}

// buildings groups the units of one provider, and counts them.
func buildings(units []*unit) []*building {
	var list []*building
	byName := make(map[string]*building)
	for _, u := range units {
		p := u.place.Building()
		b := byName[p.String()]
		if b == nil {
			b = &building{place: p}
			byName[p.String()] = b
			list = append(list, b)
		}
		b.units = append(b.units, u)
		if (u.out() || u.ill()) && len(u.sites()) > 0 {
			b.since = earliest(b.since, u.since)
		}
	}
	for _, b := range list {
		b.count()
	}
	return list
}

func (b *building) count() {
	for _, u := range b.units {
		switch {
		case u.out():
			b.out = append(b.out, u)
		case u.ill():
			b.ill = append(b.ill, u)
		case u.back(b.since):
			b.back = append(b.back, u)
		case u.alive():
			b.alive = append(b.alive, u)
		}
	}
}

// troubled tells whether any site fails by what stands here.
func (b *building) troubled() bool { return !b.since.IsZero() }

// whole tells whether the building itself is to blame: several things in it are out that share nothing smaller, and next
// to nothing has answered all along; or one is, nothing answers, and the provider names the building.
func (b *building) whole(named bool) bool {
	if !b.troubled() {
		return false
	}
	n := len(b.out) + len(b.back)
	const share = 3 // as many must be out for each that answers
	several := b.place.Known() && n >= 2 && n >= share*len(b.alive) && b.rack() == "" && b.product() == ""
	return several || named && len(b.alive) == 0 && len(b.out) > 0 || b.sick()
}

// sick tells whether several machines of ours take connections there and nothing on them works, and none works otherwise.
// Machines of others that take connections say nothing against it: they may be as sick.
func (b *building) sick() bool {
	return b.place.Known() && len(b.ill) >= 2 && ours(b.alive) == 0
}

// rack is the one rack in which everything stands that is out; empty where it is not one.
func (b *building) rack() string {
	rack := ""
	for _, u := range slices.Concat(b.out, b.back) {
		if u.place.Rack == "" || rack != "" && u.place.Rack != rack {
			return ""
		}
		rack = u.place.Rack
	}
	return rack
}

// product is the one family of shared platforms to which everything belongs that is out; empty where it is not one.
func (b *building) product() string {
	family := ""
	for _, u := range slices.Concat(b.out, b.back) {
		f, _, _ := strings.Cut(u.product, "/")
		if f == "" || family != "" && f != family {
			return ""
		}
		family = f
	}
	return family
}

// down are the sites that fail by what stands here.
func (b *building) down() []*failing {
	if b.sick() {
		return down(slices.Concat(b.out, b.ill))
	}
	return down(b.out)
}

func down(units []*unit) []*failing {
	var list []*failing
	for _, u := range units {
		list = append(list, u.sites()...)
	}
	return list
}

// racks are the racks in which at least two machines are out and none answers, with them.
func (b *building) racks() (dark map[string][]*unit) {
	dark = make(map[string][]*unit)
	for _, u := range slices.Concat(b.out, b.back) {
		if r := u.place.Rack; r != "" {
			dark[r] = append(dark[r], u)
		}
	}
	for r, units := range dark {
		answers := slices.ContainsFunc(b.alive, func(u *unit) bool { return u.place.Rack == r })
		if len(units) < 2 || answers || len(down(units)) == 0 {
			delete(dark, r)
		}
	}
	return dark
}

// ours and others count machines apart: those that are rented, and those of somebody else.
func ours(units []*unit) (n int) {
	for _, u := range units {
		if !u.others {
			n++
		}
	}
	return n
}

func others(units []*unit) int { return len(units) - ours(units) }
