package ovhapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
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
		Operations []struct {
			Method   string `json:"httpMethod"`
			Response string `json:"responseType"`
		}
	}
	Models map[string]struct {
		Enum       []any
		Generics   []string
		Properties map[string]struct {
			Type, FullType string // the latter where it says more
			CanBeNull      bool
		}
	}
}

func published(t *testing.T, section string) schema {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "ovh", "schemas", section+".json"))
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
func TestAnswersFollowThePublishedSchemas(t *testing.T) {
	w, now := drill(t, 45*time.Minute)
	client := Connect(w, NewKeys(), now)
	examples := map[string][]string{
		"/dedicated/server": {"ns1.example", "ns2.example"}, "/vps": {"vps1.example"}, "/hosting/web": {"shop.example"},
	}
	fill := strings.NewReplacer("{bootId}", "1122", "{taskId}", "1000", "{id}", "1001", "{ticketId}", "2")
	for path := range (&api{}).routes() {
		t.Run(path, func(t *testing.T) {
			section := strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "_")
			for _, known := range []string{"auth", "me", "dedicated_server", "vps", "hosting_web", "support"} {
				if strings.HasPrefix(section, known) {
					section = known
				}
			}
			s := published(t, section)
			names := []string{""}
			for prefix, list := range examples {
				if strings.HasPrefix(path, prefix+"/") {
					names = list
				}
			}
			checked := 0
			for _, name := range names {
				called := "/1.0" + strings.ReplaceAll(fill.Replace(path), "{serviceName}", name)
				status, v := call(t, client, called)
				if status == http.StatusNotFound && strings.Contains(path, "/task/") {
					continue // this one has no such task
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

func call(t *testing.T, client *http.Client, path string) (int, any) {
	t.Helper()
	resp, err := client.Do(bearer(t, path))
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
	for _, a := range s.APIs {
		for _, o := range a.Operations {
			if a.Path == path && o.Method == http.MethodGet {
				return o.Response
			}
		}
	}
	t.Fatalf("the API has no GET %s", path)
	return ""
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
			if word, ok := v.(string); !ok || !slices.Contains(m.Enum, any(word)) {
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
		of := cmp.Or(p.FullType, p.Type)
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
	case typ == "string", typ == "text":
		return isText
	case typ == "uuid":
		return isText && len(text) == 36 && strings.Count(text, "-") == 4
	case typ == "datetime":
		_, err = time.Parse(time.RFC3339, text)
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
