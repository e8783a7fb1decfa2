package rota_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

func TestTheCalendarOfAnArea(t *testing.T) {
	t.Parallel()
	s := after(t, also(
		known(ann, bob, cem), daily(person(31), ann, minutes(8, 0), minutes(12, 0)), daily(person(32), ann, minutes(12, 0), minutes(18, 0)),
		daily(person(33), bob, minutes(22, 0), minutes(2, 0)),
		rota.Override{ID: one, Area: "north", From: local("2026-02-03 10:00"), Until: local("2026-02-03 11:00"), In: bob, Facts: facts},
		rota.Override{ID: two, Area: "north", From: local("2026-02-03 12:00"), Until: local("2026-02-03 13:00"), In: ann, Facts: facts},
		rota.SetTemporary{ID: two, Area: "north", From: local("2026-02-03 14:00"), Until: local("2026-02-03 23:00"), Ministers: []uuid.UUID{ann, cem}, Facts: facts},
		rota.SetHoliday{Day: "2026-02-04"},
	)...)
	span := func(from, until string, because rota.Because, ministers ...uuid.UUID) rota.Span {
		return rota.Span{Area: "north", From: local(from), Until: local(until), Ministers: ministers, Because: because}
	}
	want := []rota.Span{
		span("2026-02-03 01:00", "2026-02-03 02:00", rota.ByShift, bob),
		span("2026-02-03 02:00", "2026-02-03 08:00", ""),
		span("2026-02-03 08:00", "2026-02-03 10:00", rota.ByShift, ann),
		span("2026-02-03 10:00", "2026-02-03 11:00", rota.ByOverride, ann, bob),
		span("2026-02-03 11:00", "2026-02-03 12:00", rota.ByShift, ann),
		span("2026-02-03 12:00", "2026-02-03 13:00", rota.ByOverride, ann),
		span("2026-02-03 13:00", "2026-02-03 14:00", rota.ByShift, ann),
		span("2026-02-03 14:00", "2026-02-03 23:00", rota.ByTemporary, ann, cem),
		span("2026-02-03 23:00", "2026-02-04 00:00", rota.ByShift, bob),
		span("2026-02-04 00:00", "2026-02-05 00:00", ""),
		span("2026-02-05 00:00", "2026-02-05 02:00", rota.ByShift, bob), // the holiday's night goes on, past its midnight
		span("2026-02-05 02:00", "2026-02-05 03:00", ""),
	}
	if diff := cmp.Diff(want, s.Spans(rules(), "north", local("2026-02-03 01:00"), local("2026-02-05 03:00"))); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	gap := func(from, until string, standing int) rota.Gap {
		return rota.Gap{Area: "north", From: local(from), Until: local(until), Standing: standing}
	}
	gaps := []rota.Gap{
		gap("2026-02-03 01:00", "2026-02-03 02:00", 1), gap("2026-02-03 02:00", "2026-02-03 08:00", 0), gap("2026-02-03 08:00", "2026-02-03 10:00", 1),
		gap("2026-02-03 11:00", "2026-02-03 14:00", 1), gap("2026-02-03 23:00", "2026-02-04 00:00", 1), gap("2026-02-04 00:00", "2026-02-05 00:00", 0),
	}
	if diff := cmp.Diff(gaps, s.Gaps(rules(), "north", local("2026-02-03 01:00"), local("2026-02-05 00:00"))); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	own := []rota.Span{
		span("2026-02-03 01:00", "2026-02-03 02:00", rota.ByShift, bob),
		span("2026-02-03 10:00", "2026-02-03 11:00", rota.ByOverride, bob),
		span("2026-02-03 23:00", "2026-02-04 00:00", rota.ByShift, bob),
	}
	if diff := cmp.Diff(own, s.Shifts(rules(), bob, local("2026-02-03 01:00"), local("2026-02-05 00:00"))); diff != "" {
		t.Errorf("shifts (-want +got):\n%s", diff)
	}
}

func TestOnesOwnCalendarHoldsEveryArea(t *testing.T) {
	t.Parallel()
	south := daily(two, ann, minutes(8, 0), minutes(9, 0))
	south.Area = "south"
	s := after(t, also(known(ann, bob), daily(one, ann, minutes(8, 0), minutes(10, 0)), daily(person(31), bob, minutes(9, 0), minutes(10, 0)), south)...)
	from, until := local("2026-02-03 00:00"), local("2026-02-04 00:00")
	want := []rota.Span{
		{Area: "north", From: local("2026-02-03 08:00"), Until: local("2026-02-03 10:00"), Ministers: []uuid.UUID{ann}, Because: rota.ByShift},
		{Area: "south", From: local("2026-02-03 08:00"), Until: local("2026-02-03 09:00"), Ministers: []uuid.UUID{ann}, Because: rota.ByShift},
	}
	if diff := cmp.Diff(want, s.Shifts(rules(), ann, from, until)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.Shifts(rules(), stranger, from, until); got != nil {
		t.Errorf("a stranger stands: %v", got)
	}
}

func TestWhatCanBeRead(t *testing.T) {
	t.Parallel()
	s := after(t, also(known(ann), daily(one, ann, 0, 0))...)
	for name, tt := range map[string]struct {
		until time.Time
		code  domain.Code
	}{
		"400 days":               {until: monday.Add(400 * 24 * time.Hour)},
		"not a moment more":      {until: monday.Add(400*24*time.Hour + 1), code: domain.Invalid},
		"not nothing":            {until: monday, code: domain.Invalid},
		"not what runs backward": {until: monday.Add(-1), code: domain.Invalid},
		"not all of time":        {until: time.Unix(1<<40, 0), code: domain.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := rota.Readable(monday, tt.until)
			spans, gaps, shifts := s.Spans(rules(), "north", monday, tt.until), s.Gaps(rules(), "north", monday, tt.until), s.Shifts(rules(), ann, monday, tt.until)
			if domain.CodeOf(err) != tt.code || (err == nil) == (spans == nil) || (err == nil) == (gaps == nil) || (err == nil) == (shifts == nil) {
				t.Errorf("%v, with %d spans, %d gaps, %d shifts", err, len(spans), len(gaps), len(shifts))
			}
		})
	}
}
