package web_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/web"
)

var update = flag.Bool("update", false, "write the golden file anew")

// path fills a pattern in with things that do not exist.
func path(pattern string) string {
	return strings.NewReplacer("{$}", "", "{org}", "county", "{program}", "welfare", "{reference}", "WF-0000-0000", "{token}", "none",
		"{id}", "00000000-0000-0000-0000-000000000000", "{action}", "approve", "{fund}", "nothing", "{shift}", "nothing", "{day}", "2026-03-07", "{group}", "nothing",
		"{number}", "1", "{language}", "es", "{person}", "00000000-0000-0000-0000-000000000000").Replace(pattern)
}

// knock sends a request as somebody, by token or by session, follows no redirection, and tells the status and where it would have led.
func knock(t *testing.T, base string, p web.Permission, token string) (status int, location string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), p.Method, base+path(p.Pattern), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" && p.API {
		r.Header.Set("Authorization", "Bearer "+token)
	} else if token != "" {
		r.AddCookie(&http.Cookie{Name: "almoner_session", Value: token})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // only its status and headers matter
	return answer.StatusCode, answer.Header.Get("Location")
}

func TestEveryRoleOnEveryRoute(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	tokens := map[domain.Role]string{}
	for _, p := range demo.Personas() {
		tokens[p.Roles[0]] = p.Token
	}
	for _, p := range n.Server.Permissions() {
		if p.Pattern == "/demo/clock" || p.Pattern == "/demo/bus" || p.Pattern == "/sign-out" {
			continue // they change the world for the others
		}
		if p.Pattern == "/hooks/sms" {
			continue // whoever calls shows who they are by their signature: notify/gateway_test.go, node/support_test.go
		}
		for _, role := range append(domain.Roles(), "") {
			token := tokens[role]
			if role != "" && token == "" {
				t.Fatalf("nobody in the demo is %s", role)
			}
			status, location := knock(t, n.Config.PublicURL, p, token)
			turned := status == http.StatusUnauthorized || status == http.StatusForbidden || strings.HasPrefix(location, "/sign-in")
			allowed := p.Public || p.Receipt || slices.Contains(p.Roles, role)
			if turned == allowed {
				t.Errorf("%q: %s %s answers %d", role, p.Method, p.Pattern, status)
			}
			if status >= http.StatusInternalServerError {
				t.Errorf("%q: %s %s answers %d", role, p.Method, p.Pattern, status)
			}
		}
	}
}

func TestWhoMayUseWhatIsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, p := range (&web.Server{}).Permissions() {
		who := fmt.Sprint(p.Roles)
		switch {
		case p.Public:
			who = "anybody"
		case p.Receipt:
			who = "whoever has the receipt"
		case len(p.Roles) == len(domain.Roles()):
			who = "whoever is signed in"
		}
		if p.Demo {
			who += ", in a demo"
		}
		fmt.Fprintf(&b, "%-5s %-52s %s\n", p.Method, p.Pattern, who)
	}
	const golden = "testdata/permissions.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Fatalf("the table has changed; look at the difference, then run with -update\n%s", b.String())
	}
}

func TestTheDescriptionOfTheAPIIsThatOfItsRoutes(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	var document struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	testkit.Client(n.Config.PublicURL).Must(t, http.StatusOK, "GET", "/openapi.json", "", nil).Into(t, &document)
	if document.OpenAPI != "3.1.0" {
		t.Fatalf("version %s", document.OpenAPI)
	}
	described := 0
	for _, operations := range document.Paths {
		described += len(operations)
	}
	served := 0
	for _, p := range n.Server.Permissions() {
		if !p.API {
			continue
		}
		served++
		if document.Paths[p.Pattern][strings.ToLower(p.Method)] == nil {
			t.Errorf("%s %s is not described", p.Method, p.Pattern)
		}
	}
	if served != described {
		t.Errorf("%d served, %d described", served, described)
	}
}
