package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/words"
)

// TestNobodyIsTheGuardianOfAnAdult: pages about people of age speak of the applicant, and offer nothing that is about a child's family.
func TestNobodyIsTheGuardianOfAnAdult(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	academy, child := applied(t, testkit.Client(base))
	desk := visit(t, base).beIn("city/coordinator")
	desk.open("/cases/" + academy[0].Reference)
	desk.on(http.StatusOK, "")
	desk.shows("The applicant withdraws", "The applicant reads this", "the applicant")
	desk.hides("Custody note", "arent or guardian", "The family", "by the family")
	desk.open("/cases/" + child.Reference)
	desk.on(http.StatusOK, "")
	desk.shows("The family withdraws", "Custody note", "Parent or guardian")
}

func TestWhatIsSaidOfAdultsIsSaidOfFamiliesToo(t *testing.T) {
	t.Parallel()
	for key := range words.Keys("en") {
		if of, is := strings.CutPrefix(key, "adult."); is && !words.Known(of) {
			t.Errorf("%s says something else than %q, which nobody says", key, of)
		}
	}
}
