package node_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// paperIn reads the link out of the latest message to an address.
func paperIn(t *testing.T, api testkit.API, to string) (r testkit.Receipt) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, "a message to "+to, func() bool {
		for _, text := range mail(t, api, to) {
			if m := regexp.MustCompile(`/r/([A-Z0-9-]+)/([a-z0-9]+)`).FindStringSubmatch(text); m != nil {
				r = testkit.Receipt{Reference: m[1], Token: m[2]}
				return true
			}
		}
		return false
	})
	return r
}

// chooseBy does what a family can by its paper.
func chooseBy(t *testing.T, api testkit.API, want int, r testkit.Receipt, action string, body map[string]any) {
	t.Helper()
	api.Must(t, want, "POST", "/api/v1/requests/"+r.Reference+"/choices/"+action, r.Token, body)
}

func TestEveryContactHasAPaperOfTheirOwn(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "contact_email", "gale@family.demo.invalid")
	chooseBy(t, api, http.StatusOK, r, "add_contact", map[string]any{"name": "Glenn Fictional", "relation": "second_guardian", "email": "glenn@family.demo.invalid"})
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	first, second := paperIn(t, api, "gale@family.demo.invalid"), paperIn(t, api, "glenn@family.demo.invalid")
	if first.Token != r.Token || second.Token == r.Token {
		t.Fatalf("the links are %v and %v, the receipt is %v", first, second, r)
	}
	var status struct {
		Application struct {
			Reader   string
			Contacts []struct{ ID, Name, Relation string }
		} `json:"application"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+second.Reference, second.Token, nil).Into(t, &status)
	if len(status.Application.Contacts) != 2 || status.Application.Reader != status.Application.Contacts[1].ID {
		t.Fatalf("the second guardian reads %+v", status.Application)
	}
	chooseBy(t, api, http.StatusOK, second, "first", map[string]any{"contact": status.Application.Reader})
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+first.Reference, first.Token, nil).Into(t, &status)
	if status.Application.Contacts[0].Name != "Glenn Fictional" || status.Application.Reader == status.Application.Contacts[0].ID {
		t.Errorf("whoever is called first took the other's paper: %+v", status.Application)
	}
	// A custody order: the link opens nothing any more, on no road, and nothing is sent.
	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/bar", testkit.Token(coordinator),
		map[string]any{"contact": status.Application.Contacts[0].ID, "note": "An invented order of the first of the month."})
	before := len(mail(t, api, "glenn@family.demo.invalid"))
	for _, path := range []string{"", "/choices/messages", "/withdraw"} {
		method := map[bool]string{true: "GET", false: "POST"}[path == ""]
		api.Must(t, http.StatusNotFound, method, "/api/v1/requests/"+second.Reference+path, second.Token, map[string]any{})
	}
	for _, page := range []string{"", "/change", "/record.json", "/withdraw"} {
		answer, err := http.Get(n.Config.PublicURL + "/r/" + second.Reference + "/" + second.Token + page) //nolint:noctx // the test ends before it
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close() //nolint:errcheck // only its status matters
		if answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusSeeOther {
			t.Errorf("the page %q is %d for whoever is shut out", page, answer.StatusCode)
		}
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+first.Reference+"/withdraw", first.Token, map[string]any{})
	if after := len(mail(t, api, "glenn@family.demo.invalid")); after != before {
		t.Errorf("%d more messages went to whoever is shut out", after-before)
	}
	verify(t, n)
}

func TestWhatWaitsForWhoeverIsShutOutIsNotSent(t *testing.T) {
	t.Parallel()
	p := &post{down: true}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = p })
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "contact_email", "gale@family.demo.invalid")
	chooseBy(t, api, http.StatusOK, r, "add_contact", map[string]any{"name": "Glenn Fictional", "relation": "second_guardian", "email": "glenn@family.demo.invalid"})
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	var status struct {
		Application struct{ Contacts []struct{ ID string } }
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &status)
	glenn := status.Application.Contacts[1].ID
	waiting := func(contact string) int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE recipient = $1 AND sent_at IS NULL`, contact)
	}
	testkit.Eventually(t, 20*time.Second, "a message to each guardian to wait", func() bool { return waiting(glenn) > 0 && waiting(status.Application.Contacts[0].ID) > 0 })
	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/bar", testkit.Token(coordinator),
		map[string]any{"contact": glenn, "note": "An invented order of the first of the month."})
	if got := waiting(glenn); got != 0 {
		t.Errorf("%d messages still wait for whoever is shut out", got)
	}
	if waiting(status.Application.Contacts[0].ID) == 0 {
		t.Error("the other guardian's are gone too")
	}
	verify(t, n)
}

func TestAGuardianSeesEveryChildTheySignedUp(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	kit := apply(t, api, "pal", pal)
	body := application(pal, "child_name", "Kim Fictional", "birth_date", "2014-09-02")
	body["with"] = map[string]any{"reference": kit.Reference, "token": kit.Token}
	var kim testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", requestsOf("pal"), "", body).Into(t, &kim)
	stranger := apply(t, api, "pal", pal, "child_name", "Somebody Else")
	var status struct {
		Application struct {
			Household []struct{ Applicant, Reference, Token string } `json:"household"`
		} `json:"application"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+kit.Reference, kit.Token, nil).Into(t, &status)
	if h := status.Application.Household; len(h) != 1 || h[0].Applicant != "Kim Fictional" || h[0].Token != kim.Token {
		t.Errorf("the guardian sees %+v", h)
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+stranger.Reference, stranger.Token, nil).Into(t, &status)
	if h := status.Application.Household; len(h) != 0 {
		t.Errorf("a stranger with the same telephone sees %+v", h)
	}
	body["with"] = map[string]any{"reference": kit.Reference, "token": stranger.Token}
	api.Must(t, http.StatusNotFound, "POST", requestsOf("pal"), "", body)
}

func TestNobodyIsTextedOnATelephoneThatIsNotSafe(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal)
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	api.Await(t, r.Reference, "call_family", 1, coordinator)
	for _, to := range []string{"+13145550123", "314-555-0123"} {
		if texts := mail(t, api, to); len(texts) > 0 {
			t.Errorf("texts went to a telephone that nobody called safe: %q", texts)
		}
	}
}

// coachAnswers are those of somebody who wants to coach.
var coachAnswers = map[string]any{
	"full_name": "Cory Fictional", "birth_date": "1988-11-30", "contact_email": "cory@family.demo.invalid", "first_reference": "Rory Fictional",
	"first_reference_phone": "314-555-0171", "second_reference": "Robin Fictional", "second_reference_phone": "314-555-0172", "conduct_agreed": true,
	"records_check_consent": true,
}

func TestAVolunteerIsAppointedAndDismissed(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal-coach", coachAnswers)
	count := func(sql string) int64 { return testkit.Query(t, n.Config.DatabaseURL, sql) }
	const granted = `SELECT count(*) FROM grants g JOIN clearances c ON c.person_id = g.person_id WHERE g.role = 'volunteer' AND g.until IS NULL AND NOT c.withdrawn`
	checks := api.Await(t, r.Reference, "screen", 3, coordinator)
	api.Act(t, checks[0], "clear", nil)
	if got := api.Tasks(t, r.Reference, "screen", coordinator); len(got) != 2 {
		t.Fatalf("clearing one check leaves %d", len(got))
	}
	if n := count(granted); n != 0 {
		t.Fatal("somebody is a volunteer before they are accepted")
	}
	api.Act(t, checks[1], "clear", nil)
	api.Act(t, checks[2], "clear", nil)
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	if n := count(granted); n != 3 {
		t.Fatalf("%d clearances of a volunteer, want 3", n)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Post(n.Config.PublicURL+"/r/"+r.Reference+"/"+r.Token+"/volunteer", "application/x-www-form-urlencoded", strings.NewReader("")) //nolint:noctx // the test ends before it
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close() //nolint:errcheck // only its headers matter
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		t.Fatalf("beginning as a volunteer answers %d with %d cookies", answer.StatusCode, len(answer.Cookies()))
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, map[string]any{})
	api.AwaitStatus(t, r, "withdrawn")
	if n := count(granted); n != 0 {
		t.Errorf("%d clearances of somebody who left", n)
	}
	verify(t, n)
}
