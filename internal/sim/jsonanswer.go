package sim

import (
	"encoding/json"
	"regexp"
	"strconv"

	"vigie/probes"
)

// step is one step of a JSONPath: a name after a dot or in brackets, or an index.
var step = regexp.MustCompile(`\.([^.\[\]]+)|\[(\d{1,3}|\*)\]|\['([^']*)'\]|\["([^"]*)"\]`)

// jsonAnswer is a document that holds what the rules look for, as far as their paths name one place each.
func jsonAnswer(name string, rules []probes.JSONRule) []byte {
	var doc any = map[string]any{"service": name}
	for _, rule := range rules {
		doc = graft(doc, step.FindAllStringSubmatch(rule.Path, -1), rule.Value)
	}
	body, err := json.Marshal(doc)
	if err != nil { // a tree of texts can always be written
		return []byte("{}")
	}
	return body
}

// graft puts a value into a document where the steps lead, and returns the document.
func graft(doc any, steps [][]string, value string) any {
	if len(steps) == 0 {
		return value
	}
	next := steps[0]
	if next[2] != "" {
		index, err := strconv.Atoi(next[2])
		if err != nil {
			index = 0 // any will do
		}
		list, _ := doc.([]any)
		for len(list) <= index {
			list = append(list, nil)
		}
		list[index] = graft(list[index], steps[1:], value)
		return list
	}
	object, isObject := doc.(map[string]any)
	if !isObject {
		object = make(map[string]any)
	}
	key := next[1] + next[3] + next[4]
	object[key] = graft(object[key], steps[1:], value)
	return object
}
