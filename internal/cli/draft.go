package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/account"
)

// found is a site that a configuration begins with.
type found struct {
	name    string // empty: as the address says
	address string // in its short form
	host    string // the ID of the resource that it runs on; empty where it is found by itself
}

// draft writes a configuration, with what a person may want to add next to it as comments.
func draft(sites []found, ovh string) string {
	var b strings.Builder
	b.WriteString("# What vigie watches. `vigie config check` says whether this file is right.\n\nsites:\n")
	for _, s := range sites {
		if s.name == "" && s.host == "" {
			fmt.Fprintf(&b, "  - %s\n", quoted(s.address))
			continue
		}
		fmt.Fprintf(&b, "  - { name: %s, %s }\n", quoted(cmp.Or(s.name, s.address)), s.key())
	}
	if len(sites) == 0 {
		b.WriteString("  []\n")
	}
	b.WriteString(`
  # What more a site may say:
  # - name: Shop
  #   url: https://shop.example.com/
  #   every: 30s                        # default 60s
  #   expect: { contains: Add to basket, under: 2s }
  #   needs: [Database]                 # while that is down, it explains this one

# defaults: { every: 60s, confirm: 2, recheck: 5s }
`)
	if ovh == "" {
		b.WriteString("\n# providers:\n#   - ovh: { endpoint: ovh-eu }     # servers, tickets, notices; the keys are read where every OVH tool reads them\n")
	} else {
		fmt.Fprintf(&b, "\nproviders:\n  - ovh: { endpoint: %s }\n", quoted(ovh))
	}
	for _, page := range []string{"bare-metal-servers", "network", "web-cloud", "public-cloud"} {
		mark := ""
		if ovh == "" {
			mark = "# "
		}
		fmt.Fprintf(&b, "%s  - feed: %s\n", mark, page)
	}
	return b.String()
}

// key is how a site with a name says what is asked.
func (s found) key() string {
	scheme, rest, _ := strings.Cut(s.address, "://")
	key := "url: " + quoted(s.address)
	if scheme == "ping" {
		key = "ping: " + quoted(rest)
	}
	if s.host != "" {
		key += ", host: " + quoted(s.host)
	}
	return key
}

// quoted is a text as YAML takes it, whatever stands in it. That a name could stand for something of the environment is
// taken out of it.
func quoted(s string) string {
	s = strings.ReplaceAll(s, "${", "$ {")
	plain := func(r rune) bool {
		return r == '.' || r == '-' || r == '/' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	bare := strings.Replace(s, "://", "", 1)
	if s != "" && strings.IndexFunc(bare, func(r rune) bool { return !plain(r) }) < 0 && !strings.HasPrefix(s, "-") && strings.ContainsAny(s, "./") {
		return s
	}
	return strconv.Quote(s)
}

// sitesOf are what an account makes one want to watch: the names that its hostings serve, and the machines themselves.
// What is watched already is left out.
func sitesOf(rows []account.Resource, known []found) []found {
	var list []found
	seen := func(address string) bool {
		same := func(f found) bool { return hostOf(f.address) == hostOf(address) }
		return slices.ContainsFunc(known, same) || slices.ContainsFunc(list, same)
	}
	add := func(f found) {
		if !seen(f.address) {
			list = append(list, f)
		}
	}
	for _, r := range rows {
		if r.Kind == account.WebHosting {
			for _, d := range r.Domains {
				add(found{name: d, address: "https://" + d, host: r.ID})
			}
		}
	}
	for _, r := range rows {
		if (r.Kind == account.DedicatedServer || r.Kind == account.VPS) && len(r.Addresses) > 0 {
			add(found{name: cmp.Or(r.Name, r.ID), address: "ping://" + r.Addresses[0], host: r.ID})
		}
	}
	return list
}
