package node_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

const (
	oldAddress = "gale@family.demo.invalid"
	newAddress = "gale.new@family.demo.invalid"
	otherOne   = "glenn@family.demo.invalid"
)

// toldOfChange counts the messages to an address that say that it was given up.
func toldOfChange(texts []string) (n int) {
	for _, text := range texts {
		if strings.Contains(text, "contact details") {
			n++
		}
	}
	return n
}

func TestMessagesGoWhereAContactIsReachedNow(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "contact_email", oldAddress)
	chooseBy(t, api, http.StatusOK, r, "add_contact", map[string]any{"name": "Glenn Fictional", "relation": "second_guardian", "email": otherOne})
	testkit.Eventually(t, 20*time.Second, "the first message", func() bool { return len(mail(t, api, oldAddress)) == 1 })
	change := application(pal, "contact_email", newAddress)
	delete(change, "language")
	chooseBy(t, api, http.StatusOK, r, "change", change)
	testkit.Eventually(t, 20*time.Second, "a word where they were reached before", func() bool { return toldOfChange(mail(t, api, oldAddress)) == 1 })
	for _, text := range mail(t, api, oldAddress) {
		if strings.Contains(text, "contact details") && (strings.Contains(text, r.Token) || strings.Contains(text, "/r/") || strings.Contains(text, "Gale") || !strings.Contains(text, "(314)")) {
			t.Errorf("where they were reached before stands %q", text)
		}
	}
	api.Act(t, api.Await(t, r.Reference, "review", 1, coordinator)[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	if paper := paperIn(t, api, newAddress); paper.Token != r.Token {
		t.Errorf("the new address has the paper %v", paper)
	}
	second := paperIn(t, api, otherOne)
	if texts := mail(t, api, oldAddress); len(texts) != 2 {
		t.Errorf("the old address got %q", texts)
	}
	// The other guardian moves nobody but themselves, and was in no form.
	chooseBy(t, api, http.StatusUnprocessableEntity, second, "change", map[string]any{"answers": application(pal, "contact_email", "elsewhere@family.demo.invalid")["answers"]})
	chooseBy(t, api, http.StatusOK, second, "change", map[string]any{"answers": application(pal, "contact_email", newAddress, "medical_note", "A fictional allergy.")["answers"]})
	if toldOfChange(mail(t, api, newAddress)) != 0 || toldOfChange(mail(t, api, otherOne)) != 0 {
		t.Error("somebody else was told of a change")
	}
	// A coordinator does it for who calls; whoever was let in later is told where they were reached before, and the first one is not.
	act, glenn := "/api/v1/cases/"+r.Reference+"/actions/reach", readerOf(t, api, second)
	for _, body := range []map[string]any{
		{"contact": glenn}, {"contact": glenn, "phone": "nobody"}, {"contact": uuid.New(), "email": newAddress}, {"contact": glenn, "email": otherOne},
	} {
		api.Must(t, http.StatusBadRequest, "POST", act, testkit.Token(coordinator), body)
	}
	api.Must(t, http.StatusOK, "POST", act, testkit.Token(coordinator), map[string]any{"contact": glenn, "email": "glenn.new@family.demo.invalid"})
	testkit.Eventually(t, 20*time.Second, "a word to the other guardian", func() bool { return toldOfChange(mail(t, api, otherOne)) == 1 })
	if toldOfChange(mail(t, api, newAddress)) != 0 {
		t.Error("the first guardian was told of the other's change")
	}
	count := func(sql string) int64 { return testkit.Query(t, n.Config.DatabaseURL, sql) }
	if calls := count(`SELECT count(*) FROM tasks WHERE kind = 'call_family'`); calls != 0 {
		t.Errorf("%d calls wait", calls)
	}
	facts := string(api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(coordinator), nil).Body)
	own := string(api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Body)
	if !strings.Contains(facts, oldAddress) || strings.Contains(own, oldAddress) {
		t.Errorf("where they were reached before is for the coordinator alone:\n%s\n%s", facts, own)
	}
	if events := count(`SELECT count(*) FROM events WHERE data::text LIKE '%family.demo.invalid%'`); events != 0 {
		t.Errorf("%d events hold an address", events)
	}
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": (15 * 24 * time.Hour).String()})
	testkit.Eventually(t, 20*time.Second, "the old address to be erased", func() bool {
		return count(`SELECT count(*) FROM sealed_texts WHERE kind = 'relative'`) == 2
	})
	verify(t, n)
}

// readerOf is the contact whose paper it is.
func readerOf(t *testing.T, api testkit.API, r testkit.Receipt) string {
	t.Helper()
	var own ownView
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &own)
	return own.Application.Reader
}

// shut is a way to write to people that takes nothing while it is shut.
type shut struct {
	post
	closed atomic.Bool
}

func (s *shut) Send(ctx context.Context, m notify.Message) error {
	if s.closed.Load() {
		return errors.New("nobody answers")
	}
	return s.post.Send(ctx, m)
}

func TestAMessageThatWaitsGoesWhereTheContactIsReachedNow(t *testing.T) {
	t.Parallel()
	sender := &shut{}
	sender.closed.Store(true)
	n := testkit.Node(t, func(c *node.Config) { c.Sender = sender })
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "contact_email", oldAddress)
	testkit.Eventually(t, 20*time.Second, "the first message to fail", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE relative AND attempts > 0`) == 1
	})
	chooseBy(t, api, http.StatusOK, r, "change", map[string]any{"answers": application(pal, "contact_email", newAddress)["answers"]})
	sender.closed.Store(false)
	testkit.Eventually(t, 30*time.Second, "both messages", func() bool {
		api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "2m"})
		return len(sender.to(newAddress)) > 0 && len(sender.to(oldAddress)) > 0
	})
	if got := sender.to(newAddress); !strings.Contains(got[0].Text, r.Token) {
		t.Errorf("the new address got %+v", got)
	}
	if got := sender.to(oldAddress); len(got) != 1 || strings.Contains(got[0].Text, "/r/") || len(got[0].Links) > 0 {
		t.Errorf("the old address got %+v", got)
	}
}

func TestAVolunteerIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	coach := map[string]any{
		"full_name": "Cory Fictional", "birth_date": "1988-11-30", "contact_email": "cory@family.demo.invalid", "first_reference": "Rory Fictional",
		"first_reference_phone": "314-555-0171", "second_reference": "Robin Fictional", "second_reference_phone": "314-555-0172", "conduct_agreed": true,
		"records_check_consent": true,
	}
	r := apply(t, api, "pal-coach", coach)
	moved := application(coach, "contact_email", "cory.new@family.demo.invalid", "contact_phone", "314-555-0173", "safe_to_text", true)["answers"]
	chooseBy(t, api, http.StatusOK, r, "change", map[string]any{"answers": moved})
	id := uuid.MustParse(readerOf(t, api, r))
	scope := store.Scope{Organization: "city", Compartments: []domain.Compartment{domain.Volunteer}}
	found, err := n.Store.Addressees(t.Context(), scope, []uuid.UUID{id}, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := found.People[id]
	contact, err := n.Server.Desk.OpenContact("city", p.ID, p.KeyID, p.Wrapped, p.Sealed)
	if err != nil || contact.Email != "cory.new@family.demo.invalid" || contact.Phone != "+13145550173" || contact.Name != "Cory Fictional" {
		t.Errorf("their record says %+v, %v", contact, err)
	}
	verify(t, n)
}

func TestWhoCallsKnowsTheLanguage(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal)
	for _, body := range []map[string]any{{}, {"language": "Dari"}, {"language": "other"}, {"language": "es", "name": "Gale"}} {
		chooseBy(t, api, http.StatusBadRequest, r, "interpreter", body)
	}
	chooseBy(t, api, http.StatusOK, r, "interpreter", map[string]any{"language": "es"})
	if task := api.Await(t, r.Reference, "call_family", 1, coordinator)[0]; !strings.Contains(string(task.Facts), `"interpreter":"es"`) {
		t.Errorf("who calls reads %s", task.Facts)
	}
	chooseBy(t, api, http.StatusOK, r, "interpreter", map[string]any{"language": "other", "other": "Invented Tongue"})
	testkit.Eventually(t, 20*time.Second, "the call in another language", func() bool {
		tasks := api.Tasks(t, r.Reference, "call_family", coordinator)
		return len(tasks) == 1 && strings.Contains(string(tasks[0].Facts), `"interpreter_other":"Invented Tongue"`)
	})
	if events := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE data::text LIKE '%Invented%'`); events != 0 {
		t.Errorf("%d events hold what was written", events)
	}
	task := api.Await(t, r.Reference, "call_family", 1, coordinator)[0]
	if !slices.Contains(task.Actions, "called") {
		t.Fatalf("nobody can say that they called: %+v", task)
	}
	api.Act(t, task, "called", nil)
	if left := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM tasks WHERE kind = 'call_family' AND closed_at IS NULL`); left != 0 {
		t.Errorf("%d calls wait after the call", left)
	}
	verify(t, n)
}
