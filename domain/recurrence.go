package domain

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// recurrenceStart is the day that rules without a day of their own count from: a Saturday, the first of a year.
var recurrenceStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Recurrence is days that come again by a rule of RFC 5545, for example FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=2TH. It knows days only; the time of day
// and the zone come with the question, so that an evening stays the same evening when the clocks change.
type Recurrence struct{ option rrule.ROption }

// ParseRecurrence reads a rule. A day to count from, as DTSTART has it, is given only where the rule needs one (every second week); the zero
// time counts from the year 2000. Rules finer than a day, or with a time of day of their own, are refused.
func ParseRecurrence(rule string, from time.Time) (Recurrence, error) {
	if strings.ContainsAny(rule, ":\r\n") || len(rule) > 256 {
		return Recurrence{}, errors.New("a rule is one line of NAME=value pairs, for example FREQ=YEARLY;BYMONTH=3;BYDAY=2TH")
	}
	option, err := rrule.StrToROption(rule)
	if err != nil {
		return Recurrence{}, fmt.Errorf("not a rule of RFC 5545: %w", err)
	}
	if option.Freq > rrule.DAILY || len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 0 {
		return Recurrence{}, errors.New("a rule here gives days; the time of day is written apart")
	}
	if from.IsZero() {
		from = recurrenceStart
	}
	option.Dtstart = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	if !option.Until.IsZero() {
		option.Until = time.Date(option.Until.Year(), option.Until.Month(), option.Until.Day(), 0, 0, 0, 0, time.UTC)
	}
	if _, err := rrule.NewRRule(*option); err != nil {
		return Recurrence{}, fmt.Errorf("not a rule of RFC 5545: %w", err)
	}
	return Recurrence{option: *option}, nil
}

// Between gives at most limit days of the rule that lie from the first day to the last, both included, as midnights in UTC.
func (r Recurrence) Between(first, last time.Time, limit int) []time.Time {
	rule, err := rrule.NewRRule(r.option)
	if err != nil { // the zero value
		return nil
	}
	first, last = dayOf(first), dayOf(last)
	var days []time.Time
	next := rule.Iterator() // one pass: asking for the day after each would begin at the rule's first day again
	for day, ok := next(); ok && !day.After(last) && len(days) < limit; day, ok = next() {
		if !day.Before(first) {
			days = append(days, day)
		}
	}
	return days
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// At puts a time of day, written as 19:00, on a day as clocks in the zone show it. A time that the spring change skips is the same distance after
// midnight's change; one that comes twice in autumn is the first.
func At(day time.Time, clock string, zone *time.Location) (time.Time, error) {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, errors.New("a time of day is written as 18:00")
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, zone), nil
}
