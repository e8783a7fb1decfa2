package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/handlers"
)

// rotaChange is anything that can be done to a rota, as pages and clients send it. Do is the name of a command of the rules; what a
// command does not need is left out.
type rotaChange struct {
	Do          string       `json:"do"`
	ID          uuid.UUID    `json:"id"` // of the shift, quiet hours, absence, override or temporary schedule; left out for a new one
	Minister    uuid.UUID    `json:"minister"`
	Languages   []string     `json:"languages"`
	Faiths      []string     `json:"faiths"`
	Areas       []string     `json:"areas"`
	CapFamilies int          `json:"cap_families"`
	Channel     rota.Channel `json:"channel"`
	Area        string       `json:"area"`
	Weekdays    []int        `json:"weekdays"` // 0 is Sunday
	StartMinute int          `json:"start_minute"`
	EndMinute   int          `json:"end_minute"`
	FromDay     rota.Day     `json:"from_day"`
	UntilDay    rota.Day     `json:"until_day"`
	LastDay     rota.Day     `json:"last_day"`
	Day         rota.Day     `json:"day"`
	From        time.Time    `json:"from"`
	Until       time.Time    `json:"until"`
	Out         uuid.UUID    `json:"out"`
	In          uuid.UUID    `json:"in"`
	Ministers   []uuid.UUID  `json:"ministers"`
}

// ownChanges are what ministers may do for themselves. That they can be reached somebody else has to have seen.
var ownChanges = []string{"enroll", "silence", "set_quiet", "clear_quiet", "away", "clear_away", "add_shift", "end_shift", "dismiss"}

// days gives the days of the week as the rules count them.
func (c rotaChange) days() (int, error) {
	bits := 0
	for _, day := range c.Weekdays {
		if day < 0 || day > 6 {
			return 0, fieldProblem("weekdays", "Days of the week are numbers from 0 for Sunday to 6 for Saturday.")
		}
		bits |= 1 << day
	}
	return bits, nil
}

// command is the change as the rules know it.
func (c rotaChange) command(by uuid.UUID) (rota.Command, error) {
	days, err := c.days()
	if err != nil {
		return nil, err
	}
	switch c.Do {
	case "enroll":
		return rota.Enroll{By: by, Minister: c.Minister, Languages: c.Languages, Faiths: c.Faiths, Areas: c.Areas, CapFamilies: c.CapFamilies}, nil
	case "verify":
		return rota.Verify{By: by, Minister: c.Minister, Channel: c.Channel}, nil
	case "silence":
		return rota.Silence{Minister: c.Minister, Channel: c.Channel}, nil
	case "dismiss":
		return rota.Dismiss{By: by, Minister: c.Minister}, nil
	case "set_quiet":
		return rota.SetQuiet{By: by, Minister: c.Minister, Window: c.ID, Weekdays: days, StartMinute: c.StartMinute, EndMinute: c.EndMinute}, nil
	case "clear_quiet":
		return rota.ClearQuiet{By: by, Minister: c.Minister, Window: c.ID}, nil
	case "away":
		return rota.Away{By: by, Minister: c.Minister, Absence: c.ID, From: c.From, Until: c.Until}, nil
	case "clear_away":
		return rota.ClearAway{By: by, Minister: c.Minister, Absence: c.ID}, nil
	case "add_shift":
		return rota.AddShift{
			By: by, Shift: c.ID, Minister: c.Minister, Area: c.Area, Weekdays: days, StartMinute: c.StartMinute, EndMinute: c.EndMinute,
			FromDay: c.FromDay, UntilDay: c.UntilDay,
		}, nil
	case "end_shift":
		return rota.EndShift{By: by, Shift: c.ID, LastDay: c.LastDay}, nil
	}
	return c.dayCommand(by)
}

// dayCommand is a change of single days.
func (c rotaChange) dayCommand(by uuid.UUID) (rota.Command, error) {
	switch c.Do {
	case "override":
		return rota.Override{By: by, ID: c.ID, Area: c.Area, From: c.From, Until: c.Until, Out: c.Out, In: c.In}, nil
	case "clear_override":
		return rota.ClearOverride{By: by, ID: c.ID}, nil
	case "set_temporary":
		return rota.SetTemporary{By: by, ID: c.ID, Area: c.Area, From: c.From, Until: c.Until, Ministers: c.Ministers}, nil
	case "clear_temporary":
		return rota.ClearTemporary{By: by, ID: c.ID}, nil
	case "set_holiday":
		return rota.SetHoliday{By: by, Day: c.Day}, nil
	case "clear_holiday":
		return rota.ClearHoliday{By: by, Day: c.Day}, nil
	}
	return nil, fieldProblem("do", "This cannot be done with a rota.")
}

// change brings a change to the desk, after what only this side knows was looked at.
func (v *rotaView) change(c rotaChange) error {
	if !v.coordinates() && (c.Minister != v.who.ID || !slices.Contains(ownChanges, c.Do)) {
		return domain.Errorf(domain.Forbidden, "Only a coordinator can do this.")
	}
	if c.Do == "end_shift" && !v.coordinates() && !v.hasShift(c.Minister, c.ID) {
		return domain.Errorf(domain.Conflict, "There is no such shift of yours any more. Please load the page again.")
	}
	if c.Do == "silence" && !slices.Contains([]rota.Channel{rota.SMS, rota.Email, rota.Voice}, c.Channel) {
		return fieldProblem("channel", "This is no way to reach anybody; there are sms, email and voice.")
	}
	if c.Do == "enroll" {
		if err := v.mayEnroll(c); err != nil {
			return err
		}
	}
	command, err := c.command(v.who.ID)
	if err != nil {
		return err
	}
	return v.server.Desk.Rota(v.Context(), v.who, v.program.Key, command)
}

func (v *rotaView) hasShift(minister, shift uuid.UUID) bool {
	return slices.ContainsFunc(v.state.Regular, func(s rota.Shift) bool { return s.ID == shift && s.Minister == minister })
}

// mayEnroll keeps whoever is no minister, and codes that no case can match, off the rota.
func (v *rotaView) mayEnroll(c rotaChange) error {
	rules := v.program.Protocol
	unknown := func(codes, known []string) bool {
		return slices.ContainsFunc(codes, func(code string) bool { return !slices.Contains(known, code) })
	}
	switch {
	case !v.people[c.Minister].minister:
		return fieldProblem("minister", "Only ministers of your organization can be on the rota.")
	case unknown(c.Languages, rules.Languages):
		return fieldProblem("languages", "Please choose the languages from those of this program.")
	case unknown(c.Faiths, rules.Faiths):
		return fieldProblem("faiths", "Please choose the faiths from those of this program.")
	}
	return nil
}

// changeRota takes one change from a client.
func (s *Server) changeRota(w http.ResponseWriter, q *request) error {
	v, err := s.rotaOf(q)
	if err != nil {
		return err
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var c rotaChange
	if err := handlers.ReadJSON(body, &c); err != nil {
		return err
	}
	if c.ID == uuid.Nil {
		c.ID = uuid.New()
	}
	if err := v.change(c); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"do": c.Do, "id": c.ID})
}

type areaSpans struct {
	Area  string     `json:"area"`
	Spans []spanView `json:"spans"`
	Gaps  []gapView  `json:"gaps"`
}

type spanView struct {
	From      time.Time    `json:"from"`
	Until     time.Time    `json:"until"`
	Ministers []uuid.UUID  `json:"ministers"`
	Because   rota.Because `json:"because"`
}

type gapView struct {
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Standing int       `json:"standing"`
}

// readRota gives the calendar of the days from and until, both included.
func (s *Server) readRota(w http.ResponseWriter, q *request) error {
	state, rules, err := s.Desk.ReadRota(q.Context(), q.who, q.PathValue("program"))
	if err != nil {
		return err
	}
	c := s.calendar(q.say(), q.who.Organization)
	from, until, err := daysAsked(q, c)
	if err != nil {
		return err
	}
	areas := []areaSpans{}
	for _, area := range rules.Areas {
		a := areaSpans{Area: area, Spans: []spanView{}, Gaps: []gapView{}}
		for _, span := range state.Spans(rules, area, from, until) {
			if span.Ministers == nil {
				span.Ministers = []uuid.UUID{}
			}
			a.Spans = append(a.Spans, spanView{span.From, span.Until, span.Ministers, span.Because})
		}
		for _, g := range state.Gaps(rules, area, from, until) {
			a.Gaps = append(a.Gaps, gapView{g.From, g.Until, g.Standing})
		}
		areas = append(areas, a)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"program": q.PathValue("program"), "areas": areas})
}

// daysAsked reads the days of a query; left out, they are the coming 14.
func daysAsked(q *request, c calendar) (from, until time.Time, err error) {
	year, month, day := c.now.Date()
	from = time.Date(year, month, day, 0, 0, 0, 0, c.zone)
	if text := q.URL.Query().Get("from"); text != "" {
		if from, err = c.dayAsked("from", text); err != nil {
			return from, until, err
		}
	}
	until = from.AddDate(0, 0, rotaDays)
	if text := q.URL.Query().Get("until"); text != "" {
		if until, err = c.dayAsked("until", text); err != nil {
			return from, until, err
		}
		until = until.AddDate(0, 0, 1)
	}
	return from, until, rota.Readable(from, until)
}

func (c calendar) dayAsked(field, text string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, c.zone)
	if err != nil || day.Year() < 1970 {
		return day, fieldProblem(field, "Please give the day like this: 2026-03-08.")
	}
	return day, nil
}
