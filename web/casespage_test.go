package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestWhatIsLateStandsFirst: with its program, in the color for it, and once.
func TestWhatIsLateStandsFirst(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	late, later, waits := api.Submit(t), api.Submit(t), api.Submit(t)
	for _, r := range []testkit.Receipt{late, later, waits} {
		api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	}
	set := func(r testkit.Receipt, what string) string {
		return `UPDATE cases SET ` + what + ` WHERE reference = '` + r.Reference + `'`
	}
	err := testkit.Exec(t, n.Config.DatabaseURL, set(late, `next_by = next_by - interval '90 days'`), set(waits, `status = 'waiting_list', next_who = 'almoner', next_by = NULL`))
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, n.Config.PublicURL).be("clerk")
	v.open("/cases")
	v.on(http.StatusOK, "Requests")
	v.shows("Late, the longest first", "Welfare fund", "Waits for a free place")
	if strings.Count(v.page, `href="/cases/`+late.Reference) != 1 || strings.Index(v.page, late.Reference) > strings.Index(v.page, later.Reference) || strings.Count(v.page, `class="late"`) != 1 {
		t.Errorf("the late one does not stand above the others, once and marked: %s", v.page)
	}
	v.open("/cases?status=paid")
	v.hides("Late, the longest first", late.Reference)
}
