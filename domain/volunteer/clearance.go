package volunteer

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func recordClearance(c RecordClearance, at time.Time) ([]domain.Event, error) {
	_, known := c.Facts.Rules.Check(c.Check)
	today := DayAt(at, c.Facts.zone())
	switch {
	case !known:
		return nil, invalid("check", "Please choose what was checked.")
	case c.Person == uuid.Nil:
		return nil, invalid("person", "Please choose whom this is about.")
	case c.Person == c.By:
		return nil, domain.Errorf(domain.Forbidden, "Nobody clears themself.")
	case c.CheckedOn.Time().IsZero():
		return nil, invalid("checked_on", "Please give the day like this: 2026-03-08.")
	case c.CheckedOn > today:
		return nil, rejected("checked_on", "This day is still to come. Nothing was recorded.")
	case c.Until != "" && c.Until.Time().IsZero():
		return nil, invalid("until", "Please give the day like this: 2026-03-08.")
	case c.Until != "" && c.Until < c.CheckedOn:
		return nil, rejected("until", "It would end before the check was made. Nothing was recorded.")
	}
	return []domain.Event{ClearanceRecorded{By: c.By, Person: c.Person, Check: c.Check, CheckedOn: c.CheckedOn, Until: c.Until}}, nil
}

// withdrawClearance also frees the places of today; those of later days stay until then, because a check can be made again.
func withdrawClearance(s State, c WithdrawClearance, at time.Time) ([]domain.Event, error) {
	if _, known := c.Facts.Ends(c.Person, c.Check); !known {
		return nil, domain.Errorf(domain.Conflict, "There is no such clearance any more. Nothing was changed.")
	}
	events := []domain.Event{ClearanceWithdrawn{By: c.By, Person: c.Person, Check: c.Check}}
	return append(events, blocked(s, c.Facts.without(c.Person, c.Check), at)...), nil
}
