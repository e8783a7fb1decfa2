package application_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

var (
	now     = time.Date(2027, 1, 4, 15, 0, 0, 0, time.UTC)
	cora    = application.Who{By: id("cora"), As: domain.RoleCoordinator}
	carl    = application.Who{By: id("carl"), As: domain.RoleCoordinator}
	coach   = application.Who{By: id("coach"), As: domain.RoleVolunteer}
	gale    = application.Contact{ID: id("gale"), Relation: application.Guardian}
	glenn   = application.Contact{ID: id("glenn"), Relation: application.SecondGuardian}
	kit     = application.Contact{ID: id("kit"), Relation: application.Self}
	spring  = application.Placing{Season: "2027-03", Seating: id("spring"), First: now.AddDate(0, 2, 0), Last: now.AddDate(0, 5, 0)}
	fall    = application.Placing{Season: "2027-09", Seating: id("fall"), First: now.AddDate(0, 8, 0), Last: now.AddDate(0, 11, 0)}
	consent = application.Consent{
		Key: "taking_part", Text: domain.Text{"en": "I agree.", "es": "De acuerdo."}, Signer: application.SignGuardian, Required: true, Reviewed: []string{"en"},
	}
)

func id(name string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)) }

// league is a children's program with two checks, a review and a text to sign.
func league() application.Rules {
	day := 24 * time.Hour
	return application.Rules{
		For: application.ForChildren, Review: application.Review{Needed: true, Within: 7 * day},
		Screening: []application.Check{
			{Key: "report", Within: 7 * day, Valid: 100 * day, Remind: []time.Duration{60 * day, 30 * day, 7 * day}},
			{Key: "talk", Within: 7 * day},
		},
		Consents: []application.Consent{consent}, Season: &application.Season{},
		Costs: []application.Cost{{Key: "fee", Cents: 4500}}, Equipment: []application.Item{{Key: "shirt", Sizes: []string{"S", "M"}, Cents: 1200, Returns: 14 * day}},
		Standing: []application.Standing{{Key: "grades", Every: 60 * day}}, Retention: application.Retention{NotSeated: 30 * day, Ended: 365 * day},
	}
}

func facts() application.Facts {
	r := league()
	return application.Facts{Rules: r, Texts: r.Consents, Next: fall}
}

// child is an application of somebody under 18 with two guardians.
func child() application.Submit {
	return application.Submit{
		Program: "league", Version: "v", Open: true, Channel: "web", Language: "en", Filler: application.ByGuardian, Minor: true,
		Contacts: []application.Contact{gale, glenn, kit}, Household: id("household"), Since: now, Placing: spring, Options: []string{"a,b"},
		Answers: id("answers"), Brief: id("brief"), Facts: facts(),
	}
}

// walk folds what commands lead to; nobody is refused.
func walk(t *testing.T, commands ...application.Command) application.State {
	t.Helper()
	var s application.State
	for _, c := range commands {
		events, err := application.Decide(s, c, now)
		if err != nil {
			t.Fatalf("%s: %v", c.CommandName(), err)
		}
		for _, e := range events {
			s = application.Evolve(s, e)
		}
	}
	return s
}

func TestAnApplicationKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s application.State
		at, turn := now, 0
		written := map[uuid.UUID]bool{}
		for step := range rapid.IntRange(1, 70).Draw(t, "steps") {
			c, hours := anyCommand(t, step, &turn)
			at = at.Add(time.Duration(hours) * time.Hour)
			before := s
			events, err := application.Decide(s, c, at)
			if err != nil && len(events) > 0 {
				t.Fatalf("%s gives events and %v", c.CommandName(), err)
			}
			for _, e := range events {
				holds(t, s, c, e)
				s = application.Evolve(s, e)
				note(written, e)
			}
			if who, is := whose(c); is && who.By == uuid.Nil && len(events) > 0 {
				if contact, known := before.Contact(who.Reader); !known || contact.Barred {
					t.Fatalf("somebody shut out did %s", c.CommandName())
				}
			}
			if s.Forgotten {
				for text := range written {
					if slices.Contains(s.Texts, text) {
						t.Fatalf("%v is still there", text)
					}
				}
			}
		}
	})
}

// holds looks at one event as it happens.
func holds(t *rapid.T, s application.State, c application.Command, event domain.Event) {
	switch e := event.(type) {
	case application.PlaceSought:
		for _, check := range s.Checks {
			if check.Status != application.CheckGood {
				t.Fatalf("a place is sought while %s is %s", check.Key, check.Status)
			}
		}
		if !s.Reviewed || s.Phase == application.Over && s.Outcome != "" {
			t.Fatalf("a place is sought by nobody's yes: %+v", s)
		}
	case application.ConsentSigned:
		signer, _ := s.Contact(e.Signer)
		if s.Phase != application.None && (!s.MaySign(signer) || signer.Barred) {
			t.Fatalf("%s signed", signer.Relation)
		}
	case application.Accepted, application.Refused:
		if s.Appealed {
			if who, _ := whose(c); who.By == s.Refuser && who.By != uuid.Nil {
				t.Fatal("whoever said no reads the appeal")
			}
		}
	case application.Forgotten:
		if s.Phase != application.Over {
			t.Fatal("what is still needed was erased")
		}
	case application.ItemIssued, application.StandingDue:
		if s.Phase != application.InPlace {
			t.Fatalf("%s without a place", event.EventType())
		}
	}
	reachedByThemselves(t, s, c, event)
	if s.Phase == application.Over {
		switch event.(type) {
		case application.Appealed, application.CheckAwaited, application.ReviewAwaited, application.ItemReturned, application.ItemLost, application.ItemOverdue,
			application.SeasonForgotten, application.FormerForgotten, application.Forgotten, application.CallNeeded, application.ContactCalled, application.Noted, application.MessagesChosen,
			application.ContactBarred, application.ContactUnbarred, application.ContactFirst, application.PlaceReturned:
		default:
			t.Fatalf("%s after the end", event.EventType())
		}
	}
}

// reachedByThemselves holds that one guardian never moves another, and that whoever asked for silence keeps it.
func reachedByThemselves(t *rapid.T, s application.State, c application.Command, event domain.Event) {
	e, is := event.(application.ContactChanged)
	if !is {
		return
	}
	who, _ := whose(c)
	known, _ := s.Contact(e.Contact)
	reader, _ := s.Contact(who.Reader)
	if who.By == uuid.Nil && known.ID != reader.ID && known.Relation != application.Self {
		t.Fatalf("%s moved %s", reader.Relation, known.Relation)
	}
	if known.Quiet && !e.Silent || e.Told && (known.Silent || known.Barred) {
		t.Fatalf("%+v became %+v", known, e)
	}
	for _, other := range s.Contacts {
		if other.Text == e.Text || other.ID != e.Contact && other.Text == e.Old {
			t.Fatalf("two contacts share %+v", e)
		}
	}
}

func note(written map[uuid.UUID]bool, event domain.Event) {
	switch e := event.(type) {
	case application.Submitted:
		written[e.Answers], written[e.Brief] = true, true
	case application.Noted:
		written[e.Note] = true
	case application.ContactChanged:
		written[e.Text], written[e.Old] = true, true
	case application.CallNeeded:
		written[e.Other] = e.Other != uuid.Nil
	}
}

func whose(c application.Command) (application.Who, bool) {
	switch c := c.(type) {
	case application.Sign:
		return c.Who, true
	case application.Unsign:
		return c.Who, true
	case application.Withdraw:
		return c.Who, true
	case application.TakePlace:
		return c.Who, true
	case application.Accept:
		return c.Who, true
	case application.Refuse:
		return c.Who, true
	case application.Appeal:
		return c.Who, true
	case application.Change:
		return c.Who, true
	case application.Reach:
		return c.Who, true
	}
	return application.Who{}, false
}

func anyCommand(t *rapid.T, step int, turn *int) (c application.Command, hours int) {
	if step == 0 {
		return child(), 0
	}
	staff := rapid.SampledFrom([]application.Who{cora, carl, coach}).Draw(t, "staff")
	reader := application.Who{Reader: rapid.SampledFrom([]uuid.UUID{gale.ID, glenn.ID, kit.ID, uuid.Nil, id("stranger")}).Draw(t, "reader")}
	anybody := rapid.SampledFrom([]application.Who{staff, reader}).Draw(t, "who")
	check := rapid.SampledFrom([]string{"report", "talk", "none"}).Draw(t, "check")
	f := facts()
	text := id(fmt.Sprint("text", step))
	return rapid.SampledFrom([]application.Command{
		application.Clear{Who: staff, Check: "report", Facts: f},
		application.Clear{Who: staff, Check: "talk", Facts: f},
		application.Clear{Who: staff, Check: check, Facts: f},
		application.Refuse{Who: staff, Check: check, Reason: text, Facts: f},
		application.Refuse{Who: staff, Reason: text, Facts: f},
		application.Accept{Who: staff, Facts: f},
		application.Accept{Who: staff, Standby: true, Facts: f},
		application.Ask{Who: staff, Question: text},
		application.Answer{Who: reader, Answer: text, Facts: f},
		application.Appeal{Who: reader, Reason: text, Facts: f},
		application.Sign{Who: anybody, Consent: "taking_part", Hash: application.HashOf("I agree."), Language: "en", Facts: f},
		application.Unsign{Who: anybody, Consent: "taking_part", Facts: f},
		application.AskAgain{Facts: f},
		application.Bar{Who: staff, Contact: rapid.SampledFrom([]uuid.UUID{gale.ID, glenn.ID, kit.ID}).Draw(t, "bar"), Lifted: rapid.Bool().Draw(t, "lift"), Note: text},
		application.First{Who: anybody, Contact: glenn.ID},
		application.Note{Who: staff, Note: text},
		place(t, turn, f), place(t, turn, f),
		application.TakePlace{Who: anybody},
		application.PassPlace{Who: anybody},
		application.NoteEnd{Completed: rapid.Bool().Draw(t, "completed"), Attended: 3, Needed: 3, Facts: f},
		application.NoteCoach{Coach: coach.By},
		application.Issue{Who: staff, Item: "shirt", Size: "M", Handing: text, Facts: f},
		application.Look{Who: staff, Standing: "grades", Note: text, Facts: f},
		application.Withdraw{Who: anybody},
		application.NeedCall{Say: "place"},
		application.Called{Who: staff},
		application.Messages{Who: reader, Contact: reader.Reader, Yes: rapid.Bool().Draw(t, "messages")},
		application.Interpret{Who: reader, Language: rapid.SampledFrom([]string{"es", "bs", "other"}).Draw(t, "language"), Other: text},
		application.Reach{Who: anybody, Reached: application.Reached{Contact: glenn.ID, Text: text, Moved: true}},
		anyChange(t, anybody, step), anyChange(t, reader, step),
		application.Wake{Facts: f},
	}).Draw(t, "command"), rapid.SampledFrom([]int{0, 0, 1, 24, 24 * 30}).Draw(t, "hours")
}

func anyChange(t *rapid.T, who application.Who, step int) application.Command {
	c := application.Change{Who: who, Minor: true, Answers: id(fmt.Sprint("answers", step)), Brief: id(fmt.Sprint("brief", step)), Facts: facts()}
	for i, contact := range []uuid.UUID{gale.ID, glenn.ID, kit.ID} {
		if rapid.IntRange(0, 2).Draw(t, "moves") == 0 {
			c.Contacts = append(c.Contacts, application.Reached{
				Contact: contact, Text: id(fmt.Sprint("reached", step, i)), Silent: rapid.Bool().Draw(t, "silent"), Moved: rapid.Bool().Draw(t, "moved"),
			})
		}
	}
	return c
}

func place(t *rapid.T, turn *int, f application.Facts) application.Command {
	*turn += rapid.IntRange(0, 1).Draw(t, "turn")
	return application.NotePlace{
		Place: rapid.SampledFrom([]application.Place{application.PlaceSeated, application.PlaceWaiting, application.PlaceOffered, application.PlacePassed, application.PlaceLapsed, application.PlaceUnplaced}).Draw(t, "place"),
		Turn:  *turn, Group: "a", Until: now.AddDate(1, 0, 0), Facts: f,
	}
}
