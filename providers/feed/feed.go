// Package feed reads status pages. This version knows those that speak Statuspage v2, as the six of OVHcloud do.
// Their RSS and Atom are not used: they hold 25 entries with planned works first, so that most open incidents
// never stand in them.
//
// It knows no probe and no screen; of vigie it may import only internal/account.
package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"vigie/internal/account"
)

// Page is one status page. It is used by one goroutine at a time.
type Page struct {
	base *url.URL
	http *http.Client
}

const (
	timeout   = 20 * time.Second
	maxAnswer = 16 << 20
)

// New makes a reader of the page at an address. A nil client is an own one.
func New(address string, client *http.Client) (*Page, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a status page", address)
	}
	if client == nil {
		client = &http.Client{Timeout: timeout}
	}
	return &Page{base: u, http: client}, nil
}

// Name is the page's host.
func (p *Page) Name() string { return p.base.Host }

// incident is an incident or a planned maintenance, as Statuspage v2 writes them.
type incident struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Status       string     `json:"status"`
	Impact       string     `json:"impact"`
	Created      time.Time  `json:"created_at"`
	Updated      time.Time  `json:"updated_at"`
	Resolved     *time.Time `json:"resolved_at"`
	ScheduledFor *time.Time `json:"scheduled_for"`
	Until        *time.Time `json:"scheduled_until"`
	Shortlink    string     `json:"shortlink"`
	Updates      []struct {
		Status  string    `json:"status"`
		Body    string    `json:"body"`
		Created time.Time `json:"created_at"`
	} `json:"incident_updates"`
}

// Notices are the open incidents and the planned works.
func (p *Page) Notices(ctx context.Context) ([]account.Notice, error) {
	var open struct {
		Incidents *[]incident `json:"incidents"`
	}
	if err := p.get(ctx, "/api/v2/incidents/unresolved.json", &open); err != nil {
		return nil, err
	}
	if open.Incidents == nil {
		return nil, fmt.Errorf("%s is no status page that this version can read: it does not speak Statuspage v2", p.base)
	}
	var planned struct {
		Maintenances []incident `json:"scheduled_maintenances"`
	}
	err := p.get(ctx, "/api/v2/scheduled-maintenances.json", &planned)
	notices := make([]account.Notice, 0, len(*open.Incidents)+len(planned.Maintenances))
	for _, i := range *open.Incidents {
		notices = append(notices, p.notice(i, false))
	}
	for _, i := range planned.Maintenances {
		if i.Status != "completed" {
			notices = append(notices, p.notice(i, true))
		}
	}
	return notices, err
}

func (p *Page) notice(i incident, planned bool) account.Notice {
	n := account.Notice{
		Provider: p.provider(), Page: p.page(), ID: i.ID, Title: i.Name, State: i.Status, Impact: i.Impact,
		Planned: planned, Posted: i.Created, Updated: i.Updated, URL: i.Shortlink, Places: Places(i.Name),
	}
	if n.URL == "" {
		n.URL = p.base.String() + "/incidents/" + i.ID
	}
	if i.Resolved != nil {
		n.Ended = *i.Resolved
	}
	if i.ScheduledFor != nil {
		n.Started = *i.ScheduledFor
	}
	if i.Until != nil && planned {
		n.ETA = *i.Until
	}
	for k := len(i.Updates) - 1; k >= 0; k-- { // the newest comes first there
		u := i.Updates[k]
		n.Updates = append(n.Updates, account.NoticeUpdate{Time: u.Created, State: u.Status, Body: u.Body})
		if t, ok := declaredStart(u.Body); ok {
			n.Started = t
		}
	}
	return n
}

// provider is whose page it is: by its host for OVHcloud's and the simulation's, otherwise the host itself.
func (p *Page) provider() string {
	host := p.base.Hostname()
	if strings.HasSuffix(host, ".status-ovhcloud.com") || strings.HasSuffix(host, ".status.example") {
		return "ovh"
	}
	return host
}

// page is the first label of the host: bare-metal-servers.
func (p *Page) page() string {
	first, _, _ := strings.Cut(p.base.Hostname(), ".")
	return first
}

func (p *Page) get(ctx context.Context, path string, v any) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+path, nil)
	if err != nil {
		return fmt.Errorf("asking the status page %s: %w", p.base.Host, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "vigie/1 (status reading)")
	resp, err := p.http.Do(req)
	if err != nil {
		return fmt.Errorf("the status page cannot be reached: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end, or given up
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the status page %s answered %s for %s", p.base.Host, resp.Status, path)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading the status page %s: %w", p.base.Host, err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("the status page %s answers, but not with JSON", p.base.Host)
	}
	return nil
}

var (
	bracket = regexp.MustCompile(`^\s*(?i:\[scheduled\])?\s*\[([^\]]*)\]`)
	site    = regexp.MustCompile(`^([A-Za-z]{2,4})0*([0-9]{0,2})$`)
	start   = regexp.MustCompile(`(?i)start\s+time\s*:?\s*(?:</b>)?\s*:?\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\s+([0-9]{1,2}):([0-9]{2})`)
)

// Places are the datacenters that the bracket at the head of a title names, normalised: "[GRA1/3][…]" is gra1 and
// gra3, "[SBG][…]" the campus sbg.
func Places(title string) []string {
	m := bracket.FindStringSubmatch(title)
	if m == nil {
		return nil
	}
	var places []string
	letters := ""
	for _, part := range strings.Split(m[1], "/") {
		part = strings.TrimSpace(part)
		if letters != "" && part != "" && strings.Trim(part, "0123456789") == "" {
			part = letters + part // GRA1/3
		}
		x := site.FindStringSubmatch(part)
		if x == nil {
			continue
		}
		letters = x[1]
		places = append(places, strings.ToLower(x[1]+x[2]))
	}
	return places
}

// declaredStart is the beginning that the text of an update declares, in UTC.
func declaredStart(body string) (time.Time, bool) {
	m := start.FindStringSubmatch(body)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("2/1/2006 15:04", fmt.Sprintf("%s/%s/%s %s:%s", m[1], m[2], m[3], m[4], m[5]))
	return t, err == nil
}
