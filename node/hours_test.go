package node_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// elsewhere names hours of the day that it is not now, and when they begin next.
func elsewhere(t *testing.T, now time.Time) (answer string, begins time.Time) {
	t.Helper()
	central, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	now = now.In(central)
	answer, hour := "h09_12", 9
	if now.Hour() >= 8 && now.Hour() < 12 {
		answer, hour = "h12_17", 12
	}
	begins = time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, central)
	if !begins.After(now) {
		begins = begins.AddDate(0, 0, 1)
	}
	return answer, begins
}

// TestTextsWaitForTheHoursThatAFamilyNamed: a text that rings at the wrong time can be seen by the wrong person. What has to be minded stands before
// whoever calls.
func TestTextsWaitForTheHoursThatAFamilyNamed(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	hours, begins := elsewhere(t, n.Now())
	silent := api.Submit(t, "member_number", nil, "contact_email", nil, "contact_phone", "314-555-0166", "safe_to_text", true, "call_hours", hours,
		"phone_shared", true, "leave_message", false, "send_address", "PO Box 0, Nowhere")
	api.Submit(t, "contact_email", "other@family.demo.invalid", "call_hours", hours)
	texts := func() int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM demo_messages WHERE channel = 'sms' AND recipient LIKE '%5550166'`)
	}
	testkit.Eventually(t, 20*time.Second, "e-mail, which does not wait", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM demo_messages WHERE recipient = 'other@family.demo.invalid'`) == 1
	})
	testkit.Eventually(t, 20*time.Second, "the text to be put off", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = $1 AND n.requester
			AND n.sent_at IS NULL AND n.attempts = 0 AND n.held_until = $2`, silent.Reference, begins) == 1
	})
	if texts() != 0 {
		t.Error("a text came outside of the hours that were named")
	}
	confirm := api.Await(t, silent.Reference, "confirm_membership", 1, "clerk")[0]
	var facts struct {
		Calling struct {
			May    *bool  `json:"may_leave_message"`
			Shared bool   `json:"phone_shared"`
			Hours  string `json:"call_hours"`
			To     string `json:"send_address"`
		} `json:"calling"`
	}
	if err := json.Unmarshal(confirm.Facts, &facts); err != nil || facts.Calling.May == nil || *facts.Calling.May || !facts.Calling.Shared || facts.Calling.Hours != hours || facts.Calling.To == "" {
		t.Errorf("the clerk reads %s: %v", confirm.Facts, err)
	}
	page := pageFor(t, n, confirm.Token, "/tasks/"+confirm.ID)
	for _, rule := range []string{"Do not leave a message", "Somebody else uses it", "Only between", "PO Box 0, Nowhere"} {
		if !strings.Contains(page, rule) {
			t.Errorf("the clerk's page does not say %q", rule)
		}
	}
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": (begins.Sub(n.Now()) + time.Minute).Round(time.Second).String()})
	testkit.Eventually(t, 20*time.Second, "the text within the hours", func() bool { return texts() == 1 })
}
