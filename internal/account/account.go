// Package account holds the words in which a provider answers: what it rents out, where that is,
// the tickets about it and the notices that the provider publishes.
//
// It is a leaf: it may import nothing of vigie, so that providers, the estate and the screen can all speak of
// resources and tickets without knowing each other.
package account

import "time"

// Identity is whose account it is and what the key in use may do.
type Identity struct {
	Provider string
	Label    string // by which its drafts and its files are known here: ovh-eu-1a2b3c4d
	Account  string
	Name     string
	Rights   []string // "GET /me", "GET /dedicated/server/*"
	Missing  []string // rights that vigie would use and the key does not have
	Expires  time.Time
}

// ProviderName is how a provider is called in a sentence.
func ProviderName(id string) string {
	if id == "ovh" {
		return "OVHcloud"
	}
	return id
}
