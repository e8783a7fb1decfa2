package web

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

func reported(t *testing.T, stream uuid.UUID, at time.Time, event interface{ EventType() string }) store.ReportEvent {
	t.Helper()
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return store.ReportEvent{StreamID: stream, Reference: stream.String()[:4], Type: event.EventType(), At: at, Data: data}
}

func TestFamiliesAreCountedOnce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 1, 22, 0, 0, 0, time.UTC)
	a, b, c := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{3}
	list, err := families([]store.ReportEvent{
		reported(t, a, at, support.FamilyReferred{Asker: support.AskDesk}), reported(t, a, at, support.DispatchOpened{}),
		reported(t, a, at.Add(12*time.Minute), support.DispatchAccepted{}), reported(t, a, at.Add(time.Hour), support.DispatchAccepted{}),
		reported(t, a, at.Add(5*time.Hour), support.ContactMade{}), reported(t, a, at.Add(9*time.Hour), support.CaseClosed{Outcome: support.Completed}),
		reported(t, a, at.Add(10*time.Hour), support.CaseReopened{}), reported(t, a, at.Add(11*time.Hour), support.DispatchOpened{}),
		reported(t, b, at, support.FamilyReferred{Asker: support.AskFamily}), reported(t, b, at.Add(time.Hour), support.CaseClosed{Outcome: support.Declined}),
		reported(t, c, at, support.FamilyReferred{Asker: support.AskFamily}),
	})
	if err != nil || len(list) != 3 {
		t.Fatalf("%d families, %v", len(list), err)
	}
	accept, reach := waitsOf(list, acceptedBounds, toAccepted), waitsOf(list, contactBounds, toContact)
	if want := []int{0, 1, 0, 0, 0, 1, 1}; !slices.Equal(accept.counts, want) || accept.within(50) != 12*time.Minute {
		t.Errorf("until a yes: %v, half within %v", accept.counts, accept.within(50))
	}
	if want := []int{0, 1, 0, 0, 0, 0, 1, 1}; !slices.Equal(reach.counts, want) || reach.within(90) != 5*time.Hour {
		t.Errorf("until contact: %v, nine of ten within %v", reach.counts, reach.within(90))
	}
	if got := countOf(list, ends, outcomeOf); !slices.Equal(got, []int{2, 0, 1, 0, 0, 0, 0}) {
		t.Errorf("ends %v", got)
	}
	if got := countOf(list, askers, askerOf); !slices.Equal(got, []int{1, 2, 0, 0}) {
		t.Errorf("askers %v", got)
	}
}

func TestQuantiles(t *testing.T) {
	t.Parallel()
	w := waits{}
	for i := range 10 {
		w.took = append(w.took, time.Duration(i+1)*time.Minute)
	}
	if w.within(50) != 5*time.Minute || w.within(90) != 9*time.Minute {
		t.Errorf("half within %v, nine of ten within %v", w.within(50), w.within(90))
	}
	if w = (waits{}); w.within(50) != 0 {
		t.Errorf("nothing took %v", w.within(50))
	}
}

func TestWorkIsSpreadOverMinisters(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	a, b, c := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{3}
	w, err := workOf([]store.ReportEvent{
		reported(t, a, now, support.DebriefAnswered{Minister: a, Talk: true}), reported(t, a, now, support.DebriefAnswered{Minister: b, Talk: true}),
		reported(t, a, now, support.DebriefAnswered{Minister: c}), reported(t, b, now.AddDate(0, -2, 0), support.DebriefAnswered{Minister: c, Talk: true}),
		reported(t, a, now, support.MinisterDispatched{Minister: a}), reported(t, a, now, support.DispatchAccepted{Minister: a}),
		reported(t, b, now, support.DispatchAccepted{Minister: a}), reported(t, a, now, support.VisitEnded{Minister: b, Minutes: 150}),
	}, now.Add(-talkFor))
	if err != nil {
		t.Fatal(err)
	}
	if w.wishes() != 2 || len(w.talks) != 1 || w.talks[0].people != 2 {
		t.Errorf("talks: %+v", w.talks)
	}
	if w.asked != 1 || w.accepted != 2 || w.visits != 1 || w.minutes != 150 {
		t.Errorf("work: %+v", w)
	}
	if got := spread([]uuid.UUID{a, b, c}, w.callOuts, callOutsBelow); !slices.Equal(got, []int{2, 0, 1, 0, 0}) {
		t.Errorf("call-outs of each: %v", got)
	}
	if got := spread([]uuid.UUID{a, b, c}, w.minutesOf, minutesBelow); !slices.Equal(got, []int{2, 0, 1, 0, 0}) {
		t.Errorf("visits of each: %v", got)
	}
}

func TestGapsCountTheirHoursOnce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return at.Add(time.Duration(n) * time.Hour) }
	gap := func(area string, from, until int) rota.GapFound {
		return rota.GapFound{Area: area, From: hour(from), Until: hour(until)}
	}
	filled, changed := gap("north", 20, 30), gap("south", 10, 20)
	list, err := gapsOf([]store.ReportEvent{
		reported(t, uuid.Nil, at, gap("north", 2, 6)), reported(t, uuid.Nil, at, gap("north", 4, 8)), reported(t, uuid.Nil, at, filled),
		reported(t, uuid.Nil, at, changed), reported(t, uuid.Nil, hour(5), rota.GapClosed{Area: "north", From: filled.From, Until: filled.Until}),
		reported(t, uuid.Nil, hour(15), rota.GapClosed{Area: "south", From: changed.From, Until: changed.Until}),
		reported(t, uuid.Nil, hour(15), gap("south", 40, 90)),
	}, []string{"north", "central", "south"}, hour(48))
	if err != nil {
		t.Fatal(err)
	}
	want := []areaGaps{{"north", 3, 6 * time.Hour}, {"central", 0, 0}, {"south", 2, 13 * time.Hour}}
	if !slices.Equal(list, want) {
		t.Errorf("got %v, want %v", list, want)
	}
}

func TestKeysOfReports(t *testing.T) {
	t.Parallel()
	var needed []string
	for prefix, keys := range map[string][]string{
		"page.reports.wait.": append(waitsOf(nil, acceptedBounds, toAccepted).keys, waitsOf(nil, contactBounds, toContact).keys...),
		"page.reports.end.":  append(endKeys(), "referred", "accepted", "contact"), "asker.": askerKeys(),
		"page.reports.call_outs.": callOutKeys, "page.reports.visits.": visitKeys,
	} {
		for _, key := range keys {
			needed = append(needed, prefix+key)
		}
	}
	for _, key := range needed {
		if !words.Known(key) {
			t.Errorf("the catalog does not know %q", key)
		}
	}
	if len(callOutKeys) != len(callOutsBelow)+1 || len(visitKeys) != len(minutesBelow)+1 {
		t.Error("keys and bounds do not agree")
	}
}
