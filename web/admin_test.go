package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// staffPage opens somebody's page from the list.
func (v *visitor) staffPage(name string) string {
	v.t.Helper()
	v.open("/admin/people")
	m := regexp.MustCompile(`href="(/admin/people/[0-9a-f-]{36})">` + regexp.QuoteMeta(name)).FindStringSubmatch(v.page)
	if m == nil {
		v.t.Fatalf("%s is not in the list", name)
	}
	v.open(m[1])
	return m[1]
}

func count(t *testing.T, n *node.Node, sql string, args ...any) int64 {
	t.Helper()
	return testkit.Query(t, n.Config.DatabaseURL, sql, args...)
}

func TestAnAdministratorLooksAfterPeople(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	v.open("/admin")
	v.on(http.StatusOK, "Administration")
	v.shows("People", "Member roll", "Programs", "0 messages want a decision")

	v.open("/admin/people/new")
	v.post("/admin/people/new", "name", "", "email", "nowhere", "role", "emperor", "until", "soon")
	v.on(http.StatusBadRequest, "Add somebody")
	v.shows("Please write the name", "not an e-mail address", "Please choose a role", "Please write a day that exists", `value="nowhere"`)
	v.post("/admin/people/new", "name", "Nova Fictional", "email", "nova@county.demo.invalid", "phone", "314-555-0188", "role", "clerk", "until", "2031-06-30")
	v.on(http.StatusOK, "Nova Fictional")
	v.shows("This person has a record now", "A record was made", "A role was given: Clerk", "0 tokens and 0 sessions", "(314) 555-0188")
	page := v.path[:strings.Index(v.path+"?", "?")]

	v.post(page + "/token")
	v.on(http.StatusOK, "A new token")
	token := regexp.MustCompile(`alm-[a-z2-7]+`).FindString(v.page)
	if me := string(api.Must(t, http.StatusOK, "GET", "/api/v1/me", token, nil).Body); !strings.Contains(me, "clerk") {
		t.Errorf("with the token: %s", me)
	}
	v.open(page)
	v.hides(token)
	key := v.hidden("key")
	v.post(page+"/token", "key", key)
	v.on(http.StatusOK, "A new token")
	v.post(page+"/token", "key", key)
	v.on(http.StatusConflict, "")
	v.hides("alm-")
	v.open(page)
	v.shows("2 tokens")
	v.post(page+"/grant", "role", "clerk")
	v.on(http.StatusUnprocessableEntity, "Nova Fictional")
	v.shows("They hold that role already")
	v.post(page+"/grant", "role", "minister")
	v.shows("cannot be held together")
	v.post(page+"/grant", "role", "auditor", "until", "2020-01-01")
	v.on(http.StatusBadRequest, "Nova Fictional")
	v.shows("Please give a day in the future", `href="#grant-until"`)
	v.post(page+"/grant", "role", "auditor")
	v.shows("The role was given", "A role was given: Auditor")
	v.post(page+"/end", "role", "clerk")
	v.shows("The role has ended", "A role was ended: Clerk")
	if me := string(api.Must(t, http.StatusOK, "GET", "/api/v1/me", token, nil).Body); strings.Contains(me, "clerk") || !strings.Contains(me, "auditor") {
		t.Errorf("after the end of a role: %s", me)
	}
	v.post(page + "/sign_out")
	v.shows("All sign-ins of this person have ended")
	api.Must(t, http.StatusUnauthorized, "GET", "/api/v1/me", token, nil)
	v.post(page+"/tie", "other", "")
	v.shows("Please choose whom they are tied to")

	own := v.staffPage("Ada Pretend")
	v.post(own+"/end", "role", "admin")
	v.on(http.StatusUnprocessableEntity, "Ada Pretend")
	v.shows("This is the last administrator of the organization")
	v.post(own+"/grant", "role", "trustee")
	v.on(http.StatusForbidden, "Ada Pretend")
	v.shows("Nobody gives a role to themselves")
	if n := count(t, n, `SELECT count(*) FROM events WHERE type LIKE 'office.%' AND data::text ~* 'nova|1314555|\(314\)|demo.invalid|alm-'`); n != 0 {
		t.Errorf("%d events say who it is about", n)
	}
	if n := count(t, n, `SELECT count(*) FROM events WHERE type LIKE 'office.%' AND actor LIKE 'person:%'`); n != 7 {
		t.Errorf("%d acts are recorded", n)
	}
}

// TestAnAdministratorStaysWithinTheirOrganization: neither another's people nor families are opened by an id.
func TestAnAdministratorStaysWithinTheirOrganization(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	page := v.staffPage("Ada Pretend")
	other := visit(t, n.Config.PublicURL).as("city/admin")
	other.open(page)
	other.on(http.StatusNotFound, "We cannot find this")
	other.post(page + "/sign_out")
	other.on(http.StatusNotFound, "We cannot find this")
	member := testkit.Strings(t, n.Config.DatabaseURL, `SELECT id::text FROM people p WHERE organization = 'county' AND member_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id) LIMIT 1`)[0]
	v.open("/admin/people/" + member)
	v.on(http.StatusNotFound, "We cannot find this")
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/people/"+member+"/actions/token", testkit.Token("admin"), nil)
	var people struct {
		People []struct {
			ID    string   `json:"id"`
			Roles []string `json:"roles"`
		} `json:"people"`
	}
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/people", testkit.Token("admin"), nil)
	answer.Into(t, &people)
	if len(people.People) < 10 || strings.Contains(string(answer.Body), "Pretend") {
		t.Errorf("%s", answer.Body)
	}
	trustee := ""
	for _, p := range people.People {
		if len(p.Roles) == 1 && p.Roles[0] == "trustee" {
			trustee = p.ID
		}
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/people/"+trustee+"/actions/grant", testkit.Token("admin"), map[string]any{"role": "chief", "until": "2040-01-01"})
	if n := count(t, n, `SELECT count(*) FROM grants WHERE person_id = $1 AND role = 'chief' AND until > '2039-12-31'`, trustee); n != 1 {
		t.Errorf("%d grants", n)
	}
	api.Must(t, http.StatusUnprocessableEntity, "POST", "/api/v1/people/"+trustee+"/actions/end", testkit.Token("admin"), map[string]any{"role": "clerk"})
	api.Must(t, http.StatusBadRequest, "POST", "/api/v1/people/"+trustee+"/actions/tie", testkit.Token("admin"), map[string]any{"other": 7})
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/people/"+trustee+"/actions/promote", testkit.Token("admin"), nil)
}

func TestProgramsAndTheirTexts(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	testkit.Client(n.Config.PublicURL).Submit(t)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	v.open("/admin/programs")
	v.on(http.StatusOK, "Programs")
	v.shows("Takes requests", "Fund", "Open cases by version", ", today's", "Español", "Bosanski", "What Almoner itself says", "reviewed")
	v.open("/admin/texts/es")
	v.on(http.StatusOK, "Texts to review: Español")
	v.shows("Sentences 1 to 50 of", `lang="es"`, "The next sentences")
	v.open("/admin/texts/es?page=2")
	v.shows("Sentences 51 to 100 of")
	for path, want := range map[string]int{"/admin/texts/es?page=0": 400, "/admin/texts/es?page=999999": 400, "/admin/texts/es?page=x": 400, "/admin/texts/en": 404, "/admin/texts/xx": 404, "/admin/texts/xx/csv": 404} {
		if v.open(path); v.status != want {
			t.Errorf("%s is %d", path, v.status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.base+"/admin/texts/bs/csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	rows, err := csv.NewReader(answer.Body).ReadAll()
	if err != nil || len(rows) < 300 || len(rows[0]) != 4 || rows[0][2] != "Bosanski" {
		t.Errorf("the file has %d rows: %v", len(rows), err)
	}
}

// bury makes messages that no retry helped: one of the county that can be handled again, and one that nobody can read.
func bury(t *testing.T, n *node.Node, reference string) {
	t.Helper()
	if err := testkit.Exec(t, n.Config.DatabaseURL,
		`INSERT INTO dead_letters (id, organization, route, message_id, subject, headers, body, code, reason, attempts, at)
			SELECT gen_random_uuid(), '', 'welfare-draw-panel', e.id::text, 'almoner.events.county.welfare.' || split_part(e.type, '.', 2),
				json_build_object('ce-type', e.type, 'ce-organization', 'county', 'ce-subject', e.stream_id, 'ce-compartment', e.compartment), convert_to(e.data::text, 'UTF8'),
				'unavailable', 'Our database does not answer at the moment. Nothing that was received is lost; please try again in a minute.', 8, now()
			FROM events e JOIN cases c ON c.id = e.stream_id WHERE c.reference = '`+reference+`' AND e.type = 'welfare.membership_confirmed'`,
		`INSERT INTO dead_letters (id, organization, route, message_id, subject, headers, body, code, reason, attempts, at)
			VALUES (gen_random_uuid(), '', 'welfare-draw-panel', 'unreadable', 'almoner.events.county.welfare.vote_cast', '{}', 'Casey Fictional', 'invalid', 'The message cannot be read.', 1, now())`,
		`INSERT INTO dead_letters (id, organization, route, message_id, subject, headers, body, code, reason, attempts, at)
			VALUES (gen_random_uuid(), '', 'welfare-draw-panel', 'nobodys', '', '{}', '', 'invalid', 'The message cannot be read.', 1, now())`,
	); err != nil {
		t.Fatal(err)
	}
}

func TestStuckMessagesAreRetriedOrDropped(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	v := visit(t, n.Config.PublicURL).as("county/admin")
	v.open("/admin/stuck")
	v.shows("Nothing is stuck")
	r := api.Submit(t)
	api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	bury(t, n, r.Reference)

	v.open("/admin/stuck")
	v.on(http.StatusOK, "Stuck messages")
	v.shows("The membership was confirmed", "welfare-draw-panel", "The database did not answer", "1 message belongs to no organization")
	v.hides("Casey", r.Reference, "try again in a minute")
	letters := regexp.MustCompile(`/admin/stuck/[0-9a-f-]{36}`).FindAllString(v.page, -1)
	if len(letters) != 2 {
		t.Fatalf("%d letters", len(letters))
	}
	city := visit(t, n.Config.PublicURL).as("city/admin")
	city.open("/admin/stuck")
	city.shows("Nothing of yours is stuck", "1 message belongs to no organization")
	for _, path := range letters {
		city.open(path)
		city.on(http.StatusNotFound, "We cannot find this")
		city.post(path+"/drop", "reason", "Because.")
		city.on(http.StatusNotFound, "We cannot find this")
	}
	whole, broken := letters[0], letters[1]
	if v.open(whole); !strings.Contains(v.page, "membership_confirmed") {
		whole, broken = broken, whole
	}
	v.open(whole)
	v.post(whole + "/retry")
	v.on(http.StatusOK, "Stuck messages")
	v.shows("The message went through")
	v.post(broken + "/retry")
	if v.status != http.StatusBadRequest {
		t.Errorf("a message that cannot be read answers %d", v.status)
	}
	v.shows("It did not go through", "It is still here")
	v.open(broken + "/drop")
	v.on(http.StatusOK, "Drop this message?")
	v.post(broken+"/drop", "reason", "  ")
	v.on(http.StatusBadRequest, "Drop this message?")
	v.shows("Please say why")
	v.post(broken+"/drop", "reason", "It was made up for a test.")
	v.on(http.StatusOK, "Stuck messages")
	v.shows("The message was dropped", "Nothing of yours is stuck")
	if n := count(t, n, `SELECT count(*) FROM dead_letters WHERE settled_as = 'dropped' AND settled_why = 'It was made up for a test.'`); n != 1 {
		t.Errorf("%d are dropped with the reason", n)
	}
	if n := count(t, n, `SELECT count(*) FROM events WHERE type IN ('office.letter_retried', 'office.letter_dropped') AND actor LIKE 'person:%'`); n != 3 {
		t.Errorf("%d acts are recorded", n)
	}
	if n := count(t, n, `SELECT count(*) FROM tasks WHERE kind = 'vote'`); n != 3 {
		t.Errorf("a message that came twice led to %d seats", n)
	}
	api.Must(t, http.StatusNotFound, "POST", "/api/v1/stuck/"+strings.TrimPrefix(broken, "/admin/stuck/")+"/actions/retry", testkit.Token("admin"), nil)
	if body := string(api.Must(t, http.StatusOK, "GET", "/api/v1/stuck", testkit.Token("admin"), nil).Body); !strings.Contains(body, `"stuck":[]`) {
		t.Error(body)
	}
}

// TestScreenshotsOfAdministration walks through all of it in a browser without JavaScript.
func TestScreenshotsOfAdministration(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{narrow, phone, desk} {
		t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			api := testkit.Client(n.Config.PublicURL)
			r := api.Submit(t)
			api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: api, name: "admin", width: width}
			w.signIn(testkit.Token("county/admin"))
			for _, page := range []string{"/admin", "/admin/people", "/admin/rolls", "/admin/programs", "/admin/texts/es", "/admin/stuck", "/funds", "/reports", "/demo/components"} {
				w.Open(page)
				w.see(strings.ReplaceAll(page[1:], "/", "-"))
			}
			bury(t, n, r.Reference)
			w.Open("/admin/stuck")
			w.see("stuck-some")
			w.Press("main td a")
			w.see("stuck-one")
			w.Press("main a.button")
			w.Press("main button.warn")
			w.see("stuck-drop-refused")
			w.Open("/admin/people/new")
			w.Type("input[name=name]", "Nova Fictional")
			w.Press("main form button")
			w.see("new-refused")
			w.Open("/admin/people")
			w.Press("main td a")
			w.see("person")
			w.unfold("token")
			w.Press("form[action$=token] button")
			w.see("token")
		})
	}
}
