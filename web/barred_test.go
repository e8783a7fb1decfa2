package web_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// split is a household of which one parent is shut out from a child: Gale applied for Kit and Rory and Glenn for Kim and Lou, all under one
// household. Glenn is shut out from Kit, where Gale had named him, and from Lou, for whom he had applied himself.
type split struct {
	t                   *testing.T
	n                   *node.Node
	api                 testkit.API
	kit, rory, kim, lou testkit.Receipt
	glenn               testkit.Receipt // his paper of Kit's
}

func newSplit(t *testing.T) *split {
	t.Helper()
	n := testkit.Node(t)
	s := &split{t: t, n: n, api: testkit.Client(n.Config.PublicURL)}
	s.kit = s.join("Kit Fictional", "Gale Fictional", "gale@family.demo.invalid", testkit.Receipt{})
	s.rory = s.join("Rory Fictional", "Gale  FICTIONAL", "gale@family.demo.invalid", s.kit)
	s.kim = s.join("Kim Fictional", "Glenn Fictional", "glenn@family.demo.invalid", s.kit)
	s.lou = s.join("Lou Fictional", "Glenn Fictional", "glenn@family.demo.invalid", s.kim)
	s.add(s.kit, "Glenn Fictional", "glenn@family.demo.invalid")
	s.add(s.lou, "Gale Fictional", "gale@family.demo.invalid")
	s.glenn = testkit.Receipt{Reference: s.kit.Reference, Token: n.Desk.Keys.Receipt(handlers.ContactReceipt(s.kit.Reference, 1))}
	s.api.Act(t, s.api.Await(t, s.kit.Reference, "review", 1, leader)[0], "accept", nil)
	s.api.AwaitStatus(t, s.kit, "accepted")
	if got := s.own(s.glenn); got != http.StatusOK {
		t.Fatalf("the second guardian's paper opens nothing: %d", got)
	}
	s.bar(s.kit, 1)
	s.bar(s.lou, 0)
	return s
}

func (s *split) join(child, guardian, email string, with testkit.Receipt) (r testkit.Receipt) {
	s.t.Helper()
	body := map[string]any{"language": "en", "answers": map[string]any{
		"child_name": child, "birth_date": "2016-02-29", "activity": "soccer", "guardian_name": guardian, "guardian_phone": "314-555-0130", "contact_email": email,
		"guardian_consent": true,
	}}
	if with.Reference != "" {
		body["with"] = map[string]any{"reference": with.Reference, "token": with.Token}
	}
	s.api.Must(s.t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/pal/requests", "", body).Into(s.t, &r)
	return r
}

func (s *split) add(r testkit.Receipt, name, email string) {
	s.t.Helper()
	s.api.Must(s.t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/choices/add_contact", r.Token,
		map[string]any{"name": name, "relation": "second_guardian", "email": email})
}

func (s *split) bar(r testkit.Receipt, contact int) {
	s.t.Helper()
	var status struct {
		Application struct{ Contacts []struct{ ID string } }
	}
	s.api.Must(s.t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(s.t, &status)
	s.api.Must(s.t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/bar", testkit.Token(leader),
		map[string]any{"contact": status.Application.Contacts[contact].ID, "note": "An invented order of the first of the month."})
}

func (s *split) own(r testkit.Receipt) int {
	s.t.Helper()
	a, err := s.api.Do(s.t.Context(), "GET", "/api/v1/requests/"+r.Reference, r.Token, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.Status
}

// ask sends what somebody who holds a paper can send, and gives the answer with all of its body.
func (s *split) ask(method, pattern, action string, r testkit.Receipt) (status int, body string) {
	s.t.Helper()
	address := strings.NewReplacer("{reference}", r.Reference, "{token}", r.Token, "{action}", action, "{program}", "pal", "{org}", "city").Replace(pattern)
	sent := url.Values{"program": {"pal"}, "answer": {"Where are they now?"}, "contact": {r.Token}, "yes": {"yes"}, "reason": {"Please look again."}}.Encode()
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(pattern, "/api/") {
		sent, kind = "{}", "application/json"
	}
	if method == http.MethodGet {
		sent = ""
	}
	q, err := http.NewRequestWithContext(s.t.Context(), method, s.n.Config.PublicURL+address, strings.NewReader(sent))
	if err != nil {
		s.t.Fatal(err)
	}
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Authorization", "Bearer "+r.Token)
	answer, err := http.DefaultClient.Do(q) // follows where it is led
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(all)
}

// tells finds what must not be told in what was.
func (s *split) tells(what, body string, forbidden ...string) {
	s.t.Helper()
	for _, word := range forbidden {
		if strings.Contains(body, word) {
			s.t.Errorf("%s tells %q", what, word)
		}
	}
}

func TestWhoeverIsShutOutFindsNothingOnAnyRoute(t *testing.T) {
	t.Parallel()
	s := newSplit(t)
	walked := 0
	for _, p := range s.n.Server.Permissions() {
		if !p.Receipt && !strings.Contains(p.Pattern, "{token}") {
			continue
		}
		actions := []string{""}
		if strings.Contains(p.Pattern, "{action}") {
			actions = append(handlers.FamilyActions("application"), "accept", "pass")
		}
		for _, paper := range []testkit.Receipt{s.glenn, s.lou} {
			for _, action := range actions {
				walked++
				status, body := s.ask(p.Method, p.Pattern, action, paper)
				if status != http.StatusNotFound {
					t.Errorf("%s %s %s is %d for whoever is shut out", p.Method, p.Pattern, action, status)
				}
				s.tells(p.Method+" "+p.Pattern, body, "Kit Fictional", "Lou Fictional", "Rory", "Gale", "Police Athletic", s.rory.Reference)
			}
		}
	}
	if walked < 60 {
		t.Errorf("only %d addresses were tried", walked)
	}
	for _, paper := range []testkit.Receipt{s.glenn, s.lou} {
		v := visit(t, s.n.Config.PublicURL)
		v.post("/status", "reference", paper.Reference, "code", paper.Token)
		if v.status != http.StatusNotFound {
			t.Errorf("reference and code open a page: %d", v.status)
		}
		a, err := s.api.Do(t.Context(), "POST", "/api/v1/organizations/city/programs/pal/requests", "", map[string]any{
			"language": "en", "answers": map[string]any{}, "with": map[string]any{"reference": paper.Reference, "token": paper.Token},
		})
		if err != nil || a.Status != http.StatusNotFound {
			t.Errorf("another child joins the household: %d %v", a.Status, err)
		}
	}
}

func TestNoPaperLeadsToWhatIsTheOtherParents(t *testing.T) {
	t.Parallel()
	s := newSplit(t)
	for name, c := range map[string]struct {
		paper              testkit.Receipt
		shown, hidden      []string
		householdReference []string
	}{
		"whoever is shut out, at a child of his own": {
			s.kim, []string{"Kim Fictional"}, []string{"Kit Fictional", "Rory", "Lou Fictional", "Gale", s.kit.Reference, s.kit.Token, s.rory.Reference, s.lou.Reference}, nil,
		},
		"the other parent": {
			s.kit, []string{"Kit Fictional", "Rory Fictional", s.rory.Token}, []string{"Kim Fictional", s.kim.Reference, "Glenn", s.glenn.Token}, []string{s.rory.Reference},
		},
	} {
		for _, pattern := range []string{"/r/{reference}/{token}", "/r/{reference}/{token}/record.json", "/api/v1/requests/{reference}", "/r/{reference}/{token}/change"} {
			status, body := s.ask(http.MethodGet, pattern, "", c.paper)
			if status != http.StatusOK {
				t.Errorf("%s: %s is %d", name, pattern, status)
			}
			s.tells(name+": "+pattern, body, c.hidden...)
			for _, word := range c.shown {
				if !strings.Contains(body, word) && !strings.HasSuffix(pattern, "/change") {
					t.Errorf("%s: %s does not show %q", name, pattern, word)
				}
			}
		}
		var status struct {
			Application struct{ Household []struct{ Reference string } }
		}
		s.api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+c.paper.Reference, c.paper.Token, nil).Into(t, &status)
		var found []string
		for _, other := range status.Application.Household {
			found = append(found, other.Reference)
		}
		if !slices.Equal(found, c.householdReference) {
			t.Errorf("%s: the household is %v", name, found)
		}
	}
}
