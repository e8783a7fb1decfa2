package rota_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

// covered is a north where two stand at all times, and no other area.
func covered(t *testing.T) rota.State {
	t.Helper()
	return after(t, also(known(ann, bob, cem), daily(one, ann, 0, 0), daily(two, bob, 0, 0))...)
}

func northOnly() rota.Facts {
	r := rules()
	r.Areas = []string{"north"}
	return rota.Facts{Rules: r}
}

// check gives what a check at a moment says, and the state after it.
func check(t *testing.T, s rota.State, f rota.Facts, at time.Time) ([]domain.Event, rota.State) {
	t.Helper()
	events, err := rota.Decide(s, rota.CheckGaps{Facts: f}, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		s = rota.Evolve(s, e)
	}
	return events, s
}

func next(day string) rota.DayChecked { return rota.DayChecked{NextAt: local(day + " 07:00")} }

func TestAGapIsToldOnceUntilItChanges(t *testing.T) {
	t.Parallel()
	s := covered(t)
	out := rota.Away{Minister: bob, Absence: one, From: local("2026-02-08 08:00"), Until: local("2026-02-08 13:00")}
	s = then(t, s, monday, out)
	gap := rota.GapFound{Area: "north", From: out.From, Until: out.Until, Standing: 1}
	closed := rota.GapClosed{Area: "north", From: out.From, Until: out.Until}
	longer := gap
	longer.Until = local("2026-02-08 14:00")
	emptier := longer
	emptier.Standing = 0
	steps := []struct {
		name string
		at   time.Time
		do   []rota.Command
		want []domain.Event
	}{
		{"too early", local("2026-02-03 06:59"), nil, nil},
		{"on time, before anybody needs to know", local("2026-02-03 07:00"), nil, []domain.Event{next("2026-02-04")}},
		{"twice", local("2026-02-03 07:00"), nil, nil},
		{"within three days", local("2026-02-05 08:00"), nil, []domain.Event{gap, next("2026-02-06")}},
		{"the same", local("2026-02-06 07:00"), nil, []domain.Event{next("2026-02-07")}},
		{
			"longer", local("2026-02-07 07:00"),
			[]rota.Command{rota.Away{Minister: bob, Absence: one, From: out.From, Until: longer.Until}},
			[]domain.Event{closed, longer, next("2026-02-08")},
		},
		{
			"emptier", local("2026-02-08 07:00"),
			[]rota.Command{rota.Away{Minister: ann, Absence: one, From: out.From, Until: longer.Until}},
			[]domain.Event{rota.GapClosed{Area: "north", From: longer.From, Until: longer.Until}, emptier, next("2026-02-09")},
		},
		{"over", local("2026-02-09 07:00"), nil, []domain.Event{rota.GapClosed{Area: "north", From: longer.From, Until: longer.Until}, next("2026-02-10")}},
		{"nothing", local("2026-02-10 07:00"), nil, []domain.Event{next("2026-02-11")}},
	}
	for _, step := range steps {
		s = then(t, s, step.at, step.do...)
		var got []domain.Event
		got, s = check(t, s, northOnly(), step.at)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}

func TestAGapThatRunsIsNotToldAgain(t *testing.T) {
	t.Parallel()
	s := then(t, covered(t), monday, rota.Away{Minister: bob, Absence: one, From: local("2026-02-02 12:00"), Until: local("2026-02-06 12:00")})
	got, s := check(t, s, northOnly(), local("2026-02-03 07:00"))
	want := []domain.Event{
		rota.GapFound{Area: "north", From: local("2026-02-03 07:00"), Until: local("2026-02-06 12:00"), Standing: 1}, next("2026-02-04"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("first (-want +got):\n%s", diff)
	}
	if got, s = check(t, s, northOnly(), local("2026-02-04 07:00")); len(got) != 1 {
		t.Errorf("told again: %v", got)
	}
	s = then(t, s, monday, rota.Override{ID: one, Area: "north", From: local("2026-02-04 09:00"), Until: local("2026-02-06 12:00"), In: cem, Facts: facts})
	got, _ = check(t, s, northOnly(), local("2026-02-05 07:00"))
	want = []domain.Event{rota.GapClosed{Area: "north", From: local("2026-02-03 07:00"), Until: local("2026-02-06 12:00")}, next("2026-02-06")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("filled (-want +got):\n%s", diff)
	}
}

func TestAGapThatBeginsEarlierIsToldAgain(t *testing.T) {
	t.Parallel()
	out := rota.Away{Minister: bob, Absence: one, From: local("2026-02-04 12:00"), Until: local("2026-02-06 12:00")}
	_, s := check(t, then(t, covered(t), monday, out), northOnly(), local("2026-02-03 07:00"))
	out.From = local("2026-02-03 12:00")
	got, _ := check(t, then(t, s, monday, out), northOnly(), local("2026-02-04 07:00"))
	want := []domain.Event{
		rota.GapClosed{Area: "north", From: local("2026-02-04 12:00"), Until: out.Until},
		rota.GapFound{Area: "north", From: local("2026-02-04 07:00"), Until: out.Until, Standing: 1},
		next("2026-02-05"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAGapWithoutAnEndInSightIsToldOnce(t *testing.T) {
	t.Parallel()
	s := then(t, covered(t), monday, rota.Silence{Minister: bob, Channel: rota.SMS})
	got, s := check(t, s, northOnly(), local("2026-02-03 07:00"))
	want := []domain.Event{
		rota.GapFound{Area: "north", From: local("2026-02-03 07:00"), Until: local("2026-02-03 07:00").AddDate(0, 0, 34), Standing: 1, Open: true}, next("2026-02-04"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("first (-want +got):\n%s", diff)
	}
	for day := 4; day < 100; day++ {
		if got, s = check(t, s, northOnly(), local("2026-02-01 07:00").AddDate(0, 0, day-1).Add(time.Hour)); len(got) != 1 {
			t.Fatalf("told again on day %d: %v", day, got)
		}
	}
}

func TestEveryAreaIsChecked(t *testing.T) {
	t.Parallel()
	got, _ := check(t, covered(t), facts, local("2026-02-03 07:00"))
	if len(got) != 2 || got[0].(rota.GapFound).Area != "south" || got[0].(rota.GapFound).Standing != 0 {
		t.Errorf("nobody is planned in the south: %v", got)
	}
}

func TestACheckTellsOfSoManyGapsAtMost(t *testing.T) {
	t.Parallel()
	var commands []rota.Command
	for hour := range 24 {
		for part := range 6 {
			commands = append(commands, daily(person(100+6*hour+part), ann, minutes(hour, 10*part), minutes(hour, 10*part+5)))
		}
	}
	s := after(t, also(known(ann), commands...)...)
	got, s := check(t, s, northOnly(), local("2026-02-03 07:00"))
	if len(got) != 201 {
		t.Errorf("%d events", len(got))
	}
	f := northOnly()
	f.Rules.OnDuty = 0
	if got, _ = check(t, s, f, local("2026-02-04 07:00")); len(got) != 201 {
		t.Errorf("when nobody has to stand nothing is a gap, and %d events say so", len(got))
	}
}

func TestTheCheckIsDueAtSevenOnTheWallClock(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-02-03 06:59": "2026-02-03 07:00", "2026-02-03 07:00": "2026-02-04 07:00", "2026-03-07 12:00": "2026-03-08 07:00",
		"2026-03-08 07:30": "2026-03-09 07:00", "2026-10-31 07:00": "2026-11-01 07:00", "2026-12-31 23:59": "2027-01-01 07:00",
	} {
		got, _ := check(t, rota.State{}, northOnly(), local(at))
		if last := got[len(got)-1]; last != (rota.DayChecked{NextAt: local(want)}) {
			t.Errorf("after %s comes %v", at, last)
		}
	}
}

func TestWhatNobodyCanReadAnyMoreIsForgotten(t *testing.T) {
	t.Parallel()
	from, until := monday.Add(time.Hour), monday.Add(2*time.Hour)
	ending := daily(one, ann, 0, 0)
	ending.UntilDay = "2026-02-02"
	s := after(t, also(known(ann), ending, daily(two, ann, 0, 0),
		rota.Override{ID: one, Area: "north", From: from, Until: until, In: ann, Facts: facts},
		rota.SetTemporary{ID: one, Area: "north", From: from, Until: until, Ministers: []uuid.UUID{ann}, Facts: facts},
		rota.Away{Minister: ann, Absence: one, From: from, Until: until}, rota.SetHoliday{Day: "2026-02-02"},
	)...)
	count := func(s rota.State) [5]int {
		m, _ := s.Minister(ann)
		return [5]int{len(s.Regular), len(s.StandIns), len(s.Temporaries), len(m.Absences), len(s.Holidays)}
	}
	_, kept := check(t, s, northOnly(), monday.AddDate(0, 0, 399))
	if got := count(kept); got != [5]int{2, 1, 1, 1, 1} {
		t.Errorf("after 399 days: %v", got)
	}
	_, forgotten := check(t, s, northOnly(), monday.AddDate(0, 0, 404))
	if got := count(forgotten); got != [5]int{1, 0, 0, 0, 0} {
		t.Errorf("after 404 days: %v", got)
	}
}
