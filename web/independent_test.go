package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/testkit"
)

// TestNobodyIsSentAwayOnAnothersWord: the wish for independent help of somebody who asks for a family goes to a coordinator. Only the family's own
// word ends a case, and then its page names whom it can call.
func TestNobodyIsSentAwayOnAnothersWord(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	numbers := map[string]string{"clergy": "314-555-0133", "other": "314-555-0134"}
	for who, number := range numbers {
		r := api.Refer(t, "", "who_is_asking", who, "independent", true, "contact_phone", number)
		task := api.Await(t, r.Reference, "call_back", 1, "city/coordinator")[0]
		page := signedPage(t, api, "city/coordinator", "/tasks/"+task.ID)
		expect(t, who+": the coordinator's task", page, []string{"has nothing to do with the police", "(314) 555-0131"}, nil)
		file := signedPage(t, api, "city/coordinator", "/cases/"+r.Reference)
		expect(t, who+": the case", file, []string{"has nothing to do with the police", ", whoever asked"}, []string{", the family<"})
		own := string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token, "", nil).Body)
		expect(t, who+": the page", own, []string{"A coordinator acts next"}, []string{"takes this on", "independent of the police"})

		api.Act(t, task, "divert", nil)
		own = string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token, "", nil).Body)
		expect(t, who+": the page once the family has said so too", own, []string{"How this ended is the family’s own"}, []string{"not left alone", "named below"})
		familys := "/r/" + r.Reference + "/" + n.Server.Desk.Keys.Receipt(handlers.FamilyReceipt(r.Reference))
		expect(t, who+": the family's page", string(api.Must(t, http.StatusOK, "GET", familys, "", nil).Body), []string{"(314) 555-0131", "We have told them nothing"}, nil)
	}

	held := api.Refer(t, "", "who_is_asking", "other", "independent", true, "family_notified", false, "contact_phone", "314-555-0135")
	task := api.Await(t, held.Reference, "confirm_notification", 1, "city/coordinator")[0]
	expect(t, "while the family may not know", signedPage(t, api, "city/coordinator", "/tasks/"+task.ID), []string{"has nothing to do with the police"}, nil)

	again := api.Refer(t, "", "who_is_asking", "clergy", "independent", true, "contact_phone", "314-555-0135")
	read := api.Await(t, held.Reference, "read_again", 1, "city/coordinator")[0]
	expect(t, again.Reference+" beside the open case", signedPage(t, api, "city/coordinator", "/tasks/"+read.ID), []string{"Help that has nothing to do with the police is wished"}, nil)

	self := api.Refer(t, "", "who_is_asking", "family", "independent", true, "contact_phone", "314-555-0136")
	own := string(api.Must(t, http.StatusOK, "GET", "/r/"+self.Reference+"/"+self.Token, "", nil).Body)
	expect(t, "whoever asks for themselves", own, []string{"(314) 555-0131", "Please call", "We have told them nothing"}, []string{"takes this on"})
}

// expect holds that a page says some things and others not.
func expect(t *testing.T, what, page string, says, not []string) {
	t.Helper()
	for _, words := range says {
		if !strings.Contains(page, words) {
			t.Errorf("%s does not say %q", what, words)
		}
	}
	for _, words := range not {
		if strings.Contains(page, words) {
			t.Errorf("%s says %q", what, words)
		}
	}
}
