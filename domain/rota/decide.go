package rota

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer
// that comes late is such a no-op; a person who wants what was settled otherwise is refused with Conflict.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Enroll:
		return enroll(s, c)
	case Verify:
		return verify(s, c)
	case Silence:
		return silence(s, c), nil
	case Dismiss:
		if _, found := s.Minister(c.Minister); !found {
			return nil, notOnRota()
		}
		return []domain.Event{MinisterDismissed{By: c.By, Minister: c.Minister}}, nil
	case SetQuiet:
		return setQuiet(s, c)
	case ClearQuiet:
		return clearQuiet(s, c)
	case Away:
		return away(s, c, at)
	case ClearAway:
		return clearAway(s, c)
	case AddShift:
		return addShift(s, c, at)
	case EndShift:
		return endShift(s, c)
	case Override:
		return override(s, c, at)
	case ClearOverride:
		if _, found := s.standIn(c.ID); !found {
			return nil, gone()
		}
		return []domain.Event{OverrideCleared{By: c.By, Override: c.ID}}, nil
	case SetTemporary:
		return setTemporary(s, c, at)
	case ClearTemporary:
		if _, found := s.temporary(c.ID); !found {
			return nil, gone()
		}
		return []domain.Event{TemporaryCleared{By: c.By, Temporary: c.ID}}, nil
	case SetHoliday:
		return setHoliday(s, c)
	case ClearHoliday:
		return clearHoliday(s, c)
	case CheckGaps:
		return checkGaps(s, c.Facts.Rules, at), nil
	}
	panic("rota: unknown command")
}

// armed starts the daily check with the first thing that is planned.
func (s State) armed(event domain.Event, r Rules, at time.Time) []domain.Event {
	if !s.NextAt.IsZero() {
		return []domain.Event{event}
	}
	return []domain.Event{event, DayChecked{NextAt: nextMorning(at, r.zone())}}
}

// mayStand refuses whoever could not be called when they are needed.
func (s State) mayStand(minister uuid.UUID) error {
	m, found := s.Minister(minister)
	switch {
	case !found:
		return rejected("minister", "This minister is not on the rota. Please enroll them and verify a way to reach them first.")
	case !m.Reachable():
		return rejected("minister", "There is no verified way to reach this minister yet. Please verify a phone number or an email address first, then put them on duty.")
	}
	return nil
}

func notOnRota() error {
	return domain.Errorf(domain.Conflict, "This minister is not on the rota, or not any more. Please enroll them first.")
}

func gone() error {
	return domain.Errorf(domain.Conflict, "There is no such entry on the rota any more. Please load the calendar again.")
}

func invalid(field, message string) error {
	err := domain.Errorf(domain.Invalid, "%s", message)
	err.Fields = []domain.FieldError{{Field: field, Message: message}}
	return err
}

func rejected(field, format string, args ...any) error {
	err := domain.Errorf(domain.Rejected, format, args...)
	err.Fields = []domain.FieldError{{Field: field, Message: err.Message}}
	return err
}
