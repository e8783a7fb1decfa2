package volunteer

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Reasons are why a coordinator takes a place back, or lets hours not count.
func Reasons() []string { return []string{"asked", "mistake", "not_there", "not_suited", "too_many"} }

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer
// that comes late is such a no-op; a person who wants what was settled otherwise is refused with Conflict.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	events, err := decide(s, c, at)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	return rearmed(s, c.known(), events, at), nil
}

func decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case SignUp:
		return signUp(s, c, at)
	case Cancel:
		return cancel(s, c, at)
	case Offer:
		return offer(s, c, at)
	case WithdrawOffer:
		return withdrawOffer(s, c)
	case Take:
		return take(s, c, at)
	case Decline:
		return decline(s, c)
	case CheckIn:
		return checkIn(s, c, at)
	case Assign:
		return assign(s, c, at)
	case Remove:
		return remove(s, c, at)
	case CancelDate, MoveDate, AddDate, SetPlaces, RestoreDate, CallOut:
		return decideDate(s, c, at)
	case LogHours, EnterHours, ConfirmHours, RefuseHours:
		return decideHours(s, c, at)
	case RecordClearance:
		return recordClearance(c, at)
	case WithdrawClearance:
		return withdrawClearance(s, c, at)
	case Wake:
		return wake(s, c.Facts, at), nil
	}
	panic("volunteer: unknown command")
}

func decideDate(s State, c domain.Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case CancelDate:
		return cancelDate(s, c, at)
	case MoveDate:
		return moveDate(s, c, at)
	case AddDate:
		return addDate(s, c, at)
	case SetPlaces:
		return setPlaces(s, c, at)
	case RestoreDate:
		return restoreDate(s, c, at)
	case CallOut:
		return callOut(s, c, at)
	}
	panic("volunteer: unknown command about a date")
}

func decideHours(s State, c domain.Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case LogHours:
		return logHours(s, c, at)
	case EnterHours:
		return enterHours(s, c, at)
	case ConfirmHours:
		return confirmHours(s, c)
	case RefuseHours:
		return refuseHours(s, c)
	}
	panic("volunteer: unknown command about hours")
}

// fold gives the state after events.
func fold(s State, events []domain.Event) State {
	for _, e := range events {
		s = Evolve(s, e)
	}
	return s
}

// find gives a date that has not ended.
func (s State) find(f Facts, d Date, at time.Time) (Slot, error) {
	slot, known := s.Slot(f, d)
	switch {
	case !known:
		return slot, domain.Errorf(domain.NotFound, "There is no such date of this shift, or not any more.")
	case slot.Canceled:
		return slot, domain.Errorf(domain.Conflict, "This date was canceled. Nothing was changed.")
	case !slot.Until.After(at):
		return slot, domain.Errorf(domain.Conflict, "This date is over. Nothing was changed; hours can still be logged.")
	}
	return slot, nil
}

func (f Facts) without(person uuid.UUID, check string) Facts {
	f.Clearances = drop(f.Clearances, func(c Clearance) bool { return c.Person == person && c.Check == check })
	return f
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
