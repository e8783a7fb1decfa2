package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfAFormThatIsSavedAndLeft goes through the pages of somebody at whom somebody else may look, on paths with and without scripts.
func TestScreenshotsOfAFormThatIsSavedAndLeft(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{narrow, false}, {phone, false}, {phone, true}, {desk, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{
				Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL),
				name: fmt.Sprintf("saved-%t", run.script), width: run.width,
			}
			w.Open("/p/city/hmca")
			w.see("program")
			w.Press("main a.button")
			if text := w.Text("body"); !strings.Contains(text, "Exit this page") || !strings.Contains(text, "does not erase your browser") || !strings.Contains(text, "988") {
				t.Errorf("the way out is not named before the first question: %s", text)
			}
			w.see("first-question")
			w.Choose("input[name=who_is_asking][value=family]")
			w.Press("button[value=next]")
			w.Type("input[name=family_contact_name]", "Robin Fictional")
			w.Press("button[value=save]")
			w.see("saved")
			link := strings.TrimPrefix(w.Where(), w.api.Base)
			w.Press("form[action$='/link'] button")
			w.see("send-problem")
			w.Type("input[name=send-to]", "robin@family.demo.invalid")
			w.Press("form[action$='/link'] button")
			w.see("sent")
			link, _, _ = strings.Cut(link, "?")
			w.Open(link)
			w.see("back-again")
			w.Press("main form button")
			if !strings.Contains(w.Text("main"), "Whom should we talk to?") || !w.Has("input[name=family_contact_name][value='Robin Fictional']") {
				t.Errorf("it does not go on where it was left: %s", w.Text("main"))
			}
			w.see("gone-on")
			if run.script {
				w.exits()
			}
			w.Open(link)
			w.Press("form[action$='/erase'] button")
			w.see("erased")
			w.Open(link)
			w.see("gone")
		})
	}
}

// exits leaves a page by the keyboard; a capital letter between two presses is no wish to.
func (w *walk) exits() {
	w.t.Helper()
	here := w.Where()
	w.Strike(testkit.Shift, 2)
	w.Strike("A", 1)
	w.Strike(testkit.Shift, 2)
	if w.Where() != here || w.Has(".veil") {
		w.t.Error("typing leaves the page")
	}
	w.Strike(testkit.Shift, 1)
	testkit.Eventually(w.t, 10*time.Second, "the page to be left", func() bool { return w.Where() != here || w.Has(".veil") })
}

func TestLeavingForgetsWhoSitsHere(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r, err := http.NewRequestWithContext(t.Context(), method, n.Config.PublicURL+"/exit/city", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "almoner_session", Value: testkit.Token("city/desk")})
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close() // there is nothing in it
		if to := answer.Header.Get("Location"); to != "https://www.weather.gov" {
			t.Errorf("%s leads to %q", method, to)
		}
		forgotten := map[string]bool{}
		for _, c := range answer.Cookies() {
			forgotten[c.Name] = c.MaxAge < 0
		}
		if !forgotten["almoner_session"] || !forgotten["language"] {
			t.Errorf("%s leaves cookies: %v", method, forgotten)
		}
	}
}

// TestOnlyThoseAtRiskAreOfferedAWayOut: on other pages it would only frighten. Where a reference is typed they come too.
func TestOnlyThoseAtRiskAreOfferedAWayOut(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	for path, offered := range map[string]bool{
		"/p/city/hmca": true, "/p/city/hmca/ask": true, "/p/county/family/ask": true, "/p/city/speak-up": true, "/p/county/speak-up/ask": true,
		"/p/city/pal": false, "/p/city/pal/ask": false, "/p/county/welfare/ask": false, "/": false, "/status": true,
	} {
		v.open(path)
		if strings.Contains(v.page, `id="exit"`) != offered || strings.Contains(v.page, "<script") != offered {
			t.Errorf("%s: a way out is offered: %t", path, !offered)
		}
	}
	r := testkit.Client(n.Config.PublicURL).Refer(t, "", "who_is_asking", "family")
	for _, path := range []string{"/r/" + r.Reference + "/" + r.Token, "/r/" + r.Reference + "/" + r.Token + "/change", "/r/" + r.Reference + "/wrong", "/d/DR-2026-0001/wrong"} {
		v.open(path)
		v.shows(`id="exit"`, "Exit this page")
	}
	v.post("/status", "reference", r.Reference, "code", "wrong")
	v.shows(`id="exit"`, "Exit this page", `value="`+r.Reference+`"`)
}
