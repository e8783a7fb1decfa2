package node_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

// personID finds one of the demo's people.
func personID(t *testing.T, n *node.Node, token string) uuid.UUID {
	t.Helper()
	id, err := uuid.Parse(testkit.Strings(t, n.Config.DatabaseURL, `SELECT person_id::text FROM credentials WHERE hash = sha256('`+token+`')`)[0])
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestARoleOfAnotherOrganizationCannotBeGiven(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	member := personID(t, n, testkit.Token("member"))
	city := store.Scope{Organization: "city", Compartments: []domain.Compartment{domain.Welfare}}
	if err := n.Store.Grant(t.Context(), city, member, domain.RoleClerk, n.Now().AddDate(-1, 0, 0), n.Now().AddDate(1, 0, 0)); domain.CodeOf(err) != domain.NotFound {
		t.Fatalf("granted: %v", err)
	}
	api := testkit.Client(n.Config.PublicURL)
	if me := api.Must(t, http.StatusOK, "GET", "/api/v1/me", testkit.Token("member"), nil); strings.Contains(string(me.Body), "clerk") {
		t.Fatalf("%s", me.Body)
	}
	county := store.Scope{Organization: "county", Compartments: []domain.Compartment{domain.Welfare}}
	for range 2 {
		if err := n.Store.Grant(t.Context(), county, member, domain.RoleClerk, n.Now(), n.Now().AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if me := api.Must(t, http.StatusOK, "GET", "/api/v1/me", testkit.Token("member"), nil); strings.Count(string(me.Body), "clerk") != 1 {
		t.Fatalf("%s", me.Body)
	}
}

func TestWhoSatOnThePanelNeitherSeesNorDoesItsPayment(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "payee_name", "Imaginary Boilers")
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	county := store.Scope{Organization: "county", Compartments: []domain.Compartment{domain.Welfare}}
	late := seats[2]
	if err := n.Store.Grant(t.Context(), county, personID(t, n, late.Token), domain.RoleTreasurer, n.Now().AddDate(0, 0, -1), n.Now().AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for _, s := range seats[:2] {
		api.Act(t, s, "approve", map[string]any{"amount_cents": 60000})
	}
	prepare := api.Await(t, r.Reference, "prepare_payment", 1, "treasurer")[0]
	if got := api.Tasks(t, r.Reference, "prepare_payment", late.Person); len(got) != 0 {
		t.Fatal("the payment waits for somebody who sat on the panel")
	}
	api.Must(t, http.StatusForbidden, "POST", "/api/v1/tasks/"+prepare.ID+"/actions/prepare", late.Token, map[string]any{"payee": "Imaginary Boilers", "method": "check"})
	facts := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, late.Token, nil)
	if strings.Contains(string(facts.Body), "Imaginary Boilers") || strings.Contains(string(facts.Body), "Jordan") {
		t.Fatalf("a second office opens the packet: %s", facts.Body)
	}
}

func TestAddressesThatNobodyCanMeanAreRefused(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for _, path := range []string{"/api/v1/cases?program=%00", "/api/v1/cases?status=%ff", "/demo/mailbox.json?to=%00", "/demo/mailbox?to=%ff", "/cases?program=%00"} {
		a, err := api.Do(t.Context(), "GET", path, testkit.Token("clerk"), nil)
		if err != nil || a.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", path, a.Status, err)
		}
	}
	calendar := api.Must(t, http.StatusOK, "GET", "/api/v1/organizations/county/calendar.ics", "", nil)
	if calendar.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(string(calendar.Body), "BEGIN:VCALENDAR\r\n") {
		t.Fatalf("%s %q", calendar.Header, calendar.Body)
	}
	n.NATS.Stop()
	api.Must(t, http.StatusServiceUnavailable, "POST", "/demo/bus", "", map[string]any{"redeliver_last": 5})
}

func TestOtherKeysThanBeforeAreRefused(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t)
	first := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = db.OwnerURL })
	first.Stop()
	n, err := node.Start(t.Context(), node.Config{DatabaseURL: db.OwnerURL, DataDir: testkit.Dir(t), Listen: "127.0.0.1:0"})
	if err == nil {
		n.Stop()
		t.Fatal("it starts with keys that open nothing")
	}
	if !strings.Contains(err.Error(), "key") || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%v", err)
	}
}

func TestTheKeyIsAnsweredAlikeWhenPostgresHasJustGone(t *testing.T) {
	t.Parallel()
	pg := fragile(t)
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = pg.URL("postgres", "outage") })
	api := testkit.Client(n.Config.PublicURL)
	var before, after testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "just-before-the-fall").Into(t, &before)
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	// Something lies in INTAKE already, so that a key is looked for there first.
	api.Submit(t, "member_number", "T-1009")
	again := api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "just-before-the-fall")
	if again.Into(t, &after); after != before || again.Header.Get("Idempotent-Replay") != "true" {
		t.Fatalf("%+v, then %+v", before, after)
	}
	api.Must(t, http.StatusConflict, "POST", testkit.Requests, "", testkit.Answers("amount_cents", 5), "Idempotency-Key", "just-before-the-fall")
}

func TestALongInboxComesInPages(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for range 105 {
		api.Submit(t, "member_number", nil)
	}
	seen := map[string]bool{}
	cursor := ""
	for _, want := range []int{100, 5} {
		var page struct {
			Tasks []testkit.Task `json:"tasks"`
			Next  string         `json:"next_cursor"`
		}
		api.Must(t, http.StatusOK, "GET", "/api/v1/tasks?cursor="+cursor, testkit.Token("clerk"), nil).Into(t, &page)
		if len(page.Tasks) != want || (page.Next != "") != (want == 100) {
			t.Fatalf("%d tasks, next %q", len(page.Tasks), page.Next)
		}
		for i, task := range page.Tasks {
			seen[task.ID] = true
			if i > 0 && task.DueAt.Before(*page.Tasks[i-1].DueAt) {
				t.Fatal("a later deadline comes first")
			}
		}
		cursor = page.Next
	}
	if len(seen) != 105 {
		t.Fatalf("%d different tasks", len(seen))
	}
}
