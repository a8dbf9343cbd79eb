// Package feed reads status pages. This version knows those that speak Statuspage v2, as the six of OVHcloud do.
// Their RSS and Atom are not used: they hold 25 entries with planned works first, so that most open incidents
// never stand in them.
//
// It knows no probe and no screen; of vigie it may import only internal/account.
package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"vigie/internal/account"
)

const (
	timeout   = 20 * time.Second // of one request
	maxAnswer = 16 << 20         // bytes; a busy page is some 400 kB
)

// Page is one status page. It may be used from many goroutines.
type Page struct {
	base *url.URL
	http *http.Client

	mu   sync.Mutex
	seen map[string]answer // the last answer, by path
}

// answer is what a page said, with the tag by which it can say that nothing has changed.
type answer struct {
	tag  string
	body []byte
}

// New makes a reader of the page at an address such as https://network.status-ovhcloud.com. A nil client is an own
// one.
func New(address string, client *http.Client) (*Page, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a status page: it must begin with https://", address)
	}
	u.RawQuery, u.Fragment = "", ""
	if client == nil {
		client = &http.Client{Timeout: timeout}
	}
	return &Page{base: u, http: client, seen: make(map[string]answer)}, nil
}

// Name is the page's host.
func (p *Page) Name() string { return p.base.Host }

// Notices are the open incidents, then the planned works that are not over. When only the planned works cannot be
// read, the incidents are returned beside the error.
func (p *Page) Notices(ctx context.Context) ([]account.Notice, error) {
	var open struct {
		Incidents *[]incident `json:"incidents"`
	}
	if err := p.get(ctx, "/api/v2/incidents/unresolved.json", &open); err != nil {
		return nil, err
	}
	if open.Incidents == nil {
		return nil, p.notAPage()
	}
	notices := make([]account.Notice, 0, len(*open.Incidents))
	for _, i := range *open.Incidents {
		notices = append(notices, p.notice(i, false))
	}
	var planned struct {
		Maintenances []incident `json:"scheduled_maintenances"`
	}
	if err := p.get(ctx, "/api/v2/scheduled-maintenances.json", &planned); err != nil {
		return notices, fmt.Errorf("the planned works: %w", err)
	}
	for _, i := range planned.Maintenances {
		if i.Status != "completed" {
			notices = append(notices, p.notice(i, true))
		}
	}
	return notices, nil
}

// get reads a path into v, and spares the page the answer where it has not changed.
func (p *Page) get(ctx context.Context, path string, v any) error {
	p.mu.Lock()
	last := p.seen[path]
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	next, err := p.fetch(ctx, path, last)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(next.body, v); err != nil {
		return p.notAPage()
	}
	p.mu.Lock()
	p.seen[path] = next
	p.mu.Unlock()
	return nil
}

func (p *Page) fetch(ctx context.Context, path string, last answer) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+path, nil)
	if err != nil {
		return answer{}, fmt.Errorf("asking the status page %s: %w", p.base.Host, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "vigie")
	if last.tag != "" {
		req.Header.Set("If-None-Match", last.tag)
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("the status page %s cannot be reached: %w", p.base.Host, reason(err))
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("reading the status page %s: %w", p.base.Host, err)
	case resp.StatusCode == http.StatusNotModified && last.tag != "":
		return last, nil
	case resp.StatusCode == http.StatusNotFound:
		return answer{}, p.notAPage()
	case resp.StatusCode != http.StatusOK:
		return answer{}, fmt.Errorf("the status page %s answers with the status %d", p.base.Host, resp.StatusCode)
	}
	return answer{tag: resp.Header.Get("ETag"), body: body}, nil
}

// notAPage says that what answers there is something else.
func (p *Page) notAPage() error {
	return fmt.Errorf("%s is no status page that can be read: it does not answer as Statuspage (api/v2) does", p.base.Redacted())
}

// reason is the error of a request without its method and address.
func reason(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
