package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// halfDay is from a date's noon to its end.
const halfDay = 12 * time.Hour

// over tells whether a day, kept as its noon, lies behind.
func over(day, at time.Time) bool { return !at.Before(day.Add(halfDay)) }

func addDate(s State, c AddDate, at time.Time) ([]domain.Event, error) {
	p := c.Facts.Protocol.Dates
	if _, known := s.dateOf(c.Date); known {
		return nil, nil
	}
	switch {
	case !slices.Contains(p.Kinds, c.Kind) || c.On.IsZero():
		return nil, domain.Errorf(domain.Invalid, "Please choose what kind of day it is, and which.")
	case len(s.Dates) >= datesMax:
		return nil, tooMany()
	case !c.Yearly && over(c.On, at):
		return nil, domain.Errorf(domain.Invalid, "That day has passed. Please choose one that lies ahead, or have it come back every year.")
	}
	day := c.On.UTC()
	on := day
	if over(on, at) {
		on = nextYear(day, at.Add(-halfDay))
	}
	remind := on.Add(-p.Lead)
	if remind.Before(at) {
		remind = at
	}
	return one(DateAdded{Date: c.Date, By: c.By, Kind: c.Kind, On: on, Day: day, Yearly: c.Yearly, RemindAt: remind})
}

// skipDate passes over the next time. One that its reminder has announced, and that is not over, is the next.
func skipDate(s State, c SkipDate, at time.Time) ([]domain.Event, error) {
	d, known := s.dateOf(c.Date)
	announced, soon := s.announced(c.Date)
	switch soon = soon && !over(announced.On, at); {
	case soon:
		return one(DateSkipped{Date: c.Date, On: d.On, RemindAt: d.RemindAt})
	case !known:
		return nil, notFound()
	case !d.Yearly:
		return one(DateRemoved{Date: d.ID})
	}
	on := nextYear(d.Day, d.On)
	return one(DateSkipped{Date: d.ID, On: on, RemindAt: on.Add(-c.Facts.Protocol.Dates.Lead)})
}

// approaching reminds of a date, and says when it comes back. A day that a pause has overtaken is passed over.
func (s State) approaching(d Date, p Protocol, at time.Time) domain.Event {
	var on, remind time.Time
	if d.Yearly {
		on = nextYear(d.Day, at.Add(p.Dates.Lead))
		remind = on.Add(-p.Dates.Lead)
	}
	switch {
	case !over(d.On, at):
		return DateApproaching{Date: d.ID, Minister: s.inTurn(d.On.Year()), Kind: d.Kind, On: d.On, NextOn: on, RemindAt: remind}
	case d.Yearly:
		return s.passedOver(d, p, at)
	}
	return DateRemoved{Date: d.ID}
}

// passedOver moves a yearly date that nobody was reminded of to its next time, at which there may still be time for a reminder.
func (s State) passedOver(d Date, p Protocol, at time.Time) DateSkipped {
	on := nextYear(d.Day, at.Add(-halfDay))
	return DateSkipped{Date: d.ID, On: on, RemindAt: on.Add(-p.Dates.Lead)}
}

// nextYear gives the first return of a day behind a moment. The 29th of February is remembered on the 1st of March in other years.
func nextYear(day, after time.Time) time.Time {
	for years := max(1, after.Year()-day.Year()); ; years++ {
		if next := day.AddDate(years, 0, 0); next.After(after) {
			return next
		}
	}
}

// Ahead lists a family's days, each with its next time that is not over: one whose reminder is out still lies ahead, also where its return is known.
func (s State) Ahead(at time.Time) []Date {
	var list []Date
	for _, d := range s.Dates {
		if soon, announced := s.announced(d.ID); announced && !over(soon.On, at) {
			d.On = soon.On
		}
		list = append(list, d)
	}
	for _, d := range s.Approaching {
		if _, returns := s.dateOf(d.ID); !returns && !over(d.On, at) {
			list = append(list, d)
		}
	}
	return list
}

func (s State) dateOf(id uuid.UUID) (Date, bool) { return findDate(s.Dates, id) }

// announced finds a date whose reminder is out.
func (s State) announced(id uuid.UUID) (Date, bool) { return findDate(s.Approaching, id) }

func findDate(dates []Date, id uuid.UUID) (Date, bool) {
	i := slices.IndexFunc(dates, func(d Date) bool { return d.ID == id })
	if i < 0 {
		return Date{}, false
	}
	return dates[i], true
}
