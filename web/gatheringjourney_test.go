package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfAGathering walks the roads of a gathering: somebody who comes, somebody who waits, and the coordinator's until people are counted.
func TestScreenshotsOfAGathering(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL), name: "gathering", width: run.width}
			key := w.secondGathering()
			w.prepare(key)
			status := w.answer(key)
			w.waits(key)
			w.coordinate(key)
			w.changeNumbers(status)
			w.count(key)
		})
	}
}

// secondGathering is the one after the next, so that there is time for everything.
func (w *walk) secondGathering() string {
	w.t.Helper()
	var list struct{ Gatherings []struct{ ID string } }
	w.api.Must(w.t, http.StatusOK, "GET", "/api/v1/organizations/city/gatherings", "", nil).Into(w.t, &list)
	return strings.TrimPrefix(list.Gatherings[1].ID, "outreach/")
}

// prepare is what a coordinator does beforehand: an agenda, a promise, fewer places, and a gathering beside the rule.
func (w *walk) prepare(key string) {
	w.t.Helper()
	w.signIn(testkit.Token("city/coordinator"))
	w.Open("/gatherings")
	w.see("series")
	w.open("promise")
	w.Type("input[name=text][id^=promise]", "A street lamp at the corner of Imaginary and Invented")
	w.Type("input[name=day][id^=promise]", "never")
	w.Press("form:has(input[value=promise]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "Please write a day") {
		w.t.Errorf("a day that is none: %s", text)
	}
	w.see("promise-problem")
	w.Clear("input[name=day][id^=promise]")
	w.Type("input[name=day][id^=promise]", "12/24/2099")
	w.Press("form:has(input[value=promise]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "five years ahead") || !w.Has("input[name=text][id^=promise][value*='street lamp']") {
		w.t.Errorf("a day too far: %s", text)
	}
	w.Clear("input[name=day][id^=promise]")
	w.Type("input[name=day][id^=promise]", time.Now().AddDate(0, 2, 0).Format("1/2/2006"))
	w.Press("form:has(input[value=promise]) button[type=submit]")
	w.open("add_single")
	w.Type("input[name=name]", "Graduation of the Imaginary Academy")
	w.Type("input[id^=add_single][name=day]", time.Now().AddDate(0, 1, 0).Format("1/2/2006"))
	w.Type("input[id^=add_single][name=from]", "10 a.m.")
	w.Type("input[id^=add_single][name=to]", "noon")
	w.Press("form:has(input[value=add_single]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "The gathering was added") || !strings.Contains(text, "Graduation of the Imaginary Academy") {
		w.t.Errorf("after adding one: %s", text)
	}
	w.see("series-added")
	w.Open("/gatherings/outreach/" + key)
	w.open("agenda")
	w.Type("input[id^=agenda][name=text]", "What became of the street lamps")
	w.Press("form:has(input[value=agenda]) button[type=submit]")
	w.open("capacity")
	w.Clear("input[id^=capacity][name=capacity]")
	w.Type("input[id^=capacity][name=capacity]", "3")
	w.Press("form:has(input[value=capacity]) button[type=submit]")
	w.see("gathering-prepared")
}

// open unfolds a form by what it does.
func (w *walk) open(do string) {
	w.t.Helper()
	if w.Has("details:not([open]):has(input[value=" + do + "]) summary") {
		w.Choose("details:not([open]):has(input[value=" + do + "]) > summary")
	}
}

// answer is the road of somebody who comes: from the list to the receipt.
func (w *walk) answer(key string) (status string) {
	w.t.Helper()
	w.Open("/p/city/outreach")
	w.see("program")
	w.Press("main a.button")
	w.see("list")
	w.Open("/g/city/outreach/" + key)
	if text := w.Text("main"); !strings.Contains(text, "What became of the street lamps") || !strings.Contains(text, "2832 Arsenal") {
		w.t.Errorf("the gathering's page reads %s", text)
	}
	w.see("gathering")
	w.Open("/g/city/outreach/" + key + "/flyer")
	w.see("flyer")
	w.Open("/g/city/outreach/" + key)
	w.Press("form[action='/sign-out'] button")
	w.Open("/g/city/outreach/" + key)
	w.Press("main a.button")
	w.Type("input[name=adults]", "two")
	w.Press("button[value=next]")
	if text := w.Text("main"); !strings.Contains(text, "Write a whole number") || !w.Has("input[name=adults][value=two]") {
		w.t.Errorf("no number: %s", text)
	}
	w.see("ask-problem")
	w.Clear("input[name=adults]")
	w.Type("input[name=adults]", "2")
	w.Type("input[name=children]", "1")
	w.Press("button[value=next]")
	w.Choose("input[name=interpreter][value=es]")
	w.see("ask-interpreter")
	w.Press("button[value=next]")
	w.Type("textarea[name=access_needs]", "A seat close to the front, please.")
	w.Press("button[value=next]")
	w.Press("button[value=next]")
	w.Type("input[name=full_name]", "Robin Fictional")
	w.Press("button[value=next]")
	w.Type("input[name=contact_email]", "robin@city.demo.invalid")
	w.see("ask-contact")
	w.Press("button[value=next]")
	w.see("ask-check")
	w.Press("button[value=send]")
	status = strings.TrimSuffix(strings.TrimPrefix(w.Where(), w.api.Base), "?new=1")
	testkit.Eventually(w.t, 20*time.Second, "a place", func() bool {
		w.Open(status + "?new=1")
		return strings.Contains(w.Text("main"), "You have a place.")
	})
	w.see("place")
	return status
}

// waits is the road of somebody for whom there is none.
func (w *walk) waits(key string) {
	w.t.Helper()
	r := testkit.Receipt{}
	w.api.Must(w.t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/outreach/requests", "", map[string]any{"answers": map[string]any{
		"gathering": key, "adults": 2, "full_name": "Alex Fictional", "contact_email": "alex@city.demo.invalid",
	}}).Into(w.t, &r)
	w.api.AwaitStatus(w.t, r, "waiting_list")
	w.Open("/r/" + r.Reference + "/" + r.Token)
	if text := w.Text("main"); !strings.Contains(text, "You are number 1 in line.") {
		w.t.Errorf("who waits reads %s", text)
	}
	w.unfold("ask")
	w.Press("form[action$=ask] button")
	if text := w.Text("main"); !strings.Contains(text, "Please write your question.") {
		w.t.Errorf("no question: %s", text)
	}
	w.Type("textarea[name=question]", "When is the lamp mended?")
	w.Press("form[action$=ask] button")
	w.see("waiting")
	w.Open("/g/city/outreach/" + key)
	w.see("gathering-full")
}

// coordinate is a coordinator's evening: the inbox, the list, a question, and a move.
func (w *walk) coordinate(key string) {
	w.t.Helper()
	w.signIn(testkit.Token("city/coordinator"))
	w.see("coordinator-inbox")
	w.Press("article.task h2 a")
	if text := w.Text("main"); !strings.Contains(text, "A seat close to the front") || !strings.Contains(text, "Español") {
		w.t.Errorf("the task reads %s", text)
	}
	w.see("arrange")
	w.Press("form[action$=own] button[type=submit]")
	w.Press("article.task h2 a")
	w.unfold("settle")
	w.Press("form[action$=settle] button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "Please choose what came of it.") {
		w.t.Errorf("no outcome: %s", text)
	}
	w.Type("form[action$=settle] select", "It is arranged as")
	w.see("arranging")
	w.Press("form[action$=settle] button[type=submit]")
	testkit.Eventually(w.t, 20*time.Second, "the question", func() bool {
		w.Open("/gatherings/outreach/" + key)
		return strings.Contains(w.Text("main"), "When is the lamp mended?")
	})
	w.see("visits")
	w.open("publish")
	w.Press("form:has(input[value=publish]) button[type=submit]")
	w.Open("/gatherings/outreach/" + key + "/list")
	if text := w.Text("main"); !strings.Contains(text, "Robin Fictional") || strings.Contains(text, "Alex Fictional") {
		w.t.Errorf("the list for the door reads %s", text)
	}
	w.see("door-list")
	w.Open("/gatherings/outreach/" + key)
	w.open("move")
	w.Type("input[id^=move][name=place]", "Imaginary Library")
	w.Press("form:has(input[value=move]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "Please write both the house and its street") {
		w.t.Errorf("a house without a street: %s", text)
	}
	w.Type("input[id^=move][name=street]", "1 Invented Street")
	w.Press("form:has(input[value=move]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "everybody is being told") || !strings.Contains(text, "Imaginary Library") {
		w.t.Errorf("after the move: %s", text)
	}
	w.see("moved")
	w.Open("/g/city/outreach/" + key)
	if text := w.Text("main"); !strings.Contains(text, "When is the lamp mended?") || !strings.Contains(text, "This gathering was moved") && !strings.Contains(text, "All places are taken") {
		w.t.Errorf("the gathering's page reads %s", text)
	}
	w.see("gathering-moved")
}

// changeNumbers is what somebody with a place does on their own page.
func (w *walk) changeNumbers(status string) {
	w.t.Helper()
	w.Press("form[action='/sign-out'] button")
	w.Open(status)
	w.unfold("change")
	w.Clear("input[name=adults]")
	w.Type("input[name=adults]", "9")
	w.Clear("input[name=children]")
	w.Type("input[name=children]", "9")
	w.Press("form[action$=change] button")
	if text := w.Text("main"); !strings.Contains(text, "10 people at most") {
		w.t.Errorf("too many: %s", text)
	}
	w.see("change-problem")
	w.Clear("input[name=adults]")
	w.Type("input[name=adults]", "1")
	w.Clear("input[name=children]")
	w.Press("form[action$=change] button")
	testkit.Eventually(w.t, 20*time.Second, "the change", func() bool {
		w.Open(status)
		return strings.Contains(w.Text("main"), "Adults: 1, children: 0")
	})
	w.see("changed")
	w.Press(".aside a")
	w.see("withdraw")
	w.Press("form button.warn")
	if text := w.Text("main"); !strings.Contains(text, "You told us that you are not coming.") {
		w.t.Errorf("after giving it back: %s", text)
	}
	w.see("withdrawn")
}

// count is the evening after: everybody is counted, and nobody listed.
func (w *walk) count(key string) {
	w.t.Helper()
	w.api.Must(w.t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "8000h"})
	w.signIn(testkit.Token("city/coordinator"))
	w.Open("/gatherings/outreach/" + key)
	w.open("tally")
	for area, n := range map[string]string{"north": "14", "central": "9", "south": "many", "elsewhere": "3"} {
		w.Type("input[name="+area+"]", n)
	}
	w.Press("form:has(input[value=tally]) button[type=submit]")
	if text := w.Text("main"); !strings.Contains(text, "Please write a whole number") {
		w.t.Errorf("no number: %s", text)
	}
	w.see("tally")
	w.Clear("input[name=south]")
	w.Type("input[name=south]", "11")
	w.Press("form:has(input[value=tally]) button[type=submit]")
	w.Open("/g/city")
	text := w.Text("main")
	if !strings.Contains(text, "14") || !strings.Contains(text, "not shown") || !strings.Contains(text, "street lamp") {
		w.t.Errorf("the public page reads %s", text)
	}
	w.see("past")
	w.Open("/g/city/outreach/" + key)
	text = w.Text("main")
	for _, gone := range []string{"Flyer to print", "Ask when you answer", "Taking part"} {
		if strings.Contains(text, gone) {
			w.t.Errorf("the page of a gathering that is over says %q", gone)
		}
	}
	w.see("over")
}

// TestACoordinatorEntersAnAnswerThatCameByTelephone goes from the list of answers to the form and back, in a browser.
func TestACoordinatorEntersAnAnswerThatCameByTelephone(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, 390, false), t: t, api: testkit.Client(n.Config.PublicURL), name: "gathering-entered", width: 390}
	key := w.secondGathering()
	w.signIn(testkit.Token("city/coordinator"))
	w.Open("/gatherings/outreach/" + key)
	w.Press(`nav a[href^="/p/city/outreach/ask"]`)
	if !w.Has("input[name=gathering][value='" + key + "']:checked") {
		t.Errorf("the gathering is not chosen: %s", w.Text("main"))
	}
	w.Choose("input[name=entered-channel][value=telephone]")
	w.see("channel")
	w.Press("button[value=next]")
	w.Type("input[name=adults]", "1")
	for range 4 {
		w.Press("button[value=next]")
	}
	w.Type("input[name=full_name]", "Terry Fictional")
	w.Press("button[value=next]")
	w.Type("input[name=contact_phone]", "314 555 0177")
	w.Press("button[value=next]")
	w.see("telephone")
	w.Press("button[value=next]")
	w.Press("button[value=send]")
	testkit.Eventually(t, 20*time.Second, "the answer on the list", func() bool {
		w.Open("/gatherings/outreach/" + key)
		return strings.Contains(w.Text("main"), "Terry Fictional")
	})
	w.Press(`td a[href^="/cases/GA-"]`)
	if text := w.Text("main"); !strings.Contains(text, "Has a place") || !strings.Contains(text, "(314) 555-0177") {
		t.Errorf("the case reads %s", text)
	}
	w.see("case")
	w.unfold("change")
	w.Clear("input[name=adults]")
	w.Type("input[name=adults]", "99")
	w.Press("form[action$=change] button")
	if text := w.Text("main"); !strings.Contains(text, "10 people at most") {
		t.Errorf("too many: %s", text)
	}
	w.unfold("withdraw")
	w.Press("form[action$=withdraw] button")
	if text := w.Text("main"); !strings.Contains(text, "The place was given back.") || !strings.Contains(text, "Withdrawn") {
		t.Errorf("after giving it back: %s", text)
	}
	w.see("case-withdrawn")
}
