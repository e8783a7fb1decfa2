package application_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// moved is a change by which a contact is reached elsewhere.
func moved(who application.Who, contact uuid.UUID, text string) application.Change {
	return application.Change{
		Who: who, Minor: true, Answers: id("answers " + text), Contacts: []application.Reached{{Contact: contact, Text: id(text), Moved: true}}, Facts: facts(),
	}
}

func by(c application.Contact) application.Who { return application.Who{Reader: c.ID} }

// changed finds the events about contacts; whatever else a change leads to comes after them.
func changed(t *testing.T, events []domain.Event) (list []application.ContactChanged) {
	t.Helper()
	for i, e := range events {
		if c, is := e.(application.ContactChanged); is {
			if i != len(list) {
				t.Errorf("a contact changes after %s", events[i-1].EventType())
			}
			list = append(list, c)
		}
	}
	return list
}

func TestWhereAContactIsReached(t *testing.T) {
	t.Parallel()
	bare := child()
	bare.Contacts = []application.Contact{{ID: gale.ID, Relation: application.Guardian, Silent: true}, glenn}
	quiet := []application.Command{child(), application.Messages{Who: by(gale), Contact: gale.ID}}
	name := moved(by(gale), gale.ID, "name")
	name.Contacts[0].Moved = false
	unsafe := moved(by(gale), gale.ID, "unsafe")
	unsafe.Contacts[0].Silent = true
	for what, tt := range map[string]struct {
		given        []application.Command
		when         application.Change
		silent, told bool
	}{
		"another number":                        {[]application.Command{child()}, moved(by(gale), gale.ID, "new"), false, true},
		"whoever holds the first paper":         {[]application.Command{child()}, moved(application.Who{}, gale.ID, "new"), false, true},
		"another name alone":                    {[]application.Command{child()}, name, false, false},
		"nothing safe is left":                  {[]application.Command{child()}, unsafe, true, true},
		"nobody could be written to before":     {[]application.Command{bare}, moved(by(gale), gale.ID, "new"), false, false},
		"who wants no messages gets none":       {quiet, moved(by(gale), gale.ID, "new"), true, false},
		"the second guardian, their own":        {[]application.Command{child()}, moved(by(glenn), glenn.ID, "new"), false, true},
		"a guardian, for the child":             {[]application.Command{child()}, moved(by(glenn), kit.ID, "new"), false, true},
		"a coordinator, for whoever calls them": {[]application.Command{child()}, moved(cora, glenn.ID, "new"), false, true},
		"whoever is shut out is told nothing": {
			[]application.Command{child(), application.Bar{Who: cora, Contact: gale.ID, Note: id("order")}}, moved(cora, gale.ID, "new"), false, false,
		},
	} {
		s := walk(t, tt.given...)
		contact := tt.when.Contacts[0].Contact
		before, _ := s.Contact(contact)
		events, err := application.Decide(s, tt.when, now)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		got := changed(t, events)
		want := application.ContactChanged{
			By: tt.when.By, Contact: contact, Text: tt.when.Contacts[0].Text, Old: before.Text, Silent: tt.silent, Told: tt.told, OldTill: now.Add(14 * 24 * time.Hour),
		}
		if len(got) != 1 || got[0] != want || len(events) != 2 {
			t.Errorf("%s: %+v, want %+v", what, events, want)
			continue
		}
		after := application.Evolve(s, got[0])
		for _, c := range after.Contacts {
			old, _ := s.Contact(c.ID)
			if c.ID != contact && c != old {
				t.Errorf("%s: another contact became %+v", what, c)
			}
		}
		if c, _ := after.Contact(contact); c.Text != want.Text || c.Silent != tt.silent || c.Number != before.Number || c.Relation != before.Relation {
			t.Errorf("%s: it is %+v", what, c)
		}
	}
}

func TestNobodyMovesSomebodyElse(t *testing.T) {
	t.Parallel()
	added := application.Contact{ID: id("aunt"), Number: 3, Relation: application.Guardian}
	withAunt := []application.Command{child(), application.AddContact{Who: by(gale), Contact: added}}
	grown := child()
	grown.Minor, grown.Filler, grown.Contacts = false, application.ByApplicant, []application.Contact{kit}
	friend := application.Contact{ID: id("friend"), Number: 1, Relation: application.OtherContact}
	ofAdult := moved(by(friend), kit.ID, "new")
	ofAdult.Minor = false
	often := []application.Command{child()}
	for i := range 8 {
		often = append(often, moved(by(gale), gale.ID, fmt.Sprint("new", i)))
	}
	both := moved(by(gale), gale.ID, "new")
	both.Contacts = append(both.Contacts, application.Reached{Contact: glenn.ID, Text: id("theirs"), Moved: true})
	for what, tt := range map[string]struct {
		given []application.Command
		when  application.Change
		code  domain.Code
	}{
		"the other guardian":            {[]application.Command{child()}, moved(by(gale), glenn.ID, "new"), domain.Rejected},
		"the first by the second":       {[]application.Command{child()}, moved(by(glenn), gale.ID, "new"), domain.Rejected},
		"their own and another's":       {[]application.Command{child()}, both, domain.Rejected},
		"a guardian by the child":       {[]application.Command{child()}, moved(by(kit), gale.ID, "new"), domain.Forbidden},
		"one who was let in later":      {withAunt, moved(by(added), added.ID, "new"), domain.NotFound},
		"the first by one let in later": {withAunt, moved(by(added), gale.ID, "new"), domain.Rejected},
		"an adult by a friend":          {[]application.Command{grown, application.AddContact{Who: by(kit), Contact: friend}}, ofAdult, domain.Rejected},
		"nobody there":                  {[]application.Command{child()}, moved(by(gale), id("nobody"), "new"), domain.NotFound},
		"again and again":               {often, moved(by(gale), gale.ID, "once more"), domain.Rejected},
		"after the end":                 {[]application.Command{child(), application.Withdraw{Who: by(gale)}}, moved(by(gale), gale.ID, "new"), domain.Conflict},
	} {
		if events, err := application.Decide(walk(t, tt.given...), tt.when, now); domain.CodeOf(err) != tt.code || len(events) > 0 {
			t.Errorf("%s: %v, %v", what, events, err)
		}
	}
}

// A coordinator says it for whoever calls, of those too who were let in later.
func TestACoordinatorSaysHowSomebodyIsReached(t *testing.T) {
	t.Parallel()
	aunt := application.Contact{ID: id("aunt"), Number: 3, Relation: application.OtherContact}
	given := []application.Command{child(), application.AddContact{Who: by(gale), Contact: aunt}}
	say := func(who application.Who, contact uuid.UUID) application.Reach {
		return application.Reach{Who: who, Reached: application.Reached{Contact: contact, Text: id("new"), Moved: true}}
	}
	for what, tt := range map[string]struct {
		given []application.Command
		when  application.Reach
		code  domain.Code
	}{
		"one of the form":        {given, say(cora, gale.ID), ""},
		"one who was let in":     {given, say(cora, aunt.ID), ""},
		"nobody there":           {given, say(cora, id("nobody")), domain.NotFound},
		"by a coach":             {given, say(coach, gale.ID), domain.Forbidden},
		"by a guardian":          {given, say(by(gale), gale.ID), domain.Forbidden},
		"after the end":          {append(slices.Clone(given), application.Withdraw{Who: by(gale)}), say(cora, gale.ID), domain.Conflict},
		"of what was never sent": {nil, say(cora, gale.ID), domain.NotFound},
	} {
		events, err := application.Decide(walk(t, tt.given...), tt.when, now)
		if domain.CodeOf(err) != tt.code || err == nil && (len(events) != 1 || len(changed(t, events)) != 1) {
			t.Errorf("%s: %v, %v", what, events, err)
		}
	}
}

// Where somebody was reached before is erased after two weeks, also when the application is over by then, and all of it with everything else.
func TestWhereSomebodyWasReachedIsErased(t *testing.T) {
	t.Parallel()
	for what, end := range map[string][]application.Command{"it goes on": nil, "it is over": {application.Close{Who: cora, Reason: id("why"), Facts: facts()}}} {
		s := walk(t, append([]application.Command{child(), moved(by(gale), gale.ID, "new")}, end...)...)
		if next := s.NextWake(); next.After(now.Add(14 * 24 * time.Hour)) {
			t.Errorf("%s: nothing happens before %v", what, next)
		}
		early, err := application.Decide(s, application.Wake{Facts: facts()}, now.Add(13*24*time.Hour))
		if err != nil || slices.ContainsFunc(early, func(e domain.Event) bool { return e.EventType() == "application.former_contact_forgotten" }) {
			t.Errorf("%s: %v, %v on the 13th day", what, early, err)
		}
		late, err := application.Decide(s, application.Wake{Facts: facts()}, now.Add(14*24*time.Hour))
		i := slices.IndexFunc(late, func(e domain.Event) bool { return e.EventType() == "application.former_contact_forgotten" })
		if err != nil || i < 0 || !slices.Equal(late[i].(application.FormerForgotten).Texts, []uuid.UUID{gale.ID}) {
			t.Fatalf("%s: %v, %v", what, late, err)
		}
		s = application.Evolve(s, late[i])
		if len(s.Former) > 0 || slices.Contains(s.Texts, gale.ID) || !slices.Contains(s.Texts, id("new")) {
			t.Errorf("%s: %v, %v are left", what, s.Former, s.Texts)
		}
	}
	s := walk(t, child(), moved(by(gale), gale.ID, "new"), application.Close{Who: cora, Reason: id("why"), Facts: facts()})
	events, err := application.Decide(s, application.Wake{Facts: facts()}, s.KeepTill)
	if err != nil {
		t.Fatal(err)
	}
	forgotten, is := events[len(events)-1].(application.Forgotten)
	if !is || !slices.Contains(forgotten.Texts, gale.ID) || !slices.Contains(forgotten.Texts, id("new")) {
		t.Errorf("the end erases %+v", events)
	}
	for _, e := range events {
		s = application.Evolve(s, e)
	}
	if !s.NextWake().IsZero() {
		t.Errorf("something is left for %v", s.NextWake())
	}
}

func TestForWhichLanguageAnInterpreterCalls(t *testing.T) {
	t.Parallel()
	ask := func(language string, other uuid.UUID) application.Interpret {
		return application.Interpret{Who: by(gale), Language: language, Other: other}
	}
	waiting := []application.Command{child(), application.NeedCall{Say: "place"}}
	for what, tt := range map[string]struct {
		given []application.Command
		when  application.Interpret
		then  application.CallNeeded
		code  domain.Code
	}{
		"a language of the list":     {[]application.Command{child()}, ask("es", uuid.Nil), application.CallNeeded{Say: "interpreter", Language: "es"}, ""},
		"another one":                {[]application.Command{child()}, ask("other", id("written")), application.CallNeeded{Say: "interpreter", Language: "other", Other: id("written")}, ""},
		"while another call waits":   {waiting, ask("bs", uuid.Nil), application.CallNeeded{Say: "place", Language: "bs"}, ""},
		"another than before":        {[]application.Command{child(), ask("es", uuid.Nil)}, ask("bs", uuid.Nil), application.CallNeeded{Say: "interpreter", Language: "bs"}, ""},
		"the same again":             {[]application.Command{child(), ask("es", uuid.Nil)}, ask("es", uuid.Nil), application.CallNeeded{}, ""},
		"words":                      {[]application.Command{child()}, ask("Gale Fictional speaks Dari", uuid.Nil), application.CallNeeded{}, domain.Invalid},
		"nothing":                    {[]application.Command{child()}, ask("", uuid.Nil), application.CallNeeded{}, domain.Invalid},
		"another one, without which": {[]application.Command{child()}, ask("other", uuid.Nil), application.CallNeeded{}, domain.Invalid},
		"a known one, with words":    {[]application.Command{child()}, ask("es", id("written")), application.CallNeeded{}, domain.Invalid},
	} {
		s := walk(t, tt.given...)
		events, err := application.Decide(s, tt.when, now)
		switch {
		case domain.CodeOf(err) != tt.code:
			t.Errorf("%s: %v", what, err)
		case tt.then == application.CallNeeded{}:
			if len(events) > 0 {
				t.Errorf("%s: %v", what, events)
			}
		case len(events) != 1 || events[0] != tt.then:
			t.Errorf("%s: %+v, want %+v", what, events, tt.then)
		default:
			s = application.Evolve(s, events[0])
			if s.Speaks != tt.then.Language || tt.then.Other != uuid.Nil && !slices.Contains(s.Texts, tt.then.Other) {
				t.Errorf("%s: %q, %v", what, s.Speaks, s.Texts)
			}
			if s = application.Evolve(s, application.ContactCalled{}); s.ToCall || s.Speaks != "" || s.SpeaksOther != uuid.Nil {
				t.Errorf("%s: after the call %+v", what, s)
			}
		}
	}
}
