package rota

import (
	"math"
	"time"
)

const (
	minutesPerDay = 24 * 60
	secondsPerDay = minutesPerDay * 60
	morning       = 7 * 60 // when gaps are looked for
)

// Day is a day of the calendar, written 2026-03-08.
type Day string

// number counts the days since 1970; false says that there is no such day.
func (d Day) number() (int64, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t.Unix() / secondsPerDay, err == nil && t.Year() >= 1970
}

// dayAt gives the number of the day that the wall clock shows.
func dayAt(at time.Time, zone *time.Location) int64 {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

func dayOf(number int64) Day {
	return Day(time.Unix(number*secondsPerDay, 0).UTC().Format(time.DateOnly))
}

// clock turns the time that a wall clock shows into instants, from some days before an interval to some days after.
type clock struct {
	offsets     []offset
	first, last int64 // days on which something may begin that touches the interval
}

// offset is how far a wall clock is ahead of UTC, in seconds since 1970.
type offset struct{ until, ahead int64 }

func newClock(zone *time.Location, from, until time.Time) clock {
	c := clock{first: dayAt(from, zone) - 2, last: dayAt(until, zone)}
	end := until.Add(4 * 24 * time.Hour)
	for at := from.Add(-6 * 24 * time.Hour).In(zone); ; {
		_, ahead := at.Zone()
		_, change := at.ZoneBounds()
		if change.IsZero() || change.After(end) {
			c.offsets = append(c.offsets, offset{until: math.MaxInt64, ahead: int64(ahead)})
			return c
		}
		c.offsets = append(c.offsets, offset{until: change.Unix(), ahead: int64(ahead)})
		at = change.In(zone)
	}
}

// instant is the first moment at which the wall clock has come to a minute of a day: of two it is the former, and for one
// that is skipped the moment of the skip. So what meets on the clock meets in time, too.
func (c clock) instant(day int64, minute int) time.Time {
	wall := day*secondsPerDay + int64(minute)*60
	begun := int64(math.MinInt64)
	for _, o := range c.offsets {
		if at := max(wall-o.ahead, begun); at < o.until {
			return time.Unix(at, 0).UTC()
		}
		begun = o.until
	}
	panic("rota: the last offset has no end")
}

// weekly is hours of the wall clock on some days of every week.
type weekly struct {
	weekdays, start, end int
	first, last          int64 // days
}

// each gives every time that begins near the interval; one that falls into skipped hours ends as it begins.
func (c clock) each(w weekly, visit func(from, until time.Time)) {
	end := w.end
	if end <= w.start {
		end += minutesPerDay
	}
	for day := max(w.first, c.first); day <= min(w.last, c.last); day++ {
		if w.weekdays&(1<<weekday(day)) != 0 {
			visit(c.instant(day, w.start), c.instant(day, end))
		}
	}
}

// weekday is 0 on Sundays; the first of January 1970 was a Thursday.
func weekday(day int64) int { return int(((day+4)%7 + 7) % 7) }

// nextMorning is when gaps are looked for next.
func nextMorning(at time.Time, zone *time.Location) time.Time {
	c := newClock(zone, at, at)
	for day := dayAt(at, zone); ; day++ {
		if next := c.instant(day, morning); next.After(at) {
			return next
		}
	}
}
