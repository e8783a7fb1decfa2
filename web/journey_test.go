package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// walk is a journey through pages in a real browser; every page it comes by must fit its window.
type walk struct {
	*testkit.Browser
	t     *testing.T
	api   testkit.API
	name  string
	width int64
	shots int
}

// The widths of windows, in CSS pixels: the narrowest that WCAG 1.4.10 names, a telephone, a desk.
const (
	narrow = 320
	phone  = 390
	desk   = 1280
)

// languages are those that a walk reads each page in beside English: one a width, so that the three widths read all of them.
var languages = map[int64]string{narrow: "bs", desk: "es"}

// see checks and pictures the page the walk has come to.
func (w *walk) see(what string) {
	w.t.Helper()
	w.check(what)
	w.shots++
	w.Shot(fmt.Sprintf("%s-%d-%02d-%s", w.name, w.width, w.shots, what))
	if w.width == phone { // one width is enough for what does not change with it
		faults := w.KeyboardFaults()
		if len(faults) > 0 {
			faults = w.KeyboardFaults() // a page that brought itself up to date in the middle is walked through once more
		}
		for _, fault := range faults {
			w.t.Errorf("%s at %d px: %s", what, w.width, fault)
		}
	}
	// What a walk alone comes to, a form with answers in it, is read in other languages too; TestEveryPageInEvery… reads every other page in all of them.
	language := languages[w.width]
	button := func(language string) string { return "nav.languages button[value='language:" + language + "']" }
	if language != "" && !w.Printed() && w.Has(button(language)) && w.Has("p.back button[value=back]") {
		w.Press(button(language)) // it keeps what was typed
		w.check(what + " in " + language)
		w.Press(button("en"))
	}
}

// check looks at the page that is open.
func (w *walk) check(what string) {
	w.t.Helper()
	if over := w.Wide(); over > 0 {
		w.t.Errorf("%s at %d px: the page is %d px wider than its window", what, w.width, over)
	}
	faults := w.Faults()
	if w.width == narrow {
		if over := w.WideWhenSpaced(); over != "" {
			faults = append(faults, "with spaced text the page is too wide: "+over)
		}
	}
	for _, fault := range faults {
		w.t.Errorf("%s at %d px: %s", what, w.width, fault)
	}
}

func TestScreenshotsOfARequestFromThePhoneToThePayment(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{320, 390, 1280} {
		t.Run(fmt.Sprintf("%d px, without JavaScript", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: testkit.Client(n.Config.PublicURL), name: "welfare", width: width}
			reference, status := w.ask()
			for _, seat := range w.api.Await(t, reference, "vote", 3, testkit.Trustees()...)[:2] {
				w.vote(seat)
			}
			w.pay(reference)
			w.Open(status)
			if text := w.Text("main"); !strings.Contains(text, "$550") {
				t.Errorf("the family does not read the amount: %s", text)
			}
			w.see("family-paid")
		})
	}
}

// ask fills in the family's form, page by page, as somebody who makes a mistake on the way.
func (w *walk) ask() (reference, status string) {
	w.t.Helper()
	w.Open("/")
	w.see("landing")
	w.Open("/p/county/welfare")
	w.see("program")
	w.Press("main a.button")
	w.see("ask-for-whom")
	w.Press("button[value=next]")
	if !strings.Contains(w.Text("main"), "There is a problem") {
		w.t.Fatalf("an empty page goes through: %s", w.Text("main"))
	}
	w.see("ask-problem")
	w.Choose("input[name=for_whom][value=self]")
	w.Press("button[value=next]")
	w.Type("input[name=member_name]", "Jordan Fictional")
	w.Type("input[name=member_number]", "T-1023")
	w.see("ask-member")
	w.Press("button[value=next]")
	w.Type("input[name=contact_phone]", "314 555 0123")
	w.Type("input[name=contact_email]", "jordan@family.demo.invalid")
	w.see("ask-contact")
	w.Press("button[value=next]")
	w.Choose("input[name=call_hours][value=h09_12]")
	w.see("ask-telephone")
	w.Press("button[value=next]")
	w.see("ask-address")
	w.Press("button[value=next]")
	w.Choose("input[name=need][value=utilities]")
	w.see("ask-need")
	w.Press("button[value=next]")
	w.Type("input[name=amount_cents]", "$600")
	w.see("ask-amount")
	w.Press("button[value=next]")
	w.Type("input[name=payee_name]", "Imaginary Boilers")
	w.see("ask-payee")
	w.Press("button[value=next]")
	w.see("ask-emergency")
	w.Press("button[value=next]")
	w.Type("textarea[name=what_happened]", "The boiler failed in a frost. Jordan Fictional paid for it with the rent; call 314-555-0199.")
	w.see("ask-story")
	w.Press("button[value=next]")
	w.see("ask-check")
	w.Press("button[value=send]")
	w.see("received")
	path := strings.TrimPrefix(w.Where(), w.api.Base)
	parts := strings.Split(path, "/")
	if len(parts) < 4 || parts[1] != "r" {
		w.t.Fatalf("after sending: %s\n%s", path, w.Text("main"))
	}
	status, _, _ = strings.Cut(path, "?")
	return parts[2], status
}

func (w *walk) signIn(token string) {
	w.t.Helper()
	w.Open("/sign-in")
	w.Type("input[name=token]", token)
	w.Press("main button[type=submit]")
}

func (w *walk) vote(seat testkit.Task) {
	w.t.Helper()
	w.signIn(seat.Token)
	w.see("inbox")
	w.Open("/tasks/" + seat.ID)
	text := w.Text("main")
	if strings.Contains(text, "Jordan") || strings.Contains(text, "555-0199") {
		w.t.Errorf("a trustee reads who asks: %s", text)
	}
	w.see("vote")
	w.unfold("approve")
	w.Clear("input[name=amount_cents]")
	w.Type("input[name=amount_cents]", "550")
	w.Type("form[action$=approve] textarea[name=reason]", "It is the usual price.")
	w.Press("form[action$=approve] button[type=submit]")
	w.see("voted")
}

func (w *walk) pay(reference string) {
	w.t.Helper()
	prepare := w.api.Await(w.t, reference, "prepare_payment", 1, "treasurer")[0]
	w.signIn(prepare.Token)
	w.Open("/tasks/" + prepare.ID)
	w.see("prepare")
	w.unfold("prepare")
	w.Type("select[name=method]", "Check")
	w.Press("form[action$=prepare] button[type=submit]")
	w.Open("/funds")
	w.see("funds")
	release := w.api.Await(w.t, reference, "release_payment", 1, "signatory")[0]
	w.signIn(release.Token)
	w.Open("/tasks/" + release.ID)
	w.see("release")
	w.unfold("release")
	w.Press("form[action$=release] button[type=submit]")
	w.Open("/cases/" + reference)
	if strings.Count(w.Text("main"), "the family") != 1 {
		w.t.Errorf("the family did one thing, which was to ask: %s", w.Text("main"))
	}
	w.see("case")
	w.Open("/demo/mailbox")
	w.see("mailbox")
	w.Open("/demo/events")
	w.see("events")
}

// unfold opens an action's form where it is folded away.
func (w *walk) unfold(action string) {
	w.t.Helper()
	if w.Has("details:not([open]):has(form[action$='" + action + "'])") {
		w.Choose("details:has(form[action$='" + action + "']) > summary")
	}
}
