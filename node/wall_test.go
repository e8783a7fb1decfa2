package node_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/workflows"
)

// TestTheWall lets a case go its whole road, and then proves from the event log and from Postgres that the desk's side holds nothing but what may
// stand there.
func TestTheWall(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "what_would_help", "Somebody for the night", "safe_to_text", true)
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	for _, o := range offers {
		api.Act(t, o, "accept", nil)
	}
	contact := api.Await(t, r.Reference, "contact", 2, offers[0].Person, offers[1].Person)[0]
	api.Act(t, contact, "made", map[string]any{"note": "A confidence that stays here"})
	act := func(action string, body map[string]any) {
		t.Helper()
		api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/"+action, contact.Token, body)
	}
	act("note", map[string]any{"note": "The side door"})
	act("concern", nil)
	act("add_relative", map[string]any{"name": "Quinn Fictional", "phone": "314-555-0119"})
	act("partner", map[string]any{"partner": "crime_victim_center"})
	coordinator := testkit.Token("city/coordinator")
	release := map[string]any{"scope": "call_me", "until": n.Now().AddDate(0, 1, 0).Format(time.DateOnly)}
	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/release", coordinator, release)
	api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/close", coordinator, nil)
	api.AwaitStatus(t, r, "closed")

	passed := []string{}
	for _, route := range workflows.Table() {
		if route.Workflow == "referral" {
			passed = append(passed, route.Events...)
		}
	}
	slices.Sort(passed)
	want := []string{
		"support.case_closed", "support.contact_made", "support.dispatch_accepted", "support.family_referred", "support.referred_again", "support.relative_notified",
		"support.release_expired", "support.release_revoked", "support.release_signed",
	}
	if !slices.Equal(passed, want) {
		t.Errorf("over the wall go %v", passed)
	}
	desk := store.Scope{Organization: "city", Compartments: domain.RoleDesk.Compartments(), Actor: uuid.New(), Roles: []domain.Role{domain.RoleDesk}}
	var behind []store.StoredEvent
	var texts []store.TextRow
	if err := n.Store.Read(t.Context(), desk, func(tx store.Tx) (err error) {
		cases, err := n.Store.Cases(t.Context(), desk, store.CaseFilter{Limit: 100})
		if err != nil {
			return err
		}
		if len(cases) != 0 {
			t.Errorf("the desk sees %d cases of the ministers", len(cases))
		}
		id := uuid.MustParse(r.ID)
		if behind, err = n.Store.Events(t.Context(), tx, id); err != nil {
			return err
		}
		texts, err = n.Store.Texts(t.Context(), tx, []uuid.UUID{id})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(behind) != 0 || len(texts) != 0 {
		t.Errorf("row security shows the desk %d events and %d texts of the ministers' side", len(behind), len(texts))
	}
	known := `SELECT count(*) FROM events WHERE compartment = 'desk' AND type NOT IN ('referral.opened', 'referral.notification_recorded',
		'referral.acceptance_noted', 'referral.contact_noted', 'referral.closing_noted', 'referral.release_noted')`
	if n := testkit.Query(t, n.Config.DatabaseURL, known); n != 0 {
		t.Errorf("%d events of another kind lie on the desk's side", n)
	}
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM sealed_texts WHERE compartment = 'desk'`); n != 0 {
		t.Errorf("%d texts lie on the desk's side", n)
	}
	for _, path := range []string{"/api/v1/requests/" + r.Reference, "/api/v1/cases/" + r.Reference, "/api/v1/cases/" + r.Reference + "/events", "/api/v1/tasks"} {
		token := testkit.Token("city/desk")
		if strings.Contains(path, "/requests/") {
			token = r.Token // the desk's own receipt
		}
		body := string(api.Must(t, http.StatusOK, "GET", path, token, nil).Body)
		for _, secret := range []string{"confidence", "side door", "Quinn", "crime_victim", "concern", "minister_dispatched", "Somebody for the night"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells the desk %q: %s", path, secret, body)
			}
		}
	}
	var seen struct {
		Facts struct {
			Released map[string]json.RawMessage `json:"released"`
		} `json:"facts"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("city/desk"), nil).Into(t, &seen)
	if len(seen.Facts.Released) != 0 {
		t.Errorf("a release outlives its case: %v", seen.Facts.Released)
	}
}

// TestAFamilyIsHeardWhilePostgresIsDown: whoever asks for themselves waits in INTAKE, and is called back afterwards.
func TestAFamilyIsHeardWhilePostgresIsDown(t *testing.T) {
	t.Parallel()
	pg := fragile(t)
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = pg.URL("postgres", "outage") })
	api := testkit.Client(n.Config.PublicURL)
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	r := api.Refer(t, "", "who_is_asking", "family")
	if got := api.Status(t, r); got != "received" {
		t.Fatalf("status %s while Postgres is down", got)
	}
	if err := pg.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	api.Await(t, r.Reference, "call_back", 1, "city/coordinator")
	verify(t, n)
}
