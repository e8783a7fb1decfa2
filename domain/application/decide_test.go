package application_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

func hash(language string) string { return application.HashOf(consent.Text[language]) }

func signedBy(c application.Contact) application.Sign {
	return application.Sign{Who: application.Who{Reader: c.ID}, Consent: "taking_part", Hash: hash("en"), Language: "en", Facts: facts()}
}

// accepted is the way to a yes.
func accepted() []application.Command {
	f := facts()
	return []application.Command{
		child(), application.Clear{Who: cora, Check: "report", Facts: f}, application.Clear{Who: cora, Check: "talk", Facts: f}, application.Accept{Who: cora, Facts: f},
	}
}

func seated() []application.Command {
	return append(accepted(), application.NotePlace{Place: application.PlaceSeated, Turn: 1, Group: "a", Facts: facts()})
}

func TestTheRoadToAPlace(t *testing.T) {
	t.Parallel()
	s := walk(t, child())
	if s.Phase != application.Screening || !slices.Contains(s.Unsigned, "taking_part") {
		t.Errorf("it begins as %s, %v unsigned", s.Phase, s.Unsigned)
	}
	if s = walk(t, accepted()[:3]...); s.Phase != application.Reviewing {
		t.Errorf("cleared, it is %s", s.Phase)
	}
	if s = walk(t, accepted()...); s.Phase != application.Seeking || !s.Sought {
		t.Errorf("accepted, it is %s", s.Phase)
	}
	if s = walk(t, seated()...); s.Phase != application.InPlace || s.BorneCents != 4500 || len(s.Standing) != 1 {
		t.Errorf("seated, it is %+v", s)
	}
}

func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	barred := append(seated(), application.Bar{Who: cora, Contact: gale.ID, Note: id("order")})
	f := facts()
	refused := append(accepted()[:3], application.Refuse{Who: cora, Reason: id("reason"), Facts: f})
	appealed := append(slices.Clone(refused), application.Appeal{Who: application.Who{Reader: gale.ID}, Reason: id("why"), Facts: f})
	young := child()
	young.Young, young.Filler = true, application.ByYouth
	alone := child()
	alone.Contacts = []application.Contact{kit}
	failed := child()
	failed.Findings = []application.Finding{{Key: "age", Outcome: application.Failed}}
	failed.Facts.Rules.Eligibility = []application.Condition{{Key: "age", Say: domain.Text{"en": "Too young."}}}
	closed := child()
	closed.Placing = application.Placing{}
	for name, tt := range map[string]struct {
		given []application.Command
		when  application.Command
		code  domain.Code
	}{
		"a child under 13 by themselves":   {nil, young, domain.Rejected},
		"a minor without a guardian":       {nil, alone, domain.Rejected},
		"somebody who is not eligible":     {nil, failed, domain.Rejected},
		"between two seasons":              {nil, closed, domain.Rejected},
		"a child signs":                    {accepted(), signedBy(kit), domain.Forbidden},
		"whoever is shut out signs":        {barred, signedBy(gale), domain.NotFound},
		"whoever is shut out withdraws":    {barred, application.Withdraw{Who: application.Who{Reader: gale.ID}}, domain.NotFound},
		"a text nobody reviewed":           {accepted(), application.Sign{Who: application.Who{Reader: gale.ID}, Consent: "taking_part", Hash: hash("es"), Language: "es", Facts: f}, domain.Rejected},
		"a text that has changed":          {accepted(), application.Sign{Who: application.Who{Reader: gale.ID}, Consent: "taking_part", Hash: "old", Language: "en", Facts: f}, domain.Conflict},
		"the last guardian is shut out":    {append(slices.Clone(barred), application.Note{Who: cora, Note: id("n")}), application.Bar{Who: cora, Contact: glenn.ID, Note: id("order")}, domain.Rejected},
		"a guardian shuts the other out":   {seated(), application.Bar{Who: application.Who{Reader: gale.ID}, Contact: glenn.ID}, domain.Forbidden},
		"a coach decides":                  {accepted()[:3], application.Accept{Who: coach, Facts: f}, domain.Forbidden},
		"a result that has ended":          {[]application.Command{child()}, application.Clear{Who: cora, Check: "report", Until: now.AddDate(0, 0, -2).Truncate(24 * time.Hour), Facts: f}, domain.Invalid},
		"a check there is not":             {[]application.Command{child()}, application.Clear{Who: cora, Check: "none", Facts: f}, domain.NotFound},
		"accepted twice":                   {accepted(), application.Accept{Who: carl, Facts: f}, domain.Conflict},
		"whoever said no reads the appeal": {appealed, application.Accept{Who: cora, Facts: f}, domain.Forbidden},
		"an offer that is none":            {accepted(), application.TakePlace{Who: application.Who{Reader: gale.ID}}, domain.Conflict},
		"a size there is not":              {seated(), application.Issue{Who: cora, Item: "shirt", Size: "XXL", Handing: id("h"), Facts: f}, domain.Invalid},
		"another group's coach hands out":  {seated(), application.Issue{Who: coach, Item: "shirt", Size: "M", Handing: id("h"), Facts: f}, domain.Forbidden},
		"a question while nobody reads it": {[]application.Command{child()}, application.Ask{Who: cora, Question: id("q")}, domain.Conflict},
		"changed after the end":            {append(accepted(), application.Withdraw{}), application.Change{Facts: f}, domain.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := application.Decide(walk(t, tt.given...), tt.when, now)
			if domain.CodeOf(err) != tt.code || len(events) > 0 {
				t.Errorf("got %v and %v, want %s", events, err, tt.code)
			}
		})
	}
	if s := walk(t, append(appealed, application.Accept{Who: carl, Facts: f})...); !s.Sought {
		t.Error("somebody else's yes to the appeal changes nothing")
	}
}

func TestACoordinatorMakesAnExceptionWithAReason(t *testing.T) {
	t.Parallel()
	c := child()
	c.Findings = []application.Finding{{Key: "age", Outcome: application.Failed}, {Key: "grade", Outcome: application.Unclear}}
	c.Facts.Rules.Eligibility = []application.Condition{{Key: "age", Say: domain.Text{"en": "Too young."}}, {Key: "grade"}}
	c.Who, c.Filler, c.Reason = cora, application.ByStaff, id("reason")
	if s := walk(t, c); !slices.Equal(s.Excepted, []string{"age"}) || !slices.Equal(s.Unclear, []string{"grade"}) {
		t.Errorf("excepted are %v, open %v", s.Excepted, s.Unclear)
	}
	c.Facts.Rules.Eligibility[0].Fixed = true
	if _, err := application.Decide(application.State{}, c, now); domain.CodeOf(err) != domain.Rejected {
		t.Errorf("a rule without exception gives %v", err)
	}
}

// TestAChangedTextIsSignedAgain changes one word.
func TestAChangedTextIsSignedAgain(t *testing.T) {
	t.Parallel()
	s := walk(t, append(seated(), signedBy(gale))...)
	if len(s.Unsigned) > 0 {
		t.Fatalf("unsigned: %v", s.Unsigned)
	}
	f := facts()
	if events, err := application.Decide(s, application.AskAgain{Facts: f}, now); err != nil || len(events) > 0 {
		t.Errorf("the same text gives %v, %v", events, err)
	}
	changed := consent
	changed.Text = domain.Text{"en": "I agree to more."}
	f.Texts = []application.Consent{changed}
	events, err := application.Decide(s, application.AskAgain{Facts: f}, now)
	if err != nil || len(events) != 1 {
		t.Fatalf("another text gives %v, %v", events, err)
	}
	if _, asked := events[0].(application.ConsentAsked); !asked {
		t.Errorf("%v", events)
	}
}

// TestClearancesAreRemindedOfAndEnd moves the clock over a clearance's whole life.
func TestClearancesAreRemindedOfAndEnd(t *testing.T) {
	t.Parallel()
	s := walk(t, seated()...)
	var happened []string
	for at := now; at.Before(now.AddDate(0, 0, 120)); {
		wake := s.NextWake()
		if wake.IsZero() || wake.After(now.AddDate(0, 0, 120)) {
			break
		}
		at = wake
		events, err := application.Decide(s, application.Wake{Facts: facts()}, at)
		if err != nil || len(events) == 0 {
			t.Fatalf("at %v: %v, %v", at, events, err)
		}
		for _, e := range events {
			s = application.Evolve(s, e)
			switch e.(type) {
			case application.CheckEnding, application.CheckEnded:
				happened = append(happened, e.EventType()+" "+at.Sub(now).Truncate(24*time.Hour).String())
			}
		}
	}
	want := []string{"application.check_ending 936h0m0s", "application.check_ending 1656h0m0s", "application.check_ending 2208h0m0s", "application.check_ended 2400h0m0s"}
	if !slices.Equal(happened, want) {
		t.Errorf("got %v, want %v", happened, want)
	}
	if s.Phase != application.InPlace {
		t.Errorf("the place is gone: %s", s.Phase)
	}
}

func TestWhatWasWrittenIsErased(t *testing.T) {
	t.Parallel()
	s := walk(t, append(seated(), application.Note{Who: cora, Note: id("note")}, application.NoteEnd{Completed: true, Attended: 10, Needed: 10, Facts: facts()})...)
	erased := map[uuid.UUID]bool{}
	for range 20 {
		wake := s.NextWake()
		if wake.IsZero() {
			break
		}
		events, err := application.Decide(s, application.Wake{Facts: facts()}, wake)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			s = application.Evolve(s, e)
			switch e := e.(type) {
			case application.SeasonForgotten:
				if wake.After(spring.Last.AddDate(0, 1, 0)) || !slices.Contains(e.Texts, id("brief")) {
					t.Errorf("at %v %v is erased", wake, e.Texts)
				}
			case application.Forgotten:
				for _, text := range e.Texts {
					erased[text] = true
				}
			}
		}
	}
	for _, text := range []string{"answers", "note", "gale", "glenn"} {
		if !erased[id(text)] {
			t.Errorf("%s is kept for ever", text)
		}
	}
	if !s.Forgotten {
		t.Error("it is never forgotten")
	}
}
