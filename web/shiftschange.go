package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/handlers"
)

// shiftChange is anything that can be done to shifts, hours and clearances, as pages and clients send it. Do is the name of a command of the rules;
// what a command does not need is left out.
type shiftChange struct {
	Do        string        `json:"do"`
	Shift     string        `json:"shift"`
	Day       volunteer.Day `json:"day"`
	Person    uuid.UUID     `json:"person"`
	To        uuid.UUID     `json:"to"`
	OfAge     bool          `json:"of_age"`
	Reason    string        `json:"reason"`
	From      time.Time     `json:"from"`
	Until     time.Time     `json:"until"`
	Places    int           `json:"places"`
	Rows      []hourRow     `json:"rows"`
	ID        uuid.UUID     `json:"id"` // of a line of hours
	Check     string        `json:"check"`
	CheckedOn volunteer.Day `json:"checked_on"`
	UntilDay  volunteer.Day `json:"until_day"`
}

type hourRow struct {
	ID      uuid.UUID     `json:"id"`
	Person  uuid.UUID     `json:"person"`
	Shift   string        `json:"shift"`
	Day     volunteer.Day `json:"day"`
	Minutes int           `json:"minutes"`
}

// ownShiftChanges are what volunteers do for themselves; everything else is a coordinator's.
var ownShiftChanges = []string{"sign_up", "cancel", "offer", "withdraw_offer", "take", "decline", "check_in", "log_hours"}

func (c shiftChange) date() volunteer.Date { return volunteer.Date{Shift: c.Shift, Day: c.Day} }

func (c shiftChange) rows() (rows []volunteer.Row) {
	for _, r := range c.Rows {
		rows = append(rows, volunteer.Row(r))
	}
	return rows
}

// own is the change as the rules know it, of somebody for themself; nothing when it is none of theirs.
func (c shiftChange) own(who uuid.UUID) volunteer.Command {
	switch c.Do {
	case "sign_up":
		return volunteer.SignUp{Person: who, Date: c.date(), OfAge: c.OfAge}
	case "cancel":
		return volunteer.Cancel{Person: who, Date: c.date()}
	case "offer":
		return volunteer.Offer{Person: who, Date: c.date(), To: c.To}
	case "withdraw_offer":
		return volunteer.WithdrawOffer{Person: who, Date: c.date()}
	case "take":
		return volunteer.Take{By: who, Person: c.Person, Date: c.date(), OfAge: c.OfAge}
	case "decline":
		return volunteer.Decline{By: who, Person: c.Person, Date: c.date()}
	case "check_in":
		return volunteer.CheckIn{By: who, Person: who, Date: c.date()}
	case "log_hours":
		rows := c.rows()
		for i := range rows {
			rows[i].Person = who
		}
		return volunteer.LogHours{By: who, Rows: rows}
	}
	return nil
}

// coordinated is the change as the rules know it, of a coordinator; nothing when there is none of that name.
func (c shiftChange) coordinated(by uuid.UUID) volunteer.Command {
	switch c.Do {
	case "assign":
		return volunteer.Assign{By: by, Person: c.Person, Date: c.date(), OfAge: c.OfAge}
	case "remove":
		return volunteer.Remove{By: by, Person: c.Person, Date: c.date(), Reason: c.Reason}
	case "check_in":
		return volunteer.CheckIn{By: by, Person: c.Person, Date: c.date()}
	case "cancel_date":
		return volunteer.CancelDate{By: by, Date: c.date()}
	case "move_date":
		return volunteer.MoveDate{By: by, Date: c.date(), From: c.From, Until: c.Until}
	case "add_date":
		return volunteer.AddDate{By: by, Date: c.date(), From: c.From, Until: c.Until}
	case "set_places":
		return volunteer.SetPlaces{By: by, Date: c.date(), Places: c.Places}
	case "restore_date":
		return volunteer.RestoreDate{By: by, Date: c.date()}
	case "call_out":
		return volunteer.CallOut{By: by, Date: c.date()}
	case "enter_hours":
		return volunteer.EnterHours{By: by, Rows: c.rows()}
	case "confirm_hours":
		var rows []volunteer.Confirmed
		for _, r := range c.Rows {
			rows = append(rows, volunteer.Confirmed{Person: r.Person, ID: r.ID, Minutes: r.Minutes})
		}
		return volunteer.ConfirmHours{By: by, Rows: rows}
	case "refuse_hours":
		return volunteer.RefuseHours{By: by, Person: c.Person, ID: c.ID, Reason: c.Reason}
	case "record_clearance":
		return volunteer.RecordClearance{By: by, Person: c.Person, Check: c.Check, CheckedOn: c.CheckedOn, Until: c.UntilDay}
	case "withdraw_clearance":
		return volunteer.WithdrawClearance{By: by, Person: c.Person, Check: c.Check}
	}
	return nil
}

// change brings a change to the desk, after what only this side knows was looked at: who somebody is, and whether they hold the role.
func (v *shiftsView) change(c shiftChange) error {
	own := slices.Contains(ownShiftChanges, c.Do)
	if c.Do == "check_in" && c.Person != uuid.Nil && c.Person != v.who.ID {
		own = false // a coordinator checks somebody in
	}
	command := c.coordinated(v.who.ID)
	switch {
	case own && v.volunteers():
		command = c.own(v.who.ID)
	case own && v.coordinates():
		return domain.Errorf(domain.Forbidden, "Only volunteers do this for themselves.")
	case command == nil:
		return fieldProblem("do", "This cannot be done with shifts.")
	case !v.coordinates():
		return domain.Errorf(domain.Forbidden, "Only a coordinator can do this.")
	}
	if err := v.known(c); err != nil {
		return err
	}
	_, err := v.server.Desk.Shifts(v.Context(), v.who, v.program.Key, command)
	return err
}

// known keeps whoever is no volunteer out of the lists.
func (v *shiftsView) known(c shiftChange) error {
	stranger := func(id uuid.UUID) bool { return id != uuid.Nil && !v.people[id].volunteer }
	switch c.Do {
	case "assign", "check_in", "record_clearance":
		if c.Do != "check_in" && c.Person == uuid.Nil || stranger(c.Person) {
			return fieldProblem("person", "Please choose one of the volunteers.")
		}
	case "offer":
		if stranger(c.To) {
			return fieldProblem("to", "Please choose one of the volunteers.")
		}
	case "enter_hours":
		for i, r := range c.Rows {
			if r.Person == uuid.Nil || stranger(r.Person) {
				return fieldProblem(lineField("person", i), "Please choose one of the volunteers.")
			}
		}
	}
	return nil
}

// shiftsAnswer is what clients read of shifts.
type shiftsAnswer struct {
	Program string       `json:"program"`
	Dates   []dateAnswer `json:"dates"`
}

type dateAnswer struct {
	Shift    string        `json:"shift"`
	Day      volunteer.Day `json:"day"`
	Role     string        `json:"role"`
	StartsAt time.Time     `json:"starts_at"`
	EndsAt   time.Time     `json:"ends_at"`
	Place    string        `json:"place"`
	Places   int           `json:"places"`
	Taken    int           `json:"taken"`
	Canceled bool          `json:"canceled"`
	Mine     bool          `json:"mine"`
	People   []uuid.UUID   `json:"people,omitempty"` // for coordinators
}

// readShifts lists the dates of the next eight weeks.
func (s *Server) readShifts(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	answer := shiftsAnswer{Program: v.program.Key, Dates: []dateAnswer{}}
	for _, slot := range v.state.Slots(v.facts, v.c.now, v.c.now.AddDate(0, 0, boardDays)) {
		held := v.state.At(slot.Date)
		d := dateAnswer{
			Shift: slot.Shift, Day: slot.Day, Role: slot.Role.Key, StartsAt: slot.From, EndsAt: slot.Until, Place: v.place(slot.Shift), Places: slot.Places,
			Taken: len(held), Canceled: slot.Canceled,
		}
		for _, p := range held {
			d.Mine = d.Mine || p.Person == v.who.ID
			if v.coordinates() {
				d.People = append(d.People, p.Person)
			}
		}
		answer.Dates = append(answer.Dates, d)
	}
	return writeJSON(w, http.StatusOK, answer)
}

// changeShifts takes a change of a client.
func (s *Server) changeShifts(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var c shiftChange
	if err := handlers.ReadJSON(body, &c); err != nil {
		return err
	}
	for i := range c.Rows {
		if c.Rows[i].ID == uuid.Nil {
			c.Rows[i].ID = uuid.New()
		}
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	if err := v.change(c); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]string{"do": c.Do})
}
