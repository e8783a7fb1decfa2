package handlers

import (
	"context"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

// pinTries is how often a PIN can be wrong before it has to be chosen anew by whoever is signed in.
const pinTries = 5

// SetPIN keeps a person's PIN, six digits, as a keyed hash. Invalid: it is not six digits, or too easy to guess.
func (d *Desk) SetPIN(ctx context.Context, who Person, pin string) error {
	pin = strings.TrimSpace(pin)
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" {
		return fieldError("pin", "A PIN has six digits.")
	}
	if strings.Count(pin, pin[:1]) == 6 || strings.Contains("01234567890 09876543210", pin) {
		return fieldError("pin", "That PIN is easy to guess. Please choose another one.")
	}
	return d.Handler.Store.SetPIN(ctx, d.behind(who), who.ID, d.pinHash(who, pin))
}

// CheckPIN compares a PIN. Invalid: it is wrong, or there is none. RateLimited: it was wrong too often.
func (d *Desk) CheckPIN(ctx context.Context, who Person, pin string) error {
	right, failures, err := d.Handler.Store.CheckPIN(ctx, d.behind(who), who.ID, d.pinHash(who, strings.TrimSpace(pin)), pinTries)
	switch {
	case err != nil:
		return err
	case right:
		return nil
	case failures >= pinTries:
		return domain.Errorf(domain.RateLimited, "The PIN was wrong too often. Please sign in and choose a new one, or call the coordinator, who can read the facts to you.")
	}
	return fieldError("pin", "That is not your PIN. If you have none yet, sign in and choose one, or call the coordinator.")
}

func (d *Desk) pinHash(who Person, pin string) []byte {
	return d.keysOf(who.Organization).Lookup("pin", who.ID.String()+" "+pin)
}

func (d *Desk) behind(who Person) store.Scope {
	return store.Scope{Organization: who.Organization, Compartments: domain.Compartments()}
}
