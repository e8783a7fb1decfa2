package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestAnOpenTaskSaysThatItHasChanged: what is half typed stays, and a line says so; what a trustee may not see does not show.
func TestAnOpenTaskSaysThatItHasChanged(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	b := testkit.Browse(t, n.Config.PublicURL, phone, true)
	b.Open("/sign-in")
	b.Type("input[name=token]", seats[0].Token)
	b.Press("main button[type=submit]")
	b.Open("/tasks/" + seats[0].ID)
	b.Choose("details:has(form[action$=decline]) > summary")
	b.Type("form[action$=decline] textarea", "Half a sen")
	list := testkit.Browse(t, n.Config.PublicURL, phone, true)
	list.Open("/sign-in")
	list.Type("input[name=token]", testkit.Token("treasurer"))
	list.Press("main button[type=submit]")
	list.Open("/cases")
	if strings.Contains(list.Text("main table"), "The family") {
		t.Fatal("the family is to act already")
	}
	api.Act(t, seats[1], "ask", map[string]any{"question": "Since when?"})
	testkit.Eventually(t, 20*time.Second, "the list to follow", func() bool { return strings.Contains(list.Text("main table"), "The family") })
	testkit.Eventually(t, 20*time.Second, "the task to say that it has changed", func() bool { return strings.Contains(b.Text("main"), "This has changed meanwhile") })
	if !b.Has("form[action$=decline] textarea") || !b.Has("details[open]") {
		t.Error("what was half typed is gone")
	}
}

// TestAVoteOfAnotherShowsNothing: the version of a trustee's page stays the same when somebody else votes.
func TestAVoteOfAnotherShowsNothing(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	v := visit(t, n.Config.PublicURL)
	v.post("/sign-in", "token", seats[0].Token)
	version := func() string {
		v.open("/tasks/" + seats[0].ID)
		v.on(http.StatusOK, "Decide on a request")
		_, after, _ := strings.Cut(v.page, `data-version="`)
		version, _, _ := strings.Cut(after, `"`)
		return version
	}
	before := version()
	api.Act(t, seats[1], "approve", map[string]any{"amount_cents": 60000})
	if after := version(); before == "" || after != before {
		t.Errorf("the version was %q and is %q", before, after)
	}
}
