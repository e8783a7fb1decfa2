package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

var moments = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z|<time[^>]*>[^<]*</time>|[A-Z][a-z]+day, [A-Z][a-z]+ \d+[^<]*|\d\d?:\d\d (?:[AP]M|[ap]\.m\.)`)

// samePage leaves out of what a receipt opens everything in which two requests may differ.
func samePage(text string, r testkit.Receipt, number string) string {
	text = strings.NewReplacer(r.Reference, "REFERENCE", r.Token, "TOKEN", number, "NUMBER", "("+number[:3]+") "+number[4:], "NUMBER").Replace(text)
	text = moments.ReplaceAllString(text, "MOMENT")
	return regexp.MustCompile(`name="(key|form)" value="[^"]*"|"id":"[^"]*"|value="[0-9a-f-]{36}"`).ReplaceAllString(text, "ID")
}

// TestAStrangerDoesNotLearnThatANumberIsKnown: to whoever holds its receipt, a request from the number of an open case looks and behaves as one
// from a number that nobody knows.
func TestAStrangerDoesNotLearnThatANumberIsKnown(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	accepted(t, api, "city/desk", "contact_phone", "314-555-0131", "safe_to_text", true)
	for _, asks := range [][]any{
		{"who_is_asking", "family"},
		{"who_is_asking", "family", "family_notified", false},
		{"who_is_asking", "clergy"},
		{"who_is_asking", "family", "safe_to_text", true},
		{"who_is_asking", "family", "family_notified", true, "safe_to_text", true, "call_hours", "h09_12"},
		{"who_is_asking", "other", "independent", true},
	} {
		known := api.Refer(t, "", append([]any{"contact_phone", "314-555-0131"}, asks...)...)
		fresh := api.Refer(t, "", append([]any{"contact_phone", "314-555-0132"}, asks...)...)
		same := func(when string) {
			t.Helper()
			for _, path := range []string{"/api/v1/requests/%", "/r/%/$", "/r/%/$?new=1", "/r/%/$/withdraw", "/r/%/$/change"} {
				read := func(r testkit.Receipt, number string) string {
					token := ""
					if strings.HasPrefix(path, "/api") {
						token = r.Token
					}
					a, err := api.Do(t.Context(), "GET", strings.NewReplacer("%", r.Reference, "$", r.Token).Replace(path), token, nil)
					if err != nil {
						t.Fatal(err)
					}
					return http.StatusText(a.Status) + samePage(string(a.Body), r, number)
				}
				if a, b := read(known, "314-555-0131"), read(fresh, "314-555-0132"); a != b {
					t.Errorf("%v: %s, %s tells that the number is known:\n%s\nand of a new one:\n%s", asks, when, path, a, b)
				}
			}
		}
		act := func(r testkit.Receipt, name string, body any) (status int) {
			a, err := api.Do(t.Context(), "POST", "/api/v1/requests/"+r.Reference+"/"+name, r.Token, body)
			if err != nil {
				t.Fatal(err)
			}
			return a.Status
		}
		same("at first")
		for name, body := range map[string]any{
			"choices/messages": map[string]any{"yes": false}, "choices/pause": map[string]any{"until": time.Now().AddDate(0, 1, 0).Format(time.DateOnly)},
			"choices/add_date": map[string]any{"kind": "trial", "on": time.Now().AddDate(0, 2, 0).Format(time.DateOnly)}, "choices/release": map[string]any{"scope": "call_me", "until": time.Now().AddDate(0, 1, 0).Format(time.DateOnly)},
		} {
			if a, b := act(known, name, body), act(fresh, name, body); a != b {
				t.Errorf("%v: %s answers %d, and of a new number %d", asks, name, a, b)
			}
			same(name)
		}
		for _, r := range []testkit.Receipt{known, fresh} {
			if asks[1] == "family" {
				postForm(t, api, "/r/"+r.Reference+"/"+r.Token+"/withdraw", url.Values{})
			}
		}
		same("withdrawn")
		if a, b := act(known, "withdraw", map[string]any{}), act(fresh, "withdraw", map[string]any{}); a != b {
			t.Errorf("%v: withdrawing again answers %d, and of a new number %d", asks, a, b)
		}
		act(fresh, "withdraw", map[string]any{})
		if asks[1] != "family" { // its number is not to be a known one
			call := api.Await(t, fresh.Reference, "call_back", 1, "city/coordinator")[0]
			api.Act(t, call, "decline", map[string]any{"note": "A test."})
		}
	}
	if texts := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events e JOIN cases c ON c.id = e.stream_id WHERE e.type = 'support.messages_chosen' AND c.closed_at IS NULL`); texts != 0 {
		t.Errorf("a stranger chose something for the family of the open case")
	}
}

// TestItsPageGoesOnAsThatOfANewNumber: once a coordinator has opened and settled it, the page of a joined request is still that of one from a new number:
// who has read it, what happened, who comes next.
func TestItsPageGoesOnAsThatOfANewNumber(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	own := api.Refer(t, "city/desk", "contact_phone", "314-555-0135")
	api.Await(t, own.Reference, "dispatch", 2, testkit.Ministers()...)
	known := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0135")
	fresh := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0136")
	look := api.Await(t, own.Reference, "read_again", 1, "city/coordinator")[0]
	call := api.Await(t, fresh.Reference, "call_back", 1, "city/coordinator")[0]
	coordinator := visit(t, n.Config.PublicURL).as("city/coordinator")
	for _, task := range []testkit.Task{look, call} {
		coordinator.open("/tasks/" + task.ID)
		coordinator.on(http.StatusOK, "")
	}
	page := func(r testkit.Receipt, number string) string {
		a, err := api.Do(t.Context(), "GET", "/r/"+r.Reference+"/"+r.Token, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		return samePage(string(a.Body), r, number)
	}
	same := func(when, shows string) {
		t.Helper()
		var a, b string
		testkit.Eventually(t, 20*time.Second, when, func() bool {
			a, b = page(known, "314-555-0135"), page(fresh, "314-555-0136")
			return strings.Contains(a, shows) && strings.Contains(b, shows)
		})
		if a != b {
			t.Errorf("%s the page of a known number is\n%s\nand of a new one\n%s", when, a, b)
		}
	}
	same("once it was opened", "Who has opened your file")
	api.Act(t, look, "read", map[string]any{"note": "They had lost their page."})
	api.Act(t, call, "proceed", nil)
	same("once it was read", "A coordinator has taken this on.")
	for _, r := range []testkit.Receipt{own, fresh} {
		api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/close", testkit.Token("city/coordinator"), map[string]any{})
	}
	same("at the end", "You can ask for us again at any time.")
}
