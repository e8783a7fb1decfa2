package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/testkit"
)

// walkPath walks the guided path in its six clicks; between does what the visitor does besides, after a step.
func (v *visitor) walkPath(between map[int]func()) {
	v.t.Helper()
	for step := 1; step <= 6; step++ {
		v.post("/demo/guide", "step", fmt.Sprint(step))
		if v.status != http.StatusOK {
			v.t.Fatalf("step %d answers %d: %s", step, v.status, v.heading())
		}
		v.shows(fmt.Sprintf("%d of 6", step))
		if do := between[step]; do != nil {
			do()
		}
	}
}

func TestEveryVisitorWalksTheGuidedPath(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	t.Run("two at once", func(t *testing.T) {
		for range 2 {
			t.Run("four times", func(t *testing.T) { // more in all than there are families for
				t.Parallel()
				for range 4 {
					visit(t, n.Config.PublicURL).walkPath(nil)
				}
			})
		}
	})
	if n := count(t, n, `SELECT count(*) FROM cases WHERE organization = 'city' AND program = 'hmca' AND closed_at IS NOT NULL AND beside IS NULL`); n == 0 {
		t.Errorf("%d files were closed to make room", n)
	}
}

func TestTheGuidedPathGoesOnAfterAQuestion(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	v.walkPath(map[int]func(){2: func() {
		v.post(v.path+"/ask", "question", "Is the bill due at once?")
		v.on(http.StatusOK, "")
	}})
}

// TestWhoeverIsBroughtLowCanBePlayedAgain: what an administrator of the demo takes from somebody, the next visitor finds as it was.
func TestWhoeverIsBroughtLowCanBePlayedAgain(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	page := v.staffPage("Audra Pretend")
	v.post(page + "/sign_out")
	v.post("/demo/sign-in", "key", "county/auditor")
	v.on(http.StatusOK, "")
	v.as("county/admin").post(page+"/end", "role", "auditor")
	v.post("/demo/sign-in", "key", "county/auditor")
	v.on(http.StatusOK, "")
	granted := `SELECT count(*) FROM events WHERE type = 'office.role_granted' AND actor = 'operator'`
	if n := count(t, n, granted); n != 1 {
		t.Errorf("the role was given back %d times", n)
	}
	v.as("county/admin").post(page+"/end", "role", "auditor")
	v.post(page + "/sign_out")
	visit(t, n.Config.PublicURL).walkPath(nil)
	v.as("county/admin").post(page + "/sign_out")
	if err := demo.People(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	testkit.Client(n.Config.PublicURL).Must(t, http.StatusOK, "GET", "/api/v1/tasks", testkit.Token("county/auditor"), nil)
}
