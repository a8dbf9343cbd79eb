package account

import "errors"

// ErrKey is what an error wraps when there is no key to a provider, or the provider refuses the one that there is: another
// one mends it.
var ErrKey = errors.New("the key is missing or refused")
