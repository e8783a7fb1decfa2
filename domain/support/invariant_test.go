package support_test

import (
	"slices"
	"time"

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
		r.knows = map[uuid.UUID]bool{mother: !w.p.Gate || w.refer.Notified && (signed || w.refer.Asker == support.AskFamily)}
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
		r.knows[e.Relative] = r.knows[e.Relative] || !w.p.Gate || e.Notified && whoOf(c).As == domain.RoleCoordinator
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

// whoOf reads who wants a command.
func whoOf(c support.Command) support.Who {
	who, _ := whoField(c)
	return who
}
