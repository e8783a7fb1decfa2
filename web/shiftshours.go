package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

const (
	hourLines    = 3   // of a form
	confirmShown = 50  // lines that wait, on one page
	linesShown   = 100 // of somebody's own
)

var (
	hoursClock   = regexp.MustCompile(`^(\d{1,2}):(\d{2})$`)
	hoursDecimal = regexp.MustCompile(`^(\d{1,2})(?:[.,](\d{1,2}))?(?: ?(?:h|hours?))?$`)
	hoursMinutes = regexp.MustCompile(`^(\d{1,3}) ?(?:m|min|minutes?)$`)
)

// typedHours reads a length of time as people write it: "2:30", "2.5", "2", "45 min".
func typedHours(text string) (minutes int, ok bool) {
	text = strings.ToLower(domain.CleanLine(text))
	if m := hoursClock.FindStringSubmatch(text); m != nil {
		hours, _ := strconv.Atoi(m[1]) // two digits at most
		rest, _ := strconv.Atoi(m[2])  // two digits
		return hours*60 + rest, rest < 60
	}
	if m := hoursMinutes.FindStringSubmatch(text); m != nil {
		minutes, _ = strconv.Atoi(m[1]) // three digits at most
		return minutes, true
	}
	if m := hoursDecimal.FindStringSubmatch(text); m != nil {
		hours, err := strconv.ParseFloat(m[1]+"."+m[2]+"0", 64)
		return int(math.Round(hours * 60)), err == nil
	}
	return 0, false
}

// lineField is the name of a field in one of several lines.
func lineField(field string, i int) string { return fmt.Sprintf("%s-%d", field, i) }

func (s *Server) showOwnHours(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	return v.showHours(w, refusedChange{})
}

func (s *Server) logOwnHours(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	rows, wrong := v.typedRows(q.PostForm, v.who.ID)
	refused := refusedChange{do: "log_hours", typed: q.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if len(wrong) == 0 {
		err := v.change(shiftChange{Do: "log_hours", Rows: rows})
		if err == nil {
			return seeOther(w, v.path("hours")+"?done=shifts.log_hours")
		}
		if refused, err = refusedBy("log_hours", q.PostForm, renumbered(err, q.PostForm)); err != nil {
			return err
		}
	}
	return v.showHours(w, refused)
}

// typedRows reads the lines of a form; empty ones are left out. With nobody given, each line says whose hours it is about.
func (v *shiftsView) typedRows(form url.Values, whose uuid.UUID) (rows []hourRow, wrong []domain.FieldError) {
	refuse := func(field string, i int, key string) {
		wrong = append(wrong, domain.FieldError{Field: lineField(field, i), Message: v.c.say(key)})
	}
	batch, err := uuid.Parse(form.Get("id"))
	if err != nil {
		batch = uuid.New()
	}
	for i := range hourLines {
		if emptyLine(form, i) {
			continue
		}
		r := hourRow{ID: uuid.NewSHA1(batch, []byte(strconv.Itoa(i))), Person: whose, Shift: form.Get(lineField("shift", i))}
		switch r.Shift {
		case "other":
			r.Shift = ""
		case "":
			refuse("shift", i, "shifts.wrong.shift")
		}
		if whose == uuid.Nil {
			if r.Person, err = uuid.Parse(form.Get(lineField("person", i))); err != nil {
				refuse("person", i, "shifts.wrong.person")
			}
		}
		day, fine := v.c.typedPast(form.Get(lineField("day", i)))
		if !fine {
			refuse("day", i, "wrong.day")
		}
		minutes, known := typedHours(form.Get(lineField("minutes", i)))
		if !known {
			refuse("minutes", i, "shifts.wrong.hours")
		}
		r.Day, r.Minutes = day, minutes
		rows = append(rows, r)
	}
	if rows == nil {
		refuse("day", 0, "shifts.wrong.no_line")
	}
	return rows, wrong
}

func emptyLine(form url.Values, i int) bool {
	for _, field := range []string{"person", "shift", "day", "minutes"} {
		if strings.TrimSpace(form.Get(lineField(field, i))) != "" {
			return false
		}
	}
	return true
}

// renumbered gives what the rules say about the nth line to the nth that was filled in.
func renumbered(err error, form url.Values) error {
	var filled []int
	for i := range hourLines {
		if !emptyLine(form, i) {
			filled = append(filled, i)
		}
	}
	fields := fieldsOf(err)
	for i, f := range fields {
		name, number, _ := strings.Cut(f.Field, "-")
		if n, wrong := strconv.Atoi(number); wrong == nil && n < len(filled) {
			fields[i].Field = lineField(name, filled[n])
		}
	}
	return err
}

// typedPast reads a day; without a year it is the latest one until today.
func (c calendar) typedPast(text string) (volunteer.Day, bool) {
	if strings.EqualFold(domain.CleanLine(text), c.say("shifts.yesterday")) {
		return volunteer.Day(dayOn(c.now.AddDate(0, 0, -1))), true
	}
	day, ok := c.typedDay(text)
	if at := volunteer.Day(day).Time(); ok && string(day) > string(dayOn(c.now)) && !strings.Contains(text, strconv.Itoa(at.Year())) && !strings.EqualFold(text, c.say("rota.tomorrow")) {
		return volunteer.Day(at.AddDate(-1, 0, 0).Format("2006-01-02")), true
	}
	return volunteer.Day(day), ok
}

// lineFields are those of the lines of a form; with people, each says whose hours it is.
func (v *shiftsView) lineFields(people []uuid.UUID) (fields []shiftField) {
	shifts := []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, shift := range v.facts.Rules.Shifts {
		shifts = append(shifts, link{Href: shift.Key, Label: v.shiftName(shift.Key)})
	}
	shifts = append(shifts, link{Href: "other", Label: v.c.say("shifts.other_work")})
	for i := range hourLines {
		label := func(key string) string { return v.c.say("shifts.line", i+1, v.c.say(key)) }
		if people != nil {
			fields = append(fields, shiftField{name: lineField("person", i), kind: "select", label: label("shifts.field.person"), optional: i > 0, options: v.among(people)})
		}
		fields = append(fields,
			shiftField{name: lineField("shift", i), kind: "select", label: label("shifts.field.shift"), optional: i > 0, options: shifts},
			shiftField{name: lineField("day", i), kind: "text", label: label("shifts.field.day"), optional: i > 0},
			shiftField{name: lineField("minutes", i), kind: "text", label: label("shifts.field.minutes"), optional: i > 0, help: v.c.say("shifts.help.minutes")})
	}
	return fields
}

func (v *shiftsView) showHours(w http.ResponseWriter, refused refusedChange) error {
	body := shiftsPage{Title: v.c.say("shifts.hours.title"), Lead: v.c.say("shifts.hours.lead")}
	id := newID()
	if refused.do != "" {
		id = idOr(refused.typed.Get("id"), id)
		refused.typed.Set("id", id)
	}
	form := v.form("log_hours", v.path("hours"), id, v.lineFields(nil), v.suggested(), refused)
	form.Open = true
	body.Sections = append(body.Sections, shiftsSection{Forms: []rotaForm{form}, Screen: true}, v.totalsOf(v.who.ID), shiftsSection{
		Title: v.c.say("shifts.hours.lines"), Table: v.linesOf(v.who.ID), Empty: v.c.say("shifts.hours.none"),
	}, shiftsSection{Title: v.c.say("shifts.clearances"), Text: v.c.say("shifts.clearances_what"), Rows: v.clearances(v.who.ID)})
	return v.showSections(w, refused, body, nil)
}

// suggested fills in the shifts at which the reader was checked in and has no hours yet.
func (v *shiftsView) suggested() url.Values {
	given, line := url.Values{}, 0
	for _, p := range v.state.Places {
		slot, known := v.state.Slot(v.facts, p.Date)
		logged := slices.ContainsFunc(v.state.Hours(v.who.ID), func(e volunteer.Entry) bool {
			return e.Shift == p.Shift && e.Day == slot.On(v.c.zone) && e.Refused == ""
		})
		if p.Person != v.who.ID || !p.Here || !known || slot.Until.After(v.c.now) || logged || line >= hourLines {
			continue
		}
		minutes := int(slot.Until.Sub(slot.From).Minutes())
		given.Set(lineField("shift", line), p.Shift)
		given.Set(lineField("day", line), writtenDay(slot.From.In(v.c.zone)))
		given.Set(lineField("minutes", line), fmt.Sprintf("%d:%02d", minutes/60, minutes%60))
		line++
	}
	return given
}

// totalsOf are somebody's confirmed hours by year, with a letter for each.
func (v *shiftsView) totalsOf(person uuid.UUID) shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.hours.totals"), Empty: v.c.say("shifts.hours.no_totals")}
	for _, year := range v.state.Years() {
		total := v.state.Total(person, year)
		if total == 0 {
			continue
		}
		section.Rows = append(section.Rows, summaryRow{Label: strconv.Itoa(year), Value: v.hoursWords(total)})
		letter := v.path("letter")
		if person != v.who.ID || !v.volunteers() {
			letter = v.path("people", person.String(), "letter")
		}
		section.Links = append(section.Links, link{Href: letter + "?year=" + strconv.Itoa(year), Label: v.c.say("shifts.hours.letter", year)})
	}
	return section
}

// linesOf are somebody's lines, the latest day first.
func (v *shiftsView) linesOf(person uuid.UUID) *tableView {
	t := tableView{Caption: v.c.say("shifts.hours.lines"), Heads: []tableHead{
		{Label: v.c.say("shifts.head.day")}, {Label: v.c.say("shifts.head.shift")}, {Label: v.c.say("shifts.head.hours"), Number: true}, {Label: v.c.say("shifts.head.state")},
	}}
	lines := slices.Clone(v.state.Hours(person))
	slices.SortStableFunc(lines, func(a, b volunteer.Entry) int { return strings.Compare(string(b.Day), string(a.Day)) })
	for _, e := range lines[:min(len(lines), linesShown)] {
		state, minutes := v.c.say("shifts.line.waits"), e.Logged
		switch {
		case e.Confirmed && e.Minutes != e.Logged:
			state, minutes = v.c.say("shifts.line.corrected", v.hoursWords(e.Logged)), e.Minutes
		case e.Confirmed:
			state, minutes = v.c.say("shifts.line.confirmed"), e.Minutes
		case e.Refused != "":
			state = v.c.say("shifts.line.refused", v.c.say("shifts.reason."+e.Refused))
		}
		t.row(tableCell{Text: v.short(e.Day)}, tableCell{Text: v.shiftName(e.Shift)}, tableCell{Text: v.hoursWords(minutes)}, tableCell{Text: state})
	}
	if t.Rows == nil {
		return nil
	}
	return &t
}
