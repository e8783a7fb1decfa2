package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// API is a client of a process's JSON API.
type API struct {
	Base string
	HTTP *http.Client
}

// Client speaks to a process.
func Client(base string) API {
	return API{Base: base, HTTP: &http.Client{Timeout: 20 * time.Second}}
}

// Answer is what the API answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Into decodes the answer's JSON.
func (a Answer) Into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("answer %d %q is not what was expected: %v", a.Status, a.Body, err)
	}
}

// Code is the problem's code, empty when it is none.
func (a Answer) Code() string {
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(a.Body, &p) // what is no problem has no code
	return p.Code
}

// Do sends a request; body may be a string, bytes, or something to encode. headers are pairs.
func (c API) Do(ctx context.Context, method, path, token string, body any, headers ...string) (Answer, error) {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = bytes.NewReader([]byte(b))
	case []byte:
		reader = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return Answer{}, err
		}
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, reader)
	if err != nil {
		return Answer{}, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer answer.Body.Close() //nolint:errcheck // it is read to its end
	raw, err := io.ReadAll(answer.Body)
	return Answer{Status: answer.StatusCode, Header: answer.Header, Body: raw}, err
}

// Must is Do for a test that expects an answer of a status.
func (c API) Must(t testing.TB, want int, method, path, token string, body any, headers ...string) Answer {
	t.Helper()
	a, err := c.Do(t.Context(), method, path, token, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.Status != want {
		t.Fatalf("%s %s: %d, want %d: %s", method, path, a.Status, want, a.Body)
	}
	return a
}

// Receipt is what a request is answered with.
type Receipt struct {
	ID         string `json:"id"`
	Reference  string `json:"reference"`
	Token      string `json:"token"`
	StatusURL  string `json:"status_url"`
	ReceivedAt string `json:"received_at"`
}

// Task is something that waits.
type Task struct {
	ID        string          `json:"id"`
	Kind      string          `json:"kind"`
	Reference string          `json:"reference"`
	DueAt     *time.Time      `json:"due_at"`
	Actions   []string        `json:"actions"`
	Facts     json.RawMessage `json:"facts"`
	Token     string          `json:"-"` // of the person it waits for
	Person    string          `json:"-"`
}

// Requests is where requests to the county's fund go.
const Requests = "/api/v1/organizations/county/programs/welfare/requests"

// Answers is a request that is right; pairs change or, with nil, leave out single answers.
func Answers(pairs ...any) map[string]any {
	a := map[string]any{
		"for_whom": "self", "member_name": "Jordan Fictional", "member_number": "T-1020", "need": "utilities", "amount_cents": 60000,
		"what_happened": "The boiler failed in a frost and its repair took the rent.", "contact_email": "jordan@family.demo.invalid",
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(a, pairs[i].(string))
		} else {
			a[pairs[i].(string)] = pairs[i+1]
		}
	}
	return map[string]any{"language": "en", "answers": a}
}

// Submit sends a request that is to be accepted.
func (c API) Submit(t testing.TB, pairs ...any) Receipt {
	t.Helper()
	var r Receipt
	c.Must(t, http.StatusAccepted, "POST", Requests, "", Answers(pairs...)).Into(t, &r)
	return r
}

// Status asks where a request stands.
func (c API) Status(t testing.TB, r Receipt) string {
	t.Helper()
	var s struct {
		Status string `json:"status"`
	}
	c.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &s)
	return s.Status
}

// AwaitStatus waits for a status.
func (c API) AwaitStatus(t testing.TB, r Receipt, want string) {
	t.Helper()
	last := ""
	Eventually(t, 30*time.Second, fmt.Sprintf("status %s of %s", want, r.Reference), func() bool {
		last = c.Status(t, r)
		return last == want
	})
}

// Token signs one of the demo's people in: of the county, or of the organization named before a slash.
func Token(key string) string {
	if organization, person, other := strings.Cut(key, "/"); other {
		return "demo-" + organization + "-" + person
	}
	return "demo-county-" + key
}

// Ministers are the keys of those on the city's rota.
func Ministers() []string {
	var keys []string
	for i := 1; i <= 12; i++ {
		keys = append(keys, fmt.Sprintf("city/minister-%d", i))
	}
	return keys
}

// Refer sends a referral to the city's ministers, as somebody of the demo or as nobody, that is to be accepted; pairs change or leave out answers.
func (c API) Refer(t testing.TB, as string, pairs ...any) Receipt {
	t.Helper()
	a := map[string]any{"who_is_asking": "homicide_desk", "family_contact_name": "Casey Fictional", "contact_phone": "314-555-0111", "family_notified": true}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(a, pairs[i].(string))
		} else {
			a[pairs[i].(string)] = pairs[i+1]
		}
	}
	token := ""
	if as != "" {
		token = Token(as)
	}
	var r Receipt
	c.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/hmca/requests", token, map[string]any{"language": "en", "answers": a}).Into(t, &r)
	return r
}

// Trustees are the keys of the county's board.
func Trustees() []string {
	var keys []string
	for i := 1; i <= 7; i++ {
		keys = append(keys, fmt.Sprintf("trustee-%d", i))
	}
	return keys
}

// Tasks lists what waits for some people about one request, of one kind.
func (c API) Tasks(t testing.TB, reference, kind string, people ...string) []Task {
	t.Helper()
	var found []Task
	for _, p := range people {
		var page struct {
			Tasks []Task `json:"tasks"`
		}
		c.Must(t, http.StatusOK, "GET", "/api/v1/tasks", Token(p), nil).Into(t, &page)
		for _, task := range page.Tasks {
			if task.Reference == reference && task.Kind == kind {
				task.Token, task.Person = Token(p), p
				found = append(found, task)
			}
		}
	}
	return found
}

// Await waits until that many tasks wait.
func (c API) Await(t testing.TB, reference, kind string, count int, people ...string) (found []Task) {
	t.Helper()
	Eventually(t, 30*time.Second, fmt.Sprintf("%d %s tasks of %s", count, kind, reference), func() bool {
		found = c.Tasks(t, reference, kind, people...)
		return len(found) >= count
	})
	return found
}

// Act does something with a task that is to succeed.
func (c API) Act(t testing.TB, task Task, action string, body any) Answer {
	t.Helper()
	return c.Must(t, http.StatusOK, "POST", "/api/v1/tasks/"+task.ID+"/actions/"+action, task.Token, body)
}

// Approve lets two trustees of a request's panel approve an amount, which decides.
func (c API) Approve(t testing.TB, r Receipt, cents int) {
	t.Helper()
	seats := c.Await(t, r.Reference, "vote", 3, Trustees()...)
	for _, seat := range seats[:2] {
		c.Act(t, seat, "approve", map[string]any{"amount_cents": cents, "reason": "It is what such a thing costs."})
	}
}
