package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfAFamilyThatIsNotAlone walks the four roads of a referral: the desk's, a minister's, the coordinator's and the family's.
func TestScreenshotsOfAFamilyThatIsNotAlone(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL), name: "hmca", width: run.width}
			reference := w.refer()
			second := w.callOut(reference)
			w.reach(reference, second)
			w.lookAfter(reference)
			w.family()
		})
	}
}

// refer is the desk's road: one page, checked once, sent.
func (w *walk) refer() (reference string) {
	w.t.Helper()
	w.signIn(testkit.Token("city/desk"))
	w.see("desk-inbox")
	w.Press("main a.button")
	w.see("desk-form")
	w.Choose("input[name=who_is_asking][value=homicide_desk]")
	w.Type("input[name=family_contact_name]", "Riley Fictional")
	w.Type("input[name=contact_phone]", "314 555 0133")
	w.Choose("input[name=family_notified][value=yes]")
	w.Choose("input[name=safe_to_text][value=yes]")
	w.Choose("input[name=area][value=north]")
	w.Press("button[value=next]")
	w.see("desk-check")
	w.Press("button[value=send]")
	w.see("desk-receipt")
	parts := strings.Split(strings.TrimPrefix(w.Where(), w.api.Base), "/")
	if len(parts) < 4 || parts[1] != "r" {
		w.t.Fatalf("after referring: %s\n%s", w.Where(), w.Text("main"))
	}
	return parts[2]
}

// callOut is a minister's road from a text message: open the link, say yes, read the facts by PIN. A second one says yes in the inbox.
func (w *walk) callOut(reference string) (second testkit.Task) {
	w.t.Helper()
	offers := w.api.Await(w.t, reference, "dispatch", 2, testkit.Ministers()...)
	second = offers[1]
	link := w.linkOf(offers[0])
	w.Open("/sign-out")
	w.Open(link)
	w.see("callout")
	if text := w.Text("main"); strings.Contains(text, "Riley") || strings.Contains(text, "555-0133") {
		w.t.Errorf("a call-out names the family: %s", text)
	}
	w.Press("form[action$=accept] button")
	w.see("callout-accepted")
	w.Type("input[name=pin]", "271828")
	w.Press("form[action$=facts] button")
	if text := w.Text("main"); !strings.Contains(text, "That is not your PIN") || strings.Contains(text, "Riley") {
		w.t.Errorf("a wrong PIN opens something: %s", text)
	}
	w.Type("input[name=pin]", "314159")
	w.Press("form[action$=facts] button")
	if !strings.Contains(w.Text("main"), "Riley Fictional") {
		w.t.Errorf("the right PIN opens nothing: %s", w.Text("main"))
	}
	w.see("callout-facts")
	w.signIn(second.Token)
	w.see("minister-inbox")
	w.Open("/tasks/" + second.ID)
	w.see("dispatch")
	w.unfold("accept")
	w.Press("form[action$=accept] button[type=submit]")
	w.see("accepted")
	return second
}

// linkOf reads the link in the text message that called somebody out.
func (w *walk) linkOf(offer testkit.Task) (link string) {
	w.t.Helper()
	number := map[bool]string{true: "+1314555014", false: "+131455501"}[len(offer.Person) == len("city/minister-1")]
	var n int
	_, _ = fmt.Sscanf(offer.Person, "city/minister-%d", &n)
	if n > 9 {
		n += 40
	}
	testkit.Eventually(w.t, 20*time.Second, "a call-out's message", func() bool {
		var box struct {
			Messages []struct {
				Text  string   `json:"text"`
				Links []string `json:"links"`
			} `json:"messages"`
		}
		w.api.Must(w.t, http.StatusOK, "GET", fmt.Sprintf("/demo/mailbox.json?to=%%2B%s%d", number[1:], n), "", nil).Into(w.t, &box)
		for _, m := range box.Messages {
			if strings.Contains(m.Text, "a family needs you") {
				link = strings.TrimPrefix(m.Links[0], w.api.Base)
				return true
			}
		}
		return false
	})
	return link
}

// reach is the road after two have accepted: contact, a visit, a note.
func (w *walk) reach(reference string, second testkit.Task) {
	w.t.Helper()
	task := w.api.Await(w.t, reference, "contact", 1, second.Person)[0]
	w.Open("/tasks/" + task.ID)
	w.see("contact")
	w.unfold("made")
	w.Type("form[action$=made] textarea[name=note]", "Please come after six.")
	w.Press("form[action$=made] button[type=submit]")
	w.Open("/cases/" + reference)
	w.see("family-case")
	w.unfold("check_in")
	w.Press("form[action$=check_in] button[type=submit]")
	if !strings.Contains(w.Text("main"), "You are checked in") {
		w.t.Errorf("no check-in: %s", w.Text("main"))
	}
	w.unfold("check_out")
	w.Press("form[action$=check_out] button[type=submit]")
	w.unfold("acts/note")
	w.Type("form[action$='acts/note'] textarea[name=note]", "The side door is the better one.")
	w.Press("form[action$='acts/note'] button[type=submit]")
	w.see("family-noted")
	if !strings.Contains(w.Text("main"), "The side door is the better one.") {
		w.t.Errorf("the note is not shown: %s", w.Text("main"))
	}
}

// lookAfter is the coordinator's road: the inbox, the list, the case.
func (w *walk) lookAfter(reference string) {
	w.t.Helper()
	w.signIn(testkit.Token("city/coordinator"))
	w.see("coordinator-inbox")
	w.Open("/cases")
	w.see("coordinator-cases")
	w.Open("/cases/" + reference)
	w.see("coordinator-case")
	w.unfold("add_date")
	w.Type("form[action$=add_date] select[name=kind]", "A birthday")
	w.Choose("form[action$=add_date] input[name=yearly][value=yes]")
	w.Type("form[action$=add_date] input[name=on-month]", "2")
	w.Type("form[action$=add_date] input[name=on-day]", "30")
	w.Type("form[action$=add_date] input[name=on-year]", "2020")
	w.Press("form[action$=add_date] button[type=submit]")
	if !strings.Contains(w.Text("main"), "There is a problem") {
		w.t.Errorf("the 30th of February is a day: %s", w.Text("main"))
	}
	w.see("coordinator-problem")
	w.signIn(testkit.Token("city/desk"))
	w.Open("/cases/" + reference)
	w.see("desk-case")
	if text := w.Text("main"); strings.Contains(text, "side door") || strings.Contains(text, "after six") || !strings.Contains(text, "Contact was made") {
		w.t.Errorf("the desk reads: %s", text)
	}
}

// family is the road of those whom it is about: the link of their message, and what they choose.
func (w *walk) family() {
	w.t.Helper()
	var box struct {
		Messages []struct {
			Links []string `json:"links"`
		} `json:"messages"`
	}
	testkit.Eventually(w.t, 20*time.Second, "the family's message", func() bool {
		w.api.Must(w.t, http.StatusOK, "GET", "/demo/mailbox.json?to=%2B13145550133", "", nil).Into(w.t, &box)
		return len(box.Messages) > 0
	})
	link := strings.TrimPrefix(box.Messages[0].Links[0], w.api.Base)
	if !regexp.MustCompile(`^/r/FS-....-..../`).MatchString(link) {
		w.t.Fatalf("the family's link is %s", link)
	}
	w.Open(link)
	w.see("family-status")
	w.unfold("choose/add_date")
	w.Type("form[action$=add_date] select[name=kind]", "A birthday")
	w.Type("form[action$=add_date] input[name=on-month]", "5")
	w.Type("form[action$=add_date] input[name=on-day]", "17")
	w.Type("form[action$=add_date] input[name=on-year]", "2001")
	w.Choose("form[action$=add_date] input[name=yearly][value=yes]")
	w.Press("form[action$=add_date] button[type=submit]")
	w.see("family-chose")
	if text := w.Text("main"); !strings.Contains(text, "A birthday") || !strings.Contains(text, "The day is added") || !strings.Contains(text, "Who has opened your file") {
		w.t.Errorf("the family's page: %s", text)
	}
}
