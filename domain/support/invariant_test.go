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

// record is what happened, in the order of its happening, kept apart from the rules' own state.
type record struct {
	knows    map[uuid.UUID]bool // relatives who have been told, by whose task that is, or ask for themselves
	called   bool               // somebody signed in as the desk asked, or a coordinator called back
	asked    map[uuid.UUID]bool // never again, unless a coordinator has everybody asked once more
	tied     map[uuid.UUID]bool
	left     map[uuid.UUID]bool
	visits   map[uuid.UUID]bool
	releases map[uuid.UUID]support.Release
}

func (r *record) take(w *world, c support.Command, before support.State, event domain.Event) {
	w.t.Helper()
	switch e := event.(type) {
	case support.FamilyReferred:
		signed := w.refer.As == domain.RoleDesk || w.refer.As == domain.RoleCoordinator
		r.knows = map[uuid.UUID]bool{mother: !w.p.Gate || w.refer.Asker == support.AskFamily || signed && w.refer.Notified}
		r.called = signed && w.refer.Asker == support.AskDesk && !w.refer.Independent
		r.asked, r.tied, r.left, r.visits = map[uuid.UUID]bool{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
		r.releases = map[uuid.UUID]support.Release{}
	case support.RelativeNotified:
		as := whoOf(c).As
		if as != domain.RoleDesk && as != domain.RoleCoordinator {
			w.t.Fatalf("%s records a notification as %q", c.CommandName(), as)
		}
		r.knows[e.Relative] = true
	case support.RelativeAdded:
		r.knows[e.Relative] = r.knows[e.Relative] || e.Notified && whoOf(c).As == domain.RoleCoordinator
	case support.CallBackMade:
		r.called = true
	case support.MinisterDispatched:
		r.dispatched(w, e)
	case support.DispatchPassed:
		r.tied[e.Minister] = r.tied[e.Minister] || e.Tied
	case support.SearchReopened:
		r.asked = map[uuid.UUID]bool{}
	case support.DispatchAccepted:
		r.accepted(w, e)
	case support.MinisterLeft:
		r.left[e.Minister] = true
	case support.TelephoneAllowed:
		if !w.state.IsEngaged(e.Minister) || len(w.state.Engaged()) >= w.state.Wanted {
			w.t.Fatalf("%s may telephone, among %v", e.Minister, w.state.Engaged())
		}
	case support.MinistersAssigned:
		if len(w.state.Offers()) > 0 || len(e.Ministers) == 0 || !slices.Equal(e.Ministers, w.state.Engaged()) {
			w.t.Fatalf("assigned %v with offers %v", e.Ministers, w.state.Offers())
		}
	case support.ContactMade:
		if !before.IsEngaged(e.By) && whoOf(c).As != domain.RoleCoordinator {
			w.t.Fatalf("%s made contact", e.By)
		}
	case support.VisitBegun:
		if len(before.Engaged()) < w.p.Dispatch.Pair || before.Unsafe || before.Telephoning == e.Minister {
			w.t.Fatalf("a visit of %s, with %v, unsafe %v", e.Minister, before.Engaged(), before.Unsafe)
		}
		r.visits[e.Minister] = true
	case support.VisitEnded:
		delete(r.visits, e.Minister)
	case support.VisitSafe:
		r.safe(before)
	default:
		r.takeCare(w, c, before, event)
	}
}

// safe is a coordinator's word: about those whose alarm is out, or else about everybody at the door.
func (r *record) safe(before support.State) {
	late := slices.ContainsFunc(before.Visits, func(v support.Visit) bool { return v.Late })
	for _, v := range before.Visits {
		if v.Late || !late {
			delete(r.visits, v.Minister)
		}
	}
}

func (r *record) takeCare(w *world, c support.Command, before support.State, event domain.Event) {
	w.t.Helper()
	switch e := event.(type) {
	case support.ConcernRaised:
		if w.p.Concern == 0 {
			w.t.Fatal("a concern, and the program keeps none")
		}
	case support.FollowUpDue:
		if w.at.Before(before.PausedUntil) || !e.NextAt.IsZero() && !e.NextAt.After(w.at) {
			w.t.Fatalf("a follow-up at %v, paused until %v, next at %v", w.at, before.PausedUntil, e.NextAt)
		}
	case support.DateApproaching:
		if w.at.Before(before.PausedUntil) || e.On.Before(w.at.Add(-12*time.Hour)) || !e.NextOn.IsZero() && !e.RemindAt.After(w.at) {
			w.t.Fatalf("reminded at %v of %+v, paused until %v", w.at, e, before.PausedUntil)
		}
	case support.ReleaseSigned:
		if who := whoOf(c); who != family && who.As != domain.RoleCoordinator {
			w.t.Fatalf("released by %+v", who)
		}
		r.releases[e.Release] = support.Release{ID: e.Release, Scope: e.Scope, Until: e.Until}
	case support.ReleaseRevoked:
		delete(r.releases, e.Release)
	case support.ReleaseExpired:
		if until := r.releases[e.Release].Until; w.at.Before(until) && !ends(c) {
			w.t.Fatalf("a release until %v expired at %v", until, w.at)
		}
		delete(r.releases, e.Release)
	}
}

func ends(c support.Command) bool {
	switch c.(type) {
	case support.Close, support.Decline, support.NotReached, support.Divert, support.Merge, support.Withdraw:
		return true
	}
	return false
}

// dispatched is the heart of it: whoever is asked may be asked, by what is known of them at that moment.
func (r *record) dispatched(w *world, e support.MinisterDispatched) {
	w.t.Helper()
	i := slices.IndexFunc(w.roster, func(c support.Candidate) bool { return c.ID == e.Minister })
	switch {
	case !r.knows[mother]:
		w.t.Fatal("somebody was asked before the family knew")
	case !r.called:
		w.t.Fatal("somebody was asked before anybody called back")
	case i < 0:
		w.t.Fatalf("%s was asked and is not on the roster", e.Minister)
	case r.asked[e.Minister], r.tied[e.Minister], r.left[e.Minister]:
		w.t.Fatalf("%s was asked again", e.Minister)
	}
	if c := w.roster[i]; c.Tied || c.Load >= c.Cap || w.at.Before(c.RestUntil) || !c.Ready {
		w.t.Fatalf("%+v was asked", c)
	}
	r.asked[e.Minister] = true
}

func (r *record) accepted(w *world, e support.DispatchAccepted) {
	w.t.Helper()
	i := slices.IndexFunc(w.roster, func(c support.Candidate) bool { return c.ID == e.Minister })
	if !r.knows[mother] || !r.called || r.tied[e.Minister] || i >= 0 && w.roster[i].Tied || r.left[e.Minister] && e.By == uuid.Nil {
		w.t.Fatalf("%s accepted", e.Minister)
	}
	delete(r.left, e.Minister)
	r.asked[e.Minister] = true
}

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
	if len(s.Relatives) > 0 && (s.Phase == support.Dispatching || s.Phase == support.Assigned || s.Phase == support.InContact) && !(w.record.knows[mother] && w.record.called) {
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
	case support.MessagesChosen, support.CaseReopened, support.NeedNoted, support.ReferredAgain, support.CallNeeded, support.FamilyCalled, support.VisitEnded, support.VisitSafe:
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

// whoOf reads who wants a command.
func whoOf(c support.Command) support.Who {
	who, _ := whoField(c)
	return who
}
