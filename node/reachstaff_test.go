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

// reachedAs is how a coordinator reads that a contact is reached.
type reachedAs struct {
	ID, Phone, Email string
	TextPhone        string         `json:"text_phone"`
	Calling, Texting map[string]any // may_leave_message and the like, of the number for calls and of that for messages
}

// TestWhatACoordinatorDoesNotNameStays: the number for messages, what to mind about it, the hours and the e-mail address.
func TestWhatACoordinatorDoesNotNameStays(t *testing.T) {
	t.Parallel()
	sender := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "guardian_phone", "314-555-0193", "contact_phone", "314-555-0194", "contact_email", oldAddress,
		"safe_to_text", true, "leave_message", true, "phone_shared", true, "call_hours", "h09_17")
	token := testkit.Token(coordinator)
	stands := func() reachedAs {
		t.Helper()
		var page struct {
			Facts struct {
				Application struct{ Contacts []reachedAs }
			}
		}
		api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, token, nil).Into(t, &page)
		if contacts := page.Facts.Application.Contacts; len(contacts) == 1 {
			return contacts[0]
		}
		t.Fatalf("not one contact: %+v", page)
		return reachedAs{}
	}
	act := func(status int, pairs ...any) {
		t.Helper()
		body := map[string]any{"contact": stands().ID}
		for i := 0; i < len(pairs); i += 2 {
			body[pairs[i].(string)] = pairs[i+1]
		}
		api.Must(t, status, "POST", "/api/v1/cases/"+r.Reference+"/actions/reach", token, body)
	}
	act(http.StatusBadRequest)
	act(http.StatusBadRequest, "text_phone", "nobody")
	act(http.StatusOK, "phone", "314-555-0195")
	if c := stands(); c.Phone != "+13145550195" || c.TextPhone != "+13145550194" || c.Email != oldAddress || c.Calling["call_hours"] != "h09_17" ||
		c.Texting["no_texts"] != false || c.Texting["may_leave_message"] != true || c.Texting["phone_shared"] != true {
		t.Errorf("after another number for calls stands %+v", c)
	}
	// The page asks the same; its two fields for a telephone and an e-mail address hold what is used from now on.
	form := url.Values{"contact": {stands().ID}, "phone": {"314-555-0196"}, "email": {newAddress}, "call_hours": {"h12_17"}}
	if status := pageSent(t, n, token, "/cases/"+r.Reference+"/acts/reach", form); status != http.StatusSeeOther {
		t.Fatalf("the page answers %d", status)
	}
	if c := stands(); c.Phone != "+13145550196" || c.TextPhone != "+13145550194" || c.Email != newAddress || c.Texting["call_hours"] != "h12_17" || c.Texting["no_texts"] != false {
		t.Errorf("after the page's form stands %+v", c)
	}
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	// Another number for messages is as safe as somebody says it is, and nothing was said about who reads it.
	act(http.StatusOK, "text_phone", "314-555-0197")
	if c := stands(); c.TextPhone != "+13145550197" || c.Texting["no_texts"] != true || c.Texting["may_leave_message"] != false {
		t.Errorf("after another number for messages stands %+v", c)
	}
	act(http.StatusOK, "text_phone", "314-555-0196", "texts", true, "leave_message", "yes")
	if c := stands(); c.Phone != "+13145550196" || c.TextPhone != "" || c.Texting != nil || c.Calling["no_texts"] != false || c.Calling["may_leave_message"] != true {
		t.Errorf("after one number for both stands %+v", c)
	}
	verify(t, n)
}

// pageSent sends a form as somebody who signed in, and gives the status of what comes back.
func pageSent(t *testing.T, n *node.Node, token, path string, form url.Values) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.Config.PublicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", n.Config.PublicURL)
	r.AddCookie(&http.Cookie{Name: "almoner_session", Value: token})
	answer, err := (&http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is not read
	return answer.StatusCode
}
