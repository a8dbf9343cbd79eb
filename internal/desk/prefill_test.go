package desk

import (
	"strings"
	"testing"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/uitest"
)

func TestATicketIsPrefilledWithWhatIsKnown(t *testing.T) {
	s := uitest.Outage()
	var down *estate.Site
	for _, x := range s.Sites {
		if x.State == result.Down && x.Resource != "" {
			down = x
			break
		}
	}
	s.Notices = append(s.Notices, account.Notice{
		Provider: "ovh", Title: "[SBG2] Fire \x1b[31m", State: "investigating", URL: "https://status.example/n1",
		Touches: []account.Touch{{Resource: down.Resource, How: account.Named}},
	})
	last := down.Last()
	last.Target += "?token=s3cr3t"
	last.Evidence = append(last.Evidence, result.Evidence{Name: "header", Text: "Set-Cookie: s3cr3t"})
	l := Prefill(s, down.Name, "")
	r, _ := s.Resource(down.Resource)
	for _, want := range []string{
		down.Name, "has been down since 9 March 2021, 23:47:31 UTC", r.ID, strings.ToUpper(r.Place.Datacenter), "rack " + r.Place.Rack,
		last.Reason, string(last.Failure), last.Address, "connect 9997 ms", "are down", "[SBG2] Fire", "https://status.example/n1",
	} {
		if !strings.Contains(l.Body, want) {
			t.Errorf("it lacks %q:\n%s", want, l.Body)
		}
	}
	if strings.Contains(l.Body, "s3cr3t") || strings.ContainsRune(l.Body, 0x1b) {
		t.Errorf("it holds what it must not:\n%s", l.Body)
	}
	if l.Kind != account.NewTicket || l.Service != down.Resource || !strings.Contains(l.Subject, "is down since") || len(l.Subject) > 120 {
		t.Errorf("it is %+v", l)
	}
	if lines := strings.Count(l.Body, "\n"); lines > 25 {
		t.Errorf("it has %d lines", lines)
	}
}

func TestATicketAboutAResourceAlone(t *testing.T) {
	s := uitest.Outage()
	r := s.Resources[0]
	l := Prefill(s, "", r.ID)
	if l.Service != r.ID || !strings.Contains(l.Body, r.ID) || !strings.Contains(l.Subject, r.ID) {
		t.Errorf("it is %+v", l)
	}
	if l = Prefill(s, "nobody", "nothing"); l.Body != "" || l.Service != "nothing" {
		t.Errorf("about what is not known: %+v", l)
	}
}
