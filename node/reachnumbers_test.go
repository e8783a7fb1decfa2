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

// TestAFamilySaysWhetherItIsToldWhereItWasReachedBefore: without an answer no telephone rings, and a text waits for the hours of then.
func TestAFamilySaysWhetherItIsToldWhereItWasReachedBefore(t *testing.T) {
	t.Parallel()
	sender := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	hours, begins := elsewhere(t, n.Now())
	notices := func(reference string) int64 {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = $1 AND n.template = 'contact_changed'`, reference)
	}
	ask := func(phone string, pairs ...any) testkit.Receipt {
		return api.Submit(t, append([]any{"member_number", nil, "contact_email", nil, "contact_phone", phone, "safe_to_text", true, "call_hours", hours}, pairs...)...)
	}
	move := func(r testkit.Receipt, told any) {
		body := reachOf("contact_email", newAddress)
		if told != nil {
			body["tell_former"] = told
		}
		chooseBy(t, api, http.StatusOK, r, "reach", body)
	}
	silent, refused, agreed := ask("314-555-0197"), ask("314-555-0198", "contact_email", oldAddress), ask("314-555-0199")
	chooseBy(t, api, http.StatusBadRequest, agreed, "reach", map[string]any{"answers": map[string]any{"contact_email": newAddress}, "tell_former": "perhaps"})
	move(silent, nil)
	move(refused, false)
	move(agreed, true)
	if notices(silent.Reference) != 0 || notices(refused.Reference) != 0 || notices(agreed.Reference) != 1 {
		t.Errorf("told where they were reached before: %d without an answer, %d with no, %d with yes", notices(silent.Reference), notices(refused.Reference), notices(agreed.Reference))
	}
	testkit.Eventually(t, 20*time.Second, "the text to be put off", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE template = 'contact_changed' AND sent_at IS NULL AND held_until = $1`, begins) == 1
	})
	both := ask("314-555-0196", "contact_email", oldAddress)
	move(both, nil)
	testkit.Eventually(t, 20*time.Second, "the e-mail", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = $1 AND n.template = 'contact_changed' AND n.outcome = 'sent'`, both.Reference) == 1
	})
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": (begins.Sub(n.Now()) + time.Minute).Round(time.Second).String()})
	testkit.Eventually(t, 20*time.Second, "the text within the hours", func() bool { return len(sender.to("+13145550199")) == 1 })
	for _, phone := range []string{"+13145550196", "+13145550197", "+13145550198"} {
		if rang := sender.to(phone); len(rang) > 0 {
			t.Errorf("%s rang: %+v", phone, rang)
		}
	}
	verify(t, n)
}

// pageFor is a page as somebody who signed in sees it.
func pageFor(t *testing.T, n *node.Node, token, path string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.Config.PublicURL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "almoner_session", Value: token})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	var page strings.Builder
	if err := answer.Write(&page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}
