package scope

import (
	"regexp"
	"strings"

	"vigie/internal/account"
)

var (
	cluster = regexp.MustCompile(`(?i)\bclusters?\s*[:#-]?\s*([0-9]{1,6})((?:\s*(?:/|,|&|-|\band\b|\bet\b)\s*(?:clusters?\s*)?[0-9]{2,6}\b)*)`)
	filer   = regexp.MustCompile(`(?i)\bfilerz?s?\s*[:#-]?\s*([0-9]{1,6})((?:\s*(?:/|,|&|-|\band\b|\bet\b)\s*(?:filerz?\s*)?[0-9]{1,6}\b)*)`)
	digits  = regexp.MustCompile(`[0-9]+`)
)

// hosting tells whether the clusters and filers of a product are those of web hostings: those of the Private Cloud and of the
// storages have numbers of their own.
func hosting(p account.Product) bool {
	return p != account.ForPrivateCloud && p != account.ForStorage && p != account.ForCloud
}

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
