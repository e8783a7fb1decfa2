package node_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

func TestBadInputIsAClearProblemAndNeverOurFault(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	answers := func(pairs ...any) any { return testkit.Answers(pairs...) }
	cases := map[string]struct {
		body   any
		status int
		code   string
		field  string
	}{
		"no JSON at all":               {"hello", 400, "invalid", ""},
		"half a JSON object":           {`{"language":"en","answers":{"need"`, 400, "invalid", ""},
		"something behind the JSON":    {`{"language":"en","answers":{}} {}`, 400, "invalid", ""},
		"a list":                       {`[]`, 400, "invalid", ""},
		"null":                         {`null`, 400, "invalid", ""},
		"nothing":                      {"", 400, "invalid", ""},
		"an unknown field beside":      {`{"language":"en","answers":{},"admin":true}`, 400, "invalid", ""},
		"answers of the wrong type":    {`{"answers":"x"}`, 400, "invalid", ""},
		"deeply nested":                {`{"answers":{"need":` + strings.Repeat("[", 60000) + strings.Repeat("]", 60000) + `}}`, 400, "invalid", ""},
		"more than 256 KiB":            {`{"answers":{"what_happened":"` + strings.Repeat("a", 300<<10) + `"}}`, 413, "too_large", ""},
		"an unknown answer":            {answers("favorite_color", "blue"), 400, "invalid", "favorite_color"},
		"a missing answer":             {answers("need", nil), 400, "invalid", "need"},
		"no way to reach the family":   {answers("contact_email", nil), 400, "invalid", "contact_phone"},
		"a number for a text":          {answers("member_name", 5), 400, "invalid", "member_name"},
		"a text for an amount":         {answers("amount_cents", "600"), 400, "invalid", "amount_cents"},
		"a negative amount":            {answers("amount_cents", -5), 400, "invalid", "amount_cents"},
		"a fractional amount":          {answers("amount_cents", 10.5), 400, "invalid", "amount_cents"},
		"an amount of nothing":         {answers("amount_cents", 0), 400, "invalid", "amount_cents"},
		"an absurd amount":             {answers("amount_cents", json.Number("1e300")), 400, "invalid", "amount_cents"},
		"more than fits a number":      {answers("amount_cents", json.Number("99999999999999999999")), 400, "invalid", "amount_cents"},
		"a day that does not exist":    {answers("needed_by", "2027-02-30"), 400, "invalid", "needed_by"},
		"a name of 10,000 characters":  {answers("member_name", strings.Repeat("x", 10_000)), 400, "invalid", "member_name"},
		"control characters":           {answers("member_name", "A\u0000B"), 400, "invalid", "member_name"},
		"text turned around":           {answers("what_happened", "abc\u202edef"), 400, "invalid", "what_happened"},
		"a choice that is none":        {answers("need", "yacht"), 400, "invalid", "need"},
		"an object for an answer":      {answers("need", map[string]any{"a": 1}), 400, "invalid", "need"},
		"an address that is none":      {answers("contact_email", "not an address"), 400, "invalid", "contact_email"},
		"a telephone that is none":     {answers("contact_phone", "12"), 400, "invalid", "contact_phone"},
		"a language that is none":      {`{"language":"<script>","answers":{}}`, 400, "invalid", "language"},
		"above the cap, no reason why": {answers("amount_cents", 200000), 422, "rejected", ""},
		"above every cap":              {answers("amount_cents", 600000, "exception_explanation", strings.Repeat("because ", 40)), 422, "rejected", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := api.Do(t.Context(), "POST", testkit.Requests, "", c.body)
			if err != nil {
				t.Fatal(err)
			}
			if a.Status != c.status || a.Code() != c.code || a.Header.Get("Content-Type") != "application/problem+json" {
				t.Fatalf("%d %s %s: %s", a.Status, a.Code(), a.Header.Get("Content-Type"), a.Body)
			}
			if c.field != "" && !strings.Contains(string(a.Body), fmt.Sprintf("%q", c.field)) {
				t.Fatalf("the field %s is not named: %s", c.field, a.Body)
			}
		})
	}
	t.Cleanup(func() {
		if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow <> 'season'`); n != 0 {
			t.Errorf("%d cases came of bad input", n)
		}
	})
}

func TestKeysMakeRepeatingSafe(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	send := func(body any, key string) testkit.Answer {
		a, err := api.Do(t.Context(), "POST", testkit.Requests, "", body, "Idempotency-Key", key)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	var first, second testkit.Receipt
	one := send(testkit.Answers(), "my-own-key-1")
	one.Into(t, &first)
	two := send(testkit.Answers(), "my-own-key-1")
	two.Into(t, &second)
	if first != second || two.Status != http.StatusAccepted || two.Header.Get("Idempotent-Replay") != "true" || one.Header.Get("Idempotent-Replay") != "" {
		t.Fatalf("%+v then %+v", first, second)
	}
	if other := send(testkit.Answers("amount_cents", 700), "my-own-key-1"); other.Status != http.StatusConflict || other.Code() != "conflict" {
		t.Fatalf("the key with another body: %d %s", other.Status, other.Body)
	}
	for _, key := range []string{"short", strings.Repeat("k", 129), "with space inside"} {
		if bad := send(testkit.Answers(), key); bad.Status != http.StatusBadRequest {
			t.Errorf("key %q: %d", key, bad.Status)
		}
	}
	if got := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow <> 'season'`); got != 1 {
		t.Fatalf("%d cases", got)
	}
}

func TestManySendTheSameKeyAtOnceAndGetOneCase(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	answers := make(chan testkit.Answer, 20)
	for range 20 {
		go func() {
			a, _ := api.Do(t.Context(), "POST", testkit.Requests, "", testkit.Answers(), "Idempotency-Key", "pressed-many-times") // the status tells
			answers <- a
		}()
	}
	references := map[string]bool{}
	for range 20 {
		var r testkit.Receipt
		a := <-answers
		a.Into(t, &r)
		references[r.Reference] = true
	}
	if len(references) != 1 || testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow <> 'season'`) != 1 {
		t.Fatalf("%d references", len(references))
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	seated := map[string]bool{}
	for _, s := range seats {
		seated[s.Token] = true
	}
	act := "/api/v1/tasks/" + seats[0].ID + "/actions/approve"
	body := map[string]any{"amount_cents": 60000}
	for _, key := range testkit.Trustees() {
		if !seated[testkit.Token(key)] {
			api.Must(t, http.StatusNotFound, "POST", act, testkit.Token(key), body)
			api.Must(t, http.StatusNotFound, "GET", "/api/v1/cases/"+r.Reference, testkit.Token(key), nil)
		}
	}
	api.Must(t, http.StatusNotFound, "POST", act, testkit.Token("treasurer"), body)
	api.Must(t, http.StatusUnauthorized, "POST", act, "", body)
	api.Must(t, http.StatusUnauthorized, "POST", act, "forged-"+seats[0].Token, body)
	api.Must(t, http.StatusUnauthorized, "POST", testkit.Requests, "forged", testkit.Answers())
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/requests/"+r.Reference, "wrong", nil)
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/requests/WF-0000-0000", r.Token, nil)
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/organizations/county/programs/nothing", "", nil)
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/organizations/county/programs/nothing/requests", "", testkit.Answers())
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/nothing", "", nil)
	wrong := api.Must(t, http.StatusMethodNotAllowed, "DELETE", "/api/v1/requests/"+r.Reference, r.Token, nil)
	if wrong.Header.Get("Allow") != "GET, HEAD" || wrong.Code() != "method_not_allowed" {
		t.Fatalf("Allow %q, %s", wrong.Header.Get("Allow"), wrong.Body)
	}
	for _, bad := range []any{map[string]any{"amount_cents": -1}, map[string]any{"amount_cents": 1.5}, map[string]any{"amount": 5}, "{", map[string]any{"amount_cents": "9"}} {
		api.Must(t, http.StatusBadRequest, "POST", act, seats[0].Token, bad)
	}
	api.Must(t, http.StatusUnprocessableEntity, "POST", act, seats[0].Token, map[string]any{"amount_cents": 60001})
	api.Must(t, http.StatusBadRequest, "POST", act, seats[0].Token, map[string]any{"amount_cents": 50000})
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/tasks/"+seats[0].ID+"/actions/explode", seats[0].Token, body)
	lower := strings.ToLower(strings.ReplaceAll(r.Reference, "-", ""))
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+lower, r.Token, nil)
}

func TestASettledMatterSaysWhatHappened(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, nil)
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, map[string]any{})
	a := api.Must(t, http.StatusConflict, "POST", "/api/v1/tasks/"+seats[0].ID+"/actions/approve", seats[0].Token, map[string]any{"amount_cents": 60000})
	if !strings.Contains(string(a.Body), "withdrew") {
		t.Fatalf("it does not say what happened: %s", a.Body)
	}
	api.Must(t, http.StatusConflict, "POST", "/api/v1/requests/"+r.Reference+"/answers", r.Token, map[string]any{"answer": "Hello?"})
}
