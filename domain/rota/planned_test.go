package rota_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
)

// wall is what a clock on the wall shows: minutes since a day began, in UTC for its digits.
type wall struct {
	day     time.Time
	minutes int
}

// first looks minute by minute for the first moment at which the wall clock has come that far.
func (w *world) first(at wall) time.Time {
	if moment, known := w.walls[at]; known {
		return moment
	}
	want := at.day.Add(time.Duration(at.minutes) * time.Minute)
	moment := want.Add(-15 * time.Hour)
	for digits(moment, w.rules.Zone).Before(want) {
		moment = moment.Add(time.Minute)
	}
	w.walls[at] = moment
	return moment
}

// digits gives what the wall clock shows as if it were UTC.
func digits(at time.Time, zone *time.Location) time.Time {
	t := at.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// within tells whether weekly hours run at a moment, by trying each day around it.
func (w *world) within(at time.Time, weekdays, start, end int, from, until rota.Day) bool {
	if end <= start {
		end += 24 * 60
	}
	today := digits(at, w.rules.Zone).Truncate(24 * time.Hour)
	for back := range 4 {
		day := today.AddDate(0, 0, 1-back)
		name := rota.Day(day.Format(time.DateOnly))
		if weekdays&(1<<day.Weekday()) == 0 || name < from || (until != "" && name > until) {
			continue
		}
		if !at.Before(w.first(wall{day, start})) && at.Before(w.first(wall{day, end})) {
			return true
		}
	}
	return false
}

// callable says by its own means whether somebody may be called.
func (w *world) callable(p uuid.UUID, at time.Time) bool {
	m, found := w.state.Minister(p)
	quiet := slices.ContainsFunc(m.Quiet, func(q rota.Quiet) bool { return w.within(at, q.Weekdays, q.StartMinute, q.EndMinute, "", "") })
	away := slices.ContainsFunc(m.Absences, func(a rota.Absence) bool { return !at.Before(a.From) && at.Before(a.Until) })
	return found && len(m.Channels) > 0 && !quiet && !away
}

// planned says by its own means who stands in an area: one moment, one thing after the other.
func (w *world) planned(area string, at time.Time) []uuid.UUID {
	on := map[uuid.UUID]bool{}
	today := rota.Day(digits(at, w.rules.Zone).Format(time.DateOnly))
	for _, s := range w.state.Regular {
		if s.Area == area && !slices.Contains(w.state.Holidays, today) && w.within(at, s.Weekdays, s.StartMinute, s.EndMinute, s.FromDay, s.UntilDay) {
			on[s.Minister] = true
		}
	}
	type change struct {
		layer int
		apply func()
	}
	var changes []change
	for _, o := range w.state.StandIns {
		if o.Area == area && !at.Before(o.From) && at.Before(o.Until) {
			changes = append(changes, change{o.Layer, func() { delete(on, o.Out); on[o.In] = true }})
		}
	}
	for _, t := range w.state.Temporaries {
		if t.Area == area && !at.Before(t.From) && at.Before(t.Until) {
			changes = append(changes, change{t.Layer, func() {
				clear(on)
				for _, m := range t.Ministers {
					on[m] = true
				}
			}})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.layer, b.layer) })
	for _, c := range changes {
		c.apply()
	}
	var ids []uuid.UUID
	for _, p := range w.people {
		if on[p] && w.callable(p, at) {
			ids = append(ids, p)
		}
	}
	return ids
}
