package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// What is asked for and taken at most. A busy page is some 400 kB, with some 100 notices.
const (
	timeout    = 20 * time.Second // of one request
	maxAnswer  = 16 << 20         // bytes, after decompression
	maxNotices = 1000
)

// answer is what a page said at an address, with the marks by which it can say that nothing has changed.
type answer struct {
	tag, modified string
	body          []byte
}

// json reads a path of the page into v.
func (p *Page) json(ctx context.Context, path string, v any) error {
	body, err := p.get(ctx, p.base.JoinPath(path).String())
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return p.other()
	}
	return nil
}

// get reads an address, and spares the page the answer where it has not changed.
func (p *Page) get(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	next, err := p.fetch(ctx, address, p.said[address])
	if err != nil {
		return nil, err
	}
	p.said[address] = next
	return next.body, nil
}

func (p *Page) fetch(ctx context.Context, address string, last answer) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, fmt.Errorf("asking the status page %s: %w", p.base.Host, err)
	}
	req.Header.Set("Accept", "application/json, application/atom+xml, application/rss+xml, */*;q=0.5")
	req.Header.Set("User-Agent", "vigie")
	if last.tag != "" {
		req.Header.Set("If-None-Match", last.tag)
	}
	if last.modified != "" {
		req.Header.Set("If-Modified-Since", last.modified)
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("the status page %s cannot be reached: %w", p.base.Host, reason(err))
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("reading the status page %s: %w", p.base.Host, err)
	case resp.StatusCode == http.StatusNotModified && last.body != nil:
		return last, nil
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
		return answer{}, p.other()
	case resp.StatusCode != http.StatusOK:
		return answer{}, fmt.Errorf("the status page %s answers with the status %d", p.base.Host, resp.StatusCode)
	case len(body) > maxAnswer:
		return answer{}, fmt.Errorf("the status page %s answers with more than %d MB", p.base.Host, maxAnswer>>20)
	}
	return answer{tag: resp.Header.Get("ETag"), modified: resp.Header.Get("Last-Modified"), body: body}, nil
}

// reason is the error of a request without its method and address.
func reason(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
