package node_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

const coordinator = "city/coordinator"

// apply sends an application to a program of the city, pairs changing or leaving out single answers.
func apply(t *testing.T, api testkit.API, program string, answers map[string]any, pairs ...any) testkit.Receipt {
	t.Helper()
	var r testkit.Receipt
	api.Must(t, http.StatusAccepted, "POST", requestsOf(program), "", application(answers, pairs...)).Into(t, &r)
	return r
}

func requestsOf(program string) string {
	return "/api/v1/organizations/city/programs/" + program + "/requests"
}

func application(answers map[string]any, pairs ...any) map[string]any {
	a := map[string]any{}
	for key, value := range answers {
		a[key] = value
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

// academy is an application to the citizens' academy with exactly what outside clients send.
var academy = map[string]any{
	"full_name": "Avery Fictional", "birth_date": "1990-05-17", "city_connection": "resident", "active_warrant": false, "records_check_consent": true,
	"contact_email": "avery@family.demo.invalid",
}

// pal is an application of a child.
var pal = map[string]any{
	"child_name": "Kit Fictional", "birth_date": "2016-02-29", "activity": "soccer", "guardian_name": "Gale Fictional", "guardian_phone": "314-555-0123",
	"guardian_consent": true,
}

func TestAnAcademyIsAppliedToScreenedAndSeated(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "citizens-academy", academy)
	screen := api.Await(t, r.Reference, "screen", 1, coordinator)
	api.AwaitStatus(t, r, "in_review")
	until := n.Now().AddDate(2, 0, 0).Format(time.DateOnly)
	api.Act(t, screen[0], "clear", map[string]any{"expires_on": until})
	api.Act(t, screen[0], "clear", map[string]any{"expires_on": until})
	review := api.Await(t, r.Reference, "review", 1, coordinator)
	var facts struct {
		Applicant string         `json:"applicant"`
		Answers   map[string]any `json:"answers"`
	}
	if err := json.Unmarshal(review[0].Facts, &facts); err != nil || facts.Applicant != "Avery Fictional" {
		t.Errorf("the coordinator reads %s", review[0].Facts)
	}
	if _, kept := facts.Answers["active_warrant"]; kept {
		t.Error("an answer that only decides was kept")
	}
	api.Act(t, review[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	var status struct {
		Application struct {
			Season   string `json:"season"`
			Group    string `json:"group"`
			Sessions []any  `json:"sessions"`
		} `json:"application"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil).Into(t, &status)
	if len(status.Application.Sessions) != 12 || status.Application.Season == "" {
		t.Errorf("the applicant reads %+v", status.Application)
	}
	verify(t, n)
}

func TestIneligibleIsSaidAndNothingIsKept(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for name, pairs := range map[string][]any{
		"too young": {"birth_date", "2015-01-01"},
		"a warrant": {"active_warrant", true},
		"no check":  {"records_check_consent", false},
	} {
		answer := api.Must(t, http.StatusUnprocessableEntity, "POST", requestsOf("citizens-academy"), "", application(academy, pairs...))
		if answer.Code() != "rejected" {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	if n := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'application'`); n != 0 {
		t.Errorf("%d applications were kept", n)
	}
}

func TestAChildIsSignedUpByAGuardian(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := apply(t, api, "pal", pal, "medical_note", "A fictional allergy to peanuts.", "second_guardian_phone", "314-555-0124")
	review := api.Await(t, r.Reference, "review", 1, coordinator)
	api.Act(t, review[0], "accept", nil)
	api.AwaitStatus(t, r, "accepted")
	var status struct {
		Application struct {
			Group    string `json:"group"`
			Consents []struct {
				Key    string
				Signed bool
			}
			Contacts []struct{ Relation string }
			Answers  map[string]any
			Choices  []string
		} `json:"application"`
	}
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/requests/"+r.Reference, r.Token, nil)
	answer.Into(t, &status)
	a := status.Application
	if a.Group == "" || len(a.Contacts) != 2 || a.Answers["medical_note"] != "A fictional allergy to peanuts." {
		t.Errorf("the guardian reads %s", answer.Body)
	}
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/withdraw", r.Token, map[string]any{})
	api.AwaitStatus(t, r, "withdrawn")
	verify(t, n)
}

// TestThirtySeats sends many more applications than there are seats, and accepts all of them at once.
func TestThirtySeats(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	const applicants = 90
	receipts := make([]testkit.Receipt, applicants)
	inParallel(applicants, func(i int) {
		receipts[i] = apply(t, api, "citizens-academy", academy, "full_name", fmt.Sprintf("Applicant %d Fictional", i))
	})
	for _, kind := range []string{"screen", "review"} {
		action := map[string]string{"screen": "clear", "review": "accept"}[kind]
		settled := 0
		testkit.Eventually(t, time.Minute, kind+" of all", func() bool {
			tasks := tasksOf(t, api, kind)
			inParallel(len(tasks), func(i int) { api.Act(t, tasks[i], action, nil) })
			settled += len(tasks)
			return settled >= applicants
		})
	}
	counts := map[string]int{}
	testkit.Eventually(t, time.Minute, "everybody to have an answer", func() bool {
		counts = map[string]int{}
		for _, r := range receipts {
			counts[api.Status(t, r)]++
		}
		return counts["accepted"]+counts["waiting_list"] == applicants
	})
	if counts["accepted"] != 30 {
		t.Errorf("%v", counts)
	}
	verify(t, n)
}

// tasksOf lists everything of a kind that waits for the coordinator, page by page.
func tasksOf(t *testing.T, api testkit.API, kind string) (tasks []testkit.Task) {
	t.Helper()
	cursor := ""
	for {
		var page struct {
			Tasks []testkit.Task `json:"tasks"`
			Next  string         `json:"next_cursor"`
		}
		api.Must(t, http.StatusOK, "GET", "/api/v1/tasks?cursor="+cursor, testkit.Token(coordinator), nil).Into(t, &page)
		for _, task := range page.Tasks {
			if task.Kind == kind {
				task.Token = testkit.Token(coordinator)
				tasks = append(tasks, task)
			}
		}
		if cursor = page.Next; cursor == "" {
			return tasks
		}
	}
}

func inParallel(n int, f func(i int)) {
	var wait sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range n {
		wait.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wait.Done() }()
			f(i)
		}()
	}
	wait.Wait()
}

// seasonsOf counts the seasons that a process opened by itself.
func seasonsOf(t *testing.T, n *node.Node, organization string) int {
	t.Helper()
	return int(testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM cases WHERE workflow = 'season' AND organization = $1`, organization))
}
