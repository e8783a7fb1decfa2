package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

func (s *Server) showShiftPeople(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	t := tableView{Caption: v.c.say("shifts.people.caption"), Heads: []tableHead{
		{Label: v.c.say("shifts.head.name")}, {Label: v.c.say("shifts.head.clearances")}, {Label: v.c.say("shifts.head.next")}, {Label: v.c.say("shifts.head.hours"), Number: true},
	}}
	year := v.c.now.Year()
	for _, id := range v.byName() {
		var clearances []string
		for _, row := range v.clearances(id) {
			if !row.Empty {
				clearances = append(clearances, v.c.say("shifts.people.clearance", row.Label, row.Value))
			}
		}
		if clearances == nil {
			clearances = []string{v.c.say("shifts.people.no_clearance")}
		}
		t.row(tableCell{Text: v.name(id), Href: v.path("people", id.String())}, tableCell{Text: strings.Join(clearances, "; ")},
			tableCell{Text: v.nextOf(id)}, tableCell{Text: v.hoursWords(v.state.Total(id, year))})
	}
	section := shiftsSection{Table: &t}
	if t.Rows == nil {
		section = shiftsSection{Empty: v.c.say("shifts.people.none")}
	}
	body := shiftsPage{Title: v.c.say("shifts.people.title"), Lead: v.c.say("shifts.people.lead"), Sections: []shiftsSection{section}}
	return v.showSections(w, refusedChange{}, body, nil)
}

// nextOf is when somebody comes next.
func (v *shiftsView) nextOf(id uuid.UUID) string {
	for _, slot := range v.coming() {
		if _, has := v.state.Place(slot.Date, id); has {
			return v.c.say("shifts.card.title", v.shiftName(slot.Shift), v.c.day(slot.From))
		}
	}
	return v.c.say("shifts.people.not_soon")
}

// personShifts opens the shifts at one volunteer; also of whoever holds the role no more and has hours.
func (s *Server) personShifts(q *request) (*shiftsView, uuid.UUID, error) {
	nobody := domain.Errorf(domain.NotFound, "We know no volunteer at this address.")
	id, err := uuid.Parse(q.PathValue("person"))
	if err != nil {
		return nil, id, nobody
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return nil, id, err
	}
	if _, known := v.people[id]; !known {
		return nil, id, nobody
	}
	return v, id, nil
}

func (s *Server) showShiftPerson(w http.ResponseWriter, q *request) error {
	v, id, err := s.personShifts(q)
	if err != nil {
		return err
	}
	return v.showShiftsOf(w, id, refusedChange{})
}

func (s *Server) changeShiftPerson(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, id, err := s.personShifts(q)
	if err != nil {
		return err
	}
	do := q.PostForm.Get("do")
	c, wrong := v.typedClearance(q.PostForm, id)
	if do == "correct_hours" || do == "refuse_hours" {
		c, wrong = v.typedCorrection(q.PostForm, id)
	}
	refused := refusedChange{do: do, typed: q.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if len(wrong) == 0 {
		err := v.change(c)
		if err == nil {
			return seeOther(w, v.path("people", id.String())+"?done=shifts."+url.QueryEscape(do))
		}
		if refused, err = refusedBy(do, q.PostForm, err); err != nil {
			return err
		}
		for i, f := range refused.wrong {
			if f.Field == "until" {
				refused.wrong[i].Field = "until_day"
			}
		}
	}
	return v.showShiftsOf(w, id, refused)
}

func (v *shiftsView) typedClearance(form url.Values, person uuid.UUID) (c shiftChange, wrong []domain.FieldError) {
	c = shiftChange{Do: form.Get("do"), Person: person, Check: form.Get("check")}
	if c.Do != "record_clearance" {
		if c.Do != "withdraw_clearance" {
			c.Do = "" // nothing else is done on this page
		}
		return c, nil
	}
	refuse := func(field, key string) { wrong = append(wrong, domain.FieldError{Field: field, Message: v.c.say(key)}) }
	day, fine := v.c.typedPast(form.Get("checked_on"))
	if !fine {
		refuse("checked_on", "wrong.day")
	}
	c.CheckedOn = day
	if until := form.Get("until_day"); strings.TrimSpace(until) != "" {
		end, fine := v.c.typedDay(until)
		if !fine {
			refuse("until_day", "wrong.day")
		}
		c.UntilDay = volunteer.Day(end)
	}
	return c, wrong
}

// typedCorrection reads what a coordinator says about one line of somebody's hours, also of one that was confirmed.
func (v *shiftsView) typedCorrection(form url.Values, person uuid.UUID) (c shiftChange, wrong []domain.FieldError) {
	refuse := func(field, key string) { wrong = append(wrong, domain.FieldError{Field: field, Message: v.c.say(key)}) }
	c = shiftChange{Do: form.Get("do"), Person: person, Reason: form.Get("reason")}
	id, err := uuid.Parse(form.Get("line"))
	if err != nil {
		refuse("line", "shifts.wrong.line")
	}
	if c.Do == "refuse_hours" {
		c.ID = id
		return c, wrong
	}
	minutes, fine := typedHours(form.Get("minutes"))
	if !fine {
		refuse("minutes", "shifts.wrong.hours")
	}
	c.Do, c.Rows = "confirm_hours", []hourRow{{ID: id, Person: person, Minutes: minutes}}
	return c, wrong
}

// corrections are the forms about somebody's lines that are not refused.
func (v *shiftsView) corrections(person uuid.UUID, refused refusedChange) []rotaForm {
	lines := []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, e := range v.state.Hours(person) {
		if e.Refused == "" && len(lines) <= linesShown {
			minutes := e.Logged
			if e.Confirmed {
				minutes = e.Minutes
			}
			lines = append(lines, link{Href: e.ID.String(), Label: v.c.say("shifts.confirm.line", v.short(e.Day), v.shiftName(e.Shift), v.hoursWords(minutes))})
		}
	}
	if len(lines) == 1 || person == v.who.ID {
		return nil
	}
	action := v.path("people", person.String())
	line := shiftField{name: "line", kind: "select", options: lines}
	return []rotaForm{
		v.form("correct_hours", action, "", []shiftField{line, {name: "minutes", kind: "text"}}, nil, refused),
		v.form("refuse_hours", action, "", []shiftField{line, {name: "reason", kind: "select", options: v.reasons(volunteer.Reasons())}}, nil, refused),
	}
}

func (v *shiftsView) showShiftsOf(w http.ResponseWriter, id uuid.UUID, refused refusedChange) error {
	body := shiftsPage{Title: v.name(id)}
	action := v.path("people", id.String())
	checks, held := []link{{Href: "", Label: v.c.say("shifts.choose")}}, []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, check := range v.facts.Rules.Checks {
		option := link{Href: check.Key, Label: v.checkName(check.Key)}
		checks = append(checks, option)
		if _, known := v.facts.Ends(id, check.Key); known {
			held = append(held, option)
		}
	}
	clearances := shiftsSection{Title: v.c.say("shifts.clearances"), Text: v.c.say("shifts.clearances_kept"), Rows: v.clearances(id)}
	if len(checks) > 1 && v.people[id].volunteer {
		given := url.Values{"checked_on": {writtenDay(v.c.now)}}
		clearances.Forms = append(clearances.Forms, v.form("record_clearance", action, "", []shiftField{
			{name: "check", kind: "select", options: checks}, {name: "checked_on", kind: "text"}, {name: "until_day", kind: "text", optional: true},
		}, given, refused))
	}
	if len(held) > 1 {
		clearances.Forms = append(clearances.Forms, v.form("withdraw_clearance", action, "", []shiftField{{name: "check", kind: "select", options: held}}, nil, refused))
	}
	if len(checks) == 1 {
		clearances = shiftsSection{Title: v.c.say("shifts.clearances"), Empty: v.c.say("shifts.clearances_never")}
	}
	shifts := shiftsSection{Title: v.c.say("shifts.person.shifts"), Empty: v.c.say("shifts.people.not_soon")}
	for _, slot := range v.coming() {
		if p, has := v.state.Place(slot.Date, id); has {
			card := v.card(slot)
			card.Due = v.standing(p)
			shifts.Cards = append(shifts.Cards, card)
		}
	}
	body.Sections = append(body.Sections, clearances, shifts, v.totalsOf(id), shiftsSection{
		Title: v.c.say("shifts.hours.lines"), Table: v.linesOf(id), Empty: v.c.say("shifts.hours.none"), Forms: v.corrections(id, refused),
	})
	return v.showSections(w, refused, body, &link{Href: v.path("people"), Label: v.c.say("shifts.back.people")})
}

// letterPage thanks somebody for their hours of a year, on paper.
type letterPage struct {
	Title, Day, From, Dear, Thanks, Closing, Sign string
	Rows                                          []summaryRow
}

func (s *Server) showOwnLetter(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	return v.showLetter(w, v.who.ID, v.path("hours"))
}

func (s *Server) showLetter(w http.ResponseWriter, q *request) error {
	v, id, err := s.personShifts(q)
	if err != nil {
		return err
	}
	return v.showLetter(w, id, v.path("people", id.String()))
}

func (v *shiftsView) showLetter(w http.ResponseWriter, person uuid.UUID, back string) error {
	year := v.yearAsked()
	total := v.state.Total(person, year)
	if total == 0 {
		return domain.Errorf(domain.NotFound, "There are no confirmed hours of that year. A letter can be printed once there are.")
	}
	byShift, days := map[string]int{}, map[volunteer.Day]bool{}
	for _, e := range v.state.Hours(person) {
		if e.Confirmed && e.Day.Time().Year() == year {
			byShift[e.Shift] += e.Minutes
			days[e.Day] = true
		}
	}
	program := v.program.Name.In(v.language())
	body := letterPage{
		Title: v.c.say("shifts.letter.title", year), Day: v.c.say("shifts.letter.day", v.c.say(fmt.Sprintf("month.%d", v.c.now.Month())), v.c.now.Day(), v.c.now.Year()), From: program,
		Dear: v.c.say("shifts.letter.dear", v.name(person)), Thanks: v.c.say("shifts.letter.thanks", program, v.hoursWords(total), year, len(days)),
		Closing: v.c.say("shifts.letter.closing"), Sign: v.c.say("shifts.letter.sign", program),
	}
	if len(days) == 1 {
		body.Thanks = v.c.say("shifts.letter.thanks_once", program, v.hoursWords(total), year)
	}
	var shifts []string
	for key := range byShift {
		shifts = append(shifts, key)
	}
	slices.SortFunc(shifts, func(a, b string) int { return strings.Compare(v.shiftName(a), v.shiftName(b)) })
	for _, key := range shifts {
		body.Rows = append(body.Rows, summaryRow{Label: v.shiftName(key), Value: v.hoursWords(byShift[key])})
	}
	p := v.page(body.Title, body)
	p.Back = &link{Href: back, Label: v.c.say("shifts.back.hours")}
	return v.server.show(w, http.StatusOK, "shift_letter", p)
}
