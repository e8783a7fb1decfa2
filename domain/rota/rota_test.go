package rota_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

func TestEachProgramOfEachOrganizationHasItsStream(t *testing.T) {
	t.Parallel()
	streams := map[uuid.UUID]bool{}
	for _, organization := range []string{"county", "city", "county"} {
		for _, program := range []string{"hmca", "chaplains"} {
			streams[rota.Stream(organization, program)] = true
		}
	}
	if len(streams) != 4 {
		t.Errorf("four programs have %d streams", len(streams))
	}
}

func TestFactsReachWhoNeedsThem(t *testing.T) {
	t.Parallel()
	f := northOnly()
	for _, tt := range []struct{ bare, want domain.Command }{
		{rota.Enroll{Minister: ann}, rota.Enroll{Minister: ann, Facts: f}},
		{rota.AddShift{Shift: one}, rota.AddShift{Shift: one, Facts: f}},
		{rota.Override{ID: one}, rota.Override{ID: one, Facts: f}},
		{rota.SetTemporary{ID: one}, rota.SetTemporary{ID: one, Facts: f}},
		{rota.CheckGaps{}, rota.CheckGaps{Facts: f}},
		{rota.Dismiss{Minister: ann}, rota.Dismiss{Minister: ann}},
	} {
		if diff := cmp.Diff(tt.want, rota.WithFacts(tt.bare, f), sameZone); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.bare.CommandName(), diff)
		}
	}
}
