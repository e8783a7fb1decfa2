package main

import (
	"context"
	"flag"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/web"
)

// personFlags describe somebody on the command line.
type personFlags struct {
	data, programs, org, name, email, phone, roles, number, unit, household, supervisor string
	days                                                                                int
}

func (f *personFlags) define(set *flag.FlagSet) {
	dataFlag(set, &f.data)
	set.StringVar(&f.programs, "programs", "", "directory of programs, as `serve` has it")
	set.StringVar(&f.org, "org", "", "key of the organization")
	set.StringVar(&f.name, "name", "", "name")
	set.StringVar(&f.email, "email", "", "e-mail address that messages go to")
	set.StringVar(&f.phone, "phone", "", "telephone number that messages go to")
	set.StringVar(&f.roles, "roles", "", "roles, with commas between: "+strings.Join(roleNames(), ", "))
	set.StringVar(&f.number, "number", "", "member number on the roll")
	set.StringVar(&f.unit, "unit", "", "unit, which ties people who share it")
	set.StringVar(&f.household, "household", "", "id of a person of the same household")
	set.StringVar(&f.supervisor, "supervisor", "", "id of the next person up the chain of command")
	set.IntVar(&f.days, "days", 90, "days that a token lasts")
}

func roleNames() []string {
	var names []string
	for _, r := range domain.Roles() {
		names = append(names, string(r))
	}
	return names
}

func runUser(ctx context.Context, c *call) error {
	var f personFlags
	verb, err := c.verb(f.define, "add", "token", "grant", "end", "list", "revoke", "tie")
	if err != nil {
		return err
	}
	words, err := c.parse(f.define)
	if err != nil {
		return err
	}
	if f.org == "" {
		return usagef("user %s: --org is missing, for example --org county", verb)
	}
	if _, _, _, err := f.parsed(); err != nil {
		return err
	}
	n, err := c.office(ctx, f.data, f.programs)
	if err != nil {
		return err
	}
	defer n.Stop()
	if _, ok := n.Catalog.Organization(f.org); !ok {
		return usagef("user %s: --org has to name an organization, for example county", verb)
	}
	switch verb {
	case "add":
		return c.addPerson(ctx, n, f)
	case "list":
		return c.listPeople(ctx, n, f)
	}
	return c.changePerson(ctx, n, f, verb, words)
}

func runMember(ctx context.Context, c *call) error {
	var f personFlags
	if _, err := c.verb(f.define, "add"); err != nil {
		return err
	}
	words, err := c.parse(f.define)
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	if f.number == "" {
		return usagef("member add: --number is missing")
	}
	if f.org == "" || f.name == "" {
		return usagef("member add: --org and --name are needed")
	}
	n, err := c.office(ctx, f.data, f.programs)
	if err != nil {
		return err
	}
	defer n.Stop()
	return c.addPerson(ctx, n, f)
}

func (f *personFlags) parsed() (roles []domain.Role, household, supervisor uuid.UUID, err error) {
	for _, word := range strings.FieldsFunc(f.roles, func(r rune) bool { return r == ',' }) {
		role := domain.Role(strings.TrimSpace(word))
		if role.Compartments() == nil {
			return nil, household, supervisor, usagef("--roles: %q is not one of %s", role, strings.Join(roleNames(), ", "))
		}
		roles = append(roles, role)
	}
	if f.household != "" {
		if household, err = uuid.Parse(f.household); err != nil {
			return nil, household, supervisor, usagef("--household: %q is not an id", f.household)
		}
	}
	if f.supervisor != "" {
		if supervisor, err = uuid.Parse(f.supervisor); err != nil {
			return nil, household, supervisor, usagef("--supervisor: %q is not an id", f.supervisor)
		}
	}
	return roles, household, supervisor, nil
}

func (c *call) addPerson(ctx context.Context, n *node.Node, f personFlags) error {
	if f.name == "" {
		return usagef("%s add: --name is missing", c.name)
	}
	if _, ok := n.Catalog.Organization(f.org); !ok {
		return usagef("%s add: --org has to name an organization, for example county", c.name)
	}
	if _, err := mail.ParseAddress(f.email); f.email != "" && err != nil {
		return usagef("%s add: --email %q is not an address", c.name, f.email)
	}
	roles, household, supervisor, err := f.parsed()
	if err != nil {
		return err
	}
	id, err := n.Desk.Office(f.org, uuid.Nil).Add(ctx, handlers.NewPerson{
		Compartment: handlers.Home(roles), Contact: handlers.Contact{Name: f.name, Email: f.email, Phone: f.phone},
		MemberNumber: f.number, Household: household, Unit: f.unit, Supervisor: supervisor,
	}, roles, time.Time{})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%-8s %s\n", "id", id)
	if len(roles) == 0 {
		return nil
	}
	return c.makeToken(ctx, n, f, id)
}

// makeToken prints a token once; only its hash is kept.
func (c *call) makeToken(ctx context.Context, n *node.Node, f personFlags, id uuid.UUID) error {
	secret, hash := web.NewToken()
	if err := n.Desk.Office(f.org, uuid.Nil).IssueToken(ctx, id, "", hash, n.Now().AddDate(0, 0, f.days)); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%-8s %s\n", "token", secret)
	return nil
}

func (c *call) changePerson(ctx context.Context, n *node.Node, f personFlags, verb string, words []string) error {
	if len(words) == 0 {
		return usagef("user %s: name the person's id, after the flags", verb)
	}
	id, err := uuid.Parse(words[0])
	if err != nil {
		return usagef("user %s: %q is not an id", verb, words[0])
	}
	roles, _, _, err := f.parsed()
	if err != nil {
		return err
	}
	office := n.Desk.Office(f.org, uuid.Nil)
	switch verb {
	case "token":
		return c.makeToken(ctx, n, f, id)
	case "revoke":
		return office.EndSignIns(ctx, id)
	case "tie":
		if len(words) != 2 {
			return usagef("user tie: name two ids")
		}
		other, err := uuid.Parse(words[1])
		if err != nil {
			return usagef("user tie: %q is not an id", words[1])
		}
		return office.Tie(ctx, id, other)
	}
	if len(roles) == 0 {
		return usagef("user %s: --roles is missing", verb)
	}
	for _, r := range roles {
		if verb == "grant" {
			err = office.Grant(ctx, id, r, time.Time{})
		} else {
			err = office.End(ctx, id, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *call) listPeople(ctx context.Context, n *node.Node, f personFlags) error {
	scope := store.Scope{Organization: f.org, Compartments: domain.Compartments()}
	people, err := n.Store.People(ctx, scope, n.Now())
	if err != nil {
		return err
	}
	for _, p := range people {
		contact, err := n.Desk.OpenContact(f.org, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s  %-32s %s\n", p.ID, contact.Name, strings.Join(p.Roles, ","))
	}
	return nil
}
