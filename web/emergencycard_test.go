package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

func TestNobodyShutOutStandsOnTheEmergencyCard(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	barred := l.secondGuardian(l.kit)
	l.api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+l.kit.Reference+"/actions/bar", testkit.Token(leader), map[string]any{"contact": barred, "note": "An order of today."})
	coach := l.as(l.coach)
	coach.open(l.group("/emergency"))
	coach.shows("In an emergency call 911 first", "Kit Fictional", "An allergy to peanuts", "(314) 555-0130", "Gale Kit-Fictional", "Parent or guardian", "(314) 444-5967")
	coach.hides("555-0131", "Ari Fictional")
	coach.open("/cases/" + l.kit.Reference)
	coach.shows("Kit Fictional")
	coach.hides("555-0131")
	coach.open(l.group(""))
	coach.hides("555-0131")
	for _, r := range []testkit.Receipt{l.kit, l.robin, l.sam} {
		family := visit(t, l.n.Config.PublicURL)
		family.open("/r/" + r.Reference + "/" + r.Token)
		family.shows("A coach")
	}
	if n := testkit.Query(t, l.n.Config.DatabaseURL, `SELECT count(*) FROM readings WHERE role = 'volunteer'`); n != 3 {
		t.Errorf("%d readings by coaches, want one of each family", n)
	}
}

func (l *league) secondGuardian(r testkit.Receipt) (id string) {
	l.t.Helper()
	return l.contact(r, "second_guardian")
}

// contact is who is written to about a child, by what they are to it.
func (l *league) contact(r testkit.Receipt, relation string) (id string) {
	l.t.Helper()
	var status struct {
		Application struct {
			Contacts []struct{ ID, Relation string }
		}
	}
	l.api.Must(l.t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(l.t, &status)
	for _, c := range status.Application.Contacts {
		if c.Relation == relation {
			id = c.ID
		}
	}
	return id
}

// TestTheNumberForMessagesStandsOnTheCardToo: with what to mind about it, and not when it is that of somebody who is shut out.
func TestTheNumberForMessagesStandsOnTheCardToo(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	act := func(action string, body map[string]any) {
		t.Helper()
		l.api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+l.kit.Reference+"/actions/"+action, testkit.Token(leader), body)
	}
	guardian, second := l.contact(l.kit, "guardian"), l.secondGuardian(l.kit)
	act("reach", map[string]any{"contact": guardian, "text_phone": "314-555-0138", "texts": true, "phone_shared": "yes"})
	coach := l.as(l.coach)
	for _, page := range []string{"/emergency", ""} {
		coach.open(l.group(page))
		coach.shows("(314) 555-0130", "(314) 555-0131", "(314) 555-0138", "another number, named for messages; leave no message; somebody else uses this telephone")
	}
	act("reach", map[string]any{"contact": second, "phone": "314-555-0139"})
	coach.open(l.group("/emergency"))
	coach.shows("(314) 555-0139")
	coach.hides("555-0131")
	coach.open("/cases/" + l.kit.Reference)
	coach.hides("555-0131")
	act("bar", map[string]any{"contact": second, "note": "An order of today."})
	act("reach", map[string]any{"contact": guardian, "text_phone": "314-555-0139", "texts": true})
	for _, page := range []string{"/emergency", ""} {
		coach.open(l.group(page))
		coach.shows("(314) 555-0130")
		coach.hides("555-0131", "555-0138", "555-0139")
	}
}
