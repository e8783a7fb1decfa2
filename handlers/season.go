package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// seasonKind is a season's part in the handlers.
func seasonKind() kind {
	return kind{
		brief:    newSeasonFacts,
		opens:    seasonFor,
		acts:     seasonActs,
		caseActs: seasonCaseActs,
	}
}

// seasonFor sees to it that the season is there in which an application seeks a place.
func seasonFor(ctx context.Context, d *Desk, m Message) error {
	enter, seeks := m.Command.(season.Enter)
	if !seeks {
		return nil
	}
	scope := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{m.compartment()}}
	if _, err := d.caseByID(ctx, scope, m.Stream); domain.CodeOf(err) != domain.NotFound {
		return err
	}
	of, err := d.caseByID(ctx, scope, enter.Application)
	if err != nil {
		return err
	}
	program, known := d.Handler.Programs.Catalog.Find(m.Organization, of.Program)
	if !known || program.Application == nil {
		terms, err := d.Handler.Programs.Terms(ctx, m.Organization, of.ProgramVersion)
		if err != nil {
			return err
		}
		program = terms.Program
	}
	o, _ := d.Handler.Programs.Catalog.Organization(m.Organization)
	term, known := program.Application.Season.Term(enter.Season, o.Location())
	if !known {
		terms, err := d.Handler.Programs.Terms(ctx, m.Organization, of.ProgramVersion)
		if err != nil {
			return err
		}
		program = terms.Program // its rule gave that season
		if term, known = program.Application.Season.Term(enter.Season, o.Location()); !known {
			return domain.Errorf(domain.Invalid, "No version of the program has that season.")
		}
	}
	return d.OpenSeason(ctx, program, term)
}

func (d *Desk) caseByID(ctx context.Context, scope store.Scope, id uuid.UUID) (of store.Case, err error) {
	err = d.Handler.Store.Decide(ctx, scope, func(tx store.Tx) (err error) {
		of, err = d.Handler.Store.CaseByID(ctx, tx, id)
		return err
	})
	return of, err
}

// OpenSeason begins a season with the groups of its program. One that is there already stays as it is.
func (d *Desk) OpenSeason(ctx context.Context, program programs.Program, term application.Term) error {
	rules := program.Application
	opening := season.Opening{
		Program: program.Key, Version: program.Version, Season: term.Key, First: term.FirstDay, Last: term.LastDay, ClosesAt: term.ApplyUntil.UTC(),
		Siblings: rules.Seating.Siblings, Offer: rules.Seating.Offer, Sessions: rules.Completion.Sessions,
		Coaches: rules.CoachesNeeded(),
	}
	if rules.Seating.Mode == application.ByDraw {
		opening.DrawAt = term.FirstDay.Add(-rules.Seating.Draw)
	}
	for _, g := range rules.Season.AllGroups() {
		opening.Groups, opening.Capacities = append(opening.Groups, g.Key), append(opening.Capacities, g.Capacity)
	}
	stream := season.Stream(program.Organization, program.Key, term.Key)
	reference, err := d.References.Take(ctx, workflows.Find("season").Reference)
	if err != nil {
		return err
	}
	keyID := d.Handler.NewID()
	_, wrapped, err := d.keysOf(program.Organization).NewDataKey(keyID)
	if err != nil {
		return fmt.Errorf("make data key: %w", err)
	}
	return d.Lanes.Do(ctx, Message{
		Organization: program.Organization, Compartment: rules.For.Compartment(), Workflow: "season", Stream: stream, Command: season.Open{Opening: opening},
		Actor: "season", Cause: stream,
		Opens: &store.NewCase{
			ID: stream, Workflow: "season", Program: program.Key, Version: program.Version, Reference: reference, Language: "en", Channel: "season",
			KeyID: keyID, ReceivedAt: d.Handler.Now().UTC().Truncate(time.Microsecond),
		},
		Keys: []store.DataKey{{ID: keyID, Wrapped: wrapped}},
	}).Err
}

// Seasons opens the season that applications of today are for, of every program that has seasons, so that it can be looked after before the first
// application comes.
type Seasons struct {
	Desk *Desk
	Log  *slog.Logger

	signed map[string]bool // programs whose older applications were asked to sign again, in this process
}

// seasonsEvery is how often it is looked whether another season has begun to take applications.
const (
	seasonsEvery = time.Hour
	seasonsAgain = time.Second // after a failure
)

// Run opens seasons until ctx ends.
func (s *Seasons) Run(ctx context.Context) {
	for {
		pause := time.NewTimer(seasonsEvery)
		if err := errors.Join(s.Open(ctx), s.signAgain(ctx)); err != nil && ctx.Err() == nil {
			s.Log.Debug("seasons wait", "reason", domain.CodeOf(err))
			pause.Reset(seasonsAgain)
		}
		select {
		case <-ctx.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
}

// Open opens those that are missing.
func (s *Seasons) Open(ctx context.Context) error {
	h := s.Desk.Handler
	for _, o := range h.Programs.Catalog.Organizations() {
		for _, p := range h.Programs.Catalog.Programs(o.Key) {
			if p.Application == nil || p.Application.Season == nil || !p.Open {
				continue
			}
			term, open := p.Application.Season.Next(h.Now(), o.Location())
			if !open {
				continue
			}
			scope := store.Scope{Organization: o.Key, Compartments: []domain.Compartment{p.Application.For.Compartment()}}
			_, err := s.Desk.caseByID(ctx, scope, season.Stream(o.Key, p.Key, term.Key))
			if domain.CodeOf(err) == domain.NotFound {
				err = s.Desk.OpenSeason(ctx, p, term)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// signAgain has consents signed anew whose text is another one than when an application began: whoever edits a program's text asks everybody again.
func (s *Seasons) signAgain(ctx context.Context) error {
	h := s.Desk.Handler
	for _, o := range h.Programs.Catalog.Organizations() {
		for _, p := range h.Programs.Catalog.Programs(o.Key) {
			if p.Application == nil || s.signed[p.Version] {
				continue
			}
			scope := scopeOf(p)
			var after uuid.UUID
			for {
				ids, err := h.Store.CasesOfOlderVersions(ctx, scope, string(p.Kind), p.Key, p.Version, after, BatchMax)
				if err != nil {
					return err
				}
				if len(ids) == 0 {
					break
				}
				var batch []Message
				for _, id := range ids {
					batch = append(batch, Message{
						Organization: o.Key, Compartment: scope.Compartments[0], Workflow: string(p.Kind), Stream: id, Command: application.AskAgain{}, Actor: "program",
						Cause: uuid.NewSHA1(id, []byte(p.Version)),
					})
				}
				for _, r := range h.Handle(ctx, batch) {
					if r.Err != nil {
						return r.Err
					}
				}
				after = ids[len(ids)-1]
			}
			if s.signed == nil {
				s.signed = map[string]bool{}
			}
			s.signed[p.Version] = true
		}
	}
	return nil
}

// runs is who acts on a season, in the role that reaches furthest.
func (a *acting) runs() season.Who {
	if a.who.Has(domain.RoleCoordinator) {
		return season.Who{By: a.who.ID, As: domain.RoleCoordinator}
	}
	return season.Who{By: a.who.ID, As: domain.RoleVolunteer}
}

var seasonActs = map[string][]action{
	workflows.TaskEndSeason: {{name: "complete", act: completeSeason}},
	workflows.TaskFindCoach: {{name: "assign", act: assignToTask}},
}

var seasonCaseActs = []action{
	{name: "seat", act: seatSomebody},
	{name: "resize", act: resizeGroup},
	{name: "add_group", act: addGroup},
	{name: "outline", act: setOutline},
	{name: "assign", act: assignCoach},
	{name: "unassign", act: unassignCoach},
	{name: "cancel_session", act: cancelSession},
	{name: "cancel_day", act: cancelDay},
	{name: "move_session", act: moveSession},
	{name: "attendance", act: takeAttendance},
	{name: "make_up", act: makeUpFor},
	{name: "complete", act: completeSeason},
}

func completeSeason(a *acting, body json.RawMessage) (domain.Command, error) {
	return season.Complete{Who: a.runs()}, a.read(body, &struct{}{})
}

func assignToTask(a *acting, body json.RawMessage) (domain.Command, error) {
	id, err := a.id(body, "coach")
	return season.Assign{Who: a.runs(), Group: a.task.Brief.Kind, Coach: id}, err
}

func seatSomebody(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Application uuid.UUID `json:"application"`
		Group       string    `json:"group"`
		Reason      string    `json:"reason"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	reason, err := a.text("reason", in.Reason, true, "Please write why they come before those on the list.")
	return season.Seat{Who: a.runs(), Application: in.Application, Group: in.Group, Reason: reason}, err
}

func resizeGroup(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Group    string `json:"group"`
		Capacity int    `json:"capacity"`
	}
	err := a.read(body, &in)
	return season.Resize{Who: a.runs(), Group: in.Group, Capacity: in.Capacity}, err
}

func addGroup(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Like     string `json:"like"`
		Capacity int    `json:"capacity"`
	}
	err := a.read(body, &in)
	return season.AddGroup{Who: a.runs(), Like: in.Like, Capacity: in.Capacity}, err
}

func setOutline(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Group  string   `json:"group"`
		Topics []string `json:"topics"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	c := season.Outline{Who: a.runs(), Group: in.Group, Topics: in.Topics}
	rules, err := a.rules()
	if err == nil && rules.Season != nil {
		for _, topic := range rules.Season.Outline {
			c.Known = append(c.Known, topic.Key)
		}
	}
	return c, err
}

// rules are those that the case runs under.
func (a *acting) rules() (*application.Rules, error) {
	version := a.of.ProgramVersion
	if version == "" {
		scope := store.Scope{Organization: a.of.Organization, Compartments: []domain.Compartment{a.of.Compartment}}
		if err := a.desk.Handler.Store.Read(a.ctx, scope, func(tx store.Tx) error {
			of, err := a.desk.Handler.Store.CaseByID(a.ctx, tx, a.of.ID)
			version = of.ProgramVersion
			return err
		}); err != nil {
			return nil, err
		}
	}
	terms, err := a.desk.Handler.Programs.Terms(a.ctx, a.of.Organization, version)
	if err != nil {
		return nil, err
	}
	if terms.Program.Application == nil {
		return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	return terms.Program.Application, nil
}

func assignCoach(a *acting, body json.RawMessage) (domain.Command, error) {
	in, err := a.coach(body)
	return season.Assign{Who: a.runs(), Group: in.Group, Coach: in.Coach}, err
}

func unassignCoach(a *acting, body json.RawMessage) (domain.Command, error) {
	in, err := a.coach(body)
	return season.Unassign{Who: a.runs(), Group: in.Group, Coach: in.Coach}, err
}

type coachOf struct {
	Group string    `json:"group"`
	Coach uuid.UUID `json:"coach"`
}

func (a *acting) coach(body json.RawMessage) (in coachOf, err error) {
	err = a.read(body, &in)
	return in, err
}

// meetingOf names one of a group's meetings.
type meetingOf struct {
	Group  string `json:"group"`
	Number int    `json:"number"`
}

func cancelSession(a *acting, body json.RawMessage) (domain.Command, error) {
	var in meetingOf
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	if in.Group == "" {
		return nil, fieldError("group", "Please choose a group.")
	}
	return season.Cancel{Who: a.runs(), Group: in.Group, Number: in.Number}, nil
}

func cancelDay(a *acting, body json.RawMessage) (domain.Command, error) {
	day, err := a.code(body, "day")
	if err != nil {
		return nil, err
	}
	noon, err := a.day("day", day)
	return season.Cancel{Who: a.runs(), Day: noon.Add(-12 * time.Hour)}, err
}

func moveSession(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		meetingOf
		Day  string `json:"day"`
		From string `json:"from"`
		To   string `json:"to"`
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	noon, err := a.day("day", in.Day)
	if err != nil {
		return nil, err
	}
	starts, err := domain.At(noon, in.From, noon.Location())
	if err != nil {
		return nil, fieldError("from", "Please write the time as 18:00.")
	}
	ends, err := domain.At(noon, in.To, noon.Location())
	if err != nil {
		return nil, fieldError("to", "Please write the time as 21:00.")
	}
	return season.Shift{Who: a.runs(), Group: in.Group, Number: in.Number, StartsAt: starts.UTC(), EndsAt: ends.UTC()}, nil
}

func takeAttendance(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		meetingOf
		Present []uuid.UUID `json:"present"`
		Excused []uuid.UUID `json:"excused"`
	}
	err := a.read(body, &in)
	return season.Attend{Who: a.runs(), Group: in.Group, Number: in.Number, Present: in.Present, Excused: in.Excused}, err
}

func makeUpFor(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Application uuid.UUID `json:"application"`
		Number      int       `json:"number"`
	}
	err := a.read(body, &in)
	return season.MakeUp{Who: a.runs(), Application: in.Application, Number: in.Number}, err
}

// id reads a body of one id.
func (a *acting) id(body json.RawMessage, field string) (uuid.UUID, error) {
	code, err := a.code(body, field)
	if err != nil {
		return uuid.Nil, err
	}
	id, err := uuid.Parse(code)
	if err != nil {
		return uuid.Nil, fieldError(field, "Please choose one of the list.")
	}
	return id, nil
}
