package web_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/web"
)

// noPage are parts of addresses that answer with no page: style, scripts, streams, feeds, files, and the way out of the site.
var noPage = []string{"/api/", "/static/", "/exit/", "/live", "/record.", "/calendar", "/documents/", "/pictures/", ".csv", "/template", "/csv"}

func isNoPage(pattern string) bool {
	return slices.ContainsFunc(noPage, func(part string) bool { return strings.Contains(pattern, part) })
}

var noLetters = regexp.MustCompile("[^a-z]+")

// How many pages of one pattern are opened for one person, and for all of them together where a page is the same for everybody. Those of one shape are
// looked at once.
const (
	alike  = 12
	common = 24
)

// explorer goes through the whole site as each of its people, and looks at every page it has not seen the like of, in every language.
type explorer struct {
	mux     *http.ServeMux
	mu      sync.Mutex
	shots   int
	seen    map[string]bool // what was looked at, by pattern and shape
	public  map[string]bool // patterns that everybody may open
	visited map[string]int  // how often each pattern was opened, in all worlds and in each
}

func newExplorer() *explorer {
	x := &explorer{mux: http.NewServeMux(), seen: map[string]bool{}, public: map[string]bool{}, visited: map[string]int{}}
	for _, p := range (&web.Server{}).Permissions() {
		x.public[p.Pattern] = p.Public
		x.mux.HandleFunc(p.Method+" "+p.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return x
}

// pattern is the one of the route table that an address belongs to, empty for none.
func (x *explorer) pattern(address string) string {
	_, pattern := x.mux.Handler(httptest.NewRequestWithContext(context.Background(), http.MethodGet, address, http.NoBody))
	return strings.TrimPrefix(pattern, "GET ")
}

// fresh tells whether nothing like it was looked at before, and remembers it.
func (x *explorer) fresh(what string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	known := x.seen[what]
	x.seen[what] = true
	return !known
}

// readings are the ways in which each page is read: each language at another width.
var readings = []struct {
	language string
	width    int64
}{{"en", phone}, {"es", desk}, {"bs", narrow}}

// tour is one browser in which an explorer goes about as somebody after another.
type tour struct {
	*explorer
	*testkit.Browser
	t    *testing.T
	base string
}

func (x *explorer) tour(t *testing.T, base string) *tour {
	t.Helper()
	return &tour{x, testkit.Browse(t, base, phone, false), t, base}
}

func (o *tour) count(pattern string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.visited[pattern]++
	o.visited[o.base+pattern]++
}

// enough tells whether a page that is the same for everybody was opened often enough in this world.
func (o *tour) enough(pattern string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.public[pattern] && o.visited[o.base+pattern] >= common
}

// be somebody, by a token; nobody without one.
func (o *tour) be(token string) { o.Keep("almoner_session", token) }

// read sets the language and the width of one reading.
func (o *tour) read(language string, width int64) {
	o.Keep("language", language)
	o.Resize(width)
}

// look reads the page that is open, with everything on it unfolded, and pictures it.
func (o *tour) look(width int64, what string) {
	o.t.Helper()
	o.Unfold()
	o.mu.Lock()
	o.shots++
	shot := o.shots
	o.mu.Unlock()
	o.Shot(fmt.Sprintf("everywhere-%d-%03d-%s", width, shot, strings.Trim(noLetters.ReplaceAllString(what, "-"), "-")))
	faults := append(o.Faults(), o.Missing()...)
	if over := o.WideWhenSpaced(); over != "" {
		faults = append(faults, "with spaced text the page is too wide: "+over)
	}
	if width == desk {
		if over := o.WideWhenEnlarged(); over != "" {
			faults = append(faults, "with letters of twice the size the page is too wide: "+over)
		}
	}
	if width == phone {
		o.Dark(true)
		for _, fault := range o.ContrastFaults() {
			faults = append(faults, "in the dark: "+fault)
		}
		o.Dark(false)
	}
	for _, fault := range faults {
		o.t.Errorf("%s at %d px: %s", what, width, fault)
	}
}

// opened is a page to come back to.
type opened struct{ who, token, address, pattern string }

// walk opens every page that somebody can reach by links, and looks at each.
func (o *tour) walk(who, token string, from ...string) (list []opened) {
	o.be(token)
	counts, known, leads := map[string]int{}, map[string]bool{}, map[string]string{}
	for ; len(from) > 0; from = from[1:] {
		address := from[0]
		pattern := o.pattern(address)
		if pattern == "" || known[address] || counts[pattern] >= alike || isNoPage(pattern) || o.enough(pattern) {
			continue
		}
		known[address] = true
		counts[pattern]++
		o.read("en", phone)
		status := o.Visit(address)
		if status >= http.StatusBadRequest {
			o.t.Errorf("%s is led from %s to %s, which answers %d", who, leads[address], address, status)
		}
		if status == http.StatusOK {
			o.count(pattern)
		}
		for _, link := range o.Links() {
			if token == "" || !strings.HasPrefix(link, "/demo/") { // in the mailbox of all, links are for others
				leads[link] = cmp.Or(leads[link], address)
				from = append(from, link)
			}
		}
		o.Unfold()
		if !o.fresh(pattern + o.Shape()) {
			continue
		}
		list = append(list, opened{who, token, address, pattern})
		for _, r := range readings {
			if r.language != "en" {
				o.read(r.language, r.width)
				o.Open(address)
			}
			o.look(r.width, who+" at "+address+" in "+r.language)
		}
	}
	return list
}

// notSent are forms that an explorer leaves alone: they end the exploration, or turn the world of the others.
func notSent(form testkit.Form) bool {
	return slices.ContainsFunc([]string{"/sign-out", "/exit", "/demo/"}, func(p string) bool { return strings.HasPrefix(form.Action, p) })
}

// sendEmpty sends every form of a page with nothing in it, and looks at what comes back.
func (o *tour) sendEmpty(page opened) {
	o.be(page.token)
	o.Keep("language", "en")
	o.Open(page.address)
	for _, form := range o.Forms() {
		if form.Fields == "" || notSent(form) || !o.fresh("empty "+page.pattern+form.Fields) {
			continue
		}
		for _, r := range readings {
			o.read(r.language, r.width)
			o.Open(page.address)
			if !slices.Contains(o.Forms(), form) {
				break // it was done, or is somebody else's by now
			}
			status := o.SendEmpty(form.Number)
			what := fmt.Sprintf("%s at %s sends %s empty in %s: %d", page.who, page.address, form.Action, r.language, status)
			if status >= http.StatusInternalServerError {
				o.t.Errorf("%s", what)
			}
			if o.fresh("answer to " + page.pattern + r.language + o.Shape()) {
				o.look(r.width, what)
			}
			if status < http.StatusBadRequest {
				break // it has acted
			}
		}
	}
}

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
