package node_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/testkit"
)

// TestNobodyLearnsOfADeathFromUs: whoever says that they ask for themselves does not open the gate for a relative who has not been told, nor for
// a number that is held at the gate already.
func TestNobodyLearnsOfADeathFromUs(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	sister := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0115", "family_notified", false, "safe_to_text", true)
	api.Await(t, sister.Reference, "confirm_notification", 1, "city/coordinator")
	desk := api.Refer(t, "city/desk", "contact_phone", "314-555-0116", "family_notified", false, "safe_to_text", true)
	api.Await(t, desk.Reference, "record_notification", 1, "city/desk")
	brother := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0116", "family_notified", true, "safe_to_text", true)
	testkit.Eventually(t, 20*time.Second, "the second request to be taken in", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'support.referred_again'`) == 1
	})
	var seen struct {
		Status  string
		Next    struct{ Who string }
		History []struct{ Code, Text string }
	}
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+brother.Reference, brother.Token, nil)
	answer.Into(t, &seen)
	if seen.Status != "received" || seen.Next.Who != "coordinator" || strings.Contains(string(answer.Body), "known") || strings.Contains(string(answer.Body), "closed") {
		t.Errorf("whoever knows a number learns that its family is with us: %s", answer.Body)
	}
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "72h"})
	api.Await(t, sister.Reference, "confirm_notification", 1, "city/coordinator")
	for _, number := range []string{"+13145550115", "+13145550116"} {
		if got := mail(t, api, number); len(got) != 0 {
			t.Errorf("a relative who does not know is written to: %q", got)
		}
	}
	if waiting := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE relative AND outcome = ''`); waiting != 0 {
		t.Errorf("%d messages wait to go to a relative who does not know", waiting)
	}
	if got := api.Tasks(t, sister.Reference, "dispatch", testkit.Ministers()...); len(got) != 0 {
		t.Errorf("people are sent to a relative who does not know: %+v", got)
	}
	verify(t, n)
}

// TestNobodyIsLostBetweenTwoCases: a case cannot be joined with one that has ended, and one joined by mistake is taken up again.
func TestNobodyIsLostBetweenTwoCases(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	coordinator := testkit.Token("city/coordinator")
	a, b := api.Refer(t, "city/desk", "contact_phone", "314-555-0117"), api.Refer(t, "city/desk", "contact_phone", "314-555-0118")
	act := func(status int, reference, name string, body any) {
		t.Helper()
		api.Must(t, status, "POST", "/api/v1/cases/"+reference+"/actions/"+name, coordinator, body)
	}
	api.Await(t, a.Reference, "dispatch", 2, testkit.Ministers()...)
	api.Await(t, b.Reference, "dispatch", 2, testkit.Ministers()...)
	act(http.StatusOK, b.Reference, "close", map[string]any{})
	act(http.StatusConflict, a.Reference, "merge", map[string]any{"reference": b.Reference})
	act(http.StatusOK, b.Reference, "reopen", map[string]any{})
	act(http.StatusOK, a.Reference, "merge", map[string]any{"reference": b.Reference})
	api.AwaitStatus(t, a, "closed") // the desk's side of it; b has its own
	act(http.StatusOK, a.Reference, "reopen", map[string]any{})
	api.Await(t, a.Reference, "dispatch", 2, testkit.Ministers()...)
	verify(t, n)
}

// TestTheDeskHearsOfAFamilyThatAskedItself: what the desk may know goes to its referral too when the family came by itself before.
func TestTheDeskHearsOfAFamilyThatAskedItself(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	own := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0119")
	api.Act(t, api.Await(t, own.Reference, "call_back", 1, "city/coordinator")[0], "proceed", nil)
	desk := api.Refer(t, "city/desk", "contact_phone", "314-555-0119")
	look := api.Await(t, own.Reference, "read_again", 1, "city/coordinator")[0]
	api.Act(t, look, "read", map[string]any{"note": "They told the desk."})
	for _, o := range api.Await(t, own.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, desk, "assigned")
	api.Act(t, api.Await(t, own.Reference, "contact", 2, testkit.Ministers()...)[0], "made", nil)
	api.AwaitStatus(t, desk, "in_contact")
	verify(t, n)
}

// TestOnlyPeopleOfTheRotaAreSent: a slip of the coordinator's cannot assign somebody who does not exist.
func TestOnlyPeopleOfTheRotaAreSent(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	for range testkit.Ministers() {
		for _, o := range api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...) {
			api.Act(t, o, "pass", nil)
		}
		if len(api.Tasks(t, r.Reference, "find_ministers", "city/coordinator")) > 0 {
			break
		}
		testkit.Eventually(t, 20*time.Second, "somebody else to be asked, or nobody to be left", func() bool {
			return len(api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...))+len(api.Tasks(t, r.Reference, "find_ministers", "city/coordinator")) > 0
		})
	}
	find := api.Await(t, r.Reference, "find_ministers", 1, "city/coordinator")[0]
	body := map[string]any{"minister": uuid.New()}
	api.Must(t, http.StatusBadRequest, "POST", "/api/v1/tasks/"+find.ID+"/actions/assign", testkit.Token("city/coordinator"), body)
}

// TestALateYesIsHeard: whoever was asked and did not answer in time may still go while somebody is wanted, and is thanked when nobody is.
func TestALateYesIsHeard(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "area", "north")
	first := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "20m"})
	testkit.Eventually(t, 20*time.Second, "others to be asked", func() bool {
		next := api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...)
		return len(next) == 2 && next[0].Person != first[0].Person && next[1].Person != first[0].Person
	})
	api.Act(t, first[0], "accept", nil)
	for _, o := range api.Await(t, r.Reference, "dispatch", 1, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.Await(t, r.Reference, "contact", 2, testkit.Ministers()...)
	api.Must(t, http.StatusConflict, "POST", "/api/v1/tasks/"+first[1].ID+"/actions/accept", testkit.Token(first[1].Person), map[string]any{})
	stranger := testkit.Ministers()[0]
	for _, key := range testkit.Ministers() {
		if key != first[0].Person && key != first[1].Person {
			stranger = key
		}
	}
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/tasks/"+first[1].ID+"/actions/accept", testkit.Token(stranger), map[string]any{})
	verify(t, n)
}

// TestStopOfSomebodyWhoIsAskedIsANo: nobody waits until their time to answer is over.
func TestStopOfSomebodyWhoIsAskedIsANo(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "area", "north")
	asked := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	reply(t, n, asked[0].Person, "STOP")
	testkit.Eventually(t, 20*time.Second, "somebody else to be asked", func() bool {
		next := api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...)
		return len(next) == 2 && next[0].Person != asked[0].Person && next[1].Person != asked[0].Person
	})
}

// TestManyReferralsOfOneNumber: word of the end overtakes the opening of the desk's side; no row may stay behind its events.
func TestManyReferralsOfOneNumber(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	api.Refer(t, "city/desk", "contact_phone", "314-555-0120", "family_notified", false)
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() { api.Refer(t, "city/desk", "contact_phone", "314-555-0120", "family_notified", false) })
	}
	all.Wait()
	testkit.Eventually(t, 30*time.Second, "every referral but the first to end", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE reference LIKE 'FS-%' AND closed_at IS NOT NULL`) == 48
	})
	verify(t, n)
}

// TestWhatCameAgainIsReadBesideTheOpenCase: the words and worries of a second request from a known number reach the coordinator of the open case,
// unconfirmed; what is safer of both holds until they have looked; and nobody is told that the family cannot be written to.
func TestWhatCameAgainIsReadBesideTheOpenCase(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	coordinator := testkit.Token("city/coordinator")
	own := api.Refer(t, "city/desk", "contact_phone", "314-555-0141", "leave_message", true, "safe_to_text", true)
	for _, o := range api.Await(t, own.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, own, "assigned")
	again := api.Refer(t, "", "who_is_asking", "homicide_desk", "contact_phone", "314-555-0141", "phone_shared", true, "safe_to_text", false,
		"safety_concern", true, "what_would_help", "Somebody stood outside.")
	look := api.Await(t, own.Reference, "read_again", 1, "city/coordinator")[0]
	if got := api.Tasks(t, own.Reference, "call_family", "city/coordinator"); len(got) != 0 {
		t.Errorf("the coordinator is told that the family cannot be written to: %+v", got)
	}
	read := func(path string, wants ...string) {
		t.Helper()
		page := string(api.Must(t, http.StatusOK, "GET", path, "", nil, "Cookie", "almoner_session="+coordinator).Body)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
		if strings.Contains(page, "cannot be written to") {
			t.Errorf("%s says that the family cannot be written to", path)
		}
	}
	news := []string{"Somebody stood outside.", "Not confirmed", again.Reference, "Somebody else uses it", "Do not leave a message", "Do not write.", "Says to be the homicide desk, not signed in"}
	read("/tasks/"+look.ID, append(news, "wrote again")...)
	read("/cases/"+own.Reference, append(news, "wrote again")...)
	read("/cases/"+again.Reference, "Open the case "+own.Reference)
	api.Act(t, look, "read", map[string]any{"note": "It was not the family."})
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+own.Reference, coordinator, nil)
	if text := string(answer.Body); !strings.Contains(text, `"calling":{"may_leave_message":true,"phone_shared":false,"no_texts":false}`) {
		t.Errorf("what held before does not hold again: %s", text)
	}
	read("/cases/"+own.Reference, "A coordinator has read it.", again.Reference)
	verify(t, n)
}
