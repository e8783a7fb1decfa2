package welfare

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func TestOneCallIsEnoughForAllThereIsToSay(t *testing.T) {
	t.Parallel()
	clerk := uuid.New()
	state := State{Phase: Declined}
	needed, err := Decide(state, NeedCall{Say: "decision"}, time.Time{})
	if err != nil || len(needed) != 1 {
		t.Fatalf("%v, %v", needed, err)
	}
	state = Evolve(state, needed[0])
	if again, err := Decide(state, NeedCall{Say: "paid"}, time.Time{}); err != nil || again != nil {
		t.Fatalf("a second call: %v, %v", again, err)
	}
	called, err := Decide(state, Called{By: clerk}, time.Time{})
	if err != nil || len(called) != 1 {
		t.Fatalf("%v, %v", called, err)
	}
	state = Evolve(state, called[0])
	if _, err := Decide(state, Called{By: clerk}, time.Time{}); domain.CodeOf(err) != domain.Conflict {
		t.Fatalf("called twice: %v", err)
	}
	if events, err := Decide(State{}, NeedCall{Say: "decision"}, time.Time{}); err != nil || events != nil {
		t.Fatalf("before the request: %v, %v", events, err)
	}
}
