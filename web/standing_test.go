package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestOnePageIsOfOneMoment: where a case stands on a page follows from the same events as what has happened, whatever its row said a moment before.
func TestOnePageIsOfOneMoment(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	if err := testkit.Exec(t, n.Config.DatabaseURL, `UPDATE cases SET status = 'received', next_who = 'almoner', next_by = NULL WHERE reference = '`+r.Reference+`'`); err != nil {
		t.Fatal(err)
	}
	v := visit(t, n.Config.PublicURL)
	v.open("/r/" + r.Reference + "/" + r.Token + "?new=1")
	v.shows("Trustees with no tie to your family were chosen", "The trustees act next, by")
	v.hides("The next step happens by itself")
}

// TestAFamilyReadsWhoComesAndByWhen: in the second person, and with the day that the case really has.
func TestAFamilyReadsWhoComesAndByWhen(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api := testkit.Client(base)
	r := api.Refer(t, "", "who_is_asking", "family")
	v := visit(t, base)
	reads := func(texts ...string) {
		t.Helper()
		v.open("/r/" + r.Reference + "/" + r.Token)
		v.on(http.StatusOK, "HMCA")
		v.shows(texts...)
		v.hides("Those who go to the family")
	}
	reads("A coordinator acts next, by")
	api.Act(t, api.Await(t, r.Reference, "call_back", 1, "city/coordinator")[0], "proceed", nil)
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	reads("We are asking now who can come to you. This page tells you")
	for _, o := range offers {
		api.Act(t, o, "accept", nil)
	}
	api.AwaitStatus(t, r, "assigned")
	reads("The people who come to you get in touch with you next, by", "2 people stand by you.")
	api.Act(t, api.Await(t, r.Reference, "contact", 2, testkit.Ministers()...)[0], "made", nil)
	reads("The people who stand by you ask after you again from", "You can call before that at any time.")
}
