package node_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// TestWhoeverReportsAConcernIsReachedElsewhere: by the page of their reference. Who looks into it reads where, and nothing is written to where it was before.
func TestWhoeverReportsAConcernIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	sender := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "speak-up", map[string]any{
		"who_is_telling": "parent", "what_happened": "Something in a story.", "contact_email": oldAddress, "contact_phone": "314-555-0126", "phone_shared": true,
	})
	own := "/r/" + r.Reference + "/" + r.Token
	if page := pageFor(t, n, "", own); !strings.Contains(page, own+"/change") {
		t.Fatalf("the page of a report does not lead to how its writer is reached: %s", page)
	}
	if page := pageFor(t, n, "", own+"/change"); strings.Contains(page, "tell_former") || !strings.Contains(page, "We write nothing to where we reached you before.") {
		t.Errorf("what is asked of somebody at risk: %s", page)
	}
	if status := pageSent(t, n, "", own+"/change", url.Values{"contact_phone": {"12"}}); status != http.StatusBadRequest {
		t.Errorf("no number is answered %d", status)
	}
	if status := pageSent(t, n, "", own+"/change", url.Values{"contact_email": {newAddress}, "contact_phone": {"314 555 0127"}, "call_hours": {"h17_20"}}); status != http.StatusSeeOther {
		t.Errorf("another number is answered %d", status)
	}
	task := api.Await(t, r.Reference, "look_into_concern", 1, "city/safeguard")[0]
	if facts := string(task.Facts); strings.Contains(facts, "5550126") || strings.Contains(facts, oldAddress) || !strings.Contains(facts, "+13145550127") || !strings.Contains(facts, newAddress) || !strings.Contains(facts, "Something in a story.") {
		t.Errorf("who looks into it reads %s", facts)
	}
	if page := pageFor(t, n, testkit.Token("city/safeguard"), "/tasks/"+task.ID); !strings.Contains(page, "They changed it") {
		t.Errorf("who looks into it does not read that it was changed: %s", page)
	}
	chooseBy(t, api, http.StatusOK, r, "reach", reachOf("contact_email", newAddress, "contact_phone", "314 555 0127", "call_hours", "h17_20"))
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'concern.contact_changed'`); got != 1 {
		t.Errorf("%d changes are recorded", got)
	}
	chooseBy(t, api, http.StatusOK, r, "reach", reachOf()) // nobody has to leave a way to be reached here
	api.Act(t, api.Await(t, r.Reference, "look_into_concern", 1, "city/safeguard")[0], "settle", map[string]any{"reason": "It was looked into."})
	chooseBy(t, api, http.StatusConflict, r, "reach", reachOf("contact_email", oldAddress))
	if told := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE template = 'contact_changed'`); told != 0 {
		t.Errorf("%d messages tell of the change where somebody at risk was reached before", told)
	}
	if texts := sender.to(oldAddress); len(texts) > 0 {
		t.Errorf("the former address got %+v", texts)
	}
	verify(t, n)
}

// TestAGuestIsReachedElsewhere: what is written from then on goes there, and where they were reached before is told once.
func TestAGuestIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := coming(t, api, meetings(t, api)[0].key(), "contact_email", oldAddress)
	testkit.Eventually(t, 20*time.Second, "the first message", func() bool { return len(mail(t, api, oldAddress)) > 0 })
	written := len(mail(t, api, oldAddress))
	own := "/r/" + r.Reference + "/" + r.Token
	if page := pageFor(t, n, "", own+"/change"); !strings.Contains(page, "tell_former") {
		t.Errorf("it is not asked whether the former address may be told: %s", page)
	}
	if status := pageSent(t, n, "", own+"/change", url.Values{"call_hours": {"h17_20"}}); status != http.StatusBadRequest {
		t.Errorf("no way to be reached is answered %d", status)
	}
	if status := pageSent(t, n, "", own+"/change", url.Values{"contact_email": {newAddress}, "contact_phone": {"314 555 0127"}, "phone_shared": {"yes"}, "tell_former": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("another address is answered %d", status)
	}
	testkit.Eventually(t, 20*time.Second, "a word where they were reached before", func() bool { return toldOfChange(mail(t, api, oldAddress)) == 1 })
	if page := pageFor(t, n, "", own); !strings.Contains(page, newAddress) || strings.Contains(page, ">"+oldAddress+"<") && strings.Count(page, oldAddress) > 1 || !strings.Contains(page, "You changed how we reach you.") {
		t.Errorf("the own page says %s", page)
	}
	facts := string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("city/coordinator"), nil).Body)
	if strings.Contains(facts, oldAddress) || !strings.Contains(facts, newAddress) || !strings.Contains(facts, `"phone_shared":true`) {
		t.Errorf("the coordinator reads %s", facts)
	}
	before := len(mail(t, api, newAddress))
	series(t, api, http.StatusOK, map[string]any{"do": "call_off", "gathering": meetings(t, api)[0].key(), "because": "weather"})
	testkit.Eventually(t, 20*time.Second, "a message at the new address", func() bool { return len(mail(t, api, newAddress)) > before })
	if got := mail(t, api, oldAddress); len(got) != written+1 {
		t.Errorf("the former address got %q", got)
	}
	api.AwaitStatus(t, r, "closed")
	choose(t, api, http.StatusConflict, r, "reach", reachOf("contact_email", oldAddress))
	verify(t, n)
}
