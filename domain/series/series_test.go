package series_test

import (
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
)

func TestTheYearIsPlannedByTheRuleAcrossClockChanges(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(0))
	want := map[string]string{
		"2026-03-12": "2026-03-13T00:00:00Z", // summer time
		"2026-06-11": "2026-06-12T00:00:00Z",
		"2026-09-10": "2026-09-11T00:00:00Z",
		"2026-12-10": "2026-12-11T01:00:00Z", // winter time
		"2027-03-11": "2027-03-12T01:00:00Z",
	}
	if len(w.state.Gatherings) != len(want) {
		t.Fatalf("%d gatherings are planned: %+v", len(w.state.Gatherings), w.state.Gatherings)
	}
	for key, starts := range want {
		g, found := w.state.Gathering(key)
		if !found || g.StartsAt.Format(time.RFC3339) != starts || g.EndsAt.Sub(g.StartsAt) != 90*time.Minute {
			t.Errorf("%s is planned for %s to %s", key, g.StartsAt.Format(time.RFC3339), g.EndsAt.Format(time.RFC3339))
		}
	}
	if again := w.do(series.Plan{}); len(again) != 0 {
		t.Errorf("planning again changes %v", again)
	}
	w.advance(winter.AddDate(2, 0, 0))
	if first, _ := w.state.Gathering("2026-03-12"); !first.Ended {
		t.Error("the first one never ended")
	}
	ahead := 0
	for _, g := range w.state.Gatherings {
		if !g.Ended {
			ahead++
		}
	}
	if ahead < 4 {
		t.Errorf("two years later only %d are planned", ahead)
	}
}

func TestAFileThatChangesMovesAndCallsOffWhatNobodyTouched(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(0))
	w.want(11, 2, 1)
	w.do(series.Move{By: coordinator, Gathering: "2026-06-11", StartsAt: local("2026-06-18 19:00"), EndsAt: local("2026-06-18 20:30")})
	w.facts = rules(0, func(r *series.Rules) {
		r.From = "18:00"
		r.Days, _ = domain.ParseRecurrence("FREQ=YEARLY;BYMONTH=3,6,9;BYDAY=2TH", time.Time{})
	})
	w.do(series.Plan{})
	first, _ := w.state.Gathering(march)
	moved, _ := w.state.Gathering("2026-06-11")
	last, _ := w.state.Gathering("2026-12-10")
	if !first.StartsAt.Equal(local("2026-03-12 18:00")) || first.Sequence != 1 {
		t.Errorf("the first one is at %v, sequence %d", first.StartsAt, first.Sequence)
	}
	if !moved.StartsAt.Equal(local("2026-06-18 19:00")) {
		t.Errorf("what a person moved is at %v", moved.StartsAt)
	}
	if last.Because != series.ByRule || last.Sequence != 1 {
		t.Errorf("what the rule does not have any more is %+v", last)
	}
	if told := w.told[len(w.told)-1]; told.Kind != "moved" || told.Visit != id(11) {
		t.Errorf("who answered was told %+v", told)
	}
}

func TestTheLastPlaceAndTheWaitingList(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(3))
	w.want(11, 2, 1)
	w.want(12, 2, 1)
	w.want(13, 1, 1) // fits, and goes past one who needs two: told so
	for visit, want := range map[int]series.Standing{11: series.Seated, 12: series.Waiting, 13: series.Offered} {
		if got := w.standing(visit); got != want {
			t.Errorf("visit %d is %s, not %s", visit, got, want)
		}
	}
	passed := false
	for _, told := range w.told {
		passed = passed || told.Visit == id(12) && told.Kind == "passed_over"
	}
	if !passed {
		t.Error("who was passed over was not told")
	}
	w.do(series.TakeOffer{Visit: id(13), Gathering: march})
	w.do(series.Leave{Visit: id(11), Gathering: march})
	if w.standing(12) != series.Offered || w.standing(13) != series.Seated {
		t.Errorf("after two places came free: %s, %s", w.standing(12), w.standing(13))
	}
	w.want(14, 1, 1)
	w.advance(w.at.Add(49 * time.Hour))
	if w.standing(12) != series.Lapsed || w.standing(14) != series.Offered {
		t.Errorf("after the offer's end: %s, %s", w.standing(12), w.standing(14))
	}
	w.do(series.TakeOffer{Visit: id(12), Gathering: march}) // late: one place is left, and two are needed
	if w.standing(12) != series.Waiting {
		t.Errorf("a late yes: %s", w.standing(12))
	}
}

func TestChangesOfNumbers(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(4))
	w.want(11, 3, 1)
	w.want(11, 4, 2)
	w.want(12, 1, 1)
	w.want(11, 2, 3)
	w.want(11, 4, 1) // an old wish that comes late
	g, _ := w.state.Gathering(march)
	if v, _ := g.Visit(id(11)); v.Seats != 2 || v.Ask != 3 {
		t.Errorf("the last wish does not count: %+v", v)
	}
	if w.standing(12) != series.Offered {
		t.Errorf("what came free is not offered: %s", w.standing(12))
	}
	w.want(13, 2, 1) // one is free, and two are needed
	w.want(11, 3, 4) // must not go past those who wait
	g, _ = w.state.Gathering(march)
	if v, _ := g.Visit(id(11)); v.Seats != 2 {
		t.Errorf("somebody with a place took more past those who wait: %+v", v)
	}
	w.do(series.Leave{Visit: id(15), Gathering: march})
	w.want(15, 1, 1)
	if w.standing(15) != series.Left {
		t.Errorf("who withdrew before they were heard is %s", w.standing(15))
	}
}

func TestWhenAnswersEnd(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(3))
	w.advance(local("2026-03-12 17:00"))
	w.want(11, 1, 1)
	w.do(series.Want{Visit: id(12), Gathering: "2026-03-13", Seats: 1, Ask: 1})
	if last := w.told[len(w.told)-1]; last.Status != series.Refused || last.Because != "unknown" {
		t.Errorf("a day that is none: %+v", last)
	}
	if w.standing(11) != series.Refused {
		t.Errorf("two hours before: %s", w.standing(11))
	}
	w.do(series.CallOff{By: coordinator, Gathering: "2026-06-11", Because: "venue"})
	w.do(series.Want{Visit: id(13), Gathering: "2026-06-11", Seats: 1, Ask: 1})
	if last := w.told[len(w.told)-1]; last.Status != series.Refused || last.Because != "called_off" {
		t.Errorf("a day that is called off: %+v", last)
	}
	w.do(series.Want{Visit: id(14), Gathering: "2026-09-10", Seats: 4, Ask: 1})
	if last := w.told[len(w.told)-1]; last.Because != "full" {
		t.Errorf("more than there ever are: %+v", last)
	}
}

func TestEverybodyHearsOfAMoveAndOfACancellation(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(1))
	w.want(11, 1, 1)
	w.want(12, 1, 1)
	w.want(13, 1, 1)
	w.do(series.Leave{Visit: id(13), Gathering: march})
	w.told = nil
	w.do(series.Move{By: coordinator, Gathering: march, StartsAt: local("2026-03-19 19:00"), EndsAt: local("2026-03-19 20:30"), Place: id(99)})
	w.do(series.CallOff{By: coordinator, Gathering: march, Because: "weather"})
	var got []string
	for _, told := range w.told {
		got = append(got, told.Kind+" "+map[string]string{id(11).String(): "11", id(12).String(): "12", id(13).String(): "13"}[told.Visit.String()])
	}
	if len(got) != 4 || got[0] != "moved 11" || got[1] != "moved 12" || got[2] != "called_off 11" || got[3] != "called_off 12" {
		t.Errorf("told: %v", got)
	}
	if g, _ := w.state.Gathering(march); g.Sequence != 2 || g.Place != id(99) {
		t.Errorf("it is %+v", g)
	}
}

func TestWhatCoordinatorsAreRefused(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(2))
	w.want(11, 2, 1)
	w.do(series.CallOff{By: coordinator, Gathering: "2026-06-11", Because: "holiday"})
	starts, ends := local("2026-04-01 19:00"), local("2026-04-01 21:00")
	w.do(series.MakePromise{By: coordinator, Promise: id(70), Text: id(71), DueOn: starts})
	for name, tt := range map[string]struct {
		c    series.Command
		code domain.Code
	}{
		"fewer places than given":         {series.SetCapacity{Gathering: march, Seats: 1}, domain.Rejected},
		"a capacity below nothing":        {series.SetCapacity{Gathering: march, Seats: -1}, domain.Invalid},
		"moved into the past":             {series.Move{Gathering: march, StartsAt: winter.Add(-time.Hour), EndsAt: ends}, domain.Invalid},
		"ends before it begins":           {series.Move{Gathering: march, StartsAt: ends, EndsAt: starts}, domain.Invalid},
		"lasts a week":                    {series.Move{Gathering: march, StartsAt: starts, EndsAt: starts.AddDate(0, 0, 7)}, domain.Invalid},
		"in twenty years":                 {series.AddSingle{ID: id(50), StartsAt: starts.AddDate(20, 0, 0), EndsAt: ends.AddDate(20, 0, 0)}, domain.Invalid},
		"a gathering that is none":        {series.Move{Gathering: "2026-01-01", StartsAt: starts, EndsAt: ends}, domain.NotFound},
		"called off twice":                {series.CallOff{Gathering: "2026-06-11", Because: "venue"}, domain.Conflict},
		"called off without a reason":     {series.CallOff{Gathering: march}, domain.Invalid},
		"called off for the file's cause": {series.CallOff{Gathering: march, Because: series.ByRule}, domain.Invalid},
		"counted before it begins":        {series.EnterTally{Gathering: march, Areas: []string{"north"}, Counts: []int{1}}, domain.Conflict},
		"counted though it was not":       {series.EnterTally{Gathering: "2026-06-11", Areas: []string{"north"}, Counts: []int{1}}, domain.Conflict},
		"a question that is none":         {series.PublishQuestion{Question: id(60), Text: id(61)}, domain.Conflict},
		"a promise without words":         {series.MakePromise{Promise: id(72), DueOn: starts}, domain.Invalid},
		"a promise for yesterday":         {series.MakePromise{Promise: id(72), Text: id(73), DueOn: winter.AddDate(0, 0, -3)}, domain.Invalid},
		"dropped without a reason":        {series.SettlePromise{Promise: id(70)}, domain.Invalid},
		"a promise that is none":          {series.SettlePromise{Promise: id(79), Kept: true}, domain.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := series.Decide(w.state, series.WithFacts(tt.c, w.facts).(series.Command), winter)
			if domain.CodeOf(err) != tt.code || len(events) > 0 {
				t.Errorf("%v, %v", events, err)
			}
		})
	}
}

func TestAgendaQuestionsPromisesAndTally(t *testing.T) {
	t.Parallel()
	w := begin(t, rules(0))
	w.do(series.AddAgenda{By: coordinator, Gathering: march, Item: id(30)})
	w.do(series.AddAgenda{By: coordinator, Gathering: march, Item: id(31)})
	w.do(series.RemoveAgenda{By: coordinator, Gathering: march, Item: id(30)})
	w.do(series.NoteQuestion{Question: id(40), Visit: id(11), Gathering: march})
	w.do(series.NoteQuestion{Question: id(41), Visit: id(11), Gathering: march})
	w.do(series.NoteQuestion{Question: id(41), Visit: id(11), Gathering: march})
	w.do(series.PublishQuestion{By: coordinator, Question: id(40), Text: id(42)})
	w.do(series.DeclineQuestion{By: coordinator, Question: id(41)})
	w.do(series.MakePromise{By: coordinator, Promise: id(50), Text: id(51), DueOn: winter.AddDate(0, 1, 0)})
	w.do(series.SettlePromise{By: coordinator, Promise: id(50), Kept: true, Outcome: id(52)})
	w.do(series.SettlePromise{By: coordinator, Promise: id(50), Kept: true})
	if _, err := w.try(series.SettlePromise{By: coordinator, Promise: id(50), Outcome: id(53)}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("what was done is undone: %v", err)
	}
	single := series.SingleKey(id(60))
	w.do(series.AddSingle{By: coordinator, ID: id(60), StartsAt: local("2026-05-20 10:00"), EndsAt: local("2026-05-20 12:00"), Capacity: 50, Name: id(61)})
	w.do(series.AddSingle{By: coordinator, ID: id(60), StartsAt: local("2026-05-20 10:00"), EndsAt: local("2026-05-20 12:00")})
	w.advance(local("2026-03-12 20:00"))
	w.do(series.EnterTally{By: coordinator, Gathering: march, Areas: []string{"north", "south"}, Counts: []int{12, 7}})
	w.do(series.EnterTally{By: coordinator, Gathering: march, Areas: []string{"north", "south"}, Counts: []int{12, 8}})
	for code, c := range map[domain.Code]series.Command{
		domain.Invalid: series.EnterTally{By: coordinator, Gathering: march, Areas: []string{"west"}, Counts: []int{1}},
	} {
		if _, err := w.try(c); domain.CodeOf(err) != code {
			t.Errorf("%+v: %v", c, err)
		}
	}
	g, _ := w.state.Gathering(march)
	if len(g.Agenda) != 1 || g.Agenda[0] != id(31) || g.Counts[1] != 8 || len(w.state.Questions) != 1 || w.state.Questions[0].Text != id(42) {
		t.Errorf("it is %+v with %+v", g, w.state.Questions)
	}
	if p, _ := w.state.Promise(id(50)); p.Open() || !p.Kept || p.Outcome != id(52) {
		t.Errorf("the promise is %+v", p)
	}
	if s, found := w.state.Gathering(single); !found || !s.Single || s.Capacity != 50 || len(w.state.Gatherings) != 6 {
		t.Errorf("the single one is %+v among %d", s, len(w.state.Gatherings))
	}
}
