package node_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/testkit"
)

// TestTwoAdministratorsCannotEndEachOther: whichever comes second finds that they are the last, however close the two are.
func TestTwoAdministratorsCannotEndEachOther(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	operator := n.Desk.Office("county", uuid.Nil)
	var two []uuid.UUID
	for _, name := range []string{"Ann Fictional", "Ben Fictional"} {
		id, err := operator.Add(t.Context(), handlers.NewPerson{Compartment: domain.Welfare, Contact: handlers.Contact{Name: name}}, []domain.Role{domain.RoleAdmin}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		two = append(two, id)
	}
	everything := store.Scope{Organization: "county", Compartments: domain.Compartments()}
	admins := func() (left []uuid.UUID) {
		people, err := n.Store.People(t.Context(), everything, n.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			if slices.Contains(p.Roles, string(domain.RoleAdmin)) {
				left = append(left, p.ID)
			}
		}
		return left
	}
	for _, id := range admins() {
		if !slices.Contains(two, id) {
			if err := operator.End(t.Context(), id, domain.RoleAdmin); err != nil {
				t.Fatal(err)
			}
		}
	}
	both := func(end func(by, other uuid.UUID) error) (refused int) {
		var wait sync.WaitGroup
		errs := make([]error, 2)
		begin := make(chan struct{})
		for i := range two {
			wait.Go(func() {
				<-begin
				errs[i] = end(two[i], two[1-i])
			})
		}
		close(begin)
		wait.Wait()
		for _, err := range errs {
			if code := domain.CodeOf(err); code == domain.Rejected {
				refused++
			} else if code != "" {
				t.Fatal(err)
			}
		}
		return refused
	}
	for round := range 60 {
		refused := both(func(by, other uuid.UUID) error {
			if round%2 == 0 {
				return n.Desk.Office("county", by).End(t.Context(), other, domain.RoleAdmin)
			}
			// A list that names one's own record and ends what is not in it.
			o := n.Desk.Office("county", by)
			plan, err := o.PlanPeople(t.Context(), nil, true, by)
			if err != nil {
				return err
			}
			plan.Changes = slices.DeleteFunc(plan.Changes, func(c handlers.RollChange) bool { return c.Name != "Ann Fictional" && c.Name != "Ben Fictional" })
			return o.ApplyPeople(t.Context(), plan)
		})
		left := admins()
		if len(left) != 1 || refused > 1 {
			t.Fatalf("round %d: %d administrators are left, %d refused", round, len(left), refused)
		}
		for _, id := range two {
			if id != left[0] {
				if err := operator.Grant(t.Context(), id, domain.RoleAdmin, time.Time{}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestNobodysTokenIsTakenQuietly: whoever can be signed in as is told, and where they were reached before, too.
func TestNobodysTokenIsTakenQuietly(t *testing.T) {
	t.Parallel()
	p := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = p })
	admin := n.Desk.Office("county", personID(t, n, testkit.Token("county/admin")))
	id, err := admin.Add(t.Context(), handlers.NewPerson{
		Compartment: domain.Welfare, Contact: handlers.Contact{Name: "Nova Fictional", Email: "nova@county.demo.invalid", Language: "es"},
	}, []domain.Role{domain.RoleTreasurer}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := "else@county.demo.invalid"
	plan, err := admin.PlanPeople(t.Context(), []handlers.RosterLine{{Line: 2, ID: id, Name: "Nova Fictional", Email: &elsewhere}}, false, uuid.New())
	if err == nil && (len(plan.Changes) != 1 || !slices.Equal(plan.Changes[0].Fields, []handlers.FieldChange{{Field: "email", From: "nova@county.demo.invalid", To: elsewhere}})) {
		t.Fatalf("the plan is %+v", plan)
	}
	if err == nil {
		err = admin.ApplyPeople(t.Context(), plan)
	}
	if err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "the former address is told", func() bool { return len(p.to("nova@county.demo.invalid")) == 1 })
	if err = admin.IssueToken(t.Context(), id, "", []byte("a hash"), n.Now().AddDate(0, 0, 1)); err == nil {
		err = admin.EndSignIns(t.Context(), id)
	}
	if err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "both are told", func() bool { return len(p.to(elsewhere)) == 2 })
	for _, m := range slices.Concat(p.to(elsewhere), p.to("nova@county.demo.invalid")) {
		if strings.Contains(m.Text+m.Subject, "Nova") || strings.Contains(m.Text, "alm-") || len(m.Links) > 0 || !strings.Contains(m.Text, "administrador") {
			t.Errorf("it says: %s: %s", m.Subject, m.Text)
		}
	}
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM credentials WHERE person_id = $1 AND revoked_at IS NULL`, id); n != 0 {
		t.Errorf("%d credentials still work", n)
	}
}
