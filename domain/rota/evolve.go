package rota

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds one event into the state. It never fails: an event is a fact.
func Evolve(s State, event domain.Event) State {
	switch e := event.(type) {
	case ShiftAdded:
		shift := Shift{
			ID: e.Shift, Minister: e.Minister, Area: e.Area, Weekdays: e.Weekdays, StartMinute: e.StartMinute, EndMinute: e.EndMinute,
			FromDay: e.FromDay, UntilDay: e.UntilDay,
		}
		s.Regular = put(s.Regular, shift, func(other Shift) bool { return other.ID == e.Shift })
	case ShiftEnded:
		s.Regular = slices.Clone(s.Regular)
		for i := range s.Regular {
			if s.Regular[i].ID == e.Shift {
				s.Regular[i].UntilDay = e.LastDay
			}
		}
		s.Regular = slices.DeleteFunc(s.Regular, func(shift Shift) bool { return shift.endedBefore(shift.FromDay) })
	case OverrideSet:
		s.Layers++
		o := StandIn{ID: e.Override, Area: e.Area, From: e.From, Until: e.Until, Out: e.Out, In: e.In, Layer: s.Layers}
		s.StandIns = put(s.StandIns, o, func(other StandIn) bool { return other.ID == e.Override })
	case OverrideCleared:
		s.StandIns = drop(s.StandIns, func(o StandIn) bool { return o.ID == e.Override })
	case TemporarySet:
		s.Layers++
		t := Temporary{ID: e.Temporary, Area: e.Area, From: e.From, Until: e.Until, Ministers: e.Ministers, Layer: s.Layers}
		s.Temporaries = put(s.Temporaries, t, func(other Temporary) bool { return other.ID == e.Temporary })
	case TemporaryCleared:
		s.Temporaries = drop(s.Temporaries, func(t Temporary) bool { return t.ID == e.Temporary })
	case HolidaySet:
		s.Holidays = put(s.Holidays, e.Day, func(other Day) bool { return other == e.Day })
	case HolidayCleared:
		s.Holidays = drop(s.Holidays, func(other Day) bool { return other == e.Day })
	case GapFound:
		s.Warned = append(slices.Clone(s.Warned), e)
	case GapClosed:
		s.Warned = drop(s.Warned, func(w GapFound) bool { return w.Area == e.Area && w.From.Equal(e.From) })
	case DayChecked:
		s = s.forget(e.NextAt.Add(-readMax))
		s.NextAt = e.NextAt
	default:
		s = evolveMinister(s, e)
	}
	return s
}

func evolveMinister(s State, event domain.Event) State {
	switch e := event.(type) {
	case MinisterEnrolled:
		m, _ := s.Minister(e.Minister)
		m.ID, m.Languages, m.Faiths, m.Areas, m.CapFamilies = e.Minister, e.Languages, e.Faiths, e.Areas, e.CapFamilies
		s.Ministers = put(s.Ministers, m, func(other Minister) bool { return other.ID == e.Minister })
		slices.SortFunc(s.Ministers, func(a, b Minister) int { return compare(a.ID, b.ID) })
	case MinisterDismissed:
		s = s.dismissed(e.Minister)
	case ChannelVerified:
		s = s.change(e.Minister, func(m *Minister) {
			m.Channels = put(m.Channels, e.Channel, func(other Channel) bool { return other == e.Channel })
			slices.Sort(m.Channels)
		})
	case ChannelSilenced:
		s = s.change(e.Minister, func(m *Minister) {
			m.Channels = drop(m.Channels, func(other Channel) bool { return other == e.Channel })
		})
	case QuietSet:
		s = s.change(e.Minister, func(m *Minister) {
			q := Quiet{ID: e.Window, Weekdays: e.Weekdays, StartMinute: e.StartMinute, EndMinute: e.EndMinute}
			m.Quiet = put(m.Quiet, q, func(other Quiet) bool { return other.ID == e.Window })
		})
	case QuietCleared:
		s = s.change(e.Minister, func(m *Minister) {
			m.Quiet = drop(m.Quiet, func(other Quiet) bool { return other.ID == e.Window })
		})
	case AbsenceSet:
		s = s.change(e.Minister, func(m *Minister) {
			a := Absence{ID: e.Absence, From: e.From, Until: e.Until}
			m.Absences = put(m.Absences, a, func(other Absence) bool { return other.ID == e.Absence })
		})
	case AbsenceCleared:
		s = s.change(e.Minister, func(m *Minister) {
			m.Absences = drop(m.Absences, func(other Absence) bool { return other.ID == e.Absence })
		})
	}
	return s
}

// change gives f a minister whose lists it must replace, never write into.
func (s State) change(id uuid.UUID, f func(*Minister)) State {
	if i, found := s.index(id); found {
		s.Ministers = slices.Clone(s.Ministers)
		f(&s.Ministers[i])
	}
	return s
}

// dismissed leaves nothing that would come back to life when the minister is enrolled again.
func (s State) dismissed(id uuid.UUID) State {
	s.Ministers = drop(s.Ministers, func(m Minister) bool { return m.ID == id })
	s.Regular = drop(s.Regular, func(shift Shift) bool { return shift.Minister == id })
	s.StandIns = slices.Clone(s.StandIns)
	for i := range s.StandIns {
		if o := &s.StandIns[i]; o.In == id {
			o.In = uuid.Nil
		} else if o.Out == id {
			o.Out = uuid.Nil
		}
	}
	s.StandIns = slices.DeleteFunc(s.StandIns, func(o StandIn) bool { return o.In == uuid.Nil && o.Out == uuid.Nil })
	s.Temporaries = slices.Clone(s.Temporaries)
	for i := range s.Temporaries {
		s.Temporaries[i].Ministers = drop(s.Temporaries[i].Ministers, func(other uuid.UUID) bool { return other == id })
	}
	return s
}

// forget drops what ended so long ago that nobody can read it any more.
func (s State) forget(before time.Time) State {
	day := dayOf(dayAt(before, time.UTC) - 2)
	s.Regular = drop(s.Regular, func(shift Shift) bool { return shift.endedBefore(day) })
	s.StandIns = drop(s.StandIns, func(o StandIn) bool { return o.Until.Before(before) })
	s.Temporaries = drop(s.Temporaries, func(t Temporary) bool { return t.Until.Before(before) })
	s.Holidays = drop(s.Holidays, func(other Day) bool { return other < day })
	s.Ministers = slices.Clone(s.Ministers)
	for i := range s.Ministers {
		m := &s.Ministers[i]
		m.Absences = drop(m.Absences, func(a Absence) bool { return a.Until.Before(before) })
	}
	return s
}

// put gives a copy of the list with the item in place of its former self, or at the end.
func put[T any](list []T, item T, former func(T) bool) []T {
	list = slices.Clone(list)
	if i := slices.IndexFunc(list, former); i >= 0 {
		list[i] = item
		return list
	}
	return append(list, item)
}

// drop gives a copy of the list without some items.
func drop[T any](list []T, which func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), which)
}
