package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestAWithdrawnApplicationAsksForNothingMore: neither before the end is money spoken of, nor after it a signature.
func TestAWithdrawnApplicationAsksForNothingMore(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"child_name": "Kit Fictional", "birth_date": "2016-02-29", "activity": "soccer", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0123",
		"second_guardian_phone": "314-555-0124", "contact_email": "gale@family.demo.invalid", "guardian_consent": true,
	}}).Into(t, &r)
	path := "/r/" + r.Reference + "/" + r.Token
	v := visit(t, base)
	v.open(path)
	v.shows("First day", "You can sign this or leave it.", "You do not want to take part any more?")
	// The form says what holds, so that saving it unseen changes nothing; and no answer is no answer.
	v.shows(`id="messages-yes" name="yes" value="yes" checked`)
	v.post(path + "/choose/messages")
	v.on(http.StatusBadRequest, "Police Athletic League")
	v.shows("Choose yes or no.")
	v.open(path + "/withdraw")
	v.shows("The application ends")
	v.hides("nothing is paid")
	v.post(path + "/withdraw")
	v.shows("Nothing more has to be done.")
	v.hides("First day", "Your signature is needed", "You can sign this or leave it.", "You do not want to take part any more?")
	v.post(path+"/choose/messages", "yes", "yes")
	v.shows("Your choice is saved. This request was withdrawn")
	v.open(path + "/change")
	v.on(http.StatusOK, "Police Athletic League")
	v.shows("This has ended, so nothing of it can be changed any more.", r.Reference)
	v.post(path+"/change", "child_name", "Kit Fictional-Other")
	v.on(http.StatusConflict, "Police Athletic League")
	v.shows("This has ended", "What you typed", "Kit Fictional-Other")
}

// TestAWithdrawnRequestLeadsBackToItsPage: of a fund and of support, whatever address is opened.
func TestAWithdrawnRequestLeadsBackToItsPage(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := api.Submit(t)
	path := "/r/" + r.Reference + "/" + r.Token
	v := visit(t, base)
	v.open(path + "/withdraw")
	v.shows("nothing is paid")
	v.post(path + "/withdraw")
	v.open(path + "/change")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("This has ended", r.Reference)
	v.post(path+"/change", "contact_phone", "314-555-0188")
	v.on(http.StatusConflict, "Welfare fund")
	v.shows("This has ended", "What you typed", "314-555-0188")

	s := api.Refer(t, "", "who_is_asking", "family")
	v.open("/r/" + s.Reference + "/" + s.Token + "/withdraw")
	v.shows("Nobody will go on with it. You can send a new request at any time.")
	v.hides("nothing is paid")
}
