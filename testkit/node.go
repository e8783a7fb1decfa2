package testkit

import (
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
)

// Node starts a whole process on a database of its own, with NATS inside, the demo's people and money, and the demo's doors. It is
// stopped when the test ends. change, if given, alters the configuration.
func Node(t testing.TB, change ...func(*node.Config)) *node.Node {
	t.Helper()
	db := Postgres(t)
	c := node.Config{DatabaseURL: db.OwnerURL, DataDir: Dir(t), Listen: "127.0.0.1:0"}
	for _, f := range change {
		f(&c)
	}
	n := StartNode(t, c)
	if err := demo.People(t.Context(), n); err != nil {
		t.Fatalf("people: %v", err)
	}
	if err := demo.Fund(t.Context(), n); err != nil {
		t.Fatalf("fund: %v", err)
	}
	return n
}

// StartNode starts a process as configured and stops it when the test ends.
func StartNode(t testing.TB, c node.Config) *node.Node {
	t.Helper()
	var started atomic.Pointer[node.Node]
	if c.Gateway == nil {
		c.Gateway = demo.Gateway()
	}
	if c.Sender == nil {
		c.Sender = demo.Mailbox(func(ctx context.Context, m store.DemoMessage) error {
			return started.Load().Store.KeepDemoMessage(ctx, m)
		})
	}
	n, err := node.Start(t.Context(), c, func(n *node.Node) {
		started.Store(n)
		n.Server.Demo = demo.Stage(n)
	})
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(n.Stop)
	Eventually(t, 60*time.Second, "the process to have what it needs", func() bool {
		missing := n.NotReady(t.Context())
		return len(missing) == 0 || c.DatabaseURL != "" && len(missing) == 1 && missing[0] == "postgres"
	})
	return n
}

// Dir is a temporary directory whose path is short enough for sockets and open to whomever Postgres runs as.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "almoner") //nolint:usetesting // t.TempDir is too long for sockets and keeps other users out
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove %s: %v", dir, err)
		}
	})
	return dir
}

// Query asks the database for one number, past all walls.
func Query(t testing.TB, url, sql string, args ...any) (n int64) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // it is asked in cleanups too
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // it was only asked
	if err := conn.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// Once checks from outside what must hold whatever happened: no case decided twice, no notice or task doubled, no vote counted
// twice, and a ledger that balances.
func Once(t testing.TB, url string) {
	t.Helper()
	for what, sql := range map[string]string{
		"cases decided twice":     `SELECT count(*) FROM (SELECT stream_id FROM events WHERE type IN ('welfare.request_approved', 'welfare.request_declined') GROUP BY 1 HAVING count(*) > 1) x`,
		"panels drawn twice":      `SELECT count(*) FROM (SELECT stream_id FROM events WHERE type = 'welfare.panel_drawn' GROUP BY 1 HAVING count(*) > 1) x`,
		"votes cast twice":        `SELECT count(*) FROM (SELECT stream_id, data->>'trustee' FROM events WHERE type = 'welfare.vote_cast' GROUP BY 1, 2 HAVING count(*) > 1) x`,
		"awards reserved twice":   `SELECT count(*) FROM (SELECT case_id FROM transfers WHERE kind = 'reserve' GROUP BY 1 HAVING count(*) > 1) x`,
		"messages sent twice":     `SELECT count(*) FROM (SELECT key FROM demo_messages GROUP BY 1 HAVING count(*) > 1) x`,
		"funds out of balance":    `SELECT count(*) FROM funds WHERE available_cents + reserved_cents + paid_cents <> received_cents OR available_cents < 0`,
		"reservations not booked": `SELECT count(*) FROM events e WHERE e.type = 'welfare.funds_reserved' AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.id = e.id)`,
	} {
		if n := Query(t, url, sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}
