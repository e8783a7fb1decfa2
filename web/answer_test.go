package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// times counts how often a page shows something.
func (v *visitor) times(text string) int { return strings.Count(v.page, text) }

// TestOneAnswerStandsBelowAllItsQuestions: two trustees ask, and what the family answers is for both, as its page says.
func TestOneAnswerStandsBelowAllItsQuestions(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := api.Submit(t)
	path := "/r/" + r.Reference + "/" + r.Token
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	family := visit(t, base)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Question number 1"})
	family.open(path)
	family.shows("A question for you", "Question number 1", "Your answer")
	family.hides("Your answer to these questions")
	seen := family.hidden("asked")
	api.Act(t, seats[1], "ask", map[string]any{"question": "Question number 2"})

	family.post(path+"/answer", "asked", seen, "answer", "Since October.")
	family.on(http.StatusConflict, "Welfare fund")
	family.shows("There is a problem", "Another question came while you were writing", "Question number 2", "Since October.", "Questions for you", "Your answer to these questions")
	if open := family.times("Not answered yet."); open != 1 || family.times("<textarea") != 1 {
		t.Errorf("%d times open, %d boxes", open, family.times("<textarea"))
	}
	family.post(path+"/answer", "asked", family.hidden("asked"), "answer", "Since October, and on Elm Street.")
	family.shows("Thank you for your answer", "Question number 1", "Question number 2", "One answer to these questions,")
	if n := family.times("Since October, and on Elm Street."); n != 1 {
		t.Errorf("the family reads its answer %d times", n)
	}
	trustee := visit(t, base).be(seats[2].Person)
	trustee.open("/tasks/" + seats[2].ID)
	trustee.shows("Question number 1", "Question number 2", "One answer to these questions,")
	if n := trustee.times("Since October, and on Elm Street."); n != 1 {
		t.Errorf("a trustee reads the answer %d times", n)
	}
	api.Act(t, seats[0], "ask", map[string]any{"question": "Question number 3"})
	family.open(path)
	family.shows("A question for you", "Question number 3")
	if family.hidden("asked") == "" || family.times("Not answered yet.") != 1 || family.times("One answer to these questions,") != 1 {
		t.Error("a further question is not asked alone")
	}
}

// TestAnAnswerAfterTheEndIsShownToBeCopied: nobody waits for it, so there is no box that could never work.
func TestAnAnswerAfterTheEndIsShownToBeCopied(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := api.Submit(t)
	path := "/r/" + r.Reference + "/" + r.Token
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Since when?"})
	family := visit(t, base)
	family.open(path)
	asked := family.hidden("asked")
	family.post(path + "/withdraw")
	family.post(path+"/answer", "asked", asked, "answer", "Since October.")
	family.on(http.StatusConflict, "Welfare fund")
	family.shows("Your answer was not sent", "This was withdrawn in the meantime", "What you typed", "Since October.")
	family.hides("<textarea", "A question for you", "No question is open: the family withdrew it", "There is a problem")
}
