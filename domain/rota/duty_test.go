package rota_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
)

func TestWhoIsOnDuty(t *testing.T) {
	t.Parallel()
	at := local("2026-02-03 10:00") // a Tuesday
	regular := also(known(ann, bob, cem, dee), daily(person(31), ann, minutes(8, 0), minutes(18, 0)), daily(person(32), bob, minutes(9, 0), minutes(12, 0)))
	override := func(id int, out, in uuid.UUID) rota.Override {
		return rota.Override{ID: person(id), Area: "north", From: at.Add(-time.Hour), Until: at.Add(time.Hour), Out: out, In: in, Facts: facts}
	}
	temporary := func(id int, ministers ...uuid.UUID) rota.SetTemporary {
		return rota.SetTemporary{ID: person(id), Area: "north", From: at.Add(-time.Hour), Until: at.Add(time.Hour), Ministers: ministers, Facts: facts}
	}
	elsewhere := override(41, ann, cem)
	elsewhere.Area = "south"
	over := override(41, ann, cem)
	over.Until = at
	ready := []uuid.UUID{ann, bob, cem, dee}
	tests := map[string]struct {
		given []rota.Command
		want  []rota.Duty
		ready []uuid.UUID
	}{
		"by their shifts": {nil, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"once, by several shifts": {[]rota.Command{daily(person(33), bob, minutes(10, 0), minutes(15, 0))}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 15:00"), rota.ByShift},
		}, ready},
		"a week ahead at most": {[]rota.Command{daily(person(33), bob, 0, 0)}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, at.AddDate(0, 0, 7), rota.ByShift},
		}, ready},
		"by an override for somebody": {[]rota.Command{override(41, ann, cem)}, []rota.Duty{
			{bob, local("2026-02-03 12:00"), rota.ByShift}, {cem, at.Add(time.Hour), rota.ByOverride},
		}, ready},
		"by an override for nobody": {[]rota.Command{override(41, uuid.Nil, cem)}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift}, {cem, at.Add(time.Hour), rota.ByOverride},
		}, ready},
		"but for an override": {[]rota.Command{override(41, ann, uuid.Nil)}, []rota.Duty{{bob, local("2026-02-03 12:00"), rota.ByShift}}, ready},
		"by the later override": {[]rota.Command{override(41, ann, cem), override(42, cem, ann)}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByOverride}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"without what was cleared": {[]rota.Command{override(41, ann, uuid.Nil), temporary(42, cem), rota.ClearOverride{ID: person(41)}, rota.ClearTemporary{ID: person(42)}}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"without an override elsewhere": {[]rota.Command{elsewhere}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"without an override that is over": {[]rota.Command{over}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"by a temporary schedule alone": {[]rota.Command{override(41, uuid.Nil, dee), temporary(42, cem, ann)}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByTemporary}, {cem, at.Add(time.Hour), rota.ByTemporary},
		}, ready},
		"by an override of a temporary schedule": {[]rota.Command{temporary(42, cem, bob), override(41, cem, dee)}, []rota.Duty{
			{bob, local("2026-02-03 12:00"), rota.ByTemporary}, {dee, at.Add(time.Hour), rota.ByOverride},
		}, ready},
		"by the later temporary schedule": {[]rota.Command{temporary(42, cem, bob), temporary(43, dee)}, []rota.Duty{{dee, at.Add(time.Hour), rota.ByTemporary}}, ready},
		"not by shifts on a holiday":      {[]rota.Command{rota.SetHoliday{Day: "2026-02-03"}}, nil, ready},
		"by an override on a holiday": {[]rota.Command{rota.SetHoliday{Day: "2026-02-03"}, override(41, uuid.Nil, ann)}, []rota.Duty{
			{ann, at.Add(time.Hour), rota.ByOverride},
		}, ready},
		"not on a holiday that was cleared": {[]rota.Command{rota.SetHoliday{Day: "2026-02-03"}, rota.ClearHoliday{Day: "2026-02-03"}, override(41, bob, uuid.Nil)}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift},
		}, ready},
		"not the unreachable": {[]rota.Command{override(41, uuid.Nil, cem), rota.Silence{Minister: ann, Channel: rota.SMS}, rota.Silence{Minister: cem, Channel: rota.SMS}}, []rota.Duty{
			{bob, local("2026-02-03 12:00"), rota.ByShift},
		}, []uuid.UUID{bob, dee}},
		"the reachable again": {[]rota.Command{rota.Silence{Minister: ann, Channel: rota.SMS}, rota.Verify{Minister: ann, Channel: rota.Voice}}, []rota.Duty{
			{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift},
		}, ready},
		"not who is away": {[]rota.Command{
			temporary(42, cem, bob),
			rota.Away{Minister: cem, Absence: one, From: at, Until: at.Add(time.Minute)},
			rota.Away{Minister: dee, Absence: one, From: at.Add(-time.Minute), Until: at},
		}, []rota.Duty{{bob, local("2026-02-03 12:00"), rota.ByTemporary}}, []uuid.UUID{ann, bob, dee}},
		"not in quiet hours": {[]rota.Command{
			rota.SetQuiet{Minister: ann, Window: one, Weekdays: 1 << 1, StartMinute: minutes(20, 0), EndMinute: minutes(10, 1)}, // since Monday night
			rota.SetQuiet{Minister: bob, Window: one, Weekdays: 1 << 2, StartMinute: minutes(10, 30), EndMinute: minutes(10, 45)},
		}, []rota.Duty{{bob, local("2026-02-03 10:30"), rota.ByShift}}, []uuid.UUID{bob, cem, dee}},
		"after quiet hours": {[]rota.Command{
			rota.SetQuiet{Minister: ann, Window: one, Weekdays: 1 << 1, StartMinute: minutes(20, 0), EndMinute: minutes(10, 0)},
			rota.SetQuiet{Minister: bob, Window: one, Weekdays: everyDay, StartMinute: minutes(10, 0), EndMinute: minutes(12, 0)},
			rota.ClearQuiet{Minister: bob, Window: one},
		}, []rota.Duty{{ann, local("2026-02-03 18:00"), rota.ByShift}, {bob, local("2026-02-03 12:00"), rota.ByShift}}, ready},
		"not the dismissed": {[]rota.Command{rota.Dismiss{Minister: ann}}, []rota.Duty{{bob, local("2026-02-03 12:00"), rota.ByShift}}, []uuid.UUID{bob, cem, dee}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := after(t, also(regular, tt.given...)...)
			if diff := cmp.Diff(tt.want, s.OnDuty(rules(), "north", at)); diff != "" {
				t.Errorf("on duty (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.ready, s.Ready(rules(), at)); diff != "" {
				t.Errorf("ready (-want +got):\n%s", diff)
			}
		})
	}
}

func TestADutyBeginsAtItsFirstMomentAndIsOverAtItsLast(t *testing.T) {
	t.Parallel()
	s := after(t, also(known(ann), daily(one, ann, minutes(8, 0), minutes(18, 0)))...)
	for at, want := range map[time.Time]int{
		local("2026-02-03 08:00").Add(-1): 0, local("2026-02-03 08:00"): 1, local("2026-02-03 18:00").Add(-1): 1, local("2026-02-03 18:00"): 0,
	} {
		if on := s.OnDuty(rules(), "north", at); len(on) != want {
			t.Errorf("at %v %d are on duty, want %d", at, len(on), want)
		}
	}
}

func TestNobodyIsOnDutyOnAnEmptyRota(t *testing.T) {
	t.Parallel()
	if on := (rota.State{}).OnDuty(rota.Rules{}, "", time.Time{}); on != nil {
		t.Errorf("on duty: %v", on)
	}
	if ready := (rota.State{}).Ready(rota.Rules{}, time.Time{}); ready != nil {
		t.Errorf("ready: %v", ready)
	}
}
