package rota

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func addShift(s State, c AddShift, at time.Time) ([]domain.Event, error) {
	r := c.Facts.Rules
	if former, found := s.shift(c.Shift); found {
		if former == (Shift{
			ID: c.Shift, Minister: c.Minister, Area: c.Area, Weekdays: c.Weekdays, StartMinute: c.StartMinute, EndMinute: c.EndMinute,
			FromDay: c.FromDay, UntilDay: c.UntilDay,
		}) {
			return nil, nil
		}
		return nil, domain.Errorf(domain.Conflict, "This shift is on the rota already and cannot be changed. Please end it and add another.")
	}
	today := dayOf(dayAt(at, r.zone()))
	switch {
	case c.Shift == uuid.Nil:
		return nil, invalid("shift", "Please say which shift is meant.")
	case !slices.Contains(r.Areas, c.Area):
		return nil, noSuchArea()
	}
	if err := checkWeekly(c.Weekdays, c.StartMinute, c.EndMinute); err != nil {
		return nil, err
	}
	if err := checkDays(c.FromDay, c.UntilDay, today); err != nil {
		return nil, err
	}
	if err := s.mayStand(c.Minister); err != nil {
		return nil, err
	}
	live := 0
	for _, shift := range s.Regular {
		if !shift.endedBefore(today) {
			live++
		}
	}
	if live >= ShiftsMax {
		return nil, domain.Errorf(domain.Rejected, "A rota holds at most %d shifts. Please end those that are not needed any more first.", ShiftsMax)
	}
	return s.armed(ShiftAdded{
		By: c.By, Shift: c.Shift, Minister: c.Minister, Area: c.Area, Weekdays: c.Weekdays, StartMinute: c.StartMinute, EndMinute: c.EndMinute,
		FromDay: c.FromDay, UntilDay: c.UntilDay,
	}, r, at), nil
}

func endShift(s State, c EndShift) ([]domain.Event, error) {
	shift, found := s.shift(c.Shift)
	_, valid := c.LastDay.number()
	switch {
	case !found:
		return nil, gone()
	case !valid:
		return nil, invalid("last_day", "Please give the last day of the shift like this: 2026-03-08.")
	case shift.UntilDay == c.LastDay:
		return nil, nil
	case shift.endedBefore(c.LastDay):
		return nil, rejected("last_day", "This shift ends before that day already. Please add another shift to go on.")
	}
	return []domain.Event{ShiftEnded{By: c.By, Shift: c.Shift, LastDay: c.LastDay}}, nil
}

func setHoliday(s State, c SetHoliday) ([]domain.Event, error) {
	_, valid := c.Day.number()
	switch {
	case !valid:
		return nil, invalid("day", "Please give the day like this: 2026-12-25.")
	case slices.Contains(s.Holidays, c.Day):
		return nil, nil
	case len(s.Holidays) >= HolidaysMax:
		return nil, domain.Errorf(domain.Rejected, "A rota holds at most %d holidays. Please clear some first.", HolidaysMax)
	}
	return []domain.Event{HolidaySet{By: c.By, Day: c.Day}}, nil
}

func clearHoliday(s State, c ClearHoliday) ([]domain.Event, error) {
	if !slices.Contains(s.Holidays, c.Day) {
		return nil, gone()
	}
	return []domain.Event{HolidayCleared{By: c.By, Day: c.Day}}, nil
}

func checkWeekly(weekdays, start, end int) error {
	switch {
	case weekdays < 1 || weekdays > 127:
		return invalid("weekdays", "Please choose at least one day of the week.")
	case start < 0 || start >= minutesPerDay:
		return invalid("start_minute", "Please choose a beginning between 00:00 and 23:59.")
	case end < 0 || end > minutesPerDay:
		return invalid("end_minute", "Please choose an end between 00:00 and 24:00.")
	}
	return nil
}

func checkDays(from, until, today Day) error {
	if _, valid := from.number(); !valid {
		return invalid("from_day", "Please give the first day of the shift like this: 2026-03-08.")
	}
	if until == "" {
		return nil
	}
	if _, valid := until.number(); !valid {
		return invalid("until_day", "Please give the last day of the shift like this: 2026-03-08, or leave it empty.")
	}
	if until < from {
		return invalid("until_day", "The last day of the shift is before its first. Please change one of them.")
	}
	if until < today {
		return rejected("until_day", "This shift would be over already. Please choose a last day that is still to come, or leave it empty.")
	}
	return nil
}

// checkInterval gives the interval in whole minutes of UTC.
func checkInterval(from, until, at time.Time) (time.Time, time.Time, error) {
	from, until = from.UTC().Truncate(time.Minute), until.UTC().Truncate(time.Minute)
	switch {
	case !from.Before(until):
		return from, until, invalid("until", "The end has to be after the beginning.")
	case until.Sub(from) > readMax:
		return from, until, rejected("until", "This is more than %d days. Please enter the first part now and the rest later.", ReadDaysMax)
	case !until.After(at):
		return from, until, rejected("until", "This is over already. Please choose an end that is still to come.")
	case until.Sub(at) > aheadMax:
		return from, until, rejected("until", "This is more than five years ahead. Please look at the year again.")
	}
	return from, until, nil
}

func noSuchArea() error {
	return invalid("area", "This rota has no such area. Please choose one of its areas.")
}
