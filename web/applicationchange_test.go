package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// lettersTo are the messages to an address.
func lettersTo(t *testing.T, api testkit.API, address string) (texts []string) {
	t.Helper()
	var box struct {
		Messages []struct{ Text string } `json:"messages"`
	}
	api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json?to="+address, "", nil).Into(t, &box)
	for _, m := range box.Messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// TestEverybodyChangesHowTheyAreReachedThemselves: one who was let in later changes the child's answers, and not the other guardian's number; the
// guardian changes their own.
func TestEverybodyChangesHowTheyAreReachedThemselves(t *testing.T) {
	t.Parallel()
	const gale, moved, glenn = "gale@family.demo.invalid", "gale.new@family.demo.invalid", "glenn@family.demo.invalid"
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{"language": "en", "answers": map[string]any{
		"child_name": "Kit Fictional", "birth_date": "2016-02-29", "activity": "soccer", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0123",
		"second_guardian_phone": "314-555-0124", "contact_email": gale, "guardian_consent": true,
	}}).Into(t, &r)
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/add_contact", r.Token, map[string]any{"name": "Glenn Fictional", "relation": "guardian", "email": glenn})
	api.Act(t, api.Await(t, r.Reference, "review", 1, leader)[0], "accept", nil)
	var paper string
	testkit.Eventually(t, 20*time.Second, "the other's paper", func() bool {
		found := regexp.MustCompile(`/r/[A-Z0-9-]+/[a-z0-9]+`).FindString(strings.Join(lettersTo(t, api, glenn), " "))
		paper = found
		return found != ""
	})
	answers := []string{
		"child_name", "Kit Fictional", "birth_date-year", "2016", "birth_date-month", "2", "birth_date-day", "29", "activity", "soccer", "guardian_consent", "yes",
		"medical_note", "A fictional allergy.",
	}
	v := visit(t, n.Config.PublicURL)
	v.open(paper + "/change")
	v.on(http.StatusOK, "Change your answers")
	v.shows("How the others are reached is not asked here", `name="child_name"`)
	v.hides(`name="contact_email"`, `name="guardian_phone"`, `name="second_guardian_phone"`)
	v.post(paper+"/change", append(answers, "contact_email", "elsewhere@family.demo.invalid", "guardian_phone", "314 555 0199")...)
	v.shows("Your answers are changed.", "A fictional allergy.", gale, "(314) 555-0123")
	v.hides("elsewhere@family.demo.invalid", "555-0199")

	own := receiptOf(r)
	v.open(own + "/change")
	v.shows(`name="contact_email"`, `value="`+gale+`"`)
	v.hides(`name="second_guardian_phone"`)
	v.post(own+"/change", append(answers, "guardian_name", "Gale Fictional", "guardian_phone", "314 555 0123", "contact_email", "no address")...)
	v.on(http.StatusBadRequest, "Change your answers")
	v.shows(`value="no address"`)
	v.post(own+"/change", append(answers, "guardian_name", "Gale Fictional", "guardian_phone", "314 555 0123", "contact_email", moved)...)
	v.shows("Your answers are changed.", moved, "How we reach a contact was changed.", "(314) 555-0124")
	v.hides(`"`+gale, " "+gale)
	testkit.Eventually(t, 20*time.Second, "a word where they were reached before", func() bool {
		return strings.Contains(strings.Join(lettersTo(t, api, gale), " "), "contact details with us were changed")
	})

	v.beIn("city/coordinator")
	v.open("/cases/" + r.Reference)
	v.shows("Until lately", gale, moved, "Change how somebody is reached")
}

// TestWhatWasSignedIsNotAskedAgain: answers are changed without a yes to a text that is not there. The signature stays; taken back, it is named beside the
// answer, and the history says of which text.
func TestWhatWasSignedIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := applyTo(t, api, "pal", childAnswers, "contact_email", "gale@family.demo.invalid")
	v := visit(t, n.Config.PublicURL)
	own := receiptOf(r)
	v.open(own + "/change")
	v.on(http.StatusOK, "Change your answers")
	v.shows("What you have signed is not asked here", own+"#signed")
	v.hides(`name="guardian_consent"`)
	v.post(own+"/change", "child_name", "Kit Fictional", "birth_date-year", "2016", "birth_date-month", "2", "birth_date-day", "28", "activity", "soccer",
		"guardian_name", "Gale Fictional", "guardian_phone", "314 555 0123", "contact_email", "gale@family.demo.invalid")
	v.shows("Your answers are changed.", `id="signed"`, "Signed by Gale Fictional", "A text was signed: ")
	v.hides("The text is not signed")
	var status struct {
		Application struct {
			Consents []struct {
				Key    string
				Signed bool
			}
		}
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &status)
	for _, c := range status.Application.Consents {
		if c.Signed {
			v.post(own+"/choose/unsign", "consent", c.Key)
		}
	}
	v.shows("Yes. The text is not signed, or the signature was taken back.", "A signature was taken back: ")
}
