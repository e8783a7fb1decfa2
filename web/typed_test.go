package web_test

import (
	"net/http"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestWhatCameTooLateIsShownToBeCopied: a task that somebody else settled says when, by whom and how, and gives back what was typed.
func TestWhatCameTooLateIsShownToBeCopied(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := api.Submit(t, "member_number", "T-9999")
	task := "/tasks/" + api.Await(t, r.Reference, "confirm_membership", 1, "clerk")[0].ID
	clerk, family := visit(t, base).be("clerk"), visit(t, base)
	clerk.open(task)
	family.post("/r/" + r.Reference + "/" + r.Token + "/withdraw")
	clerk.post(task+"/refuse", "reason", "Nobody here knows them,\nand we have asked twice.")
	clerk.on(http.StatusConflict, "Confirm a membership")
	clerk.shows("There is a problem", "the family withdrew it", ", the family: The family withdrew the request.", "What you typed", "and we have asked twice.")
	clerk.hides("Go back in your browser", "<textarea")

	r = api.Submit(t, "member_number", "T-9998")
	task = "/tasks/" + api.Await(t, r.Reference, "confirm_membership", 1, "clerk")[0].ID
	clerk.post(task+"/confirm", "member_number", "T-1021")
	clerk.post(task+"/refuse", "reason", "Not on any list of ours.")
	clerk.on(http.StatusConflict, "Confirm a membership")
	clerk.shows("you: The membership was confirmed.", "Not on any list of ours.")
}

// TestWhatWasTypedOutlivesASession: sealed, through the sign-in, for the same person alone.
func TestWhatWasTypedOutlivesASession(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api, base := testkit.Client(n.Config.PublicURL), n.Config.PublicURL
	r := inSpanish(t, api)
	task := "/tasks/" + api.Await(t, r.Reference, "interpret", 1, "interpreter")[0].ID
	const story = "The boiler broke in a frost."
	v := visit(t, base).be("interpreter")
	v.open(task)
	whose := v.hidden("whose")
	v.post("/sign-out")
	v.post(task+"/interpret", "whose", whose, "story", story)
	v.on(http.StatusUnauthorized, "Sign in for staff")
	v.shows("Your sign-in has ended", "What you typed is kept")
	v.hides(story)
	kept := v.hidden("kept")
	v.post("/sign-in", "kept", kept, "token", "alm-wrong")
	v.on(http.StatusUnauthorized, "Sign in for staff")
	if v.hidden("kept") != kept {
		t.Fatal("a mistyped token loses what was kept")
	}
	other := visit(t, base)
	other.post("/sign-in", "kept", kept, "token", testkit.Token("clerk"))
	other.on(http.StatusOK, "")
	other.hides(story)
	v.post("/sign-in", "kept", kept, "token", testkit.Token("interpreter"))
	v.on(http.StatusOK, "Bring a story into English")
	v.shows("You are signed in again", "Nothing was recorded yet", story, "<textarea")
	v.post(task+"/interpret", "story", story)
	v.shows("The trustees read the story in English")
	v.post("/sign-in", "kept", kept, "token", testkit.Token("interpreter"))
	v.shows("What you typed", story)
	v.hides("You are signed in again")

	v.post("/sign-out")
	v.post(task+"/interpret", "story", story)
	v.on(http.StatusUnauthorized, "Please sign in")
	v.shows("What you typed", story)
	v.hides("Go back in your browser")
}

// TestJourneyOfWhatCameBetween: the pages that people see when something else happened while they were writing.
// TestNoSecretIsShownAgain: a page that could not take a form repeats its texts, and nothing that opens anything.
func TestNoSecretIsShownAgain(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	v.post("/cases/FS-0000-0000/counsel/write", "passphrase", "three plain words", "again", "three plain words", "text", "A note of mine.")
	if v.status != http.StatusUnauthorized {
		t.Fatalf("a note of nobody answers %d", v.status)
	}
	v.shows("A note of mine.")
	v.hides("three plain words")
}

func TestJourneyOfWhatCameBetween(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, phone, false), t: t, api: api, name: "between", width: phone}
	r := api.Submit(t)
	path := "/r/" + r.Reference + "/" + r.Token
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Since when is the heating out?"})
	w.Open(path)
	api.Act(t, seats[1], "ask", map[string]any{"question": "Is there an estimate of the repair?"})
	w.Type("textarea[name=answer]", "Since October.")
	w.Press("#question button[type=submit]")
	w.see("asked-more")
	w.Type("textarea[name=answer]", " And yes, for $900.")
	w.Press("#question button[type=submit]")
	w.see("answered")
	api.Act(t, seats[0], "ask", map[string]any{"question": "By whom?"})
	w.Open(path)
	w.Type("textarea[name=answer]", "By the plumber on Elm Street.")
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, nil)
	w.Press("#question button[type=submit]")
	w.see("answered-late")

	r = inSpanish(t, api)
	task := api.Await(t, r.Reference, "interpret", 1, "interpreter")[0]
	w.signIn(task.Token)
	w.Open("/tasks/" + task.ID)
	w.Type("form[action$=interpret] textarea[name=story]", "The boiler broke in a frost.")
	if err := testkit.Exec(t, n.Config.DatabaseURL, `UPDATE credentials SET expires_at = '2000-01-01' WHERE kind = 'session'`); err != nil {
		t.Fatal(err)
	}
	w.Press("form[action$=interpret] button[type=submit]")
	w.see("signed-out")
	w.Press("nav.languages button[value='language:es']")
	w.Press("nav.languages button[value='language:en']")
	w.Press("form[action='/demo/sign-in'] button[type=submit]")
	w.see("signed-in-again")
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, nil)
	w.Press("form[action$=interpret] button[type=submit]")
	w.see("too-late")
}
