package handlers

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// runs is who acts on a season, in the role that reaches furthest.
func (a *acting) runs() season.Who {
	if a.who.Has(domain.RoleCoordinator) {
		return season.Who{By: a.who.ID, As: domain.RoleCoordinator}
	}
	return season.Who{By: a.who.ID, As: domain.RoleVolunteer}
}

// seasonActs are what can be done with the tasks of a season, seasonCaseActs with the season itself.
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
