package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// RosterMax bounds the people of an organization who hold or held an office, as lists show them.
const RosterMax = 2000

// RosterLine is what a line of a file says of somebody with an office. A nil text is a column that the file does not have: what is known stays.
type RosterLine struct {
	Line         int
	ID           uuid.UUID // zero where the file names nobody by id
	Name         string
	Email, Phone *string
	Roles        []domain.Role
	Until        time.Time // the midnight after the last day, in the organization's zone; zero for good
	Dated        bool      // the file says until when
}

// RosterHow is what happens to one role of somebody.
type RosterHow string

// The ways.
const (
	RoleGiven RosterHow = "given"
	RoleMoved RosterHow = "moved" // it ends on another day, or not at all any more
	RoleTaken RosterHow = "taken"
)

// RoleChange is one of them.
type RoleChange struct {
	Role  domain.Role
	How   RosterHow
	Until time.Time
}

// rosterPerson is somebody on the list, and what the file says of them so far.
type rosterPerson struct {
	row     store.RosterRow
	contact Contact
	held    []office.Term
	added   bool
	line    int // the first that is about them; zero for none
	wanted  Contact
	hold    []office.Term
	dated   bool
	lines   map[domain.Role]int // in which line a role stands
}

// rosterPlanner compares the lines of a file with the people of an organization.
type rosterPlanner struct {
	office Office
	keys   *seal.OrgKeys
	seed   uuid.UUID
	at     time.Time
	people []*rosterPerson
	admins int
	plan   RollPlan
}

// PlanPeople compares the lines of a file with whoever holds or held an office, and changes nothing. With whole, roles that are not in the file are
// ended, but for those of whoever brings it. The ids of new people follow from seed, so that one plan carried out twice makes nobody twice.
func (o Office) PlanPeople(ctx context.Context, lines []RosterLine, whole bool, seed uuid.UUID) (RollPlan, error) {
	p := &rosterPlanner{office: o, keys: o.Desk.keysOf(o.Organization), seed: seed, at: o.Desk.Handler.Now(), plan: RollPlan{Wrong: map[int]string{}}}
	var err error
	if p.people, err = o.roster(ctx); err != nil {
		return RollPlan{}, err
	}
	for _, who := range p.people {
		if slices.ContainsFunc(who.held, func(t office.Term) bool { return t.Role == domain.RoleAdmin }) {
			p.admins++
		}
	}
	for _, l := range lines {
		if sentence := p.line(l); sentence != "" {
			p.plan.Wrong[l.Line] = sentence
		}
	}
	for _, who := range p.people {
		if err := p.change(who, whole); err != nil {
			return RollPlan{}, err
		}
	}
	slices.SortStableFunc(p.plan.Changes, func(a, b RollChange) int { return cmp.Or(a.Line-b.Line, strings.Compare(a.Name, b.Name)) })
	return p.plan, p.plan.print()
}

// roster opens everybody who holds or held an office.
func (o Office) roster(ctx context.Context) ([]*rosterPerson, error) {
	rows, held, err := o.Desk.Handler.Store.Roster(ctx, o.everything(), o.Desk.Handler.Now(), RosterMax+1)
	if err != nil {
		return nil, err
	}
	if len(rows) > RosterMax {
		return nil, domain.Errorf(domain.TooLarge, "There are more people here than one file can be compared with. Nothing was changed.")
	}
	byID := map[uuid.UUID]*rosterPerson{}
	people := make([]*rosterPerson, len(rows))
	for i, r := range rows {
		c, err := o.Desk.OpenContact(o.Organization, r.ID, r.KeyID, r.Wrapped, r.Sealed)
		if err != nil {
			return nil, err
		}
		people[i] = &rosterPerson{row: r, contact: c}
		byID[r.ID] = people[i]
	}
	for _, h := range held {
		if h.Role != domain.RoleMember && h.Role != domain.RoleGuardian { // those are what a request made them
			byID[h.Person].held = append(byID[h.Person].held, office.Term{Role: h.Role, Until: h.End()})
		}
	}
	return people, nil
}

// line adds what a line says to its person, or gives a sentence on why it cannot be taken.
func (p *rosterPlanner) line(l RosterLine) string {
	home := Home(l.Roles)
	for _, r := range l.Roles {
		if !slices.Contains(r.Compartments(), home) {
			return "One record cannot hold all these roles, because what each of them sees has to stay apart. Please write a line for each role that does not fit the others; the person then signs in to each on its own."
		}
	}
	who, sentence := p.find(l)
	if sentence != "" {
		return sentence
	}
	if who == nil {
		if len(l.Roles) == 0 {
			return "This person is not on the list yet, so the line has to name at least one role."
		}
		who = &rosterPerson{added: true, contact: Contact{Name: l.Name, Email: textOf(l.Email), Phone: textOf(l.Phone)}}
		who.row.Compartment = home
		who.row.ID = uuid.NewSHA1(p.seed, fmt.Appendf(nil, "%d", l.Line))
		p.people = append(p.people, who)
	}
	wanted := who.contact
	wanted.Name = l.Name
	// An empty cell takes an address away only where the line comes from an exported file.
	if l.Email != nil && (*l.Email != "" || l.ID != uuid.Nil) {
		wanted.Email = *l.Email
	}
	if l.Phone != nil && (*l.Phone != "" || l.ID != uuid.Nil) {
		wanted.Phone = *l.Phone
	}
	switch {
	case who.line == 0:
		who.line, who.wanted, who.lines = l.Line, wanted, map[domain.Role]int{}
	case who.wanted != wanted:
		return fmt.Sprintf("This line says something else about the person than line %d.", who.line)
	}
	who.dated = who.dated || l.Dated
	for _, r := range l.Roles {
		if first, twice := who.lines[r]; twice {
			return fmt.Sprintf("This role stands in line %d already, for the same person.", first)
		}
		who.lines[r] = l.Line
		who.hold = append(who.hold, office.Term{Role: r, Until: l.Until})
	}
	return ""
}

// find looks for whom a line is about: by id, else by name together with e-mail address or telephone. Nobody is taken for somebody else because of a
// name alone, and nobody's address is given to somebody of another name. A nil person is somebody new.
func (p *rosterPlanner) find(l RosterLine) (who *rosterPerson, sentence string) {
	if l.ID != uuid.Nil {
		for _, known := range p.people {
			if known.row.ID == l.ID && !known.added {
				return known, ""
			}
		}
		return nil, "Nobody of this id is on the list."
	}
	var same []*rosterPerson
	var namesake, mailbox bool
	for _, known := range p.people {
		named := SameName(known.contact.Name, l.Name)
		reached := textOf(l.Email) != "" && strings.EqualFold(known.contact.Email, *l.Email) || textOf(l.Phone) != "" && known.contact.Phone == *l.Phone
		switch {
		case named && (reached || known.contact.Email == "" && known.contact.Phone == ""):
			same = append(same, known)
		case named:
			namesake = true
		case reached && textOf(l.Email) != "" && strings.EqualFold(known.contact.Email, *l.Email):
			mailbox = true
		}
	}
	fitting := slices.DeleteFunc(slices.Clone(same), func(known *rosterPerson) bool {
		return slices.ContainsFunc(l.Roles, func(r domain.Role) bool { return !slices.Contains(r.Compartments(), known.row.Compartment) })
	})
	switch {
	case len(fitting) == 1:
		return fitting[0], ""
	case len(fitting) > 1:
		return nil, "Several people on the list may be meant. Please take the line from an exported file, which has the id."
	case len(same) > 0:
		return nil, "" // known behind another wall
	case namesake:
		return nil, "Somebody of this name is on the list with another e-mail address and telephone. If it is the same person, please take the line from an exported file, which has the id; if not, please add them by hand."
	case mailbox:
		return nil, "This e-mail address is that of somebody of another name. If it is the same person, please take the line from an exported file, which has the id; if not, please add them by hand."
	}
	return nil, ""
}

// sameDay tells whether a role that is held ends on the day that a file says.
func sameDay(held, wanted time.Time) bool {
	if held.IsZero() || wanted.IsZero() {
		return held.IsZero() && wanted.IsZero()
	}
	return !held.After(wanted) && held.After(wanted.AddDate(0, 0, -1))
}

// change makes what is to be done about one person, and asks the rules whether it may be.
func (p *rosterPlanner) change(who *rosterPerson, whole bool) error {
	c := RollChange{Line: who.line, Kind: RollChanged, Name: who.contact.Name, person: who.row.ID, home: who.row.Compartment}
	if who.added {
		c.Kind, c.person = RollAdded, uuid.Nil
	}
	do := office.Arrange{By: p.office.By, Person: who.row.ID, New: who.added, Home: who.row.Compartment}
	for _, t := range who.hold {
		i := slices.IndexFunc(who.held, func(h office.Term) bool { return h.Role == t.Role })
		how := RoleGiven
		if i >= 0 {
			if how = RoleMoved; !who.dated || sameDay(who.held[i].Until, t.Until) {
				continue
			}
		}
		do.Hold = append(do.Hold, t)
		c.Roles = append(c.Roles, RoleChange{t.Role, how, t.Until})
	}
	if whole && who.row.ID != p.office.By {
		for _, h := range who.held {
			if _, named := who.lines[h.Role]; !named {
				do.End = append(do.End, h.Role)
				c.Roles = append(c.Roles, RoleChange{Role: h.Role, How: RoleTaken})
			}
		}
	}
	if who.line > 0 && !who.added {
		c.Fields = contactFields(who.contact, who.wanted)
		do.Contact = c.Fields != nil
	}
	if len(c.Roles)+len(c.Fields) == 0 && !who.added {
		if who.line > 0 || len(who.held) > 0 {
			p.plan.Same++
		}
		return nil
	}
	if len(do.End) > 0 && len(do.End) == len(who.held) && len(do.Hold) == 0 {
		c.Kind = RollEnded
	}
	facts := office.Facts{Home: who.row.Compartment, Terms: who.held, OtherAdmins: p.admins}
	for _, h := range who.held {
		facts.Roles = append(facts.Roles, h.Role)
		if h.Role == domain.RoleAdmin {
			facts.OtherAdmins--
		}
	}
	c.do = do
	if _, err := office.Decide(office.State{}, office.WithFacts(do, facts).(office.Arrange), p.at); err != nil {
		p.plan.Wrong[who.line] = domain.MessageOf(err)
		return nil
	}
	p.plan.Changes = append(p.plan.Changes, c)
	return p.seal(&p.plan.Changes[len(p.plan.Changes)-1], who)
}

func contactFields(is, wanted Contact) (fields []FieldChange) {
	for _, f := range []struct{ field, is, wanted string }{{"name", is.Name, wanted.Name}, {"email", is.Email, wanted.Email}, {"phone", is.Phone, wanted.Phone}} {
		if f.is != f.wanted {
			fields = append(fields, FieldChange{f.field, f.is, f.wanted})
		}
	}
	return fields
}

// seal adds the record of somebody new, or of somebody who is reached elsewhere now, with where they were reached before.
func (p *rosterPlanner) seal(c *RollChange, who *rosterPerson) error {
	if who.added {
		row, key, err := p.office.Desk.sealPerson(NewPerson{ID: who.row.ID, Organization: p.office.Organization, Compartment: c.home, Contact: who.wanted})
		c.write, c.key = &row, &key
		return err
	}
	if c.Fields == nil {
		return nil
	}
	who.wanted.FormerEmail, who.wanted.FormerPhone = who.contact.Email, who.contact.Phone
	row, err := rewritten(p.keys, who.row, who.wanted)
	c.write = &row
	return err
}

// rewritten is a record with other contact data and everything else as it was.
func rewritten(keys *seal.OrgKeys, of store.RosterRow, c Contact) (store.NewPerson, error) {
	sealed, err := resealed(keys, store.DataKey{ID: of.KeyID, Wrapped: of.Wrapped}, of.ID, c)
	row := store.NewPerson{ID: of.ID, KeyID: of.KeyID, Household: of.HouseholdID, Sealed: sealed, MemberHash: of.MemberHash, NameHash: NameHash(keys, c.Name), Unit: of.Unit}
	if c.Phone != "" {
		row.PhoneHash = keys.Lookup("contact", c.Phone)
	}
	if of.Supervisor != nil {
		row.Supervisor = *of.Supervisor
	}
	return row, err
}
