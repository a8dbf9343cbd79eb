package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vigie/internal/account"
)

// State is how far a draft has come: from draft to sending, and from there to sent, uncertain or failed. What is
// uncertain is looked up, and is then sent or a draft again; what failed may be sent again.
type State string

// The states of a draft.
const (
	Written   State = "draft"     // it was never sent, or it is known not to have arrived
	Sending   State = "sending"   // it is on its way
	Sent      State = "sent"      // the provider has it
	Uncertain State = "uncertain" // it was sent, and nobody knows whether it arrived
	Failed    State = "failed"    // the provider refused it, or was not reached
)

// Draft is a letter that we write.
type Draft struct {
	ID      int64
	State   State
	Letter  account.Letter
	Created time.Time
	Changed time.Time    // the last time that its words were
	Tried   time.Time    // when it was last sent; zero: never
	Mark    account.Mark // how things stood before that
	Reason  string       // why it failed, or is uncertain, or is a draft again; may be empty
	QueryID string       // the provider's number of the call
	Ticket  string       // the ID of the ticket that it became, or was added to
	Number  string       // and its number
}

// May tells whether its words may be changed and it may be sent.
func (d *Draft) May() bool { return d.State == Written || d.State == Failed }

// ErrNoDraft says that there is no such draft; ErrNotNow that it is not in a state for what was wanted, or that somebody
// has changed it meanwhile.
var (
	ErrNoDraft = errors.New("there is no such draft")
	ErrNotNow  = errors.New("the draft cannot be changed or sent as it stands now")
)

// Save keeps a draft, a new one where its ID is 0, and gives it as it is kept. When it returns without an error, the
// words are on the disk.
func (s *Store) Save(ctx context.Context, d Draft) (Draft, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	letter, err := json.Marshal(d.Letter)
	if err != nil {
		return d, fmt.Errorf("keeping a draft: %w", err)
	}
	now := moment(ms(s.now()))
	err = s.change(ctx, func(tx *sql.Tx) error {
		if d.ID == 0 {
			d.State, d.Created, d.Changed = Written, now, now
			res, err := tx.ExecContext(ctx, "INSERT INTO draft(state, letter, created, changed, tried, mark, reason, query, ticket, number)"+
				" VALUES(?,?,?,?,0,'{}','','','','')", string(Written), string(letter), ms(now), ms(now))
			if err != nil {
				return err
			}
			d.ID, err = res.LastInsertId()
			return err
		}
		next := later(now, d.Changed)
		err := one(tx.ExecContext(ctx, "UPDATE draft SET letter = ?, changed = ? WHERE id = ? AND changed = ? AND state IN (?, ?)",
			string(letter), ms(next), d.ID, ms(d.Changed), string(Written), string(Failed)))
		d.Changed = next
		return err
	})
	if err != nil {
		return d, fmt.Errorf("the draft cannot be kept: %w", err)
	}
	return d, nil
}

// later is a time after another one, so that a change is told from the one before it.
func later(now, before time.Time) time.Time {
	if !now.After(before) {
		return before.Add(time.Millisecond)
	}
	return now
}

// one wants a change to have changed one row.
func one(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n != 1 {
		err = ErrNotNow
	}
	return err
}

// Discard throws a draft away, whatever became of it; not while it is being sent.
func (s *Store) Discard(ctx context.Context, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.change(ctx, func(tx *sql.Tx) error {
		return one(tx.ExecContext(ctx, "DELETE FROM draft WHERE id = ? AND state <> ?", id, string(Sending)))
	})
}

const draftColumns = "id, state, letter, created, changed, tried, mark, reason, query, ticket, number"

// Drafts are all that are kept, those that were sent too, the newest first.
func (s *Store) Drafts(ctx context.Context) ([]Draft, error) {
	return s.drafts(ctx, "SELECT "+draftColumns+" FROM draft ORDER BY id DESC")
}

// Draft is one of them.
func (s *Store) Draft(ctx context.Context, id int64) (Draft, error) {
	list, err := s.drafts(ctx, "SELECT "+draftColumns+" FROM draft WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		err = ErrNoDraft
	}
	if err != nil {
		return Draft{}, err
	}
	return list[0], nil
}

// Like finds a draft that says the same as a letter and that nobody is known to have: one that is uncertain first, then
// the newest. A new ticket about the same service under the same subject is taken for the same as long as it is
// uncertain: what was seen may have been written down anew.
func (s *Store) Like(ctx context.Context, l account.Letter) (d Draft, found bool, err error) {
	list, err := s.Drafts(ctx)
	if err != nil {
		return Draft{}, false, err
	}
	for _, x := range list {
		same := x.Letter == l
		about := l.Kind == account.NewTicket && x.Letter.Kind == l.Kind && x.Letter.Subject == l.Subject && x.Letter.Service == l.Service
		switch {
		case x.State == Uncertain && (same || about):
			return x, true, nil
		case same && x.May() && !found:
			d, found = x, true
		}
	}
	return d, found, nil
}

func (s *Store) drafts(ctx context.Context, q string, args ...any) ([]Draft, error) {
	if err := s.recover(ctx); err != nil {
		return nil, err
	}
	rows, err := s.readers.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var list []Draft
	for rows.Next() {
		d, err := scanDraft(rows)
		if err != nil {
			return nil, s.explain(fmt.Errorf("reading a draft: %w", err))
		}
		list = append(list, d)
	}
	return list, s.explain(rows.Err())
}

func scanDraft(row scanner) (Draft, error) {
	var d Draft
	var letter, mark string
	var created, changed, tried int64
	err := row.Scan(&d.ID, &d.State, &letter, &created, &changed, &tried, &mark, &d.Reason, &d.QueryID, &d.Ticket, &d.Number)
	if err == nil {
		err = json.Unmarshal([]byte(letter), &d.Letter)
	}
	if err == nil {
		err = json.Unmarshal([]byte(mark), &d.Mark)
	}
	d.Created, d.Changed, d.Tried = moment(created), moment(changed), moment(tried)
	return d, err
}
