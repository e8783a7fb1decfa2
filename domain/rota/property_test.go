package rota_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain/rota"
)

func TestWhateverHappensTheStateIsItsFoldedEvents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.IntRange(1, 80).Draw(t, "steps"))
		var folded rota.State
		for _, e := range w.events {
			folded = rota.Evolve(folded, e)
		}
		if diff := cmp.Diff(folded, w.state); diff != "" {
			t.Fatalf("the running state is not the folded one: %s", diff)
		}
		if !slices.IsSortedFunc(w.state.Ministers, func(a, b rota.Minister) int { return slices.Compare(a.ID[:], b.ID[:]) }) {
			t.Fatalf("ministers are not in order: %v", w.state.Ministers)
		}
	})
}

func TestWhateverHappensTheCalendarIsWhatWasPlanned(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.IntRange(0, 30).Draw(t, "steps"))
		from := w.moment().Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "seconds")) * time.Second)
		until := from.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "halves")) * 30 * time.Minute)
		area := w.area()
		spans := w.state.Spans(w.rules, area, from, until)
		w.checkCover(spans, area, from, until)
		w.checkGaps(spans, w.state.Gaps(w.rules, area, from, until))
		for _, span := range spans {
			for _, at := range []time.Time{span.From, span.From.Add(span.Until.Sub(span.From) / 2), span.Until.Add(-1)} {
				w.checkMoment(area, at, span)
			}
		}
		for _, p := range w.people {
			w.checkOwn(p, from, until)
		}
	})
}

// checkCover holds for spans: from the beginning to the end, each after the other, and no two that say the same.
func (w *world) checkCover(spans []rota.Span, area string, from, until time.Time) {
	at := from
	for i, span := range spans {
		if !span.From.Equal(at) || !span.Until.After(span.From) || span.Area != area {
			w.t.Fatalf("%+v comes after %v", span, at)
		}
		if i > 0 && slices.Equal(spans[i-1].Ministers, span.Ministers) && spans[i-1].Because == span.Because {
			w.t.Fatalf("%+v says the same as %+v", span, spans[i-1])
		}
		if (span.Because == "") != (len(span.Ministers) == 0) {
			w.t.Fatalf("%+v", span)
		}
		at = span.Until
	}
	if !at.Equal(until) {
		w.t.Fatalf("spans end at %v, not at %v", at, until)
	}
}

// checkGaps holds for gaps: they are the spans below the need, and joined where as many stand.
func (w *world) checkGaps(spans []rota.Span, gaps []rota.Gap) {
	short := map[time.Time]time.Time{}
	for _, span := range spans {
		i := slices.IndexFunc(gaps, func(g rota.Gap) bool { return !g.From.After(span.From) && !g.Until.Before(span.Until) })
		if (len(span.Ministers) < w.rules.OnDuty) != (i >= 0) || (i >= 0 && gaps[i].Standing != len(span.Ministers)) {
			w.t.Fatalf("%d have to stand: %+v in %+v", w.rules.OnDuty, span, gaps)
		}
		if i >= 0 {
			short[gaps[i].From] = span.Until
		}
	}
	for i, g := range gaps {
		if !short[g.From].Equal(g.Until) || (i > 0 && gaps[i-1].Until.Equal(g.From) && gaps[i-1].Standing == g.Standing) {
			w.t.Fatalf("%+v among %+v", g, gaps)
		}
	}
}

// checkMoment holds at every moment: whoever stands is in the span, was planned, and could be called.
func (w *world) checkMoment(area string, at time.Time, span rota.Span) {
	duties := w.state.OnDuty(w.rules, area, at)
	if ids := names(duties); !slices.Equal(ids, span.Ministers) || !slices.Equal(ids, w.planned(area, at)) {
		w.t.Fatalf("at %v %v are on duty, the calendar says %v, planned are %v", at, ids, span.Ministers, w.planned(area, at))
	}
	if because := strongest(duties); because != span.Because {
		w.t.Fatalf("at %v %+v stand because of %q, the calendar says %q", at, duties, because, span.Because)
	}
	ready := w.state.Ready(w.rules, at)
	for _, p := range w.people {
		if slices.Contains(ready, p) != w.callable(p, at) {
			w.t.Fatalf("at %v %v is ready: %v", at, p, slices.Contains(ready, p))
		}
	}
	for _, d := range duties {
		if !slices.Contains(ready, d.Minister) {
			w.t.Fatalf("at %v %v is on duty and cannot be called", at, d.Minister)
		}
		week := at.AddDate(0, 0, 7)
		if d.Until.After(week) || !d.Until.After(at) || !slices.Contains(w.planned(area, d.Until.Add(-1)), d.Minister) {
			w.t.Fatalf("at %v %v is on duty until %v", at, d.Minister, d.Until)
		}
		if d.Until.Before(week) && slices.Contains(w.planned(area, d.Until), d.Minister) {
			w.t.Fatalf("at %v %v is on duty for longer than %v", at, d.Minister, d.Until)
		}
	}
}

func strongest(duties []rota.Duty) rota.Because {
	rank := []rota.Because{"", rota.ByShift, rota.ByTemporary, rota.ByOverride}
	most := 0
	for _, d := range duties {
		most = max(most, slices.Index(rank, d.Because))
	}
	return rank[most]
}

// checkOwn holds for one's own calendar: it is the areas' calendars, as far as one is in them.
func (w *world) checkOwn(p uuid.UUID, from, until time.Time) {
	var want time.Duration
	for _, area := range w.rules.Areas {
		for _, own := range of(w.state.Spans(w.rules, area, from, until), p) {
			want += own[1].Sub(own[0])
		}
	}
	shifts := w.state.Shifts(w.rules, p, from, until)
	var got time.Duration
	for _, own := range shifts {
		got += own.Until.Sub(own.From)
		if !slices.Equal(own.Ministers, []uuid.UUID{p}) || own.From.Before(from) || own.Until.After(until) {
			w.t.Fatalf("%v has %+v", p, own)
		}
	}
	if got != want || !slices.IsSortedFunc(shifts, func(a, b rota.Span) int { return a.From.Compare(b.From) }) {
		w.t.Fatalf("%v stands for %v, and for %v by the areas: %+v", p, got, want, shifts)
	}
}

func TestEveryGapIsToldInTimeAndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(1, 6).Draw(t, "days") {
			w.live(rapid.IntRange(0, 10).Draw(t, "steps"))
			if w.at.Before(w.state.NextAt) {
				w.at = w.state.NextAt
			}
			w.send(rota.CheckGaps{})
			w.checkWarned()
		}
	})
}

// checkWarned holds after a check: what was warned of and not closed is exactly what comes soon.
func (w *world) checkWarned() {
	soon := w.at.Truncate(time.Minute).Add(max(w.rules.WarnBefore, 0))
	for _, area := range w.rules.Areas {
		told := 0
		for _, g := range w.state.Gaps(w.rules, area, w.at.Truncate(time.Minute), w.at.AddDate(0, 0, 60)) {
			if g.From.After(soon) {
				break
			}
			told++
			same := func(o rota.GapFound) bool {
				begins := o.From.Equal(g.From) || (g.From.Equal(w.at.Truncate(time.Minute)) && o.From.Before(g.From))
				return o.Area == area && o.Standing == g.Standing && begins && (o.Open || o.Until.Equal(g.Until))
			}
			if !slices.ContainsFunc(w.state.Warned, same) {
				w.t.Fatalf("at %v nobody was told of %+v, but of %+v", w.at, g, w.state.Warned)
			}
		}
		if n := len(slices.DeleteFunc(slices.Clone(w.state.Warned), func(o rota.GapFound) bool { return o.Area != area })); n != told {
			w.t.Fatalf("at %v there are %d gaps and %d warnings: %+v", w.at, told, n, w.state.Warned)
		}
	}
}
