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

func TestCommandsAreCalledApart(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, c := range []rota.Command{
		rota.Enroll{},
		rota.Verify{},
		rota.Silence{},
		rota.Dismiss{},
		rota.SetQuiet{},
		rota.ClearQuiet{},
		rota.Away{},
		rota.ClearAway{},
		rota.AddShift{},
		rota.EndShift{},
		rota.Override{},
		rota.ClearOverride{},
		rota.SetTemporary{},
		rota.ClearTemporary{},
		rota.SetHoliday{},
		rota.ClearHoliday{},
		rota.CheckGaps{},
	} {
		names[c.CommandName()] = true
	}
	if len(names) != 17 || !names["check_gaps"] {
		t.Errorf("17 commands are called %v", names)
	}
}

// TestOneStateHasManyFutures holds because no future writes where another one reads.
func TestOneStateHasManyFutures(t *testing.T) {
	t.Parallel()
	events := func(n int) []domain.Event {
		id := person(n)
		return []domain.Event{
			rota.MinisterEnrolled{Minister: id},
			rota.QuietSet{Minister: ann, Window: id},
			rota.AbsenceSet{Minister: ann, Absence: id},
			rota.ShiftAdded{Shift: id, Minister: ann},
			rota.OverrideSet{Override: id, In: ann},
			rota.TemporarySet{Temporary: id, Ministers: []uuid.UUID{ann}},
			rota.HolidaySet{Day: rota.Day(id.String())},
			rota.GapFound{Area: id.String()},
		}
	}
	s := after(t, known(ann)...)
	for i := range 5 { // until there is room behind every list
		for _, e := range events(100 + i) {
			s = rota.Evolve(s, e)
		}
	}
	for i, e := range events(200) {
		one := rota.Evolve(s, e)
		was := deep(one)
		if rota.Evolve(s, events(300)[i]); deep(one) != was {
			t.Errorf("%s writes into another future", e.EventType())
		}
	}
}
