package application_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// aged is the league with two conditions of age, of which one is fixed, and one about what is never kept.
func aged() application.Facts {
	f := facts()
	f.Rules.Eligibility = []application.Condition{
		{Key: "age", Say: domain.Text{"en": "They are too old."}, Instead: domain.Text{"en": "Come and coach."}}, {Key: "insured", Fixed: true}, {Key: "warrant"},
	}
	return f
}

func failed(keys ...string) []application.Finding {
	var list []application.Finding
	for _, key := range keys {
		list = append(list, application.Finding{Key: key, Outcome: application.Failed})
	}
	return list
}

// by gives the change of a family, or of a coordinator with a reason.
func rewritten(who application.Who, reason string, options []string, findings ...application.Finding) application.Change {
	c := application.Change{Who: who, Minor: true, Options: options, Findings: findings, Answers: id("new"), Facts: aged(), Unkept: []string{"warrant"}}
	if reason != "" {
		c.Reason = id(reason)
	}
	return c
}

func types(events []domain.Event) string {
	var names []string
	for _, e := range events {
		names = append(names, strings.TrimPrefix(e.EventType(), "application."))
	}
	return strings.Join(names, " ")
}

func TestChangedAnswers(t *testing.T) {
	t.Parallel()
	family := application.Who{Reader: gale.ID}
	waits := append(accepted(), application.NotePlace{Place: application.PlaceWaiting, Turn: 1, Facts: aged()})
	doubted := append(seated(), rewritten(family, "", []string{"a,b"}, failed("age")...))
	for name, tt := range map[string]struct {
		before []application.Command
		change application.Change
		want   string
		code   domain.Code
	}{
		"a note while it is read":                   {accepted()[:2], rewritten(family, "", []string{"c"}), "answers_changed", ""},
		"too old while it is read":                  {accepted()[:2], rewritten(family, "", nil, failed("age")...), "", domain.Rejected},
		"too old, and a coordinator writes why not": {accepted()[:2], rewritten(cora, "reason", []string{"a,b"}, failed("age")...), "answers_changed", ""},
		"no exception of what is fixed":             {accepted()[:2], rewritten(cora, "reason", nil, failed("insured")...), "", domain.Rejected},
		"a family makes no exception":               {accepted()[:2], rewritten(family, "reason", nil, failed("age")...), "", domain.Rejected},
		"a note with a place":                       {seated(), rewritten(family, "", []string{"a,b"}), "answers_changed", ""},
		"other wishes with a place":                 {seated(), rewritten(family, "", []string{"c"}), "answers_changed wishes_changed", ""},
		"other wishes on the list":                  {waits, rewritten(family, "", []string{"c"}), "answers_changed wishes_changed", ""},
		"too old on the list":                       {waits, rewritten(family, "", nil, failed("age")...), "answers_changed fit_doubted wishes_changed", ""},
		"too old with a place":                      {seated(), rewritten(family, "", []string{"a,b"}, failed("age")...), "answers_changed fit_doubted wishes_changed", ""},
		"fixed with a place":                        {seated(), rewritten(family, "", []string{"a,b"}, failed("insured")...), "answers_changed fit_doubted wishes_changed", ""},
		"what is never kept stays a refusal":        {seated(), rewritten(family, "", []string{"a,b"}, failed("warrant", "age")...), "", domain.Rejected},
		"an exception with a place":                 {seated(), rewritten(cora, "reason", []string{"a,b"}, failed("age")...), "answers_changed", ""},
		"the same doubt again":                      {doubted, rewritten(family, "", []string{"a,b"}, failed("age")...), "answers_changed", ""},
		"a slip that is mended":                     {doubted, rewritten(family, "", []string{"a,b"}), "answers_changed fit_settled wishes_changed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := walk(t, tt.before...)
			events, err := application.Decide(s, tt.change, now)
			if types(events) != tt.want || tt.code != "" && domain.CodeOf(err) != tt.code || tt.code == "" && err != nil {
				t.Fatalf("got %s, %v", types(events), err)
			}
			phase := s.Phase
			for _, e := range events {
				s = application.Evolve(s, e)
			}
			if s.Phase != phase {
				t.Errorf("it was %s and is %s", phase, s.Phase)
			}
			if s.InDoubt() != (strings.Contains(tt.want, "fit_doubted") || name == "the same doubt again") {
				t.Errorf("in doubt: %v", s.Doubted)
			}
		})
	}
}

func TestADoubtIsDecidedByAPerson(t *testing.T) {
	t.Parallel()
	family := application.Who{Reader: gale.ID}
	doubted := walk(t, append(seated(), rewritten(family, "", []string{"c"}, failed("age")...))...)
	fixed := walk(t, append(seated(), rewritten(family, "", []string{"c"}, failed("insured")...))...)
	misfit := walk(t, append(seated(), rewritten(family, "", []string{"c"}), application.NoteFit{Group: "a", Turn: 1, Ask: 1, Facts: aged()})...)
	for name, tt := range map[string]struct {
		state   application.State
		command application.Command
		want    string
		code    domain.Code
	}{
		"kept":                       {doubted, application.Keep{Who: cora, Reason: id("why"), Facts: aged()}, "fit_settled wishes_changed", ""},
		"kept without a reason":      {doubted, application.Keep{Who: cora, Facts: aged()}, "", domain.Invalid},
		"kept by a coach":            {doubted, application.Keep{Who: coach, Reason: id("why"), Facts: aged()}, "", domain.Forbidden},
		"kept against a fixed rule":  {fixed, application.Keep{Who: cora, Reason: id("why"), Facts: aged()}, "", domain.Rejected},
		"declined":                   {fixed, application.Refuse{Who: cora, Reason: id("why"), Facts: aged()}, "refused ended", ""},
		"declined by a coach":        {fixed, application.Refuse{Who: coach, Reason: id("why"), Facts: aged()}, "", domain.Forbidden},
		"kept in a group":            {misfit, application.Keep{Who: cora, Reason: id("why"), Facts: aged()}, "fit_settled", ""},
		"moved to another group":     {misfit, application.NotePlace{Place: application.PlaceSeated, Turn: 2, Group: "c", Ask: 1, Facts: aged()}, "place_noted fit_settled", ""},
		"the season takes it back":   {misfit, application.NoteFit{Group: "a", Fits: true, Turn: 1, Ask: 2, Facts: aged()}, "fit_settled", ""},
		"an older word":              {misfit, application.NoteFit{Group: "a", Fits: true, Turn: 1, Facts: aged()}, "", ""},
		"a word about another place": {misfit, application.NoteFit{Group: "a", Fits: true, Ask: 1, Facts: aged()}, "", ""},
		"nothing is in doubt":        {walk(t, seated()...), application.Keep{Who: cora, Reason: id("why"), Facts: aged()}, "", domain.Conflict},
		"the season answered an older wish": {
			walk(t, append(accepted(), rewritten(family, "", []string{"c"}))...),
			application.NotePlace{Place: application.PlaceWaiting, Turn: 1, Facts: aged()},
			"place_noted wishes_changed", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := application.Decide(tt.state, tt.command, now)
			if types(events) != tt.want || tt.code != "" && domain.CodeOf(err) != tt.code || tt.code == "" && err != nil {
				t.Fatalf("got %s, %v", types(events), err)
			}
		})
	}
	returned := append(seated(), rewritten(family, "", []string{"c"}, failed("age")...))
	s := application.Evolve(walk(t, returned...), application.PlaceReturned{Seating: spring.Seating, Turn: 2})
	for _, check := range []string{"report", "talk"} {
		s = application.Evolve(s, application.CheckEnded{Check: check})
	}
	for _, e := range []application.Command{application.Clear{Who: cora, Check: "report", Facts: aged()}, application.Clear{Who: cora, Check: "talk", Facts: aged()}} {
		events, err := application.Decide(s, e, now)
		if err != nil {
			t.Fatal(err)
		}
		if said := types(events); strings.Contains(said, "place_sought") && said != "check_cleared place_sought wishes_changed" {
			t.Errorf("what is in doubt is sought without a word: %s", said)
		}
		for _, e := range events {
			s = application.Evolve(s, e)
		}
	}
	if !s.Sought || !s.InDoubt() {
		t.Errorf("the doubt is forgotten: %+v", s.Doubted)
	}
	events, _ := application.Decide(doubted, application.Keep{Who: cora, Reason: id("why"), Facts: aged()}, now)
	for _, e := range events {
		doubted = application.Evolve(doubted, e)
	}
	if again, err := application.Decide(doubted, rewritten(family, "", []string{"c"}, failed("age")...), now); err != nil || types(again) != "answers_changed" {
		t.Errorf("the exception counts once only: %s, %v", types(again), err)
	}
}

// Whoever passes on is judged by the next season; their turn still counts from when they came in.
func TestPassingOn(t *testing.T) {
	t.Parallel()
	unplaced := func(options []string, findings ...application.Finding) application.NotePlace {
		return application.NotePlace{
			Place: application.PlaceUnplaced, Turn: 1, Why: "began", Facts: aged(),
			Onward: application.Onward{Judged: true, Placing: fall, Options: options, Findings: findings},
		}
	}
	s := walk(t, append(accepted(), unplaced([]string{"older"}))...)
	if s.Placing != fall || !slices.Equal(s.Options, []string{"older"}) || !s.Since.Equal(now) || s.Phase != application.Seeking {
		t.Errorf("they pass on as %s into %s with %v", s.Phase, s.Placing.Season, s.Options)
	}
	s = walk(t, append(accepted(), unplaced([]string{"older"}, failed("age")...))...)
	if s.Phase != application.Over || s.Outcome != application.Turned || !slices.Equal(s.Doubted, []string{"age"}) || s.AppealTill.IsZero() {
		t.Fatalf("whoever is too old is %s, %s, %v", s.Phase, s.Outcome, s.Doubted)
	}
	appeal := append(accepted(), unplaced(nil, failed("age")...), application.Appeal{Who: application.Who{Reader: gale.ID}, Reason: id("why"), Facts: aged()})
	s = walk(t, append(appeal, application.Accept{Who: cora, Facts: aged()})...)
	if s.Phase != application.Seeking || !slices.Contains(s.Excepted, "age") {
		t.Fatalf("after an exception it is %s, excepted %v", s.Phase, s.Excepted)
	}
	again := unplaced([]string{"older"}, failed("age")...)
	again.Turn = 2
	for _, c := range []application.Command{again} {
		events, err := application.Decide(s, c, now)
		if err != nil || types(events) != "place_noted place_sought" {
			t.Errorf("the exception is forgotten: %s, %v", types(events), err)
		}
	}
	fixed := append(accepted(), unplaced(nil, failed("insured")...), application.Appeal{Who: application.Who{Reader: gale.ID}, Reason: id("why"), Facts: aged()})
	if _, err := application.Decide(walk(t, fixed...), application.Accept{Who: cora, Facts: aged()}, now); domain.CodeOf(err) != domain.Rejected {
		t.Errorf("an exception of what is fixed: %v", err)
	}
	erased := application.NotePlace{Place: application.PlaceUnplaced, Turn: 1, Facts: aged()}
	if s = walk(t, append(accepted(), erased)...); s.Placing != fall || !slices.Equal(s.Options, []string{"a,b"}) {
		t.Errorf("without answers they pass on as they are: %+v", s.Placing)
	}
}

func TestALateAnswerIsToldWhatHappened(t *testing.T) {
	t.Parallel()
	ends := now.Add(72 * time.Hour)
	offer := func(turn int) application.NotePlace {
		return application.NotePlace{Place: application.PlaceOffered, Turn: turn, Group: "a", Until: ends, Facts: facts()}
	}
	note := func(place application.Place, turn int, why string) application.NotePlace {
		return application.NotePlace{Place: place, Turn: turn, Group: "a", Why: why, Facts: facts()}
	}
	began := note(application.PlaceUnplaced, 3, "began")
	for name, tt := range map[string]struct {
		after []application.Command
		want  []string
	}{
		"the clock has not struck yet": {nil, []string{"ended on January 7, 2027, 9:00 AM", "passed on"}},
		"it passed on":                 {[]application.Command{note(application.PlacePassed, 2, "no_answer")}, []string{"ended on January 7, 2027, 9:00 AM", "passed on to whoever is next", "end of the waiting list"}},
		"the words came in the wrong order": {
			[]application.Command{note(application.PlaceWaiting, 3, "too_late"), note(application.PlacePassed, 2, "no_answer")},
			[]string{"ended on January 7", "end of the waiting list"},
		},
		"it was the second":     {[]application.Command{note(application.PlaceLapsed, 2, "no_answer")}, []string{"ended on January 7", "second offer", "apply again"}},
		"they left it":          {[]application.Command{note(application.PlacePassed, 2, "own_wish")}, []string{"You left this place", "keep your turn"}},
		"the season has begun":  {[]application.Command{note(application.PlacePassed, 2, "no_answer"), began}, []string{"ended on January 7", "the season that begins on September"}},
		"they withdrew it then": {[]application.Command{note(application.PlacePassed, 2, "no_answer"), application.Withdraw{Who: application.Who{Reader: gale.ID}}}, []string{"The family withdrew this"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := walk(t, append(append(accepted(), offer(1)), tt.after...)...)
			f := facts()
			f.Zone = chicago(t)
			for _, c := range []application.Command{
				application.TakePlace{Who: application.Who{Reader: gale.ID}, Facts: f}, application.PassPlace{Who: application.Who{Reader: gale.ID}, Facts: f},
			} {
				_, err := application.Decide(s, c, ends.Add(time.Minute))
				if domain.CodeOf(err) != domain.Conflict {
					t.Fatalf("%s: %v", c.CommandName(), err)
				}
				for _, want := range append(tt.want, "Nothing was changed") {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q is not in %q", want, err)
					}
				}
			}
		})
	}
	s := walk(t, append(accepted(), offer(1), note(application.PlacePassed, 2, "no_answer"), note(application.PlaceSeated, 3, "order"))...)
	if s.OfferPast != (application.OfferPast{}) {
		t.Errorf("whoever has a place still reads %+v", s.OfferPast)
	}
}

// TestADoubtTakesNothingAway changes answers at random: only people, and the season, end a place.
func TestADoubtTakesNothingAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s application.State
		turn, ask := 0, 0
		for _, c := range accepted() {
			s = fold(t, s, c)
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			who := rapid.SampledFrom([]application.Who{cora, {Reader: gale.ID}}).Draw(t, "who")
			change := rewritten(who, rapid.SampledFrom([]string{"", "reason"}).Draw(t, "reason"), rapid.SampledFrom([][]string{{"a,b"}, {"c"}, nil}).Draw(t, "wishes"),
				failed(rapid.SampledFrom([][]string{nil, {"age"}, {"insured"}, {"warrant"}}).Draw(t, "failed")...)...)
			turn += rapid.IntRange(0, 1).Draw(t, "turn")
			place := application.NotePlace{
				Place: rapid.SampledFrom([]application.Place{application.PlaceSeated, application.PlaceWaiting, application.PlaceOffered, application.PlacePassed}).Draw(t, "place"),
				Turn:  turn, Group: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "group"), Ask: rapid.IntRange(0, s.Ask).Draw(t, "ask"), Until: now.AddDate(1, 0, 0), Facts: aged(),
			}
			c := rapid.SampledFrom([]application.Command{
				change, change, place,
				application.NoteFit{Group: s.Group, Fits: rapid.Bool().Draw(t, "fits"), Turn: s.Turn, Ask: s.Ask, Facts: aged()},
				application.Keep{Who: cora, Reason: id("why"), Facts: aged()},
			}).Draw(t, "command")
			before := s
			s = fold(t, s, c)
			if _, changed := c.(application.Change); changed && (s.Phase != before.Phase || s.Group != before.Group || s.Placing != before.Placing) {
				t.Fatalf("a change of answers made %s of %s", s.Phase, before.Phase)
			}
			if s.Ask < ask {
				t.Fatal("wishes are counted backwards")
			}
			ask = s.Ask
			for _, key := range s.Doubted {
				if slices.Contains(s.Excepted, key) {
					t.Fatalf("%s is excepted and in doubt", key)
				}
			}
			if slices.Contains(s.Doubted, "warrant") {
				t.Fatal("what is never kept was kept")
			}
			if slices.Contains(s.Excepted, "insured") {
				t.Fatal("an exception of what is fixed")
			}
		}
	})
}

// fold decides and folds; a refusal changes nothing.
func fold(t *rapid.T, s application.State, c application.Command) application.State {
	events, err := application.Decide(s, c, now)
	if err != nil && len(events) > 0 {
		t.Fatalf("%s gives events and %v", c.CommandName(), err)
	}
	for _, e := range events {
		s = application.Evolve(s, e)
	}
	return s
}

// TestAPlaceOfferedAnewTellsThatTheFormerOfferEnded: the word that it was passed on may come later, and then counts for nothing.
func TestAPlaceOfferedAnewTellsThatTheFormerOfferEnded(t *testing.T) {
	t.Parallel()
	first := application.PlaceNoted{Place: application.PlaceOffered, Turn: 1, Group: "track-5-7", Until: now.Add(72 * time.Hour)}
	s := application.Evolve(application.State{Sought: true, Reviewed: true}, first)
	again := first
	again.Turn, again.Until = 3, now.Add(144*time.Hour)
	if got := application.Evolve(s, again).OfferPast; got.Group != "track-5-7" || !got.Ended.Equal(first.Until) || got.Why == "" {
		t.Errorf("the former offer is remembered as %+v", got)
	}
	other := again
	other.Group = "soccer-5-7-1"
	if got := application.Evolve(s, other).OfferPast; got.Why != "" {
		t.Errorf("an offer of another group ends one without an answer: %+v", got)
	}
}
