package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/testkit"
)

func TestOneActTellsEveryFamilyThatTonightIsOff(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	l.before(2 * time.Hour)
	lead := l.as(testkit.Token(leader))
	lead.open(l.page(""))
	lead.shows("Call off every session of today")
	day := l.n.Now().In(time.UTC)
	pairs := []string{"day-year", day.Format("2006"), "day-month", day.Format("1"), "day-day", day.Format("2")}
	lead.post(l.page("/acts/cancel_day"), pairs...)
	lead.on(http.StatusOK, "Who was told")
	told := lead.path
	testkit.Eventually(t, 30*time.Second, "two messages and one call", func() bool {
		lead.open(told)
		return strings.Count(lead.page, "text message,") == 2 && strings.Contains(lead.page, "Call these families")
	})
	lead.shows("Kit Fictional", "Robin Fictional", "Sam Fictional", "tel:+13145550133", "Has to be called", "Message on its way", "Called off")
	lead.hides("Ari Fictional")
	lead.post(l.page("/told"), "task", lead.hidden("task"), "day", day.Format(time.DateOnly))
	lead.shows("they are off the list of calls", "Called, ")
	lead.hides("Call these families")
	lead.post(l.page("/acts/cancel_day"), pairs...)
	lead.shows("No session is left on that day. Nothing was changed.")
	coach := l.as(l.coach)
	coach.open(l.group("/sessions/1"))
	coach.shows("This session was called off")
	coach.open(told)
	if coach.status != http.StatusForbidden {
		t.Errorf("a coach reads the list of calls: %d", coach.status)
	}
}

func TestEquipmentIsHandedToManyAtOnce(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	coach := l.as(l.coach)
	coach.open(l.group("/equipment"))
	coach.shows("No family is billed")
	coach.hides("What the program has paid")
	once := coach.hidden("once")
	for range 2 { // twice pressed is handed out once
		coach.fill(l.group("/equipment"), "do", "issue", "once", once, "item", "gear", "size", "", "child", l.kit.ID, "child", l.robin.ID)
		coach.shows("Handed out")
	}
	if n := testkit.Query(t, l.n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'application.item_issued'`); n != 2 {
		t.Errorf("%d things were handed out, want 2", n)
	}
	coach.fill(l.group("/equipment"), "do", "issue", "item", "uniform", "size", "", "child", l.kit.ID, "child", uuid.NewString())
	coach.shows("Kit Fictional: Please choose a size.", "Somebody who left the group")
	coach.fill(l.group("/equipment"), "do", "issue", "item", "", "child", l.kit.ID)
	coach.shows("Please choose one of the list.")
	coach.fill(l.group("/equipment"), "do", "return")
	coach.shows("Nothing was ticked")
	lead := l.as(testkit.Token(leader))
	lead.open(l.group("/equipment"))
	lead.shows("What the program has paid", "Equipment of the activity")
	lead.open(l.page("/people"))
	lead.shows("Paid by the program for all of them", "Kit Fictional", "Ari Fictional", "No family is billed")
}

func TestRostersAreSafeToOpenInASpreadsheet(t *testing.T) {
	t.Parallel()
	l := newLeague(t)
	l.join("=HYPERLINK(1) Fictional", "activity", "soccer", "guardian_phone", "314-555-0136")
	for path, token := range map[string]string{l.group("/roster.csv"): l.coach, l.page("/people.csv"): testkit.Token(leader)} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.n.Config.PublicURL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "almoner_session", Value: token})
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close() // it was read to its end
		if err != nil {
			t.Fatal(err)
		}
		text := string(body)
		if strings.Contains(text, "\n=") || !strings.Contains(text, "'=HYPERLINK(1) Fictional") && strings.Contains(path, "people") {
			t.Errorf("%s: %s", path, text)
		}
		if numbers := strings.Contains(text, "555-0132"); numbers != (token == testkit.Token(leader)) {
			t.Errorf("%s shows numbers: %t\n%s", path, numbers, text)
		}
	}
	for role, want := range map[string]int64{"volunteer": 3, "coordinator": 5} { // a team; everybody who has a place
		if n := testkit.Query(t, l.n.Config.DatabaseURL, `SELECT count(DISTINCT case_id) FROM readings WHERE role = $1`, role); n != want {
			t.Errorf("%d families can read that a %s took the file, want %d", n, role, want)
		}
	}
}
