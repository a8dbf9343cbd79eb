package sim

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"vigie/internal/result"
	"vigie/probes"
)

// target is where a check asks, and what for.
type target struct {
	host    string // as a key of World.names
	port    uint16
	service service // 0 when only the name is asked for
	isPage  bool
	path    string // of a page
	method  string // by which it is asked for
	kept    []probes.Keep
	expect  probes.Expect
	says    string       // what a greeter is expected to say
	domain  string       // whose mail is asked for here
	answers []netip.Addr // what the name is expected to lead to
}

// targetsOf reads where a check asks: of a flow, each of its steps.
func targetsOf(c probes.Check) ([]target, error) {
	if p, isFlow := c.Prober.(*probes.Flow); isFlow {
		return targetsOfFlow(p)
	}
	t, err := targetOf(c)
	return []target{t}, err
}

// targetOf reads the target of a check from the question that it asks.
func targetOf(c probes.Check) (target, error) {
	switch p := c.Prober.(type) {
	case *probes.HTTP:
		return targetOfPage(p.URL, p.Method, p.Expect)
	case *probes.DNS:
		t := target{host: hostName(p.Name)}
		for _, answer := range p.Answer {
			if addr, err := netip.ParseAddr(answer); err == nil {
				t.answers = append(t.answers, addr.Unmap())
			}
		}
		return t, nil
	case *probes.Ping:
		return target{host: hostName(p.Host), port: echoPort, service: echoing}, nil
	case *probes.TLS:
		return hostPortOf(p.Address, secureWeb)
	case *probes.TCP:
		t, err := hostPortOf(p.Address, greeter)
		for _, wanted := range p.Contains {
			t.says += sample(wanted) + "\r\n"
		}
		return t, err
	}
	if t, isMail, err := mailTarget(c.Prober); isMail {
		return t, err
	}
	return targetByName(c.Target)
}

// mailTarget reads the target of a check of mail.
func mailTarget(p probes.Prober) (t target, isMail bool, err error) {
	switch p := p.(type) {
	case *probes.Mail:
		t = target{host: "mx1." + hostName(p.Domain), port: 25, service: smtpServer, domain: hostName(p.Domain)}
		if p.Port != 0 {
			t.port, err = portOf(strconv.Itoa(p.Port))
		}
	case *probes.MailServer:
		t, err = hostPortOf(p.Address, mailService(p))
	default:
		return target{}, false, nil
	}
	return t, true, err
}

func mailService(p *probes.MailServer) service {
	plain, secure := smtpServer, secureSMTP
	switch p.Kind {
	case result.KindIMAP:
		plain, secure = imapServer, secureIMAP
	case result.KindPOP3:
		plain, secure = pop3Server, securePOP3
	}
	if p.Implicit {
		return secure
	}
	return plain
}

// targetsOfFlow are the pages of a flow. A step to whose address an earlier one adds something is left to the site that
// is there.
func targetsOfFlow(f *probes.Flow) ([]target, error) {
	var list []target
	for _, step := range f.Steps {
		if path, _, _ := strings.Cut(step.URL, "?"); strings.Contains(path, "{") {
			continue
		}
		u, err := url.Parse(step.URL)
		if err != nil {
			return nil, err
		}
		t, err := targetOfPage(u, step.Method, step.Expect)
		if err != nil {
			return nil, err
		}
		t.kept = step.Keep
		list = append(list, t)
	}
	return list, nil
}

func targetOfPage(u *url.URL, method string, expect probes.Expect) (target, error) {
	t := target{
		host: hostName(u.Hostname()), port: 443, service: secureWeb, isPage: true, path: pathOf(u.Path), method: methodOf(method), expect: expect,
	}
	if u.Scheme == "http" {
		t.port, t.service = 80, plainWeb
	}
	if u.Port() == "" {
		return t, nil
	}
	var err error
	t.port, err = portOf(u.Port())
	return t, err
}

// targetByName reads the target of a kind of check that needs nothing of its own here, such as imaps://mail.example.
func targetByName(s string) (target, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return target{}, fmt.Errorf("%q is no address that could be simulated", s)
	}
	t := target{host: hostName(u.Hostname())}
	if u.Port() != "" {
		if t.port, err = portOf(u.Port()); err != nil {
			return target{}, err
		}
	}
	if t.port != 0 {
		t.service = greeter
	}
	return t, nil
}

func hostPortOf(address string, s service) (target, error) {
	host, number, err := net.SplitHostPort(address)
	if err != nil {
		return target{}, err
	}
	p, err := portOf(number)
	return target{host: hostName(host), port: p, service: s}, err
}

func portOf(s string) (uint16, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%q is no port: %w", s, err)
	}
	return uint16(n), nil
}

// methodOf is how a page is asked for as it is compared: whoever wants the head of a page alone asks for that page.
func methodOf(method string) string {
	if method = strings.ToUpper(method); method == "" || method == http.MethodHead {
		return http.MethodGet
	}
	return method
}

func pathOf(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// hostName is a host name as it is compared: in ASCII, lower case, without the last dot; an IP address in its usual form.
func hostName(s string) string {
	s = strings.ToLower(strings.TrimSuffix(strings.Trim(s, "[]"), "."))
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.Unmap().String()
	}
	if ascii, err := idna.Lookup.ToASCII(s); err == nil {
		return ascii
	}
	return s
}
