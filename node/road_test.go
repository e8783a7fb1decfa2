package node_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

func TestARequestGoesFromTheFamilyToAPaidAward(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "payee_name", "Imaginary Boilers")
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	if len(seats) != 3 {
		t.Fatalf("%d trustees on the panel", len(seats))
	}
	if strings.Contains(string(seats[0].Facts), "Jordan") || strings.Contains(string(seats[0].Facts), "Imaginary Boilers") {
		t.Fatalf("a trustee reads names: %s", seats[0].Facts)
	}
	api.Act(t, seats[0], "approve", map[string]any{"amount_cents": 60000})
	again := api.Act(t, seats[0], "approve", map[string]any{"amount_cents": 60000})
	if !strings.Contains(string(again.Body), "vote_cast") {
		t.Fatalf("the same vote again is answered otherwise: %s", again.Body)
	}
	api.Must(t, http.StatusConflict, "POST", "/api/v1/tasks/"+seats[0].ID+"/actions/decline", seats[0].Token, map[string]any{"reason": "Changed my mind."})
	api.Act(t, seats[1], "approve", map[string]any{"amount_cents": 50000, "reason": "The usual price is lower."})
	api.AwaitStatus(t, r, "approved")
	late := api.Act(t, seats[2], "approve", map[string]any{"amount_cents": 60000})
	if !strings.Contains(string(late.Body), `"late":true`) {
		t.Fatalf("the third vote is not late: %s", late.Body)
	}
	prepare := api.Await(t, r.Reference, "prepare_payment", 1, "treasurer")[0]
	api.Must(t, http.StatusUnprocessableEntity, "POST", "/api/v1/tasks/"+prepare.ID+"/actions/prepare", prepare.Token, map[string]any{"payee": "Somebody Else", "method": "check"})
	api.Act(t, prepare, "prepare", map[string]any{"payee": "Imaginary Boilers", "method": "check"})
	release := api.Await(t, r.Reference, "release_payment", 1, "signatory")[0]
	api.Act(t, release, "reject", map[string]any{"reason": "The date is missing."})
	prepare = api.Await(t, r.Reference, "prepare_payment", 1, "treasurer")[0]
	api.Act(t, prepare, "prepare", map[string]any{"payee": "imaginary  boilers", "method": "ach"})
	release = api.Await(t, r.Reference, "release_payment", 1, "signatory")[0]
	api.Act(t, release, "release", nil)
	api.AwaitStatus(t, r, "paid")
	var funds struct {
		Funds []map[string]any `json:"funds"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/funds", testkit.Token("treasurer"), nil).Into(t, &funds)
	if funds.Funds[0]["paid_cents"] != float64(55000) || funds.Funds[0]["available_cents"] != float64(2445000) {
		t.Fatalf("fund is %v", funds.Funds[0])
	}
	testkit.Once(t, n.Config.DatabaseURL)
	verify(t, n)
}

func TestAQuestionPausesTheClockUntilTheFamilyAnswers(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Is the bill due at once?"})
	api.AwaitStatus(t, r, "waiting_for_you")
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "100h"})
	if got := api.Tasks(t, r.Reference, "vote", testkit.Trustees()...); len(got) != 3 || got[0].DueAt != nil {
		t.Fatalf("the trustees' clock did not stand still: %+v", got)
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/answers", r.Token, map[string]any{"answer": "Yes, by Friday."})
	api.AwaitStatus(t, r, "in_review")
	open := api.Tasks(t, r.Reference, "vote", testkit.Trustees()...)
	if !strings.Contains(string(open[0].Facts), "Yes, by Friday.") {
		t.Fatalf("the answer is not shown: %s", open[0].Facts)
	}
	if open[0].DueAt == nil || open[0].DueAt.Before(n.Now().Add(90*time.Hour)) {
		t.Fatalf("due at %v, which is less than what was left", open[0].DueAt)
	}
}

func TestALateTrusteeIsRemindedThenReplaced(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	late := seats[0]
	api.Act(t, seats[1], "approve", map[string]any{"amount_cents": 60000})
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "49h"})
	testkit.Eventually(t, 10*time.Second, "a reminder", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'welfare.vote_reminded'`) == 1
	})
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "48h"})
	testkit.Eventually(t, 10*time.Second, "two alternates", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'welfare.alternate_drawn'`) == 2
	})
	api.Must(t, http.StatusConflict, "POST", "/api/v1/tasks/"+late.ID+"/actions/approve", late.Token, map[string]any{"amount_cents": 60000})
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/cases/"+r.Reference, late.Token, nil)
	alternates := api.Await(t, r.Reference, "vote", 2, testkit.Trustees()...)
	api.Act(t, alternates[0], "approve", map[string]any{"amount_cents": 60000})
	api.AwaitStatus(t, r, "approved")
}

func TestNobodyTiedToTheMemberIsDrawn(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for range 6 {
		r := api.Submit(t, "member_number", "t-2001")
		seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
		for _, s := range seats {
			if s.Person == "trustee-1" {
				t.Fatal("a close relative sits on the panel")
			}
		}
		api.Must(t, http.StatusNotFound, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("trustee-1"), nil)
	}
}

func TestWithoutAKnownNumberAClerkConfirmsFirst(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "member_number", "I don't know")
	confirm := api.Await(t, r.Reference, "confirm_membership", 1, "clerk")[0]
	if got := api.Tasks(t, r.Reference, "vote", testkit.Trustees()...); len(got) != 0 {
		t.Fatal("trustees see a request before membership is confirmed")
	}
	api.Act(t, confirm, "confirm", map[string]any{"member_number": "T-1031"})
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")

	refused := api.Submit(t, "member_number", nil)
	confirm = api.Await(t, refused.Reference, "confirm_membership", 1, "clerk")[0]
	api.Act(t, confirm, "refuse", map[string]any{"reason": "Nobody of that name works here."})
	api.AwaitStatus(t, refused, "declined")
}

func TestAShortFundLetsRequestsWaitEmergenciesFirst(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	drain(t, api)
	oldest := api.Submit(t, "member_number", "T-1032", "amount_cents", 150000)
	api.Approve(t, oldest, 150000)
	api.AwaitStatus(t, oldest, "approved")
	urgent := api.Submit(t, "member_number", "T-1033", "amount_cents", 150000, "emergency", true)
	api.Approve(t, urgent, 150000)
	api.AwaitStatus(t, urgent, "approved")
	deposit(t, api, 150000)
	api.Await(t, urgent.Reference, "prepare_payment", 1, "treasurer")
	if got := api.Tasks(t, oldest.Reference, "prepare_payment", "treasurer"); len(got) != 0 {
		t.Fatal("the oldest went before the emergency")
	}
	deposit(t, api, 150000)
	api.Await(t, oldest.Reference, "prepare_payment", 1, "treasurer")
	testkit.Once(t, n.Config.DatabaseURL)
}

// drain leaves the fund with less than one award.
func drain(t *testing.T, api testkit.API) {
	t.Helper()
	for i := range 16 {
		r := api.Submit(t, "member_number", []string{"T-1001", "T-1002", "T-1003"}[i%3], "amount_cents", 150000)
		api.Approve(t, r, 150000)
		api.AwaitStatus(t, r, "approved")
	}
}

func deposit(t *testing.T, api testkit.API, cents int) {
	t.Helper()
	api.Must(t, http.StatusOK, "POST", "/api/v1/funds/welfare/deposits", testkit.Token("treasurer"), map[string]any{"amount_cents": cents})
}

func TestAFamilyThatCannotBeWrittenToIsCalled(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "contact_email", nil, "contact_phone", "(314) 555-0142")
	api.Approve(t, r, 60000)
	calls := api.Await(t, r.Reference, "call_family", 1, "clerk")
	if !strings.Contains(string(calls[0].Facts), "5550142") {
		t.Fatalf("the clerk does not see whom to call: %s", calls[0].Facts)
	}
	api.Act(t, calls[0], "called", map[string]any{"note": "They were glad."})
	if got := api.Tasks(t, r.Reference, "call_family", "clerk"); len(got) != 0 {
		t.Fatal("the call still waits")
	}
	api.Must(t, http.StatusConflict, "POST", "/api/v1/tasks/"+calls[0].ID+"/actions/called", testkit.Token("clerk"), map[string]any{"note": "Again."})
	texted := api.Submit(t, "contact_email", nil, "contact_phone", "(314) 555-0143", "safe_to_text", true)
	testkit.Eventually(t, 10*time.Second, "a text message", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM demo_messages WHERE channel = 'sms' AND recipient = '+13145550143' AND body LIKE '%' || $1 || '%'`, texted.Reference) == 1
	})
	testkit.Once(t, n.Config.DatabaseURL)
}
