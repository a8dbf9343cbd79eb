package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
)

// seekPatience is how long the index may take.
const seekPatience = 5 * time.Second

// seek asks the index for the tickets in whose messages the words of the filter stand. It belongs to the goroutine of the
// console, which it never makes wait: the asking itself happens beside it, and comes back as a foundMsg.
type seek struct {
	ask     func(ctx context.Context, words string) ([]string, error) // nil where there is no index
	words   string                                                    // that were asked for last
	tickets *account.Ticket                                           // the first of the list at that time: another list is asked about anew
	epoch   int                                                       // an answer to an earlier asking is dropped
	cancel  context.CancelFunc                                        // ends the asking under way; nil where there is none
}

// foundMsg is what the index answered.
type foundMsg struct {
	epoch int
	words string
	ids   []string
	err   error
}

// follow asks when the words or the tickets are others than those last asked about. Fresh tickets wait for the answer
// under way, so that many of them do not keep it from coming.
func (s *seek) follow(words string, tickets []account.Ticket) tea.Cmd {
	var first *account.Ticket
	if len(tickets) > 0 {
		first = &tickets[0]
	}
	if s.ask == nil || words == s.words && (first == s.tickets || s.cancel != nil) {
		return nil
	}
	s.stop()
	s.words, s.tickets = words, first
	if words == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), seekPatience)
	s.cancel = cancel
	ask, epoch := s.ask, s.epoch
	return func() (msg tea.Msg) {
		defer cancel()
		defer func() {
			if p := recover(); p != nil { // the index may fail; the console goes on
				msg = foundMsg{epoch: epoch, words: words, err: fmt.Errorf("vigie itself failed while searching: %v", p)}
			}
		}()
		ids, err := ask(ctx, words)
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("the index does not answer within %d s", seekPatience/time.Second)
		}
		return foundMsg{epoch: epoch, words: words, ids: ids, err: err}
	}
}

// stop gives up what is under way.
func (s *seek) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	s.epoch++
	s.cancel = nil
}

// search has the words of the tickets' filter looked for.
func (a *App) search() tea.Cmd { return a.seek.follow(a.tickets.Wanted(), a.scene.Snap.Tickets) }

// found takes an answer of the index, if it is still wanted.
func (a *App) found(msg foundMsg) {
	if msg.epoch != a.seek.epoch {
		return
	}
	a.seek.stop()
	fault := ""
	if msg.err != nil {
		fault = msg.err.Error()
	}
	a.tickets.Found(msg.words, msg.ids, fault)
	a.follow()
}
