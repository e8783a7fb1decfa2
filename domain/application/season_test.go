package application_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

func chicago(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// academy begins twice a year; applications for one term begin when those for the term before it end.
func academy() application.Season {
	return application.Season{
		Begins: "FREQ=YEARLY;BYMONTH=2,9;BYDAY=1WE", ApplyUntil: 14 * 24 * time.Hour,
		Sessions: application.Sessions{Count: 12, Days: []string{"wednesday"}, From: "18:00", To: "21:00", Place: "Headquarters"},
		Groups:   []application.Group{{Key: "class", Name: domain.Text{"en": "Class"}, Capacity: 30}},
	}
}

func with(change func(*application.Season)) application.Season {
	s := academy()
	change(&s)
	return s
}

func TestNext(t *testing.T) {
	t.Parallel()
	gapped := with(func(s *application.Season) { s.ApplyFrom = 60 * 24 * time.Hour })
	for name, tt := range map[string]struct {
		season application.Season
		at     string
		want   string // key, first and last day, and applications from and until; empty for none
		opens  string
	}{
		"in summer, for September": {academy(), "2026-07-01T12:00:00Z", "2026-09 2026-09-02 2026-11-18 2026-01-21T06:00:00Z 2026-08-19T05:00:00Z", "2026-08-19T05:00:00Z"},
		"the last second":          {academy(), "2026-08-19T04:59:59Z", "2026-09 2026-09-02 2026-11-18 2026-01-21T06:00:00Z 2026-08-19T05:00:00Z", "2026-08-19T05:00:00Z"},
		"the end is the next's beginning": {
			academy(), "2026-08-19T05:00:00Z", "2027-02 2027-02-03 2027-04-21 2026-08-19T05:00:00Z 2027-01-20T06:00:00Z", "2027-01-20T06:00:00Z",
		},
		"over the end of a year": {academy(), "2027-01-01T00:30:00Z", "2027-02 2027-02-03 2027-04-21 2026-08-19T05:00:00Z 2027-01-20T06:00:00Z", "2027-01-20T06:00:00Z"},
		"in a gap":               {gapped, "2026-06-01T12:00:00Z", "", "2026-07-04T05:00:00Z"},
		"the gap is over":        {gapped, "2026-07-04T05:00:00Z", "2026-09 2026-09-02 2026-11-18 2026-07-04T05:00:00Z 2026-08-19T05:00:00Z", "2026-12-05T06:00:00Z"},
		"the next gap":           {gapped, "2026-08-19T05:00:00Z", "", "2026-12-05T06:00:00Z"},
		"midnight by the wall, over a clock change": {
			with(func(s *application.Season) {
				s.Begins, s.ApplyUntil = "FREQ=YEARLY;BYMONTH=11;BYDAY=1WE", 7*24*time.Hour
			}),
			"2026-10-20T12:00:00Z", "2026-11 2026-11-04 2027-01-20 2025-10-29T05:00:00Z 2026-10-28T05:00:00Z", "2026-10-28T05:00:00Z",
		},
		"hours beside days": {
			with(func(s *application.Season) { s.ApplyUntil = 30 * time.Hour }),
			"2026-07-01T12:00:00Z", "2026-09 2026-09-02 2026-11-18 2026-02-03T00:00:00Z 2026-08-31T23:00:00Z", "2026-08-31T23:00:00Z",
		},
		"until it begins": {
			with(func(s *application.Season) { s.ApplyUntil = 0 }),
			"2026-09-02T04:59:59Z", "2026-09 2026-09-02 2026-11-18 2026-02-04T06:00:00Z 2026-09-02T05:00:00Z", "2026-09-02T05:00:00Z",
		},
		"two in one month": {
			with(func(s *application.Season) { s.Begins = "FREQ=YEARLY;BYMONTH=6;BYDAY=1MO,3MO" }),
			"2026-05-25T12:00:00Z", "2026-06-15 2026-06-15 2026-09-02 2026-05-18T05:00:00Z 2026-06-01T05:00:00Z", "2026-06-01T05:00:00Z",
		},
		"the first of all":       {with(func(s *application.Season) { s.Begins += ";UNTIL=20000301" }), "2000-01-05T12:00:00Z", "2000-02 2000-02-02 2000-04-19 - 2000-01-19T06:00:00Z", ""},
		"after the last of all":  {with(func(s *application.Season) { s.Begins += ";UNTIL=20261231" }), "2026-08-20T12:00:00Z", "", ""},
		"long ahead of a season": {with(func(s *application.Season) { s.ApplyFrom = 350 * 24 * time.Hour }), "2026-08-20T12:00:00Z", "2027-02 2027-02-03 2027-04-21 2026-02-18T06:00:00Z 2027-01-20T06:00:00Z", "2026-09-16T05:00:00Z"},
		"no rule at all":         {with(func(s *application.Season) { s.Begins = "every fall" }), "2026-08-20T12:00:00Z", "", ""},
		"a rule without days":    {with(func(s *application.Season) { s.Begins = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }), "2026-08-20T12:00:00Z", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := chicago(t)
			term, ok := tt.season.Next(instant(t, tt.at), zone)
			if got := shown(term); ok != (tt.want != "") || ok && got != tt.want {
				t.Errorf("got %s, %v\nwant %s", got, ok, tt.want)
			}
			opens, ok := tt.season.Opens(instant(t, tt.at), zone)
			if got := opens.UTC().Format(time.RFC3339); ok != (tt.opens != "") || ok && got != tt.opens {
				t.Errorf("it opens %s, %v, want %s", got, ok, tt.opens)
			}
			if again, found := tt.season.Term(term.Key, zone); tt.want != "" && (!found || shown(again) != shown(term)) {
				t.Errorf("by its key it is %s", shown(again))
			}
		})
	}
}

func shown(t application.Term) string {
	from := "-"
	if !t.ApplyFrom.IsZero() {
		from = t.ApplyFrom.UTC().Format(time.RFC3339)
	}
	return strings.Join([]string{t.Key, t.FirstDay.Format(time.DateOnly), t.LastDay.Format(time.DateOnly), from, t.ApplyUntil.UTC().Format(time.RFC3339)}, " ")
}

func TestTermsByKey(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	var keys []string
	for _, term := range academy().Terms(day(t, "2026-02-04"), day(t, "2027-09-01"), zone) {
		keys = append(keys, term.Key)
	}
	if got := strings.Join(keys, " "); got != "2026-02 2026-09 2027-02 2027-09" {
		t.Errorf("got %s", got)
	}
	for _, key := range []string{"", "2026-03", "2026-09-02", "2026-09-01", "2026-13", "fall", "2026-9"} {
		if term, ok := academy().Term(key, zone); ok {
			t.Errorf("%q is %s", key, shown(term))
		}
	}
	weekly := with(func(s *application.Season) { s.Begins = "FREQ=WEEKLY;BYDAY=MO" })
	if term, ok := weekly.Term("2026-03-09", zone); !ok || term.FirstDay != day(t, "2026-03-09") {
		t.Errorf("got %s, %v", shown(term), ok)
	}
	if _, ok := weekly.Term("2026-03", zone); ok {
		t.Error("several terms have one key")
	}
}

func TestMeetings(t *testing.T) {
	t.Parallel()
	outline := []application.Topic{
		{Key: "tour"}, {Key: "choices", For: "teens"}, {Key: "traffic", For: "adults"}, {Key: "dogs", Place: "Kennel"},
	}
	for name, tt := range map[string]struct {
		season application.Season
		group  application.Group
		first  string
		want   []string
	}{
		"over the change in spring": {
			with(func(s *application.Season) { s.Sessions.Count, s.Outline = 3, outline }),
			application.Group{For: "teens"},
			"2026-03-04",
			[]string{
				"1 2026-03-05T00:00:00Z 2026-03-05T03:00:00Z tour Headquarters", "2 2026-03-11T23:00:00Z 2026-03-12T02:00:00Z choices Headquarters",
				"3 2026-03-18T23:00:00Z 2026-03-19T02:00:00Z dogs Kennel",
			},
		},
		"over the change in fall, more than the outline": {
			with(func(s *application.Season) { s.Sessions.Count, s.Outline = 3, outline[:1] }),
			application.Group{For: "adults"},
			"2026-10-21",
			[]string{
				"1 2026-10-21T23:00:00Z 2026-10-22T02:00:00Z tour Headquarters", "2 2026-10-28T23:00:00Z 2026-10-29T02:00:00Z  Headquarters",
				"3 2026-11-05T00:00:00Z 2026-11-05T03:00:00Z  Headquarters",
			},
		},
		"a group without a word has what is for all": {
			with(func(s *application.Season) { s.Sessions.Count, s.Outline = 2, outline }),
			application.Group{},
			"2026-07-01",
			[]string{"1 2026-07-01T23:00:00Z 2026-07-02T02:00:00Z tour Headquarters", "2 2026-07-08T23:00:00Z 2026-07-09T02:00:00Z dogs Kennel"},
		},
		"meetings of its own, from the first of their days on": {
			academy(),
			application.Group{Sessions: &application.Sessions{Count: 3, Days: []string{"saturday", "tuesday"}, From: "09:00", To: "10:30"}},
			"2026-12-30",
			[]string{"1 2027-01-02T15:00:00Z 2027-01-02T16:30:00Z  ", "2 2027-01-05T15:00:00Z 2027-01-05T16:30:00Z  ", "3 2027-01-09T15:00:00Z 2027-01-09T16:30:00Z  "},
		},
		"once a month": {
			academy(),
			application.Group{Sessions: &application.Sessions{Count: 3, Rule: "FREQ=MONTHLY;BYDAY=1TH", From: "18:30", To: "20:30"}},
			"2026-09-10",
			[]string{"1 2026-10-01T23:30:00Z 2026-10-02T01:30:00Z  ", "2 2026-11-06T00:30:00Z 2026-11-06T02:30:00Z  ", "3 2026-12-04T00:30:00Z 2026-12-04T02:30:00Z  "},
		},
		"every second week, counted from the first day": {
			academy(),
			application.Group{Sessions: &application.Sessions{Count: 2, Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", From: "18:30", To: "20:30"}},
			"2026-07-01",
			[]string{"1 2026-07-01T23:30:00Z 2026-07-02T01:30:00Z  ", "2 2026-07-15T23:30:00Z 2026-07-16T01:30:00Z  "},
		},
		"a rule that is none":  {academy(), application.Group{Sessions: &application.Sessions{Count: 2, Rule: "now and then", From: "18:30", To: "20:30"}}, "2026-07-01", nil},
		"a clock that is none": {with(func(s *application.Season) { s.Sessions.From = "six" }), application.Group{}, "2026-07-01", nil},
		"no end":               {with(func(s *application.Season) { s.Sessions.To = "late" }), application.Group{}, "2026-07-01", nil},
		"no day of the week":   {with(func(s *application.Season) { s.Sessions.Days = []string{"someday"} }), application.Group{}, "2026-07-01", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range tt.season.Meetings(tt.group, day(t, tt.first), chicago(t)) {
				got = append(got, strings.Join([]string{string(rune('0' + m.Number)), m.StartsAt.UTC().Format(time.RFC3339), m.EndsAt.UTC().Format(time.RFC3339), m.Topic, m.Place}, " "))
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestAllGroups(t *testing.T) {
	t.Parallel()
	s := with(func(s *application.Season) {
		s.Groups = append(s.Groups, application.Group{Key: "soccer-8", Name: domain.Text{"en": "Soccer", "es": "Fútbol"}, Number: 2, Capacity: 9, Activity: "soccer"})
	})
	var got []string
	for _, g := range s.AllGroups() {
		got = append(got, g.Key+" "+g.Name.In("es")+" "+string(rune('0'+g.Number)))
	}
	if all := strings.Join(got, ", "); all != "class Class 1, soccer-8-1 Fútbol 1 1, soccer-8-2 Fútbol 2 1" {
		t.Errorf("got %s", all)
	}
	if s.Groups[1].Name["es"] != "Fútbol" || s.Groups[1].Number != 2 {
		t.Error("the rules themselves have changed")
	}
}

func TestTheLastDayIsThatOfTheLongestGroup(t *testing.T) {
	t.Parallel()
	s := with(func(s *application.Season) {
		s.Groups = append(s.Groups, application.Group{Key: "long", Sessions: &application.Sessions{Count: 13, Days: []string{"friday"}, From: "18:00", To: "19:00"}})
	})
	if term, _ := s.Term("2026-09", chicago(t)); term.LastDay != day(t, "2026-11-27") {
		t.Errorf("got %s", shown(term))
	}
}

func TestSeasonsByChance(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	rapid.Check(t, func(t *rapid.T) {
		s := academy()
		s.Begins = rapid.SampledFrom([]string{
			"FREQ=YEARLY;BYMONTH=2,9;BYDAY=1WE", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
		}).Draw(t, "rule")
		s.ApplyUntil = time.Duration(rapid.IntRange(0, 40*24).Draw(t, "until")) * time.Hour
		if rapid.Bool().Draw(t, "a beginning of its own") {
			s.ApplyFrom = s.ApplyUntil + time.Duration(rapid.IntRange(1, 200*24).Draw(t, "from"))*time.Hour
		}
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 5*365*24*60).Draw(t, "minute")) * time.Minute)
		term, ok := s.Next(at, zone)
		if ok && (at.Before(term.ApplyFrom) || !at.Before(term.ApplyUntil) || term.LastDay.Before(term.FirstDay)) {
			t.Fatalf("at %s it is for %s", at, shown(term))
		}
		if again, found := s.Term(term.Key, zone); ok && (!found || again != term) {
			t.Fatalf("%s by its key is %s", shown(term), shown(again))
		}
		if !ok && s.ApplyFrom == 0 {
			t.Fatalf("at %s nothing is open, yet one term's end is the next one's beginning", at)
		}
		opens, found := s.Opens(at, zone)
		if !found || !opens.After(at) {
			t.Fatalf("at %s it opens %s, %v", at, opens, found)
		}
		if _, open := s.Next(opens, zone); !open {
			t.Fatalf("at %s it is said to open, and does not", opens)
		}
		if _, open := s.Next(opens.Add(-time.Second), zone); !ok && open {
			t.Fatalf("at %s it was open already", opens)
		}
	})
}
