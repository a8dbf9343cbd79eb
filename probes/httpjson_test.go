package probes

import "testing"

func TestAnAnswerInJSONIsOneValue(t *testing.T) {
	for body, whole := range map[string]bool{
		`{"a":1}`: true, "\uFEFF [1] \n": true, `"a"`: true, "null": true,
		`{"a":1}{"a":2}`: false, `{"a":1} }`: false, "[1] x": false, `{"a":`: false, "": false,
	} {
		if _, err := parseJSON([]byte(body)); (err == nil) != whole {
			t.Errorf("%q: %v", body, err)
		}
	}
}
