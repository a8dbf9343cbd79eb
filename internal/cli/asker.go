package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"vigie/internal/config"
	"vigie/internal/ovhconf"
	"vigie/providers/ovh"
)

// asker asks OVHcloud for a key to an account, and keeps it where every OVH tool looks for one.
type asker struct {
	spec config.OVH // the account, and what is said of its keys
	path string     // the file of the person
}

// keeps says where a key will be written, and what becomes of what stands there. It fails where none can be.
func (a *asker) keeps() (string, error) {
	found, err := ovhconf.Look(a.path, a.spec.Endpoint)
	switch {
	case err != nil:
		return "", err
	case found.Holds:
		return "The key takes the place of the one in " + a.path + "; the file as it is now is kept beside it.", nil
	case found.Exists:
		return "The key is added to " + a.path + "; the file as it is now is kept beside it.", nil
	}
	return "The key is written to " + a.path + ", which only you may read.", nil
}

// rights are those that are asked for.
func rights(change bool) ovh.Rights {
	if change {
		return ovh.ActionRights()
	}
	return ovh.ReadRights()
}

// application is in whose name a key is asked for, as it is found; empty where there is none.
func (a *asker) application() (key, secret string, err error) {
	return ovh.Application(ovh.Options{Endpoint: a.spec.Endpoint, ApplicationKey: a.spec.ApplicationKey, ApplicationSecret: a.spec.ApplicationSecret})
}

// ask asks for a key, and waits until a person has granted it at the address that is shown.
func (a *asker) ask(ctx context.Context, application, secret string, wanted ovh.Rights, show func(address string)) (ovhconf.Key, error) {
	o := ovh.Options{Endpoint: a.spec.Endpoint, ApplicationKey: application, ApplicationSecret: secret}
	consumer, err := ovh.RequestKey(ctx, o, wanted, show)
	if err != nil {
		return ovhconf.Key{}, err
	}
	return ovhconf.Key{Endpoint: a.spec.Endpoint, Application: application, Secret: secret, Consumer: consumer}, nil
}

// keep writes a key that was granted, and says where it is. The error says why it stands nowhere.
func (a *asker) keep(k ovhconf.Key) (string, error) {
	before, err := ovhconf.Write(a.path, k, time.Now())
	if err != nil {
		return "", fmt.Errorf("the key is granted, but it could not be kept: %w", err)
	}
	said := "The key stands in " + a.path + ", which only you may read."
	if before != "" {
		said += " The file as it was is " + before + "."
	}
	return said, nil
}

// with is an account with a key.
func with(spec config.OVH, k ovhconf.Key) config.OVH {
	spec.AccessToken = ""
	spec.ApplicationKey, spec.ApplicationSecret, spec.ConsumerKey = k.Application, k.Secret, k.Consumer
	return spec
}

// found tells whether a key is the one that is found for the account now, as at the next start; where it is not, it says
// what goes before.
func (a *asker) found(k ovhconf.Key) (bool, string) {
	mine, err := ovhClient(with(a.spec, k), nil)
	if err == nil {
		var theirs *ovh.Client
		if theirs, err = ovhClient(a.spec, nil); err == nil && theirs.Fingerprint() == mine.Fingerprint() {
			return true, ""
		}
	}
	before := "an ovh.conf in this folder"
	switch {
	case a.spec.ConsumerKey != "" || a.spec.AccessToken != "":
		before = "the key in the configuration"
	case os.Getenv("OVH_CONSUMER_KEY") != "":
		before = "OVH_CONSUMER_KEY, which is set where vigie was started,"
	case os.Getenv("OVH_ACCESS_TOKEN") != "":
		before = "OVH_ACCESS_TOKEN, which is set where vigie was started,"
	}
	return false, "But " + before + " goes before that file: take it out before the next start."
}

// errNoApplication says what is needed before a key can be asked for.
func errNoApplication(endpoint string) error {
	return errors.New("make an application at " + ovh.CreateAddress(endpoint) + ", and set OVH_APPLICATION_KEY and OVH_APPLICATION_SECRET to what it shows")
}
