package demo

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/web"
)

// startCents is what donors have given the fund before the demo begins.
const startCents = 25_000_00

// longAgo is when the demo's people took office: before any clock a visitor can have.
var longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// People puts the demo's people on the roll and in office. What is there already stays as it is, so that a start that was cut
// off goes on where it ended.
func People(ctx context.Context, n *node.Node) error {
	for _, p := range append(cast(), roll()...) {
		if err := add(ctx, n, p); err != nil {
			return err
		}
	}
	return Rotas(ctx, n)
}

func add(ctx context.Context, n *node.Node, p person) error {
	scope := store.Scope{Organization: p.organization, Compartments: []domain.Compartment{p.compartment}}
	known, err := isKnown(ctx, n, scope, p.ID())
	if err != nil {
		return err
	}
	if !known {
		in := handlers.NewPerson{
			ID: p.ID(), Organization: p.organization, Compartment: p.compartment, Contact: handlers.Contact{Name: p.name, Email: p.email(), Phone: p.phone},
			MemberNumber: p.member, Unit: p.unit,
		}
		if p.household != "" {
			in.Household = personID(p.organization, p.household)
		}
		if _, err := n.Desk.AddPerson(ctx, in); err != nil {
			return err
		}
	}
	for _, role := range p.roles {
		if err := n.Store.Grant(ctx, scope, p.ID(), role, longAgo, time.Time{}); err != nil {
			return err
		}
	}
	if len(p.roles) == 0 {
		return nil
	}
	err = n.Store.AddCredential(ctx, scope, store.Credential{
		Hash: web.HashSecret(p.token()), Person: p.ID(), Kind: "token", CreatedAt: longAgo, ExpiresAt: longAgo.AddDate(100, 0, 0),
	})
	if err != nil {
		return err
	}
	return revive(ctx, n, p)
}

func isKnown(ctx context.Context, n *node.Node, scope store.Scope, id uuid.UUID) (bool, error) {
	err := n.Store.Read(ctx, scope, func(tx store.Tx) error {
		_, err := n.Store.PersonByID(ctx, tx, id)
		return err
	})
	if domain.CodeOf(err) == domain.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Fund gives the county's fund what it begins with, once.
func Fund(ctx context.Context, n *node.Node) error {
	treasurer := handlers.Person{ID: personID("county", "treasurer"), Organization: "county", Roles: []domain.Role{domain.RoleTreasurer}}
	return n.Desk.Deposit(ctx, treasurer, "the first deposit of the demo", "welfare", startCents)
}

// Mailbox is the demo's sender: messages land where visitors read them.
func Mailbox(keep func(ctx context.Context, m store.DemoMessage) error) notify.Sender {
	return notify.Mailbox{Keep: func(ctx context.Context, m notify.Message) error {
		return keep(ctx, store.DemoMessage{At: m.At, Channel: string(m.Channel), Recipient: m.To, Subject: m.Subject, Body: m.Text, Links: append([]string{}, m.Links...), Key: m.Key})
	}}
}
