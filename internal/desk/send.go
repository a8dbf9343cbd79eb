package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"

	"vigie/internal/account"
)

// Office is where letters are sent to: the provider's support.
type Office interface {
	// Before tells how things stand before a letter is sent.
	Before(ctx context.Context, l account.Letter) account.Mark
	// SendLetter sends it, once. The error is an *account.UncertainError where it may have arrived.
	SendLetter(ctx context.Context, l account.Letter) (account.Receipt, error)
	// Find looks whether a letter has arrived whose answer was lost.
	Find(ctx context.Context, l account.Letter, m account.Mark) (r account.Receipt, found bool, err error)
}

// settled is how long a letter that cannot be found may still be on its way: longer than a call lasts, and than the
// provider takes to show what it took.
const settled = time.Minute

// died is why a letter is uncertain that was being sent when vigie ended.
const died = "vigie ended while it was being sent"

// ErrUncertain says that a letter must be looked up first; ErrBusy that another one is being sent.
var (
	ErrUncertain = errors.New("it was sent, and whether it arrived is not known yet: it is looked up before it may be sent again")
	ErrBusy      = errors.New("another letter is being sent at this moment; try again in a moment")
)

// Send sends a draft as it was when somebody last saw it. Before a byte leaves, the file says that it is being sent, and
// whoever opens the file after a crash finds it uncertain. An uncertain letter is not sent: Settle looks it up. The draft
// is returned as it stands afterwards; the error is why it is not sent.
func (s *Store) Send(ctx context.Context, o Office, d Draft) (Draft, error) {
	release, err := s.hold()
	if err != nil {
		return d, err
	}
	defer release()
	now, err := s.Draft(ctx, d.ID)
	switch {
	case err != nil:
		return d, err
	case now.State == Uncertain:
		return now, ErrUncertain
	case !now.May() || !now.Changed.Equal(d.Changed):
		return now, ErrNotNow
	}
	d = now
	d.Mark, d.Tried, d.State = o.Before(ctx, d.Letter), moment(ms(s.now())), Sending
	if err := ctx.Err(); err != nil {
		return now, err
	}
	s.mu.Lock()
	s.sending = d.ID
	s.mu.Unlock()
	if err := s.turn(ctx, d, now.State); err != nil {
		return now, fmt.Errorf("it was not sent: %w", err)
	}
	receipt, err := o.SendLetter(ctx, d.Letter)
	d.QueryID = receipt.QueryID
	_, uncertain := errors.AsType[*account.UncertainError](err)
	switch {
	case err == nil:
		d.State, d.Reason, d.Ticket, d.Number = Sent, receipt.Notice, receipt.Ticket, receipt.Number
	case uncertain:
		d.State, d.Reason = Uncertain, err.Error()
	default:
		d.State, d.Reason = Failed, err.Error()
	}
	if kept := s.turn(context.WithoutCancel(ctx), d, Sending); kept != nil {
		return d, errors.Join(err, fmt.Errorf("what became of it (%s) cannot be kept, so that it will be looked up: %w", d.State, kept))
	}
	return d, err
}

// Settle looks an uncertain letter up: it is sent when it is found there, and a draft again when it is not, and enough
// time has passed that it would be. Where that cannot be told it stays uncertain, and the error says why.
func (s *Store) Settle(ctx context.Context, o Office, id int64) (Draft, error) {
	release, err := s.hold()
	if err != nil {
		return Draft{}, err
	}
	defer release()
	d, err := s.Draft(ctx, id)
	if err != nil || d.State != Uncertain {
		return d, err
	}
	receipt, found, err := o.Find(ctx, d.Letter, d.Mark)
	at := s.now()
	switch {
	case err != nil:
		return d, fmt.Errorf("whether it arrived cannot be told now: %w", err)
	case found:
		d.State, d.Reason, d.Ticket, d.Number = Sent, "its answer was lost; it was found there afterwards", receipt.Ticket, receipt.Number
	case at.Sub(d.Tried).Abs() < settled: // a clock that was set back must not hold it for ever
		wait := (settled - at.Sub(d.Tried).Abs()).Round(time.Second)
		return d, fmt.Errorf("it is not there yet; it may still be on its way: look again in %s", max(wait, time.Second))
	default:
		d.State, d.Reason = Written, "it was sent at "+d.Tried.Local().Format("15:04:05")+" and did not arrive: it was looked up"
	}
	return d, s.turn(ctx, d, Uncertain)
}

// turn writes what became of a draft that was in a state.
func (s *Store) turn(ctx context.Context, d Draft, from State) error {
	mark, err := json.Marshal(d.Mark)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.change(ctx, func(tx *sql.Tx) error {
		return one(tx.ExecContext(ctx, "UPDATE draft SET state = ?, tried = ?, mark = ?, reason = ?, query = ?, ticket = ?, number = ?"+
			" WHERE id = ? AND state = ? AND changed = ?",
			string(d.State), ms(d.Tried), string(mark), d.Reason, d.QueryID, d.Ticket, d.Number, d.ID, string(from), ms(d.Changed)))
	})
}

// hold takes the right to send, which the system takes back by itself when the process ends, in whatever way: as long as
// somebody has it, a letter that is being sent is on its way and not lost.
func (s *Store) hold() (release func(), err error) {
	if s.writer == nil {
		return nil, ErrReadOnly
	}
	lock := flock.New(s.path+".sending", flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking the file of the tickets: %w", err)
	case !got:
		return nil, ErrBusy
	}
	s.mu.Lock()
	s.held = true
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		s.held, s.sending = false, 0
		s.mu.Unlock()
		_ = lock.Unlock() // it ends with the process at the latest
	}, nil
}

// recover makes what is being sent by nobody uncertain: whoever sent it has ended.
func (s *Store) recover(ctx context.Context) error {
	if s.writer == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var n int
	if err := s.writer.QueryRowContext(ctx, "SELECT count(*) FROM draft WHERE state = ? AND id <> ?", string(Sending), s.sending).Scan(&n); err != nil || n == 0 {
		return s.explain(err)
	}
	if !s.held {
		lock := flock.New(s.path+".sending", flock.SetPermissions(0o600))
		if got, err := lock.TryLock(); err != nil || !got {
			return nil // another process does
		}
		defer lock.Unlock() //nolint:errcheck // it ends with the process at the latest
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE draft SET state = ?, reason = ? WHERE state = ? AND id <> ?", string(Uncertain), died, string(Sending), s.sending)
		return err
	})
}
