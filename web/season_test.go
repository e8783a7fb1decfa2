package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/web"
)

// league is a season with two teams, their coaches, and whoever has nothing to do with it.
type league struct {
	t                    *testing.T
	n                    *node.Node
	api                  testkit.API
	reference            string
	team, other          string // groups
	kit, robin, sam, ari testkit.Receipt
	coach, second, idle  string // tokens
	coachID              uuid.UUID
}

const leader = "city/coordinator"

// newLeague lets three children into one team and one into another. Sam's guardian may not be written to.
func newLeague(t *testing.T) *league {
	t.Helper()
	n := testkit.Node(t)
	l := &league{t: t, n: n, api: testkit.Client(n.Config.PublicURL)}
	l.kit = l.join("Kit Fictional", "activity", "soccer", "medical_note", "An allergy to peanuts; the inhaler is in the blue bag.", "second_guardian_phone", "314-555-0131")
	l.robin = l.join("Robin Fictional", "activity", "soccer", "guardian_phone", "314-555-0132")
	l.sam = l.join("Sam Fictional", "activity", "soccer", "guardian_phone", "314-555-0133", "safe_to_text", false)
	l.ari = l.join("Ari Fictional", "activity", "basketball", "guardian_phone", "314-555-0134")
	l.reference = l.season("pal")
	l.team, l.other = l.groupOf(l.kit), l.groupOf(l.ari)
	for _, r := range []testkit.Receipt{l.robin, l.sam} { // teams of one age are filled evenly
		if l.groupOf(r) != l.team {
			l.act("seat", map[string]any{"application": r.ID, "group": l.team, "reason": "They play together."})
		}
	}
	testkit.Eventually(t, 30*time.Second, "one team", func() bool { return l.groupOf(l.robin) == l.team && l.groupOf(l.sam) == l.team })
	l.coachID, l.coach = l.person("Cleo Pretend", true)
	other, token := l.person("Otis Pretend", true)
	l.second = token
	_, l.idle = l.person("Ida Pretend", false)
	l.act("assign", map[string]any{"group": l.team, "coach": l.coachID})
	l.act("assign", map[string]any{"group": l.other, "coach": other})
	testkit.Eventually(t, 30*time.Second, "the coaches to see their teams", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM engagements g JOIN cases c ON c.id = g.case_id WHERE c.workflow = 'application' AND g.until IS NULL`) == 4
	})
	return l
}

func (l *league) join(name string, pairs ...any) testkit.Receipt {
	l.t.Helper()
	answers := map[string]any{
		"child_name": name, "birth_date": "2016-02-29", "guardian_name": "Gale " + strings.Fields(name)[0] + "-Fictional", "guardian_phone": "314-555-0130", "guardian_consent": true,
		"safe_to_text": true,
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		answers[pairs[i].(string)] = pairs[i+1]
	}
	var r testkit.Receipt
	l.api.Must(l.t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{"language": "en", "answers": answers}).Into(l.t, &r)
	l.api.Act(l.t, l.api.Await(l.t, r.Reference, "review", 1, leader)[0], "accept", nil)
	l.api.AwaitStatus(l.t, r, "accepted")
	return r
}

func (l *league) season(program string) (reference string) {
	l.t.Helper()
	var all struct {
		Seasons []struct{ Reference, Program string }
	}
	l.api.Must(l.t, http.StatusOK, "GET", "/api/v1/seasons", testkit.Token(leader), nil).Into(l.t, &all)
	for _, s := range all.Seasons {
		if s.Program == program {
			reference = s.Reference
		}
	}
	return reference
}

func (l *league) groupOf(r testkit.Receipt) string {
	l.t.Helper()
	var status struct{ Application struct{ Group string } }
	l.api.Must(l.t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(l.t, &status)
	return status.Application.Group
}

// person adds a volunteer, with everything that coaching takes or with nothing.
func (l *league) person(name string, cleared bool) (uuid.UUID, string) {
	l.t.Helper()
	ctx, token, since := l.t.Context(), "demo-city-"+strings.ToLower(strings.Fields(name)[0]), l.n.Now().Add(-time.Hour)
	scope := store.Scope{Organization: "city", Compartments: []domain.Compartment{domain.Volunteer}}
	id, err := l.n.Desk.AddPerson(ctx, handlers.NewPerson{Organization: "city", Compartment: domain.Volunteer, Contact: handlers.Contact{Name: name}})
	if err == nil {
		err = l.n.Store.Grant(ctx, scope, id, domain.RoleVolunteer, since, time.Time{})
	}
	if err == nil {
		err = l.n.Store.AddCredential(ctx, scope, store.Credential{Hash: web.HashSecret(token), Person: id, Kind: "token", CreatedAt: since, ExpiresAt: since.AddDate(10, 0, 0)})
	}
	if err == nil && cleared {
		err = l.n.Store.Decide(ctx, scope, func(tx store.Tx) error {
			var list []store.Clearance
			for _, check := range []string{"records_check", "youth_protection", "references"} {
				list = append(list, store.Clearance{CaseID: id, Person: id, Check: check, CheckedOn: since, Until: since.AddDate(2, 0, 0), At: since})
			}
			return l.n.Store.Save(ctx, tx, scope, &store.Write{Clearances: list})
		})
	}
	if err != nil {
		l.t.Fatal(err)
	}
	return id, token
}

func (l *league) act(action string, body any) {
	l.t.Helper()
	l.api.Must(l.t, http.StatusOK, "POST", "/api/v1/cases/"+l.reference+"/actions/"+action, testkit.Token(leader), body)
}

// on moves the clock to some time before the first meeting of the team.
func (l *league) before(d time.Duration) {
	l.t.Helper()
	var of struct {
		Facts struct {
			Season struct {
				Groups []struct {
					Key      string
					Sessions []struct {
						StartsAt time.Time `json:"starts_at"`
					}
				}
			}
		}
	}
	l.api.Must(l.t, http.StatusOK, "GET", "/api/v1/cases/"+l.reference, testkit.Token(leader), nil).Into(l.t, &of)
	for _, g := range of.Facts.Season.Groups {
		if g.Key == l.team {
			if _, err := l.n.Advance(l.t.Context(), g.Sessions[0].StartsAt.Add(-d).Sub(l.n.Now())); err != nil {
				l.t.Fatal(err)
			}
			return
		}
	}
	l.t.Fatalf("no group %s", l.team)
}

// as opens pages as whoever has a token.
func (l *league) as(token string) *visitor {
	l.t.Helper()
	v := visit(l.t, l.n.Config.PublicURL)
	v.post("/sign-in", "token", token)
	return v
}

func (l *league) page(rest string) string { return "/cases/" + l.reference + rest }

func (l *league) group(rest string) string { return l.page("/groups/" + l.team + rest) }

func TestWhoSeesWhichPageOfASeason(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	ours := []string{"", "/sessions/1", "/emergency", "/equipment", "/roster.csv"}
	for who, want := range map[string]struct {
		token              string
		list, season, team int
		people             int
	}{
		"a coordinator":             {testkit.Token(leader), http.StatusOK, http.StatusOK, http.StatusOK, http.StatusOK},
		"the team's coach":          {l.coach, http.StatusOK, http.StatusOK, http.StatusOK, http.StatusForbidden},
		"another team's coach":      {l.second, http.StatusOK, http.StatusOK, http.StatusNotFound, http.StatusForbidden},
		"a volunteer without team":  {l.idle, http.StatusOK, http.StatusNotFound, http.StatusNotFound, http.StatusForbidden},
		"an administrator":          {testkit.Token("city/admin"), http.StatusOK, http.StatusOK, http.StatusForbidden, http.StatusForbidden},
		"a minister":                {testkit.Token("city/minister-1"), http.StatusForbidden, http.StatusNotFound, http.StatusForbidden, http.StatusForbidden},
		"a coordinator from afar":   {testkit.Token("county/coordinator"), http.StatusOK, http.StatusNotFound, http.StatusNotFound, http.StatusNotFound},
		"a volunteer of the county": {testkit.Token("county/volunteer"), http.StatusOK, http.StatusNotFound, http.StatusNotFound, http.StatusForbidden},
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			look := func(path string, status int) {
				t.Helper()
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.n.Config.PublicURL+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.AddCookie(&http.Cookie{Name: "almoner_session", Value: want.token})
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close() // its status is all
				if answer.StatusCode != status {
					t.Errorf("%s: %d, want %d", path, answer.StatusCode, status)
				}
			}
			look("/seasons", want.list)
			look(l.page(""), want.season)
			look(l.page("/people"), want.people)
			look(l.page("/people.csv"), want.people)
			for _, rest := range ours {
				look(l.group(rest), want.team)
			}
		})
	}
}

func TestACoachFindsTheOwnTeamAndNobodyElse(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	coach := l.as(l.coach)
	coach.open("/seasons")
	coach.shows("Police Athletic League", "1")
	coach.open(l.page(""))
	coach.shows("Soccer, 11 to 13")
	coach.hides("Basketball", "Waiting list", "Volunteers who could coach")
	coach.open(l.group(""))
	coach.shows("Kit Fictional", "Robin Fictional", "Sam Fictional", "(314) 555-0132")
	coach.hides("Ari Fictional", "Change the places")
	coach.post(l.group("/acts/resize"), "capacity", "30")
	if coach.status != http.StatusForbidden {
		t.Errorf("a coach gives a group more places: %d", coach.status)
	}
	lead := l.as(testkit.Token(leader))
	lead.open(l.page(""))
	lead.shows("A coach was assigned: ", "Cleo Pretend, Soccer, 11 to 13", "A place was given: ", "Ari Fictional", "automatically")
	lead.hides("Somebody seeks a place", "a deadline<")
	lead.shows("Groups", "Cleo Pretend", "Ida Pretend", "No: this is missing, or ends before the season begins: Records check, Youth-protection training, Two references")
	lead.post(l.page("/acts/resize"), "group", l.team, "capacity", "a few")
	lead.on(http.StatusBadRequest, "Police Athletic League")
	lead.shows("Please write a whole number, for example 12.", "a few")
	lead.post(l.group("/acts/resize"), "capacity", "1")
	lead.shows("3 places of this group are taken or offered already. Nothing was changed.")
	lead.post(l.group("/acts/resize"), "capacity", "12")
	lead.shows("The number of places is changed", "of 12")
}

func TestAttendanceIsTakenCorrectedAndMadeUp(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	coach := l.as(l.coach)
	coach.open(l.group("/sessions/1"))
	coach.shows("This can be filled in from one hour before the session", "Kit Fictional")
	l.before(30 * time.Minute)
	coach = l.as(l.coach)
	coach.post(l.group("/sessions/1"), "at-"+l.kit.ID, "present", "at-"+l.robin.ID, "absent")
	if coach.status != http.StatusBadRequest {
		t.Errorf("an open line goes through: %d", coach.status)
	}
	coach.shows("Sam Fictional: Please choose one.", `value="absent" checked`)
	coach.post(l.group("/sessions/1"), "at-"+l.kit.ID, "present", "at-"+l.robin.ID, "absent", "rest", "present")
	coach.shows("The attendance is saved")
	coach.open(l.group(""))
	coach.shows("2 here")
	coach.post(l.group("/sessions/1"), "at-"+l.kit.ID, "present", "at-"+l.robin.ID, "absent", "at-"+l.sam.ID, "excused")
	coach.open(l.group(""))
	coach.shows("1 here")
	coach.post(l.group("/sessions/1/made-up"), "application", l.robin.ID)
	coach.shows("It counts as made up for", "Made up for this session; it counts.")
	coach.post(l.group("/sessions/1/made-up"), "application", l.ari.ID)
	if coach.status != http.StatusNotFound {
		t.Errorf("a child of another team makes it up: %d", coach.status)
	}
	coach.open(l.group("/sessions/99"))
	if coach.status != http.StatusNotFound {
		t.Errorf("the 99th session: %d", coach.status)
	}
	other := l.as(l.second)
	other.post(l.group("/sessions/1"), "rest", "present")
	if other.status != http.StatusNotFound {
		t.Errorf("another team's coach records: %d", other.status)
	}
}
