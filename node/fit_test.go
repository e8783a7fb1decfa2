package node_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// ownPage is what a family reads of its place.
type ownPage struct {
	Status      string
	Application struct {
		Season   string
		FirstDay time.Time `json:"first_day"`
		Group    string
		Why      string
		Reasons  []string
		InDoubt  *struct {
			Conditions []string
			Group      string
		} `json:"in_doubt"`
		OfferEnded *struct {
			At    time.Time
			Group string
			Seat  string
		} `json:"offer_ended"`
	}
}

func ownPageOf(t *testing.T, api testkit.API, r testkit.Receipt) (p ownPage) {
	t.Helper()
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &p)
	return p
}

// acceptedChild applies for a child and sees the application accepted; what the season says of it is for the caller to await.
func acceptedChild(t *testing.T, api testkit.API, pairs ...any) testkit.Receipt {
	t.Helper()
	r := apply(t, api, "pal", pal, pairs...)
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	return r
}

func changePal(t *testing.T, api testkit.API, want int, r testkit.Receipt, pairs ...any) {
	t.Helper()
	body := map[string]any{"answers": application(pal, pairs...)["answers"]}
	api.Must(t, want, "POST", "/api/v1/requests/"+r.Reference+"/choices/change", r.Token, body)
}

func openTasks(t *testing.T, n *node.Node, kind string) int64 {
	t.Helper()
	return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM tasks WHERE kind = $1 AND closed_at IS NULL`, kind)
}

// born is a birthday that makes somebody so old on a day.
func born(first time.Time, years int) string {
	return first.AddDate(-years, -1, 0).Format(time.DateOnly)
}

// TestChangedAnswersReachTheSeason changes a child's age after the place was given: nobody is thrown out, a coordinator looks, and a wish that changed
// on the waiting list counts at once.
func TestChangedAnswersReachTheSeason(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := acceptedChild(t, api)
	api.AwaitStatus(t, r, "accepted")
	before := ownPageOf(t, api, r).Application
	first := before.FirstDay
	reference := seasonOf(t, api, "pal")

	changePal(t, api, http.StatusOK, r, "birth_date", born(first, 6))
	fit := api.Await(t, r.Reference, "fit", 1, coordinator)[0]
	after := ownPageOf(t, api, r)
	if after.Status != "accepted" || after.Application.Group != before.Group || after.Application.InDoubt == nil || after.Application.InDoubt.Group != before.Group {
		t.Fatalf("the seat is not kept: %+v", after)
	}
	api.Must(t, http.StatusBadRequest, "POST", "/api/v1/tasks/"+fit.ID+"/actions/keep", testkit.Token(coordinator), map[string]any{"reason": ""})
	onSeason(t, api, http.StatusOK, reference, "seat", map[string]any{"application": r.ID, "group": "soccer-5-7-1", "reason": "They are six."})
	testkit.Eventually(t, 30*time.Second, "the other team", func() bool {
		now := ownPageOf(t, api, r).Application
		return now.Group == "soccer-5-7-1" && now.InDoubt == nil && openTasks(t, n, "fit") == 0
	})

	changePal(t, api, http.StatusOK, r, "birth_date", born(first, 20))
	testkit.Eventually(t, 30*time.Second, "the reason", func() bool {
		doubt := ownPageOf(t, api, r).Application.InDoubt
		return doubt != nil && len(doubt.Conditions) == 1 && strings.Contains(doubt.Conditions[0], "5 to 18")
	})
	testkit.Eventually(t, 30*time.Second, "the season's word", func() bool {
		doubt := ownPageOf(t, api, r).Application.InDoubt
		return doubt != nil && doubt.Group == "soccer-5-7-1"
	})
	fit = api.Await(t, r.Reference, "fit", 1, coordinator)[0]
	api.Act(t, fit, "keep", map[string]any{"reason": "They help with the team."})
	testkit.Eventually(t, 30*time.Second, "no doubt", func() bool { return openTasks(t, n, "fit") == 0 })
	if now := ownPageOf(t, api, r); now.Status != "accepted" || now.Application.InDoubt != nil {
		t.Errorf("after the exception: %+v", now)
	}
	if kept := string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(coordinator), nil).Body); !strings.Contains(kept, "They help with the team.") {
		t.Errorf("the reason is not kept: %s", kept)
	}

	onSeason(t, api, http.StatusOK, reference, "resize", map[string]any{"group": "volleyball-5-7", "capacity": 0})
	waits := acceptedChild(t, api, "child_name", "Wren Fictional", "birth_date", born(first, 6), "activity", "volleyball")
	api.AwaitStatus(t, waits, "waiting_list")
	changePal(t, api, http.StatusOK, waits, "child_name", "Wren Fictional", "birth_date", born(first, 6), "activity", "track")
	api.AwaitStatus(t, waits, "waiting_for_you")
	if group := ownPageOf(t, api, waits).Application.Group; group != "track-5-7" {
		t.Errorf("offered %q", group)
	}
	until(t, n, n.Now().Add(80*time.Hour)) // nobody else waits, so the same place is offered once more
	testkit.Eventually(t, 30*time.Second, "the end of the offer", func() bool {
		ended := ownPageOf(t, api, waits).Application.OfferEnded
		return ended != nil && ended.Group == "track-5-7" && ended.Seat == "passed_on"
	})
	changePal(t, api, http.StatusUnprocessableEntity, apply(t, api, "pal", pal, "child_name", "Uma Fictional"), "child_name", "Uma Fictional", "birth_date", born(first, 20))
	verify(t, n)
}

// TestWhoeverPassesOnIsJudgedAnew lets a season begin without two children: one is too old for the next, the other has come into another team by age.
func TestWhoeverPassesOnIsJudgedAnew(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	reference := seasonOf(t, api, "pal")
	var of struct {
		Facts struct {
			Season struct {
				FirstDay time.Time `json:"first_day"`
			}
		}
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+reference, testkit.Token(coordinator), nil).Into(t, &of)
	first := of.Facts.Season.FirstDay
	for _, group := range []string{"track-14-18-1", "track-14-18-2", "arts-5-10-1", "arts-5-10-2"} {
		onSeason(t, api, http.StatusOK, reference, "resize", map[string]any{"group": group, "capacity": 0})
	}
	old := acceptedChild(t, api, "child_name", "Ollie Fictional", "birth_date", first.AddDate(-19, 1, 0).Format(time.DateOnly), "activity", "track")
	young := acceptedChild(t, api, "child_name", "Yael Fictional", "birth_date", first.AddDate(-11, 1, 0).Format(time.DateOnly), "activity", "arts")
	api.AwaitStatus(t, old, "waiting_list")
	api.AwaitStatus(t, young, "waiting_list")
	season := ownPageOf(t, api, young).Application.Season

	until(t, n, first.AddDate(0, 0, 15))
	api.AwaitStatus(t, young, "accepted")
	if now := ownPageOf(t, api, young).Application; now.Season == season || !strings.HasPrefix(now.Group, "arts-11-18") {
		t.Errorf("whoever has grown is in %+v", now)
	}
	api.AwaitStatus(t, old, "declined")
	page := ownPageOf(t, api, old).Application
	if !slices.ContainsFunc(page.Reasons, func(s string) bool {
		return strings.Contains(s, "5 to 18") && strings.Contains(s, "looking for coaches")
	}) {
		t.Errorf("no reason and nothing to do instead: %v", page.Reasons)
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+old.Reference+"/choices/appeal", old.Token, map[string]any{"reason": "They waited for a year."})
	review := api.Await(t, old.Reference, "review", 1, coordinator)
	if !strings.Contains(string(review[0].Facts), "They waited for a year.") {
		t.Errorf("the appeal says nothing: %s", review[0].Facts)
	}
	api.Act(t, review[0], "accept", nil)
	api.AwaitStatus(t, old, "waiting_list")
	if now := ownPageOf(t, api, old).Application; now.Why != "no_fit" || now.Season == season {
		t.Errorf("after the exception: %+v", now)
	}
	verify(t, n)
}
