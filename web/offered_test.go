package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

const hmcaAsk = "/p/city/hmca/ask"

// goOn leaves a page of the alliance's form.
func (v *visitor) goOn(wish string, pairs ...string) {
	v.t.Helper()
	v.post(hmcaAsk, append([]string{"state", v.hidden("state"), "page", v.hidden("page"), "go", wish}, pairs...)...)
}

// TestOnlyTheDeskIsOfferedToBeTheDesk: a family's form does not offer an answer that is kept for others, takes it no more than any that is not there,
// and loses nothing of what was typed with it.
func TestOnlyTheDeskIsOfferedToBeTheDesk(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	family := visit(t, n.Config.PublicURL)
	family.open("/p/city/hmca")
	family.hides("We are the homicide desk")
	family.open(hmcaAsk)
	family.on(http.StatusOK, "Who is asking?")
	family.shows("I am clergy", "I am somebody else")
	family.hides("homicide_desk", "We are the homicide desk")
	family.goOn("next", "who_is_asking", "homicide_desk")
	family.on(http.StatusBadRequest, "Who is asking?")
	family.shows("Choose one of the answers.")
	family.hides("homicide_desk")
	family.goOn("save", "who_is_asking", "homicide_desk")
	link, _, _ := strings.Cut(family.path, "?")
	family.post(link)
	family.on(http.StatusOK, "Who is asking?")
	family.goOn("next", "who_is_asking", "family")
	family.on(http.StatusOK, "Whom should we talk to?")

	minister := visit(t, n.Config.PublicURL).as("city/minister-1")
	minister.open(hmcaAsk)
	minister.hides("homicide_desk")
	for _, key := range []string{"county/coordinator", "county/clerk"} {
		other := visit(t, n.Config.PublicURL).as(key)
		other.open(hmcaAsk)
		other.hides("homicide_desk")
	}

	desk := visit(t, n.Config.PublicURL).as("city/desk")
	desk.open(hmcaAsk)
	desk.shows("We are the homicide desk", `value="homicide_desk" checked`)
	desk.hides("I am asking for myself", "I am clergy", "Should letters go")
	typed := []string{
		"who_is_asking", "homicide_desk", "family_contact_name", "Casey Fictional", "contact_phone", "314-555-0151", "family_notified", "yes", "area", "north",
		"what_would_help", "Somebody to sit with.",
	}
	form := desk.page
	desk.goOn("next", typed...)
	desk.shows("We are the homicide desk", "Casey Fictional")
	checked := desk.page

	ended := visit(t, n.Config.PublicURL) // the same pages, once the sign-in has ended
	ended.page = form
	ended.goOn("next", typed...)
	ended.on(http.StatusBadRequest, "Who is asking?")
	ended.goOn("next", "who_is_asking", "other")
	ended.on(http.StatusOK, "Whom should we talk to?")
	ended.shows("Casey Fictional")
	ended.page = checked
	ended.goOn("send")
	ended.on(http.StatusBadRequest, "Who is asking?")
	ended.goOn("next", "who_is_asking", "other")
	ended.shows("Look through your answers", "Casey Fictional", "Somebody to sit with.")
	ended.goOn("change:0")
	ended.on(http.StatusOK, "Who is asking?")
	ended.hides("homicide_desk")

	desk.goOn("send")
	desk.on(http.StatusOK, "HMCA")
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'support'`); got != 1 {
		t.Errorf("%d requests", got)
	}
}
