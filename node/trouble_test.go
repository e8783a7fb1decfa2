package node_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/workflows"
)

func TestEventsThatComeTwiceHaveOneEffect(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	var receipts []testkit.Receipt
	for range 5 {
		receipts = append(receipts, api.Submit(t))
	}
	for _, r := range receipts {
		api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	}
	for range 3 {
		api.Must(t, http.StatusOK, "POST", "/demo/bus", "", map[string]any{"redeliver_last": 50})
	}
	for _, r := range receipts {
		api.Approve(t, r, 60000)
		api.AwaitStatus(t, r, "approved")
	}
	testkit.Once(t, n.Config.DatabaseURL)
	verify(t, n)
}

func TestTheBusMayStopAtAnyTime(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	n.NATS.Stop()
	r := api.Submit(t)
	if got := api.Status(t, r); got != "received" {
		t.Fatalf("status %s while the bus is down", got)
	}
	if err := n.NATS.Start(); err != nil {
		t.Fatal(err)
	}
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	testkit.Once(t, n.Config.DatabaseURL)
}

func TestNATSMayLoseEverythingItKept(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	decided := api.Submit(t)
	api.Approve(t, decided, 60000)
	api.AwaitStatus(t, decided, "approved")
	unhandled, lock := lockedSubmit(t, n, api)
	n.NATS.Stop()
	if err := os.RemoveAll(filepath.Join(n.Config.DataDir, "nats")); err != nil {
		t.Fatal(err)
	}
	lock.Release()
	if err := n.NATS.Start(); err != nil {
		t.Fatal(err)
	}
	api.Approve(t, unhandled, 60000)
	api.AwaitStatus(t, unhandled, "approved")
	later := api.Submit(t)
	api.Approve(t, later, 60000)
	api.AwaitStatus(t, later, "approved")
	testkit.Once(t, n.Config.DatabaseURL)
	verify(t, n)
}

// lockedSubmit sends a request and has a clerk confirm it while no route can handle anything: the event is acknowledged by the bus,
// and its route waits.
func lockedSubmit(t *testing.T, n *node.Node, api testkit.API) (testkit.Receipt, *testkit.Held) {
	t.Helper()
	r := api.Submit(t, "member_number", "unknown")
	confirm := api.Await(t, r.Reference, "confirm_membership", 1, "clerk")[0]
	lock := testkit.Lock(t, n.Config.DatabaseURL, `LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE`)
	api.Act(t, confirm, "confirm", map[string]any{"member_number": "T-1021"})
	testkit.Eventually(t, 20*time.Second, "the event to be acknowledged", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM outbox`) == 0
	})
	return r, lock
}

func TestEventsCommittedWithoutARelayAreFoundByTheNextOne(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t)
	data := testkit.Dir(t)
	first := testkit.Node(t, func(c *node.Config) {
		c.DatabaseURL, c.DataDir, c.Roles = db.OwnerURL, data, []node.Role{node.Web, node.Handlers, node.Timers}
	})
	r := testkit.Client(first.Config.PublicURL).Submit(t)
	if got := testkit.Query(t, db.OwnerURL, `SELECT count(*) FROM outbox`); got == 0 {
		t.Fatal("nothing waits in the outbox")
	}
	first.Stop()
	second := testkit.StartNode(t, node.Config{DatabaseURL: db.OwnerURL, DataDir: data, Listen: "127.0.0.1:0"})
	api := testkit.Client(second.Config.PublicURL)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	testkit.Once(t, db.OwnerURL)
}

func TestAMessageThatMeansNothingBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	subject, err := bus.EventSubject("county", welfare.MembershipConfirmed{}.EventType())
	if err != nil {
		t.Fatal(err)
	}
	publish := func(m *nats.Msg) {
		if _, err := n.Conn.JS.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	bare := nats.NewMsg(subject)
	bare.Data = []byte("\x00\x01 no event")
	publish(bare)
	doubled := nats.NewMsg(subject)
	doubled.Header = nats.Header{"ce-id": {"a", "b"}, "_watermill_message_uuid": {"x", "y"}}
	doubled.Data = []byte("{}")
	publish(doubled)
	testkit.Eventually(t, 20*time.Second, "two dead letters", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM dead_letters WHERE settled_at IS NULL`) == 2
	})
	r := api.Submit(t)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
}

func TestRulesThatPanicHarmNobodyElse(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t, func(c *node.Config) {
		c.Routes = []workflows.Route{{
			Name: "welfare-broken", Workflow: "welfare", To: workflows.SameCase, Command: fund.Deposit{}, Events: []string{welfare.RequestSubmitted{}.EventType()},
		}}
	})
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM inbox WHERE route = 'welfare-broken'`); got != 0 {
		t.Fatal("a message whose handling panicked counts as handled")
	}
	api.Must(t, http.StatusOK, "GET", "/healthz", "", nil)
}

func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	done := make(chan int, 50)
	for range 50 {
		go func() {
			a, err := api.Do(context.WithoutCancel(t.Context()), "POST", testkit.Requests, "", testkit.Answers())
			if err != nil {
				done <- 0 // refused before it was taken
				return
			}
			done <- a.Status
		}()
	}
	accepted := 0
	if <-done == http.StatusAccepted {
		accepted++
	}
	n.Stop()
	for range 49 {
		if <-done == http.StatusAccepted {
			accepted++
		}
	}
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow <> 'season'`); got != int64(accepted) {
		t.Fatalf("%d cases of %d accepted requests", got, accepted)
	}
}

func TestNothingPersonalLeavesTheSealedTables(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "member_name", "Zebulon Quillfeather", "contact_email", "zebulon@quill.demo.invalid", "what_happened", "Quillfeather roof fell in")
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	testkit.Eventually(t, 10*time.Second, "the decision's message", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM demo_messages WHERE recipient = 'zebulon@quill.demo.invalid'`) >= 2
	})
	dump := testkit.Dump(t, n.Config.DatabaseURL, "demo_messages")
	for _, word := range []string{"Zebulon", "Quillfeather", "quill.demo", "roof fell"} {
		if strings.Contains(dump, word) {
			t.Errorf("%q stands in the database in plain words", word)
		}
	}
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM demo_messages WHERE subject || body ILIKE ANY (ARRAY['%zebulon%', '%quill%', '%600%', '%welfare%', '%fund%'])`); got != 0 {
		t.Errorf("%d messages say too much", got)
	}
}
