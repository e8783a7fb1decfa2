package web

import (
	"fmt"
	"strings"
	"time"
)

type dateView struct{ ISO, Words string }

// day is a date in words, with the year when it is another one.
func (c calendar) day(at time.Time) string {
	at = at.In(c.zone)
	weekday, month := c.say(fmt.Sprintf("weekday.%d", at.Weekday())), c.say(fmt.Sprintf("month.%d", at.Month()))
	if at.Year() != c.now.Year() {
		return c.say("date.day_of_year", weekday, month, at.Day(), at.Year())
	}
	return c.say("date.day", weekday, month, at.Day())
}

// clock is the time of day, with the two that "a.m." and "p.m." leave in doubt by their names.
func (c calendar) clock(at time.Time) string {
	switch at = at.In(c.zone); at.Hour()*60 + at.Minute() {
	case 0:
		return c.say("date.midnight")
	case 12 * 60:
		return c.say("date.noon")
	}
	half := "date.am"
	if at.Hour() >= 12 {
		half = "date.pm"
	}
	return c.say(half, at.Format("3:04"), at.Format("15:04"))
}

// oClock is a full hour of the day; 24 is midnight.
func (c calendar) oClock(hour int) string {
	return c.clock(time.Date(2000, 1, 1, hour, 0, 0, 0, c.zone))
}

// moment is day and time.
func (c calendar) moment(at time.Time) dateView {
	return dateView{ISO: at.UTC().Format(time.RFC3339), Words: c.say("date.moment", c.day(at), c.clock(at))}
}

// unbroken is a day as a title shows it: a line may end after the weekday, and nowhere else.
func unbroken(day string) string {
	weekday, rest, _ := strings.Cut(day, " ")
	return weekday + " " + joined(rest)
}

// joined keeps the words of a text on one line.
func joined(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// stamp is a short date for tables.
func (c calendar) stamp(at time.Time) dateView {
	at = at.In(c.zone)
	short := c.say("date.short", c.say(fmt.Sprintf("month.short.%d", at.Month())), at.Day(), c.clock(at))
	return dateView{ISO: at.UTC().Format(time.RFC3339), Words: short}
}

// lastDay is the end of a time: the midnight after a day belongs to that day, and needs no hour.
func (c calendar) lastDay(at time.Time) string {
	if at = at.In(c.zone); at.Hour()+at.Minute() == 0 {
		return c.day(at.Add(-time.Second))
	}
	return c.moment(at).Words
}

// written is a date that somebody wrote as YYYY-MM-DD.
func (c calendar) written(iso string) string {
	at, err := time.ParseInLocation(time.DateOnly, iso, c.zone)
	if err != nil {
		return iso
	}
	return c.day(at)
}

// due says how much time is left, or how late it is.
func (c calendar) due(at *time.Time) (text string, late bool) {
	if at == nil {
		return c.say("due.family"), false
	}
	left := at.Sub(c.now)
	switch {
	case left < 0:
		return c.say("due.late", c.span(-left), c.deadline(*at)), true
	case c.onToday(*at):
		return c.say("due.today", c.span(left), c.clock(*at)), false
	}
	return c.say("due.in", c.span(left), c.deadline(*at)), false
}

// hoursMatter is how near a deadline is when its day alone says too little.
const hoursMatter = 24 * time.Hour

// deadline is a day, with the hour when it is near.
func (c calendar) deadline(at time.Time) string {
	if at.Sub(c.now).Abs() < hoursMatter {
		return c.moment(at).Words
	}
	return c.day(at)
}

// onToday tells whether a time is on the day that people read now.
func (c calendar) onToday(at time.Time) bool {
	return at.In(c.zone).Format(time.DateOnly) == c.now.In(c.zone).Format(time.DateOnly)
}

// span is a length of time, rounded to the unit people would use: days from two on, hours from two on.
func (c calendar) span(d time.Duration) string {
	unit, n := "minute", int(d.Round(time.Minute)/time.Minute)
	switch hours := d.Round(time.Hour); {
	case hours >= 48*time.Hour:
		unit, n = "day", int((d+12*time.Hour)/(24*time.Hour))
	case hours >= 2*time.Hour:
		unit, n = "hour", int(hours/time.Hour)
	}
	if n == 1 {
		return c.say("span." + unit)
	}
	return c.say("span."+unit+"s", n)
}
