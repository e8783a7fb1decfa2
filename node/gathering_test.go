package node_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/testkit"
)

// meeting is one of the list that everybody can read.
type meeting struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Place    string    `json:"place"`
	RSVPURL  string    `json:"rsvp_url"`
}

func meetings(t *testing.T, api testkit.API) []meeting {
	t.Helper()
	var list struct {
		Gatherings []meeting `json:"gatherings"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/organizations/city/gatherings", "", nil).Into(t, &list)
	return list.Gatherings
}

// key is what a gathering is called within its program.
func (m meeting) key() string { return m.ID[strings.LastIndex(m.ID, "/")+1:] }

// coming answers an invitation.
func coming(t *testing.T, api testkit.API, key string, pairs ...any) (r testkit.Receipt) {
	t.Helper()
	answers := map[string]any{"gathering": key, "adults": 1, "full_name": "Robin Fictional", "contact_email": "robin@city.demo.invalid"}
	for i := 0; i+1 < len(pairs); i += 2 {
		answers[pairs[i].(string)] = pairs[i+1]
	}
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/outreach/requests", "", map[string]any{"answers": answers}).Into(t, &r)
	return r
}

func choose(t *testing.T, api testkit.API, want int, r testkit.Receipt, action string, body any) {
	t.Helper()
	api.Must(t, want, "POST", "/api/v1/requests/"+r.Reference+"/choices/"+action, r.Token, body)
}

func series(t *testing.T, api testkit.API, want int, body map[string]any) {
	t.Helper()
	api.Must(t, want, "POST", "/api/v1/gatherings/outreach/changes", testkit.Token("city/coordinator"), body)
}

func advance(t *testing.T, api testkit.API, by time.Duration) {
	t.Helper()
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": by.String()})
}

func TestAGatheringFromTheAnswerToTheEnd(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	list := meetings(t, api)
	if len(list) < 4 || list[0].Name != "Community Outreach Meetings" || !strings.Contains(list[0].Place, "2832 Arsenal") {
		t.Fatalf("the year is %+v", list)
	}
	// The second, so that there is time for everything.
	next := list[1]
	key := next.key()
	series(t, api, http.StatusOK, map[string]any{"do": "capacity", "gathering": key, "capacity": 3})
	first := coming(t, api, key, "adults", 2, "contact_email", "first@city.demo.invalid", "interpreter", "es", "access_needs", "A ramp, please.")
	api.AwaitStatus(t, first, "accepted")
	second := coming(t, api, key, "contact_email", "second@city.demo.invalid")
	api.AwaitStatus(t, second, "accepted")
	third := coming(t, api, key, "adults", 2, "contact_email", "third@city.demo.invalid")
	fourth := coming(t, api, key, "contact_email", "fourth@city.demo.invalid")
	api.AwaitStatus(t, third, "waiting_list")
	api.AwaitStatus(t, fourth, "waiting_list")

	task := api.Await(t, first.Reference, "arrange", 1, "city/coordinator")[0]
	if facts := string(task.Facts); !strings.Contains(facts, `"interpreter":"es"`) || !strings.Contains(facts, "A ramp, please.") || strings.Contains(facts, `"late":true`) {
		t.Errorf("the coordinator reads %s", facts)
	}
	api.Act(t, task, "own", nil)
	task = api.Await(t, first.Reference, "arranging", 1, "city/coordinator")[0]
	api.Act(t, task, "settle", map[string]any{"outcome": "arranged", "note": "The interpreter of the library comes."})
	awaitMail(t, api, "first@city.demo.invalid", "about what you need", "there is an answer about what you need")

	// One place comes free: the third needs two and is passed over, the fourth is offered it, and lets it pass.
	choose(t, api, http.StatusOK, first, "change", map[string]any{"adults": 1})
	api.AwaitStatus(t, fourth, "waiting_for_you")
	awaitMail(t, api, "fourth@city.demo.invalid", "an offer", "a place came free")
	advance(t, api, 49*time.Hour)
	api.AwaitStatus(t, fourth, "lapsed")
	choose(t, api, http.StatusConflict, fourth, "take", nil)
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+second.Reference+"/withdraw", second.Token, nil)
	api.AwaitStatus(t, third, "waiting_for_you")
	choose(t, api, http.StatusOK, third, "take", nil)
	api.AwaitStatus(t, third, "accepted")

	moved := next.StartsAt.In(n.Desk.Handler.Programs.Catalog.Organizations()[0].Location()).AddDate(0, 0, 7).Format(time.DateOnly)
	series(t, api, http.StatusOK, map[string]any{"do": "move", "gathering": key, "day": moved, "from": "18:30", "to": "20:00", "place": "Imaginary Library", "street": "1 Invented Street"})
	awaitMail(t, api, "third@city.demo.invalid", "a move", "another day, time or place")
	if got := mail(t, api, "second@city.demo.invalid"); strings.Contains(strings.Join(got, " "), "another day") {
		t.Errorf("who does not come is told of the move: %q", got)
	}
	api.Await(t, first.Reference, "arrange", 1, "city/coordinator") // the interpreter was for another evening
	if again := meetings(t, api)[1]; !strings.Contains(again.Place, "Imaginary Library") || again.StartsAt.Equal(next.StartsAt) || again.ID != next.ID {
		t.Errorf("after the move it is %+v", again)
	}

	at := meetings(t, api)[1].StartsAt
	waiting := coming(t, api, key, "adults", 3, "contact_email", "waiting@city.demo.invalid")
	api.AwaitStatus(t, waiting, "waiting_list")
	advance(t, api, at.Add(-20*time.Hour).Sub(n.Now()))
	awaitMail(t, api, "third@city.demo.invalid", "a reminder", "it is coming up")
	for _, to := range []string{"waiting@city.demo.invalid", "second@city.demo.invalid", "fourth@city.demo.invalid"} {
		if got := mail(t, api, to); strings.Contains(strings.Join(got, " "), "coming up") {
			t.Errorf("%s has no place and is reminded: %q", to, got)
		}
	}
	advance(t, api, 24*time.Hour)
	api.AwaitStatus(t, third, "closed")
	api.AwaitStatus(t, waiting, "closed")
	for _, text := range mail(t, api, "third@city.demo.invalid") {
		if strings.Contains(text, "Robin") || strings.Contains(text, "Library") {
			t.Errorf("a message says too much: %s", text)
		}
	}
	verifyCity(t, n)
}

func awaitMail(t *testing.T, api testkit.API, to, what, part string) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, what+" to "+to, func() bool { return strings.Contains(strings.Join(mail(t, api, to), "\n"), part) })
}

func TestACalledOffGatheringTellsEverybodyAndTakesNobody(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	key := meetings(t, api)[1].key()
	series(t, api, http.StatusOK, map[string]any{"do": "capacity", "gathering": key, "capacity": 1})
	var seated, again testkit.Receipt
	body := map[string]any{"answers": map[string]any{"gathering": key, "adults": 1, "full_name": "Robin Fictional", "contact_email": "seated@city.demo.invalid"}}
	const path = "/api/v1/organizations/city/programs/outreach/requests"
	api.Must(t, http.StatusAccepted, "POST", path, "", body, "Idempotency-Key", "answer-sent-twice").Into(t, &seated)
	api.AwaitStatus(t, seated, "accepted")
	waiting := coming(t, api, key, "contact_email", "waiting@city.demo.invalid")
	api.AwaitStatus(t, waiting, "waiting_list")
	choose(t, api, http.StatusOK, waiting, "ask", map[string]any{"question": "When is the street lamp mended?"})
	series(t, api, http.StatusOK, map[string]any{"do": "call_off", "gathering": key, "because": "weather"})
	series(t, api, http.StatusConflict, map[string]any{"do": "call_off", "gathering": key, "because": "weather"})
	for r, to := range map[testkit.Receipt]string{seated: "seated@city.demo.invalid", waiting: "waiting@city.demo.invalid"} {
		api.AwaitStatus(t, r, "closed")
		awaitMail(t, api, to, "the cancellation", "does not take place")
	}
	answer := api.Must(t, http.StatusUnprocessableEntity, "POST", "/api/v1/organizations/city/programs/outreach/requests", "",
		map[string]any{"answers": map[string]any{"gathering": key, "adults": 1, "full_name": "Robin Fictional", "contact_email": "late@city.demo.invalid"}})
	if !strings.Contains(string(answer.Body), "called off") {
		t.Errorf("who answers afterwards reads %s", answer.Body)
	}
	api.Must(t, http.StatusAccepted, "POST", path, "", body, "Idempotency-Key", "answer-sent-twice").Into(t, &again)
	const calendar = "/api/v1/organizations/city/calendar.ics"
	feed := api.Must(t, http.StatusOK, "GET", calendar, "", nil)
	if text := string(feed.Body); strings.Count(text, "STATUS:CANCEL"+"LED") != 1 || strings.Count(text, "SEQUENCE:1\r\n") != 1 || strings.Count(text, "BEGIN:VEVENT") < 4 {
		t.Errorf("the calendar reads %s", text)
	}
	if feed.Header.Get("Last-Modified") == "" || feed.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Errorf("the calendar comes with %v", feed.Header)
	}
	api.Must(t, http.StatusNotModified, "GET", calendar, "", nil, "If-None-Match", feed.Header.Get("ETag"))
	if again.Reference != seated.Reference {
		t.Errorf("the same answer again is %s, not %s", again.Reference, seated.Reference)
	}
	api.Must(t, http.StatusForbidden, "POST", "/api/v1/gatherings/outreach/changes", testkit.Token("city/minister-1"), map[string]any{"do": "call_off"})
	verifyCity(t, n)
}

// TestNobodyGetsTheLastPlaceTwice lets many answer at once, through two processes that share Postgres and NATS.
func TestNobodyGetsTheLastPlaceTwice(t *testing.T) {
	t.Parallel()
	bus, keys := testkit.NATS(t), filepath.Join(testkit.Dir(t), "keys")
	if _, err := seal.CreateKeys(keys); err != nil {
		t.Fatal(err)
	}
	n := testkit.Node(t, func(c *node.Config) { c.NATSURL, c.KeyFile = bus, keys })
	other := n.Config
	other.Listen, other.PublicURL = "127.0.0.1:0", ""
	m := testkit.StartNode(t, other)
	apis := []testkit.API{testkit.Client(n.Config.PublicURL), testkit.Client(m.Config.PublicURL)}
	key := meetings(t, apis[0])[1].key()
	series(t, apis[0], http.StatusOK, map[string]any{"do": "capacity", "gathering": key, "capacity": 5})
	var wait sync.WaitGroup
	receipts := make([]testkit.Receipt, 12)
	for i := range receipts {
		wait.Add(1)
		go func() {
			defer wait.Done()
			answers := map[string]any{"gathering": key, "adults": 1, "full_name": fmt.Sprintf("Number %d Fictional", i), "contact_email": "race@city.demo.invalid"}
			answer, err := apis[i%2].Do(t.Context(), "POST", "/api/v1/organizations/city/programs/outreach/requests", "", map[string]any{"answers": answers})
			if err != nil || json.Unmarshal(answer.Body, &receipts[i]) != nil {
				t.Errorf("%v: %s", err, answer.Body)
			}
		}()
	}
	wait.Wait()
	got := map[string]int{}
	testkit.Eventually(t, 60*time.Second, "every answer to be settled", func() bool {
		clear(got)
		for _, r := range receipts {
			got[apis[0].Status(t, r)]++
		}
		return got["received"] == 0
	})
	if got["accepted"] != 5 || got["waiting_list"] != 7 {
		t.Errorf("of five places: %v", got)
	}
	verifyCity(t, n)
}

func verifyCity(t *testing.T, n *node.Node) {
	t.Helper()
	_, findings, err := n.Desk.Handler.Verify(t.Context(), "city")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

func TestWhatMakesNoSenseToGatheringsIsRefusedInWords(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	key := meetings(t, api)[1].key()
	for name, tt := range map[string]struct {
		body map[string]any
		want int
	}{
		"nothing":                  {map[string]any{}, http.StatusBadRequest},
		"an unknown act":           {map[string]any{"do": "dance"}, http.StatusBadRequest},
		"an unknown field":         {map[string]any{"do": "move", "color": "red"}, http.StatusBadRequest},
		"a day that is none":       {map[string]any{"do": "move", "gathering": key, "day": "2027-02-30", "from": "19:00", "to": "20:00"}, http.StatusBadRequest},
		"a time that is none":      {map[string]any{"do": "move", "gathering": key, "day": "2099-02-03", "from": "25:00", "to": "20:00"}, http.StatusBadRequest},
		"in a hundred years":       {map[string]any{"do": "move", "gathering": key, "day": "2126-02-03", "from": "19:00", "to": "20:00"}, http.StatusBadRequest},
		"a house without a street": {map[string]any{"do": "move", "gathering": key, "day": "2027-08-03", "from": "19:00", "to": "20:00", "place": "A House"}, http.StatusBadRequest},
		"no gathering":             {map[string]any{"do": "call_off", "gathering": "2026-01-01", "because": "venue"}, http.StatusNotFound},
		"no words":                 {map[string]any{"do": "agenda", "gathering": key, "text": "  "}, http.StatusBadRequest},
		"too many words":           {map[string]any{"do": "agenda", "gathering": key, "text": strings.Repeat("word ", 1000)}, http.StatusBadRequest},
		"what cannot be shown":     {map[string]any{"do": "agenda", "gathering": key, "text": "a\u202eb"}, http.StatusBadRequest},
		"counted too early":        {map[string]any{"do": "tally", "gathering": key, "areas": map[string]int{"north": 1}}, http.StatusConflict},
		"an area that is none":     {map[string]any{"do": "tally", "gathering": key, "areas": map[string]int{"moon": 1}}, http.StatusBadRequest},
		"a question that is none":  {map[string]any{"do": "publish", "id": "0b0e5b5e-0000-4000-8000-000000000000", "text": "What?"}, http.StatusConflict},
	} {
		answer, err := api.Do(t.Context(), "POST", "/api/v1/gatherings/outreach/changes", testkit.Token("city/coordinator"), tt.body)
		if err != nil || answer.Status != tt.want {
			t.Errorf("%s: %d %s, %v", name, answer.Status, answer.Body, err)
		}
	}
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/gatherings/hmca/changes", testkit.Token("city/coordinator"), map[string]any{"do": "call_off"})
	for _, day := range []string{"2026-01-01", "Robin Fictional, of 1 Invented Street", "single-00000000-0000"} {
		api.Must(t, http.StatusUnprocessableEntity, "POST", "/api/v1/organizations/city/programs/outreach/requests", "",
			map[string]any{"answers": map[string]any{"gathering": day, "adults": 1, "full_name": "Robin Fictional", "contact_email": "robin@city.demo.invalid"}})
	}
	api.Must(t, http.StatusBadRequest, "POST", "/api/v1/organizations/city/programs/outreach/requests", "",
		map[string]any{"answers": map[string]any{"gathering": key, "adults": 1.5, "full_name": "Robin Fictional", "contact_email": "robin@city.demo.invalid"}})
	for _, path := range []string{"/g/nowhere", "/g/city/hmca/" + key, "/g/city/outreach/%2e%2e", "/g/city/outreach/2026-01-01/flyer"} {
		api.Must(t, http.StatusNotFound, "GET", path, "", nil)
	}
}

func TestRebuiltListsOfGatheringsAreTheSame(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	key := meetings(t, api)[1].key()
	series(t, api, http.StatusOK, map[string]any{"do": "capacity", "gathering": key, "capacity": 2})
	seated := coming(t, api, key, "adults", 2, "interpreter", "bs")
	api.Act(t, api.Await(t, seated.Reference, "arrange", 1, "city/coordinator")[0], "own", nil)
	api.AwaitStatus(t, coming(t, api, key), "waiting_list")
	lists := func() string {
		return strings.Join(testkit.Strings(t, n.Config.DatabaseURL, `SELECT x FROM (SELECT 'case ' || c::text AS x FROM cases c
			UNION ALL SELECT 'task ' || t::text FROM tasks t UNION ALL SELECT 'timer ' || t::text FROM timers t) l ORDER BY x`), "\n")
	}
	testkit.Eventually(t, 10*time.Second, "every event to be published", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM outbox`) == 0
	})
	before := lists()
	if cases, err := n.Desk.Handler.Rebuild(t.Context(), "city"); err != nil || cases != 2+seasonsOf(t, n, "city") {
		t.Fatalf("%d cases, %v", cases, err)
	}
	if after := lists(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	verifyCity(t, n)
}

func TestWhoCannotBeWrittenToIsCalledWhenAGatheringIsMoved(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	key := meetings(t, api)[1].key()
	r := coming(t, api, key, "contact_email", nil, "contact_phone", "(314) 555-0188", "safe_to_text", false, "phone_shared", true, "call_hours", "h12_17")
	api.AwaitStatus(t, r, "accepted")
	series(t, api, http.StatusOK, map[string]any{"do": "move", "gathering": key, "day": n.Now().AddDate(0, 2, 0).Format(time.DateOnly), "from": "10:00", "to": "11:00"})
	call := api.Await(t, r.Reference, "call_visitor", 1, "city/coordinator")[0]
	if facts := string(call.Facts); !strings.Contains(facts, "+13145550188") || !strings.Contains(facts, `"phone_shared":true`) || !strings.Contains(facts, "h12_17") {
		t.Errorf("who calls reads %s", call.Facts)
	}
	api.Act(t, call, "called", map[string]any{"note": "They know, and come."})
	if left := api.Tasks(t, r.Reference, "call_visitor", "city/coordinator"); len(left) != 0 {
		t.Errorf("they are to be called again: %+v", left)
	}
	verifyCity(t, n)
}
