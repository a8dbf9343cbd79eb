// Package secretname tells by its name what lets somebody in: a key of a configuration, a header, a parameter of an
// address. There is one list of such names, so that what is hidden in one place is not shown in another.
//
// It is a leaf: it imports nothing of vigie.
package secretname

import (
	"slices"
	"strings"
)

// Is tells whether what a person calls so lets somebody in. Where it says no, what stands behind the name is shown, so
// that a person knows his own addresses again: ?keyword=shoes&state=BE.
func Is(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(always(), func(part string) bool { return strings.Contains(name, part) }) ||
		slices.ContainsFunc(endings(), func(part string) bool { return strings.HasSuffix(name, part) })
}

// May tells whether what somebody else calls so may let somebody in. It is rather too careful: names of servers say
// little, and what is hidden for nothing costs less than a secret that is shown.
func May(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(slices.Concat(always(), endings(), sometimes()), func(part string) bool { return strings.Contains(name, part) })
}

// always are parts of names of secrets wherever they stand in a name, lower case.
func always() []string { return []string{"passw", "secret", "token", "credential"} }

// endings are parts with which such names end.
func endings() []string {
	return []string{"pwd", "signature", "jwt", "auth", "authorization", "session", "key", "sig", "sid", "sessid", "cookie"}
}

// sometimes are parts of names of secrets and of much else.
func sometimes() []string {
	return []string{"code", "ticket", "state", "nonce", "otp", "csrf", "assertion", "saml"}
}
