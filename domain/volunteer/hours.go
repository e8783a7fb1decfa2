package volunteer

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

const (
	ownDaysBack  = 90  // how long afterwards one's own hours can be logged
	enterDaysMax = 366 // and others' entered
)

func logHours(s State, c LogHours, at time.Time) ([]domain.Event, error) {
	for i := range c.Rows {
		if c.Rows[i].Person != c.By {
			return nil, domain.Errorf(domain.Forbidden, "Only a coordinator enters hours of others.")
		}
	}
	return s.enter(c.Facts, c.By, c.Rows, ownDaysBack, at)
}

func enterHours(s State, c EnterHours, at time.Time) ([]domain.Event, error) {
	for _, row := range c.Rows {
		if row.Person == c.By {
			return nil, domain.Errorf(domain.Forbidden, "Nobody confirms their own hours. Please log yours like any volunteer; nothing of this was saved.")
		}
	}
	events, err := s.enter(c.Facts, c.By, c.Rows, enterDaysMax, at)
	for _, e := range slices.Clone(events) {
		logged := e.(HoursLogged)
		events = append(events, HoursConfirmed{By: c.By, Person: logged.Person, Entry: logged.Entry, Minutes: logged.Minutes})
	}
	return events, err
}

// enter takes all lines, or none and says which is wrong. A line that is there already, as it was sent, was sent twice.
func (s State) enter(f Facts, by uuid.UUID, rows []Row, back int, at time.Time) (events []domain.Event, err error) {
	if len(rows) == 0 || len(rows) > RowsMax {
		return nil, invalid("rows", "Please send between 1 and 50 lines of hours.")
	}
	today := DayAt(at, f.zone())
	first := Day(today.Time().AddDate(0, 0, -back).Format(time.DateOnly))
	for i, row := range rows {
		if known, there := s.entry(row.Person, row.ID); there {
			if known.Shift != row.Shift || known.Day != row.Day || known.Logged != row.Minutes {
				return nil, domain.Errorf(domain.Conflict, "A line with this id says something else. Nothing was saved.")
			}
			continue
		}
		if err := s.refuseRow(f, row, first, today, i); err != nil {
			return nil, err
		}
		e := HoursLogged{By: by, Person: row.Person, Entry: row.ID, Shift: row.Shift, Day: row.Day, Minutes: row.Minutes, DueAt: at.Add(f.Rules.ConfirmWithin)}
		s = Evolve(s, e)
		events = append(events, e)
	}
	return events, nil
}

func (s State) refuseRow(f Facts, row Row, first, today Day, i int) error {
	_, known := f.Rules.Shift(row.Shift)
	minutes := row.Minutes
	for _, e := range s.Hours(row.Person) {
		if e.Refused != "" || e.Day != row.Day {
			continue
		}
		if e.Shift == row.Shift {
			return rejected(rowField("day", i), "Hours of this day and this shift are there already. Nothing was saved; a coordinator can correct what is there.")
		}
		if e.Confirmed {
			minutes += e.Minutes
		} else {
			minutes += e.Logged
		}
	}
	switch {
	case row.ID == uuid.Nil || row.Person == uuid.Nil:
		return invalid(rowField("person", i), "Please choose whose hours these are.")
	case row.Shift != "" && !known:
		return invalid(rowField("shift", i), "There is no shift of that key. Nothing was saved.")
	case row.Day.Time().IsZero():
		return invalid(rowField("day", i), "Please give the day like this: 2026-03-08.")
	case row.Day > today:
		return rejected(rowField("day", i), "This day is still to come. Nothing was saved; please log hours afterwards.")
	case row.Day < first:
		return rejected(rowField("day", i), "This day is too long ago. Nothing was saved; please ask the coordinator.")
	case row.Minutes < 1 || row.Minutes > DayMinutesMax:
		return invalid(rowField("minutes", i), "Please give between a minute and 16 hours.")
	case minutes > DayMinutesMax:
		return rejected(rowField("minutes", i), "These would be more than 16 hours on one day. Nothing was saved; please look at the lines again.")
	}
	return nil
}

// rowField names a field of one of several lines.
func rowField(field string, i int) string {
	const digits = "0123456789"
	if i < 10 {
		return field + "-" + digits[i:i+1]
	}
	return field + "-" + digits[i/10:i/10+1] + digits[i%10:i%10+1]
}

func confirmHours(s State, c ConfirmHours) (events []domain.Event, err error) {
	if len(c.Rows) == 0 || len(c.Rows) > RowsMax {
		return nil, invalid("rows", "Please choose between 1 and 50 lines.")
	}
	for i, row := range c.Rows {
		known, there := s.entry(row.Person, row.ID)
		switch {
		case !there:
			return nil, domain.Errorf(domain.Conflict, "One of these lines is not there. Nothing was confirmed; please load the page again.")
		case row.Person == c.By:
			return nil, domain.Errorf(domain.Forbidden, "Nobody confirms their own hours. Nothing was confirmed.")
		case row.Minutes < 1 || row.Minutes > DayMinutesMax:
			return nil, invalid(rowField("minutes", i), "Please give between a minute and 16 hours.")
		case known.Confirmed && known.Minutes == row.Minutes, slices.ContainsFunc(c.Rows[:i], func(r Confirmed) bool { return r.ID == row.ID }):
			continue
		case known.Refused != "":
			return nil, domain.Errorf(domain.Conflict, "One of these lines was refused in the meantime. Nothing was confirmed; please load the page again.")
		}
		events = append(events, HoursConfirmed{By: c.By, Person: row.Person, Entry: row.ID, Minutes: row.Minutes})
	}
	return events, nil
}

func refuseHours(s State, c RefuseHours) ([]domain.Event, error) {
	known, there := s.entry(c.Person, c.ID)
	switch {
	case !slices.Contains(Reasons(), c.Reason):
		return nil, invalid("reason", "Please choose one of the reasons.")
	case !there:
		return nil, domain.Errorf(domain.Conflict, "This line is not there. Please load the page again.")
	case c.Person == c.By:
		return nil, domain.Errorf(domain.Forbidden, "Nobody decides on their own hours.")
	case known.Refused == c.Reason:
		return nil, nil
	}
	return []domain.Event{HoursRefused{By: c.By, Person: c.Person, Entry: c.ID, Reason: c.Reason}}, nil
}
