package rota_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/almoner/almoner/domain/rota"
)

func TestShiftsKeepToTheWallClock(t *testing.T) {
	t.Parallel()
	const spring, fall = "2026-03-08", "2026-11-01"
	tests := map[string]struct {
		day         rota.Day
		start, end  int
		from, until string // of UTC; empty when the hours are skipped
		lasts       time.Duration
	}{
		"a night in winter":                   {"2026-02-10", minutes(22, 0), minutes(6, 0), "2026-02-11 04:00", "2026-02-11 12:00", 8 * time.Hour},
		"a night in summer":                   {"2026-07-10", minutes(22, 0), minutes(6, 0), "2026-07-11 03:00", "2026-07-11 11:00", 8 * time.Hour},
		"a whole day":                         {"2026-02-10", 0, 0, "2026-02-10 06:00", "2026-02-11 06:00", 24 * time.Hour},
		"a day until midnight":                {"2026-02-10", minutes(12, 0), 1440, "2026-02-10 18:00", "2026-02-11 06:00", 12 * time.Hour},
		"from noon to noon":                   {"2026-02-10", minutes(12, 0), minutes(12, 0), "2026-02-10 18:00", "2026-02-11 18:00", 24 * time.Hour},
		"the night of the short hour":         {"2026-03-07", minutes(22, 0), minutes(6, 0), "2026-03-08 04:00", "2026-03-08 11:00", 7 * time.Hour},
		"the short day":                       {spring, 0, 1440, "2026-03-08 06:00", "2026-03-09 05:00", 23 * time.Hour},
		"into the skipped hour":               {spring, minutes(1, 30), minutes(2, 30), "2026-03-08 07:30", "2026-03-08 08:00", 30 * time.Minute},
		"out of the skipped hour":             {spring, minutes(2, 30), minutes(4, 0), "2026-03-08 08:00", "2026-03-08 09:00", time.Hour},
		"across the skipped hour":             {spring, minutes(1, 30), minutes(3, 30), "2026-03-08 07:30", "2026-03-08 08:30", time.Hour},
		"the skipped hour":                    {spring, minutes(2, 0), minutes(3, 0), "", "", 0},
		"within the skipped hour":             {spring, minutes(2, 15), minutes(2, 45), "", "", 0},
		"the night of the long hour":          {"2026-10-31", minutes(22, 0), minutes(6, 0), "2026-11-01 03:00", "2026-11-01 12:00", 9 * time.Hour},
		"the long day":                        {fall, 0, 0, "2026-11-01 05:00", "2026-11-02 06:00", 25 * time.Hour},
		"out of the hour that comes twice":    {fall, minutes(1, 30), minutes(2, 30), "2026-11-01 06:30", "2026-11-01 08:30", 2 * time.Hour},
		"the hour that comes twice":           {fall, minutes(1, 0), minutes(2, 0), "2026-11-01 06:00", "2026-11-01 08:00", 2 * time.Hour},
		"into the hour that comes twice":      {fall, minutes(0, 30), minutes(1, 30), "2026-11-01 05:30", "2026-11-01 06:30", time.Hour},
		"within the hour that comes twice":    {fall, minutes(1, 15), minutes(1, 45), "2026-11-01 06:15", "2026-11-01 06:45", 30 * time.Minute},
		"from after the hour that came twice": {fall, minutes(2, 0), minutes(3, 0), "2026-11-01 08:00", "2026-11-01 09:00", time.Hour},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shift := daily(one, ann, tt.start, tt.end)
			shift.FromDay, shift.UntilDay = tt.day, tt.day
			s := after(t, also(known(ann), shift)...)
			noon := local(string(tt.day) + " 12:00")
			got := of(s.Spans(rules(), "north", noon.AddDate(0, 0, -3), noon.AddDate(0, 0, 3)), ann)
			var want [][2]time.Time
			if tt.from != "" {
				want = [][2]time.Time{{instant(tt.from), instant(tt.until)}}
				if lasts := want[0][1].Sub(want[0][0]); lasts != tt.lasts {
					t.Fatalf("the table says %v and %v", tt.lasts, lasts)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestShiftsThatMeetOnTheClockMeetInTime(t *testing.T) {
	t.Parallel()
	s := after(t, also(known(ann, bob), daily(one, ann, minutes(1, 30), minutes(2, 30)), daily(two, bob, minutes(2, 30), minutes(1, 30)))...)
	r := rules()
	r.OnDuty = 1
	for _, day := range []string{"2026-03-08", "2026-11-01"} {
		from, until := local(day+" 00:00").AddDate(0, 0, -2), local(day+" 00:00").AddDate(0, 0, 2)
		if gaps := s.Gaps(r, "north", from, until); gaps != nil {
			t.Errorf("%s has gaps: %v", day, gaps)
		}
		for _, span := range s.Spans(r, "north", from, until) {
			if len(span.Ministers) != 1 {
				t.Errorf("%v stand at %v", span.Ministers, span.From)
			}
		}
	}
}

func TestShiftsBeginOnTheirDays(t *testing.T) {
	t.Parallel()
	shift := daily(one, ann, minutes(22, 0), minutes(6, 0))
	shift.Weekdays, shift.FromDay, shift.UntilDay = 1|1<<6, "2026-02-07", "2026-02-14" // Sundays and Saturdays
	s := after(t, also(known(ann), shift)...)
	want := [][2]time.Time{
		{local("2026-02-07 22:00"), local("2026-02-08 06:00")},
		{local("2026-02-08 22:00"), local("2026-02-09 06:00")},
		{local("2026-02-14 22:00"), local("2026-02-15 06:00")},
	}
	if diff := cmp.Diff(want, of(s.Spans(rules(), "north", local("2026-01-01 00:00"), local("2026-04-01 00:00")), ann)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s = then(t, s, monday, rota.EndShift{Shift: one, LastDay: "2026-02-07"})
	if diff := cmp.Diff(want[:1], of(s.Spans(rules(), "north", local("2026-01-01 00:00"), local("2026-04-01 00:00")), ann)); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
}

func TestARotaWithoutAZoneKeepsToUTC(t *testing.T) {
	t.Parallel()
	s := after(t, also(known(ann), daily(one, ann, minutes(22, 0), minutes(23, 0)))...)
	r := rules()
	r.Zone = nil
	if on := s.OnDuty(r, "north", instant("2026-02-02 22:30")); len(on) != 1 {
		t.Errorf("on duty: %v", on)
	}
}
