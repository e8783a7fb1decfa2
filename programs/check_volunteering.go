package programs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

const (
	rolesMax  = 30
	shiftsMax = 50
)

var upToYear = span{time.Hour, year, "at least an hour and at most a year"}

func (r *report) checkVolunteering(v volunteer.Rules) {
	const path = "volunteering"
	checks := r.checkChecks(path+".checks", v.Checks)
	roles := r.checkRoles(path+".roles", v.Roles, checks)
	r.checkShifts(path+".shifts", v.Shifts, roles)
	r.within(path+".warn_before", v.WarnBefore, upToYear)
	r.within(path+".remind", v.Remind, upToYear)
	r.within(path+".swap_answer", v.SwapAnswer, upToYear)
	r.within(path+".confirm_hours", v.ConfirmWithin, upToYear)
}

func (r *report) checkChecks(path string, checks []volunteer.Check) (keys []string) {
	if len(checks) > rolesMax {
		r.at(path, "%d checks are too many; the most is %d", len(checks), rolesMax)
	}
	for i, c := range checks {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.checkKey(at+".key", c.Key) && slices.Contains(keys, c.Key) {
			r.at(at+".key", "check %q is there twice", c.Key)
		}
		r.checkText(at+".name", c.Name, true)
		keys = append(keys, c.Key)
	}
	return keys
}

func (r *report) checkRoles(path string, roles []volunteer.Role, checks []string) (keys []string) {
	if len(roles) == 0 || len(roles) > rolesMax {
		r.at(path, "there have to be between 1 and %d roles, not %d", rolesMax, len(roles))
	}
	for i, role := range roles {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.checkKey(at+".key", role.Key) && slices.Contains(keys, role.Key) {
			r.at(at+".key", "role %q is there twice", role.Key)
		}
		keys = append(keys, role.Key)
		r.checkText(at+".name", role.Name, true)
		for j, need := range role.Needs {
			switch {
			case !slices.Contains(checks, need):
				r.at(fmt.Sprintf("%s.needs[%d]", at, j), "role %q needs %q, which volunteering.checks does not name", role.Key, need)
			case slices.Contains(role.Needs[:j], need):
				r.at(fmt.Sprintf("%s.needs[%d]", at, j), "role %q needs %q twice", role.Key, need)
			}
		}
		if role.WithChildren && len(role.Needs) == 0 {
			r.at(at+".with_children", "role %q is done with children, so it needs at least one check", role.Key)
		}
		r.between(at+".age_from", role.AgeFrom, 0, ageMax)
	}
	return keys
}

func (r *report) checkShifts(path string, shifts []volunteer.Shift, roles []string) {
	if len(shifts) == 0 || len(shifts) > shiftsMax {
		r.at(path, "there have to be between 1 and %d shifts, not %d", shiftsMax, len(shifts))
	}
	var keys []string
	for i, s := range shifts {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.checkKey(at+".key", s.Key) && slices.Contains(keys, s.Key) {
			r.at(at+".key", "shift %q is there twice", s.Key)
		}
		keys = append(keys, s.Key)
		if !slices.Contains(roles, s.Role) {
			r.at(at+".role", "shift %q names the role %q, which is not there", s.Key, s.Role)
		}
		r.checkText(at+".name", s.Name, true)
		r.checkShiftDays(at, s)
		r.checkClock(at+".from", s.From)
		r.checkClock(at+".to", s.To)
		if place := s.Place; domain.CleanLine(place) != place || place == "" || domain.HasControlInLine(place) || len([]rune(place)) > lineMax {
			r.at(at+".place", "a place has to be one line of 1 to %d characters", lineMax)
		}
		r.between(at+".places", s.Places, 1, volunteer.PlacesMax)
		r.within(at+".open_for", s.OpenFor, upToYear)
	}
}

// checkShiftDays also wants a day to count from where the rule is another one with every other day.
func (r *report) checkShiftDays(at string, s volunteer.Shift) {
	if s.Since != "" {
		if day, err := time.Parse(time.DateOnly, s.Since); err != nil || day.Year() < 2000 {
			r.at(at+".since", "since has to be a day from 2000 on, written as 2026-03-08, not %q", s.Since)
			return
		}
	}
	days, err := s.Days(time.Time{})
	switch {
	case err != nil:
		r.at(at+".repeats", "repeats %q cannot be read: %v", s.Repeats, err)
	case s.Since == "" && (strings.Contains(s.Repeats, "INTERVAL") || strings.Contains(s.Repeats, "COUNT")):
		r.at(at+".repeats", "repeats %q counts from a day; name that day as since", s.Repeats)
	case len(days.Between(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), 1)) == 0:
		r.at(at+".repeats", "repeats %q gives no day at all", s.Repeats)
	}
}
