package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/miekg/dns"

	"vigie/internal/secretname"
	"vigie/internal/yamlread"
)

// fields are the keys of a map, each with what reads its value.
type fields = map[string]func(ast.Node)

// closed reads a map that holds secrets: what stands in its place is not told.
func (d *decoder) closed(n ast.Node, what string, f fields) {
	if !yamlread.IsMap(n) {
		d.r.Mistake(n, "%s must be a map of keys and values", what)
		return
	}
	d.r.Fields(n, what, f)
}

// texts reads one text or several.
func (d *decoder) texts(n ast.Node, what string) []string {
	var list []string
	d.r.OneOrMore(n, func(v ast.Node) { list = append(list, d.value(v, what)) })
	return list
}

// atLeast reads a duration. Where it is none, or too short, otherwise holds.
func (d *decoder) atLeast(n ast.Node, what string, least, otherwise time.Duration) time.Duration {
	v, err := yamlread.ParseDuration(n.GetToken().Value)
	switch {
	case err != nil:
		d.r.Duration(n, what) // tells what is wrong with it
	case v < least:
		d.r.Mistake(n, "%s must be at least %s, not %s", what, short(least), n.GetToken().Value)
	default:
		return v
	}
	return otherwise
}

// short is a duration without the units of which there are none: 1h, not 1h0m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// hostPort reads host:port; where a port is usual it may be left out.
func (d *decoder) hostPort(n ast.Node, what, usual string) text {
	t := d.text(n, what)
	full, err := completeHostPort(t.value, usual)
	if err != nil {
		d.r.Mistake(n, "%s must be a host and a port such as db.example.com:5432, not %q", what, t.written)
	}
	return text{value: full, written: t.shown(full)}
}

func completeHostPort(s, usual string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		if usual == "" {
			return "", fmt.Errorf("%q has no port", s)
		}
		host, port = strings.Trim(s, "[]"), usual
	}
	if p, err := strconv.ParseUint(port, 10, 16); err != nil || p == 0 || !isHost(host) {
		return "", fmt.Errorf("%q is not a host and a port", s)
	}
	return net.JoinHostPort(host, port), nil
}

// isHost tells whether s is an address or can be a name.
func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, ok := dns.IsDomainName(s)
	return ok && !strings.ContainsAny(s, " \t\r\n/:@?#[]\\\"")
}

// page is the address of a page. The user and password in it, and the values of variables, are not shown.
type page struct {
	url            *url.URL // without user and password
	shown          string
	user, password string
	hidden         []string // parts of the address that may not be shown
}

func (d *decoder) webAddress(n ast.Node, what string) (page, bool) {
	t := d.text(n, what)
	p, err := parsePage(t)
	if err != nil {
		d.r.Mistake(n, "%s must be a web address such as https://www.example.com, not %q", what, shownAddress(t.written))
	}
	return p, err == nil
}

func parsePage(t text) (page, error) {
	u, err := url.Parse(t.value)
	if err != nil || !isHost(u.Hostname()) || u.Scheme != "http" && u.Scheme != "https" {
		return page{}, fmt.Errorf("%q is no web address", shownAddress(t.written))
	}
	if port := u.Port(); port != "" {
		if _, err := completeHostPort(u.Host, ""); err != nil {
			return page{}, err
		}
	}
	p := page{url: u, shown: shownAddress(t.written), user: u.User.Username(), hidden: t.variables}
	p.password, _ = u.User.Password()
	u.User = nil
	return p, nil
}

// parameter is a part of a query: ?token=…, &api_key=…
var parameter = regexp.MustCompile(`[?&;][^=&;#]*=[^&;#]+`)

// shownAddress is an address as it may be shown: without user and password, and without what in its query lets somebody
// in. A variable stands there as it is written.
func shownAddress(s string) string {
	s = withoutUser(s)
	if !strings.Contains(s, "?") {
		return s
	}
	return parameter.ReplaceAllStringFunc(s, func(part string) string {
		name, value, _ := strings.Cut(part, "=")
		if !secretname.Is(name[1:]) || strings.Contains(value, "{") { // also one that a flow has kept
			return part
		}
		return name + "=****"
	})
}

// withoutUser takes user and password out of an address.
func withoutUser(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest[:end], '@')+1:]
}
