package handlers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/store"
)

// Office is where people get and lose what they sign in with. By is the administrator who does it; the zero id is the operator at the command line.
type Office struct {
	Desk         *Desk
	Organization string
	By           uuid.UUID
}

// Office begins the acts of an administrator, or of the operator when By is zero.
func (d *Desk) Office(organization string, by uuid.UUID) Office { return Office{d, organization, by} }

func (o Office) everything() store.Scope {
	return store.Scope{Organization: o.Organization, Compartments: domain.Compartments()}
}

func (o Office) actor() string {
	if o.By == uuid.Nil {
		return "operator"
	}
	return actorOf(o.By)
}

// decide records one act behind the wall where its subject's record lies.
func (o Office) decide(ctx context.Context, stream uuid.UUID, home domain.Compartment, m Message) error {
	m.Organization, m.Compartment, m.Workflow, m.Stream = o.Organization, home, "office", stream
	m.Actor, m.Cause = o.actor(), o.Desk.Handler.NewID()
	done := o.Desk.Handler.Handle(ctx, []Message{m})[0]
	if done.Replayed {
		return domain.Errorf(domain.Conflict, "That was done from this page before, and nothing was done now. A token is shown only once: if it was lost, end the sign-ins of this person and issue another.")
	}
	return done.Err
}

func (o Office) home(ctx context.Context, person uuid.UUID) (domain.Compartment, error) {
	home, err := o.Desk.Handler.Store.Home(ctx, o.everything(), person)
	if domain.CodeOf(err) == domain.NotFound {
		err = domain.Because(err, domain.NotFound, "We know nobody of that id in this organization.")
	}
	return home, err
}

// about records an act about somebody. What else is known of them is read in its transaction.
func (o Office) about(ctx context.Context, person uuid.UUID, m Message) error {
	home, err := o.home(ctx, person)
	if err != nil {
		return err
	}
	return o.decide(ctx, office.Stream(o.Organization, person), home, m)
}

// Add records somebody with their roles, for good or until a moment. A member number that is on the roll already names its member, who then gets the
// roles: an elected trustee stays the member they are, with household, unit and ties.
func (o Office) Add(ctx context.Context, p NewPerson, roles []domain.Role, until time.Time) (uuid.UUID, error) {
	if p.MemberNumber != "" && len(roles) > 0 {
		member, err := o.Desk.Handler.Store.MemberByHash(ctx, o.everything(), MemberHash(o.Desk.keysOf(o.Organization), p.MemberNumber))
		if err != nil {
			return uuid.Nil, err
		}
		if member != uuid.Nil {
			for _, r := range roles {
				if err := o.Grant(ctx, member, r, until); err != nil {
					return uuid.Nil, err
				}
			}
			return member, nil
		}
	}
	p.Organization = o.Organization
	row, key, err := o.Desk.sealPerson(p)
	if err != nil {
		return uuid.Nil, err
	}
	return row.ID, o.decide(ctx, office.Stream(o.Organization, row.ID), p.Compartment, Message{
		Command: office.AddPerson{By: o.By, Person: row.ID, Roles: roles, Until: until, Home: p.Compartment}, People: []store.NewPerson{row}, Keys: []store.DataKey{key},
	})
}

// Home is behind which wall the record of somebody with these roles lies: that of the first; a member's when there is none.
func Home(roles []domain.Role) domain.Compartment {
	for _, r := range roles {
		if within := r.Compartments(); within != nil {
			return within[0]
		}
	}
	return domain.Welfare
}

// Grant gives somebody a role, for good or until a moment.
func (o Office) Grant(ctx context.Context, person uuid.UUID, role domain.Role, until time.Time) error {
	return o.about(ctx, person, Message{Command: office.Grant{By: o.By, Person: person, Role: role, Until: until}})
}

// End takes a role away, behind whichever walls it was given. Tokens stay; without a role they open nothing.
func (o Office) End(ctx context.Context, person uuid.UUID, role domain.Role) error {
	return o.about(ctx, person, Message{Command: office.End{By: o.By, Person: person, Role: role}})
}

// IssueToken records a new token by its hash; whoever made the secret shows it once. The same key again makes no other: Conflict. An empty key is no key.
func (o Office) IssueToken(ctx context.Context, person uuid.UUID, key string, hash []byte, until time.Time) error {
	m := Message{Command: office.IssueToken{By: o.By, Person: person, Until: until}, Credentials: []store.Credential{{
		Hash: hash, Person: person, Kind: "token", CreatedAt: o.Desk.Handler.Now(), ExpiresAt: until,
	}}}
	if key != "" {
		m.Once = &Once{Scope: "token", KeyHash: o.Desk.keysOf(o.Organization).Lookup("token", o.By.String()+" "+person.String()+" "+key), BodyHash: []byte{}, Answer: outcomeOf}
	}
	return o.about(ctx, person, m)
}

// EndSignIns ends every token and session of somebody, behind whichever wall it was made.
func (o Office) EndSignIns(ctx context.Context, person uuid.UUID) error {
	return o.about(ctx, person, Message{Command: office.EndSignIns{By: o.By, Person: person}})
}

// Tie declares that two people are tied, so that neither decides about the other.
func (o Office) Tie(ctx context.Context, person, other uuid.UUID) error {
	if _, err := o.home(ctx, other); err != nil {
		return err
	}
	return o.about(ctx, person, Message{Command: office.Tie{By: o.By, Person: person, Other: other}})
}
