package node_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// walled is every table that has an organization.
const walled = `SELECT c.table_name::text FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.column_name = 'organization' ORDER BY 1`

func TestEveryTableOfAnOrganizationHasItsWalls(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t)
	tables := testkit.Strings(t, db.OwnerURL, walled)
	if len(tables) < 15 {
		t.Fatalf("only %v", tables)
	}
	for _, table := range tables {
		for what, sql := range map[string]string{
			"has no compartment":      `SELECT count(*) FROM information_schema.columns WHERE table_name = $1 AND column_name = 'compartment'`,
			"has no row security":     `SELECT count(*) FROM pg_class WHERE oid = $1::regclass AND relrowsecurity`,
			"has no handler's policy": `SELECT count(*) FROM pg_policies WHERE tablename = $1 AND 'almoner_handler' = ANY (roles)`,
		} {
			if testkit.Query(t, db.OwnerURL, sql, table) != 1 {
				t.Errorf("%s %s", table, what)
			}
		}
	}
	if n := testkit.Query(t, db.OwnerURL, `SELECT count(*) FROM pg_roles WHERE rolname LIKE 'almoner\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)`); n != 0 {
		t.Errorf("%d roles can step over the walls", n)
	}
}

func TestARoleSeesItsOwnOrganizationOnly(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	url := n.Config.DatabaseURL
	as := func(role, organization, compartments string) []string {
		return []string{"SET ROLE " + role, "SET almoner.organization = '" + organization + "'", "SET almoner.compartments = '" + compartments + "'"}
	}
	for _, role := range []string{"almoner_web", "almoner_handler"} {
		for _, table := range testkit.Strings(t, url, walled) {
			if testkit.Query(t, url, `SELECT has_table_privilege($1, $2, 'SELECT')::int`, role, table) == 0 {
				continue
			}
			for _, outside := range [][]string{as(role, "city", "welfare,support,public"), as(role, "county", "support,youth"), {"SET ROLE " + role}} {
				sql := fmt.Sprintf(`SELECT DISTINCT organization FROM %s WHERE organization = 'county' AND compartment = 'welfare'`, table)
				if seen := testkit.Strings(t, url, sql, outside...); len(seen) > 0 {
					t.Errorf("%s reads %s of another's", role, table)
				}
			}
		}
		inside := testkit.Strings(t, url, `SELECT reference FROM cases`, as(role, "county", "welfare")...)
		if !slices.Contains(inside, r.Reference) {
			t.Errorf("%s does not see its own", role)
		}
		if err := testkit.Exec(t, url, "SET ROLE "+role, "SET row_security = off", "SELECT * FROM cases"); err == nil {
			t.Errorf("%s switches row security off", role)
		}
		if err := testkit.Exec(t, url, "SET ROLE "+role, "ALTER TABLE cases DISABLE ROW LEVEL SECURITY"); err == nil {
			t.Errorf("%s alters tables", role)
		}
	}
	if err := testkit.Exec(t, url, "SET ROLE almoner_worker", "SELECT * FROM sealed_texts"); err == nil {
		t.Error("the worker reads sealed texts")
	}
	write := append(as("almoner_handler", "county", "welfare"), `INSERT INTO receipts (reference, organization, compartment, case_id, created_at)
		VALUES ('WF-0000-0000', 'city', 'welfare', gen_random_uuid(), now())`)
	if err := testkit.Exec(t, url, write...); err == nil {
		t.Error("a handler writes into another organization")
	}
}

func TestTheDatabaseItselfRefusesWhatMustNotBe(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "payee_name", "Imaginary Boilers")
	api.Approve(t, r, 60000)
	prepare := api.Await(t, r.Reference, "prepare_payment", 1, "treasurer")[0]
	api.Act(t, prepare, "prepare", map[string]any{"payee": "Imaginary Boilers", "method": "check"})
	url := n.Config.DatabaseURL
	for what, sql := range map[string]string{
		"an approver prepares":       `UPDATE awards SET preparer = approvers[1]`,
		"an approver releases":       `UPDATE awards SET releaser = approvers[2], released_at = now()`,
		"the preparer releases":      `UPDATE awards SET releaser = preparer, released_at = now()`,
		"one approver decides":       `UPDATE awards SET approvers = approvers[1:1]`,
		"a fund is overdrawn":        `UPDATE funds SET available_cents = -1, received_cents = received_cents - available_cents - 1`,
		"a fund does not balance":    `UPDATE funds SET available_cents = available_cents + 1`,
		"a second reservation":       `INSERT INTO transfers SELECT gen_random_uuid(), organization, compartment, fund, case_id, kind, debit, credit, amount_cents, at FROM transfers WHERE kind = 'reserve'`,
		"a payment out of nowhere":   `INSERT INTO transfers SELECT gen_random_uuid(), organization, compartment, fund, case_id, 'post', 'available', 'paid', amount_cents, at FROM transfers WHERE kind = 'reserve'`,
		"an event written over":      `INSERT INTO events SELECT * FROM events LIMIT 1`,
		"a transfer of less than 0":  `UPDATE transfers SET amount_cents = -5`,
		"an event altered by us":     `SET ROLE almoner_handler; UPDATE events SET actor = 'somebody else'`,
		"an event deleted by us":     `SET ROLE almoner_handler; DELETE FROM events`,
		"a transfer deleted by us":   `SET ROLE almoner_handler; DELETE FROM transfers`,
		"a transfer altered by us":   `SET ROLE almoner_handler; UPDATE transfers SET amount_cents = 1`,
		"a case read by the relay":   `SET ROLE almoner_worker; SELECT * FROM cases`,
		"a person read by the relay": `SET ROLE almoner_worker; SELECT * FROM people`,
	} {
		if err := testkit.Exec(t, url, strings.Split(sql, "; ")...); err == nil {
			t.Errorf("it allows that %s", what)
		}
	}
}

func TestAnAlteredLogIsFound(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"an amount":           `UPDATE events SET data = replace(data::text, '60000', '60001')::json WHERE type = 'welfare.request_approved'`,
		"who did it":          `UPDATE events SET actor = 'person:somebody' WHERE type = 'welfare.vote_cast'`,
		"when":                `UPDATE events SET at = at - interval '1 hour' WHERE version = 2`,
		"an event is missing": `DELETE FROM events WHERE type = 'welfare.membership_confirmed'`,
		"the end is missing":  `DELETE FROM events WHERE type = 'welfare.funds_reserved'`,
		"a balance":           `UPDATE funds SET available_cents = available_cents + 100, received_cents = received_cents + 100`,
		"a transfer":          `UPDATE transfers SET amount_cents = amount_cents - 100 WHERE kind = 'reserve'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			api := testkit.Client(n.Config.PublicURL)
			r := api.Submit(t)
			api.Approve(t, r, 60000)
			api.AwaitStatus(t, r, "approved")
			if _, findings, err := n.Desk.Handler.Verify(t.Context(), "county"); err != nil || len(findings) > 0 {
				t.Fatalf("before: %v %v", findings, err)
			}
			if err := testkit.Exec(t, n.Config.DatabaseURL, sql); err != nil {
				t.Fatal(err)
			}
			if _, findings, err := n.Desk.Handler.Verify(t.Context(), "county"); err != nil || len(findings) == 0 {
				t.Fatalf("nothing was found (%v)", err)
			}
		})
	}
}

func TestRebuiltListsAreTheSame(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	paid := api.Submit(t, "payee_name", "Imaginary Boilers")
	api.Approve(t, paid, 60000)
	prepare := api.Await(t, paid.Reference, "prepare_payment", 1, "treasurer")[0]
	api.Act(t, prepare, "prepare", map[string]any{"payee": "Imaginary Boilers", "method": "check"})
	api.Act(t, api.Await(t, paid.Reference, "release_payment", 1, "signatory")[0], "release", nil)
	asked := api.Submit(t)
	seats := api.Await(t, asked.Reference, "vote", 3, testkit.Trustees()...)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Is it urgent?"})
	api.Act(t, seats[1], "recuse", map[string]any{})
	testkit.Eventually(t, 10*time.Second, "an alternate", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'welfare.alternate_drawn'`) == 1
	})
	api.Submit(t, "member_number", nil)
	lists := func() string {
		return strings.Join(testkit.Strings(t, n.Config.DatabaseURL, `SELECT x FROM (SELECT 'case ' || c::text AS x FROM cases c
			UNION ALL SELECT 'task ' || t::text FROM tasks t
			UNION ALL SELECT 'timer ' || t::text FROM timers t JOIN cases c ON c.id = t.stream_id WHERE c.closed_at IS NULL) l ORDER BY x`), "\n")
	}
	testkit.Eventually(t, 10*time.Second, "every panel", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM outbox`) == 0
	})
	opened := 0
	testkit.Eventually(t, 10*time.Second, "every season that can be open", func() bool {
		earlier := opened
		opened = seasonsOf(t, n, "county")
		return opened > 1 && opened == earlier
	})
	before := lists()
	if cases, err := n.Desk.Handler.Rebuild(t.Context(), "county"); err != nil || cases < 3+opened {
		t.Fatalf("%d cases, %d seasons, %v", cases, opened, err)
	}
	if after := lists(); after != before {
		t.Fatalf("before\n%s\nafter\n%s", before, after)
	}
}
