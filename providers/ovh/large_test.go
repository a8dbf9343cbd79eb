package ovh

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
)

// large is an account of 500 resources behind a line of 80 ms, in memory and in the time of a bubble.
type large struct {
	pages bool          // lists hold whole things for who asks for them
	trip  time.Duration // how long a call takes; 0: 80 ms
	rules string        // of the key; empty: it may read everything
	ill   string        // how the names of the servers begin that are in trouble; empty: none is
	down  bool          // nothing is answered
	mu    sync.Mutex
	calls []string
	now   int // under way
	most  int // at once
}

// sizes are how many of each there are: 500 in all, with what belongs to the projects.
var sizes = map[string]int{
	"/dedicated/server": 60, "/vps": 60, "/cloud/project": 2, "/hosting/web": 80, "/hosting/privateDatabase": 20, "/domain": 110,
	"/domain/zone": 60, "/email/domain": 40, "/email/pro": 4, "/ip": 38, "/ipLoadbalancing": 2, "/dedicated/nasha": 4, "/email/exchange": 0,
}

const inProject = 20 // of 2 projects: 10 machines, 10 disks

func (l *large) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.EscapedPath(), "/1.0"), "/v1")
	l.mu.Lock()
	l.calls = append(l.calls, path)
	l.now++
	l.most = max(l.most, l.now)
	l.mu.Unlock()
	time.Sleep(cmp.Or(l.trip, 80*time.Millisecond))
	l.mu.Lock()
	l.now--
	l.mu.Unlock()
	status, heads, body := l.answer(path, r)
	return &http.Response{StatusCode: status, Header: heads, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// taken are the calls since the last time that this was asked.
func (l *large) taken() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.calls
	l.calls = nil
	return list
}

func (l *large) answer(path string, r *http.Request) (status int, heads http.Header, body string) {
	heads = http.Header{}
	switch {
	case l.down:
		return 503, heads, "<html>Service Unavailable</html>"
	case path == "/auth/time":
		return 200, heads, strconv.FormatInt(time.Now().Unix(), 10)
	case path == "/auth/currentCredential":
		return 200, heads, `{"rules":[` + cmp.Or(l.rules, `{"method":"GET","path":"/*"}`) + `]}`
	case path == "/v2/iam/resource":
		return l.everyName(r, heads)
	case path == "/services":
		return 200, heads, `[1,2,3]`
	}
	for _, f := range families() {
		rest, ours := strings.CutPrefix(path, f.path)
		switch {
		case !ours || rest != "" && rest[0] != '/' || f.path == "/domain" && strings.HasPrefix(rest, "/zone"):
			continue
		case rest == "":
			return 200, heads, l.list(f, r.Header.Get("X-Pagination-Mode") != "", heads)
		case strings.Count(rest, "/") == 1:
			return 200, heads, l.thing(f, rest[1:])
		}
		one, under, _ := strings.Cut(rest[1:], "/")
		return l.part(one, "/"+under, heads)
	}
	return 404, heads, `{"class":"Client::NotFound","message":"no"}`
}

func (l *large) part(one, rest string, heads http.Header) (int, http.Header, string) {
	switch rest {
	case "/snapshot":
		if strings.HasPrefix(one, "cloud") {
			return 200, heads, `[]`
		}
	case "/serviceInfos":
		return 200, heads, `{"expiration":"2030-01-01"}`
	case "/features/backupFTP":
		return 200, heads, `{"ftpBackupName":"ftpback-rbx7-618.` + one + `","type":"included"}`
	case "/instance", "/volume":
		var list []string
		for i := range inProject / 4 {
			list = append(list, fmt.Sprintf(`{"id":"%s%s%d","name":"x","region":"GRA11","status":"ACTIVE","ipAddresses":[]}`, one, rest, i))
		}
		return 200, heads, "[" + strings.Join(list, ",") + "]"
	case "/attachedDomain", "/task", "/tasks", "/ips", "/dump", "/intervention", "/plannedIntervention", "/volume/snapshot",
		"/database/service", "/ip/failover", "/domain", "/record":
		return 200, heads, `[]`
	}
	return 404, heads, `{"class":"Client::NotFound","message":"no"}`
}

func (l *large) everyName(r *http.Request, heads http.Header) (int, http.Header, string) {
	var list []string
	for _, f := range families() {
		for i := range sizes[f.path] {
			list = append(list, fmt.Sprintf(`{"name":%q,"displayName":%q,"type":%q}`, name(f, i), "my "+name(f, i), f.iam))
		}
	}
	if r.Header.Get("X-Pagination-Cursor") == "" {
		heads.Set("X-Pagination-Cursor-Next", "second")
		list = list[:len(list)/2]
	} else {
		list = list[len(list)/2:]
	}
	return 200, heads, "[" + strings.Join(list, ",") + "]"
}

func (l *large) list(f family, wholes bool, heads http.Header) string {
	var list []string
	for i := range sizes[f.path] {
		if wholes && l.pages {
			list = append(list, l.thing(f, name(f, i)))
		} else {
			list = append(list, strconv.Quote(name(f, i)))
		}
	}
	if wholes && l.pages {
		heads.Set("X-Pagination-Elements", strconv.Itoa(len(list)))
	}
	return "[" + strings.Join(list, ",") + "]"
}

func name(f family, i int) string {
	if f.kind == account.IPBlock {
		return fmt.Sprintf("203.0.113.%d/32", i)
	}
	return fmt.Sprintf("%s-%d.example", strings.ReplaceAll(f.path[1:], "/", "-"), i)
}

func (l *large) thing(f family, id string) string {
	id = strings.ReplaceAll(id, "%2F", "/")
	v := map[string]any{f.field: id, "state": "ok", "status": "ok"}
	if l.ill != "" && strings.HasPrefix(id, l.ill) {
		v["state"] = "hackedBlocked"
	}
	switch f.kind {
	case account.DedicatedServer:
		v["datacenter"], v["rack"], v["ip"] = "gra2", "G1", "192.0.2.7"
	case account.VPS:
		v["zone"], v["state"] = "Region OpenStack: os-gra1", "running"
	case account.WebHosting:
		v["datacenter"], v["cluster"], v["state"] = "gra3", "cluster126", "active"
	case account.Database:
		v["state"], v["datacenter"] = "started", "gra2"
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (l *large) client(t *testing.T, names ...string) *Client {
	t.Helper()
	c, err := New(Options{
		Endpoint: "http://api.example/1.0", ApplicationKey: "a", ApplicationSecret: "b", ConsumerKey: "c", HTTP: &http.Client{Transport: l},
		Names: names,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A cold look-up of 500 resources over 80 ms: first rows within 1 s, everything within 15 s, never more than 10 calls
// in flight; then at most 60 calls a minute, of which the states are asked every minute.
func TestALargeAccount(t *testing.T) {
	for name, pages := range map[string]bool{"lists of whole things": true, "lists of names": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &large{pages: pages}
				c := l.client(t)
				began := time.Now()
				var first time.Duration
				rows, err := c.Inventory(t.Context(), func(early []account.Resource) {
					if first == 0 && len(early) > 0 {
						first = time.Since(began)
					}
				})
				took, cold := time.Since(began), len(l.taken())
				if err != nil || len(kindsBelow(rows)) != 480+inProject {
					t.Fatalf("%d rows, %v", len(kindsBelow(rows)), err)
				}
				if first == 0 || first > time.Second || took > 15*time.Second || l.most > inFlight {
					t.Errorf("first rows after %v, all after %v with %d calls, %d in flight", first, took, cold, l.most)
				}
				t.Logf("first rows after %v, all after %v with %d calls, %d in flight", first, took, cold, l.most)
				for _, r := range rows {
					if r.Read.IsZero() || r.Problem != "" || r.Kind == account.DedicatedServer && (r.Place.Rack == "" || r.Tasks == nil || r.Backups == nil) {
						t.Fatalf("not read: %+v", r)
					}
				}
				l.refreshes(t, c, pages)
			})
		})
	}
}

// kindsBelow leaves out what stands beside a machine.
func kindsBelow(rows []account.Resource) []account.Resource {
	var list []account.Resource
	for _, r := range rows {
		if r.Kind != account.BackupStorage {
			list = append(list, r)
		}
	}
	return list
}

// refreshes watches the account for half an hour.
func (l *large) refreshes(t *testing.T, c *Client, pages bool) {
	t.Helper()
	most, oldest := 0, time.Duration(0)
	for range 30 {
		time.Sleep(time.Minute)
		rows, err := c.Inventory(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, len(l.taken()))
		for _, r := range rows {
			if r.Kind == account.DedicatedServer {
				oldest = max(oldest, time.Since(r.Read))
			}
		}
	}
	t.Logf("at most %d calls a minute; the oldest state was of %v ago", most, oldest)
	if most > 60 || most < 10 {
		t.Errorf("%d calls in a minute, want some and 60 at most", most)
	}
	if pages && oldest > 10*time.Second || oldest > 25*time.Minute {
		t.Errorf("a state was %v old", oldest)
	}
}

// What is in trouble is looked at before all that is well.
func TestTroubleIsReadFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &large{pages: true, ill: "dedicated-server-7.example"}
		c := l.client(t)
		for range 2 {
			if _, err := c.Inventory(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		l.taken()
		ill, well := 0, 0
		for range 20 {
			if _, err := c.Inventory(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		for _, path := range l.taken() {
			switch path {
			case "/dedicated/server/dedicated-server-7.example/task":
				ill++
			case "/dedicated/server/dedicated-server-8.example/task":
				well++
			}
		}
		if ill < 9 || well >= ill || well == 0 {
			t.Errorf("in 20 minutes the server in trouble was asked for its tasks %d times, one that is well %d times", ill, well)
		}
	})
}

// A building that is lost with all its servers does not keep the states of the others from being read.
func TestMuchTroubleLeavesRoomForTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &large{ill: "dedicated-server-"}
		c := l.client(t)
		oldest := time.Duration(0)
		for range 60 {
			rows, err := c.Inventory(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Kind == account.VPS {
					oldest = max(oldest, time.Since(r.Read))
				}
			}
			time.Sleep(time.Minute)
		}
		if oldest > 30*time.Minute {
			t.Errorf("the state of a VPS was of %v ago", oldest)
		}
	})
}

// An API that takes 8 s for each call is not asked for ever: what could be read is shown, and the lists come again.
func TestASlowAPI(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &large{pages: true, trip: 8 * time.Second}
		began := time.Now()
		rows, err := l.client(t).Inventory(t.Context(), nil)
		if took := time.Since(began); err != nil || len(rows) < 400 || took > roundTime+10*time.Second {
			t.Errorf("%d rows, %v after %v", len(rows), err, took)
		}
	})
}

// A key that may read one kind is asked for that kind alone.
func TestAKeyWithFewRights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &large{pages: true, rules: `{"method":"GET","path":"/vps"},{"method":"GET","path":"/vps/*/tasks"},{"method":"PUT","path":"/*"}`}
		c := l.client(t)
		rows, err := c.Inventory(t.Context(), nil)
		if err != nil || len(rows) != sizes["/vps"] || rows[0].Problem != "" || rows[0].State != "running" {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		for _, path := range l.taken() {
			if !strings.HasPrefix(path, "/auth/") && path != "/vps" && !strings.HasSuffix(path, "/tasks") {
				t.Errorf("asked for %s, which the key may not read", path)
			}
		}
		gaps := strings.Join(c.Gaps(), ", ")
		for _, want := range []string{"the dedicated servers", "the NAS", "the addresses of VPS", "the contract of VPS"} {
			if !strings.Contains(gaps, want) {
				t.Errorf("gaps = %s, want %s in it", gaps, want)
			}
		}
	})
}
