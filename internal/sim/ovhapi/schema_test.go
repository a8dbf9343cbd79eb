package ovhapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// schema is a section of the API as OVHcloud publishes it.
type schema struct {
	APIs []struct {
		Path       string
		Operations []operation
	}
	Models map[string]struct {
		Enum       []any
		EnumType   string
		Generics   []string
		Properties map[string]property
	}
}

// operation is one call of the API.
type operation struct {
	Method     string `json:"httpMethod"`
	Response   string `json:"responseType"`
	Parameters []struct {
		Name     string // empty: it is the whole body
		In       string `json:"paramType"`
		Type     string `json:"fullType"`
		Required bool
	}
}

// property is a field of a model.
type property struct {
	Type, FullType                string // the latter where it says more
	CanBeNull, ReadOnly, Required bool
}

func (p property) is() string { return cmp.Or(p.FullType, p.Type) }

func schemaFile(section string) string {
	return filepath.Join("..", "..", "..", "..", "shared", "ovh", "schemas", section+".json")
}

func published(t *testing.T, section string) schema {
	t.Helper()
	b, err := os.ReadFile(schemaFile(section))
	if err != nil {
		t.Skipf("the published schemas are not beside this checkout: %v", err)
	}
	var s schema
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// Every answer has every field of the published model and no other, of the right type, and null only where allowed.
// What a path needs is found as a client finds it: in the list before it.
func TestAnswersFollowThePublishedSchemas(t *testing.T) {
	client := everyKind(t)
	for path := range (&api{}).routes() {
		t.Run(path, func(t *testing.T) {
			s := published(t, section(path))
			checked := 0
			for _, called := range examples(t, client, path) {
				status, v := call(t, client, called, nil)
				if status == http.StatusNotFound {
					continue // not every machine has one
				}
				if status != http.StatusOK {
					t.Fatalf("%s answers %d: %v", called, status, v)
				}
				checked++
				for _, fault := range s.check(s.response(t, path), false, v, path) {
					t.Error(fault)
				}
			}
			if checked == 0 {
				t.Error("no answer was checked")
			}
		})
	}
}

// Lists that hold whole things hold what their single things are.
func TestWholeListsHoldTheirThings(t *testing.T) {
	client := everyKind(t)
	routes := (&api{}).routes()
	for path := range routes {
		one := itemOf(routes, path)
		if one == nil || strings.HasPrefix(path, "/v2/") {
			continue
		}
		for _, called := range examples(t, client, path) {
			_, names := call(t, client, called, nil)
			_, v := call(t, client, called, http.Header{"X-Pagination-Mode": {"CachedObjectList-Pages"}})
			s := published(t, section(path))
			for _, fault := range s.check(s.response(t, one.path)+"[]", false, v, path) {
				t.Error(fault)
			}
			if list, ok := names.([]any); ok && len(list) != len(v.([]any)) {
				t.Errorf("%s names %d things and holds %d", called, len(list), len(v.([]any)))
			}
		}
	}
}

// section is the published file in which a path stands: the one with the longest name that fits.
func section(path string) string {
	words := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if words[0] == "v2" {
		return "v2_" + words[1]
	}
	if len(words) > 1 {
		two := words[0] + "_" + words[1]
		if _, err := os.Stat(schemaFile(two)); err == nil {
			return two
		}
	}
	return words[0]
}

// examples are addresses of a route, with every name that the lists before it hold.
func examples(t *testing.T, client *http.Client, path string) []string {
	t.Helper()
	if strings.HasPrefix(path, "/v2/") {
		return rests(t, client, "", path)
	}
	return rests(t, client, "/1.0", path)
}

// rests are the addresses below one, of the rest of a route.
func rests(t *testing.T, client *http.Client, known, rest string) []string {
	t.Helper()
	from := strings.Index(rest, "{")
	if from < 0 {
		return []string{known + rest}
	}
	to := from + strings.Index(rest[from:], "}") + 1
	list := known + rest[:from-1]
	status, v := call(t, client, list, nil)
	names, _ := v.([]any)
	if status != http.StatusOK {
		return nil
	}
	var all []string
	for _, name := range names {
		if thing, whole := name.(map[string]any); whole {
			name = thing["name"]
		}
		all = append(all, rests(t, client, list+"/"+url.PathEscape(fmt.Sprint(name)), rest[to:])...)
	}
	return all
}

func call(t *testing.T, client *http.Client, path string, head http.Header) (int, any) {
	t.Helper()
	r := bearer(t, path)
	maps.Copy(r.Header, head)
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	d := json.NewDecoder(resp.Body)
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s answers no JSON: %v", path, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, v
}

func (s schema) response(t *testing.T, path string) string {
	t.Helper()
	return s.operation(t, http.MethodGet, path).Response
}

func (s schema) operation(t *testing.T, method, path string) operation {
	t.Helper()
	for _, a := range s.APIs {
		for _, o := range a.Operations {
			if a.Path == strings.TrimPrefix(path, "/v2") && o.Method == method {
				return o
			}
		}
	}
	t.Fatalf("the API has no %s %s", method, path)
	return operation{}
}

// check lists what is wrong with a value that should be of a type.
func (s schema) check(typ string, nullable bool, v any, at string) []string {
	if v == nil {
		if nullable {
			return nil
		}
		return []string{at + " is null"}
	}
	if inner, ok := strings.CutSuffix(typ, "[]"); ok {
		list, ok := v.([]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, no list", at, v)}
		}
		var faults []string
		for i, x := range list {
			faults = append(faults, s.check(inner, false, x, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return faults
	}
	argument := ""
	if name, rest, ok := strings.Cut(typ, "<"); ok {
		typ, argument = name+"<T>", strings.TrimSuffix(rest, ">")
	}
	if m, ok := s.Models[typ]; ok {
		if m.Enum != nil {
			word := v
			if n, ok := v.(json.Number); ok && m.EnumType == "long" {
				word = n.String() // numbers stand as text in the schemas
			}
			if !slices.Contains(m.Enum, word) {
				return []string{fmt.Sprintf("%s is %v, no %s", at, v, typ)}
			}
			return nil
		}
		return s.checkModel(typ, argument, v, at)
	}
	if !plainType(typ, v) {
		return []string{fmt.Sprintf("%s is %v, no %s", at, v, typ)}
	}
	return nil
}

func (s schema) checkModel(typ, argument string, v any, at string) []string {
	object, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %v, no %s", at, v, typ)}
	}
	var faults []string
	properties := s.Models[typ].Properties
	for name := range object {
		if _, ok := properties[name]; !ok {
			faults = append(faults, at+"."+name+" is not in the schema")
		}
	}
	for name, p := range properties {
		field, ok := object[name]
		if !ok {
			faults = append(faults, at+"."+name+" is missing")
			continue
		}
		of := p.is()
		if of == "T" {
			of = argument
		}
		faults = append(faults, s.check(of, p.CanBeNull, field, at+"."+name)...)
	}
	return faults
}

// plainType tells whether a value is of a type that is not a model. An alias ends in its plain type.
func plainType(typ string, v any) bool {
	typ = typ[strings.LastIndex(typ, ":")+1:]
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	var err error
	switch {
	case strings.HasPrefix(typ, "map["):
		_, ok := v.(map[string]any)
		return ok
	case typ == "boolean":
		_, ok := v.(bool)
		return ok
	case typ == "long":
		_, err = number.Int64()
		return isNumber && err == nil
	case typ == "double":
		return isNumber
	case typ == "string", typ == "text", typ == "password":
		return isText
	case typ == "uuid":
		return isText && len(text) == 36 && strings.Count(text, "-") == 4
	case typ == "datetime":
		_, err = time.Parse(time.RFC3339, text)
	case typ == "time":
		_, err = time.Parse(time.TimeOnly, text)
	case typ == "date":
		_, err = time.Parse(time.DateOnly, text)
	case typ == "ip", typ == "ipv4", typ == "ipv6":
		_, err = netip.ParseAddr(text)
	case typ == "ipBlock":
		_, err = netip.ParsePrefix(text)
	default:
		return false
	}
	return isText && err == nil
}
