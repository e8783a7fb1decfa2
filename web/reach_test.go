package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestWhatIsNotAboutSomebodyIsNotAsked: without a telephone nothing is asked about one, forward or back; what was said about one that was taken out is
// neither shown nor sent, and one that comes later brings its questions with it.
func TestWhatIsNotAboutSomebodyIsNotAsked(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	fillIn(v)
	v.shows("May we leave a message when nobody answers?", "In the morning, from 9 to 12")
	v.answer("change:2")
	v.on(http.StatusOK, "How can we reach you?")
	v.answer("next", "contact_phone", "", "contact_email", "marigold@family.demo.invalid")
	v.on(http.StatusOK, "Look through your answers")
	v.hides("May we leave a message when nobody answers?", "In the morning, from 9 to 12")
	without := v.page
	v.answer("change:4")
	v.answer("back", "need", "funeral")
	v.on(http.StatusOK, "How can we reach you?")
	v.answer("next", "contact_phone", "314 555 0124", "contact_email", "")
	v.on(http.StatusOK, "How may we use this telephone?")
	v.answer("next", "leave_message", "no")
	v.on(http.StatusOK, "Look through your answers")
	v.shows("(314) 555-0124", "May we leave a message when nobody answers?")
	v.page = without
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("marigold@family.demo.invalid")
	v.hides("In the morning, from 9 to 12")
}

func TestAFamilyChangesHowItIsReached(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	fillIn(v)
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	own, _, _ := strings.Cut(v.path, "?")
	v.shows("How we reach you", own+"/change", "What you sent on ")
	v.hides("Some of this was changed since.")
	v.open(own + "/change")
	v.on(http.StatusOK, "How should we reach you from now on?")
	v.shows(`value="h09_12" checked`, `value="(314) 555-0123"`, "One of the two is enough.")
	v.post(own+"/change", "contact_phone", "12", "call_hours", "h17_20")
	v.on(http.StatusBadRequest, "How should we reach you from now on?")
	v.shows(`value="12"`, `value="h17_20" checked`, `href="#contact_phone"`)
	v.post(own+"/change", "contact_email", "marigold.new@family.demo.invalid", "send_address", "PO Box 0, Nowhere")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("What you sent on ", "Some of this was changed since.", "From now on we reach you there.", "marigold.new@family.demo.invalid", "PO Box 0, Nowhere", "You changed how we reach you.")
	if part, _, _ := strings.Cut(v.page[strings.Index(v.page, ">How we reach you<"):], own+"/change"); strings.Contains(part, ">No<") || strings.Count(part, "Not provided") != 1 || strings.Contains(part, "leave a message") {
		t.Errorf("what was left open is not said to be, or what is to be minded on no telephone: %s", part)
	}
	v.open(own + "/change")
	v.shows("May we tell you at the former address that it was changed?")
	v.post(own+"/change", "contact_email", "marigold@family.demo.invalid", "tell_former", "perhaps")
	v.on(http.StatusBadRequest, "How should we reach you from now on?")
	v.shows(`value="marigold@family.demo.invalid"`, `href="#tell_former`)
	// The switch of languages goes through the form, and loses nothing of it.
	v.shows(`form="ask" name="go" value="language:es"`)
	v.post(own+"/change", "contact_phone", "12", "call_hours", "h17_20", "go", "language:es")
	v.on(http.StatusOK, "¿Cómo debemos comunicarnos con usted de ahora en adelante?")
	v.shows(`value="12"`, `value="h17_20" checked`, `value="language:en"`)
	v.post(own+"/change", "contact_phone", "12", "go", "language:en")
	v.on(http.StatusOK, "How should we reach you from now on?")
	v.shows(`value="12"`)
	v.post("/status", "reference", "FW-0", "code", "a-code", "go", "language:bs")
	v.on(http.StatusOK, "")
	v.shows(`value="FW-0"`, `value="a-code"`, `lang="bs"`)
	v.post("/status", "reference", "FW-0", "code", "a-code", "go", "language:en")
	for _, language := range []string{"es", "bs"} {
		v.open(own + "/change?lang=" + language)
		v.on(http.StatusOK, "")
	}
	v.post("/r/"+strings.Split(own, "/")[2]+"/wrong/change", "contact_email", "other@family.demo.invalid")
	if v.status != http.StatusNotFound {
		t.Errorf("a wrong code is answered %d", v.status)
	}
}
