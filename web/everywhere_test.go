package web_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

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
