package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
	"github.com/almoner/almoner/workflows"
)

var tags = regexp.MustCompile(`<[^>]+>`)

// tape gives the rows of the event tape as they are read, latest first.
func (v *visitor) tape() (rows []string) {
	v.t.Helper()
	v.open("/demo/events")
	v.on(http.StatusOK, "Event tape")
	for _, row := range strings.Split(strings.ReplaceAll(v.page, "<wbr>", ""), `<tr id="e-`)[1:] {
		rows = append(rows, strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(`<tr id="`+row, " "))), " "))
	}
	return rows
}

// tapeShows waits until a row holds all of these.
func (v *visitor) tapeShows(texts ...string) (row string) {
	v.t.Helper()
	testkit.Eventually(v.t, 40*time.Second, "the tape to show "+strings.Join(texts, ", "), func() bool {
		for _, row = range v.tape() {
			found := 0
			for _, text := range texts {
				if strings.Contains(row, text) {
					found++
				}
			}
			if found == len(texts) {
				return true
			}
		}
		return false
	})
	return row
}

const confirmedRow = "almoner.events.county.welfare.membership_confirmed"

// TestTheTapeTellsWhatBecameOfEachEvent: who took it, at which attempt, how long after, and that coming again changed nothing.
func TestTheTapeTellsWhatBecameOfEachEvent(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	v := visit(t, n.Config.PublicURL)
	row := v.tapeShows(confirmedRow, "welfare-draw-panel done at the first attempt,", "ms later")
	if strings.Contains(row, "again") {
		t.Errorf("nothing came again yet: %s", row)
	}
	v.tapeShows("almoner.events.county.welfare.request_submitted", "a family or applicant", "No handler waits for this.")
	v.tapeShows("almoner.events.county.welfare.panel_drawn", "The membership was confirmed. welfare-draw-panel")
	events := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events`)
	v.post("/demo/trouble", "do", "twice")
	v.shows("each came again, and nothing was done twice")
	v.tapeShows(confirmedRow, "done at the first attempt", "Came again 1 time: nothing was done twice.")
	v.post("/demo/trouble", "do", "twice")
	v.tapeShows(confirmedRow, "Came again 2 times: nothing was done twice.")
	if after := testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events`); after != events {
		t.Errorf("%d events before, %d after they were delivered again", events, after)
	}
	v.post("/demo/trouble", "do", "skip")
	v.tapeShows("a deadline that fell due")
}

// TestTheTapeShowsWhatWaitsForTheBus: an event that was recorded while the bus stands still waits, and goes out when it is back.
func TestTheTapeShowsWhatWaitsForTheBus(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	v := visit(t, n.Config.PublicURL)
	v.post("/demo/trouble", "do", "stop")
	v.shows("The bus stands still", "Its request was received all the same")
	v.tapeShows(confirmedRow, "Waits to be published", "welfare-draw-panel waits for the bus")
	v.post("/demo/trouble", "do", "twice")
	v.on(http.StatusOK, "Event tape")
	v.shows("The bus is stopped at the moment", "Nothing was delivered again. Wait ten seconds, then press", "Demo. No real people.")
	v.tapeShows(confirmedRow, "welfare-draw-panel done at the first attempt,", " s later")
	v.hides("The bus stands still", "Waits to be published")
}

// TestTheTapeLeadsToWhatIsStuck: one route fails and is tried again, another one is given up, and what it left leads to the administrator.
func TestTheTapeLeadsToWhatIsStuck(t *testing.T) {
	t.Parallel()
	submitted := []string{welfare.RequestSubmitted{}.EventType()}
	n := testkit.Node(t, func(c *node.Config) {
		c.Routes = []workflows.Route{
			{Name: "welfare-broken", Workflow: "welfare", To: workflows.SameCase, Command: fund.Deposit{}, Events: submitted},
			{Name: "welfare-lost", Workflow: "welfare", To: workflows.Elsewhere, Command: welfare.DrawPanel{}, Events: submitted},
		}
	})
	testkit.Client(n.Config.PublicURL).Submit(t)
	v := visit(t, n.Config.PublicURL)
	v.tapeShows("welfare-broken failed at attempt 1; it is tried again by itself", "welfare-lost given up after 1 attempt; a person has to look", "See the stuck message as Ada Pretend")
	v.post("/demo/sign-in", "key", v.hidden("key"), "next", v.hidden("next"))
	v.on(http.StatusOK, "The request was received")
	v.shows("welfare-lost", "The event names no other stream.")
	v.tape()
	if !regexp.MustCompile(`<a href="/admin/stuck/[0-9a-f-]+">See the stuck message</a>`).MatchString(v.page) {
		t.Error("the administrator finds no link")
	}
}

// TestTheTapeOutlivesTheProcess: what the inbox keeps is told after a start too, without the attempts, which nobody counted for it.
func TestTheTapeOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	db, data := testkit.Postgres(t), testkit.Dir(t)
	first := testkit.Node(t, func(c *node.Config) { c.DatabaseURL, c.DataDir = db.OwnerURL, data })
	api := testkit.Client(first.Config.PublicURL)
	r := api.Submit(t)
	api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)
	first.Stop()
	second := testkit.StartNode(t, node.Config{DatabaseURL: db.OwnerURL, DataDir: data, Listen: "127.0.0.1:0"})
	visit(t, second.Config.PublicURL).tapeShows(confirmedRow, "welfare-draw-panel done ", " later")
}

// TestTheTapeKeepsItselfUpToDate: while it is open, also of what the bus cannot tell, because it stands still.
func TestTheTapeKeepsItselfUpToDate(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	b := testkit.Browse(t, n.Config.PublicURL, phone, true)
	b.Open("/demo/events")
	visit(t, n.Config.PublicURL).post("/demo/trouble", "do", "stop")
	text := func() string { return b.Text("main") }
	testkit.Eventually(t, 8*time.Second, "the open tape to show what waits", func() bool {
		return strings.Contains(text(), "The bus stands still") && strings.Contains(text(), "Waits to be published")
	})
	testkit.Eventually(t, 40*time.Second, "the open tape to show that it went out", func() bool {
		return !strings.Contains(text(), "The bus stands still") && strings.Contains(text(), "done at the first attempt")
	})
}
