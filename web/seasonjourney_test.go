package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfATeamOnItsDay walks the roads of the day of a session: a coach's, who takes attendance and hands out, and a coordinator's, who
// calls the day off, calls whom no message reaches, and looks at the season.
func TestScreenshotsOfATeamOnItsDay(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			l := newLeague(t)
			l.before(45 * time.Minute)
			w := &walk{Browser: testkit.Browse(t, l.n.Config.PublicURL, run.width, run.script), t: t, api: l.api, name: "season", width: run.width}
			w.coachATeam(l)
			w.coordinateTheDay(l)
		})
	}
}

// coachATeam takes attendance, corrects it, opens the emergency card, and hands something out.
func (w *walk) coachATeam(l *league) {
	w.t.Helper()
	w.signIn(l.coach)
	w.Open("/seasons")
	w.see("coach-seasons")
	w.Open(l.page(""))
	w.see("coach-season")
	w.Press(".tonight a")
	w.see("attendance")
	w.Choose("input[name='at-" + l.kit.ID + "'][value=present]")
	w.Press("main form button[type=submit]")
	if !strings.Contains(w.Text("main"), "There is a problem") {
		w.t.Errorf("an open line goes through: %s", w.Text("main"))
	}
	w.see("attendance-problem")
	w.Choose("input[name='at-" + l.robin.ID + "'][value=excused]")
	w.Choose("input[name='at-" + l.sam.ID + "'][value=absent]")
	w.Press("main form button[type=submit]")
	if !strings.Contains(w.Text("main"), "The attendance is saved") {
		w.t.Errorf("the attendance is not saved: %s", w.Text("main"))
	}
	w.see("attendance-saved")
	w.paper("attendance-on-paper")
	w.Choose("input[name='at-" + l.sam.ID + "'][value=present]")
	w.Press("main form button[type=submit]")
	w.Press("form[action$=made-up] button")
	if !strings.Contains(w.Text("main"), "It counts as made up for") {
		w.t.Errorf("nothing is made up: %s", w.Text("main"))
	}
	w.Open(l.group("/emergency"))
	w.see("emergency")
	w.paper("emergency-on-paper")
	w.Open(l.group(""))
	w.see("coach-group")
	w.paper("roster-on-paper")
	w.Open(l.group("/equipment"))
	w.Choose("details:has(input[name=once]) > summary")
	w.Type("select[name=item]", "Equipment")
	w.Choose("input[name=child][value='" + l.kit.ID + "']")
	w.see("equipment-give")
	w.Press("button[value=issue]")
	w.see("equipment-given")
}

// coordinateTheDay calls the day off and works off the list of calls.
func (w *walk) coordinateTheDay(l *league) {
	w.t.Helper()
	w.signIn(testkit.Token(leader))
	w.Open("/seasons")
	w.see("seasons")
	w.Open(l.page(""))
	w.see("season")
	w.unfold("cancel_day")
	w.Press(".tonight form button[type=submit]")
	told := strings.TrimPrefix(w.Where(), w.api.Base)
	testkit.Eventually(w.t, 30*time.Second, "everybody to be told", func() bool {
		w.Open(told)
		text := w.Text("main")
		return strings.Count(text, "text message,") == 2 && strings.Contains(text, "Call these families")
	})
	w.see("told")
	w.paper("told-on-paper")
	w.Press(".call form button")
	if !strings.Contains(w.Text("main"), "they are off the list of calls") {
		w.t.Errorf("nobody is off the list: %s", w.Text("main"))
	}
	w.see("told-called")
	w.Open(l.group(""))
	w.see("group")
	w.Open(l.group("/equipment"))
	w.see("equipment")
	w.Open(l.page("/people"))
	w.see("people")
}

// paper pictures the page as it would be printed.
func (w *walk) paper(what string) {
	w.t.Helper()
	w.OnPaper(true)
	w.see(what)
	w.OnPaper(false)
}
