package desk

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/account"
	"vigie/internal/dbfile"
)

// The index is a table of FTS5 that holds no text of its own: words with accents folded, and the beginnings of words.
// It is nothing but what the rows say, and is made anew from them whenever it is missing or damaged, under another
// number, since a damaged one cannot always be dropped.

// everywhere is a word that the index holds for every ticket: a damaged index may not say so, and find nothing.
const everywhere = "vigieeverywhere"

func indexName(n int64) string { return fmt.Sprintf("words%d", n) }

// currentIndex is the number of the index; 0 where there is none.
func currentIndex(ctx context.Context, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
},
) (n int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(value), 0) FROM fact WHERE name = 'index'").Scan(&n)
	return n, err
}

// openIndex looks whether the index is there and holds a row for each ticket, and makes it anew where not.
func (s *Store) openIndex(ctx context.Context) error {
	n, err := currentIndex(ctx, s.writer)
	if err != nil {
		return err
	}
	s.index = n
	var rows, indexed int64
	if err := s.writer.QueryRowContext(ctx, "SELECT count(*) FROM ticket").Scan(&rows); err != nil {
		return err
	}
	err = s.writer.QueryRowContext(ctx, "SELECT count(*) FROM "+indexName(n)+" WHERE "+indexName(n)+" MATCH ?", everywhere).Scan(&indexed)
	if n > 0 && err == nil && rows == indexed {
		return nil
	}
	return s.rebuild(ctx)
}

// rebuild makes the index anew.
func (s *Store) rebuild(ctx context.Context) error {
	old := s.index
	err := s.change(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, "SELECT max(coalesce(max(CAST(substr(name, 6) AS INTEGER)), 0), ?) + 1"+
			" FROM sqlite_schema WHERE name GLOB 'words[0-9]*'", old).Scan(&n)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "CREATE VIRTUAL TABLE "+indexName(n)+` USING fts5(number, subject, service, parts, body,
			content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='1 2 3', detail=full)`)
		if err != nil {
			return fmt.Errorf("making the index of tickets: %w", err)
		}
		s.index = n
		if err := s.learnAll(ctx, tx); err != nil {
			return err
		}
		return putFact(ctx, tx, "index", n)
	})
	if err != nil {
		s.index = old
		return err
	}
	if old > 0 {
		_, _ = s.writer.ExecContext(ctx, "DROP TABLE IF EXISTS "+indexName(old)) // where it cannot be, it takes room and harms nobody
	}
	return nil
}

func (s *Store) learnAll(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT "+ticketColumns+", t.key FROM ticket t ORDER BY t.key")
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		var key int64
		t, err := scanTicket(with{rows, &key})
		if err != nil {
			return err
		}
		if err := s.learn(ctx, tx, key, &t); err != nil {
			return err
		}
	}
	return rows.Err()
}

// with scans one more column.
type with struct {
	rows *sql.Rows
	more any
}

// Scan reads a row.
func (w with) Scan(into ...any) error { return w.rows.Scan(append(into, w.more)...) }

// learn puts the words of a ticket into the index.
func (s *Store) learn(ctx context.Context, tx *sql.Tx, key int64, t *account.Ticket) error {
	var body strings.Builder
	for _, m := range t.Thread {
		body.WriteString(m.Body)
		body.WriteByte('\n')
	}
	q := "INSERT INTO " + indexName(s.index) + "(rowid, number, subject, service, parts, body) VALUES(?,?,?,?,?,?)" //nolint:gosec // the name is ours
	_, err := tx.ExecContext(ctx, q, key, t.Number, t.Subject, t.Service, everywhere+" "+parts(t.Number)+" "+parts(t.Service), body.String())
	return err
}

// forget takes a ticket out of the index.
func (s *Store) forget(ctx context.Context, tx *sql.Tx, key int64) error {
	q := "DELETE FROM " + indexName(s.index) + " WHERE rowid = ?" //nolint:gosec // the name is ours
	_, err := tx.ExecContext(ctx, q, key)
	return err
}

// mostOfName is how much of a name is taken apart, in runes.
const mostOfName = 64

// parts are the ends of a name that begin inside one of its words, so that a part of a server's name or of a number
// finds it: of ns310.ip-192 they are s310.ip-192, 310.ip-192, … and p-192.
func parts(name string) string {
	r := []rune(name)
	r = r[:min(len(r), mostOfName)]
	var b strings.Builder
	for i := 1; i < len(r); i++ {
		if letterOrDigit(r[i]) && letterOrDigit(r[i-1]) {
			b.WriteString(string(r[i:]))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// damagedIndex tells whether an error says that the index is damaged or missing, as far as that can be told from damage
// of the rows: making it anew meets that.
func damagedIndex(err error) bool {
	code := dbfile.CodeOf(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_ERROR || code == sqlite3.SQLITE_CONSTRAINT
}
