package table

import "testing"

func TestQuery(t *testing.T) {
	item := map[string]string{"": "Shop e-shop down no answer from 192.0.2.10:443 ovh/sbg2", "state": "down", "place": "ovh/sbg2"}
	for query, want := range map[string]bool{
		"":                        true,
		"shop":                    true,
		"SHOP answer":             true,
		"shop mail":               false,
		"!mail":                   true,
		"!shop":                   false,
		"state:down":              true,
		"state:up":                false,
		"!state:up place:sbg2":    true,
		"place:gra":               false,
		"/192\\.0\\.2\\.\\d+/":    true,
		"!/192\\.0/":              false,
		"/no answer/ shop":        true,
		"state:/^(down|unknown)/": true,
		"/unfinished(":            false,
		"192.0.2.10:443":          true,
		"weight:heavy":            false,
		"!":                       true,
	} {
		got := Parse(query, "state", "place").Match(func(name string) string { return item[name] })
		if got != want {
			t.Errorf("%q matches: %t, want %t", query, got, want)
		}
	}
}
