package support_test

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

func (w *world) checkRefusal(c support.Command, events []domain.Event, err error) {
	w.t.Helper()
	if err == nil {
		return
	}
	var refusal *domain.Error
	polite := errors.As(err, &refusal) && refusal.Message != "" &&
		slices.Contains([]domain.Code{domain.Invalid, domain.Rejected, domain.Forbidden, domain.Conflict, domain.NotFound}, refusal.Code)
	if !polite || len(events) > 0 {
		w.t.Fatalf("%s: %v with %d events", c.CommandName(), err, len(events))
	}
	switch c.(type) {
	case support.OfferNext, support.Wake, support.NeedCall, support.NoteNeed, support.ReferAgain, support.Refer:
		w.t.Fatalf("a machine was refused: %s: %v", c.CommandName(), err)
	}
}

// checkState holds after every command, whatever is still on its way.
func (w *world) checkState(c support.Command, before support.State, events []domain.Event) {
	w.t.Helper()
	s := w.state
	if diff := cmp.Diff(fold(w.events), s); diff != "" {
		w.t.Fatalf("the running state is not the folded one: %s", diff)
	}
	w.checkPure(before, events)
	for _, r := range s.Relatives {
		if r.MayWrite() && (!w.record.knows[r.ID] || r.Child || r.Silent || !r.Texts) || r.MayAnswer() && !w.record.knows[r.ID] {
			w.t.Fatalf("%+v may be written to, knows: %v", r, w.record.knows[r.ID])
		}
	}
	if len(s.Relatives) > 0 && (s.Phase == support.Dispatching || s.Phase == support.Assigned || s.Phase == support.InContact) && (!w.record.knows[mother] || !w.record.called) {
		w.t.Fatalf("%s, the family knows: %v, called back: %v", s.Phase, w.record.knows[mother], w.record.called)
	}
	if live := len(s.Engaged()) + len(s.Offers()); s.Asking && live > s.Wanted || !s.Asking && len(s.Offers()) > 0 {
		w.t.Fatalf("%d asked or there, wanted %d, asking %v", live, s.Wanted, s.Asking)
	}
	w.checkClosed(before, events)
	if len(s.Visits) != len(w.record.visits) {
		w.t.Fatalf("visits %v, under way are %v", s.Visits, w.record.visits)
	}
	if _, woken := c.(support.Wake); woken {
		if next := s.NextWake(); !next.IsZero() && !next.After(w.at) {
			w.t.Fatalf("woken at %v, and next at %v", w.at, next)
		}
		if more, _ := support.Decide(s, c, w.at); len(more) > 0 {
			w.t.Fatalf("a second waking brings %v", more)
		}
	}
	if next := s.NextWake(); !next.IsZero() && !slices.ContainsFunc(w.timers, func(at time.Time) bool { return !at.After(next) || !at.After(w.at) }) {
		w.t.Fatalf("nothing will wake the case at %v, timers %v", next, w.timers)
	}
}

// checkPure holds that folding leaves alone what it folds into, also what it shares memory with.
func (w *world) checkPure(before support.State, events []domain.Event) {
	w.t.Helper()
	was, now := frozen(before), frozen(w.state)
	for _, e := range w.events[max(0, len(w.events)-20):] {
		_ = support.Evolve(before, e)
		_ = support.Evolve(w.state, e)
	}
	again := before
	for _, e := range events {
		again = support.Evolve(again, e)
	}
	if frozen(before) != was || frozen(w.state) != now || frozen(again) != now {
		w.t.Fatalf("folding changed what it was given")
	}
}

func frozen(s support.State) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// checkClosed holds that a closed case stays still.
func (w *world) checkClosed(before support.State, events []domain.Event) {
	w.t.Helper()
	if w.state.Phase == support.Closed && (!w.state.NextWake().IsZero() || len(w.state.Releases) > 0 || slices.ContainsFunc(w.state.Visits, func(v support.Visit) bool { return !v.Late })) {
		w.t.Fatalf("closed, with %v at %v", w.state, w.state.NextWake())
	}
	if before.Phase != support.Closed || len(events) == 0 {
		return
	}
	switch e := events[0].(type) {
	case support.MessagesChosen, support.CaseReopened, support.NeedNoted, support.ReferredAgain, support.CallNeeded, support.FamilyCalled, support.VisitEnded, support.VisitSafe, support.DocumentRemoved:
	default:
		w.t.Fatalf("%s in a closed case", e.EventType())
	}
}

// checkNext holds when nothing is on its way: no case is lost.
func (w *world) checkNext() {
	w.t.Helper()
	s := w.state
	if s.Asking && len(s.Offers()) == 0 && len(s.Engaged()) < s.Wanted && (!s.Exhausted || s.DueAt.IsZero()) || s.Asking && len(s.Engaged()) >= s.Wanted {
		w.t.Fatalf("%s: wanted %d, there %v, nobody is asked, exhausted %v since %v", s.Phase, s.Wanted, s.Engaged(), s.Exhausted, s.DueAt)
	}
	waits := map[support.Phase]bool{
		support.None: true, support.Closed: true, support.Calling: !s.DueAt.IsZero(), support.Notifying: !s.DueAt.IsZero(), support.Dispatching: s.Asking,
		support.Assigned: len(s.Engaged()) > 0 && (s.Asking || !s.NextWake().IsZero()), support.InContact: s.Asking || len(s.Engaged()) > 0,
	}
	if !waits[s.Phase] {
		w.t.Fatalf("nobody comes next in %s: %+v", s.Phase, s)
	}
	if s.Phase == support.Dispatching && len(s.Engaged()) == 1 && s.Telephoning == uuid.Nil && s.TelephoneAt.IsZero() {
		w.t.Fatalf("%v waits for another, and will never be let telephone", s.Engaged())
	}
}

// checkDesk holds when everything has passed the wall: the desk knows what it may, and no more.
func (w *world) checkDesk() {
	w.t.Helper()
	for len(w.notes) > 0 {
		w.pass(w.pick(len(w.notes)))
	}
	until := map[string]time.Time{}
	if w.state.Referral != uuid.Nil {
		for _, r := range w.record.releases {
			if r.Until.After(until[r.Scope]) {
				until[r.Scope] = r.Until
			}
		}
	}
	if w.state.Referral == uuid.Nil && w.desk.Case != uuid.Nil {
		w.t.Fatal("the desk knows of a case that it did not refer")
	}
	if len(until) != len(w.desk.Released) || cmp.Diff(until, w.desk.Released) != "" && len(until) > 0 {
		w.t.Fatalf("released %v, and the desk reads %v", until, w.desk.Released)
	}
}
