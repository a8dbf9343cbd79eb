package probes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/theory/jsonpath"

	"vigie/internal/result"
	"vigie/probes/web"
	"vigie/probes/words"
)

// judgeJSON holds a JSON answer against its rules. A path that leads nowhere fails: what is not there is not as expected.
func (v *visit) judgeJSON(a web.Answer) verdict {
	if len(v.Expect.JSON) == 0 {
		return verdict{}
	}
	if a.Cut {
		return couldNotTell(result.HTTPTooLarge, "could not tell: the JSON is larger than 2 MiB, and was not read to its end")
	}
	doc, err := parseJSON(a.Body)
	if err != nil {
		return wrong(result.ContentJSON, "the answer is not JSON: %s", words.First(err.Error()))
	}
	for _, rule := range v.Expect.JSON {
		path, err := jsonpath.Parse(rule.Path)
		if err != nil {
			return wrong(result.ContentJSON, "%s is not a JSONPath: %s", rule.Path, err)
		}
		found := path.Select(doc)
		if len(found) == 0 {
			return wrong(result.ContentJSON, "%s is not in the answer, expected %s", rule.Path, rule.Value)
		}
		for _, value := range found {
			if got := jsonText(value); got != rule.Value && !sameNumber(value, rule.Value) {
				return wrong(result.ContentJSON, "%s is %q, expected %q", rule.Path, words.First(got), rule.Value)
			}
		}
	}
	return verdict{}
}

// parseJSON reads exactly one value, with its numbers as they are written.
func parseJSON(body []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\uFEFF"))))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows its end")
	}
	return doc, nil
}

// sameNumber tells whether a value is a number, and the one that is wanted, however the two are written: 5.0 is 5.
func sameNumber(value any, want string) bool {
	n, ok := value.(json.Number)
	if !ok {
		return false
	}
	const bits = 512 // more than any number that somebody means
	a, _, errA := big.ParseFloat(n.String(), 10, bits, big.ToNearestEven)
	b, _, errB := big.ParseFloat(want, 10, bits, big.ToNearestEven)
	return errA == nil && errB == nil && !a.IsInf() && a.Cmp(b) == 0
}

func jsonText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case nil:
		return "null"
	default:
		b, err := json.Marshal(x)
		if err != nil {
			return fmt.Sprint(x)
		}
		return string(b)
	}
}
