package node_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// seen is what whoever holds a receipt is told of it: status, who comes next, what happened, and the messages to the addresses they gave.
type seen struct {
	Status  string
	Next    struct{ Who, By string }
	Since   time.Time `json:"received_at"`
	History []struct{ Code, Text string }
	Mail    []string
}

func look(t *testing.T, api testkit.API, r testkit.Receipt, to ...string) (s seen) {
	t.Helper()
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &s)
	if by, err := time.Parse(time.RFC3339, s.Next.By); err == nil {
		s.Next.By = by.Sub(s.Since).Round(time.Minute).String()
	}
	for _, address := range to {
		for _, text := range mail(t, api, address) {
			if !strings.Contains(text, r.Reference) {
				t.Errorf("a message speaks of another request: %s", text)
			}
			text, _, _ = strings.Cut(strings.ReplaceAll(text, r.Reference, "REFERENCE"), "/REFERENCE/")
			s.Mail = append(s.Mail, text)
		}
	}
	return s
}

func (s seen) equal(o seen) bool {
	return s.Status == o.Status && s.Next == o.Next && slices.Equal(s.History, o.History) && slices.Equal(s.Mail, o.Mail)
}

func said(t *testing.T, n *node.Node, event string, count int64) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, event, func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = '`+event+`'`) >= count
	})
}

// TestWhoAsksAgainIsAnsweredAsAnybodyElse: from the first message to the end, a request that went into an open case says to its sender what one from a
// new number says at the same stage, follows its own reading, and writes to nobody but the address that came with it.
func TestWhoAsksAgainIsAnsweredAsAnybodyElse(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	coordinator := testkit.Token("city/coordinator")
	own := api.Refer(t, "city/desk", "contact_phone", "314-555-0161", "contact_email", "own@family.demo.invalid")
	api.Await(t, own.Reference, "dispatch", 2, testkit.Ministers()...)
	ask := func(phone, address string) testkit.Receipt {
		return api.Refer(t, "", "who_is_asking", "family", "contact_phone", phone, "contact_email", address, "safe_to_text", true)
	}
	known, fresh := ask("314-555-0161", "again@family.demo.invalid"), ask("314-555-0162", "fresh@family.demo.invalid")
	same := func(when string, status, who string) {
		t.Helper()
		var a, b seen
		testkit.Eventually(t, 20*time.Second, "both to be "+status+" "+when, func() bool {
			a, b = look(t, api, known, "again@family.demo.invalid"), look(t, api, fresh, "fresh@family.demo.invalid")
			return a.Status == status && b.Status == status && a.Next.Who == who && b.Next.Who == who && len(a.Mail) >= 1 && a.equal(b)
		})
		if !a.equal(b) {
			t.Errorf("%s: a known number reads\n%+v\nand a new one\n%+v", when, a, b)
		}
	}
	testkit.Eventually(t, 20*time.Second, "both answers", func() bool {
		return len(mail(t, api, "again@family.demo.invalid")) == 1 && len(mail(t, api, "fresh@family.demo.invalid")) == 1
	})
	same("at first", "received", "coordinator")

	for _, r := range []testkit.Receipt{known, fresh} {
		api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/messages", r.Token, map[string]any{"yes": false})
		api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/messages", r.Token, map[string]any{"yes": true})
	}
	testkit.Eventually(t, 20*time.Second, "both own pages", func() bool {
		return len(mail(t, api, "again@family.demo.invalid")) == 2 && len(mail(t, api, "fresh@family.demo.invalid")) == 2
	})
	same("when it may be written to", "received", "coordinator")

	api.Act(t, api.Await(t, own.Reference, "read_again", 1, "city/coordinator")[0], "theirs", map[string]any{"note": "They would like a visit."})
	api.Act(t, api.Await(t, fresh.Reference, "call_back", 1, "city/coordinator")[0], "proceed", nil)
	same("once a coordinator has spoken with them", "received", "ministers")

	for _, o := range api.Await(t, own.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, own, "assigned")
	same("when the other case goes on", "received", "ministers")

	for _, r := range []testkit.Receipt{own, fresh} {
		api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/close", coordinator, map[string]any{})
	}
	same("at the end", "completed", "nobody")
	for _, number := range []string{"+13145550161", "own@family.demo.invalid"} {
		if got := mail(t, api, number); len(got) != 0 {
			t.Errorf("the family of the open case is written to because somebody asked again: %q", got)
		}
	}
	if got := api.Tasks(t, known.Reference, "call_family", "city/coordinator"); len(got) != 0 {
		t.Errorf("somebody is to call for a request that was joined: %+v", got)
	}
	verify(t, n)
}

// TestWhoIsNotTheFamilyLearnsNothing: what a stranger sent ends by a coordinator's word as a request that nobody goes on with; one that has no address of
// its own is written to nowhere.
func TestWhoIsNotTheFamilyLearnsNothing(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	own := api.Refer(t, "city/desk", "contact_phone", "314-555-0163", "family_notified", false)
	api.Await(t, own.Reference, "confirm_notification", 1, "city/coordinator")
	known := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0163", "safe_to_text", true)
	fresh := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0164", "safe_to_text", true)
	unaware := api.Refer(t, "", "who_is_asking", "clergy", "contact_phone", "314-555-0163", "family_notified", false)
	said(t, n, "support.referred_again", 2)
	api.Act(t, api.Await(t, own.Reference, "read_again", 1, "city/coordinator")[0], "stranger", map[string]any{"note": "She had not asked."})
	said(t, n, "support.standing_moved", 2)
	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+fresh.Reference+"/actions/close", testkit.Token("city/coordinator"), map[string]any{})
	if a, b := look(t, api, known), look(t, api, fresh); a.Status != "completed" || !a.equal(b) {
		t.Errorf("a stranger reads\n%+v\nand of a new number\n%+v", a, b)
	}
	if got := look(t, api, unaware); got.Status != "closed" && got.Status != "completed" || got.Next.Who != "nobody" {
		t.Errorf("whoever asked for a family that does not know reads %+v", got)
	}
	api.Must(t, http.StatusConflict, "POST", "/api/v1/requests/"+known.Reference+"/withdraw", known.Token, map[string]any{})
	api.Await(t, own.Reference, "confirm_notification", 1, "city/coordinator")
	if got := mail(t, api, "+13145550163"); len(got) != 0 {
		t.Errorf("a relative who does not know is written to: %q", got)
	}
	verify(t, n)
}

// TestAnotherNumberIsTheSendersOwn: whoever changes how they are reached is written to there, and not to the number that they gave up.
func TestAnotherNumberIsTheSendersOwn(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	api.Refer(t, "city/desk", "contact_phone", "314-555-0165")
	known := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0165", "safe_to_text", true)
	said(t, n, "support.referred_again", 1)
	choose := func(name string, body any) {
		t.Helper()
		api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+known.Reference+"/choices/"+name, known.Token, body)
	}
	reach := func(number string) {
		t.Helper()
		choose("reach", map[string]any{"answers": map[string]any{"contact_phone": number, "safe_to_text": true}})
		choose("messages", map[string]any{"yes": false})
		choose("messages", map[string]any{"yes": true})
		testkit.Eventually(t, 20*time.Second, "nothing to wait", func() bool {
			return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE relative AND outcome = ''`) == 0
		})
	}
	reach("314-555-0166")
	if got := mail(t, api, "+13145550166"); len(got) != 1 {
		t.Errorf("to the sender's other number: %q", got)
	}
	reach("314-555-0165")
	if got := mail(t, api, "+13145550165"); len(got) != 0 {
		t.Errorf("the number of the open case is written to: %q", got)
	}
	verify(t, n)
}
