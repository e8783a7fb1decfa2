package handlers

import (
	"context"

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
