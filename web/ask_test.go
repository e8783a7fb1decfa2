package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

const askPath = "/p/county/welfare/ask"

// story is what one family answers, page by page; the amount decides whether there is a tenth.
var story = []struct {
	heading string
	pairs   []string
}{
	{"Who needs help?", []string{"for_whom", "spouse"}},
	{"Who is the employee?", []string{"member_name", "Marigold Example", "member_number", "t-1007"}},
	{"How can we reach you?", []string{"contact_phone", "314.555.0123", "contact_email", "", "send_address", ""}},
	{"How may we use this telephone?", []string{"safe_to_text", "no", "leave_message", "yes", "call_hours", "h09_12"}},
	{"What is the help for?", []string{"need", "funeral"}},
	{"How much would help?", []string{"amount_cents", "$1,200"}},
	{"Should we pay somebody directly?", []string{"payee_name", ""}},
	{"How soon is the help needed?", []string{"emergency", "", "needed_by-month", "2", "needed_by-day", "3", "needed_by-year", "2027"}},
	{"What happened?", []string{"what_happened", "The roof came down in the storm.\n\nWe sleep at my sister's."}},
}

// fillIn answers every page up to the last.
func fillIn(v *visitor) {
	v.t.Helper()
	v.open(askPath)
	for _, page := range story {
		v.on(http.StatusOK, page.heading)
		v.answer("next", page.pairs...)
	}
	v.on(http.StatusOK, "Look through your answers")
}

func TestAFamilyAsks(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	v.open("/p/county/welfare")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("(314) 555-0100", "Start")
	fillIn(v)
	if got := v.header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("a page of the form has Cache-Control %q; the browser's Back could not show it", got)
	}
	v.shows("The husband or wife of an employee", "$1,200", "(314) 555-0123", "Not provided", "Wednesday, February 3, 2027", "We sleep at my sister's.")
	checked := v.page

	v.answer("change:5")
	v.on(http.StatusOK, "How much would help?")
	v.shows(`value="1,200"`)
	v.answer("next", "amount_cents", "1,100.50")
	v.on(http.StatusOK, "Look through your answers")
	v.shows("$1,100.50")
	v.answer("back")
	v.on(http.StatusOK, "What happened?")
	v.page = checked

	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	v.shows("We have received your request", "$1,200", n.Config.PublicURL+strings.TrimSuffix(v.path, "?new=1"))
	receipt := v.path
	v.page = checked
	v.answer("send")
	if v.path != receipt {
		t.Errorf("a second press led to %s, not to %s", v.path, receipt)
	}
	v.page = checked
	v.answer("change:4")
	v.answer("next", "need", "medical")
	v.answer("send")
	v.on(http.StatusConflict, "You have sent this request already")
	v.shows("Open the page of your request", `href="`+strings.TrimSuffix(receipt, "?new=1")+`"`)
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`); n != 1 {
		t.Errorf("%d requests were recorded, not one", n)
	}
	v.answer("anew")
	v.on(http.StatusOK, "Look through your answers")
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
}

func TestWhatIsWrongIsSaidAndKept(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	v.open(askPath)
	v.answer("next")
	v.on(http.StatusBadRequest, "Who needs help?")
	v.shows("<title>Error: Who needs help?", "There is a problem", "Choose one of the answers.", `href="#for_whom"`)
	v.answer("next", "for_whom", "neighbor")
	v.on(http.StatusBadRequest, "Who needs help?")
	v.answer("next", story[0].pairs...)
	v.answer("next", "member_name", strings.Repeat("x", 10_000))
	v.on(http.StatusBadRequest, "Who is the employee?")
	v.shows(strings.Repeat("x", 10_000))
	v.answer("next", "member_name", "A\x00B \xff")
	v.on(http.StatusBadRequest, "Who is the employee?")
	v.answer("back", "member_name", "Marigold")
	v.on(http.StatusOK, "Who needs help?")
	v.shows(`value="spouse" checked`)
	v.answer("next", story[0].pairs...)
	v.shows(`value="Marigold"`)
	v.answer("next", "member_name", "Marigold")
	v.answer("next", "contact_phone", "")
	v.on(http.StatusBadRequest, "How can we reach you?")
	v.answer("next", "contact_phone", "12", "contact_email", "x")
	v.on(http.StatusBadRequest, "How can we reach you?")
	v.shows(`value="12"`, `value="x"`, `href="#contact_phone"`, `href="#contact_email"`)
	v.answer("next", story[2].pairs...)
	for _, page := range story[3:5] {
		v.answer("next", page.pairs...)
	}
	for _, typed := range []string{"", "-5", "abc", "0", "1e9", "99999999999999999999"} {
		v.answer("next", "amount_cents", typed)
		v.on(http.StatusBadRequest, "How much would help?")
	}
	v.answer("next", "amount_cents", "900")
	v.answer("next")
	for _, day := range [][3]string{{"2", "30", "2027"}, {"13", "1", "2027"}, {"", "1", "2027"}, {"x", "y", "z"}} {
		v.answer("next", "needed_by-month", day[0], "needed_by-day", day[1], "needed_by-year", day[2])
		v.on(http.StatusBadRequest, "How soon is the help needed?")
		v.shows(`href="#needed_by"`, `value="`+day[1]+`"`)
	}
}

func TestMoreThanTheCap(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	fillIn(v)
	v.answer("change:5")
	v.answer("next", "amount_cents", "2000")
	v.on(http.StatusOK, "If you need more than $1,500, why?")
	v.answer("next", "exception_explanation", "because")
	v.on(http.StatusBadRequest, "If you need more than $1,500, why?")
	v.answer("next", "exception_explanation", strings.Repeat("The roof has to be replaced at once. ", 8))
	v.on(http.StatusOK, "Look through your answers")
	v.answer("change:5")
	v.answer("next", "amount_cents", "9000")
	v.answer("send")
	v.on(http.StatusUnprocessableEntity, "This fund cannot take the request as it is")
	v.shows("at most $5,000", "We sleep at my sister's.", "(314) 555-0100")
	v.answer("check")
	v.on(http.StatusOK, "Look through your answers")
	v.answer("change:5")
	v.answer("next", "amount_cents", "1500")
	v.on(http.StatusOK, "Look through your answers")
	v.hides("If you need more than")
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	v.hides("The roof has to be replaced at once.")
}

func TestAPageThatWasChangedOnItsWay(t *testing.T) {
	t.Parallel()
	v := visit(t, testkit.Node(t).Config.PublicURL)
	fillIn(v)
	state := v.hidden("state")
	for name, tampered := range map[string]string{
		"nothing": "", "no base64": "%%%", "cut": state[:len(state)-8], "turned": state[1:] + state[:1], "of its own": "AgAB" + strings.Repeat("A", 80),
	} {
		v.post(askPath, "state", tampered, "page", "check", "go", "send")
		if v.on(http.StatusBadRequest, "Please start again"); v.t.Failed() {
			t.Fatal(name)
		}
	}
	for _, page := range []string{"", "-1", "99", "x", "check "} {
		v.post(askPath, "state", state, "page", page, "go", "next")
		v.on(http.StatusBadRequest, "Please start again")
	}
	v.post(askPath, "state", state, "page", "check", "go", "change:99")
	v.on(http.StatusOK, "Look through your answers")
	v.post(askPath, "state", state, "page", "check", "what_happened", strings.Repeat("a", 300<<10))
	v.on(http.StatusRequestEntityTooLarge, "That is too much at once")
}

func TestAClerkEntersARequest(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL).be("clerk")
	v.open(askPath)
	v.shows("How did the request reach you?")
	v.answer("next", story[0].pairs...)
	v.on(http.StatusBadRequest, "Who needs help?")
	v.answer("next", "for_whom", "self", "entered-channel", "walk_in")
	for _, page := range story[1:] {
		v.answer("next", page.pairs...)
	}
	v.shows("At the door")
	v.answer("send")
	v.on(http.StatusOK, "Welfare fund")
	if testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE channel = 'walk_in'`) != 1 {
		t.Error("it is not recorded as entered at the door")
	}
}

func TestPagesWhilePostgresIsDown(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pg, err := localpg.Start(ctx, localpg.Options{Dir: testkit.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() }) // it may be stopped already
	if err := pg.CreateDatabase(ctx, "outage", ""); err != nil {
		t.Fatal(err)
	}
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL = pg.URL("postgres", "outage") })
	v := visit(t, n.Config.PublicURL).be("clerk")
	family := visit(t, n.Config.PublicURL)
	fillIn(family)
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	family.answer("send")
	family.on(http.StatusOK, "Welfare fund")
	family.shows("We have received your request", "We have your request.")
	path := regexp.MustCompile(`\?.*`).ReplaceAllString(family.path, "")
	family.post(path+"/answer", "answer", "A long answer that must not be lost")
	family.on(http.StatusServiceUnavailable, "Your request")
	family.shows("A long answer that must not be lost")
	v.open("/inbox")
	v.on(http.StatusServiceUnavailable, "We cannot do this right now")
	if err := pg.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	reference := strings.Split(path, "/")[2]
	testkit.Client(n.Config.PublicURL).Await(t, reference, "vote", 3, testkit.Trustees()...)
	family.open(path)
	family.on(http.StatusOK, "Welfare fund")
	family.shows("Your request is being looked at.")
}
