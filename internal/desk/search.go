package desk

import (
	"context"
	"strings"

	"vigie/internal/account"
)

// Search finds tickets in whose number, subject, service or messages each of the words stands, or begins a word; of
// numbers and services also what stands inside. Case and accents do not matter. The most recently changed come first,
// limit at most. Without words it gives the newest.
func (s *Store) Search(ctx context.Context, words string, limit int) ([]account.Ticket, error) {
	if expression(words) == "" {
		return s.query(ctx, "SELECT "+ticketColumns+" FROM ticket t ORDER BY t.key DESC LIMIT ?", limit)
	}
	return match(ctx, s, words, limit, ticketColumns, scanTicket)
}

// Find is Search for the IDs alone, which is quicker. Without words it gives none.
func (s *Store) Find(ctx context.Context, words string, limit int) ([]string, error) {
	if expression(words) == "" {
		return nil, nil
	}
	return match(ctx, s, words, limit, "t.id", func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	})
}

type scanner interface{ Scan(...any) error }

// match asks the index. Where that is damaged it is made anew, once.
func match[T any](ctx context.Context, s *Store, words string, limit int, columns string, scan func(scanner) (T, error)) ([]T, error) {
	list, err := ask(ctx, s, words, limit, columns, scan)
	if err == nil || ctx.Err() != nil || !damagedIndex(err) || s.writer == nil {
		return list, s.explain(err)
	}
	s.mu.Lock()
	err = s.renew(ctx)
	s.mu.Unlock()
	if err == nil {
		list, err = ask(ctx, s, words, limit, columns, scan)
	}
	return list, s.explain(err)
}

// renew takes up an index that another process has made anew, or makes it anew itself. Held: mu.
func (s *Store) renew(ctx context.Context) error {
	n, err := currentIndex(ctx, s.writer)
	if err == nil && n != s.index {
		s.index = n
		return nil
	}
	return s.rebuild(ctx)
}

func ask[T any](ctx context.Context, s *Store, words string, limit int, columns string, scan func(scanner) (T, error)) ([]T, error) {
	s.mu.Lock()
	index := indexName(s.index)
	s.mu.Unlock()
	q := "SELECT " + columns + " FROM " + index + " w JOIN ticket t ON t.key = w.rowid WHERE " + //nolint:gosec // the names are ours
		index + " MATCH ? ORDER BY w.rowid DESC LIMIT ?"
	rows, err := s.readers.QueryContext(ctx, q, expression(words), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var list []T
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// mostWords is how many words are looked for.
const mostWords = 16

// expression is words as FTS5 reads them: each a phrase whose last word may go on, and all of them must be there.
// Nothing that a person types can be anything else.
func expression(words string) string {
	var terms []string
	for _, w := range strings.Fields(words) {
		w = strings.Map(func(r rune) rune {
			if r == 0 || r == '"' {
				return ' '
			}
			return r
		}, w)
		if strings.ContainsFunc(w, letterOrDigit) && len(terms) < mostWords {
			terms = append(terms, `"`+w+`" *`)
		}
	}
	return strings.Join(terms, " AND ")
}
