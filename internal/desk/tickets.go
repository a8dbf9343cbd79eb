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

// stamp is by what a ticket is told to have changed.
type stamp struct {
	updated, threadAt time.Time
	state             string
	waiting           account.Party
	closable          bool
	messages          int
}

func stampOf(t *account.Ticket) stamp {
	return stamp{t.Updated, t.ThreadAt, t.State, t.WaitingOn, t.CanBeClosed, len(t.Thread)}
}

// same compares stamps; times are kept in milliseconds.
func (s stamp) same(o stamp) bool {
	u, a := ms(s.updated) == ms(o.updated), ms(s.threadAt) == ms(o.threadAt)
	return u && a && s.state == o.state && s.waiting == o.waiting && s.closable == o.closable && s.messages == o.messages
}

// putAtOnce is how many tickets one transaction takes, so that none lasts long.
const putAtOnce = 200

// Put keeps tickets as they were read, and listed as the time at which all of them were last listed; zero: they are what
// was known already, or a part, and the ages stay. Those that have not changed cost nothing, and an older reading never
// replaces a newer one.
func (s *Store) Put(ctx context.Context, tickets []account.Ticket, listed time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var changed []*account.Ticket
	for i := range tickets {
		if old, known := s.stamps[tickets[i].ID]; !known || !old.same(stampOf(&tickets[i])) {
			changed = append(changed, &tickets[i])
		}
	}
	for len(changed) > 0 {
		some := changed[:min(len(changed), putAtOnce)]
		changed = changed[len(some):]
		err := s.putSome(ctx, some)
		if err != nil && damagedIndex(err) && ctx.Err() == nil { // which is no reason to lose a ticket
			if err = s.renew(ctx); err == nil {
				err = s.putSome(ctx, some)
			}
		}
		if err != nil {
			return err
		}
		for _, t := range some {
			s.stamps[t.ID] = stampOf(t)
		}
	}
	if listed.IsZero() {
		return nil
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		if err := putFact(ctx, tx, "listed", ms(listed)); err != nil {
			return err
		}
		return putFact(ctx, tx, "read", ms(s.now()))
	})
}

func (s *Store) putSome(ctx context.Context, some []*account.Ticket) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		var err error
		if s.index, err = currentIndex(ctx, tx); err != nil { // another process may have made it anew
			return err
		}
		for _, t := range some {
			if err := s.put(ctx, tx, t); err != nil {
				return fmt.Errorf("keeping ticket %s: %w", t.ID, err)
			}
		}
		return nil
	})
}

func putFact(ctx context.Context, tx *sql.Tx, name string, value int64) error {
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO fact VALUES(?,?)", name, value)
	return err
}

// put writes one ticket and its words.
func (s *Store) put(ctx context.Context, tx *sql.Tx, t *account.Ticket) error {
	var old, updated, threadAt int64
	err := tx.QueryRowContext(ctx, "SELECT key, updated, thread_at FROM ticket WHERE id = ?", t.ID).Scan(&old, &updated, &threadAt)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case updated > ms(t.Updated), updated == ms(t.Updated) && threadAt > ms(t.ThreadAt):
		return nil // another process knows more
	default:
		if err := s.forget(ctx, tx, old); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM ticket WHERE key = ?", old); err != nil {
			return err
		}
	}
	thread, err := json.Marshal(t.Thread)
	if err != nil {
		return err
	}
	const bits = 20
	base := t.Updated.Unix() << bits
	var key int64
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(key), ?1 - 1) + 1 FROM ticket WHERE key >= ?1 AND key < ?1 + ?2", base, 1<<bits).Scan(&key)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO ticket VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", key, t.ID, t.Provider, t.Number, t.Subject,
		t.State, t.Service, string(t.WaitingOn), t.CanBeClosed, ms(t.Created), ms(t.Updated), ms(t.ThreadAt), string(thread))
	if err != nil {
		return err
	}
	return s.learn(ctx, tx, key, t)
}

// ticketColumns are those that scanTicket reads, of a ticket called t.
const ticketColumns = "t.id, t.provider, t.number, t.subject, t.state, t.service, t.waiting, t.closable, t.created, t.updated, t.thread_at, t.thread"

func scanTicket(rows scanner) (account.Ticket, error) {
	var t account.Ticket
	var created, updated, threadAt int64
	var thread string
	err := rows.Scan(&t.ID, &t.Provider, &t.Number, &t.Subject, &t.State, &t.Service, &t.WaitingOn, &t.CanBeClosed,
		&created, &updated, &threadAt, &thread)
	if err == nil {
		err = json.Unmarshal([]byte(thread), &t.Thread)
	}
	t.Created, t.Updated, t.ThreadAt = moment(created), moment(updated), moment(threadAt)
	return t, err
}

// Tickets are all that are kept, the most recently changed first.
func (s *Store) Tickets(ctx context.Context) ([]account.Ticket, error) {
	return s.query(ctx, "SELECT "+ticketColumns+" FROM ticket t ORDER BY t.key DESC")
}

// Ticket is one that is kept, by its ID or its number; found is false where there is none.
func (s *Store) Ticket(ctx context.Context, name string) (t account.Ticket, found bool, err error) {
	list, err := s.query(ctx, "SELECT "+ticketColumns+" FROM ticket t WHERE t.id = ?1 OR t.number IN (?1, 'CS' || ?1) ORDER BY t.id = ?1 LIMIT 1", name)
	if err != nil || len(list) == 0 {
		return account.Ticket{}, false, err
	}
	return list[0], true, nil
}

func (s *Store) query(ctx context.Context, q string, args ...any) ([]account.Ticket, error) {
	rows, err := s.readers.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var list []account.Ticket
	for rows.Next() {
		t, err := scanTicket(rows)
		if err != nil {
			return nil, s.explain(fmt.Errorf("reading a ticket: %w", err))
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, s.explain(err)
	}
	return list, nil
}

// Age is when tickets were last read from the provider, and when all of them were last listed; zero: never.
func (s *Store) Age(ctx context.Context) (read, listed time.Time, err error) {
	fact := func(name string) time.Time {
		var v int64
		e := s.readers.QueryRowContext(ctx, "SELECT value FROM fact WHERE name = ?", name).Scan(&v)
		if e != nil && !errors.Is(e, sql.ErrNoRows) {
			err = s.explain(e)
		}
		return moment(v)
	}
	return fact("read"), fact("listed"), err
}

// Recall takes in what the file holds, so that Put need not write it again, and gives it.
func (s *Store) Recall(ctx context.Context) ([]account.Ticket, error) {
	list, err := s.Tickets(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		s.stamps[list[i].ID] = stampOf(&list[i])
	}
	return list, err
}

// ms is a time as the file keeps it.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
