package handlers

import (
	"context"
	"crypto/hmac"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// volunteerFacts gives commands about shifts the rules of the program as they are today, and the clearances of everybody whom they may be about.
type volunteerFacts struct {
	batch      *batch
	clearances map[uuid.UUID][]volunteer.Clearance // by person
	volunteers []uuid.UUID
}

func newVolunteerFacts(b *batch) briefing {
	return &volunteerFacts{batch: b, clearances: map[uuid.UUID][]volunteer.Clearance{}}
}

func (f *volunteerFacts) load(ctx context.Context, tx store.Tx) (err error) {
	h, organization := f.batch.handler, f.batch.scope.Organization
	people := map[uuid.UUID]bool{}
	everybody := false
	for _, m := range f.batch.messages {
		s := f.batch.streams[m.Stream]
		for _, id := range s.state.(volunteer.State).Coming(f.facts(s), f.batch.at) {
			people[id] = true
		}
		needs := volunteer.NeedsOf(m.Command)
		for _, id := range needs.People {
			people[id] = true
		}
		if c, about := m.Command.(volunteer.WithdrawClearance); about {
			people[c.Person] = true
		}
		everybody = everybody || needs.Volunteers
	}
	if everybody {
		if f.volunteers, err = h.Store.Holders(ctx, tx, domain.RoleVolunteer, f.batch.at); err != nil {
			return err
		}
	}
	for _, id := range f.volunteers {
		people[id] = true
	}
	return f.loadClearances(ctx, tx, organization, people)
}

func (f *volunteerFacts) loadClearances(ctx context.Context, tx store.Tx, organization string, people map[uuid.UUID]bool) error {
	delete(people, uuid.Nil)
	ids := make([]uuid.UUID, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := f.batch.handler.Store.Clearances(ctx, tx, organization, ids)
	for _, c := range clearancesOf(rows) {
		f.clearances[c.Person] = append(f.clearances[c.Person], c)
	}
	return err
}

// clearancesOf turns rows into what the rules know.
func clearancesOf(rows []store.ClearanceRow) (list []volunteer.Clearance) {
	for _, r := range rows {
		c := volunteer.Clearance{Person: r.PersonID, Check: r.CheckKey}
		if r.Until != nil {
			c.Until = volunteer.Day(r.Until.Format(time.DateOnly))
		}
		list = append(list, c)
	}
	return list
}

// facts are the rules of the program whose shifts a stream is.
func (f *volunteerFacts) facts(s *stream) volunteer.Facts {
	p, _ := f.batch.handler.Programs.ofShifts(f.batch.scope.Organization, s.id)
	return f.batch.handler.Programs.ShiftFacts(p)
}

func (f *volunteerFacts) into(s *stream, c domain.Command) domain.Command {
	facts := f.facts(s)
	for _, of := range f.clearances {
		facts.Clearances = append(facts.Clearances, of...)
	}
	facts.Volunteers = f.volunteers
	return volunteer.WithFacts(c, facts)
}

// learn lets a clearance that was recorded or taken back count for the next command of the batch.
func (f *volunteerFacts) learn(_ *stream, effects []domain.Effect, _ domain.Summary) {
	without := func(person uuid.UUID, check string) []volunteer.Clearance {
		return slices.DeleteFunc(f.clearances[person], func(c volunteer.Clearance) bool { return c.Check == check })
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case domain.Clear:
			c := volunteer.Clearance{Person: e.Person, Check: e.Check}
			if !e.Until.IsZero() {
				c.Until = volunteer.Day(e.Until.Format(time.DateOnly))
			}
			f.clearances[e.Person] = append(without(e.Person, e.Check), c)
		case domain.Unclear:
			f.clearances[e.Person] = without(e.Person, e.Check)
		default: // nothing else is about clearances
		}
	}
}

// ShiftFacts is what a program says about its shifts, without anybody's clearances.
func (p *Programs) ShiftFacts(program programs.Program) volunteer.Facts {
	o, _ := p.Catalog.Organization(program.Organization)
	f := volunteer.Facts{Zone: o.Location()}
	if program.Volunteering != nil {
		f.Rules = *program.Volunteering
	}
	return f
}

// ofShifts finds the program whose shifts a stream is.
func (p *Programs) ofShifts(organization string, stream uuid.UUID) (programs.Program, bool) {
	for _, program := range p.Catalog.Programs(organization) {
		if program.Volunteering != nil && volunteer.Stream(program.Organization, program.Key) == stream {
			return program, true
		}
	}
	return programs.Program{}, false
}

// Shifts changes the shifts of a program of the person's own organization. NotFound: it has none.
func (d *Desk) Shifts(ctx context.Context, who Person, program string, c volunteer.Command) ([]domain.Recorded, error) {
	if _, err := d.withShifts(who, program); err != nil {
		return nil, err
	}
	result := d.Lanes.Do(ctx, Message{
		Organization: who.Organization, Workflow: "volunteer", Stream: volunteer.Stream(who.Organization, program), Command: c, Actor: actorOf(who.ID), Cause: d.Handler.NewID(),
	})
	return result.Events, result.Err
}

func (d *Desk) withShifts(who Person, program string) (programs.Program, error) {
	p, known := d.Handler.Programs.Catalog.Find(who.Organization, program)
	if !known || p.Volunteering == nil {
		return p, domain.Errorf(domain.NotFound, "We know no shifts of that name.")
	}
	return p, nil
}

// ReadShifts folds the shifts of a program, with the rules they go by today and the clearances of the people named: of those whom the person may see.
func (d *Desk) ReadShifts(ctx context.Context, who Person, program string, people ...uuid.UUID) (state volunteer.State, f volunteer.Facts, err error) {
	p, err := d.withShifts(who, program)
	if err != nil {
		return state, f, err
	}
	f = d.Handler.Programs.ShiftFacts(p)
	var events []store.StoredEvent
	var rows []store.ClearanceRow
	if err = d.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		if events, err = d.Handler.Store.Events(ctx, tx, volunteer.Stream(who.Organization, program)); err != nil || len(people) == 0 {
			return err
		}
		rows, err = d.Handler.Store.Clearances(ctx, tx, who.Organization, people)
		return err
	}); err != nil {
		return state, f, err
	}
	f.Clearances = clearancesOf(rows)
	state, err = foldShifts(events)
	return state, f, err
}

func foldShifts(events []store.StoredEvent) (state volunteer.State, err error) {
	for _, e := range events {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return state, err
		}
		state = volunteer.Evolve(state, event)
	}
	return state, nil
}

// ShiftsCalendarPath is the secret address of one volunteer's own shifts.
func (d *Desk) ShiftsCalendarPath(organization, program string, person uuid.UUID) string {
	secret := append(person[:], d.shiftsHash(organization, program, person)...)
	return "/shifts/" + program + "/calendar/" + strings.ToLower(calendarCoding.EncodeToString(secret)) + calendarEnds
}

func (d *Desk) shiftsHash(organization, program string, person uuid.UUID) []byte {
	return d.keysOf(organization).Lookup("shifts calendar", program+" "+person.String())[:calendarHash]
}

// ShiftsCalendarOf tells whose shifts the last part of such an address opens. Nothing is read before the hash is right.
func (d *Desk) ShiftsCalendarOf(program, file string) (Person, error) {
	nobody := domain.Errorf(domain.NotFound, "There is no calendar at this address, or not any more.")
	token, ok := strings.CutSuffix(file, calendarEnds)
	secret, err := calendarCoding.DecodeString(strings.ToUpper(token))
	if !ok || err != nil || len(secret) != len(uuid.Nil)+calendarHash {
		return Person{}, nobody
	}
	person := uuid.UUID(secret[:len(uuid.Nil)])
	for _, o := range d.Handler.Programs.Catalog.Organizations() {
		if hmac.Equal(secret[len(person):], d.shiftsHash(o.Key, program, person)) {
			return Person{ID: person, Organization: o.Key, Roles: []domain.Role{domain.RoleVolunteer}}, nil
		}
	}
	return Person{}, nobody
}
