package web

import (
	"testing"
	"time"

	"github.com/almoner/almoner/domain/volunteer"
)

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"2:30": 150, "2.5": 150, "2,5": 150, "2.25": 135, "2": 120, " 2 h ": 120, "1 hour": 60, "3 hours": 180, "45 min": 45, "45m": 45, "0:05": 5, "90 minutes": 90,
		"": -1, "soon": -1, "2:75": -1, "-2": -1, "1:2:3": -1, "1e3": -1, "100000": -1, "2.555": -1,
	} {
		minutes, ok := typedHours(text)
		if ok != (want >= 0) || ok && minutes != want {
			t.Errorf("%q is %d, %t", text, minutes, ok)
		}
	}
}

func TestADayWithoutAYearIsTheLatestOne(t *testing.T) {
	t.Parallel()
	c := calendar{say: english, zone: chicago, now: time.Date(2026, 1, 5, 12, 0, 0, 0, chicago)}
	for text, want := range map[string]volunteer.Day{
		"12/31": "2025-12-31", "1/4": "2026-01-04", "today": "2026-01-05", "yesterday": "2026-01-04", "12/31/2025": "2025-12-31", "2025-12-31": "2025-12-31", "Dec 31": "2025-12-31",
		"12/31/2026": "2026-12-31", "2/30": "", "soon": "", "": "",
	} {
		day, ok := c.typedPast(text)
		if ok != (want != "") || ok && day != want {
			t.Errorf("%q is %q, %t", text, day, ok)
		}
	}
}
