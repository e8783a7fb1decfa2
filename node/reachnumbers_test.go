package node_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/testkit"
)

// TestMessagesGoToTheNumberThatWasChosenForThem, and calls to the guardian's. What was said about a telephone stands beside that one.
func TestMessagesGoToTheNumberThatWasChosenForThem(t *testing.T) {
	t.Parallel()
	sender := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "guardian_phone", "314-555-0193", "contact_phone", "314-555-0194", "contact_email", nil, "safe_to_text", true, "leave_message", true, "phone_shared", true)
	testkit.Eventually(t, 20*time.Second, "a text to the number for messages", func() bool { return len(sender.to("+13145550194")) == 1 })
	review := api.Await(t, r.Reference, "review", 1, coordinator)[0]
	var facts struct {
		Contacts []struct {
			Phone     string         `json:"phone"`
			TextPhone string         `json:"text_phone"`
			Calling   map[string]any `json:"calling"`
			Texting   map[string]any `json:"texting"`
		} `json:"contacts"`
	}
	testkit.Answer{Body: review.Facts}.Into(t, &facts)
	if len(facts.Contacts) != 1 || facts.Contacts[0].Phone != "+13145550193" || facts.Contacts[0].TextPhone != "+13145550194" {
		t.Fatalf("the coordinator reads %s", review.Facts)
	}
	if c := facts.Contacts[0]; c.Calling["may_leave_message"] != false || c.Calling["phone_shared"] != false || c.Calling["no_texts"] != true ||
		c.Texting["may_leave_message"] != true || c.Texting["phone_shared"] != true || c.Texting["no_texts"] != false {
		t.Errorf("what to mind does not stand beside its number: %s", review.Facts)
	}
	api.Act(t, review, "accept", nil)
	testkit.Eventually(t, 20*time.Second, "the answer at the number for messages", func() bool { return len(sender.to("+13145550194")) > 1 })
	if wrong := sender.to("+13145550193"); len(wrong) > 0 {
		t.Errorf("the number for calls got %+v", wrong)
	}
	for _, token := range []string{r.Token, testkit.Token(coordinator)} {
		address := map[bool]string{true: "/api/v1/requests/", false: "/api/v1/cases/"}[token == r.Token]
		if page := string(api.Must(t, http.StatusOK, "GET", address+r.Reference, token, nil).Body); !strings.Contains(page, "+13145550193") || !strings.Contains(page, "+13145550194") {
			t.Errorf("both numbers are not in %s", page)
		}
	}
	// Without a number chosen for them, messages go to the guardian's.
	apply(t, api, "pal", pal, "child_name", "Kim Fictional", "guardian_phone", "314-555-0195", "contact_email", nil, "safe_to_text", true)
	testkit.Eventually(t, 20*time.Second, "a text to the guardian", func() bool { return len(sender.to("+13145550195")) == 1 })
	verify(t, n)
}

// TestATextWaitsForItsHoursAlsoWhenEmailIsRefused: it rings no less for having been the second choice.
func TestATextWaitsForItsHoursAlsoWhenEmailIsRefused(t *testing.T) {
	t.Parallel()
	sender := &post{refuses: []notify.Channel{notify.Email}}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	hours, begins := elsewhere(t, n.Now())
	r := api.Submit(t, "member_number", nil, "contact_email", oldAddress, "contact_phone", "314-555-0196", "safe_to_text", true, "call_hours", hours)
	testkit.Eventually(t, 20*time.Second, "the text to be put off", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = $1 AND n.requester
			AND n.sent_at IS NULL AND n.attempts = 0 AND n.held_until = $2`, r.Reference, begins) == 1
	})
	if rang := sender.to("+13145550196"); len(rang) > 0 {
		t.Errorf("outside of the hours came %+v", rang)
	}
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": (begins.Sub(n.Now()) + time.Minute).Round(time.Second).String()})
	testkit.Eventually(t, 20*time.Second, "the text within the hours", func() bool { return len(sender.to("+13145550196")) == 1 })
}
