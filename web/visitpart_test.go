package web

import (
	"testing"

	"github.com/almoner/almoner/domain"
)

// TestWhoeverHasANumberInLineWaits: nobody is told that a place is looked for above their number.
func TestWhoeverHasANumberInLineWaits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status   domain.Status
		position int
		want     domain.Status
	}{
		"just sent":                {domain.Received, 0, domain.Received},
		"in line already":          {domain.Received, 3, domain.WaitingList},
		"in line":                  {domain.WaitingList, 3, domain.WaitingList},
		"a place came free":        {domain.WaitingForYou, 1, domain.WaitingForYou},
		"withdrawn, and in no one": {domain.Withdrawn, 0, domain.Withdrawn},
	} {
		v := statusView{Status: tt.status, Gathering: &visitStatus{Position: tt.position}}
		if got := v.standing(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
