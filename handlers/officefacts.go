package handlers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/store"
)

// adminStays is how much longer an administrator has to hold the role to be counted as one who stays. It is more than a transaction waits for its
// turn, and more than the clocks of two processes differ.
const adminStays = time.Minute

// officeFacts are read in the transaction that decides, from behind every wall. Whatever may take an administrator away waits for its turn first, so
// that two who end each other's role do not both count the other.
type officeFacts struct {
	batch  *batch
	people map[uuid.UUID]office.Facts
	admins []uuid.UUID
}

func newOfficeFacts(b *batch) briefing {
	return &officeFacts{batch: b, people: map[uuid.UUID]office.Facts{}}
}

func (f *officeFacts) load(ctx context.Context, tx store.Tx) error {
	b := f.batch
	var ids []uuid.UUID
	unseats := false
	for _, m := range b.messages {
		if id := office.Needs(m.Command); id != uuid.Nil {
			ids = append(ids, id)
		}
		unseats = unseats || office.Unseats(m.Command)
	}
	if ids == nil {
		return nil
	}
	if unseats {
		if err := b.handler.Store.QueueForAdministrators(ctx, tx, b.scope); err != nil {
			return err
		}
	}
	found, err := b.handler.Store.OfficeFacts(ctx, tx, ids, b.at, b.at.Add(adminStays))
	if err != nil {
		return err
	}
	for _, p := range found.Homes {
		f.people[p.ID] = office.Facts{Home: p.Home}
	}
	for _, t := range found.Terms {
		p := f.people[t.Person]
		p.Roles = append(p.Roles, t.Role)
		p.Terms = append(p.Terms, office.Term{Role: t.Role, Until: t.End()})
		f.people[t.Person] = p
	}
	f.admins = found.Admins
	return nil
}

func (f *officeFacts) into(_ *stream, c domain.Command) domain.Command {
	id := office.Needs(c)
	if id == uuid.Nil {
		return c
	}
	facts := f.people[id]
	for _, admin := range f.admins {
		if admin != id {
			facts.OtherAdmins++
		}
	}
	return office.WithFacts(c, facts)
}

// learn keeps count of the administrators; nobody is the subject of two messages of one batch.
func (f *officeFacts) learn(_ *stream, effects []domain.Effect, _ domain.Summary) {
	for _, effect := range effects {
		if e, ends := effect.(domain.Dismiss); ends && e.Role == domain.RoleAdmin {
			f.admins = slices.DeleteFunc(f.admins, func(id uuid.UUID) bool { return id == e.Person })
		}
	}
}
