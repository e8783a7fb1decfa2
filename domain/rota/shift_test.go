package rota_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

// armed is the next morning after the Monday.
var armed = rota.DayChecked{NextAt: local("2026-02-03 07:00")}

func TestShifts(t *testing.T) {
	t.Parallel()
	add := daily(one, ann, minutes(22, 0), minutes(6, 0))
	with := func(change func(*rota.AddShift)) rota.AddShift {
		c := add
		change(&c)
		return c
	}
	added := rota.ShiftAdded{
		By: coordinator, Shift: one, Minister: ann, Area: "north", Weekdays: everyDay, StartMinute: 1320, EndMinute: 360, FromDay: "2026-01-01",
	}
	second := added
	second.Shift = two
	full := known(ann)
	for i := range rota.ShiftsMax {
		full = append(full, with(func(c *rota.AddShift) { c.Shift = person(5000 + i) }))
	}
	silenced := also(known(ann), rota.Silence{Minister: ann, Channel: rota.SMS})
	standing := also(known(ann), add)
	decide(t, map[string]decision{
		"are added, and the first one arms the check": {given: known(ann), when: add, want: []domain.Event{added, armed}},
		"are added": {
			given: standing, when: with(func(c *rota.AddShift) { c.Shift = two }), want: []domain.Event{second},
		},
		"are added once":             {given: standing, when: add},
		"are not changed":            {given: standing, when: with(func(c *rota.AddShift) { c.Area = "south" }), code: domain.Conflict},
		"are of the enrolled":        {when: add, code: domain.Rejected},
		"are of the reachable":       {given: []rota.Command{rota.Enroll{Minister: ann, Facts: facts}}, when: add, code: domain.Rejected},
		"are not of the silenced":    {given: silenced, when: add, code: domain.Rejected},
		"have an id":                 {given: known(ann), when: with(func(c *rota.AddShift) { c.Shift = uuid.Nil }), code: domain.Invalid},
		"are in an area":             {given: known(ann), when: with(func(c *rota.AddShift) { c.Area = "west" }), code: domain.Invalid},
		"are on some day":            {given: known(ann), when: with(func(c *rota.AddShift) { c.Weekdays = 0 }), code: domain.Invalid},
		"begin on a day":             {given: known(ann), when: with(func(c *rota.AddShift) { c.FromDay = "2026-02-30" }), code: domain.Invalid},
		"end on a day":               {given: known(ann), when: with(func(c *rota.AddShift) { c.UntilDay = "soon" }), code: domain.Invalid},
		"end after they begin":       {given: known(ann), when: with(func(c *rota.AddShift) { c.UntilDay = "2025-12-31" }), code: domain.Invalid},
		"are not over":               {given: known(ann), when: with(func(c *rota.AddShift) { c.UntilDay = "2026-02-01" }), code: domain.Rejected},
		"are two thousand at most":   {given: full, when: add, code: domain.Rejected},
		"end":                        {given: standing, when: rota.EndShift{By: ann, Shift: one, LastDay: "2026-03-01"}, want: []domain.Event{rota.ShiftEnded{By: ann, Shift: one, LastDay: "2026-03-01"}}},
		"end once":                   {given: also(standing, rota.EndShift{Shift: one, LastDay: "2026-03-01"}), when: rota.EndShift{Shift: one, LastDay: "2026-03-01"}},
		"do not end later than ever": {given: also(standing, rota.EndShift{Shift: one, LastDay: "2026-03-01"}), when: rota.EndShift{Shift: one, LastDay: "2026-03-02"}, code: domain.Rejected},
		"end on a day that there is": {given: standing, when: rota.EndShift{Shift: one, LastDay: "2026-3-1"}, code: domain.Invalid},
		"that are taken back are not there": {
			given: also(standing, rota.EndShift{Shift: one, LastDay: "2025-12-31"}), when: rota.EndShift{Shift: one, LastDay: "2026-03-01"},
			code: domain.Conflict,
		},
	})
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	set := rota.SetHoliday{By: coordinator, Day: "2026-12-25"}
	var full []rota.Command
	for i := range rota.HolidaysMax {
		full = append(full, rota.SetHoliday{Day: rota.Day(monday.AddDate(0, 0, i).Format(time.DateOnly))})
	}
	decide(t, map[string]decision{
		"are set":                 {when: set, want: []domain.Event{rota.HolidaySet{By: coordinator, Day: "2026-12-25"}}},
		"are set once":            {given: []rota.Command{set}, when: set},
		"are days":                {when: rota.SetHoliday{Day: "Christmas"}, code: domain.Invalid},
		"are of our time":         {when: rota.SetHoliday{Day: "1969-12-31"}, code: domain.Invalid},
		"are two hundred at most": {given: full, when: set, code: domain.Rejected},
		"are cleared":             {given: []rota.Command{set}, when: rota.ClearHoliday{By: ann, Day: "2026-12-25"}, want: []domain.Event{rota.HolidayCleared{By: ann, Day: "2026-12-25"}}},
		"are cleared once":        {when: rota.ClearHoliday{Day: "2026-12-25"}, code: domain.Conflict},
	})
}
