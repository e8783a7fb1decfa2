package node_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

func TestTrusteesSeeEarlierAwardsOfTheHousehold(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	first := api.Submit(t, "member_number", "T-1040", "amount_cents", 40000)
	api.Approve(t, first, 40000)
	api.AwaitStatus(t, first, "approved")
	second := api.Submit(t, "member_number", "t 1040", "amount_cents", 30000)
	seat := api.Await(t, second.Reference, "vote", 3, testkit.Trustees()...)[0]
	var facts struct {
		Former struct {
			Count int   `json:"count"`
			Cents int64 `json:"sum_cents"`
		} `json:"former_awards"`
	}
	if err := json.Unmarshal(seat.Facts, &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Former.Count != 1 || facts.Former.Cents != 40000 {
		t.Fatalf("%+v", facts)
	}
}

func TestVotesAreHiddenUntilOnesOwnIsCast(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	api.Act(t, seats[0], "decline", map[string]any{"reason": "Not within the guideline."})
	events := func(token string) string {
		return string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference+"/events", token, nil).Body)
	}
	if strings.Contains(events(seats[1].Token), "vote_cast") {
		t.Fatal("a vote is seen before one's own")
	}
	if strings.Contains(events(seats[1].Token), "membership_confirmed") {
		t.Fatal("a trustee reads who the member is")
	}
	api.Act(t, seats[1], "approve", map[string]any{"amount_cents": 60000})
	if strings.Count(events(seats[1].Token), "vote_cast") != 2 {
		t.Fatal("the votes are not seen after one's own")
	}
	if !strings.Contains(events(testkit.Token("auditor")), "membership_confirmed") {
		t.Fatal("the auditor does not see everything that happened")
	}
}

func TestWhoTypesARequestInDoesNotDecideOnIt(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for range 5 {
		var r testkit.Receipt
		body := testkit.Answers()
		body["channel"] = "telephone"
		api.Must(t, http.StatusAccepted, "POST", testkit.Requests, testkit.Token("trustee-3"), body).Into(t, &r)
		for _, s := range api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...) {
			if s.Person == "trustee-3" {
				t.Fatal("whoever typed it in sits on the panel")
			}
		}
	}
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE channel = 'telephone'`); got != 5 {
		t.Fatalf("%d requests by telephone", got)
	}
	api.Must(t, http.StatusForbidden, "POST", testkit.Requests, "demo-city-desk", testkit.Answers())
	body := testkit.Answers()
	body["channel"] = "walk_in"
	api.Must(t, http.StatusBadRequest, "POST", testkit.Requests, "", body)
}
