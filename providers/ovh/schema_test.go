package ovh

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vigie/internal/account"
)

// publishedAPI answers every call as OVHcloud publishes it: each field of the model, of its type, an enum by its first
// word. Calls that are not published are written down.
type publishedAPI struct {
	routes map[string]string // by path with its parameters as *: the type of the answer
	models map[string]publishedModel

	mu      sync.Mutex
	unknown []string
}

type publishedModel struct {
	Enum       []any
	Properties map[string]struct{ Type, FullType string }
}

func readPublished(t *testing.T) *publishedAPI {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "ovh", "schemas", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skipf("the published schemas are not beside this checkout: %v", err)
	}
	p := &publishedAPI{routes: make(map[string]string), models: make(map[string]publishedModel)}
	for _, file := range files {
		var s struct {
			APIs []struct {
				Path       string
				Operations []struct {
					Method   string `json:"httpMethod"`
					Response string `json:"responseType"`
				}
			}
			Models map[string]publishedModel
		}
		data, err := os.ReadFile(file)
		if name := filepath.Base(file); err != nil || strings.Contains(name, "HISTORICAL") || strings.HasPrefix(name, "_") {
			continue
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		version := ""
		if strings.HasPrefix(filepath.Base(file), "v2_") {
			version = "/v2"
		}
		for _, a := range s.APIs {
			for _, o := range a.Operations {
				if o.Method == http.MethodGet {
					p.routes[pattern(version+a.Path)] = o.Response
				}
			}
		}
		for name, m := range s.Models {
			p.models[name] = m
		}
	}
	return p
}

// pattern is a path with * in the place of every parameter.
func pattern(path string) string {
	parts := strings.Split(path, "/")
	for i, x := range parts {
		if strings.HasPrefix(x, "{") {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

func (p *publishedAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/1.0")
	kind, known := p.find(path)
	status := 200
	var body string
	switch {
	case path == "/auth/currentCredential":
		body = `{"rules":[{"method":"GET","path":"/*"}]}`
	case !known:
		p.mu.Lock()
		p.unknown = append(p.unknown, path)
		p.mu.Unlock()
		status, body = 404, `{"message":"not published"}`
	default:
		b, err := json.Marshal(p.value(kind, "x", 0))
		if err != nil {
			return nil, err
		}
		body = string(b)
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// find is the type of what stands at a path: the route with the fewest parameters that fits.
func (p *publishedAPI) find(path string) (kind string, known bool) {
	parts := strings.Split(path, "/")
	fewest := len(parts) + 1
	for route, k := range p.routes {
		stars := 0
		fits := slices.EqualFunc(strings.Split(route, "/"), parts, func(want, got string) bool {
			if want == "*" {
				stars++
				return true
			}
			return want == got
		})
		if fits && stars < fewest {
			kind, known, fewest = k, true, stars
		}
	}
	return kind, known
}

func (p *publishedAPI) value(kind, field string, depth int) any {
	if inner, ok := strings.CutSuffix(kind, "[]"); ok {
		if depth > 4 {
			return []any{}
		}
		return []any{p.value(inner, field, depth+1)}
	}
	argument := ""
	if name, rest, ok := strings.Cut(kind, "<"); ok {
		kind, argument = name+"<T>", strings.TrimSuffix(rest, ">")
	}
	if m, ok := p.models[kind]; ok {
		if len(m.Enum) > 0 {
			return m.Enum[0]
		}
		object := make(map[string]any, len(m.Properties))
		for name, f := range m.Properties {
			of := strings.ReplaceAll(cmp.Or(f.FullType, f.Type), "T>", argument+">")
			if of == "T" {
				of = argument
			}
			if depth < 5 {
				object[name] = p.value(of, name, depth+1)
			}
		}
		return object
	}
	return plainValue(kind[strings.LastIndex(kind, ":")+1:], field)
}

func plainValue(kind, field string) any {
	switch kind {
	case "boolean":
		return false
	case "long", "double":
		return 7
	case "datetime":
		return "2021-03-10T00:47:00+01:00"
	case "date":
		return "2021-09-01"
	case "ip", "ipv4":
		return "192.0.2.7"
	case "ipv6":
		return "2001:db8::7"
	case "ipBlock":
		return "192.0.2.0/28"
	}
	if strings.HasPrefix(kind, "map[") {
		return map[string]any{}
	}
	switch field {
	case "type":
		return "public"
	case "ip":
		return "192.0.2.8"
	}
	return "some " + field
}

// Every call that the inventory makes is one that OVHcloud publishes, and every answer that follows its published model
// is understood.
func TestEveryKindAsItIsPublished(t *testing.T) {
	p := readPublished(t)
	c, err := New(Options{Endpoint: "http://api.example/1.0", AccessToken: "t", HTTP: &http.Client{Transport: p}, Names: []string{"www.x"}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.Inventory(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Mails(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Campuses(t.Context()); err != nil {
		t.Error(err)
	}
	if list, err := c.Records(t.Context(), "x"); err != nil || len(list) != 1 || list[0].TTL == 0 || list[0].Target == "" || list[0].Type == "" {
		t.Errorf("records = %+v, %v", list, err)
	}
	if len(p.unknown) > 0 {
		t.Errorf("these calls are not published: %q", p.unknown)
	}
	seen := make(map[account.Kind]account.Resource)
	for _, r := range rows {
		seen[r.Kind] = r
		if r.Problem != "" || r.Read.IsZero() {
			t.Errorf("%s %s: %q, read %v", r.Kind, r.ID, r.Problem, r.Read)
		}
	}
	for _, k := range account.Kinds() {
		if _, ok := seen[k]; !ok {
			t.Errorf("no %s was read", k)
		}
	}
	for kind, has := range map[account.Kind]func(account.Resource) bool{
		account.DedicatedServer: func(r account.Resource) bool {
			return r.Place.Datacenter == "bhs1" && r.Place.Rack != "" && len(r.Tasks) > 0 && len(r.Interventions) == 2 && r.Interventions[0].Planned &&
				!r.Interventions[0].To.IsZero() && len(r.Backups) == 1 && !r.Renews.IsZero()
		},
		account.VPS: func(r account.Resource) bool {
			return r.State != "" && len(r.Addresses) > 0 && len(r.Health) == 6 && len(r.Backups) == 2 && len(r.Tasks) > 0
		},
		account.CloudProject: func(r account.Resource) bool {
			return len(r.Health) > 0 && len(r.Backups) == 1 && r.State != ""
		},
		account.Instance: func(r account.Resource) bool {
			return r.State == "ACTIVE" && r.Place.Region != "" && len(r.Addresses) > 0
		},
		account.Volume: func(r account.Resource) bool {
			return r.Place.Region != "" && r.RoutedTo != "" && r.Backups != nil
		},
		account.CloudDatabase: func(r account.Resource) bool {
			return len(r.Backups) == 1 && r.Place.Region != "" && len(r.Domains) == 1
		},
		account.WebHosting: func(r account.Resource) bool {
			return r.State != "" && len(r.Domains) == 1 && len(r.Addresses) == 2
		},
		account.Database:   func(r account.Resource) bool { return r.Place.Datacenter == "bhs1" && len(r.Backups) == 1 },
		account.Domain:     func(r account.Resource) bool { return len(r.Servers) == 1 && !r.Renews.IsZero() },
		account.Zone:       func(r account.Resource) bool { return len(r.Servers) == 1 },
		account.MailDomain: func(r account.Resource) bool { return r.Place.Filer == "filer7" },
		account.Exchange: func(r account.Resource) bool {
			return len(r.Domains) == 1 && len(r.Addresses) > 0 && r.Place.Host != ""
		},
		account.EmailPro: func(r account.Resource) bool {
			return len(r.Domains) == 1 && len(r.Addresses) > 0 && r.Place.Host != ""
		},
		account.IPBlock:      func(r account.Resource) bool { return r.RoutedTo != "" && r.ID == "192.0.2.0/28" },
		account.LoadBalancer: func(r account.Resource) bool { return len(r.Health) > 0 && len(r.Addresses) > 0 },
		account.NAS:          func(r account.Resource) bool { return len(r.Addresses) > 0 && len(r.Tasks) > 0 },
	} {
		if !has(seen[kind]) {
			t.Errorf("of a %s too little was read: %s", kind, fmt.Sprintf("%+v", seen[kind]))
		}
	}
}
