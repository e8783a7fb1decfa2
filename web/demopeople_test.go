package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/words"
)

// TestTheDemosPeopleAreDescribedInEachLanguage: what they do, and what waits for them and not for the reader.
func TestTheDemosPeopleAreDescribedInEachLanguage(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	r := testkit.Client(n.Config.PublicURL).Submit(t)
	testkit.Client(n.Config.PublicURL).Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	v := visit(t, n.Config.PublicURL)
	for _, language := range []string{"es", "bs"} {
		v.open("/?lang=" + language)
		for _, p := range demo.Personas() {
			said := words.Say(language, p.Doing())
			if said == p.About {
				t.Errorf("%s: %q is English", language, said)
			}
			v.shows(p.Name, said)
		}
		v.hides("para usted<", "Čeka Vas", "Čekaju Vas")
	}
	v.shows("Čeka 1 stvar")
	v.open("/?lang=es")
	v.shows("1 cosa pendiente<")
}

// TestTheGuardianFindsHerChildren: she begins on the page of her children's applications, and no menu leads to a list that stays empty.
func TestTheGuardianFindsHerChildren(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	if err := demo.Seed(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	v := visit(t, n.Config.PublicURL)
	v.post("/demo/sign-in", "key", "city/guardian")
	v.on(http.StatusOK, "")
	v.shows("Guadalupe Nobody", "Kit Fictional", "Kim Fictional")
	v.hides(`href="/inbox"`)
	if !strings.HasPrefix(v.path, "/r/") {
		t.Errorf("she begins at %s", v.path)
	}
}
