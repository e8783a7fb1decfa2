package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// familyPageMax is the most that a page of a family weighs, in bytes, with its style and everything else it loads, before anything is packed.
const familyPageMax = 60_000

var loads = regexp.MustCompile(`(?:src|<link[^>]* href)="([^"]+)"`)

// TestFamilyPagesAreLight: no page of a family weighs more than it may, and none asks a third party for anything.
func TestFamilyPagesAreLight(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	r := testkit.Client(n.Config.PublicURL).Submit(t)
	v := visit(t, n.Config.PublicURL)
	for _, path := range []string{
		"/p/county/welfare", "/p/county/welfare/ask", "/p/city/hmca", "/p/city/pal", "/p/city/pal/ask", "/p/city/citizens-academy", "/g/city",
		"/p/city/speak-up", "/status", "/r/" + r.Reference + "/" + r.Token,
	} {
		for _, language := range []string{"en", "es", "bs"} {
			v.open(path + "?lang=" + language)
			if v.status != http.StatusOK {
				t.Fatalf("%s is %d", path, v.status)
			}
			bytes, page := len(v.page), v.page
			for _, m := range loads.FindAllStringSubmatch(page, -1) {
				switch {
				case strings.HasPrefix(m[1], "data:"):
				case strings.HasPrefix(m[1], "/static/"):
					bytes += len(v.load(m[1]))
				default:
					t.Errorf("%s in %s asks for %s", path, language, m[1])
				}
			}
			if bytes > familyPageMax {
				t.Errorf("%s in %s weighs %d bytes", path, language, bytes)
			}
		}
	}
}

// load fetches a part of a page.
func (v *visitor) load(path string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	page, where, status := v.page, v.path, v.status
	defer func() { v.page, v.path, v.status = page, where, status }()
	return v.fetch(r)
}

// TestTheFirstPageOnASlowTelephone prints how long it takes (go test -v -run SlowTelephone ./web) and judges only how much is fetched: machines differ.
func TestTheFirstPageOnASlowTelephone(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	b := testkit.Browse(t, n.Config.PublicURL, phone, true)
	b.Slow()
	b.Open("/p/county/welfare")
	w := b.Weigh()
	t.Logf("first page: %.1f kB, first content after %.0f ms", float64(w.Bytes)/1000, w.Painted)
	if w.Bytes == 0 || w.Bytes > familyPageMax/3 || len(w.Requests) > 2 {
		t.Errorf("the first page takes %d bytes and %v", w.Bytes, w.Requests)
	}
}
