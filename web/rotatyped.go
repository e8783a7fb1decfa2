package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/words"
)

var (
	clockTyped = regexp.MustCompile(`^(\d{1,2})(?:[:.]?(\d{2}))?([ap]m)?$`)
	dayNumbers = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$`)
	dayFirst   = regexp.MustCompile(`^(\d{1,2})\.? (?:de )?(\pL+)\.?(?: (?:de )?(\d{4})\.?)?$`)
	dayNamed   = regexp.MustCompile(`^(\pL+) (\d{1,2})(?: (\d{4}))?$`)
)

// typedTime reads a time of the wall clock as people here write it: "8:00 a.m.", "8pm", "13:00", "noon". A bare number is in doubt.
func typedTime(text string) (minute int, ok bool) {
	text = strings.NewReplacer(" ", "", "a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm").Replace(strings.ToLower(domain.CleanLine(text)))
	for _, language := range words.Languages() {
		switch text {
		case words.Say(language, "date.noon"):
			return 12 * 60, true
		case words.Say(language, "date.midnight"):
			return 0, true
		}
	}
	m := clockTyped.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[3] == "" {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1]) // two digits at most
	past, _ := strconv.Atoi(m[2]) // two digits or none
	switch {
	case m[3] != "" && (hour < 1 || hour > 12), hour > 24, past > 59, hour == 24 && past > 0:
		return 0, false
	case m[3] == "am" && hour == 12:
		hour = 0
	case m[3] == "pm" && hour < 12:
		hour += 12
	}
	return hour*60 + past, true
}

// typedDay reads a day as people here write it: "12/24/2026", "12/24" for the next one there is, "Dec 24", "24 de diciembre", "24. decembra",
// "2026-12-24", "tomorrow".
func (c calendar) typedDay(text string) (rota.Day, bool) {
	text = strings.ToLower(strings.ReplaceAll(domain.CleanLine(text), ",", " "))
	text = strings.Join(strings.Fields(text), " ")
	switch text {
	case c.say("rota.today"):
		return dayOn(c.now), true
	case c.say("rota.tomorrow"):
		return dayOn(c.now.AddDate(0, 0, 1)), true
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return dayOn(at), at.Year() >= 1970
	}
	if m := dayNumbers.FindStringSubmatch(text); m != nil {
		month, _ := strconv.Atoi(m[1]) // two digits at most
		return c.madeDay(m[3], time.Month(month), m[2])
	}
	if m := dayNamed.FindStringSubmatch(text); m != nil {
		return c.madeDay(m[3], c.monthNamed(m[1]), m[2])
	}
	if m := dayFirst.FindStringSubmatch(text); m != nil {
		return c.madeDay(m[3], c.monthNamed(m[2]), m[1])
	}
	return "", false
}

// madeDay puts a day together; without a year it is the next one from today on.
func (c calendar) madeDay(yearText string, month time.Month, dayText string) (rota.Day, bool) {
	day, _ := strconv.Atoi(dayText)   // digits
	year, _ := strconv.Atoi(yearText) // digits or none
	switch len(yearText) {
	case 0:
		year = c.now.Year()
	case 2:
		year += 2000
	}
	at := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if yearText == "" && dayOn(at) < dayOn(c.now) {
		at = time.Date(year+1, month, day, 0, 0, 0, 0, time.UTC)
	}
	return dayOn(at), month >= 1 && month <= 12 && at.Month() == month && at.Day() == day && at.Year() >= 1970
}

// monthNamed knows the names of months, also cut short; 0 is none.
func (c calendar) monthNamed(text string) time.Month {
	for month := time.January; month <= time.December; month++ {
		name := strings.ToLower(c.say(fmt.Sprintf("month.%d", month)))
		if len(text) >= 3 && strings.HasPrefix(name, text) || text == "sept" && month == time.September {
			return month
		}
	}
	return 0
}

func dayOn(at time.Time) rota.Day { return rota.Day(at.Format(time.DateOnly)) }

// writtenDay is a day as typedDay reads it, for a field that proposes one.
func writtenDay(at time.Time) string { return at.Format("1/2/2006") }

// instant is the moment at which the wall clock of a day has come to a minute.
func (c calendar) instant(day rota.Day, minute int) time.Time {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return time.Time{}
	}
	return time.Date(at.Year(), at.Month(), at.Day(), 0, minute, 0, 0, c.zone)
}

// minuteWords is a minute of the wall clock in words.
func (v *rotaView) minuteWords(minute int) string {
	return v.clock(time.Date(2000, 1, 1, 0, minute, 0, 0, v.c.zone))
}

// weekdayWords lists days of the week as the rules count them.
func (v *rotaView) weekdayWords(bits int) string {
	if bits == 127 {
		return v.c.say("rota.every_day")
	}
	var list []string
	for day := range 7 {
		if bits&(1<<day) != 0 {
			list = append(list, v.c.say(fmt.Sprintf("rota.weekday.%d", day)))
		}
	}
	return v.listed(list)
}

// weekly describes hours of the week: "Sundays and Saturdays, 8:00 a.m. to 1:00 p.m."
func (v *rotaView) weekly(weekdays, start, end int) string {
	hours := v.c.say("rota.hours", v.minuteWords(start), v.minuteWords(end))
	switch {
	case start == end, start == 0 && end == 24*60:
		hours = v.c.say("rota.hours_whole", v.minuteWords(start))
	case end < start && end > 0:
		hours = v.c.say("rota.hours_next", v.minuteWords(start), v.minuteWords(end))
	}
	return v.c.say("rota.weekly", begun(v.weekdayWords(weekdays)), hours)
}

// interval describes one with a beginning and an end.
func (v *rotaView) interval(from, until time.Time) string {
	begin := v.c.say("date.moment", v.c.day(from), v.clock(from))
	if v.c.day(from) == v.c.day(until.Add(-time.Second)) {
		return v.c.say("rota.interval", begin, v.clock(until))
	}
	return v.c.say("rota.interval", begin, v.whenUntil(until))
}

// numbersOf turns chosen days of the week into the rules' numbers; what is no number is left out.
func numbersOf(values []string) []int {
	var list []int
	for _, value := range values {
		if n, err := strconv.Atoi(value); err == nil && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}
