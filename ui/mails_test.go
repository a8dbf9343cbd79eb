package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
)

// mailed is the outage with mails of the provider, one of them from somebody who would like to own the terminal.
func mailed() *estate.Snapshot {
	s := uitest.Outage()
	at := func(d time.Duration) time.Time { return uitest.Moment().Add(-d) }
	s.Mails = []account.Mail{
		{
			Provider: "ovh", ID: "m1", Time: at(24 * time.Minute), Title: "Incident in SBG2: your services", Priority: "high", Topics: []string{"INCIDENT"},
			Body: "Dear customer,\n\na fire has broken out in SBG2. We recommend that you activate your disaster recovery plan.\n\n" +
				strings.Repeat("The firefighters are on the site and have cut the power of the whole campus. ", 6) + "\n\nOVHcloud",
			Sent: []account.Delivery{{To: "gil@belles-etoffes.example", State: "bounced"}, {To: "boss@other.example", State: "delivered"}},
		},
		{
			Provider: "ovh", ID: "m2", Time: at(49 * time.Hour), Title: "Renewal\x1b]0;owned\x07 of ns3100001", Priority: "medium", Topics: []string{"BILLING"},
			Body: "\x1b[2J\x1b[31mred\x1b[0m \u202egnp.exe\r\nLine two", Sent: []account.Delivery{{To: "gil@belles-etoffes.example", State: "delivered"}},
		},
		{Provider: "ovh", ID: "m3", Time: at(30 * 24 * time.Hour), Title: "Your invoice", Priority: "low"},
	}
	s.Sources = append(s.Sources, estate.Source{
		Name: "OVHcloud mails", Every: 10 * time.Minute, LastOK: at(3 * time.Hour), Error: "OVHcloud's API is in trouble (503)", Since: at(time.Hour),
	})
	return s
}

func TestTheMailsOfTheProviderCanBeRead(t *testing.T) {
	for _, size := range []struct{ w, h int }{{200, 50}, {120, 40}, {80, 24}, {60, 16}} {
		synctest.Test(t, func(t *testing.T) {
			scr := uitest.Screen(t, console(mailed(), nil), size.w, size.h)
			name := func(part string) string { return fmt.Sprintf("mails-%s-%dx%d", part, size.w, size.h) }
			scr.Press("M")
			golden(t, name("list"), scr)
			scr.Press("enter")
			golden(t, name("one"), scr)
			scr.Press("esc", "down", "enter")
			shows(t, scr, "red", "Line two")
			hides(t, scr, "\x1b", "\u202e")
			scr.Press("esc", "4")
			shows(t, scr, "CS1000002")
		})
	}
}

// What is kept of mails are their subjects. Where the provider is silent the rest is not known, and that is said.
func TestOfAMailWhoseWordsAreNotKeptThatIsSaid(t *testing.T) {
	walk(t, mailed(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("M", "z")
		shows(t, scr, "M Mails", "▲ OVHcloud mails is 3 h 00 min old", "▲ bounced", "● delivered")
		scr.Press("/")
		scr.Type("priority:low")
		scr.Press("enter", "enter")
		shows(t, scr, "Your invoice", "Its words are not known here")
		scr.Press("y")
		shows(t, scr, "copied: Your invoice")
		scr.Press("n")
		shows(t, scr, "this console only looks")
	})
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("M")
		shows(t, scr, "No provider is connected")
		scr.Press("enter")
		shows(t, scr, "nothing is selected")
	})
}
