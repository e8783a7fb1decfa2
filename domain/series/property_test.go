package series_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain/series"
)

// TestNobodyGetsAPlaceTwiceAndNobodyIsSkipped lets people answer, change their minds, take offers and let them pass, while coordinators move, enlarge
// and call off, and time goes on.
func TestNobodyGetsAPlaceTwiceAndNobodyIsSkipped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := begin(t, rules(rapid.IntRange(1, 6).Draw(rt, "capacity")))
		asks := map[int]int{}
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			visit := rapid.IntRange(11, 19).Draw(rt, "visit")
			before, _ := w.state.Gathering(march)
			var c series.Command
			switch rapid.IntRange(0, 8).Draw(rt, "what") {
			case 0, 1, 2:
				asks[visit]++
				c = series.Want{Visit: id(visit), Gathering: march, Seats: rapid.IntRange(0, 4).Draw(rt, "seats"), Ask: asks[visit]}
			case 3:
				c = series.Leave{Visit: id(visit), Gathering: march}
			case 4, 5:
				c = series.TakeOffer{Visit: id(visit), Gathering: march}
			case 6:
				c = series.SetCapacity{By: coordinator, Gathering: march, Seats: rapid.IntRange(1, 8).Draw(rt, "places")}
			case 7:
				starts := w.at.Add(time.Duration(rapid.IntRange(1, 900).Draw(rt, "move")) * time.Hour)
				c = series.Move{By: coordinator, Gathering: march, StartsAt: starts, EndsAt: starts.Add(time.Hour)}
			case 8:
				w.advance(w.at.Add(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour))
			}
			from := len(w.told)
			if c != nil {
				_, _ = w.try(c) // refusals change nothing
			}
			check(rt, w, before, w.told[from:])
		}
		w.advance(w.at.AddDate(0, 3, 0))
		if g, found := w.state.Gathering(march); found && !g.Ended {
			rt.Fatalf("it never ended: %+v", g)
		}
	})
}

func check(t *rapid.T, w *world, before series.Gathering, told []series.VisitSettled) {
	g, found := w.state.Gathering(march)
	if !found {
		t.Fatal("it is gone")
	}
	if g.Capacity > 0 && g.Taken() > g.Capacity {
		t.Fatalf("%d places are given of %d: %+v", g.Taken(), g.Capacity, g.Visits)
	}
	seen := map[uuid.UUID]bool{}
	for _, v := range g.Visits {
		if seen[v.ID] || v.Seats < 0 || v.Standing == series.Offered && v.Until.IsZero() || v.Standing != series.Offered && !v.Until.IsZero() {
			t.Fatalf("an answer stands as %+v", v)
		}
		seen[v.ID] = true
	}
	if open := !g.Ended && g.Because == "" && w.at.Before(g.StartsAt); open {
		free, _ := g.Free()
		for _, v := range g.InLine() {
			if v.Seats <= free {
				t.Fatalf("%d places are free, and %+v waits", free, v)
			}
		}
	}
	passed := map[uuid.UUID]int{}
	for _, e := range told {
		if e.Kind == "passed_over" {
			passed[e.Visit]++
		}
		if e.Status != series.Offered || e.Kind != "offered" {
			continue
		}
		for _, v := range before.InLine() {
			if now, _ := g.Visit(v.ID); v.Number < e.Number && v.ID != e.Visit && now.Standing == series.Waiting && passed[v.ID] == 0 {
				t.Fatalf("%+v was skipped silently for %+v", v, e)
			}
		}
	}
	if g.Ended {
		return // what was known of answers is gone with the day, and their cases end by themselves
	}
	steps := map[uuid.UUID]int{}
	for _, e := range w.told {
		if e.Step != steps[e.Visit]+1 {
			t.Fatalf("step %d of %v follows %d", e.Step, e.Visit, steps[e.Visit])
		}
		steps[e.Visit] = e.Step
	}
}
