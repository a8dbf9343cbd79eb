package cli

import (
	"context"
	"errors"
	"sync"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/ovhconf"
	"vigie/providers/ovh"
)

// keyring is how a console has keys made, and holds those that were granted while another one goes before the file that
// they were written to.
type keyring struct {
	home func() (string, error) // the file of the person
	snap func() *estate.Snapshot
	take func(context.Context, *config.Config) // has the watch go on with a configuration
	tell func(context.Context, string)         // says that an edit of the file was not taken

	mu      sync.Mutex
	config  *config.Config // as it was read last
	granted map[config.OVH]ovhconf.Key
	offered *asker // for what was shown last
}

func newKeyring(c *config.Config) *keyring {
	return &keyring{home: ovhconf.Home, config: c, granted: make(map[config.OVH]ovhconf.Key)}
}

// read takes a configuration that was read, and gives it with the keys that were granted for its accounts.
func (k *keyring) read(c *config.Config) *config.Config {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.config = c
	return k.fill()
}

// filled is the configuration with the keys that were granted.
func (k *keyring) filled() *config.Config {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fill()
}

func (k *keyring) fill() *config.Config {
	c := *k.config
	c.Providers = make([]config.Provider, len(k.config.Providers))
	for i, p := range k.config.Providers {
		if p.OVH != nil {
			if key, granted := k.granted[*p.OVH]; granted {
				spec := with(*p.OVH, key)
				p.OVH = &spec
			}
		}
		c.Providers[i] = p
	}
	return &c
}

// account is the account for which a key is asked: the first one whose key is missing or refused, or else the first one.
func (k *keyring) account() (config.OVH, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []config.OVH
	for _, p := range k.config.Providers {
		if p.OVH != nil {
			all = append(all, *p.OVH)
		}
	}
	if len(all) == 0 {
		return config.OVH{}, errNoProvider
	}
	for _, s := range k.snap().Sources {
		for i := range all {
			if s.NoKey && s.Name == numbered(accountName, i+1) {
				return all[i], nil
			}
		}
	}
	return all[0], nil
}

// asker asks for a key of the account that needs one.
func (k *keyring) asker() (*asker, error) {
	spec, err := k.account()
	if err != nil {
		return nil, err
	}
	path, err := k.home()
	return &asker{spec: spec, path: path}, err
}

// Offer says what would be asked for.
func (k *keyring) Offer(context.Context) (estate.KeyOffer, error) {
	a, err := k.asker()
	if err != nil {
		return estate.KeyOffer{}, err
	}
	o := estate.KeyOffer{Provider: "ovh", Endpoint: a.spec.Endpoint, Read: rights(false).Words(), Change: rights(true).Beyond(rights(false)).Words()}
	if o.Create = ovh.CreateAddress(a.spec.Endpoint); o.Create == "" {
		return o, errors.New(a.spec.Endpoint + " is no endpoint of OVHcloud")
	}
	if o.Keeps, err = a.keeps(); err != nil {
		return o, err
	}
	application, _, err := a.application()
	o.Known = application != ""
	k.mu.Lock()
	defer k.mu.Unlock()
	k.offered = a
	return o, err
}

// Ask asks for what was offered, waits until it is granted, keeps it, and has the watch go on with it.
func (k *keyring) Ask(ctx context.Context, w estate.KeyWish, show func(address string)) (said string, err error) {
	k.mu.Lock()
	a := k.offered
	k.mu.Unlock()
	if a == nil {
		return "", errors.New("nothing was offered")
	}
	application, secret := w.Application, w.Secret
	if application == "" {
		if application, secret, err = a.application(); err != nil {
			return "", err
		}
	}
	key, err := a.ask(ctx, application, secret, rights(w.Change), show)
	if err != nil {
		return "", err
	}
	said, err = a.keep(key)
	if found, before := a.found(key); !found {
		k.mu.Lock()
		k.granted[a.spec] = key
		k.mu.Unlock()
		if err != nil {
			err = errors.New(sentences(err.Error(), "this vigie uses it until it ends"))
		} else {
			said += " " + before
		}
	}
	mistake := k.snap().Mistake
	k.take(ctx, k.filled())
	if mistake != "" { // an edit that was not taken is not taken by this either
		k.tell(ctx, mistake)
	}
	return said, err
}
