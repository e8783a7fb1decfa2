package node_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

func TestPostgresMayStop(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pg := fragile(t)
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = pg.URL("postgres", "outage") })
	api := testkit.Client(n.Config.PublicURL)
	before := api.Submit(t)
	api.Await(t, before.Reference, "vote", 3, testkit.Trustees()...)

	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	during := api.Submit(t, "member_number", "T-1022")
	if got := api.Status(t, during); got != "received" {
		t.Fatalf("status %s while Postgres is down", got)
	}
	if got := api.Status(t, before); got != "received" {
		t.Fatalf("status %s of an older request while Postgres is down", got)
	}
	var first, second testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "sent-while-down").Into(t, &first)
	again := api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "sent-while-down")
	if again.Into(t, &second); first != second || again.Header.Get("Idempotent-Replay") != "true" {
		t.Fatalf("%+v, then %+v", first, second)
	}
	api.Must(t, http.StatusConflict, "POST", testkit.Requests, "", testkit.Answers("amount_cents", 5), "Idempotency-Key", "sent-while-down")
	api.Must(t, http.StatusUnprocessableEntity, "POST", testkit.Requests, "", testkit.Answers("amount_cents", 200000))
	api.Must(t, http.StatusServiceUnavailable, "GET", "/readyz", "", nil)
	api.Must(t, http.StatusServiceUnavailable, "GET", "/api/v1/tasks", testkit.Token("trustee-1"), nil)

	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	for _, r := range []testkit.Receipt{before, during, first} {
		api.Approve(t, r, 60000)
		api.AwaitStatus(t, r, "approved")
	}
	url := pg.URL("postgres", "outage")
	if got := testkit.Query(t, url, `SELECT count(*) FROM cases WHERE workflow <> 'season'`); got != 3 {
		t.Fatalf("%d cases of three requests", got)
	}
	testkit.Once(t, url)
	verify(t, n)
}

func TestAKeyUsedWhilePostgresWasDownIsAnsweredAlikeAfterwards(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pg := fragile(t)
	// Nobody takes requests out of INTAKE for now.
	n := testkit.Node(t, func(c *node.Config) {
		c.DatabaseURL, c.Roles = pg.URL("postgres", "outage"), []node.Role{node.Web, node.Relay}
	})
	api := testkit.Client(n.Config.PublicURL)
	send := func() (r testkit.Receipt) {
		api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "kept-through-it-all").Into(t, &r)
		r.StatusURL = "" // the process behind it changes
		return r
	}
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	down := send()
	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "Postgres to be reached", func() bool { return n.Store.Ping(ctx) == nil })
	if up := send(); up != down {
		t.Fatalf("%+v while it was down, %+v while INTAKE still has it", down, up)
	}
	data := n.Config.DataDir
	n.Stop()
	second := testkit.StartNode(t, node.Config{DatabaseURL: pg.URL("postgres", "outage"), DataDir: data, Listen: "127.0.0.1:0"})
	api = testkit.Client(second.Config.PublicURL)
	api.Await(t, down.Reference, "vote", 3, testkit.Trustees()...)
	if recorded := send(); recorded != down {
		t.Fatalf("%+v while it was down, %+v once it is recorded", down, recorded)
	}
	if got := testkit.Query(t, pg.URL("postgres", "outage"), `SELECT count(*) FROM cases WHERE workflow <> 'season'`); got != 1 {
		t.Fatalf("%d cases of one request", got)
	}
}

func TestAProcessThatStartsWhilePostgresIsDownTakesRequests(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pg := fragile(t)
	data := testkit.Dir(t)
	config := func(c *node.Config) { c.DatabaseURL, c.DataDir = pg.URL("postgres", "outage"), data }
	first := testkit.Node(t, config)
	if err := first.Desk.References.Refill(ctx); err != nil {
		t.Fatal(err)
	}
	first.Stop()
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	c := node.Config{Listen: "127.0.0.1:0"}
	config(&c)
	second := testkit.StartNode(t, c)
	api := testkit.Client(second.Config.PublicURL)
	r := api.Submit(t)
	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
}

// fragile starts a Postgres that a test may stop, with a database named outage.
func fragile(t *testing.T) *localpg.Server {
	t.Helper()
	pg, err := localpg.Start(t.Context(), localpg.Options{Dir: testkit.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() }) // it may be stopped already
	if err := pg.CreateDatabase(t.Context(), "outage", ""); err != nil {
		t.Fatal(err)
	}
	return pg
}
