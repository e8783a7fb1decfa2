package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/web"
)

// ask goes through the form of a program from the first page to the receipt in each language, and sends each page empty first. Whoever may not take part
// is told so, and comes again with other answers.
func (o *tour) ask(where string) {
	o.be("")
	way := 0
	for _, r := range readings {
		o.read(r.language, r.width)
		for !o.askOnce(where, r.language, r.width, way) {
			if way++; way > 40 {
				o.t.Fatalf("%s takes nobody:\n%s", where, o.Text("main"))
			}
		}
	}
}

// askOnce goes through a form with one choice of answers, and tells whether it came to a receipt.
func (o *tour) askOnce(where, language string, width int64, way int) bool {
	o.Open(where + "/ask")
	asked := map[string]int{}
	for step, try := 0, way; ; {
		o.once(asked, step, where)
		what := fmt.Sprintf("%s, step %d, in %s", where, step, language)
		if o.fresh("ask " + language + o.Shape()) {
			o.look(width, what)
		}
		if try == way && o.Has("form#ask .field") {
			o.SendEmpty(o.asking())
			switch {
			case !o.Has(".errors"):
				o.Press("p.back button[value=back]") // it may stay empty, and is answered all the same
			case o.fresh("ask " + language + o.Shape()):
				o.look(width, what+", sent empty")
			}
		}
		before, last := o.Text("main"), o.Has("form#ask input[name=page][value=check]")
		o.SendAnswered(o.asking(), try)
		switch {
		case last:
			if o.fresh("ask " + language + o.Shape()) {
				o.look(width, what+", sent")
			}
			return o.pattern(o.Where()) == "/r/{reference}/{token}"
		case !o.Has(".errors"):
			step, try = step+1, way
		case try > way+20:
			o.t.Fatalf("%s cannot be answered:\n%s", what, before)
		default:
			try++
		}
	}
}

// once tells of what a page of a form asks that an earlier one has asked (WCAG 3.3.7).
func (o *tour) once(asked map[string]int, step int, where string) {
	o.t.Helper()
	for _, form := range o.Forms() {
		if !strings.HasSuffix(form.Action, "/ask") {
			continue
		}
		for _, name := range strings.Fields(form.Fields) {
			if before, known := asked[name]; known && before != step {
				o.t.Errorf("%s: %s is asked at step %d and again at %d", where, name, before, step)
			}
			asked[name] = step
		}
	}
}

// asking is the number of the family's form among those of its page.
func (o *tour) asking() int {
	o.t.Helper()
	for _, form := range o.Forms() {
		if strings.HasSuffix(form.Action, "/ask") {
			return form.Number
		}
	}
	return 0
}

func TestEveryPageInEveryLanguageAndState(t *testing.T) {
	t.Parallel()
	x := newExplorer()
	full, empty := testkit.Node(t), testkit.Node(t)
	if err := demo.Seed(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	people := demo.Personas()
	request := testkit.Client(full.Config.PublicURL).Submit(t)
	testkit.Client(full.Config.PublicURL).Await(t, request.Reference, "vote", 3, testkit.Trustees()...)
	bury(t, full, request.Reference)
	draft := saveHalfway(visit(t, full.Config.PublicURL))
	var pages [2][]opened
	t.Run("what is there", func(t *testing.T) {
		for half := range pages {
			t.Run(fmt.Sprint(half), func(t *testing.T) {
				t.Parallel()
				o := x.tour(t, full.Config.PublicURL)
				if half == 0 {
					pages[half] = o.walk("anybody", "", "/", "/status", "/sign-in", "/demo/mailbox", "/demo/events", "/demo/components", draft)
				}
				for i, p := range people {
					if i%2 == half {
						pages[half] = append(pages[half], o.walk(p.Key, p.Token, "/inbox")...)
					}
				}
			})
		}
		t.Run("the end of a season", func(t *testing.T) {
			t.Parallel()
			l, family, _ := academyEnd(t)
			l.as(testkit.Token(leader)).post(l.page("/acts/complete"))
			l.api.AwaitStatus(t, family, "completed")
			academy, _ := applied(t, l.api)
			desk := l.as(testkit.Token(leader))
			desk.sendAll("/applicants/confirm", url.Values{"case": {academy[0].ID}, "act": {"refuse"}})
			desk.sendAll("/applicants/acts", url.Values{"case": {academy[0].ID}, "act": {"refuse"}, "key": {desk.hidden("key")}, "reason": {"There are no more seats."}})
			o := x.tour(t, l.n.Config.PublicURL)
			o.walk("family", "", "/r/"+family.Reference+"/"+family.Token)
			o.walk(leader, testkit.Token(leader), desk.path, l.page("/told?day=2027-04-21"), "/seasons")
		})
		t.Run("nothing", func(t *testing.T) {
			t.Parallel()
			o := x.tour(t, empty.Config.PublicURL)
			o.walk("anybody", "", "/", "/demo/mailbox", "/demo/events")
			for _, p := range people {
				o.walk(p.Key, p.Token, "/inbox")
			}
		})
	})
	t.Run("sent empty", func(t *testing.T) {
		for half := range pages {
			t.Run(fmt.Sprint(half), func(t *testing.T) {
				t.Parallel()
				o := x.tour(t, full.Config.PublicURL)
				for _, page := range pages[half] {
					if !strings.HasSuffix(page.pattern, "/ask") {
						o.sendEmpty(page)
					}
				}
			})
		}
		for _, org := range empty.Server.Catalog.Organizations() {
			t.Run("asked by "+org.Key, func(t *testing.T) {
				t.Parallel()
				o := x.tour(t, empty.Config.PublicURL)
				for _, p := range empty.Server.Catalog.Programs(org.Key) {
					if p.Kind != programs.KindGathering && p.Open {
						o.ask("/p/" + p.Organization + "/" + p.Key)
					}
				}
			})
		}
	})
	for _, p := range (&web.Server{}).Permissions() {
		if p.Method == http.MethodGet && !p.API && !isNoPage(p.Pattern) && x.visited[p.Pattern] == 0 {
			t.Errorf("nobody came by %s", p.Pattern)
		}
	}
	t.Logf("%d looks", len(x.seen))
}
