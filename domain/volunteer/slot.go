package volunteer

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

const (
	datesMax = 400 // dates of one shift that are looked at together
	lookMax  = 400 * 24 * time.Hour
)

// Day is a day of the calendar, written 2026-03-08.
type Day string

// Time is the midnight of the day in UTC; the zero time when there is no such day.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < 1970 {
		return time.Time{}
	}
	return t
}

// DayAt is the day that the wall clock shows.
func DayAt(at time.Time, zone *time.Location) Day { return Day(at.In(zone).Format(time.DateOnly)) }

// Slot is one date of a shift as it stands: by the rule, or as a coordinator changed it.
type Slot struct {
	Date
	Role        Role
	From, Until time.Time
	Places      int
	Canceled    bool
	Moved       bool
	Extra       bool
}

// On is the day on which it takes place, which differs from the one that names it once it was moved.
func (s Slot) On(zone *time.Location) Day { return DayAt(s.From, zone) }

// Slot finds one date; false when the shift has no such date.
func (s State) Slot(f Facts, d Date) (Slot, bool) {
	shift, known := f.Rules.Shift(d.Shift)
	day := d.Day.Time()
	if !known || day.IsZero() {
		return Slot{}, false
	}
	x, _ := s.exception(d)
	if !x.Extra {
		days, err := shift.Days(day)
		if err != nil || len(days.Between(day, day, 1)) == 0 {
			return Slot{}, false
		}
	}
	return s.slot(f, shift, x, d.Day)
}

func (s State) slot(f Facts, shift Shift, x Exception, day Day) (Slot, bool) {
	from, until, ok := shift.hours(day, f.zone())
	role, known := f.Rules.Role(shift.Role)
	if !ok || !known {
		return Slot{}, false
	}
	slot := Slot{Date: Date{shift.Key, day}, Role: role, From: from, Until: until, Places: shift.Places, Canceled: x.Canceled, Extra: x.Extra}
	if !x.From.IsZero() {
		slot.From, slot.Until, slot.Moved = x.From, x.Until, !x.Extra
	}
	if x.Places > 0 {
		slot.Places = x.Places
	}
	return slot, true
}

// hours are the moments at which the shift begins and ends on a day; at or before its beginning it ends on the day after.
func (s Shift) hours(day Day, zone *time.Location) (from, until time.Time, ok bool) {
	at := day.Time()
	from, err := domain.At(at, s.From, zone)
	if err != nil {
		return from, until, false
	}
	if until, err = domain.At(at, s.To, zone); err == nil && !until.After(from) {
		until, err = domain.At(at.AddDate(0, 0, 1), s.To, zone)
	}
	return from.UTC(), until.UTC(), err == nil
}

// Slots lists the dates that are under way at some moment of an interval, in the order in which they begin; canceled ones too.
func (s State) Slots(f Facts, from, until time.Time) []Slot {
	if until.Sub(from) > lookMax {
		until = from.Add(lookMax)
	}
	first, last := from.In(f.zone()).AddDate(0, 0, -1), until.In(f.zone()).AddDate(0, 0, 1)
	var slots []Slot
	for _, shift := range f.Rules.Shifts {
		days, err := shift.Days(first)
		if err != nil {
			continue // the check of programs lets none through
		}
		seen := map[Day]bool{}
		add := func(day Day) {
			if seen[day] {
				return
			}
			seen[day] = true
			x, _ := s.exception(Date{shift.Key, day})
			if slot, ok := s.slot(f, shift, x, day); ok && slot.From.Before(until) && slot.Until.After(from) {
				slots = append(slots, slot)
			}
		}
		for _, day := range days.Between(first, last, datesMax) {
			add(Day(day.Format(time.DateOnly)))
		}
		for _, x := range s.Exceptions {
			if x.Shift == shift.Key && (x.Extra || !x.From.IsZero()) {
				add(x.Day)
			}
		}
	}
	slices.SortStableFunc(slots, func(a, b Slot) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Shift, b.Shift), cmp.Compare(a.Day, b.Day))
	})
	return slots
}

// Free is how many places of a date nobody has.
func (s State) Free(slot Slot) int { return slot.Places - len(s.At(slot.Date)) }

// MayTake says why somebody cannot take a place of a date: nothing when they can.
func (s State) MayTake(f Facts, slot Slot, p Candidate, at time.Time) Obstacle {
	lacks := f.Lacks(slot.Role, p.Person, slot.On(f.zone()))
	switch _, has := s.Place(slot.Date, p.Person); {
	case slot.Canceled:
		return Obstacle{Because: Canceled}
	case !slot.From.After(at):
		return Obstacle{Because: Begun}
	case has:
		return Obstacle{Because: Yours}
	case lacks != "":
		until, known := f.Ends(p.Person, lacks)
		if known {
			return Obstacle{Because: Ending, Check: lacks, Until: until}
		}
		return Obstacle{Because: Missing, Check: lacks}
	case s.busy(f, slot, p.Person):
		return Obstacle{Because: Busy}
	case slot.Role.AgeFrom > 0 && !p.OfAge:
		return Obstacle{Because: Young}
	}
	return Obstacle{}
}

// Candidate is somebody who could take a place.
type Candidate struct {
	OfAge  bool // they state so
	Person uuid.UUID
}

// Because is why somebody cannot take a place.
type Because string

// The reasons.
const (
	Canceled Because = "canceled" // the date falls out
	Begun    Because = "begun"    // it is too late
	Yours    Because = "yours"    // they have one already
	Missing  Because = "missing"  // a check was never passed, or taken back
	Ending   Because = "ending"   // what they passed does not count on the day any more
	Busy     Because = "busy"     // they are on another shift at that time
	Young    Because = "young"    // they did not state their age
	Full     Because = "full"     // nobody's any more
	Early    Because = "early"    // nobody can sign up yet
)

// Obstacle is why somebody cannot take a place, and for a check which one, and until when it counts.
type Obstacle struct {
	Because Because
	Check   string
	Until   Day
}

// busy tells whether somebody has a place of another date at the same time.
func (s State) busy(f Facts, slot Slot, person uuid.UUID) bool {
	for _, p := range s.Places {
		if p.Person != person || p.Date == slot.Date {
			continue
		}
		if other, ok := s.Slot(f, p.Date); ok && !other.Canceled && other.From.Before(slot.Until) && other.Until.After(slot.From) {
			return true
		}
	}
	return false
}

// OpensAt is when people can sign up for a date.
func (s State) OpensAt(f Facts, slot Slot) time.Time {
	shift, _ := f.Rules.Shift(slot.Shift)
	return slot.From.Add(-shift.OpenFor)
}

// SelfObstacle says why somebody cannot sign up for a date themself: as MayTake, and while it is full or not open yet.
func (s State) SelfObstacle(f Facts, slot Slot, p Candidate, at time.Time) Obstacle {
	o := s.MayTake(f, slot, p, at)
	switch {
	case o.Because != "" && o.Because != Young:
		return o
	case s.Free(slot) <= 0:
		return Obstacle{Because: Full}
	case at.Before(s.OpensAt(f, slot)):
		return Obstacle{Because: Early}
	}
	return o
}
