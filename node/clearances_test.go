package node_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

func behind(organization string, c domain.Compartment, roles ...domain.Role) store.Scope {
	return store.Scope{Organization: organization, Compartments: []domain.Compartment{c}, Roles: roles}
}

func keepClearances(t *testing.T, n *node.Node, sc store.Scope, c ...store.Clearance) {
	t.Helper()
	err := n.Store.Decide(t.Context(), sc, func(tx store.Tx) error { return n.Store.Save(t.Context(), tx, sc, &store.Write{Clearances: c}) })
	if err != nil {
		t.Fatal(err)
	}
}

func clearancesSeen(t *testing.T, n *node.Node, sc store.Scope, people ...uuid.UUID) string {
	t.Helper()
	var seen []string
	look := n.Store.Decide
	if sc.Roles != nil {
		look = n.Store.Read
	}
	if err := look(t.Context(), sc, func(tx store.Tx) error {
		rows, err := n.Store.Clearances(t.Context(), tx, sc.Organization, people)
		for _, r := range rows {
			until := "for good"
			if r.Until != nil {
				until = r.Until.Format(time.DateOnly)
			}
			seen = append(seen, r.CheckKey+" "+r.CheckedOn.Format(time.DateOnly)+" "+until)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(seen)
	return strings.Join(seen, ", ")
}

func TestClearancesAreReadByYouthAndVolunteersOnly(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	coach, driver := uuid.New(), uuid.New()
	at := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	keepClearances(t, n, behind("city", domain.Youth), store.Clearance{CaseID: uuid.New(), Person: coach, Check: "records_check", CheckedOn: day(1), Until: day(20), By: uuid.New(), At: at})
	keepClearances(t, n, behind("city", domain.Volunteer), store.Clearance{CaseID: uuid.New(), Person: driver, Check: "license", CheckedOn: day(2), At: at})
	const both = "license 2026-03-02 for good, records_check 2026-03-01 2026-03-20"
	own := behind("city", domain.Volunteer, domain.RoleVolunteer)
	own.Actor = coach
	for what, test := range map[string]struct {
		scope store.Scope
		want  string
	}{
		"youth decides":              {behind("city", domain.Youth), both},
		"volunteers are decided on":  {behind("city", domain.Volunteer), both},
		"support":                    {behind("city", domain.Support), ""},
		"another organization":       {behind("county", domain.Volunteer), ""},
		"a coordinator reads":        {behind("city", domain.Volunteer, domain.RoleCoordinator), both},
		"a volunteer reads":          {own, "records_check 2026-03-01 2026-03-20"},
		"a guardian reads":           {behind("city", domain.Youth, domain.RoleGuardian), ""},
		"a clerk who has no wall in": {behind("city", domain.Welfare, domain.RoleClerk), ""},
	} {
		if got := clearancesSeen(t, n, test.scope, coach, driver); got != test.want {
			t.Errorf("%s: %q, not %q", what, got, test.want)
		}
	}
}

func TestTheLastWordAboutACheckCounts(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	sc, person := behind("city", domain.Volunteer), uuid.New()
	first, second := uuid.New(), uuid.New()
	at := func(h int) time.Time { return time.Date(2026, 3, 2, h, 0, 0, 0, time.UTC) }
	passed := store.Clearance{CaseID: first, Person: person, Check: "license", CheckedOn: at(0), At: at(9)}
	again := store.Clearance{CaseID: second, Person: person, Check: "license", CheckedOn: at(0), Until: at(0).AddDate(1, 0, 0), At: at(10)}
	withdrawn := store.Clearance{CaseID: second, Person: person, Check: "license", At: at(11), Withdrawn: true}
	keepClearances(t, n, sc, passed)
	keepClearances(t, n, sc, again, passed) // lists that are made anew come in any order
	if got := clearancesSeen(t, n, sc, person); got != "license 2026-03-02 2027-03-02" {
		t.Errorf("%q", got)
	}
	keepClearances(t, n, sc, withdrawn)
	keepClearances(t, n, sc, passed, again)
	if got := clearancesSeen(t, n, sc, person); got != "" {
		t.Errorf("what was withdrawn came back: %q", got)
	}
	if err := n.Store.Decide(t.Context(), sc, func(tx store.Tx) error { return n.Store.ForgetWork(t.Context(), tx, []uuid.UUID{second}) }); err != nil {
		t.Fatal(err)
	}
	keepClearances(t, n, sc, passed)
	if got := clearancesSeen(t, n, sc, person); got != "license 2026-03-02 for good" {
		t.Errorf("what another stream says is lost: %q", got)
	}
	keepClearances(t, n, sc, store.Clearance{CaseID: first, Person: person, Check: "license", CheckedOn: at(0).AddDate(0, 0, 1), At: at(12)})
	if got := clearancesSeen(t, n, sc, person); got != "license 2026-03-03 for good" {
		t.Errorf("a check that was made again: %q", got)
	}
}
