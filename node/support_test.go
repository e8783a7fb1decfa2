package node_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// mail gives the messages to an address, latest first.
func mail(t *testing.T, api testkit.API, to string) (texts []string) {
	t.Helper()
	var box struct {
		Messages []struct{ Text string } `json:"messages"`
	}
	api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json?to="+strings.ReplaceAll(to, "+", "%2B"), "", nil).Into(t, &box)
	for _, m := range box.Messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// phoneOf is the number of one of the city's ministers.
func phoneOf(key string) string {
	number := strings.TrimPrefix(key, "city/minister-")
	if len(number) == 1 {
		return "+1314555014" + number
	}
	return "+131455501" + map[string]string{"10": "50", "11": "51", "12": "52"}[number]
}

// codeFor reads the code of a call-out in a minister's last message.
func codeFor(t *testing.T, api testkit.API, key string) (code string) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, "a text message to "+key, func() bool {
		for _, text := range mail(t, api, phoneOf(key)) {
			if m := regexp.MustCompile(`^HMCA: a family needs you. Reply (\d{4}) 1 to go`).FindStringSubmatch(text); m != nil {
				code = m[1]
				return true
			}
		}
		return false
	})
	return code
}

func reply(t *testing.T, n *node.Node, key, text string) {
	t.Helper()
	if err := n.Server.Demo.Reply(t.Context(), phoneOf(key), text); err != nil {
		t.Fatal(err)
	}
}

func TestAFamilyIsReferredAndTwoPeopleGo(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "area", "north", "language", "es")
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	if len(offers) != 2 {
		t.Fatalf("%d people are asked", len(offers))
	}
	for _, o := range offers {
		if strings.Contains(string(o.Facts), "Casey") || strings.Contains(string(o.Facts), "314555") || strings.Contains(string(o.Facts), "314-555") {
			t.Errorf("an offer names the family: %s", o.Facts)
		}
	}
	code := codeFor(t, api, offers[0].Person)
	reply(t, n, offers[0].Person, code+" 1")
	api.AwaitStatus(t, r, "assigned") // on the desk's side: somebody accepted
	api.Act(t, offers[1], "accept", nil)
	contact := api.Await(t, r.Reference, "contact", 2, offers[0].Person, offers[1].Person)
	if !strings.Contains(string(contact[0].Facts), "Casey Fictional") {
		t.Errorf("who goes does not learn to whom: %s", contact[0].Facts)
	}
	api.Act(t, contact[0], "made", map[string]any{"note": "They want to be left alone until Friday."})
	api.AwaitStatus(t, r, "in_contact")

	var desk struct {
		Status string         `json:"status"`
		Facts  map[string]any `json:"facts"`
	}
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("city/desk"), nil)
	answer.Into(t, &desk)
	if desk.Status != "in_contact" || desk.Facts["accepted"] != true || strings.Contains(string(answer.Body), "Friday") {
		t.Errorf("the desk reads %s", answer.Body)
	}
	events := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference+"/events", testkit.Token("city/desk"), nil)
	if strings.Contains(string(events.Body), "support.") {
		t.Errorf("the desk reads the ministers' events: %s", events.Body)
	}
	for _, key := range testkit.Ministers() {
		want := http.StatusNotFound
		if key == offers[0].Person || key == offers[1].Person {
			want = http.StatusOK
		}
		api.Must(t, want, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(key), nil)
	}
	if got := mail(t, api, "314-555-0111"); len(got) != 0 {
		t.Errorf("a family that did not ask for messages is written to: %q", got)
	}
	verify(t, n)
}

func TestNobodyIsWrittenToBeforeTheNotificationIsRecorded(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "family_notified", false, "safe_to_text", true)
	record := api.Await(t, r.Reference, "record_notification", 1, "city/desk")[0]
	api.Await(t, r.Reference, "confirm_notification", 1, "city/coordinator")
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "72h"})
	if got := mail(t, api, "314-555-0111"); len(got) != 0 {
		t.Fatalf("a relative who does not know is written to: %q", got)
	}
	if got := api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...); len(got) != 0 {
		t.Fatalf("people are sent to a relative who does not know: %+v", got)
	}
	api.Act(t, record, "notified", nil)
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	testkit.Eventually(t, 20*time.Second, "the family's message", func() bool { return len(mail(t, api, "314-555-0111")) == 1 })
	if text := mail(t, api, "314-555-0111")[0]; strings.Contains(text, "omicid") || strings.Contains(text, "Casey") {
		t.Errorf("a message says too much: %s", text)
	}
	if err := n.Server.Demo.Reply(t.Context(), "+13145550111", "Stop"); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "STOP to be heard", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'support.messages_chosen'`) == 1
	})
}

func TestWhoeverAsksForThemselvesIsCalledBackFirst(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0112", "safe_to_text", true)
	call := api.Await(t, r.Reference, "call_back", 1, "city/coordinator")[0]
	if got := api.Tasks(t, r.Reference, "dispatch", testkit.Ministers()...); len(got) != 0 {
		t.Fatalf("people are sent before anybody called back: %+v", got)
	}
	testkit.Eventually(t, 20*time.Second, "the answer to whoever asked", func() bool { return len(mail(t, api, "314-555-0112")) == 1 })
	api.Act(t, call, "proceed", map[string]any{"note": "In the evening, please."})
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, r, "assigned")
	again := api.Refer(t, "city/desk", "contact_phone", "(314) 555-0112", "family_contact_name", "C. Fictional")
	testkit.Eventually(t, 20*time.Second, "the second referral to be joined with the first", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'support.referred_again'`) == 1
	})
	if got := api.Tasks(t, again.Reference, "dispatch", testkit.Ministers()...); len(got) != 0 {
		t.Errorf("people are sent twice: %+v", got)
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/add_date", r.Token, map[string]any{"kind": "birthday", "on": "1990-03-01", "yearly": true})
	var status struct {
		Support struct {
			Dates []json.RawMessage `json:"dates"`
		} `json:"support"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &status)
	if len(status.Support.Dates) != 1 {
		t.Errorf("the family's day is not kept: %+v", status)
	}
	verify(t, n)
}

// TestWhoeverReferredAFamilyDoesNotRuleIt: a pastor's receipt says that the family is not alone. What the family chooses, and how it ends, is
// the family's own.
func TestWhoeverReferredAFamilyDoesNotRuleIt(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "", "who_is_asking", "clergy", "contact_phone", "314-555-0113", "safe_to_text", true)
	call := api.Await(t, r.Reference, "call_back", 1, "city/coordinator")[0]
	if !strings.Contains(string(call.Facts), "+13145550113") {
		t.Errorf("a coordinator is to call back and has no number: %s", call.Facts)
	}
	api.Act(t, call, "proceed", nil)
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, r, "assigned")
	path := "/api/v1/requests/" + r.Reference
	var seen struct {
		Support json.RawMessage
		History []struct{ Code, Text string }
	}
	api.Must(t, http.StatusOK, "GET", path, r.Token, nil).Into(t, &seen)
	if len(seen.Support) != 0 || len(seen.History) == 0 {
		t.Errorf("whoever referred a family sees %s and %+v", seen.Support, seen.History)
	}
	page := string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token, "", nil).Body)
	if strings.Contains(page, "/choose/") || strings.Contains(page, "/withdraw") || !strings.Contains(page, "You asked for somebody else") {
		t.Errorf("the page of whoever referred a family offers what is the family's")
	}
	api.Must(t, http.StatusForbidden, "POST", path+"/withdraw", r.Token, map[string]any{})
	api.Must(t, http.StatusForbidden, "POST", path+"/choices/messages", r.Token, map[string]any{"yes": false})

	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/messages", testkit.Token("city/coordinator"), map[string]any{"yes": true})
	var own string
	testkit.Eventually(t, 20*time.Second, "the family's own page in its message", func() bool {
		for _, text := range mail(t, api, "+13145550113") {
			if m := regexp.MustCompile(`/r/` + r.Reference + `/(\S+)`).FindStringSubmatch(text); m != nil {
				own = strings.TrimRight(m[1], ".")
			}
		}
		return own != ""
	})
	api.Must(t, http.StatusOK, "POST", path+"/choices/messages", own, map[string]any{"yes": false})
	api.Must(t, http.StatusOK, "POST", path+"/withdraw", own, map[string]any{})
	api.AwaitStatus(t, r, "closed") // and not withdrawn: that is between the family and us
	verify(t, n)
}

// TestStopIsKeptForWhoeverComesLater: a number that nobody has yet may say STOP; it gets no answer, and a family that gives it is not written to.
func TestStopIsKeptForWhoeverComesLater(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	if err := n.Server.Demo.Reply(t.Context(), "+13145550114", "STOP"); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "STOP to be kept by both organizations", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM opt_outs`) == 2
	})
	r := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0114", "safe_to_text", true)
	api.Await(t, r.Reference, "call_back", 1, "city/coordinator")
	testkit.Eventually(t, 20*time.Second, "the answer to be given up", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE template = 'received' AND outcome <> ''`) == 1
	})
	if got := mail(t, api, "+13145550114"); len(got) != 0 {
		t.Errorf("a number that said STOP is written to: %q", got)
	}
}

// TestTheDeskReadsWhomItIsAskedAbout: two families that were not told yet are told apart by what the desk wrote itself, until each was told.
func TestTheDeskReadsWhomItIsAskedAbout(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	kept := func() int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM sealed_texts WHERE kind = 'referred'`)
	}
	first := api.Refer(t, "city/desk", "family_notified", false, "family_contact_name", "Rosalind Fictional", "contact_phone", "314-555-0171")
	second := api.Refer(t, "city/desk", "family_notified", false, "family_contact_name", "Casimir Pretend", "contact_phone", "314-555-0172")
	for reference, name := range map[string]string{first.Reference: "Rosalind Fictional", second.Reference: "Casimir Pretend"} {
		task := api.Await(t, reference, "record_notification", 1, "city/desk")[0]
		if facts := string(task.Facts); !strings.Contains(facts, name) || strings.Contains(facts, "555-01") || strings.Contains(facts, "55501") {
			t.Errorf("the desk reads %s of %s", facts, name)
		}
	}
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/hmca/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"who_is_asking": "other", "family_contact_name": "Ottoline Invented", "contact_phone": "314-555-0173", "family_notified": false,
	}})
	api.Act(t, api.Await(t, first.Reference, "record_notification", 1, "city/desk")[0], "notified", nil)
	testkit.Eventually(t, 20*time.Second, "the name to be erased once the family was told", func() bool { return kept() == 1 })
	verify(t, n)
}
