package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// academyEnd is a class of two whose last session is over: one was there often enough.
func academyEnd(t *testing.T) (l *league, first, second testkit.Receipt) {
	t.Helper()
	n := testkit.Node(t)
	l = &league{t: t, n: n, api: testkit.Client(n.Config.PublicURL)}
	first, second = l.enroll("Avery Fictional"), l.enroll("Blake Fictional")
	l.reference, l.team = l.season("citizens-academy"), l.groupOf(first)
	l.before(0)
	if _, err := n.Advance(t.Context(), 11*7*24*time.Hour+4*time.Hour); err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= 10; number++ {
		l.act("attendance", map[string]any{"group": l.team, "number": number, "present": []string{first.ID}, "excused": []string{}})
	}
	return l, first, second
}

func (l *league) enroll(name string) testkit.Receipt {
	l.t.Helper()
	var r testkit.Receipt
	l.api.Must(l.t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/citizens-academy/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"full_name": name, "birth_date": "1990-05-17", "city_connection": "resident", "active_warrant": false, "records_check_consent": true,
		"contact_email": strings.ToLower(strings.Fields(name)[0]) + "@family.demo.invalid",
	}}).Into(l.t, &r)
	l.api.Act(l.t, l.api.Await(l.t, r.Reference, "screen", 1, leader)[0], "clear", nil)
	l.api.Act(l.t, l.api.Await(l.t, r.Reference, "review", 1, leader)[0], "accept", nil)
	l.api.AwaitStatus(l.t, r, "accepted")
	return r
}

func TestASeasonIsLookedThroughBeforeItIsEnded(t *testing.T) {
	t.Parallel()
	l, first, second := academyEnd(t)
	lead := l.as(testkit.Token(leader))
	family := visit(t, l.n.Config.PublicURL)
	family.open("/r/" + first.Reference + "/" + first.Token + "/certificate")
	if family.status != http.StatusNotFound {
		t.Errorf("a certificate before the end: %d", family.status)
	}
	lead.open(l.page("/people"))
	lead.shows("Sessions that are not recorded", "Session 11,", "Session 12,", "10 of 10", "Was there often enough", "10 more needed", "End the season")
	lead.post(l.page("/acts/complete"))
	lead.shows("The season has ended", "Did not complete it", "Certificates of")
	lead.shows("Completed it")
	lead.hides("Was there often enough")
	lead.open(l.page(""))
	lead.shows("Everybody who had a place")
	lead.hides("ending the season", "0 of 0", ">Coaches<", "The family", "every family")
	lead.open(l.group("/sessions/11"))
	lead.shows("Not recorded")
	lead.hides("correct it at any time")
	l.api.AwaitStatus(t, first, "completed")
	l.api.AwaitStatus(t, second, "closed")
	lead.open(l.group("/certificates"))
	lead.shows("Avery Fictional", "10 sessions attended", "has completed")
	lead.hides("Blake Fictional")
	family.open("/r/" + first.Reference + "/" + first.Token + "/certificate")
	family.shows("Avery Fictional", "Citizens", "10 sessions attended")
	family.open("/r/" + first.Reference + "/" + first.Token)
	family.shows("/r/" + first.Reference + "/" + first.Token + "/certificate")
	family.open("/r/" + second.Reference + "/" + second.Token)
	family.hides("/certificate\"")
	family.open("/r/" + second.Reference + "/" + second.Token + "/certificate")
	if family.status != http.StatusNotFound {
		t.Errorf("a certificate of whoever did not complete: %d", family.status)
	}
	family.open("/r/" + first.Reference + "/" + second.Token + "/certificate")
	if family.status != http.StatusNotFound {
		t.Errorf("a certificate by another's paper: %d", family.status)
	}
	lead.open(l.group(""))
	lead.hides("What you can do with this group")
	lead.shows("Certificates")
}

// TestScreenshotsOfTheEndOfASeason looks at the list before the end, and at a certificate, on a telephone and on paper.
func TestScreenshotsOfTheEndOfASeason(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
			t.Parallel()
			l, first, _ := academyEnd(t)
			w := &walk{Browser: testkit.Browse(t, l.n.Config.PublicURL, width, false), t: t, api: l.api, name: "season-end", width: width}
			w.signIn(testkit.Token(leader))
			w.Open(l.page("/people"))
			w.see("people")
			w.unfold("complete")
			w.Press("form[action$=complete] button[type=submit]")
			w.see("ended")
			l.api.AwaitStatus(t, first, "completed")
			w.Open(l.group("/certificates"))
			w.see("certificates")
			w.paper("certificates-on-paper")
			w.Open("/r/" + first.Reference + "/" + first.Token + "/certificate")
			w.see("certificate")
		})
	}
}
