// Package scope reads from the title and the text of a notice what it concerns: racks, rooms, clusters, filers, hosts, the
// product, and the incident that it follows from. People type these by hand, in many ways.
//
// The shapes are those of the posts on OVHcloud's status pages between December 2021 and August 2026. It may import
// internal/account, and nothing else of vigie.
package scope

import (
	"regexp"
	"strings"

	"vigie/internal/account"
)

// Read reads a notice. The text may be empty; it is plain, without markup. Places are left to the caller.
func Read(title, text string) account.Scope {
	_, tail := Head(title)
	s := account.Scope{
		Racks: racks(tail, false), Rooms: rooms(tail), Hosts: hosts(title, false), Product: product(title),
	}
	if hosting(s.Product) && numbered(tail) {
		s.Clusters, s.Filers = numbers(cluster, tail), numbers(filer, tail)
	}
	s.Rooms = join(s.Rooms, bareRooms(tail, s))
	if strings.ContainsAny(text, "0123456789") {
		if strings.Contains(text, "://") {
			text = link.ReplaceAllString(text, "")
		}
		s.Racks = join(s.Racks, racks(text, true))
		if hosting(s.Product) && numbered(text) {
			s.Clusters = join(s.Clusters, numbers(cluster, text))
			s.Filers = join(s.Filers, numbers(filer, text))
		}
		s.Hosts = join(join(s.Hosts, hosts(text, true)), hosts(impacted(text), false))
	}
	return s
}

// link is an address in a text: the codes in it look like anything.
var link = regexp.MustCompile(`https?://\S+`)

// head is the brackets at the beginning of a title.
var head = regexp.MustCompile(`^\s*(?:\[[^\]]*\]?\s*)+`)

// Head divides a title into its brackets and what stands after them. A bracket may hold a host, so that of a title without
// any words after them the brackets are both.
func Head(title string) (brackets, tail string) {
	brackets = head.FindString(title)
	tail = title[len(brackets):]
	if strings.TrimSpace(tail) == "" {
		tail = brackets
	}
	return brackets, tail
}

// impactedLine is the line of the template in which what is impacted is named.
var impactedLine = regexp.MustCompile(`(?im)^[ \t]*impacted service\(?s?\)?[ \t]*:?[ \t]*(.*)$`)

// impacted is what the text names as impacted; empty where it does not.
func impacted(text string) string {
	if !strings.Contains(text, "mpacted") && !strings.Contains(text, "MPACTED") {
		return "" // as in most
	}
	if m := impactedLine.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// parent is a link to another incident in what a text gives as its cause.
var parent = regexp.MustCompile(`(?i)(?:root cause|caused by|due to|linked to|related to|following)[^\n]{0,200}?status-ovhcloud\.com/incidents/([a-z0-9]{6,20})`)

// Parent is the code of the incident that a text gives as its cause; empty where it gives none.
func Parent(text string) string {
	if !strings.Contains(text, "/incidents/") {
		return "" // as in most
	}
	if m := parent.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// join adds what is not there yet.
func join(list, more []string) []string {
	for _, x := range more {
		list = add(list, x)
	}
	return list
}

// most is how many of a kind a notice may name; the longest that was seen named a hundred. What comes from outside cannot make
// more of it.
const most = 1000

func add(list []string, x string) []string {
	if len(list) >= most {
		return list
	}
	for _, y := range list {
		if x == y {
			return list
		}
	}
	return append(list, x)
}
