package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// asked sends a request that a clerk has to confirm, and gives its reference and the path of its page.
func asked(t *testing.T, base string) (api testkit.API, reference, path string) {
	t.Helper()
	api = testkit.Client(base)
	r := api.Submit(t, "member_number", nil, "payee_name", "Imaginary Boilers", "amount_cents", 90000, "emergency", true)
	return api, r.Reference, "/r/" + r.Reference + "/" + r.Token
}

func TestARequestGoesThroughThePages(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api, reference, path := asked(t, base)
	family := visit(t, base)
	family.open(path)
	family.shows(reference, "A clerk acts next, by", "A clerk is looking up the membership.", "Jordan Fictional")

	clerk := visit(t, base).be("clerk")
	clerk.on(http.StatusOK, "One thing waits for you")
	clerk.shows("Confirm a membership", "Emergency.", "Enter a request for somebody")
	task := clerk.task(reference)
	clerk.open(task)
	clerk.shows("Jordan Fictional", "jordan@family.demo.invalid", "I do, and I work for the department")
	clerk.post(task+"/refuse", "reason", " ")
	clerk.on(http.StatusBadRequest, "Confirm a membership")
	clerk.post(task+"/confirm", "member_number", "")
	clerk.on(http.StatusBadRequest, "Confirm a membership")
	clerk.post(task+"/confirm", "member_number", "T-1020")
	clerk.shows("You confirmed the membership")

	seats := api.Await(t, reference, "vote", 3, testkit.Trustees()...)
	first, second := visit(t, base).be(seats[0].Person), visit(t, base).be(seats[1].Person)
	task = first.task(reference)
	first.open(task)
	first.shows("The boiler failed in a frost", "Within the limit", "No earlier award", "An emergency", `value="900"`)
	first.hides("Jordan", "T-1020", "family.demo.invalid", "Imaginary Boilers")
	for typed, wrong := range map[string]string{"": "Write the amount in dollars", "-1": "not below zero", "901": "an award cannot be more than that", "500": "Please say why"} {
		first.post(task+"/approve", "amount_cents", typed)
		first.shows("There is a problem", wrong)
	}
	first.shows("details open")
	first.post(task+"/ask", "question", "Is there an estimate?")
	first.shows("Your question went to the family")
	family.open(path)
	family.shows("There is a question for you.", "Is there an estimate?")
	family.post(path+"/answer", "answer", "")
	family.on(http.StatusBadRequest, "Welfare fund")
	family.post(path+"/answer", "answer", "Yes, for $900, says Jordan.")
	family.shows("Thank you for your answer", "Yes, for $900, says Jordan.")
	first.open(task)
	first.shows("Yes, for $900, says […].")
	first.post(task+"/approve", "amount_cents", "800", "reason", "The rest can wait.")
	first.shows("You voted to approve")
	first.open(task)
	first.shows("You voted", "Approve, $800", "Not decided yet")
	second.open("/cases/" + reference)
	second.hides("A vote to approve", "Jordan")
	task2 := second.task(reference)
	if task2 == "" {
		second.open("/inbox")
		task2 = second.task(reference)
	}
	second.post(task2+"/approve", "amount_cents", "900")
	first.open(task)
	first.shows("Approved, $850", "Approve, $900", "Not cast")
	first.post(task+"/decline", "reason", "too late")
	first.on(http.StatusConflict, "Decide on a request")
	first.shows("What you typed", "too late")

	treasurer := visit(t, base).be("treasurer")
	task = treasurer.task(reference)
	treasurer.open(task)
	treasurer.shows("Imaginary Boilers", "$850.00", "Direct deposit (ACH)")
	treasurer.post(task+"/prepare", "payee", "Somebody Else", "method", "check")
	treasurer.on(http.StatusUnprocessableEntity, "Prepare a payment")
	treasurer.shows(`value="Somebody Else"`)
	treasurer.post(task+"/prepare", "payee", "imaginary boilers", "method", "check")
	treasurer.shows("You prepared the payment")

	signatory := visit(t, base).be("signatory")
	task = signatory.task(reference)
	signatory.open(task)
	signatory.shows("Imaginary Boilers", "$850.00", "Terrence Ledger-Sample", "Check")
	signatory.post(task + "/release")
	signatory.shows("You released the payment")
	family.open(path)
	family.shows("The payment was sent.", "Your request was approved: $850.", "The rest can wait.", "Goes to", "Imaginary Boilers")
	family.open(path + "/withdraw")
	family.on(http.StatusOK, "Welfare fund")
	treasurer.open("/funds")
	treasurer.shows("$24,150.00", "$850.00", "Paid")
}

func TestWhoStepsBackSeesNothingMore(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seat := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)[0]
	v := visit(t, n.Config.PublicURL).be(seat.Person)
	v.post("/tasks/" + seat.ID + "/recuse")
	v.shows("You stepped back; somebody else is drawn", "You stepped back")
	v.hides("/tasks/" + seat.ID)
	v.open("/tasks/" + seat.ID)
	v.on(http.StatusOK, "Decide on a request")
	v.shows("You have stepped back")
	v.hides("boiler", "$600", "Who needs help", "Vote to approve")
	v.post("/tasks/"+seat.ID+"/approve", "amount_cents", "600")
	if v.status != http.StatusForbidden && v.status != http.StatusConflict {
		t.Errorf("a vote after stepping back is answered %d", v.status)
	}
	v.hides("boiler")
	v.open("/cases/" + r.Reference)
	v.on(http.StatusNotFound, "We cannot find this")
}

func TestWhoMayOpenWhat(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	_, reference, path := asked(t, n.Config.PublicURL)
	v := visit(t, n.Config.PublicURL)
	for _, page := range []string{"/inbox", "/cases", "/cases/" + reference, "/funds", "/tasks/00000000-0000-0000-0000-000000000000"} {
		v.open(page)
		v.on(http.StatusOK, "Sign in for staff")
	}
	v.post("/funds/welfare/deposit", "amount", "5")
	v.on(http.StatusUnauthorized, "Please sign in")
	for _, wrong := range []string{path + "x", path[:len(path)-1], "/r/WF-0000-0000/x", "/r/%3Cscript%3E/x"} {
		v.open(wrong)
		v.on(http.StatusNotFound, "We cannot find this")
	}
	v.post("/status", "reference", strings.ToLower(reference), "code", " "+strings.ToUpper(strings.Split(path, "/")[3])+" ")
	v.on(http.StatusOK, "Welfare fund")
	v.post("/status", "reference", reference, "code", "wrong")
	v.on(http.StatusNotFound, "See where my request stands")
	v.shows(`value="wrong"`, `value="`+reference+`"`)

	v.post("/sign-in", "token", "demo-county-nobody", "next", "/funds")
	v.on(http.StatusUnauthorized, "Sign in for staff")
	v.post("/sign-in", "token", " demo-county-treasurer ", "next", "//evil.example")
	v.on(http.StatusOK, "Nothing waits for you")
	for _, amount := range []string{"0", "200,000,000"} {
		v.post("/funds/welfare/deposit", "amount", amount, "key", "12345678")
		v.on(http.StatusBadRequest, "")
		v.shows("at most $100,000,000")
		v.hides("$1,000,000.")
	}
	v.post("/funds/welfare/deposit", "amount", "lots", "key", "12345678")
	v.on(http.StatusBadRequest, "Funds")
	for range 2 {
		v.post("/funds/welfare/deposit", "amount", "$100.00", "key", "a-key-of-this-page")
		v.shows("The deposit is recorded", "$25,100.00")
	}
	v.post("/sign-out")
	v.open("/funds")
	v.on(http.StatusOK, "Sign in for staff")
	v.be("member")
	v.on(http.StatusOK, "Welfare fund")
	v.open("/funds")
	v.on(http.StatusForbidden, "This is not open to you")
	v.shows("Sign out", `href="/inbox"`) // who is signed in stays so
	v.open("/nowhere")
	v.on(http.StatusNotFound, "We cannot find this")
	v.post("/cases")
	v.on(http.StatusMethodNotAllowed, "This address works differently")
}

func TestWithdrawing(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	_, _, path := asked(t, base)
	v := visit(t, base)
	v.open(path + "/withdraw")
	v.on(http.StatusOK, "Do you want to withdraw this request?")
	v.open(path)
	v.shows("We have your request.")
	v.post(path + "/withdraw")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("You withdrew this request.", "Nothing more has to be done.")
}

func TestPagesOfTheDemo(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	v.open("/")
	v.on(http.StatusOK, "Choose somebody to be")
	v.shows("Demo. No real people.", "Marigold Example", "The road of a request in six clicks", "Micah Made-Up")
	_, _, path := asked(t, n.Config.PublicURL)
	testkit.Eventually(t, 20*time.Second, "the family's message", func() bool {
		v.open("/demo/mailbox?to=jordan@family.demo.invalid")
		return strings.Contains(v.page, `href="`+n.Config.PublicURL+path+`"`)
	})
	v.tapeShows("almoner.events.county.welfare.request_submitted")
	v.post("/demo/trouble", "do", "skip")
	v.shows("The clock is 24 hours further on")
	v.post("/demo/trouble", "do", "harm")
	v.on(http.StatusBadRequest, "This could not be read")
	v.open("/demo/components")
	v.on(http.StatusOK, "Components")
	if !strings.Contains(v.page, `id="number-field" name="number-field" class="short" type="text" inputmode="numeric"`) {
		t.Error("no number is asked for")
	}
	v.post("/demo/sign-in", "key", "nobody")
	v.on(http.StatusNotFound, "We cannot find this")
}

func TestAClerkCallsAFamily(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "contact_email", nil, "contact_phone", "314 555 0145", "safe_to_text", false)
	api.Approve(t, r, 60000)
	task := api.Await(t, r.Reference, "call_family", 1, "clerk")[0]
	v := visit(t, n.Config.PublicURL).be("clerk")
	v.shows("Call a family", "As soon as you can")
	v.open("/tasks/" + task.ID)
	v.on(http.StatusOK, "Call a family")
	v.shows("(314) 555-0145", "Jordan Fictional", "The treasurer prepares the payment next")
	v.post("/tasks/"+task.ID+"/called", "note", "Spoke to Jordan.")
	v.shows("It is recorded that you called")
	v.open("/cases/" + r.Reference)
	v.shows("The family was called.")
}
