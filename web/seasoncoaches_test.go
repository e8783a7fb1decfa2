package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

func TestACoachWhoseClearanceEndsIsReplaced(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	l.before(24 * time.Hour)
	scope := store.Scope{Organization: "city", Compartments: []domain.Compartment{domain.Volunteer}}
	if err := l.n.Store.Decide(t.Context(), scope, func(tx store.Tx) error {
		return l.n.Store.Save(t.Context(), tx, scope, &store.Write{Clearances: []store.Clearance{{
			CaseID: l.coachID, Person: l.coachID, Check: "records_check", CheckedOn: l.n.Now().AddDate(-2, 0, 0), Until: l.n.Now().AddDate(0, 0, -1), At: l.n.Now(),
		}}})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.n.Advance(t.Context(), 30*time.Hour); err != nil {
		t.Fatal(err)
	}
	task := l.api.Await(t, l.reference, "find_coach", 1, leader)[0]
	lead := l.as(testkit.Token(leader))
	lead.open("/tasks/" + task.ID)
	lead.on(http.StatusOK, "Find a coach")
	lead.shows("Otis Pretend", "Next session", "Soccer, 11 to 13")
	lead.hides("Cleo Pretend", "Ida Pretend")
	lead.open(l.page(""))
	lead.shows("0 of 1: too few", "No: this is missing, or ends before the season begins: Records check")
	coach := l.as(l.coach)
	coach.open(l.group(""))
	if coach.status != http.StatusNotFound {
		t.Errorf("whoever is not cleared still opens the team: %d", coach.status)
	}
	coach.open("/cases/" + l.kit.Reference)
	if coach.status != http.StatusNotFound {
		t.Errorf("whoever is not cleared still opens a child's file: %d", coach.status)
	}
}

func TestTheWaitingListSaysWhyAndInWhichOrder(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	for _, g := range []string{"soccer-11-13-1", "soccer-11-13-2", "soccer-11-13-3", "soccer-11-13-4"} {
		capacity := 0
		if g == l.team {
			capacity = 3
		}
		l.act("resize", map[string]any{"group": g, "capacity": capacity})
	}
	wren := l.wait("Wren Fictional")
	second := l.wait("Uma Fictional")
	own := visit(t, l.n.Config.PublicURL)
	own.open(receiptOf(wren))
	own.shows("You can take part, but every place is taken.", "You are first in line.", "First day, if there is a place for you", "You are on the waiting list. Every place is taken.")
	own.hides("There was a decision about your place", "was accepted", "0 before you")
	own.open(receiptOf(second))
	own.shows("1 application is before yours.")
	lead := l.as(testkit.Token(leader))
	lead.open(l.page(""))
	lead.shows("Waiting list, in the order in which places are offered", "Wren Fictional", "Uma Fictional", "Every place is taken", "Soccer, 11 to 13")
	lead.open("/seasons")
	lead.shows("Places taken", "Groups short of coaches")
	uma := l.wait("Vera Fictional")
	lead.post(l.page("/acts/seat"), "application", uma.ID, "group", l.team, "reason", "Moves away soon.")
	lead.shows("Every place of this group is taken or offered", "Moves away soon.")
	lead.post(l.page("/acts/resize"), "group", l.team, "capacity", "4")
	lead.shows("The number of places is changed", "Offered until")
}

// wait lets somebody onto the waiting list.
func (l *league) wait(name string) testkit.Receipt {
	l.t.Helper()
	var r testkit.Receipt
	l.api.Must(l.t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"child_name": name, "birth_date": "2016-02-29", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0137", "guardian_consent": true, "activity": "soccer",
	}}).Into(l.t, &r)
	l.api.Act(l.t, l.api.Await(l.t, r.Reference, "review", 1, leader)[0], "accept", nil)
	l.api.AwaitStatus(l.t, r, "waiting_list")
	return r
}
