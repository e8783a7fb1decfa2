package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

func (s *Server) showShiftBoard(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	return v.showBoard(w, refusedChange{})
}

// addShiftDate adds a date that no rule gives.
func (s *Server) addShiftDate(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	c, wrong := v.typedDate(q.PostForm)
	refused := refusedChange{do: "add_date", typed: q.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if len(wrong) == 0 {
		err := v.change(c)
		if err == nil {
			return seeOther(w, v.datePath(c.date())+"?done=shifts.add_date")
		}
		if refused, err = refusedBy("add_date", q.PostForm, err); err != nil {
			return err
		}
	}
	return v.showBoard(w, refused)
}

func (v *shiftsView) typedDate(form url.Values) (c shiftChange, wrong []domain.FieldError) {
	refuse := func(field, key string) { wrong = append(wrong, domain.FieldError{Field: field, Message: v.c.say(key)}) }
	c = shiftChange{Do: "add_date", Shift: form.Get("shift")}
	if c.Shift == "" {
		refuse("shift", "shifts.wrong.shift")
	}
	day, fine := v.c.typedDay(form.Get("day"))
	if !fine {
		refuse("day", "wrong.day")
	}
	c.Day = volunteer.Day(day)
	if form.Get("from") == "" && form.Get("until") == "" {
		return c, wrong
	}
	from, known := typedTime(form.Get("from"))
	until, ends := typedTime(form.Get("until"))
	if !known {
		refuse("from", "wrong.time")
	}
	if !ends {
		refuse("until", "wrong.time")
	}
	if until <= from {
		until += 24 * 60
	}
	c.From, c.Until = v.c.instant(day, from), v.c.instant(day, until)
	return c, wrong
}

// showBoard lists the dates of the next weeks, those with gaps apart and first.
func (v *shiftsView) showBoard(w http.ResponseWriter, refused refusedChange) error {
	body := shiftsPage{Title: v.c.say("shifts.board.title", v.program.Name.In(v.language()))}
	gaps, all := v.boardTable("shifts.board.gaps"), v.boardTable("shifts.board.all")
	soon := v.c.now.Add(v.facts.Rules.WarnBefore)
	urgent := noticeView{Kind: "late", Title: v.c.say("shifts.board.urgent")}
	slots := v.coming()
	for _, slot := range slots[:min(len(slots), boardShown)] {
		if !slot.Canceled && v.state.Free(slot) > 0 && slot.From.After(v.c.now) {
			v.boardRow(gaps, slot)
			if !slot.From.After(soon) {
				urgent.Lines = append(urgent.Lines, v.c.say("shifts.board.gap", v.shiftName(slot.Shift), v.when(slot), v.state.Free(slot)))
			}
			continue
		}
		v.boardRow(all, slot)
	}
	if urgent.Lines != nil {
		body.Notices = append(body.Notices, urgent)
	}
	section := func(title string, t *tableView, empty string) shiftsSection {
		s := shiftsSection{Title: v.c.say(title), Table: t}
		if t.Rows == nil {
			s.Table, s.Empty = nil, v.c.say(empty)
		}
		return s
	}
	shifts := []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, shift := range v.facts.Rules.Shifts {
		shifts = append(shifts, link{Href: shift.Key, Label: v.shiftName(shift.Key)})
	}
	body.Sections = append(body.Sections, section("shifts.board.gaps", gaps, "shifts.board.no_gaps"), section("shifts.board.all", all, "shifts.board.none"),
		shiftsSection{Title: v.c.say("shifts.board.add"), Screen: true, Forms: []rotaForm{v.form("add_date", v.path("board"), "", []shiftField{
			{name: "shift", kind: "select", options: shifts},
			{name: "day", kind: "text"},
			{name: "from", kind: "text", optional: true, help: v.c.say("shifts.help.own_time")},
			{name: "until", kind: "text", optional: true},
		}, nil, refused)}})
	return v.showSections(w, refused, body, nil)
}

func (v *shiftsView) boardTable(caption string) *tableView {
	return &tableView{Caption: v.c.say(caption), Heads: []tableHead{
		{Label: v.c.say("shifts.head.date")}, {Label: v.c.say("shifts.head.shift")}, {Label: v.c.say("shifts.head.places")}, {Label: v.c.say("shifts.head.who")},
	}}
}

func (v *shiftsView) boardRow(t *tableView, slot volunteer.Slot) {
	held := v.state.At(slot.Date)
	places := v.c.say("shifts.row.taken", len(held), slot.Places)
	lacking := 0
	for _, p := range held {
		if v.facts.Lacks(slot.Role, p.Person, slot.On(v.c.zone)) != "" {
			lacking++
		}
	}
	switch {
	case slot.Canceled:
		places = v.c.say("shifts.board.canceled")
	case lacking > 0:
		places = v.c.say("shifts.board.lacking", places, lacking)
	}
	who := v.names(held)
	if who == "" {
		who = v.c.say("shifts.nobody")
	}
	t.row(tableCell{Text: v.when(slot), Href: v.datePath(slot.Date)}, tableCell{Text: v.shiftName(slot.Shift)}, tableCell{Text: places}, tableCell{Text: who})
}

// showShiftRoster is the sheet of one day, for paper and for whoever checks people in.
func (s *Server) showShiftRoster(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	return v.showRoster(w, refusedChange{})
}

// checkInOnRoster takes a press beside a name. The value names the date and the person.
func (s *Server) checkInOnRoster(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	parts := strings.Split(q.PostForm.Get("place"), " ")
	if q.PostForm.Get("do") != "check_in" || len(parts) != 3 {
		return domain.Errorf(domain.NotFound, "That cannot be done on this page.")
	}
	person, err := uuid.Parse(parts[2])
	if err != nil || person == uuid.Nil {
		return domain.Errorf(domain.NotFound, "We know no volunteer of that name.")
	}
	err = v.change(shiftChange{Do: "check_in", Shift: parts[0], Day: volunteer.Day(parts[1]), Person: person})
	if err == nil {
		return seeOther(w, v.path("roster", q.PathValue("day"))+"?done=shifts.check_in")
	}
	refused, err := refusedBy("check_in", q.PostForm, err)
	if err != nil {
		return err
	}
	return v.showRoster(w, refused)
}

func (v *shiftsView) showRoster(w http.ResponseWriter, refused refusedChange) error {
	day := volunteer.Day(v.PathValue("day")).Time()
	if day.IsZero() {
		return domain.Errorf(domain.NotFound, "There is no such day. Please write it like this: 2026-03-08.")
	}
	from := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, v.c.zone)
	body := shiftsPage{Title: v.c.say("shifts.roster.title", v.c.day(from)), Lead: v.c.say("shifts.roster.lead")}
	sheet := func(days int, key string) link {
		return link{Href: v.path("roster", day.AddDate(0, 0, days).Format(time.DateOnly)), Label: v.c.say(key)}
	}
	body.Sections = append(body.Sections, shiftsSection{Links: []link{sheet(-1, "shifts.roster.before"), sheet(1, "shifts.roster.after")}, Screen: true})
	for _, slot := range v.state.Slots(v.facts, from, from.AddDate(0, 0, 1)) {
		if on := slot.On(v.c.zone); string(on) != v.PathValue("day") || slot.Canceled {
			continue
		}
		body.Sections = append(body.Sections, v.sheet(slot), shiftsSection{
			Screen: true, Links: []link{{Href: v.datePath(slot.Date), Label: v.c.say("shifts.roster.open", v.shiftName(slot.Shift))}},
		})
	}
	if len(body.Sections) == 1 {
		body.Sections = append(body.Sections, shiftsSection{Empty: v.c.say("shifts.roster.none")})
	}
	return v.showSections(w, refused, body, &link{Href: v.path("board"), Label: v.c.say("shifts.back.board")})
}

// entries are those who have a place, with a button for each who can be checked in now; for the screen.
func (v *shiftsView) entries(slot volunteer.Slot, held []volunteer.Place) (list []rotaEntry) {
	now := !v.c.now.Before(slot.From.Add(-volunteer.CheckInBefore)) && slot.Until.After(v.c.now)
	for _, p := range held {
		entry := rotaEntry{Text: v.name(p.Person), More: v.standing(p)}
		if now && !p.Here {
			entry.Action, entry.Do, entry.Name = v.path("roster", v.PathValue("day")), "check_in", "place"
			entry.Value = slot.Shift + " " + string(slot.Day) + " " + p.Person.String()
			entry.Button = buttonView{Label: v.c.say("shifts.do.check_in.button"), Kind: "quiet", Unseen: entry.Text}
		}
		list = append(list, entry)
	}
	if free := v.state.Free(slot); free > 0 {
		list = append(list, rotaEntry{Text: v.c.say("shifts.roster.caption", free)})
	}
	return list
}

// sheet is one shift of a day: with names and buttons on a screen, with boxes and lines to sign on paper.
func (v *shiftsView) sheet(slot volunteer.Slot) shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.roster.shift", v.shiftName(slot.Shift), v.clock(slot.From), v.clock(slot.Until)), Text: v.place(slot.Shift)}
	t := tableView{Caption: v.c.say("shifts.roster.caption", v.state.Free(slot)), Heads: []tableHead{
		{Label: v.c.say("shifts.head.name")}, {Label: v.c.say("shifts.head.here")}, {Label: v.c.say("shifts.head.signature")},
	}}
	held := v.state.At(slot.Date)
	slices.SortFunc(held, func(a, b volunteer.Place) int { return compareNames(v.name(a.Person), v.name(b.Person)) })
	for _, p := range held {
		state := v.standing(p)
		if state == "" {
			state = v.c.say("shifts.roster.box")
		}
		t.row(tableCell{Text: v.name(p.Person)}, tableCell{Text: state}, tableCell{Text: v.c.say("shifts.roster.line")})
	}
	for range max(0, v.state.Free(slot)) {
		t.row(tableCell{Text: v.c.say("shifts.roster.free")}, tableCell{Text: v.c.say("shifts.roster.box")}, tableCell{Text: v.c.say("shifts.roster.line")})
	}
	section.Table, section.Entries, section.Paper = &t, v.entries(slot, held), true
	return section
}

// yearAsked is the year that the address names, else this one.
func (v *shiftsView) yearAsked() int {
	year, err := strconv.Atoi(v.URL.Query().Get("year"))
	if err != nil || year < 1970 || year > 9999 {
		return v.c.now.Year()
	}
	return year
}

// totals are everybody's confirmed hours of a year, the most first.
func (v *shiftsView) totals(year int) (list []uuid.UUID) {
	for _, p := range v.state.Volunteers {
		if v.state.Total(p.ID, year) > 0 {
			list = append(list, p.ID)
		}
	}
	slices.SortStableFunc(list, func(a, b uuid.UUID) int {
		return cmp.Or(cmp.Compare(v.state.Total(b, year), v.state.Total(a, year)), compareNames(v.name(a), v.name(b)))
	})
	return list
}

func (s *Server) showHourTotals(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	year := v.yearAsked()
	t := tableView{Caption: v.c.say("shifts.totals.caption", year), Heads: []tableHead{{Label: v.c.say("shifts.head.name")}, {Label: v.c.say("shifts.head.hours"), Number: true}}}
	sum := 0
	for _, id := range v.totals(year) {
		total := v.state.Total(id, year)
		sum += total
		t.row(tableCell{Text: v.name(id), Href: v.path("people", id.String())}, tableCell{Text: v.hoursWords(total)})
	}
	section := shiftsSection{Empty: v.c.say("shifts.totals.none")}
	if t.Rows != nil {
		section = shiftsSection{Text: v.c.say("shifts.totals.sum", v.hoursWords(sum), len(t.Rows)), Table: &t}
	}
	section.Links = append(section.Links, link{Href: v.path("totals.csv") + "?year=" + strconv.Itoa(year), Label: v.c.say("shifts.totals.csv")})
	for _, other := range v.state.Years() {
		if other != year {
			section.Links = append(section.Links, link{Href: v.path("totals") + "?year=" + strconv.Itoa(other), Label: strconv.Itoa(other)})
		}
	}
	body := shiftsPage{Title: v.c.say("shifts.totals.title", year), Sections: []shiftsSection{section}}
	return v.showSections(w, refusedChange{}, body, nil)
}

func (s *Server) exportHourTotals(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	year := v.yearAsked()
	rows := [][]string{{v.c.say("shifts.head.name"), v.c.say("shifts.head.year"), v.c.say("shifts.head.hours")}}
	for _, id := range v.totals(year) {
		rows = append(rows, []string{v.name(id), strconv.Itoa(year), strconv.FormatFloat(float64(v.state.Total(id, year))/60, 'f', 2, 64)})
	}
	return writeCSV(w, "hours-"+strconv.Itoa(year)+".csv", rows)
}
