package node_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

// cityCoordinator is the person who coordinates in the city.
func cityCoordinator(t *testing.T, n *node.Node) handlers.Person {
	t.Helper()
	who := handlers.Person{Organization: "city", Roles: []domain.Role{domain.RoleCoordinator}}
	err := n.Store.Decide(t.Context(), behind("city", domain.Public), func(tx store.Tx) error {
		holders, err := n.Store.Holders(t.Context(), tx, domain.RoleCoordinator, n.Now())
		if err == nil {
			who.ID = holders[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// toReview brings applications to where a coordinator decides, and gives the tasks.
func toReview(t *testing.T, api testkit.API, names ...string) (receipts []testkit.Receipt, items []handlers.BulkItem) {
	t.Helper()
	for _, name := range names {
		r := apply(t, api, "citizens-academy", academy, "full_name", name)
		screen := api.Await(t, r.Reference, "screen", 1, coordinator)
		api.Act(t, screen[0], "clear", nil)
		review := api.Await(t, r.Reference, "review", 1, coordinator)
		receipts = append(receipts, r)
		items = append(items, handlers.BulkItem{Task: uuid.MustParse(review[0].ID), Case: uuid.MustParse(r.ID)})
	}
	return receipts, items
}

func TestABulkActIsHeldBackAndUndone(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	who := cityCoordinator(t, n)
	receipts, items := toReview(t, api, "Avery Fictional", "Blake Imaginary")
	id := uuid.New()
	for range 2 {
		if err := n.Desk.HoldBack(t.Context(), who, id, "refuse", items, json.RawMessage(`{"reason":"There are no more seats."}`)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.Bulks.CarryOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if undone, err := n.Store.UndoBulk(t.Context(), "city", uuid.New(), id, n.Now()); err != nil || undone {
		t.Errorf("somebody else undoes it: %v, %v", undone, err)
	}
	for range 2 {
		if undone, err := n.Store.UndoBulk(t.Context(), "city", who.ID, id, n.Now()); err != nil || !undone {
			t.Fatalf("it is not undone: %v", err)
		}
	}
	if _, err := n.Advance(t.Context(), 2*time.Minute); err != nil {
		t.Fatal(err)
	}
	if done, err := n.Bulks.CarryOut(t.Context()); err != nil || done != 0 {
		t.Errorf("%d acts were carried out after they were undone: %v", done, err)
	}
	for _, r := range receipts {
		if status := api.Status(t, r); status != "in_review" {
			t.Errorf("%s after undoing", status)
		}
	}
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM bulk_acts WHERE sealed IS NULL AND undone_at IS NOT NULL`); n != 1 {
		t.Errorf("what was written for it was not wiped: %d", n)
	}
	for action, body := range map[string]string{
		"refuse": `{"reason":" "}`, "ask": `{}`, "clear": `{"expires_on":"2001-01-01"}`, "accept": `{"no":1}`, "close": `{}`,
	} {
		if err := n.Desk.HoldBack(t.Context(), who, uuid.New(), action, items, json.RawMessage(body)); err == nil {
			t.Errorf("%s with %s was held back", action, body)
		}
	}
}

// TestABulkActSurvivesAKill stops the process between two applications of a bulk act, as a kill would, and starts another one.
func TestABulkActSurvivesAKill(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	who := cityCoordinator(t, n)
	receipts, items := toReview(t, api, "Avery Fictional", "Blake Imaginary", "Casey Pretend")
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+receipts[2].Reference+"/withdraw", receipts[2].Token, map[string]any{})
	api.AwaitStatus(t, receipts[2], "withdrawn")
	id := uuid.New()
	if err := n.Desk.HoldBack(t.Context(), who, id, "accept", items, json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	// It was taken and begun when the process died: the first application was decided, and nothing of the rest was recorded.
	later := n.Now().Add(handlers.BulkHeld)
	taken, err := n.Store.TakeBulks(t.Context(), later, later.Add(time.Minute), 10)
	if err != nil || len(taken) != 1 {
		t.Fatalf("%v, %v", taken, err)
	}
	if undone, err := n.Store.UndoBulk(t.Context(), "city", who.ID, id, n.Now()); err != nil || undone {
		t.Errorf("it was undone while it was being carried out: %v", err)
	}
	if _, _, err := n.Desk.Act(t.Context(), who, items[0].Task, "accept", json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	config := n.Config
	config.Listen, config.PublicURL = "127.0.0.1:0", ""
	n.Stop()
	again := testkit.StartNode(t, config)
	api = testkit.Client(again.Config.PublicURL)
	if _, err := again.Advance(t.Context(), 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	count := func(sql string) int64 { return testkit.Query(t, again.Config.DatabaseURL, sql) }
	testkit.Eventually(t, 30*time.Second, "the rest to be done", func() bool { return count(`SELECT count(*) FROM bulk_acts WHERE done_at IS NOT NULL`) == 1 })
	for _, r := range receipts[:2] {
		api.AwaitStatus(t, r, "accepted")
	}
	if n := count(`SELECT count(*) FROM events WHERE type = 'application.accepted'`); n != 2 {
		t.Errorf("accepted %d times", n)
	}
	b, err := again.Store.Bulk(t.Context(), who.Scope(), id)
	var results []handlers.BulkResult
	if err != nil || json.Unmarshal(b.Results, &results) != nil || len(results) != 3 || results[0].Code != "" || results[1].Code != "" || results[2].Code != domain.Conflict {
		t.Errorf("%s, %v", b.Results, err)
	}
	verify(t, again)
}
