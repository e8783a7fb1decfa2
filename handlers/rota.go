package handlers

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/store"
)

// Rota changes the rota of a program of the person's own organization. NotFound: it has none.
func (d *Desk) Rota(ctx context.Context, who Person, program string, c rota.Command) error {
	p, known := d.Handler.Programs.Catalog.Find(who.Organization, program)
	if !known || p.Protocol == nil {
		return domain.Errorf(domain.NotFound, "We know no program of that name.")
	}
	return d.Lanes.Do(ctx, Message{
		Organization: who.Organization, Workflow: "rota", Stream: rota.Stream(who.Organization, program), Command: c, Actor: actorOf(who.ID), Cause: d.Handler.NewID(),
	}).Err
}

// ReadRota folds the rota of a program, with the rules it goes by today.
func (d *Desk) ReadRota(ctx context.Context, who Person, program string) (state rota.State, rules rota.Rules, err error) {
	p, known := d.Handler.Programs.Catalog.Find(who.Organization, program)
	if !known || p.Protocol == nil {
		return state, rules, domain.Errorf(domain.NotFound, "We know no program of that name.")
	}
	var events []store.StoredEvent
	if err = d.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		events, err = d.Handler.Store.Events(ctx, tx, rota.Stream(who.Organization, program))
		return err
	}); err != nil {
		return state, rules, err
	}
	state, err = foldRota(events)
	return state, d.Handler.Programs.RotaRules(p), err
}

const (
	calendarEnds = ".ics"
	calendarHash = 20 // bytes of the keyed hash in a calendar's address
)

var calendarCoding = base32.HexEncoding.WithPadding(base32.NoPadding)

// CalendarPath is the secret address of one minister's own calendar: which minister, and a keyed hash of them and the program.
func (d *Desk) CalendarPath(organization, program string, minister uuid.UUID) string {
	secret := append(minister[:], d.calendarHash(organization, program, minister)...)
	return "/rota/" + program + "/calendar/" + strings.ToLower(calendarCoding.EncodeToString(secret)) + calendarEnds
}

func (d *Desk) calendarHash(organization, program string, minister uuid.UUID) []byte {
	return d.keysOf(organization).Lookup("rota calendar", program+" "+minister.String())[:calendarHash]
}

// CalendarOf tells whose calendar the last part of such an address opens. Nothing is read before the hash is right.
func (d *Desk) CalendarOf(program, file string) (Person, error) {
	nobody := domain.Errorf(domain.NotFound, "There is no calendar at this address, or not any more.")
	token, ok := strings.CutSuffix(file, calendarEnds)
	secret, err := calendarCoding.DecodeString(strings.ToUpper(token))
	if !ok || err != nil || len(secret) != len(uuid.Nil)+calendarHash {
		return Person{}, nobody
	}
	minister := uuid.UUID(secret[:len(uuid.Nil)])
	for _, o := range d.Handler.Programs.Catalog.Organizations() {
		if hmac.Equal(secret[len(minister):], d.calendarHash(o.Key, program, minister)) {
			return Person{ID: minister, Organization: o.Key, Roles: []domain.Role{domain.RoleMinister}}, nil
		}
	}
	return Person{}, nobody
}
