package web_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/testkit"
)

// row is one line of whatever is listed.
type row struct {
	ID, Reference, Organization, Kind string
}

// turn reads one page of a list.
func turn(t *testing.T, api testkit.API, list, token, query, cursor string) (rows []row, next string) {
	t.Helper()
	var page map[string]json.RawMessage
	api.Must(t, http.StatusOK, "GET", "/api/v1/"+list+"?"+query+"&cursor="+cursor, testkit.Token(token), nil).Into(t, &page)
	if err := json.Unmarshal(page[list], &rows); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(page["next_cursor"], &next); err != nil {
		t.Fatal(err)
	}
	return rows, next
}

// TestPagesLoseAndRepeatNothing turns the pages of each list while what is on them changes its place, leaves, and comes.
func TestPagesLoseAndRepeatNothing(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	later := func(by string) { api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": by}) }
	send := func(i int) (r testkit.Receipt) {
		answers := map[string]any{
			"child_name": "Kit " + strconv.Itoa(i) + " Fictional", "birth_date": "2016-02-29", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0130", "guardian_consent": true,
			"activity": "soccer",
		}
		api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{"language": "en", "answers": answers}).Into(t, &r)
		return r
	}
	const count = 215
	sent := map[string]testkit.Receipt{}
	for i := range count {
		r := send(i)
		sent[r.Reference] = r
		if i == count/2 {
			later("1h")
		}
	}
	for _, list := range []string{"applicants", "cases", "tasks"} {
		query, seen := map[string]string{"applicants": "program=pal&status=all", "cases": "program=pal", "tasks": ""}[list], map[string]int{}
		first, cursor := turn(t, api, list, leader, query, "")
		later("1m")
		next := turnOf(t, api, list, query, cursor)
		ask := func(reference string) { // the deadline goes, and comes back with the answer
			api.Must(t, http.StatusOK, "POST", "/api/v1/tasks/"+taskOf(t, api, reference)+"/actions/ask", testkit.Token(leader), map[string]any{"question": "Which days?"})
		}
		if list != "tasks" { // an open task keeps its deadline
			ask(first[3].Reference)
			ask(next[3].Reference)
			api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+next[7].Reference+"/withdraw", sent[next[7].Reference].Token, map[string]any{})
			api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+first[len(first)-1].Reference+"/withdraw", sent[first[len(first)-1].Reference].Token, map[string]any{})
		} else { // the task at which the first page ends is done
			act := func(id string) {
				api.Must(t, http.StatusOK, "POST", "/api/v1/tasks/"+id+"/actions/accept", testkit.Token(leader), map[string]any{})
			}
			act(first[len(first)-1].ID)
		}
		added := send(1000 + len(list))
		testkit.Eventually(t, 30*time.Second, "what was added to wait", func() bool { return taskOf(t, api, added.Reference) != "" })
		for rows := first; ; {
			for _, r := range rows {
				if list != "tasks" || r.Kind == "review" {
					seen[r.Reference]++
				}
			}
			if cursor == "" {
				break
			}
			rows, cursor = turn(t, api, list, leader, query, cursor)
		}
		for reference := range sent {
			times := seen[reference]
			done := list == "tasks" && times == 0 && taskOf(t, api, reference) == ""
			if times != 1 && !done {
				t.Errorf("%s: %s is there %d times", list, reference, times)
			}
		}
		if list == "applicants" && seen[added.Reference] != 1 {
			t.Errorf("what came meanwhile is there %d times", seen[added.Reference])
		}
		sent[added.Reference] = added
	}
}

// turnOf reads the second page without turning to it.
func turnOf(t *testing.T, api testkit.API, list, query, cursor string) []row {
	t.Helper()
	if cursor == "" {
		t.Fatalf("%s: there is one page only", list)
	}
	rows, _ := turn(t, api, list, leader, query, cursor)
	return rows
}

// taskOf finds what of an application waits for the coordinator, on whichever page.
func taskOf(t *testing.T, api testkit.API, reference string) string {
	t.Helper()
	for cursor := ""; ; {
		rows, next := turn(t, api, "tasks", leader, "", cursor)
		for _, r := range rows {
			if r.Reference == reference {
				return r.ID
			}
		}
		if cursor = next; cursor == "" {
			return ""
		}
	}
}

func TestCursorsThatAreNotOursOpenNothing(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	l := &split{t: t, n: n, api: api}
	ours := l.join("Kit Fictional", "Gale Fictional", "gale@family.demo.invalid", testkit.Receipt{})
	api.Await(t, ours.Reference, "review", 1, leader)
	id := uuid.NewString()
	code := base64.RawURLEncoding.EncodeToString
	for _, list := range []string{"applicants", "cases", "tasks"} {
		for _, cursor := range []string{
			"nonsense", "%00", "%ff%fe", "====", id, code([]byte("x")), code([]byte("{}")), code([]byte("null")), code([]byte("2026-03-02T12:00:00Z")), code([]byte("2026-03-02T12:00:00Z " + uuid.Nil.String())),
			code([]byte("99999-03-02T12:00:00Z " + id)), code([]byte(`{"ID":"x"}`)), code([]byte(`{"By":"never","ID":"` + id + `"}`)), code([]byte("\x00 " + id)),
		} {
			a, err := api.Do(t.Context(), "GET", "/api/v1/"+list+"?cursor="+cursor, testkit.Token(leader), nil)
			if err != nil || a.Status != http.StatusBadRequest {
				t.Errorf("%s: the cursor %q is answered %d %v", list, cursor, a.Status, err)
			}
		}
		for _, query := range []string{"program=%00", "status=%ff", "phase=%00", "season=%00", "group=%ff", "q=%00", "status=nothing", "program=" + url.QueryEscape("county/welfare")} {
			a, err := api.Do(t.Context(), "GET", "/api/v1/"+list+"?"+query, testkit.Token(leader), nil)
			if err != nil || a.Status != http.StatusBadRequest && a.Status != http.StatusOK {
				t.Errorf("%s: %s is answered %d %v", list, query, a.Status, err)
			}
		}
		for _, at := range []string{"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-03-02T12:00:00Z", "9999-12-31T23:59:59Z"} {
			for _, stranger := range []string{"county/coordinator", "county/auditor"} {
				cursor := code([]byte(at + " " + id))
				if list == "applicants" {
					cursor = code([]byte(`{"By":"` + at + `","Received":"` + at + `","ID":"` + id + `","At":"` + at + `"}`))
				}
				a, err := api.Do(t.Context(), "GET", "/api/v1/"+list+"?cursor="+cursor, testkit.Token(stranger), nil)
				if err != nil || a.Status >= http.StatusInternalServerError {
					t.Fatalf("%s: a cursor of %s is answered %d %v", list, at, a.Status, err)
				}
				if slices.Contains([]int{http.StatusForbidden, http.StatusUnauthorized}, a.Status) {
					continue
				}
				rows, _ := turn(t, api, list, stranger, "", cursor)
				for _, r := range rows {
					if r.Reference == ours.Reference || r.Organization != "" && r.Organization != "county" {
						t.Errorf("%s: %s reads %+v", list, stranger, r)
					}
				}
			}
		}
	}
}
