package web_test

import (
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestWhatAFundWasAskedForIsCounted: for those who see no request, and few of them not at all.
func TestWhatAFundWasAskedForIsCounted(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	v := visit(t, n.Config.PublicURL).as("county/auditor")
	r := api.Submit(t)
	v.open("/reports")
	v.shows("Asked for: Welfare fund", "too few requests in this time")
	v.hides("Requests by need", r.Reference)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	for range 6 {
		api.Submit(t, "member_number", nil)
	}
	for range 6 {
		api.Submit(t, "member_number", nil, "need", "medical")
	}
	testkit.Eventually(t, 20*time.Second, "requests to be recorded", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`) >= 13
	})
	v.open("/reports")
	v.shows("Requests by need", "Until a decision: Welfare fund", "not shown")
	v.hides(r.Reference, "$600")
	c := visit(t, n.Config.PublicURL).as("county/coordinator")
	c.open("/reports")
	c.hides("Requests by need")
}
