package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

// waitingLine is a line of hours that nobody has looked at.
type waitingLine struct {
	person uuid.UUID
	volunteer.Entry
}

func (l waitingLine) field() string { return "line-" + l.person.String() + "." + l.ID.String() }

// waiting lists the lines that somebody else than the reader logged, the oldest day first.
func (v *shiftsView) waiting() (lines []waitingLine) {
	for _, p := range v.state.Volunteers {
		for _, e := range p.Hours {
			if e.Waits() && p.ID != v.who.ID {
				lines = append(lines, waitingLine{p.ID, e})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b waitingLine) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), compareNames(v.name(a.person), v.name(b.person)))
	})
	return lines
}

func (s *Server) showHoursToConfirm(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	return v.showConfirm(w, refusedChange{})
}

func (s *Server) settleHours(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	c, wrong := v.typedSettlement(q.PostForm)
	refused := refusedChange{do: c.Do, typed: q.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if len(wrong) == 0 {
		err := v.change(c)
		if err == nil {
			return seeOther(w, v.path("confirm")+"?done=shifts."+url.QueryEscape(c.Do))
		}
		if c.Do == "enter_hours" {
			err = renumbered(err, q.PostForm)
		}
		if refused, err = refusedBy(c.Do, q.PostForm, err); err != nil {
			return err
		}
	}
	return v.showConfirm(w, refused)
}

func (v *shiftsView) typedSettlement(form url.Values) (c shiftChange, wrong []domain.FieldError) {
	c = shiftChange{Do: form.Get("do"), Reason: form.Get("reason")}
	switch c.Do {
	case "enter_hours":
		c.Rows, wrong = v.typedRows(form, uuid.Nil)
	case "confirm_hours":
		c.Rows, wrong = v.typedConfirmed(form)
	case "refuse_hours":
		person, id, _ := strings.Cut(form.Get("line"), ".")
		var err error
		if c.Person, err = uuid.Parse(person); err == nil {
			c.ID, err = uuid.Parse(id)
		}
		if err != nil {
			wrong = append(wrong, domain.FieldError{Field: "line", Message: v.c.say("shifts.wrong.line")})
		}
	}
	return c, wrong
}

// typedConfirmed reads the hours of each line; one that was emptied waits on.
func (v *shiftsView) typedConfirmed(form url.Values) (rows []hourRow, wrong []domain.FieldError) {
	fields := make([]string, 0, len(form))
	for field := range form {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	for _, field := range fields {
		name, isLine := strings.CutPrefix(field, "line-")
		if !isLine || strings.TrimSpace(form.Get(field)) == "" {
			continue
		}
		person, id, _ := strings.Cut(name, ".")
		r := hourRow{}
		var err error
		if r.Person, err = uuid.Parse(person); err == nil {
			r.ID, err = uuid.Parse(id)
		}
		minutes, fine := typedHours(form.Get(field))
		if err != nil || !fine {
			wrong = append(wrong, domain.FieldError{Field: field, Message: v.c.say("shifts.wrong.hours")})
		}
		r.Minutes = minutes
		rows = append(rows, r)
	}
	if rows == nil {
		wrong = append(wrong, domain.FieldError{Field: "", Message: v.c.say("shifts.wrong.no_line")})
	}
	return rows, wrong
}

func (v *shiftsView) showConfirm(w http.ResponseWriter, refused refusedChange) error {
	body := shiftsPage{Title: v.c.say("shifts.confirm.title")}
	lines := v.waiting()
	more := len(lines) - confirmShown
	lines = lines[:min(len(lines), confirmShown)]
	section := shiftsSection{Title: v.c.say("shifts.confirm.waiting"), Empty: v.c.say("shifts.confirm.none")}
	given, options := url.Values{}, []link{{Href: "", Label: v.c.say("shifts.choose")}}
	var fields []shiftField
	for _, l := range lines {
		label := v.c.say("shifts.confirm.line", v.name(l.person), v.shiftName(l.Shift), v.short(l.Day))
		given.Set(l.field(), fmt.Sprintf("%d:%02d", l.Logged/60, l.Logged%60))
		fields = append(fields, shiftField{name: l.field(), kind: "text", label: label, help: v.confirmHelp(l)})
		options = append(options, link{Href: strings.TrimPrefix(l.field(), "line-"), Label: v.c.say("shifts.confirm.option", label, v.hoursWords(l.Logged))})
	}
	if fields != nil {
		section.Empty = ""
		confirm := v.form("confirm_hours", v.path("confirm"), "", fields, given, refused)
		confirm.Open = true
		section.Forms = append(section.Forms, confirm, v.form("refuse_hours", v.path("confirm"), "", []shiftField{
			{name: "line", kind: "select", options: options}, {name: "reason", kind: "select", options: v.reasons(volunteer.Reasons())},
		}, nil, refused))
	}
	if more > 0 {
		section.Text = v.c.say("shifts.confirm.more", more)
	}
	id := newID()
	if refused.do == "enter_hours" {
		id = idOr(refused.typed.Get("id"), id)
		refused.typed.Set("id", id)
	}
	body.Sections = append(body.Sections, section, shiftsSection{
		Title: v.c.say("shifts.confirm.enter"), Text: v.c.say("shifts.confirm.enter_what"),
		Forms: []rotaForm{v.form("enter_hours", v.path("confirm"), id, v.lineFields(v.byName()), nil, refused)},
	})
	return v.showSections(w, refused, body, nil)
}

// confirmHelp says whether somebody was checked in that day, which helps to confirm.
func (v *shiftsView) confirmHelp(l waitingLine) string {
	p, had := v.state.Place(volunteer.Date{Shift: l.Shift, Day: l.Day}, l.person)
	switch {
	case had && p.Here:
		return v.c.say("shifts.confirm.here")
	case had:
		return v.c.say("shifts.confirm.signed_up")
	case l.Shift == "":
		return ""
	}
	return v.c.say("shifts.confirm.walk_in")
}
