package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// change replaces a child's answers by the family's own page.
func (l *league) change(r testkit.Receipt, name string, pairs ...any) {
	l.t.Helper()
	answers := map[string]any{
		"child_name": name, "birth_date": "2016-02-29", "guardian_name": "Gale " + strings.Fields(name)[0] + "-Fictional", "guardian_phone": "314-555-0130", "guardian_consent": true,
		"safe_to_text": true, "activity": "soccer",
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		answers[pairs[i].(string)] = pairs[i+1]
	}
	l.api.Must(l.t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/change", r.Token, map[string]any{"answers": answers})
}

// TestScreenshotsOfAPlaceInDoubt looks at what a family and a coordinator read after answers have changed, of an offer that is over, and of groups that
// nobody looks after.
func TestScreenshotsOfAPlaceInDoubt(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	nell := l.join("Nell Fictional", "activity", "arts", "guardian_phone", "314-555-0135")
	l.change(l.kit, "Kit Fictional", "birth_date", l.n.Now().AddDate(-22, 0, 0).Format(time.DateOnly))
	testkit.Eventually(t, 30*time.Second, "the season's word", func() bool {
		return testkit.Query(t, l.n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'season.fit_told'`) == 1
	})
	task := l.api.Await(t, l.kit.Reference, "fit", 1, leader)[0]
	w := &walk{Browser: testkit.Browse(t, l.n.Config.PublicURL, 320, false), t: t, api: l.api, name: "doubt", width: 320}
	w.Open("/r/" + l.kit.Reference + "/" + l.kit.Token)
	w.says("PAL is for children who are 5 to 18")
	w.says("Your place stays yours until a coordinator has looked")
	w.see("family")
	w.signIn(testkit.Token(leader))
	w.Open("/tasks/" + task.ID)
	w.says("Look whether a place still fits")
	w.says("The group does not fit the changed answers")
	w.see("task")
	w.Press("form[action$=keep] button[type=submit]")
	w.says("Please write why the place stays.")
	w.Open("/cases/" + l.kit.Reference)
	w.says("Answers have changed, and somebody has to look")
	w.see("case")

	l.before(30 * time.Minute)
	team := l.groupOf(nell)
	find := l.api.Await(t, l.reference, "find_coach", 1, leader)[0]
	w.Open("/tasks/" + find.ID)
	w.says("This group has fewer coaches than it should")
	w.see("find-coach")
	w.Open(l.page(""))
	w.says("Groups short of coaches: 1")
	w.says("0 of 1 cleared coaches. It cannot meet until there is one.")
	w.see("season")
	w.Open(l.page("/groups/" + team + "/sessions/1"))
	w.says("it cannot meet with children")
	w.see("attendance")
	w.Open(l.page("/people"))
	w.says("The season can be ended after its last session")
	w.see("people")

	l.act("assign", map[string]any{"group": team, "coach": l.coachID})
	testkit.Eventually(t, 30*time.Second, "enough coaches", func() bool {
		return testkit.Query(t, l.n.Config.DatabaseURL, `SELECT count(*) FROM tasks WHERE kind = 'find_coach' AND closed_at IS NULL`) == 0
	})
}

// TestAnOfferThatIsOver reads what became of an offer that nobody answered, and answers it too late.
func TestAnOfferThatIsOver(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	var groups []string
	for _, n := range []string{"1", "2", "3", "4"} {
		groups = append(groups, "soccer-11-13-"+n)
	}
	for _, g := range groups {
		capacity := 0
		if g == l.team {
			capacity = 3
		}
		l.act("resize", map[string]any{"group": g, "capacity": capacity})
	}
	first, second := l.wait("Wren Fictional"), l.wait("Uma Fictional")
	l.act("resize", map[string]any{"group": l.team, "capacity": 4})
	l.api.AwaitStatus(t, first, "waiting_for_you")
	if _, err := l.n.Advance(t.Context(), 73*time.Hour); err != nil {
		t.Fatal(err)
	}
	l.api.AwaitStatus(t, second, "waiting_for_you")
	l.api.AwaitStatus(t, first, "waiting_list")
	late := l.api.Must(t, http.StatusConflict, "POST", "/api/v1/requests/"+first.Reference+"/choices/take_place", first.Token, map[string]any{})
	for _, want := range []string{"ended on", "passed on to whoever is next", "end of the waiting list"} {
		if !strings.Contains(string(late.Body), want) {
			t.Errorf("%q is not in %s", want, late.Body)
		}
	}
	w := &walk{Browser: testkit.Browse(t, l.n.Config.PublicURL, 320, false), t: t, api: l.api, name: "offer", width: 320}
	w.Open("/r/" + first.Reference + "/" + first.Token)
	w.says("ended without an answer")
	w.says("You are at the end of the waiting list now")
	w.see("ended")
}
