package node_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// reachOf is a family's word on how it is reached from now on.
func reachOf(pairs ...any) map[string]any {
	return map[string]any{"answers": application(nil, pairs...)["answers"]}
}

func TestAFamilyOfAFundIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "member_number", nil, "contact_email", oldAddress)
	testkit.Eventually(t, 20*time.Second, "the first message", func() bool { return len(mail(t, api, oldAddress)) == 1 })
	for _, wrong := range []map[string]any{reachOf(), reachOf("contact_phone", "12"), reachOf("contact_email", newAddress, "member_name", "Somebody Else"), {"answers": 1}} {
		chooseBy(t, api, http.StatusBadRequest, r, "reach", wrong)
	}
	chooseBy(t, api, http.StatusOK, r, "reach", reachOf("contact_email", newAddress, "contact_phone", "314 555 0177", "phone_shared", true, "call_hours", "h17_20", "send_address", "PO Box 0, Nowhere"))
	testkit.Eventually(t, 20*time.Second, "a word where they were reached before", func() bool { return toldOfChange(mail(t, api, oldAddress)) == 1 })
	for _, text := range mail(t, api, oldAddress) {
		if strings.Contains(text, "contact details") && (strings.Contains(text, r.Token) || strings.Contains(text, "/r/")) {
			t.Errorf("where they were reached before stands %q", text)
		}
	}
	confirm := api.Await(t, r.Reference, "confirm_membership", 1, "clerk")[0]
	for _, said := range []string{newAddress, "+13145550177", `"phone_shared":true`, "h17_20", "PO Box 0, Nowhere", `"may_leave_message":false`} {
		if !strings.Contains(string(confirm.Facts), said) {
			t.Errorf("the clerk does not read %s: %s", said, confirm.Facts)
		}
	}
	if strings.Contains(string(confirm.Facts), oldAddress) {
		t.Errorf("the clerk reads where they were reached before: %s", confirm.Facts)
	}
	// The same again changes nothing, and other hours alone are told to nobody.
	chooseBy(t, api, http.StatusOK, r, "reach", reachOf("contact_email", newAddress, "contact_phone", "314 555 0177", "phone_shared", true, "call_hours", "h17_20", "send_address", "PO Box 0, Nowhere"))
	chooseBy(t, api, http.StatusOK, r, "reach", reachOf("contact_email", newAddress))
	count := func(sql string) int64 { return testkit.Query(t, n.Config.DatabaseURL, sql) }
	if events := count(`SELECT count(*) FROM events WHERE type = 'welfare.contact_changed'`); events != 2 {
		t.Errorf("%d changes were recorded, not two", events)
	}
	if kept := count(`SELECT count(*) FROM sealed_texts WHERE kind = 'contact'`); kept != 1 {
		t.Errorf("%d ways to reach them are kept, not one", kept)
	}
	api.Act(t, confirm, "refuse", map[string]any{"reason": "Nobody of this name is on the roll."})
	testkit.Eventually(t, 20*time.Second, "the news at the new address", func() bool { return len(mail(t, api, newAddress)) > 0 })
	if texts := mail(t, api, oldAddress); toldOfChange(texts) != 1 || len(texts) != 2 {
		t.Errorf("the old address got %q", texts)
	}
	chooseBy(t, api, http.StatusConflict, r, "reach", reachOf("contact_email", oldAddress))
	if events := count(`SELECT count(*) FROM events WHERE data::text LIKE '%family.demo.invalid%' OR data::text LIKE '%5550177%'`); events != 0 {
		t.Errorf("%d events hold an address", events)
	}
	verify(t, n)
}

func TestAFamilyThatSomebodyStandsByIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	sender := &shut{} // what was to go to the old address waits until the change
	sender.closed.Store(true)
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	ask := func(asker string) (r testkit.Receipt) {
		api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/county/programs/ucan/requests", "", map[string]any{"language": "en", "answers": map[string]any{
			"who_is_asking": asker, "family_contact_name": "Finley Fictional", "contact_phone": map[string]string{"family": "314-555-0126", "clergy": "314-555-0128"}[asker], "contact_email": oldAddress,
			"safe_to_text": true, "leave_message": true, "call_hours": "h09_12", "what_would_help": "A meal or two.",
		}}).Into(t, &r)
		return r
	}
	r := ask("family")
	change := reachOf("contact_phone", "314-555-0127", "contact_email", newAddress, "safe_to_text", false, "phone_shared", true)
	chooseBy(t, api, http.StatusForbidden, ask("clergy"), "reach", change)
	chooseBy(t, api, http.StatusBadRequest, r, "reach", reachOf("contact_email", newAddress)) // the program needs a telephone
	call := api.Await(t, r.Reference, "call_back", 1, "coordinator")[0]
	if facts := string(call.Facts); !strings.Contains(facts, "+13145550126") || !strings.Contains(facts, `"may_leave_message":true`) || !strings.Contains(facts, "h09_12") {
		t.Errorf("the coordinator reads %s", facts)
	}
	number := func() int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT hashtext(encode(contact_hash, 'hex')) FROM cases WHERE reference = $1`, r.Reference)
	}
	known := number()
	chooseBy(t, api, http.StatusOK, r, "reach", change)
	if number() == known {
		t.Error("what the family texts from its new number is nobody's")
	}
	call = api.Await(t, r.Reference, "call_back", 1, "coordinator")[0]
	if facts := string(call.Facts); strings.Contains(facts, "5550126") || !strings.Contains(facts, "+13145550127") || strings.Contains(facts, `"may_leave_message":true`) || !strings.Contains(facts, `"phone_shared":true`) {
		t.Errorf("after the change the coordinator reads %s", facts)
	}
	if !strings.Contains(string(call.Facts), `"changed_at"`) || !strings.Contains(string(call.Facts), `"no_texts":true`) {
		t.Errorf("the coordinator does not read that it was changed, or that no texts may go: %s", call.Facts)
	}
	for _, path := range []string{"/tasks/" + call.ID, "/cases/" + r.Reference} {
		if page := pageFor(t, n, call.Token, path); !strings.Contains(page, "The family changed it") || !strings.Contains(page, "No text messages") {
			t.Errorf("%s does not say that it was changed, or that no texts may go", path)
		}
	}
	api.Act(t, call, "proceed", nil)
	sender.closed.Store(false)
	testkit.Eventually(t, 30*time.Second, "a message at the new address", func() bool {
		api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "2m"})
		return len(sender.to(newAddress)) > 0
	})
	if texts := sender.to(oldAddress); len(texts) > 0 {
		t.Errorf("the old address got %+v", texts)
	}
	if told := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE template = 'contact_changed'`); told != 0 {
		t.Errorf("%d messages tell of the change where somebody at risk was reached before", told)
	}
	verify(t, n)
}

// TestWhatToMindStandsBesideEveryContact: whoever was let in later too, and texts wait for their hours.
func TestWhatToMindStandsBesideEveryContact(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	hours, begins := elsewhere(t, n.Now())
	r := apply(t, api, "pal", pal, "contact_email", nil, "contact_phone", nil, "safe_to_text", true, "phone_shared", true, "call_hours", hours)
	testkit.Eventually(t, 20*time.Second, "the text to be put off", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = $1 AND n.relative AND n.sent_at IS NULL AND n.held_until = $2`, r.Reference, begins) == 1
	})
	for _, wrong := range []map[string]any{{"phone_shared": "perhaps"}, {"call_hours": "at night"}} {
		wrong["name"], wrong["relation"], wrong["phone"] = "Glenn Fictional", "second_guardian", "314-555-0178"
		chooseBy(t, api, http.StatusBadRequest, r, "add_contact", wrong)
	}
	chooseBy(t, api, http.StatusOK, r, "add_contact", map[string]any{
		"name": "Glenn Fictional", "relation": "second_guardian", "phone": "314-555-0178", "texts": true, "leave_message": "yes", "call_hours": hours,
	})
	review := api.Await(t, r.Reference, "review", 1, coordinator)[0]
	page := string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(coordinator), nil).Body)
	for _, facts := range []string{string(review.Facts), page} {
		if strings.Count(facts, hours) < 2 || !strings.Contains(facts, `"phone_shared":true`) || !strings.Contains(facts, `"may_leave_message":true`) {
			t.Errorf("what to mind is not beside the contacts: %s", facts)
		}
	}
	// A coordinator changes the number of the second one: what was said about it stays, until somebody says otherwise.
	act, glenn := "/api/v1/cases/"+r.Reference+"/actions/reach", ""
	var own struct {
		Application struct {
			Contacts []struct {
				ID, Name string
			} `json:"contacts"`
		} `json:"application"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &own)
	for _, c := range own.Application.Contacts {
		if strings.HasPrefix(c.Name, "Glenn") {
			glenn = c.ID
		}
	}
	api.Must(t, http.StatusOK, "POST", act, testkit.Token(coordinator), map[string]any{"contact": glenn, "phone": "314-555-0179", "texts": true, "leave_message": "no"})
	page = string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(coordinator), nil).Body)
	if !strings.Contains(page, "+13145550179") || strings.Count(page, hours) < 2 || strings.Contains(page, `"may_leave_message":true`) {
		t.Errorf("after the change stands %s", page)
	}
	verify(t, n)
}
