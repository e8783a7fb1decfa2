package season_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
)

// told walks a season by commands that nobody refuses.
func told(t testing.TB, s season.State, at time.Time, commands ...season.Command) (season.State, []domain.Event) {
	t.Helper()
	var all []domain.Event
	for _, c := range commands {
		events, err := season.Decide(s, c, at)
		if err != nil {
			t.Fatalf("%s: %v", c.CommandName(), err)
		}
		for _, e := range events {
			s = season.Evolve(s, e)
		}
		all = append(all, events...)
	}
	return s, all
}

func TestOtherWishes(t *testing.T) {
	t.Parallel()
	at := first.AddDate(0, -2, 0)
	for name, tt := range map[string]struct {
		draw   bool
		rewish season.Rewish
		who    string
		place  season.Place
		group  string
		misfit bool
	}{
		"whoever has a place keeps it":                 {who: "one", rewish: season.Rewish{Options: []string{"b"}, Ask: 1}, place: season.Seated, group: "a", misfit: true},
		"the group still fits":                         {who: "one", rewish: season.Rewish{Options: []string{"b,a"}, Ask: 1}, place: season.Seated, group: "a"},
		"held with a place":                            {who: "one", rewish: season.Rewish{Options: []string{"a"}, Held: true, Ask: 1}, place: season.Seated, group: "a"},
		"whoever waits is offered what they wish now":  {who: "three", rewish: season.Rewish{Options: []string{"b"}, Ask: 1}, place: season.Offered, group: "b"},
		"whoever is held is offered nothing":           {who: "three", rewish: season.Rewish{Options: []string{"b"}, Held: true, Ask: 1}, place: season.Waiting},
		"no group fits any more":                       {who: "three", rewish: season.Rewish{Options: nil, Ask: 1}, place: season.Waiting},
		"an old wish changes nothing":                  {who: "three", rewish: season.Rewish{Options: []string{"b"}}, place: season.Waiting},
		"somebody whom the season does not know":       {who: "nobody", rewish: season.Rewish{Options: []string{"b"}, Ask: 1}},
		"before the draw everybody waits":              {draw: true, who: "three", rewish: season.Rewish{Options: []string{"b"}, Ask: 1}, place: season.Waiting},
		"before the draw also those who came at first": {draw: true, who: "one", rewish: season.Rewish{Options: []string{"b"}, Ask: 1}, place: season.Waiting},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := told(t, season.State{}, at, season.Open{Opening: opening(tt.draw)})
			for i, who := range []string{"one", "two", "three", "four"} {
				s, _ = told(t, s, at, season.Enter{Application: id(who), Options: []string{"a"}, Since: at.Add(time.Duration(i) * time.Minute)})
			}
			tt.rewish.Application = id(tt.who)
			s, events := told(t, s, at, tt.rewish)
			if _, again := told(t, s, at, tt.rewish); len(again) > 0 {
				t.Errorf("the same wish again: %v", again)
			}
			c := s.Candidates[id(tt.who)]
			if tt.place == "" {
				if c != nil || len(events) > 0 {
					t.Fatalf("somebody new: %+v", c)
				}
				return
			}
			if c.Place != tt.place || c.Group != tt.group || c.Misfit != tt.misfit || !c.Since.Equal(at.Add(time.Duration(slices.Index([]string{"one", "two", "three"}, tt.who))*time.Minute)) {
				t.Errorf("%s in %q, misfit %v, since %v", c.Place, c.Group, c.Misfit, c.Since)
			}
			fits := slices.ContainsFunc(events, func(e domain.Event) bool { f, is := e.(season.FitTold); return is && !f.Fits })
			if fits != tt.misfit {
				t.Errorf("told: %v", events)
			}
		})
	}
}

// Whoever was held comes back in their turn, also after the draw.
func TestWhoeverWasHeldKeepsTheirTurn(t *testing.T) {
	t.Parallel()
	at := first.AddDate(0, -2, 0)
	s, _ := told(t, season.State{}, at, season.Open{Opening: opening(true)})
	for i := range 3 {
		s, _ = told(t, s, at, season.Enter{Application: id(fmt.Sprint(i)), Options: []string{"a"}, Since: at.Add(time.Duration(i))})
	}
	s, _ = told(t, s, at, season.Rewish{Application: id("0"), Options: []string{"a"}, Held: true, Ask: 1})
	s, _ = told(t, s, s.DrawAt, season.Wake{Facts: season.Facts{Seed: 3, Today: s.DrawAt, Morning: s.DrawAt.Add(24 * time.Hour)}})
	if c := s.Candidates[id("0")]; c.Place != season.Waiting || len(s.In("a")) != 2 {
		t.Fatalf("drawn: %+v, %v", c, s.In("a"))
	}
	s, _ = told(t, s, s.DrawAt, season.Rewish{Application: id("0"), Options: []string{"a", "b"}, Ask: 2})
	if c := s.Candidates[id("0")]; c.Place != season.Offered || c.Group != "b" {
		t.Errorf("after it: %+v", c)
	}
}

// TestWishesTakeNoPlaceAway changes wishes at random: nobody who is seated or offered something loses it by that.
func TestWishesTakeNoPlaceAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &world{at: first.AddDate(0, -2, 0), told: map[uuid.UUID]season.PlaceDecided{}}
		w.do(t, season.Open{Opening: opening(rapid.Bool().Draw(t, "draw"))})
		for ask := range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.step(t)
			before := map[uuid.UUID]season.Candidate{}
			for id, c := range w.state.Candidates {
				before[id] = *c
			}
			w.do(t, season.Rewish{
				Application: id(fmt.Sprint("application", rapid.IntRange(0, 9).Draw(t, "who"))), Ask: ask + 1, Held: rapid.IntRange(0, 3).Draw(t, "held") == 0,
				Options: rapid.SampledFrom([][]string{{"a"}, {"b"}, {"a", "b"}, {"gone"}, nil}).Draw(t, "wishes"),
			})
			for id, old := range before {
				now := w.state.Candidates[id]
				if (old.Place == season.Seated || old.Place == season.Offered) && (now.Place != old.Place || now.Group != old.Group) {
					t.Fatalf("%s in %q became %s in %q", old.Place, old.Group, now.Place, now.Group)
				}
				if !now.Since.Equal(old.Since) {
					t.Fatal("somebody's turn changed")
				}
				if now.Held && now.Place == season.Offered && old.Place == season.Waiting {
					t.Fatal("something was offered to whoever is held")
				}
				if now.Place == season.Seated && now.Misfit && slices.ContainsFunc(now.Options, func(o []string) bool { return slices.Contains(o, now.Group) }) {
					t.Fatal("a group that fits is said not to")
				}
			}
			w.nobodyPassedOver(t)
		}
	})
}

func TestASeasonEndsAfterItsLastSession(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	begun := func() season.State { // each its own, because folding changes a state in place
		s, _ := told(t, season.State{}, first.AddDate(0, -2, 0), season.Open{Opening: opening(false)})
		return s
	}
	s := begun()
	evening := time.Date(s.Last.Year(), s.Last.Month(), s.Last.Day(), 18, 0, 0, 0, zone)
	dayEnds := time.Date(s.Last.Year(), s.Last.Month(), s.Last.Day()+1, 0, 0, 0, 0, zone)
	meetings := []season.Meeting{
		{Group: "a", Number: 1, StartsAt: evening.AddDate(0, 0, -7), EndsAt: evening.AddDate(0, 0, -7).Add(3 * time.Hour)},
		{Group: "a", Number: 2, StartsAt: evening, EndsAt: evening.Add(3 * time.Hour)},
	}
	facts := season.Facts{Meetings: meetings, DayEnds: dayEnds}
	cancelled, _ := told(t, begun(), evening.Add(-time.Hour), season.Cancel{Who: coordinator, Group: "a", Number: 2, Facts: facts})
	moved, _ := told(t, begun(), evening.Add(-time.Hour), season.Shift{Who: coordinator, Group: "a", Number: 2, StartsAt: evening.AddDate(0, 0, 9), EndsAt: evening.AddDate(0, 0, 9).Add(time.Hour), Facts: facts})
	for name, tt := range map[string]struct {
		state season.State
		facts season.Facts
		at    time.Time
		ends  bool
	}{
		"an hour before the last evening":             {s, facts, evening.Add(-time.Hour), false},
		"midnight in London, in the middle of it":     {s, facts, s.Last.Add(24 * time.Hour).Add(time.Minute), false},
		"when it is over":                             {s, facts, evening.Add(3 * time.Hour), true},
		"the last one was called off":                 {cancelled, facts, evening.Add(-time.Hour), true},
		"the last one was moved":                      {moved, facts, evening.AddDate(0, 0, 8), false},
		"after the moved one":                         {moved, facts, evening.AddDate(0, 0, 9).Add(time.Hour), true},
		"no session at all, on the last evening":      {s, season.Facts{DayEnds: dayEnds}, dayEnds.Add(-time.Minute), false},
		"no session at all, at midnight by the clock": {s, season.Facts{DayEnds: dayEnds}, dayEnds, true},
		"nobody knows where it takes place":           {s, season.Facts{}, s.Last.Add(35 * time.Hour), false},
		"the day is over everywhere":                  {s, season.Facts{}, s.Last.Add(36 * time.Hour), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := season.Decide(tt.state, season.Complete{Who: coordinator, Facts: tt.facts}, tt.at)
			if tt.ends != (err == nil) || err != nil && domain.CodeOf(err) != domain.Conflict {
				t.Errorf("it ends: %v", err)
			}
		})
	}
	for name, of := range map[string]season.State{"not before the moved one": moved, "soon after the last day": s} {
		until := map[string]time.Time{"not before the moved one": evening.AddDate(0, 0, 9), "soon after the last day": s.Last.AddDate(0, 0, 2)}[name]
		_, early := told(t, of, until.Add(-time.Hour), season.Wake{Facts: season.Facts{DayEnds: dayEnds, Today: until, Morning: until}})
		if slices.ContainsFunc(early, func(e domain.Event) bool { _, is := e.(season.EndDue); return is }) {
			t.Errorf("%s: a coordinator is asked to end it too soon", name)
		}
	}
}

// coached is a season whose groups should have two coaches each, with one child in the first.
func coached(t *testing.T, at time.Time) season.State {
	t.Helper()
	o := opening(false)
	o.Coaches = 2
	s, _ := told(t, season.State{}, at, season.Open{Opening: o}, season.Enter{Application: id("child"), Options: []string{"a"}, Since: at})
	return s
}

func TestGroupsShortOfCoachesAreNamedOnce(t *testing.T) {
	t.Parallel()
	at := first.AddDate(0, -2, 0)
	meets := first.AddDate(0, 0, 7).Add(18 * time.Hour)
	facts := func(cleared ...string) season.Facts {
		f := season.Facts{
			Coaches: 2, Watched: true, Today: first, Morning: first.Add(28 * time.Hour), Cleared: map[uuid.UUID]time.Time{},
			Meetings: []season.Meeting{{Group: "a", Number: 1, StartsAt: meets, EndsAt: meets.Add(2 * time.Hour)}, {Group: "b", Number: 1, StartsAt: meets, EndsAt: meets.Add(2 * time.Hour)}},
		}
		for _, name := range cleared {
			f.Cleared[id(name)] = time.Time{}
		}
		return f
	}
	counted := func(events []domain.Event) (list []season.CoachesCounted) {
		for _, e := range events {
			if c, is := e.(season.CoachesCounted); is {
				list = append(list, c)
			}
		}
		return list
	}
	s := coached(t, at)
	if wake := s.NextWake(); wake.After(first.AddDate(0, 0, -14)) {
		t.Errorf("nobody counts before %v", wake)
	}
	if _, events := told(t, s, first.AddDate(0, 0, -15), season.Wake{Facts: facts()}); len(counted(events)) > 0 {
		t.Errorf("too soon: %v", events)
	}
	s, events := told(t, s, first.AddDate(0, 0, -14), season.Wake{Facts: facts()})
	if list := counted(events); len(list) != 1 || list[0] != (season.CoachesCounted{Group: "a", Needed: 2, DueAt: meets}) {
		t.Fatalf("short: %v", list)
	}
	if _, events = told(t, s, first, season.Wake{Facts: facts()}); len(counted(events)) > 0 {
		t.Errorf("said again: %v", events)
	}
	one := season.Assign{Who: coordinator, Group: "a", Coach: id("one"), Facts: facts("one")}
	two := season.Assign{Who: coordinator, Group: "a", Coach: id("two"), Facts: facts("one", "two")}
	s, events = told(t, s, first, one)
	if len(counted(events)) > 0 {
		t.Errorf("one is not enough: %v", events)
	}
	s, events = told(t, s, first, two)
	if list := counted(events); len(list) != 1 || list[0].Have != 2 {
		t.Errorf("enough: %v", list)
	}
	_, events = told(t, s, first, season.Unassign{Who: coordinator, Group: "a", Coach: id("two"), Facts: facts("one", "two")})
	if list := counted(events); len(list) != 1 || list[0].Have != 1 {
		t.Errorf("one left: %v", list)
	}
	s, events = told(t, s, first.Add(time.Hour), season.Wake{Facts: facts("one")})
	if g, _ := s.Group("a"); len(g.Coaches) != 1 || g.Short != 2 || len(counted(events)) > 0 {
		t.Errorf("a clearance ended: %+v, %v", g, events)
	}
}

func TestChildrenMeetWithAClearedAdultOnly(t *testing.T) {
	t.Parallel()
	begins := first.Add(18 * time.Hour)
	facts := season.Facts{
		Watched: true, Today: first, Cleared: map[uuid.UUID]time.Time{},
		Meetings: []season.Meeting{{Group: "a", Number: 1, StartsAt: begins, EndsAt: begins.Add(2 * time.Hour)}},
	}
	with := func(change func(*season.Facts)) season.Facts { f := facts; change(&f); return f }
	cleared := with(func(f *season.Facts) { f.Cleared = map[uuid.UUID]time.Time{id("coach"): first} })
	ended := with(func(f *season.Facts) { f.Cleared = map[uuid.UUID]time.Time{id("coach"): first.AddDate(0, 0, -1)} })
	adults := with(func(f *season.Facts) { f.Watched = false })
	here := []uuid.UUID{id("child")}
	for name, tt := range map[string]struct {
		coach bool
		who   season.Who
		facts season.Facts
		at    time.Time
		here  []uuid.UUID
		code  domain.Code
	}{
		"nobody looks after them": {false, coordinator, facts, begins, here, domain.Rejected},
		"a coach":                 {true, coordinator, cleared, begins, here, ""},
		"the coach says it":       {true, season.Who{By: id("coach"), As: domain.RoleVolunteer}, cleared, begins, here, ""},
		"a coach whose clearance ended yesterday":     {true, season.Who{By: id("coach"), As: domain.RoleVolunteer}, ended, begins, here, domain.Rejected},
		"everybody is excused":                        {false, coordinator, facts, begins, nil, ""},
		"what was, is recorded afterwards":            {false, coordinator, facts, begins.Add(3 * time.Hour), here, ""},
		"a program of adults, or without such a rule": {false, coordinator, adults, begins, here, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := coached(t, first.AddDate(0, -2, 0))
			if tt.coach {
				s = season.Evolve(s, season.CoachAssigned{Group: "a", Coach: id("coach")})
			}
			_, err := season.Decide(s, season.Attend{Who: tt.who, Group: "a", Number: 1, Present: tt.here, Facts: tt.facts}, tt.at)
			if err == nil && tt.code != "" || err != nil && domain.CodeOf(err) != tt.code {
				t.Errorf("%v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "A coordinator") {
				t.Errorf("nobody acts next: %v", err)
			}
		})
	}
}
