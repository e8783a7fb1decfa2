package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// submitted asks the county's Family Association for somebody with good news.
func submitted(t *testing.T, api testkit.API) (r testkit.Receipt) {
	t.Helper()
	answers := map[string]any{"who_is_asking": "family", "standing": "employee", "family_contact_name": "Finley Fictional", "contact_phone": "314-555-0126"}
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/county/programs/family/requests", "", map[string]any{"language": "en", "answers": answers}).Into(t, &r)
	return r
}

// TestOnlyAProgramWithAGateSpeaksOfADeath: where no news waits to be brought, nobody is asked whether it was.
func TestOnlyAProgramWithAGateSpeaksOfADeath(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api := testkit.Client(base)
	r, city := submitted(t, api), api.Refer(t, "city/desk")
	api.AwaitStatus(t, r, "received")
	v := visit(t, base).be("coordinator")
	v.open("/cases/" + r.Reference)
	v.shows("How are they related?", "Everybody on this case reads it.")
	v.hides("died", "the death", "has been told", "pastor", `name="notified"`)
	v.post("/cases/"+r.Reference+"/acts/add_relative", "name", "Marlow Fictional", "phone", "314-555-0127", "texts", "yes", "child", "no")
	v.shows("They are added.", "Marlow Fictional, (314) 555-0127")
	v.hides("do not write, do not visit")
	v.beCity("coordinator").open("/cases/" + city.Reference)
	v.shows("Who are they to the one who died?", "Have they been told of the death?", "Somebody has been told")
}

var marked = regexp.MustCompile(`<input type="radio"[^>]* checked|<option value="[^"]+" selected`)

// TestNoActIsReadyToGo: nothing is marked before somebody chose it, an empty choice is refused, and what was typed stays.
func TestNoActIsReadyToGo(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api := testkit.Client(base)
	r, who := accepted(t, api, "city/desk")
	v := visit(t, base).beCity("coordinator")
	path := "/cases/" + r.Reference
	v.open(path)
	_, main, _ := strings.Cut(v.page, "<main")
	if found := marked.FindAllString(main, -1); found != nil {
		t.Errorf("marked before anybody chose: %q", found)
	}
	acts := path + "/acts/"
	for act, says := range map[string]string{"hand_over": "Please choose one of the list.", "address": "Choose yes or no.", "messages": "Choose yes or no.", "release": "Please choose what may be told."} {
		v.post(acts + act)
		v.on(http.StatusBadRequest, "Homicide")
		v.shows(says)
	}
	v.post(acts+"add_relative", "name", "Marlow Fictional", "notified", "yes", "child", "no")
	v.on(http.StatusBadRequest, "Homicide")
	v.shows("Choose yes or no.", `value="Marlow Fictional"`, `id="notified" name="notified" value="yes" checked`, `href="#texts"`)
	v.open(path)
	v.hides("Marlow Fictional", "An address was marked")
	api.Act(t, api.Await(t, r.Reference, "contact", 2, who...)[0], "made", nil)
	v.open(path + "?lang=es")
	v.post(acts + "address")
	v.shows("Elija sí o no.")
}
