package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

const spanishStory = "La caldera se rompió en una helada y Jordan Fictional pagó la reparación con la renta."

// inSpanish is a request whose story is not in the language that trustees read.
func inSpanish(t *testing.T, api testkit.API) testkit.Receipt {
	t.Helper()
	body := testkit.Answers("what_happened", spanishStory)
	body["language"] = "es"
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", body).Into(t, &r)
	return r
}

// TestAStoryInAnotherLanguageIsInterpretedBeforeTheVote: by somebody who reads no name, and both texts are kept.
func TestAStoryInAnotherLanguageIsInterpretedBeforeTheVote(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := inSpanish(t, api)
	task := api.Await(t, r.Reference, "interpret", 1, "interpreter")[0]
	if facts := string(task.Facts); strings.Contains(facts, "Jordan") || !strings.Contains(facts, "caldera") || !strings.Contains(facts, `"language":"es"`) {
		t.Errorf("the interpreter reads %s", facts)
	}
	w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, phone, false), t: t, api: api, name: "interpreter", width: phone}
	w.signIn(task.Token)
	w.see("inbox")
	w.Open("/tasks/" + task.ID)
	if text := w.Text("main"); strings.Contains(text, "Jordan") {
		t.Errorf("the interpreter reads who asks: %s", text)
	}
	w.see("story")
	w.Press("form[action$=interpret] button[type=submit]")
	w.see("nothing-written")
	w.Type("form[action$=interpret] textarea[name=story]", "The boiler broke in a frost, and Jordan Fictional paid for the repair with the rent.")
	w.Press("form[action$=interpret] button[type=submit]")
	w.see("interpreted")
	seat := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)[0]
	w.signIn(seat.Token)
	w.Open("/tasks/" + seat.ID)
	text := w.Text("main")
	for _, said := range []string{"The boiler broke in a frost", "caldera"} {
		if !strings.Contains(text, said) {
			t.Errorf("a trustee does not read %q: %s", said, text)
		}
	}
	if strings.Contains(text, "Jordan") {
		t.Errorf("a trustee reads who asks: %s", text)
	}
	w.see("vote")
	w.Open("/r/" + r.Reference + "/" + r.Token)
	w.see("family")
}

// TestWhoeverWritesEnglishWaitsForNoInterpreter: whichever English their client names.
func TestWhoeverWritesEnglishWaitsForNoInterpreter(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	body := testkit.Answers()
	body["language"] = "en-US"
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", testkit.Requests, "", body).Into(t, &r)
	api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
}

// TestNobodyWaitsForAnInterpreterForEver: a clerk is told, and may let the trustees read the family's own words.
func TestNobodyWaitsForAnInterpreterForEver(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := inSpanish(t, api)
	api.Await(t, r.Reference, "interpret", 1, "interpreter")
	if _, err := n.Advance(t.Context(), 49*time.Hour); err != nil {
		t.Fatal(err)
	}
	find := api.Await(t, r.Reference, "find_interpreter", 1, "clerk")[0]
	api.Act(t, find, "proceed", map[string]any{"reason": "Both interpreters of the list are away."})
	seat := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)[0]
	if facts := string(seat.Facts); !strings.Contains(facts, "caldera") || strings.Contains(facts, "Jordan") {
		t.Errorf("a trustee reads %s", facts)
	}
}
