package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

const leaguePath = "/p/county/pal/ask"

// apply answers the page of the league's form that is open.
func (v *visitor) apply(pairs ...string) {
	v.t.Helper()
	v.post(leaguePath, append([]string{"state", v.hidden("state"), "page", v.hidden("page"), "go", "next"}, pairs...)...)
}

func TestAProgramSaysWhoCanTakePart(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	v.open("/p/city/pal")
	v.on(http.StatusOK, "Police Athletic League")
	v.shows("Who can take part", "PAL is for children who are 5 to 18 years old", "Applications for it are taken until", "There are 847 places", "What would the child like to do?", "(314) 444-5967")
	v.hides("Is there a second activity")
	v.open("/p/city/citizens-academy")
	v.shows("A coordinator looks at your application within 7 days.", "Before you begin, this is looked at: Records check.", "There are 30 places")
	v.hides("Which class would suit you?")
	v.open("/p/city/pal-coach")
	v.shows("Coaches are 18 or older.", "Youth-protection training")
	v.hides("places. When they are full")
}

func TestWhoeverSignsHasReadTheText(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	v.open(leaguePath)
	v.apply("child_name", "Child Fictional")
	v.apply("birth_date-year", "2016", "birth_date-month", "5", "birth_date-day", "17")
	v.apply("activity", "soccer")
	v.apply()
	v.on(http.StatusOK, "Which grade is the child in?")
	v.apply("grade", "fourth")
	v.on(http.StatusBadRequest, "Which grade is the child in?")
	v.shows("Write a whole number, for example 2.", `value="fourth"`)
	v.apply("grade", "13")
	v.shows("Write a whole number from 0 to 12.")
	v.apply("grade", "4")
	v.apply("guardian_name", "Somebody Fictional", "guardian_phone", "314 555 0112")
	v.apply()
	v.apply()
	v.apply()
	v.on(http.StatusOK, "Do you agree that the child takes part?")
	v.shows("Your yes signs the text on this page.", "My child may take part in the activities of the Police Athletic League of the county.")
	if text, yes := strings.Index(v.page, "My child may take part"), strings.Index(v.page, `value="yes"`); text > yes {
		t.Error("the text stands after the yes")
	}
	v.apply("guardian_consent", "yes")
	v.on(http.StatusOK, "Look through your answers")
	v.shows("Somebody Fictional", "Soccer")
	v.hides("$4", "$0")
}
