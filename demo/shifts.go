package demo

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
)

// licenseDays is how long the license of one of the demo's drivers still counts.
const licenseDays = 20

// Shifts gives the demo's volunteers clearances, places, a swap that waits for an answer, hours that wait to be confirmed, and a gap tomorrow. It does
// so once.
func Shifts(ctx context.Context, n *node.Node) error {
	const organization, program = "county", "ucan"
	if p, known := n.Catalog.Find(organization, program); !known || p.Volunteering == nil {
		return nil // replaced by another program of that name
	}
	coordinator := handlers.Person{ID: personID(organization, "coordinator"), Organization: organization, Roles: []domain.Role{domain.RoleCoordinator}}
	state, f, err := n.Desk.ReadShifts(ctx, coordinator, program)
	if err != nil || !state.NextAt.IsZero() {
		return err
	}
	w := shiftWorld{n: n, program: program, coordinator: coordinator, facts: f, now: n.Now()}
	return w.tell(ctx)
}

type shiftWorld struct {
	n           *node.Node
	program     string
	coordinator handlers.Person
	facts       volunteer.Facts
	now         time.Time
}

// day is so many days from today, as the organization's clocks show it.
func (w shiftWorld) day(days int) volunteer.Day {
	return volunteer.Day(volunteer.DayAt(w.now, w.facts.Zone).Time().AddDate(0, 0, days).Format(time.DateOnly))
}

func (w shiftWorld) who(key string) uuid.UUID { return personID(w.coordinator.Organization, key) }

// do brings commands to the desk; what the rules refuse is left out, because each day of the week leaves something else possible.
func (w shiftWorld) do(ctx context.Context, commands ...volunteer.Command) error {
	for _, c := range commands {
		_, err := w.n.Desk.Shifts(ctx, w.coordinator, w.program, c)
		if code := domain.CodeOf(err); err != nil && code != domain.Rejected && code != domain.Conflict {
			return err
		}
	}
	return nil
}

// next is the first date of a shift from some day on that no other story uses.
func (w shiftWorld) next(shift string, days int) volunteer.Date {
	slots := volunteer.State{}.Slots(w.facts, w.now.AddDate(0, 0, days), w.now.AddDate(0, 0, days+21))
	i := slices.IndexFunc(slots, func(s volunteer.Slot) bool { return s.Shift == shift && s.From.After(w.now.AddDate(0, 0, days)) })
	if i < 0 {
		return volunteer.Date{}
	}
	return slots[i].Date
}

func (w shiftWorld) tell(ctx context.Context) error {
	vera, vito, violet, vernon := w.who("volunteer"), w.who("volunteer-2"), w.who("volunteer-3"), w.who("volunteer-4")
	by := w.coordinator.ID
	tomorrow := volunteer.Date{Shift: "packing", Day: w.day(1)}
	saturday, packing := w.next("delivery", 2), w.next("packing", 3)
	at := func(who uuid.UUID, d volunteer.Date) volunteer.SignUp {
		return volunteer.SignUp{Person: who, Date: d, OfAge: true}
	}
	hours := func(who uuid.UUID, shift string, days, minutes int) volunteer.Row {
		return volunteer.Row{ID: uuid.NewSHA1(who, []byte(shift+string(w.day(days)))), Person: who, Shift: shift, Day: w.day(days), Minutes: minutes}
	}
	return w.do(
		ctx,
		volunteer.RecordClearance{By: by, Person: vito, Check: "license", CheckedOn: w.day(licenseDays - 365), Until: w.day(licenseDays)},
		volunteer.RecordClearance{By: by, Person: violet, Check: "license", CheckedOn: w.day(-30), Until: w.day(700)},
		volunteer.RecordClearance{By: by, Person: vernon, Check: "license", CheckedOn: w.day(-400), Until: w.day(-35)},
		volunteer.AddDate{By: by, Date: tomorrow},
		at(violet, tomorrow), at(vernon, tomorrow), // two of four
		at(vito, saturday), at(violet, saturday),
		at(vera, packing), at(violet, packing),
		volunteer.Offer{Person: violet, Date: saturday}, // to everybody who is cleared
		at(vito, w.next("packing", 10)), volunteer.Offer{Person: vito, Date: w.next("packing", 10), To: vera},
		volunteer.EnterHours{By: by, Rows: []volunteer.Row{hours(vera, "packing", -40, 150), hours(vito, "delivery", -40, 180), hours(violet, "packing", -33, 150)}},
		volunteer.LogHours{By: vera, Rows: []volunteer.Row{hours(vera, "packing", -5, 150), hours(vera, "", -3, 45)}},
		volunteer.LogHours{By: vernon, Rows: []volunteer.Row{hours(vernon, "packing", -5, 120)}},
	)
}
