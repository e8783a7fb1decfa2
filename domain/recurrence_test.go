package domain_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/almoner/almoner/domain"
)

func TestRecurrence(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, tt := range map[string]struct {
		rule, from, first, last string
		want                    []string
	}{
		"second Thursdays":     {"FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=2TH", "", "2026-01-01", "2026-12-31", []string{"2026-03-12", "2026-06-11", "2026-09-10", "2026-12-10"}},
		"both ends belong":     {"FREQ=YEARLY;BYMONTH=3;BYDAY=2TH", "", "2026-03-12", "2027-03-11", []string{"2026-03-12", "2027-03-11"}},
		"every second week":    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-01-07", "2026-01-01", "2026-02-10", []string{"2026-01-07", "2026-01-21", "2026-02-04"}},
		"until a day":          {"FREQ=DAILY;UNTIL=20260103", "2026-01-01", "2026-01-01", "2026-02-10", []string{"2026-01-01", "2026-01-02", "2026-01-03"}},
		"a day there is not":   {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "", "2026-01-01", "2028-12-31", []string{"2028-02-29"}},
		"no more than allowed": {"FREQ=DAILY", "", "2026-01-01", "2026-02-01", []string{"2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var from time.Time
			if tt.from != "" {
				from = day(tt.from)
			}
			r, err := domain.ParseRecurrence(tt.rule, from)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range r.Between(day(tt.first), day(tt.last), 5) {
				got = append(got, d.Format(time.DateOnly))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	for _, rule := range []string{"", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=19", "FREQ=YEARLY;BYDAY=9XX", "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", "every Thursday"} {
		if r, err := domain.ParseRecurrence(rule, time.Time{}); err == nil {
			t.Errorf("%q is taken as %+v", rule, r)
		}
	}
	if days := (domain.Recurrence{}).Between(day("2026-01-01"), day("2026-02-01"), 5); len(days) > 400 {
		t.Error("no rule gives days without end")
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2026-03-12": "2026-03-13T00:00:00Z", "2026-12-10": "2026-12-11T01:00:00Z"} {
		d, _ := time.Parse(time.DateOnly, day)
		at, err := domain.At(d, "19:00", chicago)
		if err != nil || at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s at 19:00 is %v, %v; want %s", day, at.UTC(), err, want)
		}
	}
	if _, err := domain.At(time.Time{}, "7 pm", chicago); err == nil {
		t.Error("7 pm is no time as we write them")
	}
}
