package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// saveHalfway types three pages of the form and saves the fourth, half filled in and not yet right.
func saveHalfway(v *visitor) (link string) {
	v.t.Helper()
	v.open(askPath)
	for _, page := range story[:5] {
		v.answer("next", page.pairs...)
	}
	v.on(http.StatusOK, "How much would help?")
	v.shows("Save and go on later")
	v.answer("save", "amount_cents", "about 900")
	v.on(http.StatusOK, "Go on with what you typed")
	link, _, _ = strings.Cut(v.path, "?")
	return link
}

func TestADraftIsGoneOnWithElsewhere(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	db := n.Config.DatabaseURL
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	parts := strings.Split(link, "/")
	if len(parts) != 4 || !strings.HasPrefix(parts[2], "DR-") {
		t.Fatalf("saved at %s", link)
	}
	v.shows("What you typed is kept", parts[2], parts[3][:4]+"-"+parts[3][4:8]+"-", n.Config.PublicURL+link, "Nothing has been sent to anybody")
	if got := testkit.Query(t, db, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`); got != 0 {
		t.Errorf("%d requests were recorded", got)
	}
	for _, typed := range []string{"Marigold", "3145550123", "about 900"} {
		if strings.Contains(testkit.Dump(t, db), typed) {
			t.Errorf("%q can be read in the database", typed)
		}
	}

	other := visit(t, n.Config.PublicURL)
	for range 3 {
		other.open(link)
		other.on(http.StatusOK, "Go on with what you typed")
		other.hides("Marigold", `"900"`, "$900")
	}
	other.post("/status", "reference", " ", "code", "some-code")
	other.on(http.StatusBadRequest, "See where my request stands")
	other.shows("Please write your reference", "some-code")
	other.hides("Please write your code", "do not belong together")
	other.post("/status", "reference", parts[2], "code", "")
	other.shows("Please write your code", parts[2])
	other.hides("Please write your reference")
	other.post("/status", "reference", strings.ToLower(parts[2]), "code", strings.ToUpper(parts[3]))
	other.on(http.StatusOK, "Go on with what you typed")
	other.post(link)
	other.on(http.StatusOK, "How much would help?")
	other.shows(`value="about 900"`)
	other.answer("next", "amount_cents", "$1,200")
	other.answer("save", "payee_name", "Imaginary Boilers")
	if !strings.HasPrefix(other.path, link) {
		t.Errorf("saving again led to %s", other.path)
	}
	if got := testkit.Query(t, db, `SELECT count(*) FROM drafts`); got != 1 {
		t.Errorf("%d drafts are kept", got)
	}
	other.post(link)
	other.on(http.StatusOK, "Should we pay somebody directly?")
	other.shows("Imaginary Boilers")
	for _, page := range story[6:] {
		other.answer("next", page.pairs...)
	}
	other.on(http.StatusOK, "Look through your answers")
	other.shows("Marigold Example", "$1,200")
	checked := other.page
	other.answer("save")
	other.post(link)
	other.on(http.StatusOK, "Look through your answers")
	other.answer("send")
	other.on(http.StatusOK, "Welfare fund")
	if got := testkit.Query(t, db, `SELECT count(*) FROM drafts`); got != 0 {
		t.Errorf("%d drafts are kept of a request that was sent", got)
	}
	v.open(link)
	v.on(http.StatusNotFound, "Nothing is kept under this link any more")
	v.post(link)
	v.on(http.StatusNotFound, "Nothing is kept under this link any more")

	// saved once more from an old page, and sent again: the same request, and no draft
	other.page = checked
	other.answer("save")
	other.post(link)
	other.page = checked
	other.answer("send")
	if got := testkit.Query(t, db, `SELECT count(*) FROM drafts`); got != 0 {
		t.Errorf("%d drafts are kept of a request that was sent twice", got)
	}
	if got := testkit.Query(t, db, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`); got != 1 {
		t.Errorf("%d requests", got)
	}
}

func TestADraftOpensWithItsOwnCodeOnly(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	last := "x"
	if strings.HasSuffix(link, last) {
		last = "y"
	}
	for _, path := range []string{link[:len(link)-1] + last, strings.Replace(link, "/d/", "/r/", 1), "/d/WF-0000-0000/" + link[len(link)-26:], "/d/none/none"} {
		v.open(path)
		v.on(http.StatusNotFound, "")
		v.hides("Nothing is kept under this link")
	}
	r := testkit.Client(n.Config.PublicURL).Submit(t)
	v.open("/d/" + r.Reference + "/" + r.Token)
	v.on(http.StatusNotFound, "")
	v.post("/status", "reference", strings.Split(link, "/")[2], "code", r.Token)
	v.on(http.StatusNotFound, "See where my request stands")
}

func TestADraftIsPurgedOnTheDayThatWasNamed(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	db := n.Config.DatabaseURL
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	api := testkit.Client(n.Config.PublicURL)
	central, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	lastDay := n.Now().In(central).AddDate(0, 0, 14)
	v.shows(fmt.Sprintf("until the end of %s, %s %d", lastDay.Weekday(), lastDay.Month(), lastDay.Day()))
	end := time.Date(lastDay.Year(), lastDay.Month(), lastDay.Day()+1, 0, 0, 0, 0, central)
	advance := func(to time.Time) {
		api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": to.Sub(n.Now()).Round(time.Second).String()})
	}
	advance(end.Add(-time.Minute))
	v.open(link)
	v.on(http.StatusOK, "Go on with what you typed")
	advance(end.Add(time.Minute))
	if got := testkit.Query(t, db, `SELECT count(*) FROM drafts`); got != 0 {
		t.Errorf("%d drafts outlive their time", got)
	}
	v.open(link)
	v.on(http.StatusNotFound, "Nothing is kept under this link any more")
}

func TestADraftIsErasedAtOnce(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	for range 2 {
		v.post(link + "/erase")
		v.on(http.StatusOK, "What you typed is erased")
	}
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM drafts`); got != 0 {
		t.Errorf("%d drafts are kept", got)
	}
}

func TestTheLinkOfADraftIsSentAndItsAddressForgotten(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	for _, wrong := range []string{"", "12", "a@", "nobody"} {
		v.post(link+"/link", "send-to", wrong)
		v.on(http.StatusBadRequest, "Go on with what you typed")
		v.shows("There is a problem", `href="#send-to"`)
		if !strings.ContainsAny(wrong, "@0123456789") {
			v.shows("Please write a telephone number or an e-mail address.")
		}
	}
	api := testkit.Client(n.Config.PublicURL)
	for _, to := range []string{"somebody@family.demo.invalid", "314-555-0177"} {
		v.post(link+"/link", "send-to", to)
		v.on(http.StatusOK, "Go on with what you typed")
		v.shows("The link is on its way to you")
		var mail struct {
			Messages []struct {
				Subject, Text string
				Links         []string
			}
		}
		testkit.Eventually(t, 20*time.Second, "the link to be sent to "+to, func() bool {
			api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json?to="+to, "", nil).Into(t, &mail)
			return len(mail.Messages) == 1
		})
		if m := mail.Messages[0]; len(m.Links) != 1 || m.Links[0] != n.Config.PublicURL+link || strings.Contains(strings.ToLower(m.Subject+m.Text), "welfare") {
			t.Errorf("the message is %+v", m)
		}
		testkit.Eventually(t, 20*time.Second, "the address to be forgotten", func() bool {
			return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM drafts WHERE link IS NOT NULL`) == 0
		})
	}
	for range 3 {
		v.post(link+"/link", "send-to", "somebody@family.demo.invalid")
	}
	v.post(link+"/link", "send-to", "somebody@family.demo.invalid")
	v.on(http.StatusUnprocessableEntity, "Go on with what you typed")
	v.shows("sent several times already")
}

func TestWhatCannotBeSavedStaysInThePage(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pg, err := localpg.Start(ctx, localpg.Options{Dir: testkit.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() }) // it may be stopped already
	if err := pg.CreateDatabase(ctx, "drafts", ""); err != nil {
		t.Fatal(err)
	}
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = pg.URL("postgres", "drafts") })
	v := visit(t, n.Config.PublicURL)
	link := saveHalfway(v)
	v.post(link)
	v.on(http.StatusOK, "How much would help?")
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	v.answer("save", "amount_cents", "$1,250")
	v.on(http.StatusServiceUnavailable, "We could not save what you typed just now")
	v.shows("everything you typed is still on this page", "$1,250", "Marigold Example")
	unsaved := v.page
	v.answer("change:5")
	v.on(http.StatusOK, "How much would help?")
	v.shows(`value="1,250"`)
	v.open(link)
	v.on(http.StatusServiceUnavailable, "")
	v.page = unsaved
	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "the draft to be saved again", func() bool {
		v.page = unsaved
		v.answer("save:5")
		return v.status == http.StatusOK
	})
	v.post(link)
	v.on(http.StatusOK, "How much would help?")
	v.shows(`value="1,250"`)

	// sent while Postgres is down: recorded later, and the draft goes with it
	v.answer("next", "amount_cents", "$1,250")
	for _, page := range story[6:] {
		v.answer("next", page.pairs...)
	}
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 40*time.Second, "the draft to be erased with the request", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`) == 1 &&
			testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM drafts`) == 0
	})
}
