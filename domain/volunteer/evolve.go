package volunteer

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds an event into the state. It never writes into what an earlier state holds.
func Evolve(s State, event domain.Event) State {
	switch e := event.(type) {
	case SignedUp:
		s.Places = append(slices.Clip(s.Places), Place{Date: Date{e.Shift, e.Day}, Person: e.Person, Reminded: e.Soon})
		s.Lost = drop(s.Lost, func(l Lost) bool { return l.Person == e.Person && l.Date == Date{e.Shift, e.Day} })
	case PlaceCanceled:
		s = s.leave(Date{e.Shift, e.Day}, e.Person)
	case PlaceRemoved:
		s = s.lose(Lost{Date: Date{e.Shift, e.Day}, Person: e.Person, Because: e.Reason})
	case PlaceBlocked:
		s = s.lose(Lost{Date: Date{e.Shift, e.Day}, Person: e.Person, Because: "check", Check: e.Check})
	case PlaceReleased:
		s = s.lose(Lost{Date: Date{e.Shift, e.Day}, Person: e.Person, Because: "date"})
	case PlaceReminded:
		s = s.place(Date{e.Shift, e.Day}, e.Person, func(p *Place) { p.Reminded = true })
	case CheckedIn:
		s = s.place(Date{e.Shift, e.Day}, e.Person, func(p *Place) { p.Here = true; p.endOffer() })
	case ShiftOffered:
		s = s.place(Date{e.Shift, e.Day}, e.Person, func(p *Place) { p.Offered, p.To, p.Until = true, e.To, e.Until })
	case OfferWithdrawn:
		s = s.place(Date{e.Shift, e.Day}, e.Person, (*Place).endOffer)
	case OfferDeclined:
		s = s.place(Date{e.Shift, e.Day}, e.Person, (*Place).endOffer)
	case OfferEnded:
		s = s.place(Date{e.Shift, e.Day}, e.Person, (*Place).endOffer)
	case ShiftTaken:
		s = s.place(Date{e.Shift, e.Day}, e.Person, func(p *Place) { p.Person, p.Reminded = e.By, e.Soon; p.endOffer() })
	case CalledOut:
		c := Called{Date: Date{e.Shift, e.Day}, People: len(e.People), Again: e.Again}
		s.Called = append(drop(s.Called, func(other Called) bool { return other.Date == c.Date }), c)
	case GapFound:
		s.Warned = append(slices.Clip(s.Warned), Date{e.Shift, e.Day})
	case GapClosed:
		s.Warned = drop(s.Warned, func(d Date) bool { return d == Date{e.Shift, e.Day} })
	case ClockSet:
		s = s.forget(e.Today)
		s.NextAt = e.NextAt
	default:
		s = evolveHours(evolveDate(s, e), e)
	}
	return s
}

func evolveDate(s State, event domain.Event) State {
	switch e := event.(type) {
	case DateCanceled:
		s = s.except(Date{e.Shift, e.Day}, func(x *Exception) { x.Canceled = true })
	case DateMoved:
		s = s.except(Date{e.Shift, e.Day}, func(x *Exception) { x.From, x.Until = e.From, e.Until })
		s.Places = slices.Clone(s.Places)
		for i := range s.Places {
			if s.Places[i].Date == (Date{e.Shift, e.Day}) {
				s.Places[i].Reminded = false // of the other time
			}
		}
	case DateAdded:
		s = s.except(Date{e.Shift, e.Day}, func(x *Exception) { x.Extra, x.Canceled, x.From, x.Until = true, false, e.From, e.Until })
	case PlacesSet:
		s = s.except(Date{e.Shift, e.Day}, func(x *Exception) { x.Places = e.Places })
	case DateRestored:
		s = s.except(Date{e.Shift, e.Day}, func(x *Exception) {
			x.Canceled = false
			if !x.Extra {
				x.From, x.Until = time.Time{}, time.Time{}
			}
		})
	}
	return s
}

func evolveHours(s State, event domain.Event) State {
	switch e := event.(type) {
	case HoursLogged:
		s = s.volunteer(e.Person, func(hours []Entry) []Entry {
			return append(hours, Entry{ID: e.Entry, Shift: e.Shift, Day: e.Day, Logged: e.Minutes, DueAt: e.DueAt})
		})
	case HoursConfirmed:
		s = s.volunteer(e.Person, settle(e.Entry, func(h *Entry) { h.Confirmed, h.Minutes, h.Refused = true, e.Minutes, "" }))
	case HoursRefused:
		s = s.volunteer(e.Person, settle(e.Entry, func(h *Entry) { h.Confirmed, h.Minutes, h.Refused = false, 0, e.Reason }))
	case HoursOverdue:
		s.Nagged = e.Before
	}
	return s
}

func settle(id uuid.UUID, f func(*Entry)) func([]Entry) []Entry {
	return func(hours []Entry) []Entry {
		for i := range hours {
			if hours[i].ID == id {
				f(&hours[i])
			}
		}
		return hours
	}
}

func (p *Place) endOffer() { p.Offered, p.To, p.Until = false, uuid.Nil, time.Time{} }

// place gives f one place of a copied list.
func (s State) place(d Date, person uuid.UUID, f func(*Place)) State {
	s.Places = slices.Clone(s.Places)
	for i := range s.Places {
		if s.Places[i].Date == d && s.Places[i].Person == person {
			f(&s.Places[i])
			return s
		}
	}
	return s
}

func (s State) leave(d Date, person uuid.UUID) State {
	s.Places = drop(s.Places, func(p Place) bool { return p.Date == d && p.Person == person })
	return s
}

func (s State) lose(l Lost) State {
	s = s.leave(l.Date, l.Person)
	s.Lost = append(drop(s.Lost, func(other Lost) bool { return other.Person == l.Person && other.Date == l.Date }), l)
	return s
}

// except gives f the exception of a date; one that says nothing any more goes.
func (s State) except(d Date, f func(*Exception)) State {
	x, _ := s.exception(d)
	f(&x)
	s.Exceptions = drop(s.Exceptions, func(other Exception) bool { return other.Date == d })
	if x != (Exception{Date: d}) {
		s.Exceptions = append(s.Exceptions, x)
	}
	return s
}

// volunteer gives f a copy of somebody's hours.
func (s State) volunteer(id uuid.UUID, f func([]Entry) []Entry) State {
	i, found := s.index(id)
	s.Volunteers = slices.Clone(s.Volunteers)
	if !found {
		s.Volunteers = slices.Insert(s.Volunteers, i, Volunteer{ID: id})
	}
	s.Volunteers[i].Hours = f(slices.Clone(s.Volunteers[i].Hours))
	return s
}

// forget drops what was over long before a day. Where a date was moved to is not looked at: it may be read for longer.
func (s State) forget(today Day) State {
	at := today.Time()
	if at.IsZero() {
		return s
	}
	before := Day(at.AddDate(0, 0, -keptDays).Format(time.DateOnly))
	over := func(d Date) bool { return d.Day < before }
	s.Places = drop(s.Places, func(p Place) bool { return over(p.Date) && !s.movedOn(p.Date, at) })
	s.Lost = drop(s.Lost, func(l Lost) bool { return over(l.Date) })
	s.Called = drop(s.Called, func(c Called) bool { return over(c.Date) })
	s.Warned = drop(s.Warned, func(d Date) bool { return over(d) && !s.movedOn(d, at) })
	s.Exceptions = drop(s.Exceptions, func(x Exception) bool { return over(x.Date) && !s.movedOn(x.Date, at) })
	return s
}

// movedOn tells whether a date was moved to a time that is not long over.
func (s State) movedOn(d Date, at time.Time) bool {
	x, _ := s.exception(d)
	return x.Until.After(at.AddDate(0, 0, -keptDays))
}

// drop gives a copy of the list without some items.
func drop[T any](list []T, which func(T) bool) []T {
	if !slices.ContainsFunc(list, which) {
		return slices.Clip(list)
	}
	return slices.DeleteFunc(slices.Clone(list), which)
}
