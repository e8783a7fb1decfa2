package volunteer_test

import (
	"encoding/binary"
	"testing"
	"time"
	_ "time/tzdata" // the zones are the same wherever this runs

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

var (
	chicago     = zone("America/Chicago")
	coordinator = person(1)
	ann         = person(11)
	bob         = person(12)
	cem         = person(13)
	dee         = person(14)

	// monday is a Monday morning at nine in Chicago; the clocks go forward on the Sunday of the same week.
	monday   = local("2026-03-02 09:00")
	packing  = volunteer.Date{Shift: "packing", Day: "2026-03-07"} // a Saturday
	later    = volunteer.Date{Shift: "packing", Day: "2026-03-14"}
	delivery = volunteer.Date{Shift: "delivery", Day: "2026-03-08"} // the Sunday on which the clocks change
)

// person gives the same id for the same number.
func person(n int) uuid.UUID {
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

// local reads what the wall clock in Chicago shows.
func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, chicago)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func rules() volunteer.Rules {
	const day = 24 * time.Hour
	return volunteer.Rules{
		Checks: []volunteer.Check{{Key: "license", Name: domain.Text{"en": "Driver's license"}}},
		Roles: []volunteer.Role{
			{Key: "packer", Name: domain.Text{"en": "Packer"}, AgeFrom: 14},
			{Key: "driver", Name: domain.Text{"en": "Driver"}, Needs: []string{"license"}},
		},
		Shifts: []volunteer.Shift{
			{Key: "packing", Role: "packer", Name: domain.Text{"en": "Packing"}, Repeats: "FREQ=WEEKLY;BYDAY=SA", From: "09:00", To: "11:00", Place: "Imaginary Hall", Places: 2, OpenFor: 60 * day},
			{Key: "delivery", Role: "driver", Name: domain.Text{"en": "Delivery"}, Repeats: "FREQ=WEEKLY;BYDAY=SU", From: "10:00", To: "12:30", Place: "Imaginary Hall", Places: 1, OpenFor: 30 * day},
		},
		WarnBefore: 3 * day, Remind: day, SwapAnswer: 2 * day, ConfirmWithin: 7 * day,
	}
}

// facts are the rules, and who holds a license until when; nothing for good.
func facts(licenses map[uuid.UUID]volunteer.Day) volunteer.Facts {
	f := volunteer.Facts{Rules: rules(), Zone: chicago, Volunteers: []uuid.UUID{ann, bob, cem, dee}}
	for _, who := range f.Volunteers {
		if until, has := licenses[who]; has {
			f.Clearances = append(f.Clearances, volunteer.Clearance{Person: who, Check: "license", Until: until})
		}
	}
	return f
}

// told is what was given: commands of people who may, one after the other.
type told struct {
	t     *testing.T
	state volunteer.State
	f     volunteer.Facts
	at    time.Time
}

func given(t *testing.T, licenses map[uuid.UUID]volunteer.Day) *told {
	t.Helper()
	return &told{t: t, f: facts(licenses), at: monday}
}

func (g *told) try(c volunteer.Command) ([]domain.Event, error) {
	events, err := volunteer.Decide(g.state, volunteer.WithFacts(c, g.f).(volunteer.Command), g.at)
	for _, e := range events {
		g.state = volunteer.Evolve(g.state, e)
	}
	return events, err
}

func (g *told) do(commands ...volunteer.Command) []domain.Event {
	g.t.Helper()
	var all []domain.Event
	for _, c := range commands {
		events, err := g.try(c)
		if err != nil {
			g.t.Fatalf("%s: %v", c.CommandName(), err)
		}
		all = append(all, events...)
	}
	return all
}

// wakeUntil lets the clock ring as often as it does until a moment, and gives what happened beside that.
func (g *told) wakeUntil(at time.Time) []domain.Event {
	g.t.Helper()
	var all []domain.Event
	for !g.state.NextAt.IsZero() && !g.state.NextAt.After(at) {
		g.at = g.state.NextAt
		before := g.state.NextAt
		all = append(all, without(g.do(volunteer.Wake{}))...)
		if !g.state.NextAt.After(before) {
			g.t.Fatalf("at %v the clock stands still", g.at)
		}
	}
	g.at = at
	return all
}

// without leaves the clock out.
func without(events []domain.Event) []domain.Event {
	var rest []domain.Event
	for _, e := range events {
		if _, clock := e.(volunteer.ClockSet); !clock {
			rest = append(rest, e)
		}
	}
	return rest
}

func same(t *testing.T, got []domain.Event, want ...domain.Event) {
	t.Helper()
	if diff := cmp.Diff(want, without(got)); diff != "" {
		t.Errorf("other events than wanted (-): %s", diff)
	}
}

func refused(t *testing.T, err error, code domain.Code, part string) {
	t.Helper()
	if domain.CodeOf(err) != code || part != "" && !contains(domain.MessageOf(err), part) {
		t.Errorf("%v (%s), not %s with %q", err, domain.CodeOf(err), code, part)
	}
}
