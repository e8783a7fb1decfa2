package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/almoner/almoner/testkit"
)

const rotaPath = "/rota/hmca"

// beCity signs in as one of the city's people.
func (v *visitor) beCity(key string) *visitor {
	v.t.Helper()
	v.post("/demo/sign-in", "key", "city/"+key)
	return v
}

// fill sends a form in which a name may come several times.
func (v *visitor) fill(path string, pairs ...string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	v.send(r, err)
}

// ministers finds the pages of the city's ministers by their first names.
func (v *visitor) ministers() map[string]string {
	v.t.Helper()
	v.open(rotaPath + "/people")
	pages := map[string]string{}
	for _, m := range regexp.MustCompile(`href="(/rota/hmca/people/[0-9a-f-]{36})">(\w+) Made-Up<`).FindAllStringSubmatch(v.page, -1) {
		pages[m[2]] = m[1]
	}
	if len(pages) < 6 {
		v.t.Fatalf("only %d ministers", len(pages))
	}
	return pages
}

// emptyRota signs the coordinator in at a rota on which nobody is, whoever the demo had put there.
func emptyRota(t *testing.T, base string) (*visitor, map[string]string) {
	t.Helper()
	v := visit(t, base).beCity("coordinator")
	pages := v.ministers()
	for _, page := range pages {
		v.post(page, "do", "dismiss")
	}
	v.open(rotaPath + "/people")
	v.shows("0 of ")
	return v, pages
}

// stands puts a minister on the rota as somebody who can be called.
func (v *visitor) stands(page string) {
	v.t.Helper()
	v.fill(page, "do", "enroll", "languages", "en", "areas", "north")
	v.fill(page, "do", "verify", "channel", "email")
	v.shows("You recorded that you reached them")
}

// dayWords is a day as pages write it.
func dayWords(at time.Time) string {
	if at.Year() != time.Now().In(at.Location()).Year() {
		return at.Format("Monday, January 2, 2006")
	}
	return at.Format("Monday, January 2")
}

func zone(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestRotaFromTheFirstMinisterToTheirShift(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.open("/rota")
	v.on(http.StatusOK, "On call: Homicide Ministers and Community Alliance")
	v.shows("North: nobody until ", "2 people are needed on call in each area", "Not enough people are on call", "On call right now", "Nobody", "<svg")

	micah := pages["Micah"]
	v.open(micah)
	v.on(http.StatusOK, "Micah Made-Up")
	v.shows("Not on the rota yet")
	v.fill(micah, "do", "enroll", "languages", "es", "areas", "north", "cap_families", "many")
	v.on(http.StatusBadRequest, "Micah")
	v.shows("Please write a number, for example 3", `value="many"`, `value="es" checked`, `href="#enroll-cap_families"`)
	v.fill(micah, "do", "enroll", "languages", "es", "languages", "en", "faiths", "muslim", "areas", "north", "cap_families", "3")
	v.on(http.StatusOK, "Micah")
	v.shows("What you entered is saved", "English, Español", "Muslim", "Nobody can call this minister yet")

	sunday := []string{"do", "add_shift", "area", "north", "weekdays", "0", "start_minute", "8:00 a.m.", "end_minute", "1 pm", "from_day", "today", "until_day", "Dec 31, 2199"}
	v.fill(micah, append(sunday, "id", v.hidden("id"))...)
	v.on(http.StatusUnprocessableEntity, "Micah")
	v.shows("There is no verified way to reach this minister yet", `value="8:00 a.m."`, `value="1 pm"`, `value="today"`, `value="Dec 31, 2199"`, `value="0" checked`, `value="north" selected`)

	v.fill(micah, "do", "verify", "channel", "voice")
	v.shows("You recorded that you reached them", "Telephone call")
	v.fill(micah, "do", "silence", "channel", "voice")
	v.shows("This way is not used any more", "Nobody can call this minister yet")
	v.fill(micah, "do", "verify", "channel", "email")
	v.hides("Nobody can call")
	for range 2 { // a second press adds nothing
		v.fill(micah, append(sunday, "id", "11111111-1111-4111-8111-111111111111")...)
		v.on(http.StatusOK, "Micah")
		v.shows("The shift is on the rota", "North: Sundays, 8:00 a.m. to 1:00 p.m.")
	}
	if n := strings.Count(v.page, "<li><p>North: Sundays"); n != 1 {
		t.Errorf("the shift is listed %d times", n)
	}
	v.open(rotaPath + "?from=" + time.Now().In(zone(t)).AddDate(0, 0, 7).Format(time.DateOnly)) // without what is over today
	v.shows("8:00 a.m. to 1:00 p.m.", "Too few:", "Micah Made-Up", "Midnight to 8:00 a.m.", "1:00 p.m. to midnight", "All day")

	v.stands(pages["Miriam"])
	v.fill(pages["Miriam"], append(sunday, "id", "22222222-2222-4222-8222-222222222222", "weekdays", "6")...)
	v.shows("North: Sundays and Saturdays, 8:00 a.m. to 1:00 p.m.")
	v.open(rotaPath + "?from=" + time.Now().In(zone(t)).AddDate(0, 0, 7).Format(time.DateOnly))
	v.shows("Micah Made-Up and Miriam Made-Up", "Enough people are on call for 10 of 33", "North: nobody from ", "North: only 1 of 2 people from 8:00 a.m. to 1:00 p.m. on 2 days, first on Saturday", "Central: nobody until ")
	if nobody, few := strings.Index(v.page, "Central: nobody until "), strings.Index(v.page, "North: only 1 of 2"); nobody > few {
		t.Error("where too few are on call is told before where nobody is")
	}

	v.fill(micah, "do", "end_shift", "id", "11111111-1111-4111-8111-111111111111", "last_day", "never")
	v.on(http.StatusBadRequest, "Micah")
	v.shows("Please write a day that exists", `value="never"`)
	v.fill(micah, "do", "end_shift", "id", "11111111-1111-4111-8111-111111111111", "last_day", "1/1/2020")
	v.shows("The shift has a last day", "No weekly shift.")
	v.fill(micah, "do", "dismiss")
	v.shows("Off the rota now", "Not on the rota yet")
}

func TestRotaGapsOverridesAndHolidays(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	for i, name := range []string{"Micah", "Miriam", "Moses"} {
		v.stands(pages[name])
		if name == "Moses" {
			continue
		}
		for j, area := range []string{"north", "central", "south"} {
			id := fmt.Sprintf("%d%d000000-1111-4111-8111-111111111111", i, j)
			shift := []string{"do", "add_shift", "id", id, "area", area, "start_minute", "midnight", "end_minute", "midnight", "from_day", "1/1/2026"}
			for day := range 7 {
				shift = append(shift, "weekdays", fmt.Sprint(day))
			}
			v.fill(pages[name], shift...)
			v.shows("The shift is on the rota", "Every day, 24 hours from midnight")
		}
	}
	v.open(rotaPath)
	v.shows("Enough people are on call in every area on these days.", "Micah Made-Up and Miriam Made-Up, for the whole week to come")
	v.hides("Not enough people are on call")

	next := time.Now().In(zone(t)).AddDate(0, 0, 3)
	day := next.Format("1/2/2006")
	override := []string{
		"do", "override", "id", "33333333-3333-4333-8333-333333333333", "area", "north", "from", day, "from_time", "8 am", "until", day, "until_time", "13:00",
		"out", strings.TrimPrefix(pages["Micah"], "/rota/hmca/people/"),
	}
	v.open(rotaPath + "/changes")
	v.on(http.StatusOK, "Stand-ins")
	v.shows("No stand-ins are planned.")
	v.fill(rotaPath+"/changes", append(override, "in", "nobody")...)
	v.shows("The stand-in is on the rota", "North: Micah Made-Up is let off", "8:00 a.m. to")
	v.open(rotaPath)
	v.shows("North: only 1 of 2 people on " + dayWords(next) + " from 8:00 a.m. to 1:00 p.m.")
	v.fill(rotaPath+"/changes", append(override, "in", strings.TrimPrefix(pages["Moses"], "/rota/hmca/people/"))...)
	v.shows("North: Moses Made-Up stands in for Micah Made-Up")
	v.open(rotaPath)
	v.shows("Enough people are on call in every area", "Miriam Made-Up and Moses Made-Up", "(stand-in)")
	v.fill(rotaPath+"/changes", "do", "clear_override", "id", "33333333-3333-4333-8333-333333333333")
	v.shows("The stand-in is cleared", "No stand-ins are planned.")
	v.fill(rotaPath+"/changes", "do", "clear_override", "id", "33333333-3333-4333-8333-333333333333")
	v.on(http.StatusConflict, "Stand-ins")

	v.fill(rotaPath+"/changes", "do", "set_temporary", "id", "44444444-4444-4444-8444-444444444444", "area", "south", "from", day, "from_time", "noon", "until", day, "until_time", "1 pm")
	v.on(http.StatusBadRequest, "Stand-ins")
	v.shows("Please name at least one minister.", `href="#set_temporary-ministers"`, `value="noon"`)
	v.fill(rotaPath+"/changes", "do", "set_temporary", "id", "44444444-4444-4444-8444-444444444444", "area", "south", "from", day, "from_time", "noon", "until", day, "until_time", "1 pm",
		"ministers", strings.TrimPrefix(pages["Moses"], "/rota/hmca/people/"))
	v.shows("The temporary schedule counts", "South: Moses Made-Up")
	v.fill(rotaPath+"/changes", "do", "set_holiday", "day", day)
	v.shows("The holiday is set", dayWords(next))
	v.open(rotaPath)
	v.shows("North: nobody on "+dayWords(next)+" from midnight to midnight", "(temporary schedule)", ", holiday")
	v.fill(rotaPath+"/changes", "do", "clear_holiday", "day", next.Format(time.DateOnly))
	v.fill(rotaPath+"/changes", "do", "clear_temporary", "id", "44444444-4444-4444-8444-444444444444")
	v.shows("No holidays are set.", "No temporary schedules are planned.")

	v.fill(pages["Miriam"], "do", "set_quiet", "weekdays", "0", "weekdays", "6", "start_minute", "10 pm", "end_minute", "6:00 am")
	v.shows("The quiet hours are set", "Sundays and Saturdays, 10:00 p.m. to 6:00 a.m. on the next day")
	window := regexp.MustCompile(`value="clear_quiet"><input type="hidden" name="id" value="([^"]+)"`).FindStringSubmatch(v.page)
	v.open(rotaPath)
	v.shows("10:00 p.m. to midnight", "Midnight to 6:00 a.m.", "North: only 1 of 2 people from 10:00 p.m. to 6:00 a.m. on ")
	v.fill(pages["Miriam"], "do", "clear_quiet", "id", window[1])
	v.shows("The quiet hours are cleared")
	v.fill(pages["Miriam"], "do", "away", "from", day, "until", day)
	v.shows("The days away are recorded", dayWords(next)+", midnight to midnight")
	v.open(rotaPath + "/people")
	v.shows("From "+dayWords(next), "3 of ")
}

func TestRotaIsEverybodysOwn(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.stands(pages["Micah"])
	v.stands(pages["Miriam"])
	v.fill(pages["Miriam"], "do", "add_shift", "id", "55555555-5555-4555-8555-555555555555", "area", "north", "weekdays", "1", "start_minute", "8 am", "end_minute", "9 am", "from_day", "today")

	m := visit(t, base).beCity("minister-1")
	m.open("/rota")
	m.shows("My own page", "On call right now")
	m.hides("Stand-ins and holidays")
	m.open(pages["Micah"])
	m.on(http.StatusOK, "Micah")
	m.hides("I have reached them this way")
	m.fill(pages["Micah"], "do", "away", "from", "tomorrow", "until", "tomorrow")
	m.shows("The days away are recorded")
	m.fill(pages["Micah"], "do", "verify", "channel", "sms")
	m.on(http.StatusForbidden, "This is not open to you")
	m.fill(pages["Micah"], "do", "end_shift", "id", "55555555-5555-4555-8555-555555555555", "last_day", "1/1/2020")
	m.on(http.StatusConflict, "Micah")
	m.open(pages["Miriam"])
	m.on(http.StatusNotFound, "We cannot find this")
	m.fill(pages["Miriam"], "do", "dismiss")
	m.on(http.StatusNotFound, "We cannot find this")
	for _, page := range []string{"/people", "/changes"} {
		m.open(rotaPath + page)
		m.on(http.StatusForbidden, "This is not open to you")
	}
	m.fill(rotaPath+"/changes", "do", "set_holiday", "day", "today")
	m.on(http.StatusForbidden, "This is not open to you")
	v.open(pages["Miriam"])
	v.shows("North: Mondays, 8:00 a.m. to 9:00 a.m.")

	for _, other := range []string{"city/desk", "city/guardian", "county/clerk", "county/admin"} {
		o := visit(t, base)
		o.post("/demo/sign-in", "key", other)
		o.open(rotaPath)
		o.on(http.StatusForbidden, "This is not open to you")
	}
	nobody := visit(t, base)
	nobody.open(rotaPath)
	nobody.on(http.StatusOK, "Sign in for staff")
	for _, wrong := range []string{"/rota/welfare", "/rota/hmca/people/" + "00000000-0000-0000-0000-000000000000", "/rota/hmca/people/x", "/rota/%3Cscript%3E"} {
		v.open(wrong)
		v.on(http.StatusNotFound, "We cannot find this")
	}
}

func TestRotaFeedOverHTTP(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	v, pages := emptyRota(t, base)
	v.stands(pages["Micah"])
	v.fill(pages["Micah"], "do", "add_shift", "id", "66666666-6666-4666-8666-666666666666", "area", "north", "weekdays", "1", "start_minute", "8 pm", "end_minute", "8 am", "from_day", "today")
	address := regexp.MustCompile(`http[^<]+\.ics`).FindString(v.page)
	path := strings.TrimPrefix(address, base)
	if !strings.HasPrefix(path, "/rota/hmca/calendar/") || strings.Contains(strings.ToLower(path), "micah") {
		t.Fatalf("address %q", address)
	}
	api := testkit.Client(base)
	answer := api.Must(t, http.StatusOK, "GET", path, "", nil)
	if kind := answer.Header.Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
		t.Errorf("type %q", kind)
	}
	feed, err := ics.ParseCalendar(strings.NewReader(string(answer.Body)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(feed.Events()); n < 12 || n > 14 {
		t.Errorf("%d Mondays in 90 days", n)
	}
	for _, e := range feed.Events() {
		start, err := e.GetStartAt()
		if local := start.In(zone(t)); err != nil || local.Weekday() != time.Monday || local.Hour() != 20 {
			t.Errorf("a shift begins at %s, %v", local, err)
		}
	}
	file := strings.TrimPrefix(path, "/rota/hmca/calendar/")
	changed := "0" + file[1:]
	if file[0] == '0' {
		changed = "1" + file[1:]
	}
	for _, wrong := range []string{changed, file[:20] + "0000" + file[24:], "x.ics", ".ics", strings.TrimSuffix(file, ".ics"), strings.Repeat("a", 58) + ".ics", "%00.ics"} {
		api.Must(t, http.StatusNotFound, "GET", "/rota/hmca/calendar/"+wrong, "", nil)
	}
	api.Must(t, http.StatusNotFound, "GET", "/rota/welfare/calendar/"+file, "", nil)
	v.fill(pages["Micah"], "do", "dismiss")
	api.Must(t, http.StatusNotFound, "GET", path, "", nil)
}
