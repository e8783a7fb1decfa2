// Package volunteer holds the shifts of a program that volunteers carry: who has a place on which date, whether they are cleared for it, how a shift
// passes from one to another, and the hours that were given. Everything in it is pure; who is cleared comes with the command.
package volunteer

import (
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
)

// Rules are what a program says about its volunteers.
type Rules struct {
	Checks        []Check       `yaml:"checks,omitempty" json:"checks,omitempty" jsonschema:"what roles can need, by the keys of the screening of those who apply"`
	Roles         []Role        `yaml:"roles" json:"roles" jsonschema:"what volunteers do"`
	Shifts        []Shift       `yaml:"shifts" json:"shifts" jsonschema:"when they do it, again and again"`
	WarnBefore    time.Duration `yaml:"warn_before" json:"warn_before" jsonschema:"how long before a date with too few people the coordinator is told"`
	Remind        time.Duration `yaml:"remind" json:"remind" jsonschema:"how long before their own shift somebody is reminded"`
	SwapAnswer    time.Duration `yaml:"swap_answer" json:"swap_answer" jsonschema:"how long an offered shift waits for somebody's yes"`
	ConfirmWithin time.Duration `yaml:"confirm_hours" json:"confirm_hours" jsonschema:"how soon a coordinator confirms hours"`
}

// Check is something that is looked into before somebody does a role.
type Check struct {
	Key  string      `yaml:"key" json:"key" jsonschema:"key of the check, for example license"`
	Name domain.Text `yaml:"name" json:"name" jsonschema:"what people call it"`
}

// Role is what somebody does on a shift, and what it takes.
type Role struct {
	Key          string      `yaml:"key" json:"key" jsonschema:"key of the role"`
	Name         domain.Text `yaml:"name" json:"name" jsonschema:"what people call it"`
	Needs        []string    `yaml:"needs,omitempty" json:"needs,omitempty" jsonschema:"keys of checks that have to be passed, and still count on the day"`
	WithChildren bool        `yaml:"with_children,omitempty" json:"with_children,omitempty" jsonschema:"whether it is done with children; then it needs at least one check"`
	AgeFrom      int         `yaml:"age_from,omitempty" json:"age_from,omitempty" jsonschema:"youngest age in years, which whoever signs up states"`
}

// Shift is work at the same time on days that come again.
type Shift struct {
	Key     string        `yaml:"key" json:"key" jsonschema:"key of the shift"`
	Role    string        `yaml:"role" json:"role" jsonschema:"key of the role"`
	Name    domain.Text   `yaml:"name" json:"name" jsonschema:"what people call it"`
	Repeats string        `yaml:"repeats" json:"repeats" jsonschema:"rule of its days, as RFC 5545 writes them, for example FREQ=WEEKLY;BYDAY=SA"`
	Since   string        `yaml:"since,omitempty" json:"since,omitempty" jsonschema:"day to count from, as YYYY-MM-DD, for rules such as every second week"`
	From    string        `yaml:"from" json:"from" jsonschema:"when it begins, as 18:00 in the organization's time zone"`
	To      string        `yaml:"to" json:"to" jsonschema:"when it ends; at or before from, on the day after"`
	Place   string        `yaml:"place" json:"place" jsonschema:"where"`
	Places  int           `yaml:"places" json:"places" jsonschema:"how many people it takes"`
	OpenFor time.Duration `yaml:"open_for" json:"open_for" jsonschema:"how long before a date somebody can sign up for it"`
}

// Days reads the rule of the shift's days, to be asked about days from near on. A rule that counts from no day of its own gives the same days from
// wherever the count begins, as long as that is the same weekday, the first of a month or of a year; so it begins close by, and years of dates are not
// gone through each time.
func (s Shift) Days(near time.Time) (domain.Recurrence, error) {
	if s.Since != "" {
		since, err := time.Parse(time.DateOnly, s.Since)
		if err != nil {
			return domain.Recurrence{}, err
		}
		return domain.ParseRecurrence(s.Repeats, since)
	}
	if near.Year() < 2001 || strings.Contains(s.Repeats, "INTERVAL") || strings.Contains(s.Repeats, "COUNT") {
		return domain.ParseRecurrence(s.Repeats, time.Time{})
	}
	year, month, day := near.Date()
	switch {
	case strings.Contains(s.Repeats, "FREQ=DAILY"):
		return domain.ParseRecurrence(s.Repeats, time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC))
	case strings.Contains(s.Repeats, "FREQ=WEEKLY"):
		return domain.ParseRecurrence(s.Repeats, time.Date(year, month, day-14+(6-int(near.Weekday())), 0, 0, 0, 0, time.UTC)) // a Saturday, as the first of 2000 was
	case strings.Contains(s.Repeats, "FREQ=MONTHLY"):
		return domain.ParseRecurrence(s.Repeats, time.Date(year, month-1, 1, 0, 0, 0, 0, time.UTC))
	}
	return domain.ParseRecurrence(s.Repeats, time.Date(year-1, 1, 1, 0, 0, 0, 0, time.UTC))
}

// Role finds a role by its key.
func (r Rules) Role(key string) (Role, bool) {
	for _, role := range r.Roles {
		if role.Key == key {
			return role, true
		}
	}
	return Role{}, false
}

// Shift finds a shift by its key.
func (r Rules) Shift(key string) (Shift, bool) {
	for _, shift := range r.Shifts {
		if shift.Key == key {
			return shift, true
		}
	}
	return Shift{}, false
}

// Check finds a check by its key.
func (r Rules) Check(key string) (Check, bool) {
	for _, check := range r.Checks {
		if check.Key == key {
			return check, true
		}
	}
	return Check{}, false
}
