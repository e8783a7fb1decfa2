package node_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// seasonFacts is a season as the API tells of it.
type seasonFacts struct {
	LastDay time.Time `json:"last_day"`
	Groups  []struct {
		Key      string
		Seated   []string
		Capacity int
		Sessions []struct {
			Number    int
			StartsAt  time.Time `json:"starts_at"`
			EndsAt    time.Time `json:"ends_at"`
			Cancelled bool
		}
	}
	Waiting []string
}

// seasonOf finds the reference of a program's season.
func seasonOf(t *testing.T, api testkit.API, program string) (reference string) {
	t.Helper()
	testkit.Eventually(t, 30*time.Second, "a season of "+program, func() bool {
		var all struct {
			Seasons []struct{ Reference, Program string }
		}
		api.Must(t, http.StatusOK, "GET", "/api/v1/seasons", testkit.Token(coordinator), nil).Into(t, &all)
		for _, s := range all.Seasons {
			if s.Program == program {
				reference = s.Reference
			}
		}
		return reference != ""
	})
	return reference
}

func readSeason(t *testing.T, api testkit.API, reference string) seasonFacts {
	t.Helper()
	var of struct {
		Facts struct{ Season seasonFacts }
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+reference, testkit.Token(coordinator), nil).Into(t, &of)
	return of.Facts.Season
}

func onSeason(t *testing.T, api testkit.API, want int, reference, action string, body any) {
	t.Helper()
	api.Must(t, want, "POST", "/api/v1/cases/"+reference+"/actions/"+action, testkit.Token(coordinator), body)
}

// seated applies for somebody and sees them into the class.
func seated(t *testing.T, api testkit.API, name string) testkit.Receipt {
	t.Helper()
	r := apply(t, api, "citizens-academy", academy, "full_name", name, "contact_email", nil, "contact_phone", "314-555-0125", "safe_to_text", true)
	api.Act(t, api.Await(t, r.Reference, "screen", 1, coordinator)[0], "clear", nil)
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	return r
}

// until moves the clock on to a moment.
func until(t *testing.T, n *node.Node, at time.Time) {
	t.Helper()
	if by := at.Sub(n.Now()); by > 0 {
		if _, err := n.Advance(t.Context(), by); err != nil {
			t.Fatal(err)
		}
	}
}

// TestASeasonFromApplicationsToCertificates walks a season of two groups over an evening that is called off, and attendance that is corrected and made
// up for, to its end.
func TestASeasonFromApplicationsToCertificates(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	first, second, third := seated(t, api, "Avery Fictional"), seated(t, api, "Blake Fictional"), seated(t, api, "Casey Fictional")
	reference := seasonOf(t, api, "citizens-academy")
	class := readSeason(t, api, reference).Groups[0].Key
	onSeason(t, api, http.StatusOK, reference, "add_group", map[string]any{"like": class, "capacity": 5})
	groups := readSeason(t, api, reference).Groups
	if len(groups) != 2 {
		t.Fatalf("%d groups", len(groups))
	}
	other := groups[1].Key
	onSeason(t, api, http.StatusOK, reference, "seat", map[string]any{"application": third.ID, "group": other, "reason": "They come with a friend."})

	meetings := groups[0].Sessions
	until(t, n, meetings[0].StartsAt.Add(-3*time.Hour))
	onSeason(t, api, http.StatusOK, reference, "cancel_session", map[string]any{"group": class, "number": 1})
	onSeason(t, api, http.StatusConflict, reference, "attendance", map[string]any{"group": class, "number": 1, "present": []string{}, "excused": []string{}})
	testkit.Eventually(t, 30*time.Second, "two who are told", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE template = 'session_cancelled' AND outcome = 'sent'`) == 2
	})

	until(t, n, meetings[len(meetings)-1].EndsAt.Add(time.Hour))
	onSeason(t, api, http.StatusOK, reference, "attendance", map[string]any{"group": class, "number": 2, "present": []string{second.ID}, "excused": []string{}})
	for number := 2; number <= 11; number++ { // the second again: the last word counts
		present := []string{first.ID}
		if number < 11 {
			present = append(present, second.ID)
		}
		onSeason(t, api, http.StatusOK, reference, "attendance", map[string]any{"group": class, "number": number, "present": present, "excused": []string{}})
	}
	onSeason(t, api, http.StatusOK, reference, "make_up", map[string]any{"application": second.ID, "number": 1})
	onSeason(t, api, http.StatusOK, reference, "attendance", map[string]any{"group": other, "number": 1, "present": []string{third.ID}, "excused": []string{}})
	end := readSeason(t, api, reference).LastDay.Add(3 * 24 * time.Hour)
	until(t, n, end)
	api.Act(t, api.Await(t, reference, "end_season", 1, coordinator)[0], "complete", nil)
	api.AwaitStatus(t, first, "completed")
	api.AwaitStatus(t, second, "completed")
	api.AwaitStatus(t, third, "closed")
	onSeason(t, api, http.StatusConflict, reference, "resize", map[string]any{"group": class, "capacity": 40})
	for r, want := range map[testkit.Receipt]int{first: http.StatusOK, third: http.StatusNotFound} {
		answer := api.Must(t, want, "GET", "/r/"+r.Reference+"/"+r.Token+"/certificate", "", nil)
		if len(answer.Body) == 0 {
			t.Error("an empty page")
		}
	}
	verify(t, n)
}
