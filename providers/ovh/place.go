package ovh

import (
	"strings"
)

// normalDatacenter unites the spellings of a datacenter: GRA04 and gra4 are one.
func normalDatacenter(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	letters := strings.TrimRight(s, "0123456789")
	digits := strings.TrimLeft(s[len(letters):], "0")
	if len(letters) == len(s) || digits == "" {
		return s
	}
	return letters + digits
}

// zoneDatacenter reads the zone of a VPS, such as "Region OpenStack: os-gra1".
func zoneDatacenter(zone string) string {
	_, after, found := strings.Cut(zone, ":")
	if !found {
		after = zone
	}
	return normalDatacenter(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(after)), "os-"))
}

// normalCluster is cluster126 for every way of writing that number; the API's format is not published.
func normalCluster(s string) string {
	digits := strings.TrimLeft(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s), "0")
	if digits == "" {
		return ""
	}
	return "cluster" + digits
}

// withoutPrefix makes plain addresses of blocks such as 192.0.2.10/32, each once. Whole networks are left out:
// nothing tells which of their addresses are in use.
func withoutPrefix(blocks []string) []string {
	var list []string
	seen := make(map[string]bool)
	for _, b := range blocks {
		ip, bits, isBlock := strings.Cut(b, "/")
		if ip == "" || seen[ip] || isBlock && bits != "32" && bits != "128" && bits != "64" {
			continue
		}
		seen[ip] = true
		list = append(list, ip)
	}
	return list
}
