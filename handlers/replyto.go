package handlers

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/store"
)

// sender is who has a number in one organization, and whether they have said STOP.
type sender struct {
	people   []store.FoundPerson
	families []store.ContactCase
	stopped  bool
}

func (s sender) known() bool { return len(s.people)+len(s.families) > 0 }

func (r *Replies) sender(ctx context.Context, scope store.Scope, hash []byte) (s sender, err error) {
	if s.people, err = r.Desk.Handler.Store.PersonByPhone(ctx, scope, hash, r.Desk.Handler.Now()); err != nil {
		return s, err
	}
	if s.families, err = r.Desk.Handler.Store.CasesByContact(ctx, scope, hash); err != nil {
		return s, err
	}
	out, err := r.Desk.Handler.Store.OptedOut(ctx, scope.Organization, [][]byte{hash})
	s.stopped = out[string(hash)]
	return s, err
}

// answering is what somebody is answered: which sentence, in which language, and whom it tells them to call.
type answering struct{ organization, say, language, call string }

// inWords finds the language of somebody's own record, or of a family's latest case, and the number of the program that the family knows, where there
// is one.
func (r *Replies) inWords(ctx context.Context, scope store.Scope, from sender, say string) (answering, error) {
	a := answering{organization: scope.Organization, say: say, language: "en", call: r.Desk.telephone(scope.Organization, "")}
	if len(from.people) > 0 {
		language, err := r.languageOf(ctx, scope, from.people[0].ID)
		a.language = cmp.Or(language, a.language)
		return a, err
	}
	first := from.families[0]
	a.language = cmp.Or(first.Language, a.language)
	if !slices.ContainsFunc(from.families, func(of store.ContactCase) bool { return of.Program != first.Program }) {
		a.call = r.Desk.telephone(scope.Organization, first.Program)
	}
	return a, nil
}

// languageOf is the language of somebody's record, as far as it names one.
func (r *Replies) languageOf(ctx context.Context, scope store.Scope, id uuid.UUID) (string, error) {
	var c Contact
	err := r.Desk.Handler.Store.Read(ctx, scope, func(tx store.Tx) error {
		p, err := r.Desk.Handler.Store.PersonByID(ctx, tx, id)
		if err == nil {
			c, err = r.Desk.OpenContact(scope.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		}
		return err
	})
	return c.Language, err
}
