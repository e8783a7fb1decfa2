package node_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

// TestABatchFindsTheRowOfACaseThatOpensMeanwhile: a batch waits for the lock of one case while another one is opened. It reads the events of that
// one, and so it has to find its row too, or the row would stay behind.
func TestABatchFindsTheRowOfACaseThatOpensMeanwhile(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, n.Config.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx) //nolint:errcheck // the database ends with the test
	do := func(sql string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(ctx, sql, args...); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	var held uuid.UUID
	if err := conn.QueryRow(ctx, `SELECT id FROM cases WHERE reference = $1 AND workflow = 'support'`, r.Reference).Scan(&held); err != nil {
		t.Fatal(err)
	}
	opened := uuid.New()
	do(`BEGIN`)
	do(`SELECT FROM cases WHERE id = $1 FOR UPDATE`, held)
	do(`CREATE TEMP TABLE c ON COMMIT DROP AS SELECT * FROM cases WHERE id = $1`, held)
	do(`UPDATE c SET id = $1, reference = 'FS-0000-0000'`, opened)
	do(`INSERT INTO cases SELECT * FROM c`)
	do(`CREATE TEMP TABLE e ON COMMIT DROP AS SELECT * FROM events WHERE stream_id = $1 AND version = 1`, held)
	do(`UPDATE e SET stream_id = $1, id = gen_random_uuid()`, opened)
	do(`INSERT INTO events SELECT * FROM e`)

	found := make(chan store.Opened, 1)
	go func() {
		var o store.Opened
		scope := store.Scope{Organization: "city", Compartments: []domain.Compartment{domain.Support}}
		if err := n.Store.Decide(ctx, scope, func(tx store.Tx) (err error) {
			o, err = n.Store.Open(ctx, tx, scope, store.Opening{Streams: []uuid.UUID{held, opened}, At: time.Now(), Rows: true})
			return err
		}); err != nil {
			t.Error(err)
		}
		found <- o
	}()
	testkit.Eventually(t, 20*time.Second, "the batch to wait for the lock", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM pg_locks WHERE NOT granted`) > 0
	})
	do(`COMMIT`)
	o := <-found
	events := map[uuid.UUID]bool{}
	for _, e := range o.Events {
		events[e.StreamID] = true
	}
	if len(o.Cases) != 2 || len(events) != 2 {
		t.Errorf("the batch finds %d rows and the events of %d cases", len(o.Cases), len(events))
	}
}
