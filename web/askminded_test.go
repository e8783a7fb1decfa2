package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

const helpPath = "/p/city/hmca/ask"

// askHelp goes through the form of the support program up to the last page, as somebody of the family with a telephone.
func askHelp(v *visitor) {
	v.t.Helper()
	v.open(helpPath)
	for _, pairs := range [][]string{
		{"who_is_asking", "family"},
		{"family_contact_name", "Iris Fictional"},
		{"contact_phone", "314-555-0144"},
		{"safe_to_text", "yes", "leave_message", "yes"},
		{"send_address", ""},
		{"language", "en"},
		{"area", "north"},
		{"family_notified", "yes"},
		{"safety_concern", "no"},
		{"what_would_help", ""},
	} {
		v.answer("next", pairs...)
	}
	v.on(http.StatusOK, "Look through your answers")
}

// TestAnotherNumberIsMindedAnew: what was said of one telephone is not taken for another before whoever asks has seen it.
func TestAnotherNumberIsMindedAnew(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	askHelp(v)
	v.answer("change:2")
	v.answer("next", "contact_phone", "314-555-0145")
	v.on(http.StatusOK, "How may we use this telephone?")
	v.shows(`name="safe_to_text" value="yes" checked`)
	v.answer("next", "safe_to_text", "no")
	v.on(http.StatusOK, "Look through your answers")
	v.answer("change:2")
	v.answer("next", "contact_phone", "(314) 555 0145")
	v.on(http.StatusOK, "Look through your answers")
}

// TestAnAnswerThatIsChosenAndWritten: neither of the two is dropped without a word.
func TestAnAnswerThatIsChosenAndWritten(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	askHelp(v)
	v.answer("change:6")
	v.answer("next", "area", "north", "area-own", "With my aunt until Friday")
	v.on(http.StatusBadRequest, "In which part")
	v.shows("You chose an answer and wrote one, too", "With my aunt until Friday", `value="north" checked`)
	v.answer("next", "area", "", "area-own", "With my aunt until Friday")
	v.on(http.StatusOK, "Look through your answers")
	v.shows("With my aunt until Friday")
}

// TestWhatWasNotAskedIsNotRepeated: the record says nothing of questions that whoever asked never met.
func TestWhatWasNotAskedIsNotRepeated(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	v.open("/p/city/hmca")
	v.shows("Who is asking?", "What happens next")
	v.hides("Leave this open", "homicide desk")
	askHelp(v)
	v.answer("send")
	v.shows("In which part of the city", "What would help?")
	v.hides("Has this person agreed that we call?")
	v.open("/")
	fillIn(v)
	v.answer("send")
	v.shows("$1,200")
	v.hides("If you need more than $1,500, why?")
}
