package web

import (
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
)

// closedServer serves the builtin programs outside a demo, without a database: what the public may see needs none.
func closedServer(t *testing.T, change func(yaml string) string) *Server {
	t.Helper()
	yaml, err := fs.ReadFile(programs.Builtin(), "county/welfare.yaml")
	if err != nil {
		t.Fatal(err)
	}
	overlay := fstest.MapFS{"county/welfare.yaml": {Data: []byte(change(string(yaml)))}}
	catalog, err := programs.NewCatalog(programs.Builtin(), overlay)
	if err != nil {
		t.Fatal(err)
	}
	return &Server{
		Catalog: catalog, Keys: seal.NewKeys(), Log: slog.New(slog.DiscardHandler), PublicURL: "https://help.example",
		Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) },
	}
}

func get(t *testing.T, s *Server, path string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return answer
}

func TestPublicPagesOutsideADemo(t *testing.T) {
	t.Parallel()
	s := closedServer(t, func(yaml string) string { return yaml })
	for path, want := range map[string]string{
		"/":                        "St. Louis Metropolitan Police Department",
		"/p/county/welfare":        "Talk to a person",
		"/p/county/welfare/ask":    "Who needs help?",
		"/status":                  "See where my request stands",
		"/sign-in?next=%2Ffunds":   `name="next" value="/funds"`,
		"/sign-in?next=%2F%2Fevil": `name="next" value="/inbox"`,
	} {
		answer := get(t, s, path)
		if body := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "No real people") {
			t.Errorf("%s: %d, want %q in %s", path, answer.Code, want, body)
		}
	}
	for _, path := range []string{"/demo/mailbox", "/demo/events", "/demo/components", "/p/county/nothing", "/p/nobody/welfare/ask"} {
		if answer := get(t, s, path); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

func TestAClosedProgramSaysSo(t *testing.T) {
	t.Parallel()
	s := closedServer(t, func(yaml string) string { return strings.Replace(yaml, "\nopen: true", "\nopen: false", 1) })
	if body := get(t, s, "/p/county/welfare").Body.String(); !strings.Contains(body, "takes no requests at the moment") || strings.Contains(body, "/ask") {
		t.Errorf("it does not: %s", body)
	}
	if answer := get(t, s, "/p/county/welfare/ask"); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/p/county/welfare" {
		t.Errorf("its form is answered %d", answer.Code)
	}
	if body := get(t, s, "/").Body.String(); strings.Contains(body, "/p/county/welfare") {
		t.Error("the first page leads to it")
	}
}

func TestTheStyleSheetIsKept(t *testing.T) {
	t.Parallel()
	s := closedServer(t, func(yaml string) string { return yaml })
	page := get(t, s, "/").Body.String()
	_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
	address, _, _ := strings.Cut(rest, `"`)
	answer := get(t, s, address)
	if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") || !strings.Contains(answer.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%s: %d %v", address, answer.Code, answer.Header())
	}
}

func TestAFaultOfOursTellsNothingOfOurs(t *testing.T) {
	t.Parallel()
	s := closedServer(t, func(yaml string) string { return yaml })
	answer := httptest.NewRecorder()
	s.fail(answer, s.outside(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/inbox", nil)), errors.New("relation tasks has no column secret"))
	if body := answer.Body.String(); answer.Code != http.StatusInternalServerError || strings.Contains(body, "relation") || !strings.Contains(body, "Something went wrong on our side") {
		t.Errorf("%d %s", answer.Code, body)
	}
}
