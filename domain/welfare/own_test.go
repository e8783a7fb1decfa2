package welfare

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func TestNobodyActsOnTheirOwnMatter(t *testing.T) {
	t.Parallel()
	me := uuid.New()
	for name, c := range map[string]struct {
		state   State
		command Command
	}{
		"a clerk confirms their own membership":    {State{Phase: Confirming}, ConfirmMembership{By: me, Facts: Facts{Member: Member{ID: me, Household: me}}}},
		"a treasurer prepares their own payment":   {State{Phase: Preparing, Member: me}, Prepare{By: me, PayeeOK: true, Method: "check", Facts: Facts{Guideline: Guideline{Methods: []string{"check"}}}}},
		"a signatory releases their own payment":   {State{Phase: Releasing, Member: me, Preparer: uuid.New()}, Release{By: me}},
		"a signatory sends back their own payment": {State{Phase: Releasing, Member: me, Preparer: uuid.New()}, Return{By: me}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if events, err := Decide(c.state, c.command, time.Unix(0, 0)); domain.CodeOf(err) != domain.Forbidden || events != nil {
				t.Fatalf("%v, %v", events, err)
			}
		})
	}
}
