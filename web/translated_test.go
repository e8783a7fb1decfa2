package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/testkit"
)

// TestATrusteeReadsTheGuidelineInTheirLanguage: the note of the program says the same beside the vote as on the program's page.
func TestATrusteeReadsTheGuidelineInTheirLanguage(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	seats := api.Await(t, api.Submit(t).Reference, "vote", 3, testkit.Trustees()...)
	p, _ := n.Server.Catalog.Find("county", "welfare")
	v := visit(t, n.Config.PublicURL)
	for _, trustee := range testkit.Trustees() {
		if testkit.Token(trustee) == seats[0].Token {
			v.be(trustee)
		}
	}
	for _, language := range []string{"es", "bs"} {
		v.open("/tasks/" + seats[0].ID + "?lang=" + language)
		v.shows(p.Note.In(language))
		v.hides(p.Note.In("en"))
	}
}

// TestTheSupportProgramPromisesTheSameTwice: as many come as its lead says, and whoever asks for themselves is asked kindly.
func TestTheSupportProgramPromisesTheSameTwice(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	for language, says := range map[string]string{"en": "2 people come if you wish", "es": "vienen 2 personas", "bs": "dolaze 2 osobe"} {
		v.open("/p/city/hmca?lang=" + language)
		v.shows(says)
		v.hides("or more people", "o más personas", "ili više osoba")
	}
	p, _ := n.Server.Catalog.Find("city", "hmca")
	f, _ := p.Form.Field("family_notified")
	if label := f.Label.In("en"); strings.Contains(label, "you") || strings.Contains(label, "ask for") {
		t.Errorf("somebody who asks for themselves, and the desk, are asked %q", label)
	}
}

// TestPublicGatheringsSayWhatIsInEnglishOnly: what coordinators wrote is marked as English and said to be so, and a time zone is called as people call it.
func TestPublicGatheringsSayWhatIsInEnglishOnly(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	if err := demo.Seed(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	const promise, item, name = "The street lamp at the corner of Imaginary and Invented is mended.", "What became of what was promised", "Graduation of the Imaginary Academy"
	p, _ := n.Server.Catalog.Find("city", "outreach")
	v := visit(t, n.Config.PublicURL)
	for language, says := range map[string][]string{
		"es": {"se escribió en inglés", "Hora del Centro"}, "bs": {"napisano je na engleskom", "Srednje američko vrijeme"},
	} {
		v.open("/g/city?lang=" + language)
		v.on(http.StatusOK, "")
		v.shows(`<span lang="en">`+promise+`</span>`, `<span lang="en">`+name+`.</span>`, p.Name.In(language)+".", says[0])
		meeting := v.withAgenda(p, item)
		v.open(meeting + "?lang=" + language)
		v.shows(`<li lang="en">`+item+`</li>`, says[0], says[1])
		v.hides("America/Chicago", "(CST)", "(CDT)")
	}
	v.open("/g/city?lang=en")
	v.hides("written in English")
}

// withAgenda finds the gathering of a program that the list shows and whose agenda holds this.
func (v *visitor) withAgenda(p programs.Program, item string) string {
	v.t.Helper()
	for _, m := range regexp.MustCompile(`href="(/g/`+p.Organization+`/`+p.Key+`/[^"/]+)"`).FindAllStringSubmatch(v.page, -1) {
		if v.open(m[1]); strings.Contains(v.page, item) {
			return m[1]
		}
	}
	v.t.Fatalf("no gathering has %q on its agenda", item)
	return ""
}
