package ui_test

import (
	"context"
	"errors"
	"time"

	"vigie/internal/estate"
)

// keyDesk hands out keys as it is told to.
type keyDesk struct {
	nameless bool  // no application is known
	fails    error // of offering
	grants   time.Duration
	end      error
	wished   []estate.KeyWish
	left     int // requests that were given up
}

func (k *keyDesk) Offer(context.Context) (estate.KeyOffer, error) {
	return estate.KeyOffer{
		Provider: "ovh", Endpoint: "ovh-eu", Known: !k.nameless, Create: "https://eu.api.ovh.com/createApp/",
		Read: []string{"GET /me", "GET /vps", "GET /vps/*"}, Change: []string{"POST /vps/*/reboot"},
		Keeps: "The key takes the place of the one in /home/gil/.ovh.conf; the file as it is now is kept beside it.",
	}, k.fails
}

func (k *keyDesk) Ask(ctx context.Context, w estate.KeyWish, show func(string)) (string, error) {
	k.wished = append(k.wished, w)
	show("https://www.ovh.com/auth/?credentialToken=4FC6YM5A6MB4L6HRK6GTJM7NIB\x1b[31m")
	select {
	case <-time.After(k.grants):
	case <-ctx.Done():
		k.left++
		return "", errors.Join(errors.New("nobody has answered"), ctx.Err())
	}
	return "The key stands in /home/gil/.ovh.conf, which only you may read.", k.end
}
