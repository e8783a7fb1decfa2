package volunteer_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

// world is one program's shifts around a day on which the clocks change, and people who do whatever comes to their minds.
type world struct {
	t        *rapid.T
	state    volunteer.State
	events   []domain.Event
	at       time.Time
	licenses map[uuid.UUID]volunteer.Day
	minutes  map[[2]uuid.UUID]int // that were confirmed, by person and line
	offers   map[place]offered
}

type place struct {
	date volunteer.Date
	who  uuid.UUID
}

type offered struct {
	to    uuid.UUID
	until time.Time
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t, at: monday, licenses: map[uuid.UUID]volunteer.Day{ann: "", bob: "2026-03-10"}, minutes: map[[2]uuid.UUID]int{}, offers: map[place]offered{}}
	if rapid.Bool().Draw(t, "autumn") {
		w.at = local("2026-10-26 09:00")
	}
	return w
}

func (w *world) who() uuid.UUID {
	return rapid.SampledFrom([]uuid.UUID{ann, bob, cem, dee}).Draw(w.t, "who")
}

func (w *world) day(from, until int) volunteer.Day {
	return volunteer.Day(w.at.AddDate(0, 0, rapid.IntRange(from, until).Draw(w.t, "day")).Format(time.DateOnly))
}

// date is one of the next ones, or nearly.
func (w *world) date() volunteer.Date {
	slots := w.state.Slots(w.facts(), w.at, w.at.AddDate(0, 0, 16))
	if len(slots) == 0 || rapid.IntRange(0, 19).Draw(w.t, "odd") == 0 {
		return volunteer.Date{Shift: rapid.SampledFrom([]string{"packing", "delivery", "sewing"}).Draw(w.t, "shift"), Day: w.day(-2, 9)}
	}
	return rapid.SampledFrom(slots).Draw(w.t, "slot").Date
}

func (w *world) facts() volunteer.Facts { return facts(w.licenses) }

func (w *world) rows(who uuid.UUID) (rows []volunteer.Row) {
	for range rapid.IntRange(1, 3).Draw(w.t, "rows") {
		rows = append(rows, volunteer.Row{
			ID: person(1000 + rapid.IntRange(1, 12).Draw(w.t, "id")), Person: who, Shift: rapid.SampledFrom([]string{"", "packing"}).Draw(w.t, "of"),
			Day: w.day(-9, 1), Minutes: rapid.IntRange(0, 1000).Draw(w.t, "minutes"),
		})
	}
	return rows
}

// anything is a wish of anybody, sensible or not.
func (w *world) anything() volunteer.Command {
	who, other, date, old := w.who(), w.who(), w.date(), rapid.Bool().Draw(w.t, "old")
	from := w.at.Add(time.Duration(rapid.IntRange(-5, 300).Draw(w.t, "hours")) * time.Hour)
	line := person(1000 + rapid.IntRange(1, 12).Draw(w.t, "line"))
	minutes := rapid.IntRange(0, 300).Draw(w.t, "confirmed")
	switch rapid.IntRange(0, 21).Draw(w.t, "what") {
	case 0, 1, 2:
		return volunteer.SignUp{Person: who, Date: date, OfAge: old}
	case 3, 4:
		return volunteer.Assign{By: coordinator, Person: who, Date: date, OfAge: old}
	case 5:
		return volunteer.Cancel{Person: who, Date: date}
	case 6:
		return volunteer.Remove{By: coordinator, Person: who, Date: date, Reason: "mistake"}
	case 7, 8:
		return volunteer.Offer{Person: who, Date: date, To: rapid.SampledFrom([]uuid.UUID{other, {}}).Draw(w.t, "to")}
	case 9, 10, 11:
		return volunteer.Take{By: who, Person: other, Date: date, OfAge: old}
	case 12:
		return volunteer.WithdrawOffer{Person: who, Date: date}
	case 13:
		return volunteer.Decline{By: who, Person: other, Date: date}
	case 14:
		return volunteer.CheckIn{By: rapid.SampledFrom([]uuid.UUID{who, coordinator}).Draw(w.t, "by"), Person: who, Date: date}
	case 15:
		return volunteer.SetPlaces{By: coordinator, Date: date, Places: rapid.IntRange(0, 4).Draw(w.t, "places")}
	case 16:
		return volunteer.MoveDate{By: coordinator, Date: date, From: from, Until: from.Add(2 * time.Hour)}
	case 17:
		return rapid.SampledFrom([]volunteer.Command{
			volunteer.CancelDate{By: coordinator, Date: date},
			volunteer.RestoreDate{By: coordinator, Date: date},
			volunteer.AddDate{By: coordinator, Date: date},
			volunteer.CallOut{By: coordinator, Date: date},
		}).Draw(w.t, "date")
	case 18:
		return volunteer.LogHours{By: who, Rows: w.rows(who)}
	case 19:
		return volunteer.EnterHours{By: coordinator, Rows: w.rows(who)}
	case 20:
		return volunteer.RefuseHours{By: coordinator, Person: who, ID: line, Reason: "not_there"}
	}
	return volunteer.ConfirmHours{By: coordinator, Rows: []volunteer.Confirmed{{Person: who, ID: line, Minutes: minutes}}}
}

func (w *world) send(c volunteer.Command) {
	before := w.state
	events, err := volunteer.Decide(w.state, volunteer.WithFacts(c, w.facts()).(volunteer.Command), w.at)
	if err != nil && (len(events) > 0 || domain.CodeOf(err) == domain.Internal) {
		w.t.Fatalf("%+v: %v", c, err)
	}
	for _, e := range events {
		w.see(e)
		w.state = volunteer.Evolve(w.state, e)
	}
	w.events = append(w.events, events...)
	if diff := cmp.Diff(fold(w.events[:len(w.events)-len(events)]), before); diff != "" {
		w.t.Fatalf("%+v wrote into an earlier state: %s", c, diff)
	}
}

func fold(events []domain.Event) (s volunteer.State) {
	for _, e := range events {
		s = volunteer.Evolve(s, e)
	}
	return s
}

// see holds each event against what was there before it.
func (w *world) see(event domain.Event) {
	switch e := event.(type) {
	case volunteer.ShiftOffered:
		w.offers[place{volunteer.Date{Shift: e.Shift, Day: e.Day}, e.Person}] = offered{e.To, e.Until}
	case volunteer.OfferWithdrawn:
		delete(w.offers, place{volunteer.Date{Shift: e.Shift, Day: e.Day}, e.Person})
	case volunteer.OfferDeclined:
		delete(w.offers, place{volunteer.Date{Shift: e.Shift, Day: e.Day}, e.Person})
	case volunteer.ShiftTaken:
		key := place{volunteer.Date{Shift: e.Shift, Day: e.Day}, e.Person}
		o, there := w.offers[key]
		if !there || o.to != uuid.Nil && o.to != e.By || !w.at.Before(o.until) {
			w.t.Fatalf("%+v without an offer that stands: %+v", e, o)
		}
		delete(w.offers, key)
	case volunteer.CheckedIn:
		slot, _ := w.state.Slot(w.facts(), volunteer.Date{Shift: e.Shift, Day: e.Day})
		if check := w.facts().Lacks(slot.Role, e.Person, slot.On(chicago)); check != "" {
			w.t.Fatalf("%+v is there without %s", e, check)
		}
	case volunteer.HoursConfirmed:
		w.minutes[[2]uuid.UUID{e.Person, e.Entry}] = e.Minutes
	case volunteer.HoursRefused:
		delete(w.minutes, [2]uuid.UUID{e.Person, e.Entry})
	}
}

// check holds at every moment.
func (w *world) check() {
	f := w.facts()
	seen := map[place]bool{}
	for _, p := range w.state.Places {
		if seen[place{p.Date, p.Person}] {
			w.t.Fatalf("%v has two places of %v", p.Person, p.Date)
		}
		seen[place{p.Date, p.Person}] = true
		if slot, known := w.state.Slot(f, p.Date); known && (w.state.Free(slot) < 0 || slot.Canceled) {
			w.t.Fatalf("%v: %d too many, canceled %v", p.Date, -w.state.Free(slot), slot.Canceled)
		}
	}
	got, want := 0, 0
	for _, who := range []uuid.UUID{ann, bob, cem, dee} {
		got += w.state.Total(who, 2026)
	}
	for _, minutes := range w.minutes {
		want += minutes
	}
	if got != want {
		w.t.Fatalf("%d minutes count, %d were confirmed", got, want)
	}
	if !w.state.NextAt.IsZero() && w.state.NextAt.After(w.at.AddDate(0, 0, 2)) {
		w.t.Fatalf("at %v the clock rings at %v", w.at, w.state.NextAt)
	}
}

// wake lets the clock ring until a moment; at the beginning of each shift nobody stands there who is not cleared.
func (w *world) wake(until time.Time) {
	for !w.state.NextAt.IsZero() && !w.state.NextAt.After(until) {
		was := w.state.NextAt
		w.at = was
		w.send(volunteer.Wake{})
		if !w.state.NextAt.After(was) {
			w.t.Fatalf("at %v the clock stands still", was)
		}
		w.check()
		for _, p := range w.state.Places {
			slot, known := w.state.Slot(w.facts(), p.Date)
			if known && !slot.From.After(w.at) && slot.Until.After(w.at) && !p.Here && w.facts().Lacks(slot.Role, p.Person, slot.On(chicago)) != "" {
				w.t.Fatalf("at %v %v stands on %v without a clearance", w.at, p.Person, p.Date)
			}
		}
		w.started()
	}
	w.at = until
}

// started checks that the clock did ring when a shift that needs clearances began with somebody in it.
func (w *world) started() {
	for _, p := range w.state.Places {
		slot, known := w.state.Slot(w.facts(), p.Date)
		if known && len(slot.Role.Needs) > 0 && !p.Here && slot.From.After(w.at) && w.state.NextAt.After(slot.From) {
			w.t.Fatalf("at %v the clock rings at %v, after %v began", w.at, w.state.NextAt, p.Date)
		}
	}
}

func TestWhateverHappensNobodyStandsWhoMayNot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				who := w.who()
				if until := rapid.SampledFrom([]volunteer.Day{"", w.day(-3, 12), "-"}).Draw(t, "license"); until == "-" {
					delete(w.licenses, who)
				} else {
					w.licenses[who] = until
				}
			case 1, 2:
				w.wake(w.at.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "on")) * time.Hour))
			default:
				w.send(w.anything())
			}
			w.check()
		}
	})
}
