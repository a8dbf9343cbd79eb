package overlay

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/ui/theme"
)

// What asking for a key asks for.
const (
	AskKey      = "ask for a key"
	CopyAddress = "copy the address"
	OpenAddress = "open the address"
)

// KeyStage is how far a key has come.
type KeyStage int

// The stages of a key.
const (
	KeyLooking  KeyStage = iota // what would be asked for is found out
	KeyNaming                   // a person names the application
	KeyChoosing                 // a person chooses the rights
	KeyAsking                   // OVHcloud is asked
	KeyWaiting                  // a person has to grant it, elsewhere
	KeyOver                     // well or not
)

// KeyAsk is where a key of the provider is asked for: what would be asked, where it is granted, what came of it. The key
// itself never comes here.
type KeyAsk struct {
	stage   KeyStage
	offer   estate.KeyOffer
	wish    estate.KeyWish
	key     Input // of the application
	secret  Input // of the application; never drawn
	second  bool  // the secret is being typed
	note    string
	address string
	beats   int // since the request was sent
	deaf    int // keys are not taken: it has just come up by itself
	said    string
	fault   string
	top     int
	room    int
}

// NewKeyAsk makes one for which it is still looked what would be asked.
func NewKeyAsk() *KeyAsk { return &KeyAsk{} }

// Offer shows what would be asked for.
func (a *KeyAsk) Offer(o estate.KeyOffer) {
	a.offer, a.stage, a.deaf = o, KeyChoosing, deafBeats
	if !o.Known {
		a.stage = KeyNaming
	}
}

// Grant shows where the key is granted.
func (a *KeyAsk) Grant(address string) { a.address, a.stage = address, KeyWaiting }

// End says what came of it; a fault, where it is not empty, says why there is no key.
func (a *KeyAsk) End(said, fault string) { a.stage, a.said, a.fault = KeyOver, said, fault }

// Stage is how far it has come.
func (a *KeyAsk) Stage() KeyStage { return a.stage }

// Address is where the key is granted; empty before that is known.
func (a *KeyAsk) Address() string { return a.address }

// Wish is what is asked for.
func (a *KeyAsk) Wish() estate.KeyWish { return a.wish }

// Beat lets time pass, and tells whether it looks different for it.
func (a *KeyAsk) Beat() bool {
	if a.deaf > 0 {
		a.deaf--
	}
	if a.stage != KeyAsking && a.stage != KeyWaiting {
		return false
	}
	a.beats++
	return a.beats%beatsASecond == 0
}

// beatsASecond is how many beats of the console there are in a second.
const beatsASecond = 10

// Paste adds to what is typed.
func (a *KeyAsk) Paste(s string) {
	if a.stage == KeyNaming {
		a.line().Paste(strings.TrimSpace(s))
	}
}

// line is what is being typed.
func (a *KeyAsk) line() *Input {
	if a.second {
		return &a.secret
	}
	return &a.key
}

// Key chooses, types and asks. Esc gives up, whatever is under way.
func (a *KeyAsk) Key(k tea.KeyPressMsg) Result {
	switch name := k.String(); {
	case name == "esc" || name == "ctrl+c":
		return Result{Close: true}
	case a.stage == KeyOver:
		return Result{Close: true}
	case a.stage == KeyNaming:
		return a.naming(k)
	case name == "down" || name == "j":
		a.top++
	case name == "up" || name == "k":
		a.top--
	case name == "pgdown":
		a.top += max(1, a.room/2)
	case name == "pgup":
		a.top -= max(1, a.room/2)
	case a.stage == KeyChoosing && a.deaf == 0:
		return a.choosing(name)
	case a.stage == KeyWaiting && name == "y":
		return Result{Run: CopyAddress}
	case a.stage == KeyWaiting && name == "o":
		return Result{Run: OpenAddress}
	}
	return Result{}
}

func (a *KeyAsk) naming(k tea.KeyPressMsg) Result {
	switch k.String() {
	case "tab", "shift+tab", "up", "down":
		a.second = !a.second
	case "enter":
		switch key, secret := a.key.String(), a.secret.String(); {
		case key == "":
			a.second, a.note = false, "The application key is missing."
		case !a.second || secret == "":
			a.second = true
		case strings.ContainsAny(key+secret, " \t"):
			a.note = "A key and a secret are of letters and digits alone."
		default:
			a.wish.Application, a.wish.Secret, a.stage = key, secret, KeyChoosing
		}
	default:
		if a.line().Key(k) {
			a.note = ""
		}
	}
	return Result{}
}

func (a *KeyAsk) choosing(name string) Result {
	switch name {
	case "tab", "space", "left", "right", "shift+tab":
		a.wish.Change, a.top = !a.wish.Change, 0
	case "1", "2":
		a.wish.Change, a.top = name == "2", 0
	case "enter":
		a.stage, a.beats, a.top = KeyAsking, 0, 0
		return Result{Run: AskKey}
	}
	return Result{}
}

// Render draws it. What is scrolled is the list of rights.
func (a *KeyAsk) Render(th *theme.Theme, w, h int) Box {
	inner := max(1, min(78, w-8))
	head, list := page{th: th, w: inner}, page{th: th, w: inner}
	switch a.stage {
	case KeyLooking:
		head.add(th.Dim, "", "looking for what stands here of keys…")
	case KeyNaming:
		a.drawNaming(&head)
	case KeyChoosing:
		a.drawChoice(&head)
		a.drawRights(&list)
	case KeyAsking, KeyWaiting:
		a.drawWaiting(&head)
	case KeyOver:
		a.drawEnd(&head)
	}
	a.room = max(1, h-4-len(head.lines))
	a.top = max(0, min(a.top, len(list.lines)-a.room))
	shown := list.lines[a.top:min(len(list.lines), a.top+a.room)]
	info := a.info()
	if len(shown) < len(list.lines) {
		info = "↑ ↓ more · " + info
	}
	return center(th, "A key from "+account.ProviderName(cmp.Or(a.offer.Provider, "ovh")), info, append(head.lines, shown...), inner, w, h)
}

func (a *KeyAsk) info() string {
	switch a.stage {
	case KeyNaming:
		return "tab: the other line · enter goes on · esc gives up"
	case KeyChoosing:
		return "tab chooses · enter asks · esc asks nothing"
	case KeyWaiting:
		return "y copies the address · o opens it · esc gives up"
	case KeyOver:
		return "any key closes"
	default:
		return "esc gives up"
	}
}

// elapsed is how long it has been waited, with something that moves.
func (a *KeyAsk) elapsed() string {
	seconds := a.beats / beatsASecond
	return fmt.Sprintf("%-3s %d s", strings.Repeat("·", 1+seconds%3), seconds)
}
