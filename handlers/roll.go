package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// RollMax bounds the member roll of an organization.
const RollMax = 20000

// RollLine is what a line of a file says of one member. A nil text is a column that the file does not have: what is known stays.
type RollLine struct {
	Line         int
	Number, Name string
	Email, Phone *string
	Unit         *string
	Household    *string // member number of somebody of the same household; empty: of their own
}

// RollKind is what a file does to a member.
type RollKind string

// The kinds.
const (
	RollAdded   RollKind = "added"
	RollChanged RollKind = "changed"
	RollEnded   RollKind = "ended"
)

// FieldChange is what a record says until now, and what it would say. A household is told by the member number of whose it is; empty is their own.
type FieldChange struct{ Field, From, To string }

// RollChange is one of them. Number, of a member, and Name are those that are recorded now, or that somebody new brings. Fields and Roles are those that change.
type RollChange struct {
	Line         int
	Kind         RollKind
	Number, Name string
	Fields       []FieldChange
	Roles        []RoleChange

	person uuid.UUID // zero for somebody new
	write  *store.NewPerson
	key    *store.DataKey
	home   domain.Compartment // of people with an office
	do     office.Arrange
}

// Another tells whether the record would have another name, none of whose words are in the one until now: somebody else may be meant.
func (c RollChange) Another() bool {
	for _, f := range c.Fields {
		if f.Field == "name" {
			return !slices.ContainsFunc(strings.Fields(plainName(f.From)), func(word string) bool { return slices.Contains(strings.Fields(plainName(f.To)), word) })
		}
	}
	return false
}

// RollPlan is what a file would change.
type RollPlan struct {
	Changes []RollChange
	Kept    []RollChange   // what is not taken from the file: those who hold an office are reached as their own page says
	Same    int            // members who stay as they are
	Wrong   map[int]string // sentences by line
	Print   []byte         // the same for the same changes of the same roll
}

// Count says how many of a kind there are.
func (p RollPlan) Count(k RollKind) (n int) {
	for _, c := range p.Changes {
		if c.Kind == k {
			n++
		}
	}
	return n
}

// Refuse adds lines that could not be read.
func (p RollPlan) Refuse(wrong map[int]string) RollPlan {
	if p.Wrong != nil {
		maps.Copy(p.Wrong, wrong)
	}
	return p
}

// rollPlanner compares the lines of a file with the roll.
type rollPlanner struct {
	desk     *Desk
	org      string
	keys     *seal.OrgKeys
	members  map[string]store.RollRow // by hash of the number
	ids      map[string]uuid.UUID     // by the same, those of the file among them
	houses   map[string]string        // by the same: whose household a line names, itself for one of its own
	seen     map[string]int           // the line that a number stands in
	plan     RollPlan
	contacts map[uuid.UUID]Contact
}

// PlanRoll compares the lines of a file with the member roll and changes nothing. With whole, whoever is not in the file is ended.
func (d *Desk) PlanRoll(ctx context.Context, organization string, lines []RollLine, whole bool) (RollPlan, error) {
	scope := store.Scope{Organization: organization, Compartments: []domain.Compartment{domain.Welfare}}
	roll, err := d.Handler.Store.Roll(ctx, scope, d.Handler.Now(), RollMax+1)
	if err != nil {
		return RollPlan{}, err
	}
	if len(roll)+len(lines) > 2*RollMax {
		return RollPlan{}, domain.Errorf(domain.TooLarge, "The roll has more members than one file can be compared with. Nothing was changed.")
	}
	p := &rollPlanner{
		desk: d, org: organization, keys: d.keysOf(organization), members: map[string]store.RollRow{}, ids: map[string]uuid.UUID{}, houses: map[string]string{}, seen: map[string]int{},
		contacts: map[uuid.UUID]Contact{}, plan: RollPlan{Wrong: map[int]string{}},
	}
	for _, m := range roll {
		p.members[string(m.MemberHash)], p.ids[string(m.MemberHash)] = m, m.ID
		if p.contacts[m.ID], err = d.OpenContact(organization, m.ID, m.KeyID, m.Wrapped, m.Sealed); err != nil {
			return RollPlan{}, err
		}
	}
	for _, l := range lines { // numbers first: a line may name the household of a later one
		hash := string(MemberHash(p.keys, l.Number))
		if _, known := p.ids[hash]; !known {
			p.ids[hash] = d.Handler.NewID()
		}
		if l.Household != nil && *l.Household != "" {
			p.houses[hash] = string(MemberHash(p.keys, *l.Household))
		} else if l.Household != nil {
			p.houses[hash] = ""
		}
	}
	for _, l := range lines {
		if err := p.line(l); err != nil {
			return RollPlan{}, err
		}
	}
	if whole {
		p.end(roll)
	}
	return p.plan, p.plan.print()
}

func (p *rollPlanner) line(l RollLine) error {
	hash := string(MemberHash(p.keys, l.Number))
	if first, twice := p.seen[hash]; twice {
		p.plan.Wrong[l.Line] = fmt.Sprintf("This member number stands in line %d already.", first)
		return nil
	}
	p.seen[hash] = l.Line
	household := uuid.Nil
	if l.Household != nil && *l.Household != "" {
		if _, known := p.ids[p.houses[hash]]; !known {
			p.plan.Wrong[l.Line] = "The household names a member number that is neither on the roll nor in this file."
			return nil
		}
		household = p.household(hash)
	}
	m, known := p.members[hash]
	if !known {
		return p.add(l, p.ids[hash], household)
	}
	return p.change(l, m, household)
}

// household follows what the lines say to whoever the household is of: somebody of their own, or as the roll knows them. Where lines name each other in a
// circle, it is of the one whose id is the least, so that it does not matter where one begins.
func (p *rollPlanner) household(hash string) uuid.UUID {
	way, at := []string{hash}, map[string]int{hash: 0}
	for {
		next, said := p.houses[hash]
		m, listed := p.members[hash]
		first, again := at[next]
		switch _, known := p.ids[next]; {
		case listed && (!said || next == hash):
			return m.HouseholdID
		case !said, next == hash, !known: // the line of one who names nobody that is known is refused by itself
			return p.ids[hash]
		case again:
			return p.ids[slices.MinFunc(way[first:], func(a, b string) int { return strings.Compare(p.ids[a].String(), p.ids[b].String()) })]
		}
		hash = next
		at[hash] = len(way)
		way = append(way, hash)
	}
}

func (p *rollPlanner) add(l RollLine, id, household uuid.UUID) error {
	row, key, err := p.desk.sealPerson(NewPerson{
		ID: id, Organization: p.org, Compartment: domain.Welfare, Contact: Contact{Name: l.Name, Email: textOf(l.Email), Phone: textOf(l.Phone)},
		MemberNumber: l.Number, Household: household, Unit: textOf(l.Unit),
	})
	if err == nil {
		p.plan.Changes = append(p.plan.Changes, RollChange{Line: l.Line, Kind: RollAdded, Number: l.Number, Name: l.Name, write: &row, key: &key})
	}
	return err
}

func (p *rollPlanner) change(l RollLine, m store.RollRow, household uuid.UUID) error {
	c := p.contacts[m.ID]
	change := RollChange{Line: l.Line, Kind: RollChanged, Number: l.Number, Name: c.Name, person: m.ID}
	kept := RollChange{Line: l.Line, Kind: RollChanged, Number: l.Number, Name: c.Name}
	replace := func(field string, now *string, wanted *string) {
		if wanted != nil && *now != *wanted {
			change.Fields = append(change.Fields, FieldChange{field, *now, *wanted})
			*now = *wanted
		}
	}
	reach := replace
	if m.Serves { // whoever decides about others is told when they are to be reached elsewhere; a roll tells nobody
		reach = func(field string, now *string, wanted *string) {
			if wanted != nil && *now != *wanted {
				kept.Fields = append(kept.Fields, FieldChange{field, *now, *wanted})
			}
		}
	}
	replace("name", &c.Name, &l.Name)
	reach("email", &c.Email, l.Email)
	reach("phone", &c.Phone, l.Phone)
	replace("unit", &m.Unit, l.Unit)
	if c.Member == "" { // of a record from before numbers were kept readable
		replace("number", &c.Member, &l.Number)
	}
	if household == uuid.Nil {
		household = m.ID
	}
	if l.Household != nil && m.HouseholdID != household {
		change.Fields = append(change.Fields, FieldChange{"household", p.headOf(m), *l.Household})
		m.HouseholdID = household
	}
	if kept.Fields != nil {
		p.plan.Kept = append(p.plan.Kept, kept)
	}
	if change.Fields == nil {
		p.plan.Same++
		return nil
	}
	row, err := rewritten(p.keys, store.RosterRow{
		ID: m.ID, KeyID: m.KeyID, Wrapped: m.Wrapped, MemberHash: m.MemberHash, HouseholdID: m.HouseholdID, Unit: m.Unit, Supervisor: m.Supervisor,
	}, c)
	if err != nil {
		return err
	}
	change.write = &row
	p.plan.Changes = append(p.plan.Changes, change)
	return nil
}

// headOf is the member number of whose household a member is in; empty for one of their own.
func (p *rollPlanner) headOf(m store.RollRow) string {
	if m.HouseholdID == m.ID {
		return ""
	}
	return p.contacts[m.HouseholdID].Member
}

// end takes whoever the file does not name off the roll. Their record stays, with whatever they asked for; their number is nobody's any more.
func (p *rollPlanner) end(roll []store.RollRow) {
	slices.SortStableFunc(roll, func(a, b store.RollRow) int { return strings.Compare(p.contacts[a.ID].Name, p.contacts[b.ID].Name) })
	for _, m := range roll {
		if _, named := p.seen[string(m.MemberHash)]; !named {
			p.plan.Changes = append(p.plan.Changes, RollChange{Kind: RollEnded, Number: p.contacts[m.ID].Member, Name: p.contacts[m.ID].Name, person: m.ID})
		}
	}
}

// print recognizes the same changes again; it leaves out what is sealed anew each time.
func (p *RollPlan) print() error {
	plain, err := json.Marshal(p.Changes)
	if err != nil {
		return fmt.Errorf("encode plan: %w", err)
	}
	h := sha256.New()
	h.Write(plain)
	for _, c := range p.Changes {
		h.Write(c.person[:])
	}
	p.Print = h.Sum(nil)
	return nil
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return strings.TrimSpace(*text)
}

// ApplyRoll makes the changes of a plan, all of them or none.
func (o Office) ApplyRoll(ctx context.Context, p RollPlan) error {
	if len(p.Wrong) > 0 {
		return domain.Errorf(domain.Rejected, "Some lines of the file are wrong. Nothing was changed; please mend them first.")
	}
	m := Message{Command: office.ChangeRoll{By: o.By, Added: p.Count(RollAdded), Changed: p.Count(RollChanged), Ended: p.Count(RollEnded)}}
	for _, c := range p.Changes {
		if c.write != nil {
			m.Listed = append(m.Listed, *c.write)
		}
		if c.key != nil {
			m.Keys = append(m.Keys, *c.key)
		}
		if c.Kind == RollEnded {
			m.Unlisted = append(m.Unlisted, c.person)
		}
	}
	return o.decide(ctx, office.RollStream(o.Organization), domain.Welfare, m)
}

// RollColumns are the columns that a file of a roll may have; the first two it must have.
func RollColumns() []string { return slices.Clone(rollColumns) }

var rollColumns = []string{"number", "name", "email", "phone", "unit", "household"}
