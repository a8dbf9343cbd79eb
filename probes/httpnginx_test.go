package probes

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// nginx runs the real one with what stands in its http block, until the test ends. The servers of that block listen
// at the addresses that are waited for.
func nginx(t *testing.T, folder, block string, addresses ...string) {
	t.Helper()
	program := probetest.Peer(t, "nginx")
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/nginx.pid; error_log stderr crit;
events { worker_connections 64; }
http {
	access_log off; default_type text/html; gzip on; gzip_min_length 1; types { text/html html; }
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
%[2]s
}`, folder, block)
	path := filepath.Join(folder, "nginx.conf")
	probetest.Write(t, path, config)
	var said strings.Builder
	cmd := exec.Command(program, "-p", folder, "-c", path, "-e", "stderr")
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it is killed
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, address := range addresses {
		if !listens(ctx, address, ended) {
			cancel()
			_ = cmd.Process.Kill()
			<-ended
			t.Fatalf("nginx does not listen at %s: %s", address, said.String())
		}
	}
}

// listens waits until a program listens at an address, and tells whether it does.
func listens(ctx context.Context, address string, ended <-chan struct{}) bool {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		var d net.Dialer
		if conn, err := d.DialContext(ctx, "tcp", address); err == nil {
			_ = conn.Close()
			return true
		}
		select {
		case <-again.C:
		case <-ended:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// certificateFiles writes a certificate and its key where a server reads them.
func certificateFiles(t *testing.T, folder, name string, chain ...probetest.Authority) string {
	t.Helper()
	certificates, key := probetest.PEM(t, chain...)
	probetest.Write(t, filepath.Join(folder, name+".pem"), certificates)
	probetest.Write(t, filepath.Join(folder, name+".key"), key)
	return fmt.Sprintf("ssl_certificate %[1]s/%[2]s.pem; ssl_certificate_key %[1]s/%[2]s.key;", folder, name)
}

// nginx as it is out there: well over every version of HTTP, and broken in the ways in which it breaks.
func TestNginx(t *testing.T) {
	folder := t.TempDir()
	root, pool := probetest.Root(t)
	between := root.Issue(t, probetest.Certified{From: -probetest.Year, Till: probetest.Year, CA: true})
	good := between.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year})
	expired := between.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	dying := probetest.Serve(t, func(c *net.TCPConn) {
		readRequest(c)
		_, _ = io.WriteString(c, htmlHead+"Content-Length: 5000\r\n\r\n<p>half a page")
		probetest.CutOff(c)
	})
	probetest.Write(t, filepath.Join(folder, "shop", "index.html"), "<title>A shop</title><h1>Add to basket</h1>"+strings.Repeat("<p>A thing to buy.</p>", 50))
	probetest.Write(t, filepath.Join(folder, "files", "backup.zip"), "x")
	probetest.Write(t, filepath.Join(folder, "new", "index.html"), "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.")
	a := make(map[string]string)
	for _, name := range []string{"plain", "secure", "two", "expired", "incomplete", "old"} {
		a[name] = probetest.ClosedPort(t)
	}
	secure := certificateFiles(t, folder, "good", good, between)
	nginx(t, folder, fmt.Sprintf(`
	server { listen %[2]s; root %[1]s/shop;
		location /files/ { root %[1]s; autoindex on; }
		location /new/ { root %[1]s; }
		location /gone/ { proxy_pass http://%[8]s; }
		location /dying/ { proxy_pass http://%[9]s; proxy_buffering off; }
		location /busy/ { return 503; }
		location /moved/ { return 301 /; }
		location /round/ { return 302 /round/; }
		location /members/ { auth_basic "members"; auth_basic_user_file %[1]s/users; alias %[1]s/shop/; }
	}
	server { listen %[3]s ssl; root %[1]s/shop; %[10]s }
	server { listen %[4]s ssl http2; root %[1]s/shop; %[10]s }
	server { listen %[5]s ssl; root %[1]s/shop; %[11]s }
	server { listen %[6]s ssl; root %[1]s/shop; %[12]s }
	server { listen %[7]s ssl; root %[1]s/shop; ssl_protocols TLSv1.2; %[10]s }
`, folder, a["plain"], a["secure"], a["two"], a["expired"], a["incomplete"], a["old"], probetest.ClosedPort(t), dying, secure,
		certificateFiles(t, folder, "expired", expired, between), certificateFiles(t, folder, "alone", good)),
		a["plain"], a["secure"], a["two"], a["expired"], a["incomplete"], a["old"])
	probetest.Write(t, filepath.Join(folder, "users"), "u:{PLAIN}pw\n")
	env := trusting(pool)
	https := func(name string) string { return "https://localhost" + a[name][strings.LastIndexByte(a[name], ':'):] }
	for name, c := range map[string]struct {
		address string
		failure result.Failure
		reason  string
		proto   string
	}{
		"well":                    {"http://" + a["plain"], "", "", "HTTP/1.1"},
		"well over TLS":           {https("secure"), "", "", "HTTP/1.1"},
		"well over HTTP/2":        {https("two"), "", "", "HTTP/2.0"},
		"well over TLS 1.2":       {https("old"), "", "", "HTTP/1.1"},
		"a redirect":              {"http://" + a["plain"] + "/moved/", "", "", "HTTP/1.1"},
		"its welcome page":        {"http://" + a["plain"] + "/new/", result.ContentDefaultPage, "(rule nginx-welcome)", "HTTP/1.1"},
		"a list of files":         {"http://" + a["plain"] + "/files/", result.ContentDefaultPage, "(rule directory-index)", "HTTP/1.1"},
		"nobody behind it":        {"http://" + a["plain"] + "/gone/", result.HTTPStatus, "the server answered 502 Bad Gateway", "HTTP/1.1"},
		"who is behind it dies":   {"http://" + a["plain"] + "/dying/", result.HTTPTruncated, "the page breaks off after", "HTTP/1.1"},
		"busy":                    {"http://" + a["plain"] + "/busy/", result.HTTPStatus, "the server answered 503 Service Unavailable", "HTTP/1.1"},
		"a circle":                {"http://" + a["plain"] + "/round/", result.HTTPRedirect, "in a circle", "HTTP/1.1"},
		"not there":               {"http://" + a["plain"] + "/nowhere", result.HTTPStatus, "404 Not Found", "HTTP/1.1"},
		"not let in":              {"http://" + a["plain"] + "/members/", result.HTTPStatus, "401 Unauthorized", "HTTP/1.1"},
		"an old certificate":      {https("expired"), result.TLSExpired, "ended on", ""},
		"a link is missing":       {https("incomplete"), result.TLSUntrusted, "does not send the certificate of " + between.Cert.Subject.CommonName, ""},
		"TLS where there is none": {"https://" + a["plain"], result.TLSHandshake, "does not speak TLS", ""},
		"none where there is":     {"http://" + a["two"], result.HTTPStatus, "400 Bad Request", "HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			p := get(t, c.address)
			if c.failure == "" {
				p.Expect.Contains = []Pattern{{Text: "Add to basket"}}
			}
			r := askOnce(t, env, p)
			if r.Failure != c.failure || (r.State == result.Up) != (c.failure == "") || r.HTTP.Proto != c.proto {
				t.Errorf("%s %q over %s: %s", r.State, r.Failure, r.HTTP.Proto, r.Reason)
			}
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
		})
	}
	p := get(t, "http://"+a["plain"]+"/members/")
	p.User, p.Password = "u", "pw"
	wants(t, askOnce(t, env, p), result.Up, "")
	flow := &Flow{Steps: []FlowStep{
		step("GET", https("two"), keeps("word", "/Add to (\\w+)/")),
		step("HEAD", https("secure")+"/?look={word}", expects(Expect{})),
		step("GET", "http://"+a["plain"]+"/gone/"),
	}}
	r := askOnce(t, env, flow)
	wants(t, r, result.Down, result.FlowStep)
	if !strings.HasPrefix(r.Reason, "step 3 of 3, GET http://"+a["plain"]+"/gone/: http.status: the server answered 502 Bad Gateway") {
		t.Errorf("the reason is %q", r.Reason)
	}
}
