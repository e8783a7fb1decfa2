package volunteer

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

const (
	morning    = 6             // the hour of a day at which clearances are looked at
	beforehand = 2 * time.Hour // they are looked at so long before an early shift
	warnedMax  = 200           // gaps that one look tells of; the next one tells the rest
	remindMax  = 500
)

// wake lets everything happen whose time has come: places without a clearance on their day, reminders, offers that nobody answered, gaps, hours that wait.
func wake(s State, f Facts, at time.Time) []domain.Event {
	if s.NextAt.IsZero() || at.Before(s.NextAt) {
		return nil
	}
	events := blocked(s, f, at)
	s = fold(s, events)
	add := func(more []domain.Event) {
		events = append(events, more...)
		s = fold(s, more)
	}
	add(offersOver(s, at))
	add(reminders(s, f, at))
	add(gaps(s, f, at))
	if overdue(s, at) {
		add([]domain.Event{HoursOverdue{Before: at}})
	}
	return append(events, ClockSet{NextAt: s.next(f, at), Today: DayAt(at, f.zone())})
}

// rearmed puts the clock forward when something now happens sooner than it would ring.
func rearmed(s State, f Facts, events []domain.Event, at time.Time) []domain.Event {
	after := fold(s, events)
	if !after.NextAt.Equal(s.NextAt) {
		return events // the clock was just set
	}
	if next := after.next(f, at); after.NextAt.IsZero() || next.Before(after.NextAt) {
		return append(events, ClockSet{NextAt: next, Today: DayAt(at, f.zone())})
	}
	return events
}

// blocked frees the places of those who are not cleared today. A place keeps waiting until its day, because a check can be made again.
func blocked(s State, f Facts, at time.Time) (events []domain.Event) {
	for _, p := range s.coming(f, at) {
		slot, known := s.Slot(f, p.Date)
		if !known || slot.Canceled || p.Here || !slot.Until.After(at) || slot.lookAt(f).After(at) {
			continue
		}
		if check := f.Lacks(slot.Role, p.Person, slot.On(f.zone())); check != "" {
			events = append(events, PlaceBlocked{Person: p.Person, Shift: p.Shift, Day: p.Day, Check: check})
		}
	}
	return events
}

// lookAt is when clearances are looked at on the day: in the morning, and earlier for what is early.
func (s Slot) lookAt(f Facts) time.Time {
	midnight, look := clockOn(s.From, 0, 0, f.zone()), clockOn(s.From, 0, morning, f.zone())
	if early := s.From.Add(-beforehand); early.Before(look) {
		look = early
	}
	if look.Before(midnight) {
		return midnight
	}
	return look
}

// clockOn is when the wall clock shows an hour, some days after the day of a moment.
func clockOn(at time.Time, days, hour int, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day+days, hour, 0, 0, 0, zone).UTC()
}

func offersOver(s State, at time.Time) (events []domain.Event) {
	for _, p := range s.Places {
		if p.Offered && !p.Until.After(at) {
			events = append(events, OfferEnded{Person: p.Person, Shift: p.Shift, Day: p.Day})
		}
	}
	return events
}

func reminders(s State, f Facts, at time.Time) (events []domain.Event) {
	for _, p := range s.coming(f, at) {
		slot, known := s.Slot(f, p.Date)
		if known && !slot.Canceled && !p.Reminded && !p.Here && slot.From.After(at) && slot.soon(f, at) && len(events) < remindMax {
			events = append(events, PlaceReminded{Person: p.Person, Shift: p.Shift, Day: p.Day})
		}
	}
	return events
}

// gaps tells of each date that begins soon with too few people, once, and closes what is not so any more.
func gaps(s State, f Facts, at time.Time) (events []domain.Event) {
	for _, d := range s.Warned {
		slot, known := s.Slot(f, d)
		if !known || !s.short(f, slot, at) {
			events = append(events, GapClosed{Shift: d.Shift, Day: d.Day})
		}
	}
	told := 0
	for _, slot := range s.Slots(f, at, at.Add(f.Rules.WarnBefore+time.Minute)) {
		if told < warnedMax && s.short(f, slot, at) && !slices.Contains(s.Warned, slot.Date) {
			events = append(events, GapFound{Shift: slot.Shift, Day: slot.Day, Missing: s.Free(slot), Also: told > 0})
			told++
		}
	}
	return events
}

// short tells whether a date begins soon, and too few people have a place.
func (s State) short(f Facts, slot Slot, at time.Time) bool {
	return !slot.Canceled && s.Free(slot) > 0 && slot.From.After(at) && !at.Before(slot.From.Add(-f.Rules.WarnBefore))
}

// withGap adds a warning when a place becomes free so near to the date that the warning would be over.
func (s State) withGap(f Facts, slot Slot, at time.Time, freed domain.Event) []domain.Event {
	events := []domain.Event{freed}
	after := Evolve(s, freed)
	if after.short(f, slot, at) && !slices.Contains(s.Warned, slot.Date) {
		events = append(events, GapFound{Shift: slot.Shift, Day: slot.Day, Missing: after.Free(slot)})
	}
	return events
}

// withClosed adds that the warning about a date does not hold any more.
func (s State) withClosed(d Date, events []domain.Event) []domain.Event {
	if slices.Contains(s.Warned, d) {
		events = append(events, GapClosed{Shift: d.Shift, Day: d.Day})
	}
	return events
}

func overdue(s State, at time.Time) bool {
	for _, v := range s.Volunteers {
		for _, e := range v.Hours {
			if e.Waits() && !e.DueAt.After(at) && e.DueAt.After(s.Nagged) {
				return true
			}
		}
	}
	return false
}

// next is when something happens by itself: at the latest tomorrow morning, when days have come into sight that are not yet.
func (s State) next(f Facts, at time.Time) time.Time {
	next := clockOn(at, 1, morning, f.zone())
	earlier := func(t time.Time) {
		if t.After(at) && t.Before(next) {
			next = t
		}
	}
	for _, p := range s.coming(f, at) {
		slot, known := s.Slot(f, p.Date)
		if !known || slot.Canceled {
			continue
		}
		if len(slot.Role.Needs) > 0 && !p.Here {
			earlier(slot.lookAt(f))
			earlier(slot.From)
		}
		if !p.Reminded {
			earlier(slot.From.Add(-f.Rules.Remind))
		}
		if p.Offered {
			earlier(p.Until)
		}
	}
	for _, slot := range s.Slots(f, at, next.Add(f.Rules.WarnBefore)) {
		if !slot.Canceled && s.Free(slot) > 0 {
			earlier(slot.From.Add(-f.Rules.WarnBefore))
		}
	}
	for _, v := range s.Volunteers {
		for _, e := range v.Hours {
			if e.Waits() {
				earlier(e.DueAt)
			}
		}
	}
	return next
}
