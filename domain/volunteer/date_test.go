package volunteer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

func TestDatesComeFromTheRuleAndItsExceptions(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(
		volunteer.CancelDate{By: coordinator, Date: packing},
		volunteer.MoveDate{By: coordinator, Date: later, From: local("2026-03-13 18:00"), Until: local("2026-03-13 20:00")},
		volunteer.AddDate{By: coordinator, Date: volunteer.Date{Shift: "packing", Day: "2026-03-11"}},
		volunteer.SetPlaces{By: coordinator, Date: volunteer.Date{Shift: "packing", Day: "2026-03-21"}, Places: 9},
	)
	var got []string
	for _, s := range g.state.Slots(g.f, monday, monday.AddDate(0, 0, 21)) {
		line := s.Shift + " " + s.From.In(chicago).Format("01-02 15:04") + s.Until.In(chicago).Format("-15:04")
		if s.Canceled {
			line += " canceled"
		}
		if s.Places != 2 && s.Shift == "packing" {
			line += " more"
		}
		got = append(got, line)
	}
	want := []string{
		"packing 03-07 09:00-11:00 canceled", "delivery 03-08 10:00-12:30", "packing 03-11 09:00-11:00", "packing 03-13 18:00-20:00", "delivery 03-15 10:00-12:30",
		"packing 03-21 09:00-11:00 more", "delivery 03-22 10:00-12:30",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	g.do(volunteer.RestoreDate{By: coordinator, Date: packing}, volunteer.RestoreDate{By: coordinator, Date: later})
	if len(g.state.Exceptions) != 2 {
		t.Errorf("%+v", g.state.Exceptions)
	}
}

func TestWhoeverHasAPlaceIsToldOfAChangedDate(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, packing), up(bob, packing))
	same(t, g.do(volunteer.CancelDate{By: coordinator, Date: packing}), volunteer.DateCanceled{By: coordinator, Shift: "packing", Day: "2026-03-07"},
		volunteer.PlaceReleased{Person: ann, Shift: "packing", Day: "2026-03-07"}, volunteer.PlaceReleased{Person: bob, Shift: "packing", Day: "2026-03-07"})
	if len(g.state.Places) != 0 || len(g.state.Lost) != 2 {
		t.Errorf("%+v", g.state)
	}
}

func TestDatesThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before []volunteer.Command
		c      volunteer.Command
		code   domain.Code
	}{
		"moved into the past":    {c: volunteer.MoveDate{Date: packing, From: monday.Add(-time.Hour), Until: monday.Add(time.Hour)}, code: domain.Rejected},
		"moved to no time":       {c: volunteer.MoveDate{Date: packing, From: monday.Add(time.Hour), Until: monday.Add(time.Hour)}, code: domain.Invalid},
		"moved far away":         {c: volunteer.MoveDate{Date: packing, From: monday.AddDate(2, 0, 0), Until: monday.AddDate(2, 0, 0).Add(time.Hour)}, code: domain.Rejected},
		"added twice":            {c: volunteer.AddDate{Date: packing}, code: domain.Rejected},
		"added on no day":        {c: volunteer.AddDate{Date: volunteer.Date{Shift: "packing", Day: "x"}}, code: domain.Invalid},
		"added to no shift":      {c: volunteer.AddDate{Date: volunteer.Date{Shift: "x", Day: "2026-03-11"}}, code: domain.Invalid},
		"no places":              {c: volunteer.SetPlaces{Date: packing}, code: domain.Invalid},
		"fewer than have one":    {before: []volunteer.Command{up(ann, packing), up(bob, packing)}, c: volunteer.SetPlaces{Date: packing, Places: 1}, code: domain.Rejected},
		"restored where nothing": {c: volunteer.RestoreDate{Date: packing}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := given(t, nil)
			g.do(test.before...)
			if events, err := g.try(test.c); domain.CodeOf(err) != test.code || len(events) > 0 {
				t.Errorf("%v %v", events, err)
			}
		})
	}
}

func TestAGapIsToldOnceAndInTime(t *testing.T) {
	t.Parallel()
	g := given(t, nil)
	g.do(up(ann, packing))
	same(t, g.wakeUntil(local("2026-03-04 09:01")), volunteer.GapFound{Shift: "packing", Day: "2026-03-07", Missing: 1})
	same(t, g.wakeUntil(local("2026-03-05 09:01")), volunteer.GapFound{Shift: "delivery", Day: "2026-03-08", Missing: 1})
	g.do(up(bob, packing))
	if slices.Contains(g.state.Warned, packing) {
		t.Error("a gap that was filled is still warned of")
	}
}

func TestOneActCallsOutEverybodyWhoIsClearedAndFree(t *testing.T) {
	t.Parallel()
	g := given(t, map[uuid.UUID]volunteer.Day{ann: "", bob: "2026-03-07", cem: "2026-12-31"})
	same(t, g.do(volunteer.CallOut{By: coordinator, Date: delivery}),
		volunteer.CalledOut{By: coordinator, Shift: "delivery", Day: "2026-03-08", People: []uuid.UUID{ann, cem}, Again: monday.Add(12 * time.Hour)})
	_, err := g.try(volunteer.CallOut{By: coordinator, Date: delivery})
	refused(t, err, domain.Conflict, "twelve hours")
	g.do(up(ann, delivery))
	g.at = g.at.Add(13 * time.Hour)
	_, err = g.try(volunteer.CallOut{By: coordinator, Date: delivery})
	refused(t, err, domain.Rejected, "taken")
}

func TestEverySecondWeekCountsFromItsDay(t *testing.T) {
	t.Parallel()
	shift := volunteer.Shift{Repeats: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", Since: "2026-02-28"}
	for _, near := range []string{"2026-03-07", "2026-03-14"} {
		day := volunteer.Day(near).Time()
		days, err := shift.Days(day)
		if err != nil || len(days.Between(day, day, 1)) != map[string]int{"2026-03-07": 0, "2026-03-14": 1}[near] {
			t.Errorf("%s: %v", near, err)
		}
	}
}

func TestARuleGivesTheSameDaysFromWhereverItIsCounted(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=2TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=3,6;BYDAY=1WE", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"} {
		whole, err := domain.ParseRecurrence(rule, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
			near, err := volunteer.Shift{Repeats: rule}.Days(day)
			if err != nil || len(near.Between(day, day, 1)) != len(whole.Between(day, day, 1)) {
				t.Fatalf("%s on %v: %v", rule, day, err)
			}
			if rule == "FREQ=DAILY" && day.YearDay() > 20 {
				break
			}
		}
	}
}
