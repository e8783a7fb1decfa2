package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/words"
)

var (
	chicago  = mustZone("America/Chicago")
	feedRule = rota.Rules{Areas: []string{"north", "south"}, OnDuty: 2, Zone: chicago}
	english  = speaker(func(key string, values ...any) string { return words.Say("en", key, values...) })
)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// planned is a rota of one minister who can be reached, with a shift.
func planned(minister uuid.UUID, shift rota.ShiftAdded) rota.State {
	var s rota.State
	s = rota.Evolve(s, rota.MinisterEnrolled{Minister: minister})
	s = rota.Evolve(s, rota.ChannelVerified{Minister: minister, Channel: rota.SMS})
	shift.Minister, shift.Area = minister, "north"
	return rota.Evolve(s, shift)
}

// feedEvents reads a feed as a calendar program would, after looking at what parsers forgive.
func feedEvents(t *testing.T, feed string) map[string]*ics.VEvent {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(feed, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("the line %q is too long or not ended by CRLF", line)
		}
	}
	for _, needed := range []string{"BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "PRODID:-//Almoner//Rota//EN\r\n", "METHOD:PUBLISH\r\n", "END:VCALENDAR\r\n"} {
		if !strings.Contains(feed, needed) {
			t.Errorf("the feed has no %q", needed)
		}
	}
	parsed, err := ics.ParseCalendar(strings.NewReader(feed))
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]*ics.VEvent{}
	for _, e := range parsed.Events() {
		start, err := e.GetStartAt()
		if err != nil {
			t.Fatal(err)
		}
		end, err := e.GetEndAt()
		if err != nil {
			t.Fatal(err)
		}
		if stamp := e.GetProperty(ics.ComponentPropertyDtstamp); stamp == nil || !strings.HasSuffix(stamp.Value, "Z") {
			t.Errorf("an event without DTSTAMP: %v", stamp)
		}
		if summary := e.GetProperty(ics.ComponentPropertySummary); summary.Value != "On call" {
			t.Errorf("an event says %q", summary.Value)
		}
		events[start.UTC().Format("2006-01-02 15:04")+" to "+end.UTC().Format("2006-01-02 15:04")] = e
	}
	if len(events) != len(parsed.Events()) {
		t.Errorf("%d events at %d times", len(parsed.Events()), len(events))
	}
	return events
}

func TestRotaFeedAcrossTheNovemberClockChange(t *testing.T) {
	t.Parallel()
	minister, stream := uuid.New(), uuid.New()
	s := planned(minister, rota.ShiftAdded{Shift: uuid.New(), Weekdays: 127, StartMinute: 22 * 60, EndMinute: 6 * 60, FromDay: "2026-01-01"})
	now := time.Date(2026, 10, 30, 12, 0, 0, 0, chicago)
	feed := rotaFeed(english, s, feedRule, stream, minister, now)
	events := feedEvents(t, feed)
	for _, want := range []string{
		"2026-10-31 03:00 to 2026-10-31 11:00", // the last night of summer time
		"2026-11-01 03:00 to 2026-11-01 12:00", // nine hours
		"2026-11-02 04:00 to 2026-11-02 12:00",
	} {
		if events[want] == nil {
			t.Errorf("no shift from %s", want)
		}
	}
	if n := len(events); n != feedDays && n != feedDays+1 {
		t.Errorf("%d nights", n)
	}
	later := feedEvents(t, rotaFeed(english, s, feedRule, stream, minister, now.AddDate(0, 0, 1)))
	same := "2026-11-02 04:00 to 2026-11-02 12:00"
	if was, is := events[same].Id(), later[same].Id(); was != is {
		t.Errorf("the same shift was %s and is %s", was, is)
	}
	running := feedEvents(t, rotaFeed(english, s, feedRule, stream, minister, time.Date(2026, 11, 1, 0, 30, 0, 0, chicago)))
	if running["2026-11-01 03:00 to 2026-11-01 12:00"] == nil {
		t.Error("a shift that is under way is not read from its beginning")
	}
	if strings.Contains(feed, "north") || strings.Contains(strings.ToLower(feed), "family") {
		t.Error("the feed says too much")
	}
}

// TestRotaFeedOfSomebodyWhoAlwaysStands: what never begins and never ends is told by days, whose UIDs stay.
func TestRotaFeedOfSomebodyWhoAlwaysStands(t *testing.T) {
	t.Parallel()
	minister, stream := uuid.New(), uuid.New()
	s := planned(minister, rota.ShiftAdded{Shift: uuid.New(), Weekdays: 127, StartMinute: 9 * 60, EndMinute: 9 * 60, FromDay: "2026-01-01"})
	now := time.Date(2026, 10, 30, 12, 0, 0, 0, chicago)
	today := feedEvents(t, rotaFeed(english, s, feedRule, stream, minister, now))
	tomorrow := feedEvents(t, rotaFeed(english, s, feedRule, stream, minister, now.AddDate(0, 0, 1)))
	if len(today) != feedDays || today["2026-11-01 05:00 to 2026-11-02 06:00"] == nil {
		t.Errorf("%d days", len(today))
	}
	for at, event := range tomorrow {
		if was := today[at]; was != nil && was.Id() != event.Id() {
			t.Errorf("%s was %s and is %s", at, was.Id(), event.Id())
		}
	}
}

func TestTypedTimes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"8:00 am": 480, " 8:00 A.M. ": 480, "8am": 480, "8 p.m.": 1200, "12:00 am": 0, "12 pm": 720, "12:30 a.m.": 30, "13:00": 780, "1300": 780,
		"0:15": 15, "noon": 720, "Midnight": 0, "24:00": 1440, "8.30 pm": 1230, "08:05": 485,
	} {
		if got, ok := typedTime(text); !ok || got != want {
			t.Errorf("%q is %d, %t, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "8", "13 pm", "0 am", "25:00", "24:01", "8:60", "eight", "8:00 xm", "-8:00", "8:00 am 9:00 am", "99999999999999999999:00"} {
		if got, ok := typedTime(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func TestTypedDays(t *testing.T) {
	t.Parallel()
	c := calendar{say: english, zone: chicago, now: time.Date(2026, 11, 21, 23, 30, 0, 0, chicago)}
	for text, want := range map[string]rota.Day{
		"12/24/2026": "2026-12-24", "12/24/26": "2026-12-24", "12/24": "2026-12-24", "11/21": "2026-11-21", "1/5": "2027-01-05", "2026-12-24": "2026-12-24",
		"Dec 24": "2026-12-24", "december 24, 2027": "2027-12-24", "Sept 1": "2027-09-01", " Today": "2026-11-21", "tomorrow": "2026-11-22", "2/29/2028": "2028-02-29",
	} {
		if got, ok := c.typedDay(text); !ok || got != want {
			t.Errorf("%q is %s, %t, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "24", "13/1", "2/30", "0/1", "1/0", "2026-02-30", "2/29/2027", "Foo 3", "De 24", "1/1/0001", "1/1/99999", "\x00"} {
		if got, ok := c.typedDay(text); ok {
			t.Errorf("%q is %s", text, got)
		}
	}
}

// TestTypedDaysInOtherLanguages: the day first, as Spanish and Bosnian write it, and as the help beside the field says.
func TestTypedDaysInOtherLanguages(t *testing.T) {
	t.Parallel()
	for language, days := range map[string][]string{
		"es": {"24 de diciembre", "24 dic", "24 de diciembre de 2026", "dic 24"}, "bs": {"24. decembra", "24. dec.", "24. decembra 2026."},
	} {
		c := calendar{say: in(language), zone: chicago, now: time.Date(2026, 11, 21, 23, 30, 0, 0, chicago)}
		for _, text := range days {
			if got, ok := c.typedDay(text); !ok || got != "2026-12-24" {
				t.Errorf("%s: %q is %s, %t", language, text, got, ok)
			}
		}
	}
}

// TestEveryRotaWordThatIsPutTogether: what a form can show has its words.
func TestEveryRotaWordThatIsPutTogether(t *testing.T) {
	t.Parallel()
	var needed []string
	for do, fields := range rotaFields {
		needed = append(needed, "rota.do."+do, "rota.do."+do+".button", "done.rota."+do)
		for _, f := range fields {
			needed = append(needed, known("rota.field."+do+"."+f.name, "rota.field."+f.name))
		}
	}
	for _, do := range append([]string{"clear_override", "clear_temporary", "clear_holiday"}, ownChanges...) {
		needed = append(needed, "rota.do."+do, "done.rota."+do)
	}
	for _, channel := range []rota.Channel{rota.SMS, rota.Email, rota.Voice} {
		needed = append(needed, "rota.way."+string(channel))
	}
	for _, because := range []rota.Because{rota.ByShift, rota.ByOverride, rota.ByTemporary} {
		needed = append(needed, "rota.why."+string(because))
	}
	for _, end := range []string{"nobody", "few", "line", "until", "span", "now", "day", "daily", "nightly", "often"} {
		needed = append(needed, "rota.gap."+end)
	}
	for _, key := range append(needed, "rota.because.override", "rota.because.temporary") {
		if !words.Known(key) {
			t.Errorf("the catalog does not know %q", key)
		}
	}
	for key := range words.Keys("en") {
		if strings.HasPrefix(key, "rota.") && regexp.MustCompile(`[!]|ASAP|n't`).MatchString(words.Say("en", key)) {
			t.Errorf("%s shouts", key)
		}
	}
}
