package node_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/web"
)

// otherFund writes an organization whose fund has other caps, periods, panels, payees and ideas of family: the county's file with
// some lines changed.
func otherFund(t *testing.T, org, key string, changes ...string) string {
	t.Helper()
	dir := testkit.Dir(t)
	text, err := os.ReadFile("../programs/county/welfare.yaml")
	if err != nil {
		t.Fatal(err)
	}
	yaml := strings.NewReplacer(append([]string{"organization: county", "organization: " + org, "key: welfare\nkind", "key: " + key + "\nkind"}, changes...)...).Replace(string(text))
	if err := os.MkdirAll(filepath.Join(dir, org), 0o755); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{key + ".yaml": yaml}
	if org != "county" {
		files["organization.yaml"] = fmt.Sprintf("key: %s\nname: %s\nphone: (314) 555-0177\ntime_zone: America/Chicago\n", org, org)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, org, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// board puts trustees in office and a member on the roll of an organization, and returns the trustees' tokens.
func board(t *testing.T, n *node.Node, org string, trustees int) []string {
	t.Helper()
	scope := store.Scope{Organization: org, Compartments: []domain.Compartment{domain.Welfare}}
	var tokens []string
	for i := range trustees {
		id := uuid.New()
		_, err := n.Desk.AddPerson(t.Context(), handlers.NewPerson{ID: id, Organization: org, Compartment: domain.Welfare, Contact: handlers.Contact{Name: fmt.Sprintf("Trustee %d Fictional", i)}})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Store.Grant(t.Context(), scope, id, domain.RoleTrustee, n.Now(), n.Now().AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
		secret := web.NewSecret()
		if err := n.Store.AddCredential(t.Context(), scope, store.Credential{Hash: web.HashSecret(secret), Person: id, Kind: "token", CreatedAt: n.Now(), ExpiresAt: n.Now().AddDate(0, 0, 1)}); err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, secret)
	}
	member := handlers.NewPerson{Organization: org, Compartment: domain.Welfare, Contact: handlers.Contact{Name: "Member Fictional"}, MemberNumber: "H-1"}
	if _, err := n.Desk.AddPerson(t.Context(), member); err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestAnotherFundRunsUnderItsOwnRulesWithoutTouchingGo(t *testing.T) {
	t.Parallel()
	dir := otherFund(t, "hamlet", "hardship", "fund: welfare", "fund: hardship", "cap_cents: 150000", "cap_cents: 400000", "board: 7", "board: 5",
		"panel: 3", "panel: 5", "quorum: 2", "quorum: 3", "payees: [requester, named]", "payees: [named]", "spread_percent: 25", "spread_percent: 100",
		"- key: spouse", "- key: partner", "family: [self, spouse, child, representative]", "family: [self, partner]")
	n := testkit.Node(t, func(c *node.Config) { c.ProgramsDir = dir })
	api := testkit.Client(n.Config.PublicURL)
	tokens := board(t, n, "hamlet", 5)
	path := "/api/v1/organizations/hamlet/programs/hardship/requests"
	api.Must(t, http.StatusUnprocessableEntity, "POST", path, "", testkit.Answers("member_number", "H-1"))
	api.Must(t, http.StatusUnprocessableEntity, "POST", path, "", testkit.Answers("member_number", "H-1", "payee_name", "A Landlord", "for_whom", "child"))
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", path, "", testkit.Answers("member_number", "H-1", "payee_name", "A Landlord", "for_whom", "partner", "amount_cents", 390000)).Into(t, &r)
	var seats []testkit.Task
	for _, token := range tokens {
		testkit.Eventually(t, 20*time.Second, "the whole board to be asked", func() bool {
			var page struct {
				Tasks []testkit.Task `json:"tasks"`
			}
			api.Must(t, http.StatusOK, "GET", "/api/v1/tasks", token, nil).Into(t, &page)
			for _, task := range page.Tasks {
				task.Token = token
				seats = append(seats, task)
			}
			return len(page.Tasks) == 1
		})
	}
	for _, seat := range seats[:3] {
		if got := api.Status(t, r); got != "in_review" {
			t.Fatalf("%s before three of five have voted", got)
		}
		api.Act(t, seat, "approve", map[string]any{"amount_cents": 390000})
	}
	api.AwaitStatus(t, r, "approved")
	var funds struct {
		Funds []struct {
			Key string `json:"key"`
		} `json:"funds"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/funds", tokens[0], nil).Into(t, &funds)
	if len(funds.Funds) != 1 || funds.Funds[0].Key != "hardship" {
		t.Fatalf("a trustee of one organization sees %v", funds)
	}
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("clerk"), nil)
}

func TestARunningRequestKeepsTheRulesItBeganUnder(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t)
	data := testkit.Dir(t)
	first := testkit.Node(t, func(c *node.Config) { c.DatabaseURL, c.DataDir = db.OwnerURL, data })
	api := testkit.Client(first.Config.PublicURL)
	waiting := api.Submit(t, "member_number", "unknown")
	api.Await(t, waiting.Reference, "confirm_membership", 1, "clerk")
	first.Stop()

	dir := otherFund(t, "county", "welfare", "panel: 3", "panel: 2", "cap_cents: 150000", "cap_cents: 20000")
	second := testkit.StartNode(t, node.Config{DatabaseURL: db.OwnerURL, DataDir: data, Listen: "127.0.0.1:0", ProgramsDir: dir})
	if err := demo.People(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	api = testkit.Client(second.Config.PublicURL)
	api.Must(t, http.StatusUnprocessableEntity, "POST", testkit.Requests, "", testkit.Answers("amount_cents", 60000))
	confirm := api.Await(t, waiting.Reference, "confirm_membership", 1, "clerk")[0]
	api.Act(t, confirm, "confirm", map[string]any{"member_number": "T-1007"})
	if seats := api.Await(t, waiting.Reference, "vote", 3, testkit.Trustees()...); len(seats) != 3 {
		t.Fatalf("%d trustees under the old rules", len(seats))
	}
	api.Approve(t, waiting, 60000)
	api.AwaitStatus(t, waiting, "approved")
	fresh := api.Submit(t, "amount_cents", 10000)
	if seats := api.Await(t, fresh.Reference, "vote", 2, testkit.Trustees()...); len(seats) != 2 {
		t.Fatalf("%d trustees under the new rules", len(seats))
	}
}

func TestTheBoardIsExhaustedUntilAClerkFindsTrustees(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	for {
		seats := api.Tasks(t, r.Reference, "vote", testkit.Trustees()...)
		if len(api.Tasks(t, r.Reference, "find_trustees", "clerk")) == 1 {
			break
		}
		for _, s := range seats {
			api.Act(t, s, "recuse", map[string]any{"reason": "I recognize this person."})
			api.Must(t, http.StatusNotFound, "GET", "/api/v1/cases/"+r.Reference, s.Token, nil)
		}
	}
	var view struct {
		Next struct {
			Who string `json:"who"`
		} `json:"next"`
		History []struct {
			Code string `json:"code"`
		} `json:"history"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &view)
	if view.Next.Who != "clerk" || view.History[len(view.History)-1].Code != "board_exhausted" {
		t.Fatalf("the family is not told: %+v", view)
	}
	find := api.Tasks(t, r.Reference, "find_trustees", "clerk")[0]
	api.Must(t, http.StatusUnprocessableEntity, "POST", "/api/v1/tasks/"+find.ID+"/actions/redraw", find.Token, nil)
	tokens := board(t, n, "county", 3)
	api.Act(t, find, "redraw", nil)
	drawn := 0
	for _, token := range tokens {
		var page struct {
			Tasks []testkit.Task `json:"tasks"`
		}
		api.Must(t, http.StatusOK, "GET", "/api/v1/tasks", token, nil).Into(t, &page)
		for _, task := range page.Tasks {
			task.Token = token
			api.Act(t, task, "approve", map[string]any{"amount_cents": 60000})
			drawn++
		}
	}
	if drawn < 2 {
		t.Fatalf("%d of the new trustees were drawn", drawn)
	}
	api.AwaitStatus(t, r, "approved")
}

func TestEveryMessageAProgramSendsIsInTheCatalog(t *testing.T) {
	t.Parallel()
	catalog, err := programs.NewCatalog(programs.Builtin(), nil, node.Known())
	if err != nil {
		t.Fatal(err)
	}
	if len(catalog.Organizations()) < 2 {
		t.Fatal("an organization is missing")
	}
}
