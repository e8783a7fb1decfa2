package web_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestACallOutSaysByWhenAndLeadsOn: the link says until when it can be answered, and whoever passes after a yes finds where the family is handed
// over, and the way back.
func TestACallOutSaysByWhenAndLeadsOn(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	offer := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)[0]
	path := goTo(t, n, offer)
	page := string(api.Must(t, http.StatusOK, "GET", path, "", nil).Body)
	if !regexp.MustCompile(`(?s)Please answer by.*\d:\d\d [ap]\.m\., in (10|9) minutes`).MatchString(page) {
		t.Errorf("it does not say by when to answer:\n%s", page)
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	api.Act(t, offer, "accept", nil)
	expect(t, "after the yes", string(api.Must(t, http.StatusOK, "GET", path, "", nil).Body), []string{`href="/cases/` + r.Reference + `"`, "hand the family over"}, []string{"Please answer by"})
	refused := string(api.Must(t, http.StatusConflict, "POST", path+"/pass", "", "", form...).Body)
	expect(t, "a pass after the yes", refused, []string{"hand the family over, so that somebody else is asked", `href="` + path + `"`, `href="/cases/` + r.Reference + `"`, "Your PIN"}, []string{"Go to the first page"})
	file := signedPage(t, api, offer.Person, "/cases/"+r.Reference)
	expect(t, "where the link leads", file, []string{"Hand the family over"}, nil)
	spanish := string(api.Must(t, http.StatusConflict, "POST", path+"/pass?lang=es", "", "", form...).Body)
	expect(t, "in Spanish", spanish, []string{"pase el acompañamiento"}, nil)
}
