package season_test

import (
	"testing"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
)

// One more group is offered to those who wait for one like it, and taken by those who come later.
func TestAnotherGroupIsForThoseWhoWait(t *testing.T) {
	t.Parallel()
	at := first.AddDate(0, -1, 0)
	var s season.State
	do := func(c season.Command) {
		t.Helper()
		events, err := season.Decide(s, c, at)
		if err != nil {
			t.Fatalf("%s: %v", c.CommandName(), err)
		}
		for _, e := range events {
			s = season.Evolve(s, e)
		}
	}
	do(season.Open{Opening: opening(false)})
	for _, name := range []string{"one", "two", "three"} {
		do(season.Enter{Application: id(name), Options: []string{"a"}, Since: at})
	}
	if c := s.Candidates[id("three")]; c.Place != season.Waiting {
		t.Fatalf("the third is %s", c.Place)
	}
	do(season.AddGroup{Who: coordinator, Like: "a", Capacity: 2})
	if c := s.Candidates[id("three")]; c.Place != season.Offered || c.Group != "a-2" {
		t.Errorf("whoever waited is %s in %q", c.Place, c.Group)
	}
	do(season.Enter{Application: id("four"), Options: []string{"a"}, Since: at})
	if c := s.Candidates[id("four")]; c.Place != season.Seated || c.Group != "a-2" {
		t.Errorf("whoever came later is %s in %q", c.Place, c.Group)
	}
}

func TestAnOutlineIsBounded(t *testing.T) {
	t.Parallel()
	opened := season.Evolve(season.State{}, season.Opened{Season: "2027-02", Groups: []string{"a"}, Capacities: []int{2}})
	if _, err := season.Decide(opened, season.Outline{Who: coordinator, Group: "a", Topics: make([]string, 5000)}, first); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("five thousand topics: %v", err)
	}
}
