package application_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// A minor who applies alone signs nothing: whoever is responsible is called.
func TestAMinorAloneSignsNothing(t *testing.T) {
	t.Parallel()
	c := child()
	c.Filler, c.Contacts = application.ByYouth, []application.Contact{kit, gale}
	c.Signed = []application.Signature{{Consent: "taking_part", Hash: application.HashOf("I agree."), Language: "en", By: kit.ID, At: now}}
	s := walk(t, c)
	if !slices.Contains(s.Unsigned, "taking_part") || len(s.Signed) != 0 || !s.ToCall {
		t.Errorf("the minor signed: %v, %v awaited, call %v", s.Signed, s.Unsigned, s.ToCall)
	}
	alone := application.Who{Reader: kit.ID}
	for _, command := range []application.Command{
		application.Sign{Who: alone, Consent: "taking_part", Hash: application.HashOf("I agree."), Language: "en", Facts: facts()},
		application.Change{Who: alone, Answers: id("grown up"), Facts: facts()},
		application.AddContact{Who: alone, Contact: application.Contact{ID: id("friend"), Relation: application.Guardian}},
	} {
		if events, err := application.Decide(s, command, now); domain.CodeOf(err) != domain.Forbidden {
			t.Errorf("%s by the minor: %v, %v", command.CommandName(), events, err)
		}
	}
}

func TestSomebodyToCallEndsNothing(t *testing.T) {
	t.Parallel()
	c := child()
	c.Contacts = append(slices.Clone(c.Contacts), application.Contact{ID: id("neighbor"), Relation: application.OtherContact})
	if _, err := application.Decide(walk(t, c), application.Withdraw{Who: application.Who{Reader: id("neighbor")}}, now); domain.CodeOf(err) != domain.Forbidden {
		t.Errorf("a neighbor withdrew it: %v", err)
	}
}

// A place that is given after the end goes back: the season hears of both by two routes, in any order.
func TestAPlaceAfterTheEndGoesBack(t *testing.T) {
	t.Parallel()
	s := walk(t, append(accepted(), application.Withdraw{Who: application.Who{Reader: gale.ID}})...)
	note := application.NotePlace{Place: application.PlaceSeated, Turn: 1, Group: "a", Facts: facts()}
	events, err := application.Decide(s, note, now)
	if err != nil || len(events) != 1 || events[0] != (application.PlaceReturned{Seating: spring.Seating, Turn: 1}) {
		t.Fatalf("the place is kept: %v, %v", events, err)
	}
	if s = application.Evolve(s, events[0]); s.Phase != application.Over {
		t.Errorf("it goes on as %s", s.Phase)
	}
	if events, _ = application.Decide(s, note, now); len(events) > 0 {
		t.Errorf("the same word again: %v", events)
	}
}

func TestACoachOfTheFormerGroupIsLetOut(t *testing.T) {
	t.Parallel()
	before, after := id("coach"), id("other coach")
	place := application.NotePlace{Place: application.PlaceSeated, Turn: 1, Group: "a", Coach: []uuid.UUID{before}, Facts: facts()}
	s := walk(t, append(accepted(), place)...)
	place.Turn, place.Group, place.Coach = 2, "b", []uuid.UUID{after}
	events, err := application.Decide(s, place, now)
	if err != nil || !slices.Contains(events, domain.Event(application.CoachNoted{Coach: before, Left: true, Turn: 1})) {
		t.Errorf("the former coach stays: %v, %v", events, err)
	}
}

// TestAWordAboutACoachWaitsForItsPlace delivers the two words of a season the other way round.
func TestAWordAboutACoachWaitsForItsPlace(t *testing.T) {
	t.Parallel()
	stays, leaves, comes := id("coach"), id("coach who leaves"), id("coach who comes")
	place := application.NotePlace{Place: application.PlaceSeated, Turn: 2, Group: "b", Coach: []uuid.UUID{stays, leaves}, Facts: facts()}
	for name, begun := range map[string][]application.Command{
		"none":    accepted(),
		"another": append(accepted(), application.NotePlace{Place: application.PlaceSeated, Turn: 1, Group: "a", Facts: facts()}),
	} {
		told := append(begun, application.NoteCoach{Coach: leaves, Left: true, Turn: 2}, application.NoteCoach{Coach: comes, Turn: 2})
		if s := walk(t, told...); len(s.Coaches) > 0 {
			t.Errorf("after %s place: %v before the place is there", name, s.Coaches)
		}
		s := walk(t, append(told, place)...)
		if !slices.Equal(s.Coaches, []uuid.UUID{stays, comes}) || len(s.CoachesTold) > 0 {
			t.Errorf("after %s place: %v, still told %v", name, s.Coaches, s.CoachesTold)
		}
		s = walk(t, append(begun, place, application.NoteCoach{Coach: leaves, Left: true, Turn: 1})...)
		if !slices.Equal(s.Coaches, []uuid.UUID{stays, leaves}) {
			t.Errorf("after %s place: an old word changed it: %v", name, s.Coaches)
		}
	}
}

func TestNobodyIsSeatedWhileACheckIsMissing(t *testing.T) {
	t.Parallel()
	waits := application.NotePlace{Place: application.PlaceWaiting, Turn: 1, Facts: facts()}
	s := walk(t, append(accepted(), waits)...)
	late := now.Add(102 * 24 * time.Hour)
	events, err := application.Decide(s, application.Wake{Facts: facts()}, late)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		s = application.Evolve(s, e)
	}
	missing := ""
	for _, c := range s.Checks {
		if c.Status == application.CheckStale {
			missing = c.Key
		}
	}
	if missing == "" {
		t.Fatalf("no check ended: %+v", s.Checks)
	}
	seated := application.NotePlace{Place: application.PlaceSeated, Turn: 2, Group: "a", Facts: facts()}
	events, err = application.Decide(s, seated, late)
	if err != nil || len(events) != 1 || events[0].EventType() != "application.place_returned" {
		t.Fatalf("seated without a check: %v, %v", events, err)
	}
	if s = application.Evolve(s, events[0]); s.Phase != application.Screening {
		t.Fatalf("it stands at %s", s.Phase)
	}
	good := application.Clear{Who: application.Who{By: id("coordinator"), As: domain.RoleCoordinator}, Check: missing, On: time.Date(late.Year(), late.Month(), late.Day(), 0, 0, 0, 0, time.UTC), Facts: facts()}
	events, err = application.Decide(s, good, late)
	if err != nil || !slices.ContainsFunc(events, func(e domain.Event) bool { return e.EventType() == "application.place_sought" }) {
		t.Errorf("no place is sought again: %v, %v", events, err)
	}
}

func TestNobodyTakesAPlaceWhileACheckIsMissing(t *testing.T) {
	t.Parallel()
	s := walk(t, append(accepted(), application.NotePlace{Place: application.PlaceOffered, Turn: 1, Group: "a", Until: now.AddDate(1, 0, 0), Facts: facts()})...)
	late := now.Add(102 * 24 * time.Hour)
	events, err := application.Decide(s, application.Wake{Facts: facts()}, late)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		s = application.Evolve(s, e)
	}
	if _, err = application.Decide(s, application.TakePlace{Who: application.Who{Reader: gale.ID}}, late); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("the place is taken without the check: %v", err)
	}
	if _, err = application.Decide(s, application.PassPlace{Who: application.Who{Reader: gale.ID}}, late); err != nil {
		t.Errorf("it cannot be left to the next: %v", err)
	}
}

func TestOnlyKnownSizesAreHandedOut(t *testing.T) {
	t.Parallel()
	f := facts()
	f.Rules.Equipment = []application.Item{{Key: "ball"}}
	if _, err := application.Decide(walk(t, seated()...), application.Issue{Who: cora, Item: "ball", Size: "call Gale", Handing: id("ball"), Facts: f}, now); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("free words get into an event: %v", err)
	}
}

func TestNobodyIsTrustedWithChildrenUnchecked(t *testing.T) {
	t.Parallel()
	r := league()
	if _, anybody := r.Trusts(); anybody {
		t.Error("a children's program that names no check trusts everybody")
	}
	r.For = application.ForAdults
	if _, anybody := r.Trusts(); !anybody {
		t.Error("adults need somebody who was checked")
	}
}
