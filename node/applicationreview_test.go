package node_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// ownView is what a family reads of its own application.
type ownView struct {
	Application struct {
		Consents []struct {
			Key     string `json:"key"`
			Signed  bool   `json:"signed"`
			MaySign bool   `json:"may_sign"`
		} `json:"consents"`
		Contacts []struct {
			ID       string `json:"id"`
			Relation string `json:"relation"`
			Written  bool   `json:"written_to"`
		} `json:"contacts"`
		Choices []string `json:"choices"`
		Reader  string   `json:"reader"`
	} `json:"application"`
}

// explorer is an application that somebody of sixteen sends alone, with a yes where a guardian signs.
var explorer = map[string]any{
	"filled_by": "youth", "full_name": "Yuri Fictional", "birth_date": "2010-03-01", "eighth_grade": true, "schooling": "high_school", "grades": true,
	"guardian_name": "Gert Fictional", "guardian_phone": "314-555-0140", "contact_email": "yuri@youth.demo.invalid", "guardian_consent": true, "criminal_record": false,
}

func TestAYouthDoesNotSignForTheGuardian(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "explorers", explorer)
	call := api.Await(t, r.Reference, "call_family", 1, coordinator)
	var own ownView
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &own)
	a := own.Application
	if len(a.Contacts) != 2 || a.Contacts[0].ID != a.Reader || a.Contacts[0].Relation != "self" || a.Contacts[1].Relation != "guardian" {
		t.Fatalf("the paper of the youth is that of %+v", a)
	}
	for _, c := range a.Consents {
		if c.Signed || c.MaySign {
			t.Errorf("the youth signs %s", c.Key)
		}
	}
	if slices.Contains(a.Choices, "change") || slices.Contains(a.Choices, "add_contact") {
		t.Errorf("the youth is offered %v", a.Choices)
	}
	api.Act(t, call[0], "called", map[string]any{"note": "Gert Fictional signs on the telephone."})
	if left := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM tasks WHERE kind = 'call_family' AND closed_at IS NULL`); left != 0 {
		t.Errorf("%d calls wait after the call", left)
	}
	verify(t, n)
}

// Whoever has a place corrects a note when the own season is closed, although they would be too old for the next.
func TestAChangeIsJudgedByTheOwnSeason(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	var own struct {
		Application struct {
			FirstDay time.Time `json:"first_day"`
		} `json:"application"`
	}
	r := apply(t, api, "pal", pal)
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &own)
	first := own.Application.FirstDay
	born := first.AddDate(-19, 1, 0).Format(time.DateOnly)
	r = apply(t, api, "pal", pal, "birth_date", born)
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": first.AddDate(0, 0, -2).Sub(n.Now()).String()})
	api.Must(t, http.StatusUnprocessableEntity, "POST", requestsOf("pal"), "", application(pal, "birth_date", born))
	note := application(pal, "birth_date", born, "medical_note", "A fictional allergy.")["answers"]
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/change", r.Token, map[string]any{"answers": note})
}
