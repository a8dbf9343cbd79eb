package scope

import (
	"regexp"
	"strings"
)

var (
	// host is the name of a machine, or of what stands for one: host598581, pcc-002877, ftpback-rbx4-150, sharedsql016.eu011.
	host = regexp.MustCompile(`(?i)\b(?:host[0-9]{3,9}|ftpback-[a-z]+[0-9]*-[0-9]+|tete-[0-9]+[a-z]?|pcc-[0-9-]*[0-9]|` +
		`(?:(?:shared|my)?sql|clouddb)[0-9]{1,4}(?:\.(?:eu|ca)[0-9]{3})?|` +
		`ns[0-9]{4,8}(?:\.[a-z0-9.-]+[a-z])?|vps-[0-9a-f]{8}(?:\.[a-z0-9.-]+[a-z])?|mxp[0-9]{1,3}|homez[.]?[0-9]{1,4}|server[0-9]{2,5})\b`)
	// short is a name of a platform that is one only where machines are named.
	short = regexp.MustCompile(`(?i)\b(?:(?:ex|pro)[0-9]{1,3}|(?:eu|ca)[0-9]{3})\b`)
)

// hosts are the machines that a text names, lower case: those of a title or of what is impacted, or of prose.
func hosts(text string, prose bool) []string {
	var list []string
	if !prose {
		for _, h := range short.FindAllStringIndex(text, -1) {
			if h[0] == 0 || text[h[0]-1] != '.' { // it is no part of a longer name
				list = add(list, strings.ToLower(text[h[0]:h[1]]))
			}
		}
	}
	if !hinted(text) {
		return list
	}
	for _, h := range host.FindAllString(text, -1) {
		list = add(list, strings.ToLower(h))
	}
	return list
}

// hinted tells whether a text may name a machine. Most do not, and are not searched.
func hinted(text string) bool {
	text = strings.ToLower(text)
	for _, begins := range []string{"host", "ftpback-", "tete-", "pcc-", "sql", "clouddb", "ns", "vps-", "mxp", "homez", "server"} {
		for rest := text; ; {
			i := strings.Index(rest, begins)
			if i < 0 {
				break
			}
			rest = rest[i+len(begins):]
			if rest != "" && (rest[0] >= '0' && rest[0] <= '9' || begins[len(begins)-1] == '-' || rest[0] == '.') {
				return true
			}
		}
	}
	return false
}
