package scope

import (
	"regexp"
	"strings"
)

var (
	cluster = regexp.MustCompile(`(?i)\bclusters?\s*[:#-]?\s*([0-9]{1,6})((?:\s*(?:/|,|&|-|\band\b|\bet\b)\s*(?:clusters?\s*)?[0-9]{2,6}\b)*)`)
	filer   = regexp.MustCompile(`(?i)\bfilerz?s?\s*[:#-]?\s*([0-9]{1,6})((?:\s*(?:/|,|&|-|\band\b|\bet\b)\s*(?:filerz?\s*)?[0-9]{1,6}\b)*)`)
	digits  = regexp.MustCompile(`[0-9]+`)
	host    = regexp.MustCompile(`(?i)\b(host[0-9]{3,9}|ftpback-[a-z]+[0-9]*-[0-9]+|tete-[0-9]+[a-z]?|pcc-[0-9-]+[0-9]|sql[0-9]{1,4}|ns[0-9]{4,8}(?:\.[a-z0-9.-]+[a-z])?|vps-[0-9a-f]{8}(?:\.[a-z0-9.-]+[a-z])?|mxp[0-9]{1,3}|homez[.]?[0-9]{1,4}|server[0-9]{2,5}|(?:ex|pro)[0-9]{1,3}|(?:eu|ca)[0-9]{3})\b`)
)

// numbered tells whether a text may name a cluster or a filer. Most do not, and are not searched.
func numbered(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "cluster") || strings.Contains(lower, "filer")
}

// numbers are the numbers of clusters or filers that a text names, without leading zeros.
func numbers(kind *regexp.Regexp, text string) []string {
	var list []string
	for _, m := range kind.FindAllStringSubmatch(text, -1) {
		for _, n := range digits.FindAllString(m[1]+" "+m[2], -1) {
			if n = strings.TrimLeft(n, "0"); n != "" {
				list = add(list, n)
			}
		}
	}
	return list
}

// hosts are the machines that a text names, lower case.
func hosts(text string) []string {
	var list []string
	for _, h := range host.FindAllString(text, -1) {
		list = add(list, strings.ToLower(h))
	}
	return list
}
