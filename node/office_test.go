package node_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
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
