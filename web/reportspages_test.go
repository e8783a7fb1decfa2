package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// told is one number of a report.
type told struct {
	Key        string `json:"key"`
	Count      *int   `json:"count"`
	Suppressed bool   `json:"suppressed"`
}

// waited is how long something took.
type waited struct {
	Families []told `json:"families"`
	Half     *int   `json:"half_within_minutes"`
	Nine     *int   `json:"nine_of_ten_within_minutes"`
}

// reportRead is a report as a client of the API reads it.
type reportRead struct {
	Days       int    `json:"days"`
	Exact      bool   `json:"exact"`
	Complete   bool   `json:"complete"`
	Families   []told `json:"families"`
	Acceptance waited `json:"acceptance"`
	Contact    waited `json:"contact"`
	Outcomes   struct {
		Ends    []told            `json:"ends"`
		Askers  []told            `json:"askers"`
		ByAsker map[string][]told `json:"by_asker"`
	} `json:"outcomes"`
	Ministers struct {
		With  []told `json:"with_families"`
		Limit int    `json:"limit"`
		Calls []told `json:"by_call_outs"`
	} `json:"ministers"`
	Debriefs struct {
		Count int `json:"count"`
		Cases []struct {
			Reference string `json:"reference"`
			People    int    `json:"people"`
		} `json:"cases"`
	} `json:"debriefs"`
	Work struct {
		Asked    int `json:"asked"`
		Accepted int `json:"accepted"`
		Visits   int `json:"visits"`
	} `json:"work"`
	Gaps []struct {
		Area    string `json:"area"`
		Found   int    `json:"found"`
		Minutes int    `json:"minutes"`
	} `json:"gaps"`
}

func readReport(t *testing.T, api testkit.API, as string) (r reportRead, raw string) {
	t.Helper()
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/reports/hmca", testkit.Token(as), nil)
	answer.Into(t, &r)
	return r, string(answer.Body)
}

// line writes counts in their order, with ? for what is not told.
func line(list []told) string {
	var counts []string
	for _, n := range list {
		switch {
		case n.Count != nil:
			counts = append(counts, fmt.Sprint(*n.Count))
		case n.Suppressed:
			counts = append(counts, "?")
		default:
			counts = append(counts, "null")
		}
	}
	return strings.Join(counts, " ")
}

// talked is a family whose two people reached it, visited it, and one of whom would like to talk.
func talked(t *testing.T, n *node.Node, api testkit.API, pairs ...any) testkit.Receipt {
	t.Helper()
	r := api.Refer(t, "city/desk", pairs...)
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)[:2] {
		api.Act(t, o, "accept", nil)
	}
	contact := api.Await(t, r.Reference, "contact", 2, testkit.Ministers()...)
	api.Act(t, contact[0], "made", nil)
	testkit.Eventually(t, 30*time.Second, "contact", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE reference = $1 AND phase = 'in_contact' AND compartment = 'support'`, r.Reference) == 1
	})
	for _, action := range []string{"check_in", "check_out"} {
		api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/"+action, contact[0].Token, map[string]any{})
	}
	talk := api.Await(t, r.Reference, "debrief", 2, testkit.Ministers()...)
	api.Act(t, talk[0], "talk", nil)
	return r
}

// gap leaves one minister in the north, and waits for tomorrow's warning.
func gap(t *testing.T, n *node.Node) {
	t.Helper()
	v := visit(t, n.Config.PublicURL).as("city/coordinator")
	pages := v.ministers()
	for _, name := range []string{"Micah", "Miriam", "Matthias"} {
		v.post(pages[name], "do", "dismiss")
	}
	testkit.Client(n.Config.PublicURL).Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "24h"})
	testkit.Eventually(t, 20*time.Second, "a gap", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'rota.gap_found'`) > 0
	})
}

// called is a family that asked for itself and that nobody has called back yet.
func called(t *testing.T, api testkit.API, i int) {
	t.Helper()
	r := api.Refer(t, "", "who_is_asking", "family", "contact_phone", fmt.Sprintf("314-555-01%02d", 20+i))
	api.Await(t, r.Reference, "call_back", 1, "city/coordinator")
}

func TestReports(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)

	empty, _ := readReport(t, api, "city/admin")
	if line(empty.Families) != "0 0 0" || empty.Acceptance.Half != nil || empty.Days != 90 || empty.Exact || !empty.Complete {
		t.Errorf("before anything happened: %+v", empty)
	}
	r := talked(t, n, api)
	few, raw := readReport(t, api, "city/admin")
	if line(few.Families) != "? ? ?" || line(few.Outcomes.Ends) != "? ? ? ? ? ? ?" || few.Acceptance.Half != nil || few.Outcomes.ByAsker != nil || few.Debriefs.Cases != nil {
		t.Errorf("an administrator reads of a single family: %s", raw)
	}
	v := visit(t, n.Config.PublicURL).as("city/admin")
	v.open("/reports")
	v.on(http.StatusOK, "Reports")
	v.shows("too few families in this time")
	v.hides(r.Reference, "Until somebody said yes", "Casey", "Micah")

	for i := range 6 {
		called(t, api, i)
	}
	exact, raw := readReport(t, api, "city/coordinator")
	if !exact.Exact || line(exact.Families) != "7 1 1" || line(exact.Acceptance.Families) != "1 0 0 0 0 6 0" || line(exact.Contact.Families) != "1 0 0 0 0 0 6 0" ||
		line(exact.Outcomes.Ends) != "7 0 0 0 0 0 0" || line(exact.Outcomes.Askers) != "1 6 0 0" || line(exact.Outcomes.ByAsker["family"][:4]) != "6 0 0 6" ||
		exact.Acceptance.Half == nil || *exact.Acceptance.Half != 1 {
		t.Errorf("a coordinator reads %s", raw)
	}
	if line(exact.Ministers.With) != "10 2 0 0 0 0" || exact.Ministers.Limit != 5 || line(exact.Ministers.Calls) != "10 2 0 0 0" || exact.Work.Accepted != 2 || exact.Work.Visits != 1 || len(exact.Gaps) != 3 {
		t.Errorf("a coordinator reads of ministers: %s", raw)
	}
	if exact.Debriefs.Count != 1 || len(exact.Debriefs.Cases) != 1 || exact.Debriefs.Cases[0].Reference != r.Reference {
		t.Errorf("who would like to talk: %s", raw)
	}
	veiled, raw := readReport(t, api, "city/admin")
	if line(veiled.Families) != "7 ? ?" || line(veiled.Acceptance.Families) != "? 0 0 0 0 ? 0" || line(veiled.Contact.Families) != "? 0 0 0 0 0 ? 0" ||
		line(veiled.Outcomes.Ends) != "7 0 0 0 0 0 0" || line(veiled.Outcomes.Askers) != "? ? 0 0" || veiled.Acceptance.Half != nil || veiled.Ministers.Calls != nil || veiled.Debriefs.Count != 1 {
		t.Errorf("an administrator reads %s", raw)
	}
	if strings.Contains(raw, r.Reference) || strings.Contains(raw, "Fictional") {
		t.Errorf("an administrator reads whom it is about: %s", raw)
	}
	v.open("/reports?days=365")
	v.shows("not shown", "fewer than 5", "Half of them within", "The last 365 days")
	v.hides(r.Reference, "What became of them, by who asked</caption>")
	c := visit(t, n.Config.PublicURL).as("city/coordinator")
	c.open("/reports?program=hmca&days=30")
	c.on(http.StatusOK, "Reports")
	c.shows(`href="/cases/`+r.Reference+`"`, "What became of them, by who asked", "The homicide desk", "5, the limit", "1 minute")
	c.hides("not shown", "Micah", "Made-Up", "Casey")

	gap(t, n)
	gaps, raw := readReport(t, api, "city/admin")
	if north := gaps.Gaps[0]; north.Found != 1 || north.Minutes < 71*60 || north.Minutes > 97*60 {
		t.Errorf("gaps: %s", raw)
	}
	c.open("/reports")
	c.shows("Warnings", "North")
}

func TestWhoReadsReports(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for _, who := range []string{"city/desk", "city/minister-1", "city/guardian", "county/clerk"} {
		api.Must(t, http.StatusForbidden, "GET", "/api/v1/reports/hmca", testkit.Token(who), nil)
		v := visit(t, n.Config.PublicURL).as(who)
		v.open("/reports")
		v.on(http.StatusForbidden, "This is not open to you")
	}
	api.Must(t, http.StatusUnauthorized, "GET", "/api/v1/reports/hmca", "", nil)
	for path, want := range map[string]int{"welfare": http.StatusNotFound, "hmca": http.StatusNotFound, "family?days=7": http.StatusBadRequest, "family?days=x": http.StatusBadRequest} {
		api.Must(t, want, "GET", "/api/v1/reports/"+path, testkit.Token("county/auditor"), nil)
	}
	v := visit(t, n.Config.PublicURL).as("county/auditor")
	v.open("/reports")
	v.on(http.StatusOK, "Reports")
	v.shows("No family was referred in this time", `<select id="program"`, "No gap was found")
	v.open("/reports?program=ucan")
	if !slices.Contains(strings.Fields(v.page), `selected>UCAN`) && !strings.Contains(v.page, `value="ucan" selected`) {
		t.Errorf("the program that was chosen is not shown")
	}
	v.open("/reports?program=nothing")
	v.on(http.StatusNotFound, "We cannot find this")
}

// as signs in as somebody of any organization of the demo.
func (v *visitor) as(key string) *visitor {
	v.t.Helper()
	v.post("/demo/sign-in", "key", key)
	return v
}

// TestScreenshotsOfReports reads the same report as a coordinator and as an administrator, on paper as wide as a phone and as a desk.
func TestScreenshotsOfReports(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	talked(t, n, api)
	for i := range 6 {
		called(t, api, i)
	}
	gap(t, n)
	for _, width := range []int64{320, 390, 1280} {
		w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: api, name: "reports", width: width}
		w.signIn(testkit.Token("city/coordinator"))
		w.Open("/reports")
		w.see("coordinator")
		w.signIn(testkit.Token("city/admin"))
		w.Open("/reports")
		w.see("admin")
		w.signIn(testkit.Token("county/auditor"))
		w.Open("/reports")
		w.see("empty")
		w.Open("/demo/components")
		w.see("components")
	}
}
