package web_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/testkit"
)

const shiftsPath = "/shifts/ucan"

// TestScreenshotsOfAVolunteerAndTheirCoordinator walks the road of a shift: taken, passed on, carried, counted.
func TestScreenshotsOfAVolunteerAndTheirCoordinator(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		width  int64
		script bool
	}{{320, false}, {390, true}, {1280, false}} {
		t.Run(fmt.Sprintf("%d px, JavaScript %t", run.width, run.script), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			if err := demo.Shifts(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, run.width, run.script), t: t, api: testkit.Client(n.Config.PublicURL), name: "shifts", width: run.width}
			w.volunteer()
			w.logHours()
			w.coverage()
			w.settle()
		})
	}
}

func (w *walk) shows(what string, parts ...string) {
	w.t.Helper()
	text := w.Text("main")
	for _, part := range parts {
		if !strings.Contains(text, part) {
			w.t.Errorf("%s does not show %q:\n%s", what, part, text)
		}
	}
	w.see(what)
}

// volunteer is Vera's road: what waits for her, a shift that is not open to her and why, one that she takes and offers, one that she takes over.
func (w *walk) volunteer() {
	w.t.Helper()
	w.signIn(testkit.Token("volunteer"))
	w.Open("/shifts")
	w.shows("mine", "Somebody asks you", "Vito Pretend asks", "My next shifts", "Where hands are missing", "Not open to you, and why", "Not open to you yet: the clearance “Driver's license and insurance” is missing")
	w.Press("main a[href*='/dates/sorting/']")
	w.shows("date", "Sorting donations", "14 and older", "Take a place")
	w.Press("form:has(input[value=sign_up]) button")
	w.shows("date-problem", "There is a problem", "Please say that this is so")
	w.Choose("form:has(input[value=sign_up]) input[name=of_age]")
	w.Press("form:has(input[value=sign_up]) button")
	w.shows("date-taken", "You have a place", "Ask somebody to take it")
	w.Choose("details:has(input[value=offer]) > summary")
	w.Type("form:has(input[value=offer]) select[name=to]", "Valentina")
	w.Press("form:has(input[value=offer]) button")
	w.shows("date-offered", "stays yours until somebody says yes")
	w.Open(shiftsPath)
	w.shows("mine-offered", "Still yours. You asked Valentina Pretend to take it")
	w.Press("main .task a") // what Vito asks
	w.shows("asked-to-take", "Vito Pretend asks", "I am 14 or older", "Take another, free place")
	w.Choose("form:has(input[value=take]) input[name=of_age]")
	w.Press("form:has(input[value=take]) button")
	w.shows("taken-over", "The shift is yours. Thank you")
}

// logHours writes two lines of which one is wrong, and mends it: nothing typed is lost.
func (w *walk) logHours() {
	w.t.Helper()
	w.Open(shiftsPath + "/hours")
	w.see("hours")
	w.Type("select[name=shift-0]", "Packing")
	w.Type("input[name=day-0]", "today")
	w.Type("input[name=minutes-0]", "2:15")
	w.Type("select[name=shift-1]", "Other")
	w.Type("input[name=day-1]", "today")
	w.Type("input[name=minutes-1]", "soon")
	w.Press("form:has(input[value=log_hours]) button")
	w.shows("hours-problem", "There is a problem", "Please write the hours")
	w.Clear("input[name=minutes-1]")
	w.Type("input[name=minutes-1]", "45 min")
	w.Press("form:has(input[value=log_hours]) button")
	w.shows("hours-saved", "Your hours are saved", "2 h 15 min", "45 min", "Waits to be confirmed")
}

// coverage is the coordinator's road: gaps, one date, somebody more, the sheet of the day.
func (w *walk) coverage() {
	w.t.Helper()
	w.signIn(testkit.Token("coordinator"))
	w.Open("/shifts")
	w.shows("board", "Soon, and too few people", "Dates with free places", "Vernon Pretend")
	w.Press("main table a")
	w.shows("board-date", "Who comes", "Call out everybody who is cleared")
	w.Choose("details:has(input[value=assign]) > summary")
	w.Type("form:has(input[value=assign]) select[name=person]", "Valentina")
	w.Choose("form:has(input[value=assign]) input[name=of_age]")
	w.Press("form:has(input[value=assign]) button")
	w.shows("assigned", "The place is given", "Valentina Pretend")
	w.Choose("details:has(input[value=call_out]) > summary")
	w.Press("form:has(input[value=call_out]) button")
	w.shows("called-out", "is asked")
	w.Choose("details:has(input[value=move_date]) > summary")
	w.Clear("input[name=from]")
	w.Type("input[name=from]", "noonish")
	w.Press("form:has(input[value=move_date]) button")
	w.shows("date-not-moved", "There is a problem", "Please write a time")
	w.Open(shiftsPath + "/roster/" + time.Now().In(zone(w.t)).AddDate(0, 0, 1).Format(time.DateOnly))
	w.shows("sheet", "Vernon Pretend", "Free places: 1")
	w.checkIn()
	w.Open(shiftsPath + "/people")
	w.shows("people", "Vito Pretend", "Counts until")
	w.Press("main table a")
	w.see("person")
}

// checkIn puts the clock to an hour before tomorrow's shift, and ticks somebody off.
func (w *walk) checkIn() {
	w.t.Helper()
	path := strings.TrimPrefix(w.Where(), w.api.Base)
	begin := tomorrow(w.t).Add(8 * time.Hour)
	w.api.Must(w.t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": time.Until(begin).String()})
	w.Open(path)
	w.shows("sheet-of-today", "Violet Pretend", "Check in")
	w.Press("form:has(input[value=check_in]) button")
	w.shows("checked-in", "Checked in", "Here")
}

// tomorrow is the midnight before it.
func tomorrow(t *testing.T) time.Time {
	t.Helper()
	year, month, day := time.Now().In(zone(t)).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, zone(t))
}

// settle confirms hours, corrects some, and looks at totals and a letter.
func (w *walk) settle() {
	w.t.Helper()
	w.Open(shiftsPath + "/confirm")
	w.shows("confirm", "Vera Pretend", "Enter hours of others")
	w.Press("form:has(input[value=confirm_hours]) button")
	w.shows("confirmed", "The hours are confirmed", "No hours wait")
	w.Open(shiftsPath + "/totals?year=" + time.Now().In(zone(w.t)).Format("2006")) // the clock may have come into the next one
	w.shows("totals", "Vera Pretend", "CSV")
	w.Press("main table a")
	w.correct()
	w.Press("main .links a[href*=letter]")
	w.shows("letter", "Thank you for", "as a volunteer")
}

// correct changes a line that was confirmed, after a slip.
func (w *walk) correct() {
	w.t.Helper()
	w.Choose("details:has(input[value=correct_hours]) > summary")
	w.Type("form:has(input[value=correct_hours]) input[name=minutes]", "much")
	w.Press("form:has(input[value=correct_hours]) button")
	w.shows("correction-problem", "Please choose a line", "Please write the hours")
	w.Clear("form:has(input[value=correct_hours]) input[name=minutes]")
	w.Type("form:has(input[value=correct_hours]) input[name=minutes]", "1:05")
	w.Type("form:has(input[value=correct_hours]) select[name=line]", kb.ArrowDown)
	w.Press("form:has(input[value=correct_hours]) button")
	w.shows("corrected", "The hours are corrected", "1 h 5 min")
}

func TestShiftsForClients(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	var answer struct {
		Dates []struct {
			Shift, Day string
			Places     int
			Taken      int
			Mine       bool
			People     []string
		} `json:"dates"`
	}
	read := func(key string) {
		answer.Dates = nil
		api.Must(t, http.StatusOK, "GET", "/api/v1/shifts/ucan", testkit.Token(key), nil).Into(t, &answer)
	}
	read("volunteer")
	if len(answer.Dates) < 20 {
		t.Fatalf("only %d dates", len(answer.Dates))
	}
	i := slices.IndexFunc(answer.Dates, func(d struct {
		Shift, Day string
		Places     int
		Taken      int
		Mine       bool
		People     []string
	},
	) bool {
		return d.Shift == "packing" && d.Day > time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	})
	date := answer.Dates[i]
	body := map[string]any{"do": "sign_up", "shift": date.Shift, "day": date.Day, "of_age": true}
	change := "/api/v1/shifts/ucan/changes"
	api.Must(t, http.StatusOK, "POST", change, testkit.Token("volunteer"), body)
	api.Must(t, http.StatusOK, "POST", change, testkit.Token("volunteer"), body) // again
	read("volunteer")
	if !answer.Dates[i].Mine || answer.Dates[i].Taken != 1 || answer.Dates[i].People != nil {
		t.Errorf("%+v", answer.Dates[i])
	}
	for what, test := range map[string]struct {
		key  string
		body map[string]any
		want int
	}{
		"no such change":                    {"volunteer", map[string]any{"do": "dance"}, http.StatusBadRequest},
		"a field nobody knows":              {"volunteer", map[string]any{"do": "sign_up", "color": "red"}, http.StatusBadRequest},
		"a volunteer assigns":               {"volunteer", map[string]any{"do": "assign", "shift": date.Shift, "day": date.Day, "person": "00000000-0000-0000-0000-000000000001"}, http.StatusForbidden},
		"a coordinator signs themself up":   {"coordinator", body, http.StatusForbidden},
		"somebody unknown is assigned":      {"coordinator", map[string]any{"do": "assign", "shift": date.Shift, "day": date.Day, "person": "00000000-0000-0000-0000-000000000001"}, http.StatusBadRequest},
		"a shift that needs a clearance":    {"volunteer", map[string]any{"do": "sign_up", "shift": "delivery", "day": saturdayAfter(date.Day), "of_age": true}, http.StatusUnprocessableEntity},
		"a date that is none":               {"volunteer", map[string]any{"do": "sign_up", "shift": "packing", "day": "2026-13-45"}, http.StatusNotFound},
		"a clearance by a volunteer":        {"volunteer", map[string]any{"do": "record_clearance", "person": "00000000-0000-0000-0000-000000000001", "check": "license", "checked_on": "2026-01-01"}, http.StatusForbidden},
		"somebody without a part in shifts": {"treasurer", body, http.StatusForbidden},
	} {
		api.Must(t, test.want, "POST", change, testkit.Token(test.key), test.body)
		_ = what
	}
	api.Must(t, http.StatusNotFound, "GET", "/api/v1/shifts/welfare", testkit.Token("volunteer"), nil)
}

func saturdayAfter(day string) string {
	at, _ := time.Parse(time.DateOnly, day) // it came from the program
	for at.Weekday() != time.Saturday {
		at = at.AddDate(0, 0, 1)
	}
	return at.Format(time.DateOnly)
}

func TestPagesOfShifts(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	if err := demo.Shifts(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	v := visit(t, n.Config.PublicURL)
	v.post("/demo/sign-in", "key", "county/volunteer")
	v.open(shiftsPath)
	v.on(http.StatusOK, "My shifts")
	address := calendarAddress(t, v.page)
	v.open(shiftsPath + "/board")
	v.on(http.StatusForbidden, "")
	for _, path := range []string{"/dates/packing/2026-13-45", "/dates/nothing/2026-11-28", "/dates/packing/%00"} {
		v.open(shiftsPath + path)
		v.on(http.StatusNotFound, "")
	}
	v.open(shiftsPath + "/hours")
	v.fill(shiftsPath+"/hours", "do", "log_hours", "id", "x", "shift-0", "packing", "day-0", "12/31/1999", "minutes-0", "2", "shift-2", "packing", "day-2", "yesterday", "minutes-2", "3")
	v.on(http.StatusUnprocessableEntity, "")
	v.shows("too long ago", `href="#log_hours-day-0"`, `value="12/31/1999"`)
	v.fill(shiftsPath+"/hours", "do", "log_hours", "shift-1", "packing", "day-1", "yesterday", "minutes-1", "2", "shift-2", "packing", "day-2", "yesterday", "minutes-2", "3")
	v.on(http.StatusUnprocessableEntity, "")
	v.shows(`href="#log_hours-day-2"`, "there already") // the second line that was filled in is the third of the form
	v.fill(shiftsPath + "/hours")
	v.on(http.StatusBadRequest, "")
	v.shows("at least one line")

	v.post("/sign-out")
	api := testkit.Client(n.Config.PublicURL)
	feed := string(api.Must(t, http.StatusOK, "GET", address, "", nil).Body)
	if !strings.Contains(feed, "SUMMARY:Packing care packages") || strings.Contains(feed, "Pretend") {
		t.Errorf("the calendar: %s", feed)
	}
	v.open(strings.Replace(address, address[len(address)-8:len(address)-4], "0000", 1))
	v.on(http.StatusNotFound, "")

	v.post("/demo/sign-in", "key", "county/coordinator")
	file := v.download(shiftsPath + "/totals.csv")
	if !strings.HasPrefix(file, "\ufeffName,Year,Hours\r\n") || !strings.Contains(file, ",2.50") {
		t.Errorf("the file: %q", file)
	}
	for _, path := range []string{"/roster/soon", "/people/nobody", "/people/00000000-0000-0000-0000-000000000001"} {
		v.open(shiftsPath + path)
		v.on(http.StatusNotFound, "")
	}
	v.fill(shiftsPath+"/confirm", "do", "confirm_hours", "line-x.y", "2")
	v.on(http.StatusBadRequest, "")
	v.fill(shiftsPath+"/confirm", "do", "refuse_hours", "line", "x", "reason", "mistake")
	v.on(http.StatusBadRequest, "")
	v.fill(shiftsPath+"/board", "do", "add_date", "shift", "packing", "day", "someday", "from", "9", "until", "late")
	v.on(http.StatusBadRequest, "")
	v.shows(`value="someday"`, `value="late"`, "Begins: Please write a time", "Ends: Please write a time")
	v.open(shiftsPath + "/roster/" + tomorrow(t).Format(time.DateOnly))
	v.on(http.StatusOK, "Sheet for")
	v.shows(`<div class="on-paper"><table`, "Signature", `<div class="unprinted"><ul`, "Free places:")
}

// download reads what is no page.
func (v *visitor) download(path string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is read to its end
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%d %v", answer.StatusCode, err)
	}
	return string(body)
}

func calendarAddress(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, shiftsPath+"/calendar/")
	token, _, ends := strings.Cut(rest, "<")
	if !found || !ends {
		t.Fatal("there is no calendar")
	}
	return shiftsPath + "/calendar/" + strings.TrimSpace(token)
}
