package web_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/testkit"
)

var (
	radios  = regexp.MustCompile(`<input type="radio" id="[^"]*" name="([^"]+)" value="([^"]*)"`)
	changes = regexp.MustCompile(`name="go" value="(change:[0-9]+)"`)
	onPage  = regexp.MustCompile(`name="page" value="([0-9]+|check)"`)
)

// asker fills in the form of any program, as somebody to whom all of it applies.
type asker struct {
	*visitor
	program programs.Program
}

// answer leaves the open page of the form by one of its buttons.
func (a asker) answer(wish string, pairs ...string) {
	a.t.Helper()
	a.post("/p/"+a.program.Organization+"/"+a.program.Key+"/ask", append([]string{"state", a.hidden("state"), "page", a.hidden("page"), "go", wish}, pairs...)...)
}

// born are dates of birth at which the rules of a program let somebody in; 1990 for every other.
var born = map[string]string{"pal": "2016", "teen-academy": "2011", "explorers": "2010"}

// said are answers that the rules let through, where the first one would not do.
var said = map[string]string{"active_warrant": "no", "criminal_record": "no", "family_notified": "yes", "independent": "no"}

// answers are what is typed into a page, by the questions that stand on it.
func (a asker) answers() (pairs []string) {
	chosen := map[string]string{}
	for _, m := range radios.FindAllStringSubmatch(a.page, -1) {
		if chosen[m[1]] == "" {
			chosen[m[1]] = html.UnescapeString(m[2])
		}
	}
	for _, f := range a.program.Form.Fields {
		if !strings.Contains(a.page, `name="`+f.Key) {
			continue
		}
		answer := "Élodie O’Brien-Ñúñez Šćepanović"
		switch f.Type {
		case programs.TypeChoice, programs.TypeYesNo:
			answer = chosen[f.Key]
		case programs.TypeMoney:
			answer = "100"
		case programs.TypeNumber:
			answer = "2"
		case programs.TypePhone:
			answer = " 314.555-0142 "
		case programs.TypeEmail:
			answer = "fictional@family.demo.invalid"
		case programs.TypeDate:
			year := born[a.program.Key]
			if year == "" {
				year = "1990"
			}
			if f.Key != "birth_date" {
				year = "2027"
			}
			pairs = append(pairs, f.Key+"-month", "2", f.Key+"-day", "3", f.Key+"-year", year)
			continue
		case programs.TypeText, programs.TypeLongText:
			if f.Key == programs.AnswerGathering {
				answer = chosen[f.Key]
			}
		}
		if s := said[f.Key]; s != "" {
			answer = s
		}
		pairs = append(pairs, f.Key, answer)
	}
	return pairs
}

// step is the page of the form that is open.
func (a asker) step() string {
	m := onPage.FindStringSubmatch(a.page)
	if m == nil {
		a.t.Fatalf("%s is %d %q, and no page of the form", a.path, a.status, a.heading())
	}
	return m[1]
}

// everyForm begins the form of every program; those whose days are over for now are left out.
func everyForm(t *testing.T, n *node.Node) map[string]asker {
	t.Helper()
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]asker{}
	for _, o := range c.Organizations() {
		for _, p := range c.Programs(o.Key) {
			a := asker{visit(t, n.Config.PublicURL), p}
			a.open("/p/" + o.Key + "/" + p.Key + "/ask")
			forms[o.Key+"/"+p.Key] = a
		}
	}
	return forms
}

// TestEveryForm fills in each form up to its end: an empty page is refused with what is wrong beside it, every "Change" leads back to where all answers
// stand, Back goes the same pages back, and what is sent twice is one request.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	for name, a := range everyForm(t, n) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a.t = t
			road := a.toTheEnd()
			a.backAndForth(road)
			a.everyChange()
			a.sendTwice()
		})
	}
}

// toTheEnd answers page after page, and gives the pages that were asked.
func (a asker) toTheEnd() (road []string) {
	a.t.Helper()
	titles := map[string]bool{}
	for a.step() != "check" {
		if len(road) > len(a.program.Form.Pages) {
			a.t.Fatalf("the form does not end: %v", road)
		}
		road = append(road, a.step())
		if heading := a.heading(); titles[heading] {
			a.t.Errorf("two pages are called %q", heading)
		} else {
			titles[heading] = true
		}
		if strings.Contains(a.page, " required") || strings.Contains(a.page, "*</") || !strings.Contains(a.page, ">Continue<") || !strings.Contains(a.page, "novalidate") {
			a.t.Errorf("%q does not look like a page of a form", a.heading())
		}
		pairs, empty := a.answers(), a.page
		a.answer("next")
		if a.status == http.StatusBadRequest {
			a.shows("There is a problem", "<title>Error: ", `class="error"`)
		}
		a.page = empty
		a.answer("next", pairs...)
		if a.status != http.StatusOK {
			a.t.Fatalf("%v is answered %d %q", pairs, a.status, a.heading())
		}
	}
	a.shows("Look through your answers")
	return road
}

// backAndForth goes back from the end, over the same pages, and finds everything as it was typed.
func (a asker) backAndForth(road []string) {
	a.t.Helper()
	checked := a.page
	for _, step := range slices.Backward(road) {
		a.answer("back", a.answers()...)
		if a.step() != step {
			a.t.Fatalf("Back leads to page %s, not to %s", a.step(), step)
		}
	}
	a.page = checked
}

func (a asker) everyChange() {
	a.t.Helper()
	checked := a.page
	rows := changes.FindAllStringSubmatch(checked, -1)
	if len(rows) == 0 {
		a.t.Fatal("nothing can be changed")
	}
	for _, m := range rows {
		a.page = checked
		a.answer(m[1])
		if a.step() != strings.TrimPrefix(m[1], "change:") {
			a.t.Fatalf("%s leads to %q", m[1], a.heading())
		}
		a.answer("next", a.answers()...)
		if a.step() != "check" {
			a.t.Fatalf("from %s it goes on to %q", m[1], a.heading())
		}
	}
	a.page = checked
}

func (a asker) sendTwice() {
	a.t.Helper()
	checked := a.page
	a.answer("send")
	if a.status == http.StatusUnprocessableEntity { // its days are over for now, and it says so
		a.shows("We cannot take", a.program.Phone)
		return
	}
	receipt, _, _ := strings.Cut(a.path, "?")
	if a.status != http.StatusOK || !strings.HasPrefix(receipt, "/r/") {
		a.t.Fatalf("sent, it is %d %q at %s", a.status, a.heading(), a.path)
	}
	a.page = checked
	a.answer("send")
	if again, _, _ := strings.Cut(a.path, "?"); again != receipt {
		a.t.Errorf("sent twice it is at %s and at %s", receipt, again)
	}
	a.open(receipt)
	a.on(http.StatusOK, "")
}

// TestAFormOutlivesTheServer: what was typed so far travels with the page, and the server that goes on with it may be another one.
func TestAFormOutlivesTheServer(t *testing.T) {
	t.Parallel()
	former := testkit.Node(t)
	forms := everyForm(t, former)
	for _, a := range forms {
		for range 2 {
			a.answer("next", a.answers()...)
		}
	}
	former.Stop()
	again := former.Config
	again.PublicURL = ""
	next := testkit.StartNode(t, again)
	for name, a := range forms {
		a.base = next.Config.PublicURL
		before := a.step()
		a.answer("back")
		if a.status != http.StatusOK || a.step() == before {
			t.Errorf("%s: Back is %d %q", name, a.status, a.heading())
		}
		a.answer("next", a.answers()...)
		if a.step() != before {
			t.Errorf("%s does not go on where it was", name)
		}
	}
}
