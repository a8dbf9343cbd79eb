package ui_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// writing runs a console that can write, with the first ticket selected.
func writing(t *testing.T, p *postbox, w, h int, see func(scr *uitest.Terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Outage()
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Letters: p, Theme: "dark", Now: uitest.Moment, Who: "gil"})
		scr := uitest.Screen(t, app, w, h)
		scr.Press("4")
		see(scr)
	})
}

func TestALetterIsKeptShownConfirmedAndSent(t *testing.T) {
	p := &postbox{}
	writing(t, p, 120, 40, func(scr *uitest.Terminal) {
		scr.Press("n")
		shows(t, scr, "Answer in ticket CS1000002", "nothing is changed yet")
		scr.Type("Any news?")
		pass(scr, time.Second)
		shows(t, scr, "Any news?", "kept as draft 7")
		scr.Type("!")
		scr.Press("ctrl+s")
		pass(scr, time.Second)
		shows(t, scr, "POST /support/tickets/2/reply", `{"body":"Any news?!"}`, "in the account xy1-ovh", "Type CS1000002 to send it")
		scr.Type("yes")
		scr.Press("enter")
		shows(t, scr, `"yes" is not CS1000002`)
		if len(p.sent) != 0 {
			t.Fatal("it was sent without its word")
		}
		scr.Press("ctrl+u")
		scr.Type("CS1000002")
		scr.Press("enter")
		pass(scr, time.Second)
		shows(t, scr, "The answer stands in ticket CS1000002 (query EU.ext-9)", "✓ Done: OVHcloud has it.")
		scr.Press("esc")
		hides(t, scr, "Any news?")
		pass(scr, 10*time.Second)
	})
	if len(p.sent) != 1 || p.sent[0].Body != "Any news?!" || len(p.begun) != 1 || p.begun[0].Ticket == "" || p.last() != "Any news?!" {
		t.Errorf("sent %+v, begun %+v, kept %+v", p.sent, p.begun, p.kept)
	}
}

func TestBelowASheetThatWasClosedIsTheLetter(t *testing.T) {
	p := &postbox{}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		scr.Type("Hello")
		scr.Press("ctrl+s")
		pass(scr, time.Second)
		shows(t, scr, "Type CS1000002")
		scr.Press("esc")
		hides(t, scr, "Type CS1000002")
		scr.Type(" there")
		scr.Press("esc")
		hides(t, scr, "Hello")
	})
	if p.last() != "Hello there" || len(p.sent) != 0 {
		t.Errorf("kept %q, sent %v", p.last(), p.sent)
	}
}

func TestWhatIsWrittenIsKeptWithinASecondAndNothingWaitsForIt(t *testing.T) {
	p := &postbox{slow: 3 * time.Second}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		shows(t, scr, "looking for what is written already")
		pass(scr, 3*time.Second)
		scr.Type("ab")
		pass(scr, 400*time.Millisecond) // it is being kept
		scr.Type("cd")
		shows(t, scr, "abcd") // typed while it is
		pass(scr, 8*time.Second)
		shows(t, scr, "kept as draft 7")
	})
	if p.last() != "abcd" || len(p.kept) > 3 {
		t.Errorf("kept %+v", p.kept)
	}
}

func TestAPreparedLetterThatWasOnlyLookedAtIsNotKept(t *testing.T) {
	p := &postbox{first: estate.Draft{Letter: account.Letter{Kind: account.NewTicket, Subject: "Shop is down", Body: "Hello,\nit is down.", Service: "ns1"}}}
	writing(t, p, 120, 40, func(scr *uitest.Terminal) {
		scr.Press("2", "N")
		shows(t, scr, "A new ticket about Shop ─", "Subject: Shop is down", "it is down.")
		pass(scr, 2*time.Second)
		scr.Press("esc", "N")
		scr.Press("tab", "ctrl+u")
		scr.Type("Fire")
		pass(scr, time.Second)
		scr.Press("esc")
	})
	if len(p.kept) != 1 || p.kept[0].Letter.Subject != "Fire" || p.kept[0].Letter.Body != "Hello,\nit is down." || p.begun[0].Site == "" {
		t.Errorf("kept %+v, begun %+v", p.kept, p.begun)
	}
}

func TestALetterIsThrownAwayOnPurposeOrWhenItSaysNothing(t *testing.T) {
	p := &postbox{first: estate.Draft{ID: 7, Letter: account.Letter{Kind: account.Reply, Number: "CS1000002", Body: "Hi"}, Note: "It did not arrive."}}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		shows(t, scr, "! It did not arrive.", "this is draft 7")
		scr.Press("ctrl+x")
		shows(t, scr, "ctrl+x once more throws it away")
		scr.Type("!")
		scr.Press("ctrl+x", "esc")
		pass(scr, time.Second)
		if len(p.thrown) != 0 {
			t.Error("it was thrown away after one key")
		}
		scr.Press("n")
		scr.Press("ctrl+x", "ctrl+x")
		hides(t, scr, "this is draft 7")
		scr.Press("n")
		scr.Press("ctrl+u", "esc")
	})
	if len(p.thrown) != 2 || p.last() != "Hi!" {
		t.Errorf("thrown away %v, kept %q", p.thrown, p.last())
	}
}

func TestWhatCannotBeKeptStaysOnTheScreen(t *testing.T) {
	p := &postbox{fails: errors.New("the disk is full")}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		scr.Type("Hello")
		pass(scr, time.Second)
		shows(t, scr, "NOT KEPT: the disk is full")
		scr.Press("ctrl+s")
		pass(scr, time.Second)
		shows(t, scr, "it cannot be kept, and is not sent: the disk is full")
		scr.Press("esc", "esc")
		pass(scr, time.Second)
		shows(t, scr, "Hello", "esc once more gives it up")
		scr.Press("esc")
		pass(scr, time.Second)
		hides(t, scr, "Hello")
		shows(t, scr, "the letter was given up")
	})
	if len(p.sent) != 0 {
		t.Error("it was sent")
	}
}

func TestNothingThatIsPastedDrivesTheTerminal(t *testing.T) {
	p := &postbox{first: estate.Draft{Letter: account.Letter{Kind: account.NewTicket, Subject: "S\x1b[31m", Body: "a\x1b]0;owned\x07\u202eb"}}}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("N")
		shows(t, scr, "a␛]0;owned␇<202E>b", "S␛[31m")
		pass(scr, time.Second)
		if len(p.kept) != 0 {
			t.Errorf("looking at it changed it: %+v", p.kept)
		}
		scr.Send(tea.PasteMsg{Content: "one\r\n\r\ntwo\x1b[2J\tq"})
		shows(t, scr, "one", "two␛[2J    q")
		pass(scr, time.Second)
	})
	if got := p.last(); got != "one\n\ntwo␛[2J    qa␛]0;owned␇<202E>b" {
		t.Errorf("kept %q", got)
	}
}

func TestDraftsThatWaitAreSeenAndGoneOnWith(t *testing.T) {
	p := &postbox{list: []estate.Draft{
		{ID: 9, Letter: account.Letter{Kind: account.Reply, Ticket: "1", Number: "CS1000001", Subject: "Disk"}, Lost: true},
		{ID: 3, Letter: account.Letter{Kind: account.NewTicket, Subject: "Fire"}},
	}}
	writing(t, p, 120, 40, func(scr *uitest.Terminal) {
		pass(scr, 6*time.Second)
		shows(t, scr, "2 drafts are not sent")
		scr.Press("x")
		scr.Type("draft")
		scr.Press("enter")
		shows(t, scr, "reply CS1000001 · Disk", "new ticket · Fire")
		scr.Type("fire")
		scr.Press("enter")
		shows(t, scr, "Draft 3")
		scr.Press("esc")
		p.set(estate.Draft{})
		pass(scr, 6*time.Second)
		hides(t, scr, "not sent")
	})
	if len(p.begun) != 1 || p.begun[0].Draft.ID != 3 {
		t.Errorf("begun %+v", p.begun)
	}
}

func TestALetterThatCannotBeBegunSaysWhy(t *testing.T) {
	p := &postbox{lost: errors.New("draft 3: it may still be on its way: look again in 40s")}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		shows(t, scr, "✕ draft 3: it may still be on its way")
		scr.Press("x")
		hides(t, scr, "on its way")
		pass(scr, time.Second)
	})
	if len(p.kept)+len(p.thrown) != 0 {
		t.Errorf("kept %v, thrown away %v", p.kept, p.thrown)
	}
}

func TestALetterThatFailedIsTheDesks(t *testing.T) {
	p := &postbox{end: errors.New("it was sent, and whether it arrived is not known")}
	writing(t, p, 80, 24, func(scr *uitest.Terminal) {
		scr.Press("n")
		scr.Type("Hello")
		scr.Press("ctrl+s")
		pass(scr, time.Second)
		scr.Type("CS1000002")
		scr.Press("enter")
		pass(scr, time.Second)
		shows(t, scr, "✕ it was sent, and whether it arrived is not known")
		scr.Press("esc")
		hides(t, scr, "Hello")
		pass(scr, time.Second)
	})
	if len(p.kept) != 1 {
		t.Errorf("kept after it was sent: %+v", p.kept)
	}
}

func TestATicketIsClosedOnlyWhereItMayBe(t *testing.T) {
	p := &postbox{}
	writing(t, p, 120, 40, func(scr *uitest.Terminal) {
		scr.Press("x")
		scr.Type("close")
		shows(t, scr, "does not let it be closed now")
	})
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Outage()
		for i := range snap.Tickets {
			snap.Tickets[i].CanBeClosed = true
		}
		scr := uitest.Screen(t, ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Letters: p, Theme: "dark", Now: uitest.Moment, Who: "gil"}), 120, 40)
		scr.Press("4", "x")
		scr.Type("close")
		scr.Press("enter")
		pass(scr, time.Second)
		shows(t, scr, "POST /support/tickets/2/close", "Type CS1000002")
		scr.Type("CS1000002")
		scr.Press("enter")
		pass(scr, time.Second)
	})
	if len(p.sent) != 1 || p.sent[0].Kind != account.Close {
		t.Errorf("sent %+v", p.sent)
	}
}

func TestWhyNothingCanBeWrittenIsSaid(t *testing.T) {
	walk(t, uitest.Outage(), func(scr *uitest.Terminal, _ *[]estate.Intent) {
		scr.Press("4", "n")
		shows(t, scr, "this console only looks")
	})
	writing(t, &postbox{}, 120, 40, func(scr *uitest.Terminal) {
		scr.Press("1", "n")
		shows(t, scr, "no ticket is selected")
	})
}

func TestLettersOnScreen(t *testing.T) {
	body := "Hello,\n\nShop (https://shop.example/) has been down since 10 March 2021, 00:47:31 UTC.\n\n" + strings.Repeat("- Service: ns3100001.ip-192-0-2.example (server)\n", 3) +
		"\nCould you please tell us what is wrong and when you expect it to be restored?\n\nKind regards"
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		t.Run(name, func(t *testing.T) {
			p := &postbox{first: estate.Draft{Letter: account.Letter{Kind: account.NewTicket, Subject: "Shop is down since 10 Mar 00:47 UTC (SBG2)", Body: body}}}
			writing(t, p, size[0], size[1], func(scr *uitest.Terminal) {
				scr.Press("N")
				golden(t, "letter-new-"+name, scr)
				scr.Press("esc")
				p.set(estate.Draft{}, estate.Draft{ID: 7, Letter: account.Letter{Kind: account.Reply, Ticket: "2"}})
				pass(scr, 6*time.Second)
				golden(t, "letter-waits-"+name, scr)
				scr.Press("n")
				scr.Type("Any news?")
				scr.Press("ctrl+s")
				pass(scr, time.Second)
				golden(t, "letter-sheet-"+name, scr)
			})
		})
	}
}
