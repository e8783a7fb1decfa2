package welfare

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func TestAFamilyIsReachedElsewhere(t *testing.T) {
	t.Parallel()
	first, former, second := uuid.New(), uuid.New(), uuid.New()
	s := State{Phase: Voting}
	decide := func(c Reach) []domain.Event {
		events, err := Decide(s, c, time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			s = Evolve(s, e)
		}
		return events
	}
	if got := decide(Reach{Contact: first, Former: former}); len(got) != 1 || s.Contact != first || s.Former != former {
		t.Errorf("%+v", got)
	}
	if got := decide(Reach{Contact: first}); got != nil {
		t.Errorf("once more: %+v", got)
	}
	if got := decide(Reach{Contact: second, Same: true}); got != nil {
		t.Errorf("the same: %+v", got)
	}
	if e := decide(Reach{Contact: second})[0].(ContactChanged); !slices.Equal(e.Erased, []uuid.UUID{first, former}) {
		t.Errorf("of the earlier change stays %+v", e)
	}
	s.Reaches = domain.ReachMost
	if _, err := Decide(s, Reach{Contact: first}, time.Unix(0, 0)); domain.CodeOf(err) != domain.Rejected {
		t.Errorf("without an end: %v", err)
	}
	for _, phase := range []Phase{None, Paid, Declined, Withdrawn, Lapsed} {
		if _, err := Decide(State{Phase: phase}, Reach{Contact: first}, time.Unix(0, 0)); domain.CodeOf(err) != domain.Conflict {
			t.Errorf("%q: %v", phase, err)
		}
	}
}
