package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfPeopleWhoApply walks the roads of a guardian, of a young person, and of somebody who applies for an academy.
func TestScreenshotsOfPeopleWhoApply(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL), name: "apply", width: run.width}
			child := w.guardian()
			w.youth()
			w.academy()
			w.interpreter(child)
		})
	}
}

// born types a date of birth into its three inputs.
func (w *walk) born(year, month, day string) {
	w.t.Helper()
	w.Type("input[name=birth_date-month]", month)
	w.Type("input[name=birth_date-day]", day)
	w.Type("input[name=birth_date-year]", year)
}

func (w *walk) next() {
	w.t.Helper()
	w.Press("button[value=next]")
}

// says fails unless the page does.
func (w *walk) says(what string) {
	w.t.Helper()
	if text := w.Text("main"); !strings.Contains(text, what) {
		w.t.Fatalf("at %s the page does not say %q:\n%s", w.Where(), what, text)
	}
}

// receipt reads reference and token out of the page's address.
func (w *walk) receipt() testkit.Receipt {
	w.t.Helper()
	where, _, _ := strings.Cut(strings.TrimPrefix(w.Where(), w.api.Base), "?")
	parts := strings.Split(where, "/")
	if len(parts) < 4 || parts[1] != "r" {
		w.t.Fatalf("no receipt at %s\n%s", w.Where(), w.Text("main"))
	}
	return testkit.Receipt{Reference: parts[2], Token: parts[3]}
}

// academy is refused kindly, puts a slip right, is checked, read, and seated.
func (w *walk) academy() {
	w.t.Helper()
	w.Open("/p/city/citizens-academy")
	w.see("academy")
	w.Press("main a.button")
	w.Type("input[name=full_name]", "Avery Fictional")
	w.next()
	w.born("2015", "5", "17")
	w.next()
	w.Choose("input[name=city_connection][value=resident]")
	w.next()
	w.next()
	w.Type("input[name=contact_email]", "avery@family.demo.invalid")
	w.next()
	w.says("Records check")
	w.Choose("input[name=records_check_consent][value=yes]")
	w.next()
	w.Choose("input[name=active_warrant][value=no]")
	w.next()
	w.see("academy-check")
	w.Press("button[value=send]")
	w.see("academy-not-eligible")
	w.says("18")
	w.Press("button[value=check]")
	w.Press("button[value='change:1']")
	w.Clear("input[name=birth_date-year]")
	w.Type("input[name=birth_date-year]", "1990")
	w.next()
	w.Press("button[value=send]")
	w.see("academy-receipt")
	r := w.receipt()
	w.signIn(testkit.Token("city/coordinator"))
	screen := w.api.Await(w.t, r.Reference, "screen", 1, "city/coordinator")[0]
	w.Open("/tasks/" + screen.ID)
	w.see("screen")
	w.says("Avery Fictional")
	w.Press("form[action$=clear] button[type=submit]")
	review := w.api.Await(w.t, r.Reference, "review", 1, "city/coordinator")[0]
	w.Open("/tasks/" + review.ID)
	w.see("review")
	w.Press("form[action$=accept] button[type=submit]")
	w.api.AwaitStatus(w.t, r, "accepted")
	w.Open("/cases/" + r.Reference)
	w.see("application")
	w.Open(receiptOf(r))
	w.see("academy-place")
	w.says("You were accepted")
}

func receiptOf(r testkit.Receipt) string { return "/r/" + r.Reference + "/" + r.Token }

// guardian signs up a child and then another, signs a text and takes it back, changes an answer, and downloads everything.
func (w *walk) guardian() (first testkit.Receipt) {
	w.t.Helper()
	w.Open("/p/city/pal/ask")
	w.Type("input[name=child_name]", "Kit Fictional")
	w.next()
	w.born("2016", "2", "29")
	w.next()
	w.Choose("input[name=activity][value=soccer]")
	w.next()
	w.next()
	w.Type("input[name=guardian_name]", "Gale Fictional")
	w.Type("input[name=guardian_phone]", "314 555 0123")
	w.next()
	w.Type("input[name=contact_email]", "gale@family.demo.invalid")
	w.next()
	w.see("telephone")
	w.next()
	w.Type("textarea[name=medical_note]", "A fictional allergy.")
	w.next()
	w.see("guardian-consent")
	w.Choose("input[name=guardian_consent][value=yes]")
	w.next()
	w.Press("button[value=send]")
	w.see("guardian-receipt")
	w.says("A fictional allergy.")
	first = w.receipt()
	w.Press("form[action$='choose/sign'] button[type=submit]")
	w.says("It is signed")
	w.Press("form[action$=another] button[type=submit]")
	w.Type("input[name=child_name]", "Kim Fictional")
	w.next()
	w.born("2014", "9", "2")
	w.next()
	w.Choose("input[name=activity][value=basketball]")
	w.next()
	w.next()
	w.see("guardian-known")
	w.next() // the guardian is known
	w.next()
	w.next()
	w.next()
	w.Choose("input[name=guardian_consent][value=yes]")
	w.next()
	w.Press("button[value=send]")
	w.says("Kit Fictional")
	w.see("guardian-second-child")
	w.Open(receiptOf(first) + "/change")
	w.see("guardian-change")
	w.Clear("input[name=birth_date-year]")
	w.Type("input[name=birth_date-year]", "1990")
	if w.Has("input[name=guardian_consent]") {
		w.t.Error("a yes would sign a text that is not there")
	}
	w.Press("main form button[type=submit]")
	w.says("5 to 18")
	if !w.Has("input[name=child_name][value='Kit Fictional']") {
		w.t.Error("what was typed is lost")
	}
	w.Clear("input[name=birth_date-year]")
	w.Type("input[name=birth_date-year]", "2017")
	w.Clear("input[name=birth_date-day]")
	w.Type("input[name=birth_date-day]", "28")
	for range 3 { // it is long
		w.Clear("input[name=contact_email]")
	}
	w.Type("input[name=contact_email]", "gale.new@family.demo.invalid")
	w.Press("main form button[type=submit]")
	w.says("Your answers are changed.")
	w.says("gale.new@family.demo.invalid")
	if strings.Contains(w.Text("main"), "gale@family.demo.invalid") {
		w.t.Error("the page shows the former address")
	}
	w.see("guardian-changed")
	return first
}

// interpreter takes a signature back and asks to have the text read; the coordinator, who is signed in, sees in which language.
func (w *walk) interpreter(r testkit.Receipt) {
	w.t.Helper()
	w.Open(receiptOf(r))
	w.unfold("choose/unsign")
	w.Type("form[action$='choose/unsign'] select", "Taking part")
	w.Press("form[action$='choose/unsign'] button[type=submit]")
	w.says("The signature is taken back.")
	w.unfold("choose/interpreter")
	w.Type("form[action$='choose/interpreter'] select", "Another language")
	w.Press("form[action$='choose/interpreter'] button[type=submit]")
	w.says("Please write which language.")
	w.see("guardian-interpreter-which")
	w.Type("form[action$='choose/interpreter'] input[name=other]", "Invented Tongue")
	w.Press("form[action$='choose/interpreter'] button[type=submit]")
	w.says("Somebody will call you.")
	call := w.api.Await(w.t, r.Reference, "call_family", 1, "city/coordinator")[0]
	w.Open("/inbox")
	w.see("call-inbox")
	w.Open("/tasks/" + call.ID)
	w.see("call")
	w.says("Invented Tongue")
	w.Open("/cases/" + r.Reference)
	w.see("application-moved")
	w.says("gale@family.demo.invalid")
}

// youth applies for themselves: their yes signs nothing for the guardian, who is called.
func (w *walk) youth() {
	w.t.Helper()
	w.Open("/p/city/explorers/ask")
	w.Choose("input[name=filled_by][value=youth]")
	w.next()
	w.Type("input[name=full_name]", "Yuki Fictional")
	w.next()
	w.born("2011", "6", "1")
	w.next()
	w.Choose("input[name=eighth_grade][value=yes]")
	w.Choose("input[name=schooling][value=high_school]")
	w.Choose("input[name=grades][value=yes]")
	w.next()
	w.Type("input[name=guardian_name]", "Yoko Fictional")
	w.Type("input[name=guardian_phone]", "314 555 0126")
	w.next()
	w.Type("input[name=contact_email]", "yuki@family.demo.invalid")
	w.next()
	w.next() // what to mind on the guardian's telephone
	if w.Has("input[name=guardian_consent]") {
		w.t.Error("a young person is asked whether their guardian agrees")
	}
	w.next()
	w.Choose("input[name=criminal_record][value=no]")
	w.next()
	w.Press("button[value=send]")
	w.see("youth-receipt")
	w.says("A parent or guardian has to sign this before the first day.")
	if w.Has("form[action$='choose/sign']") {
		w.t.Error("a young person can sign for their guardian")
	}
}
