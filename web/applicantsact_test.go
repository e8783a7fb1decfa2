package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/almoner/almoner/testkit"
)

// sendAll posts a form whose fields may come several times.
func (v *visitor) sendAll(path string, form url.Values) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	v.send(r, err)
}

func TestAnActOnManyIsConfirmedAndUndone(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	base := n.Config.PublicURL
	api := testkit.Client(base)
	academy, child := applied(t, api)
	desk := visit(t, base).beIn("city/coordinator")
	desk.open("/applicants")
	everybody := []string{academy[0].ID, academy[1].ID, academy[2].ID, child.ID}
	desk.sendAll("/applicants/confirm", url.Values{"act": {"accept"}})
	desk.on(http.StatusBadRequest, "Applications")
	desk.shows("Please tick at least one application")
	desk.sendAll("/applicants/confirm", url.Values{"case": everybody})
	desk.shows("Please choose what to do", " checked>")
	desk.sendAll("/applicants/confirm", url.Values{"case": {"nonsense"}, "act": {"accept"}})
	desk.on(http.StatusBadRequest, "")
	desk.sendAll("/applicants/confirm", url.Values{"case": everybody, "act": {"refuse"}})
	desk.on(http.StatusOK, "Decline 2")
	desk.shows("Avery Fictional", "Kit Fictional", "Whom it reaches", "Ticked, and not reached", "First needs: Records check")
	key := desk.hidden("key")
	form := url.Values{"case": {academy[0].ID, child.ID}, "act": {"refuse"}, "key": {key}}
	desk.sendAll("/applicants/acts", form)
	desk.on(http.StatusBadRequest, "Decline 2")
	desk.shows("Please write a reason that the families can read")
	if desk.hidden("key") != key {
		t.Error("another key after a slip")
	}
	form.Set("reason", "There are no more seats.")
	desk.sendAll("/applicants/acts", form)
	desk.on(http.StatusOK, "Kept, not carried out yet: 2")
	desk.shows("You can undo this for about 60 seconds", "Avery Fictional")
	result := desk.path
	desk.sendAll("/applicants/acts", form)
	if desk.path != result {
		t.Errorf("the second press led to %s", desk.path)
	}
	other := visit(t, base).beIn("county/coordinator")
	other.open(result)
	other.on(http.StatusNotFound, "")
	desk.sendAll(result+"/undo", url.Values{})
	desk.on(http.StatusOK, "Undone")
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "2m"})
	api.AwaitStatus(t, academy[0], "in_review")
	clearAndAccept(t, desk, api, academy, child)
}

// done waits until what was asked for has been carried out.
func (v *visitor) done(result, heading string) {
	v.t.Helper()
	testkit.Eventually(v.t, 20*time.Second, heading, func() bool {
		v.open(result)
		return strings.HasPrefix(v.heading(), heading)
	})
	v.on(http.StatusOK, heading)
}

// clearAndAccept clears a check of two and accepts three, one of whom withdraws before that is carried out.
func clearAndAccept(t *testing.T, desk *visitor, api testkit.API, academy []testkit.Receipt, child testkit.Receipt) {
	t.Helper()
	advance := func() { api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "2m"}) }
	desk.sendAll("/applicants/confirm", url.Values{"case": {academy[0].ID, academy[1].ID, academy[2].ID}, "act": {"clear.records_check"}})
	desk.on(http.StatusOK, "Clear 2: Records check")
	year := time.Now().AddDate(1, 0, 0).Format("2006")
	form := url.Values{"case": {academy[1].ID, academy[2].ID}, "act": {"clear.records_check"}, "key": {desk.hidden("key")}, "expires_on-year": {"1999"}, "expires_on-month": {"1"}, "expires_on-day": {"2"}}
	desk.sendAll("/applicants/acts", form)
	desk.shows("This result has ended already", `value="1999"`)
	form.Set("expires_on-year", year)
	desk.sendAll("/applicants/acts", form)
	result := desk.path
	advance()
	desk.done(result, "Done: 2 of 2")
	for _, r := range academy {
		api.Await(t, r.Reference, "review", 1, "city/coordinator")
	}
	desk.sendAll("/applicants/confirm", url.Values{"case": {academy[0].ID, academy[1].ID, child.ID}, "act": {"accept"}})
	desk.on(http.StatusOK, "Accept 3")
	desk.sendAll("/applicants/acts", url.Values{"case": {academy[0].ID, academy[1].ID, child.ID}, "act": {"accept"}, "key": {desk.hidden("key")}})
	result = desk.path
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+academy[1].Reference+"/withdraw", academy[1].Token, map[string]any{})
	api.AwaitStatus(t, academy[1], "withdrawn")
	advance()
	desk.done(result, "Done: 2 of 3")
	desk.shows("Not done", "Blake Imaginary", "The family withdrew this in the meantime")
	desk.sendAll(result+"/undo", url.Values{})
	desk.on(http.StatusConflict, "")
	api.AwaitStatus(t, academy[0], "accepted")
	api.AwaitStatus(t, child, "accepted")
}

// TestScreenshotsOfListsOfApplications walks a coordinator's morning: filter, tick, accept, undo.
func TestScreenshotsOfListsOfApplications(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL), name: "applicants", width: run.width}
			academy, child := applied(t, w.api)
			w.signIn(testkit.Token("city/coordinator"))
			w.Open("/applicants")
			w.shows("list", "4 open applications")
			w.Choose("details.filter-box > summary")
			w.Type("input[name=q]", "fict")
			w.see("filter")
			w.Press("form.filter button")
			w.shows("filtered", "2 open applications", "Avery Fictional", "Kit Fictional")
			w.Press("form[action='/applicants/confirm'] button[type=submit]")
			w.shows("problem", "Please tick at least one application")
			w.Choose("input[name=case][value='" + academy[0].ID + "']")
			w.Choose("input[name=case][value='" + child.ID + "']")
			w.Type("select[name=act]", "Accept")
			w.see("ticked")
			w.Press("form[action='/applicants/confirm'] button[type=submit]")
			w.shows("confirm", "Accept 2", "Whom it reaches")
			w.Press("form[action='/applicants/acts'] button[type=submit]")
			w.shows("held", "Kept, not carried out yet: 2", "You can undo this")
			w.Press("form[action$='/undo'] button")
			w.shows("undone", "Nothing was done")
			w.Open("/applicants/sheet")
			w.shows("sheet", "Blake Imaginary")
			w.Open("/applicants/export?program=pal")
			w.shows("export", "Columns")
			w.fromPaper()
		})
	}
}

// fromPaper is a file of applications: looked at, then recorded.
func (w *walk) fromPaper() {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "paper.csv")
	if err := os.WriteFile(file, []byte(paperFile), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.Open("/applicants/import")
	w.see("import")
	w.Press("form[enctype] button[type=submit]")
	w.shows("import-problem", "Please choose a file")
	w.Type("select[name=program]", "Citizens Academy")
	w.Do(chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{file}))
	w.Press("form[enctype] button[type=submit]")
	w.shows("import-tried", "3 of 5 lines can be recorded", "has an open application already")
	w.Press("form[action='/applicants/import/record'] button")
	w.shows("import-recorded", "3 of 5 lines are recorded", "Slips for the families")
}
