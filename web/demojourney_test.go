package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfTheFirstMinute walks what a newcomer sees first: the people, the guided path, the stories, the mailbox, the tape and its troubles.
func TestScreenshotsOfTheFirstMinute(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{narrow, phone, desk} {
		t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			if err := demo.Seed(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, true), t: t, api: testkit.Client(n.Config.PublicURL), name: "demo", width: width}
			w.Open("/")
			w.see("people")
			w.guide()
			if w.Open("/"); w.Has("aside.guide") {
				t.Error("the path goes on after its end")
			}
			w.stories()
			w.trouble()
		})
	}
}

// banded fails unless the page says that it is a demo's.
func (w *walk) banded() {
	w.t.Helper()
	if !w.Has("aside.band") || !strings.Contains(w.Text("aside.band"), "Demo. No real people.") {
		w.t.Errorf("%s does not say that it is a demo", w.Where())
	}
}

// guide walks the guided path in its six clicks.
func (w *walk) guide() {
	w.t.Helper()
	w.Press("form[action='/demo/guide'] button[value='1']")
	for step := 1; ; step++ {
		w.banded()
		if !strings.Contains(w.Text("aside.guide"), fmt.Sprintf("%d of 6", step)) {
			w.t.Fatalf("step %d shows %s", step, w.Text("aside.guide"))
		}
		w.Shot(fmt.Sprintf("demo-%d-guide-%d", w.width, step))
		if step == 5 {
			w.see("telephone")
			if !w.Has(".thread li.mine") {
				w.t.Errorf("the minister's yes is not on the telephone: %s", w.Text("main"))
			}
		}
		next := fmt.Sprintf("aside.guide button[value='%d']", step+1)
		if !w.Has(next) {
			if step != 6 {
				w.t.Fatalf("the path ends after %d clicks", step)
			}
			return
		}
		w.Press(next)
	}
}

// storyLeads is where each story of the first page leads: to the very file, task or own page where there is one.
var storyLeads = []string{"cases", "cases", "cases", "tasks", "inbox", "inbox", "cases", "r", "cases", "inbox", "cases", "cases", "r", "gatherings"}

// stories opens each story that the first page leads to.
func (w *walk) stories() {
	w.t.Helper()
	w.Open("/")
	for i := 1; w.Has(fmt.Sprintf(".stories li:nth-child(%d)", i)); i++ {
		w.Press(fmt.Sprintf(".stories li:nth-child(%d) button", i))
		w.banded()
		leads := strings.TrimPrefix(w.Where(), w.api.Base)
		lead := strings.Split(leads, "/")[1]
		if i > len(storyLeads) || lead != storyLeads[i-1] {
			w.t.Errorf("story %d leads to %s", i, leads)
		}
		if lead == "r" && strings.Contains(w.Text("main"), "usually within minutes") {
			w.t.Error("whoever waits for a place or was paid is told of a step within minutes")
		}
		w.Shot(fmt.Sprintf("demo-%d-story-%02d", w.width, i))
		w.Open("/")
	}
}

// trouble presses the buttons of the tape.
func (w *walk) trouble() {
	w.t.Helper()
	const telephone = "%2B13145550141"
	press := func(do string) {
		w.Open("/demo/events")
		w.Press("button[name=do][value=" + do + "]")
		w.banded()
	}
	shows := func(text string) {
		w.t.Helper()
		testkit.Eventually(w.t, 40*time.Second, text, func() bool { return strings.Contains(w.Text("main"), text) })
	}
	press("stop")
	shows("Waits to be published")
	w.Shot(fmt.Sprintf("demo-%d-tape-stopped", w.width))
	testkit.Eventually(w.t, 40*time.Second, "the bus to be back", func() bool { return !strings.Contains(w.Text("main"), "The bus stands still") })
	press("twice")
	shows("Came again")
	w.see("tape")
	press("skip")
	shows("a deadline that fell due")
	w.Shot(fmt.Sprintf("demo-%d-tape-skipped", w.width))
	w.Dark(true)
	w.check("the tape in the dark")
	w.Shot(fmt.Sprintf("demo-%d-tape-dark", w.width))
	w.Open("/demo/mailbox")
	w.Shot(fmt.Sprintf("demo-%d-mailbox", w.width))
	w.Open("/demo/mailbox?to=" + telephone)
	w.check("a telephone in the dark")
	w.Shot(fmt.Sprintf("demo-%d-telephone-dark", w.width))
	w.Open("/demo/components")
	w.banded()
	w.Open("/nothing-here")
	w.banded()
	w.Shot(fmt.Sprintf("demo-%d-nothing", w.width))
}
