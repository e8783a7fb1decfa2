package rota_test

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones are the same wherever this runs

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

const everyDay = 127

var (
	chicago     = zone("America/Chicago")
	coordinator = person(1)
	ann         = person(11)
	bob         = person(12)
	cem         = person(13)
	dee         = person(14)
	stranger    = person(15)
	one         = person(21) // any id of something planned
	two         = person(22)

	// monday is a Monday morning at nine in Chicago.
	monday = local("2026-02-02 09:00")
	facts  = rota.Facts{Rules: rules()}
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

// instant reads a moment of UTC.
func instant(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func rules() rota.Rules {
	return rota.Rules{Areas: []string{"north", "south"}, OnDuty: 2, WarnBefore: 72 * time.Hour, Zone: chicago}
}

// minutes gives the minute of a day.
func minutes(hour, minute int) int { return hour*60 + minute }

// known enrolls ministers with a verified way to reach them.
func known(ministers ...uuid.UUID) []rota.Command {
	var commands []rota.Command
	for _, m := range ministers {
		commands = append(commands,
			rota.Enroll{By: coordinator, Minister: m, CapFamilies: 3, Facts: facts}, rota.Verify{By: coordinator, Minister: m, Channel: rota.SMS})
	}
	return commands
}

// daily is an open shift in the north on every day.
func daily(id, minister uuid.UUID, start, end int) rota.AddShift {
	return rota.AddShift{
		By: coordinator, Shift: id, Minister: minister, Area: "north", Weekdays: everyDay, StartMinute: start, EndMinute: end,
		FromDay: "2026-01-01", Facts: facts,
	}
}

// after gives the state after commands on the Monday, none of which may be refused.
func after(t *testing.T, commands ...rota.Command) rota.State {
	t.Helper()
	return then(t, rota.State{}, monday, commands...)
}

func then(t *testing.T, s rota.State, at time.Time, commands ...rota.Command) rota.State {
	t.Helper()
	for _, c := range commands {
		events, err := rota.Decide(s, c, at)
		if err != nil {
			t.Fatalf("%s: %v", c.CommandName(), err)
		}
		for _, e := range events {
			s = rota.Evolve(s, e)
		}
	}
	return s
}

// also appends to a list without touching it.
func also(list []rota.Command, more ...rota.Command) []rota.Command {
	return append(slices.Clone(list), more...)
}

type decision struct {
	given []rota.Command
	when  rota.Command
	want  []domain.Event
	code  domain.Code
}

func decide(t *testing.T, tests map[string]decision) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := rota.Decide(after(t, tt.given...), tt.when, monday)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// names gives the ministers of duties.
func names(duties []rota.Duty) []uuid.UUID {
	var ids []uuid.UUID
	for _, d := range duties {
		ids = append(ids, d.Minister)
	}
	return ids
}

// of drops the empty spans and what all of them say.
func of(spans []rota.Span, minister uuid.UUID) [][2]time.Time {
	var own [][2]time.Time
	for _, s := range spans {
		for _, m := range s.Ministers {
			if m == minister {
				own = append(own, [2]time.Time{s.From, s.Until})
			}
		}
	}
	return own
}
