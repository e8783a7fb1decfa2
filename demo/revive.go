package demo

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/web"
)

// Revive lets visitors be anybody of the cast, also after another visitor, as an administrator, ended their sign-ins or roles.
func Revive(n *node.Node) func(ctx context.Context, p web.Persona) error {
	return func(ctx context.Context, persona web.Persona) error {
		for _, p := range cast() {
			if p.organization == persona.Organization && p.key == persona.Key {
				return revive(ctx, n, p)
			}
		}
		return domain.Errorf(domain.NotFound, "Nobody in this demo has that name.")
	}
}

// revive makes somebody's token valid again, and gives back the roles that they play as the operator would, which is recorded.
func revive(ctx context.Context, n *node.Node, p person) error {
	hash := web.HashSecret(p.token())
	in, err := n.Store.SignIn(ctx, hash, n.Now())
	if domain.CodeOf(err) == domain.Unauthorized {
		if err = n.Store.ReviveDemoCredential(ctx, store.Scope{Organization: p.organization, Compartments: domain.Compartments()}, hash); err != nil {
			return err
		}
		in, err = n.Store.SignIn(ctx, hash, n.Now())
	}
	if err != nil {
		return err
	}
	for _, role := range p.roles {
		if slices.Contains(in.Roles, string(role)) {
			continue
		}
		err := n.Desk.Office(p.organization, uuid.Nil).Grant(ctx, p.ID(), role, time.Time{})
		if err != nil && domain.CodeOf(err) != domain.Rejected { // somebody else gave it back meanwhile
			return err
		}
	}
	return nil
}
