package series_test

import (
	"encoding/binary"
	"testing"
	"time"
	_ "time/tzdata" // the zone is the same wherever this runs

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
)

var (
	chicago     = zone("America/Chicago")
	coordinator = id(1)
	// winter is a Monday morning in Chicago, before the meetings of March 12, June 11, September 10 and December 10.
	winter = local("2026-02-02 09:00")
	march  = "2026-03-12"
)

func id(n int) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	id[6], id[8] = 0x40, 0x80
	return id
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func local(at string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", at, chicago)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func rules(seats int, change ...func(*series.Rules)) series.Facts {
	days, err := domain.ParseRecurrence("FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=2TH", time.Time{})
	if err != nil {
		panic(err)
	}
	r := series.Rules{
		Days: days, From: "19:00", To: "20:30", Zone: chicago, Seats: seats, RSVPUntil: 2 * time.Hour, Offer: 48 * time.Hour, Areas: []string{"north", "south"},
	}
	for _, f := range change {
		f(&r)
	}
	return series.Facts{Rules: r}
}

// world is a series under way: what happened, how it stands, and the timers that were set.
type world struct {
	t      testing.TB
	facts  series.Facts
	state  series.State
	at     time.Time
	timers []time.Time
	told   []series.VisitSettled
}

func begin(t testing.TB, facts series.Facts) *world {
	t.Helper()
	w := &world{t: t, facts: facts, at: winter}
	w.do(series.Plan{})
	return w
}

// try sends a command and takes in what it leads to, as a transaction would.
func (w *world) try(c series.Command) ([]domain.Event, error) {
	events, err := series.Decide(w.state, series.WithFacts(c, w.facts).(series.Command), w.at)
	for _, e := range events {
		w.state = series.Evolve(w.state, e)
		if next := w.state.NextWake(); !next.IsZero() && !next.Equal(w.state.Armed) {
			w.timers = append(w.timers, next)
		}
		if told, ok := e.(series.VisitSettled); ok {
			w.told = append(w.told, told)
		}
	}
	return events, err
}

func (w *world) do(c series.Command) []domain.Event {
	w.t.Helper()
	events, err := w.try(c)
	if err != nil {
		w.t.Fatalf("%s: %v", c.CommandName(), err)
	}
	return events
}

// advance fires every timer on the way, each at its time.
func (w *world) advance(to time.Time) {
	w.t.Helper()
	for {
		first := -1
		for i, at := range w.timers {
			if !at.After(to) && (first < 0 || at.Before(w.timers[first])) {
				first = i
			}
		}
		if first < 0 {
			break
		}
		if at := w.timers[first]; at.After(w.at) {
			w.at = at
		}
		w.timers = append(w.timers[:first], w.timers[first+1:]...)
		w.do(series.Wake{})
	}
	if to.After(w.at) {
		w.at = to
	}
}

func (w *world) want(visit, seats, ask int) {
	w.t.Helper()
	w.do(series.Want{Visit: id(visit), Gathering: march, Seats: seats, Ask: ask})
}

func (w *world) standing(visit int) series.Standing {
	g, _ := w.state.Gathering(march)
	v, _ := g.Visit(id(visit))
	return v.Standing
}
