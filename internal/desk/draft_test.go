package desk

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
)

func letter(words string) account.Letter {
	return account.Letter{Kind: account.NewTicket, Subject: "Shop does not answer", Body: words, Service: "ns1"}
}

func save(t *testing.T, s *Store, l account.Letter) Draft {
	t.Helper()
	d, err := s.Save(context.Background(), Draft{Letter: l})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func stands(t *testing.T, s *Store, id int64, want State) Draft {
	t.Helper()
	d, err := s.Draft(context.Background(), id)
	if err != nil || d.State != want {
		t.Fatalf("the draft is %q, %v; want %q (%s)", d.State, err, want, d.Reason)
	}
	return d
}

func TestADraftIsKeptWithEachChangeAndSentOnce(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s := open(t, dir)
	d := save(t, s, letter("It does"))
	d.Letter.Body = "It does not answer."
	d, err := s.Save(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir) // as another process would, after a crash
	d = stands(t, s, d.ID, Written)
	if d.Letter != letter("It does not answer.") {
		t.Errorf("kept as %+v", d.Letter)
	}
	o := &office{}
	if d, err = s.Send(ctx, o, d); err != nil || d.State != Sent || d.Number != "CS1000007" || d.QueryID != "EU.yes" {
		t.Errorf("sent: %+v, %v", d, err)
	}
	if _, err = s.Send(ctx, o, d); !errors.Is(err, ErrNotNow) || o.letters() != 1 {
		t.Errorf("a second time: %v, %d letters arrived", err, o.letters())
	}
	if _, err = s.Save(ctx, d); !errors.Is(err, ErrNotNow) {
		t.Errorf("changing what was sent: %v", err)
	}
	if err := s.Discard(ctx, d.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Draft(ctx, d.ID); !errors.Is(err, ErrNoDraft) {
		t.Errorf("a discarded one: %v", err)
	}
}

func TestWhatIsSentIsWhatWasSeen(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	seen := save(t, s, letter("as it was shown"))
	other := seen
	other.Letter.Body = "as somebody else changed it"
	if _, err := s.Save(ctx, other); err != nil {
		t.Fatal(err)
	}
	o := &office{}
	if _, err := s.Send(ctx, o, seen); !errors.Is(err, ErrNotNow) || o.letters() != 0 {
		t.Errorf("%v, %d letters arrived", err, o.letters())
	}
}

func TestARefusedLetterMayBeSentAgain(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	d := save(t, s, letter("x"))
	o := &office{refuse: errors.New("the key may not do this")}
	d, err := s.Send(ctx, o, d)
	if err == nil || d.State != Failed || d.Reason != "the key may not do this" || d.QueryID != "EU.no" {
		t.Errorf("%+v, %v", d, err)
	}
	o.refuse = nil
	if d, err = s.Send(ctx, o, stands(t, s, d.ID, Failed)); err != nil || d.State != Sent {
		t.Errorf("%+v, %v", d, err)
	}
}

// A letter whose answer was lost is looked up before it may be sent again, whether it arrived or not.
func TestALostAnswerIsLookedUp(t *testing.T) {
	ctx := context.Background()
	for name, arrives := range map[string]bool{"it arrived": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			now := t0
			s, err := Open(ctx, t.TempDir(), "a", func() time.Time { return now })
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			d := save(t, s, letter("x"))
			o := &office{lose: true}
			if !arrives {
				o.refuse = &account.UncertainError{Err: errors.New("no answer in time")}
			}
			d, err = s.Send(ctx, o, d)
			if err == nil || d.State != Uncertain {
				t.Fatalf("%+v, %v", d, err)
			}
			if _, err := s.Send(ctx, o, d); !errors.Is(err, ErrUncertain) {
				t.Errorf("sending it again: %v", err)
			}
			if _, err := s.Save(ctx, d); !errors.Is(err, ErrNotNow) {
				t.Errorf("changing it: %v", err)
			}
			o.blind = errors.New("OVHcloud's API is in trouble")
			if _, err := s.Settle(ctx, o, d.ID); err == nil || stands(t, s, d.ID, Uncertain).Reason == "" {
				t.Errorf("when nothing can be looked up: %v", err)
			}
			o.blind = nil
			if !arrives {
				if _, err := s.Settle(ctx, o, d.ID); err == nil || !strings.Contains(err.Error(), "look again in 1m0s") {
					t.Errorf("at once: %v", err)
				}
				stands(t, s, d.ID, Uncertain)
				now = now.Add(settled)
			}
			d, err = s.Settle(ctx, o, d.ID)
			want := map[bool]State{true: Sent, false: Written}[arrives]
			if err != nil || d.State != want || stands(t, s, d.ID, want).Reason == "" {
				t.Errorf("looked up: %+v, %v", d, err)
			}
			if o.refuse = nil; !arrives {
				if d, err = s.Send(ctx, &office{}, d); err != nil || d.State != Sent {
					t.Errorf("sent again: %+v, %v", d, err)
				}
			}
		})
	}
}

func TestTheSameLetterIsFoundAgain(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	if _, there, err := s.Like(ctx, letter("x")); there || err != nil {
		t.Errorf("found before it was written: %v", err)
	}
	d := save(t, s, letter("x"))
	if like, there, err := s.Like(ctx, letter("x")); !there || err != nil || like.ID != d.ID {
		t.Errorf("%+v, %v", like, err)
	}
	if _, there, _ := s.Like(ctx, letter("y")); there {
		t.Error("other words were taken for the same")
	}
	s.Send(ctx, &office{lose: true}, d)
	if like, there, _ := s.Like(ctx, letter("y")); !there || like.State != Uncertain {
		t.Errorf("an uncertain ticket under the same subject: %+v", like)
	}
	if _, err := s.Settle(ctx, &office{arrived: []account.Letter{letter("x")}}, d.ID); err != nil {
		t.Fatal(err)
	}
	if _, there, _ := s.Like(ctx, letter("x")); there {
		t.Error("what was sent was found: it may be said again")
	}
}

func TestTwoAtOnceSendOneLetter(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a, b := open(t, dir), open(t, dir)
	d := save(t, a, letter("x"))
	o := &office{}
	o.before = func() {
		if _, err := b.Send(ctx, o, d); !errors.Is(err, ErrBusy) {
			t.Errorf("another process at the same time: %v", err)
		}
		if _, err := a.Send(ctx, o, d); !errors.Is(err, ErrBusy) {
			t.Errorf("the same process at the same time: %v", err)
		}
		// Whoever looks at the drafts meanwhile must not take the one that is being sent for lost.
		stands(t, a, d.ID, Sending)
		stands(t, b, d.ID, Sending)
	}
	if d, err := a.Send(ctx, o, d); err != nil || d.State != Sent || o.letters() != 1 {
		t.Errorf("%+v, %v, %d letters arrived", d, err, o.letters())
	}
}

// A process that is killed between sending and the answer leaves a letter that is uncertain, and found when looked for.
func TestKilledWhileSending(t *testing.T) {
	if dir := os.Getenv("VIGIE_DESK_KILL"); dir != "" {
		s := open(t, dir)
		d := save(t, s, letter("x"))
		o := &office{}
		o.after = func() {
			os.WriteFile(filepath.Join(dir, "arrived"), []byte(strconv.FormatInt(d.ID, 10)), 0o600)
			p, _ := os.FindProcess(os.Getpid())
			p.Kill()
			select {}
		}
		s.Send(context.Background(), o, d)
		t.Fatal("it went on")
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileSending$")
	cmd.Env = append(os.Environ(), "VIGIE_DESK_KILL="+dir)
	out, err := cmd.CombinedOutput()
	b, rerr := os.ReadFile(filepath.Join(dir, "arrived"))
	if err == nil || rerr != nil {
		t.Fatalf("it was not killed while sending: %v, %v\n%s", err, rerr, out)
	}
	id, _ := strconv.ParseInt(string(b), 10, 64)
	s := open(t, dir)
	d := stands(t, s, id, Uncertain)
	if d.Reason != died || d.Letter != letter("x") {
		t.Errorf("it is %+v", d)
	}
	o := &office{arrived: []account.Letter{d.Letter}}
	if _, err := s.Send(context.Background(), o, d); !errors.Is(err, ErrUncertain) || o.letters() != 1 {
		t.Errorf("sending it again: %v", err)
	}
	if d, err = s.Settle(context.Background(), o, id); err != nil || d.State != Sent {
		t.Errorf("looked up: %+v, %v", d, err)
	}
}

func TestAFileThatIsNotOursIsLeftAlone(t *testing.T) {
	garbage := func(b []byte) []byte { return bytes.Repeat([]byte("lorem ipsum "), len(b)/12) }
	for name, c := range map[string]struct {
		change func(b []byte) []byte
		is     error
	}{
		"no database":     {garbage, ErrForeign},
		"a few bytes":     {func([]byte) []byte { return []byte("hi") }, ErrForeign},
		"cut in half":     {func(b []byte) []byte { return b[:len(b)/2] }, ErrDamaged},
		"a page of zeros": {func(b []byte) []byte { clear(b[4096:8192]); return b }, ErrDamaged},
		"a newer form":    {func(b []byte) []byte { b[63] = 99; return b }, ErrNewer},
		"another's":       {func(b []byte) []byte { b[71]++; return b }, ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			var list []account.Ticket
			for n := range 50 {
				list = append(list, ticket(n, "Disk", "ns1", strings.Repeat("apple ", 100)))
			}
			put(t, s, list...)
			s.Close()
			b, err := os.ReadFile(s.path)
			if err != nil {
				t.Fatal(err)
			}
			b = c.change(b)
			os.WriteFile(s.path, b, 0o600)
			_, err = Open(context.Background(), dir, "ovh-eu-test", nil)
			if !errors.Is(err, c.is) {
				t.Errorf("opened with %v", err)
			}
			if after, _ := os.ReadFile(s.path); !bytes.Equal(after, b) {
				t.Error("it was changed")
			}
		})
	}
}

func TestOthersCannotReadTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, ticket(1, "Disk", "ns1", "apple"))
	o := &office{}
	s.Send(context.Background(), o, save(t, s, letter("x")))
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) < 3 {
		t.Fatalf("the files are %v", files)
	}
	for _, f := range files {
		if st, err := os.Stat(f); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, st.Mode(), err)
		}
	}
}

func TestAFolderThatMayNotBeWrittenToIsRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, ticket(1, "Disk", "ns1", "apple"))
	s.Close()
	os.Chmod(dir, 0o500)
	defer os.Chmod(dir, 0o700)
	s = open(t, dir)
	if got := found(t, s, "apple"); len(got) != 1 {
		t.Errorf("apple finds %v", got)
	}
	if _, err := s.Save(context.Background(), Draft{Letter: letter("x")}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("saving: %v", err)
	}
}

// What cannot be kept is not sent: after a crash nobody would know of it.
func TestWhatCannotBeKeptIsNotSent(t *testing.T) {
	s := open(t, t.TempDir())
	d := save(t, s, letter("x"))
	if _, err := s.writer.Exec("CREATE TRIGGER full BEFORE UPDATE ON draft BEGIN SELECT RAISE(ABORT, 'no room'); END"); err != nil {
		t.Fatal(err)
	}
	o := &office{}
	if _, err := s.Send(context.Background(), o, d); err == nil || o.letters() != 0 {
		t.Errorf("%v, %d letters arrived", err, o.letters())
	}
}
