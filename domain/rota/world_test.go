package rota_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

// sameZone compares zones by their names.
var sameZone = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

// world is one rota and a few people who do whatever comes to their minds around a day on which a clock changes.
type world struct {
	t      *rapid.T
	rules  rota.Rules
	at     time.Time
	middle time.Time // of the days that matter
	state  rota.State
	events []domain.Event
	people []uuid.UUID
	walls  map[wall]time.Time
}

func newWorld(t *rapid.T) *world {
	change := rapid.SampledFrom([]struct{ zone, day string }{
		{"America/Chicago", "2026-03-08"},
		{"America/Chicago", "2026-11-01"},
		{"Australia/Lord_Howe", "2026-04-05"},
		{"Australia/Lord_Howe", "2026-10-04"},
		{"America/Santiago", "2026-04-05"},
		{"America/Santiago", "2026-09-06"},
		{"America/Havana", "2026-03-08"},
		{"America/Havana", "2026-11-01"},
		{"Asia/Kathmandu", "2026-05-05"},
	}).Draw(t, "change")
	w := &world{
		t: t, people: []uuid.UUID{ann, bob, cem, dee}, walls: map[wall]time.Time{}, middle: instant(change.day + " 12:00"),
		rules: rota.Rules{
			Areas: []string{"south", "north"}, OnDuty: rapid.IntRange(0, 2).Draw(t, "need"), Zone: zone(change.zone),
			WarnBefore: time.Duration(rapid.IntRange(-1, 5).Draw(t, "warn")) * 24 * time.Hour,
		},
	}
	w.at = w.middle.Add(-5 * 24 * time.Hour)
	for _, p := range w.people[:3] {
		w.send(rota.Enroll{By: coordinator, Minister: p})
		w.send(rota.Verify{By: p, Minister: p, Channel: rota.SMS})
	}
	for range rapid.IntRange(0, 3).Draw(t, "planned") {
		w.send(w.shift())
	}
	return w
}

func (w *world) pick(n int) int { return rapid.IntRange(0, n-1).Draw(w.t, "pick") }

func (w *world) person() uuid.UUID { return rapid.SampledFrom(w.people).Draw(w.t, "who") }

// id is one of a few, so that things are changed, cleared and set again.
func (w *world) id() uuid.UUID { return person(100 + w.pick(4)) }

func (w *world) minute() int {
	return rapid.SampledFrom([]int{0, 15, 30, 60, 75, 90, 105, 120, 135, 150, 180, 360, 480, 720, 1320, 1380, 1395, 1425}).Draw(w.t, "minute")
}

func (w *world) area() string {
	return rapid.SampledFrom([]string{"north", "north", "south"}).Draw(w.t, "area")
}

func (w *world) day() rota.Day {
	return rota.Day(w.middle.AddDate(0, 0, w.pick(9)-4).Format(time.DateOnly))
}

// moment is within four days of the change.
func (w *world) moment() time.Time {
	return w.middle.Add(time.Duration(rapid.IntRange(-4*96, 4*96).Draw(w.t, "quarters")) * 15 * time.Minute)
}

func (w *world) shift() rota.AddShift {
	c := rota.AddShift{
		By: coordinator, Shift: w.id(), Minister: w.person(), Area: w.area(), Weekdays: rapid.SampledFrom([]int{everyDay, everyDay, 65, 1, 62}).Draw(w.t, "days"),
		StartMinute: w.minute(), EndMinute: w.minute(), FromDay: "2026-01-01",
	}
	if w.pick(3) == 0 {
		c.FromDay = w.day()
	}
	if w.pick(4) == 0 {
		c.UntilDay = w.day()
	}
	return c
}

// anything is a wish of anybody, sensible or not.
func (w *world) anything() rota.Command {
	who, other, id, from := w.person(), rapid.SampledFrom(append([]uuid.UUID{uuid.Nil}, w.people...)).Draw(w.t, "other"), w.id(), w.moment()
	until := from.Add(time.Duration(rapid.IntRange(-1, 100).Draw(w.t, "long")) * 30 * time.Minute)
	channel := rapid.SampledFrom([]rota.Channel{rota.SMS, rota.Voice, "pigeon"}).Draw(w.t, "channel")
	start, end, day := w.minute(), w.minute(), w.day()
	switch w.pick(17) {
	case 0:
		return rota.Enroll{By: coordinator, Minister: who, Languages: []string{"es", "en"}, Areas: []string{"north"}, CapFamilies: w.pick(120)}
	case 1:
		return rota.Verify{By: who, Minister: who, Channel: channel}
	case 2:
		return rota.Silence{Minister: who, Channel: channel}
	case 3:
		if w.pick(3) > 0 {
			return rota.EndShift{By: who, Shift: id, LastDay: day}
		}
		return rota.Dismiss{By: coordinator, Minister: who}
	case 4:
		return rota.SetQuiet{By: who, Minister: who, Window: id, Weekdays: rapid.SampledFrom([]int{0, 1, 64, everyDay}).Draw(w.t, "quiet days"), StartMinute: start, EndMinute: end}
	case 5:
		return rota.ClearQuiet{By: who, Minister: who, Window: id}
	case 6:
		return rota.Away{By: who, Minister: who, Absence: id, From: from, Until: until}
	case 7:
		return rota.ClearAway{By: who, Minister: who, Absence: id}
	case 8:
		return rota.ClearOverride{By: who, ID: id}
	case 9:
		return rota.ClearTemporary{By: who, ID: id}
	case 10:
		return rota.SetHoliday{By: who, Day: day}
	case 11:
		return rota.ClearHoliday{By: who, Day: day}
	case 12:
		return rota.CheckGaps{}
	case 13, 14:
		return rota.Override{By: who, ID: id, Area: w.area(), From: from, Until: until, Out: other, In: who}
	case 15:
		return rota.SetTemporary{By: who, ID: id, Area: w.area(), From: from, Until: until, Ministers: []uuid.UUID{who, ann}}
	default:
		return w.shift()
	}
}

// live lets things happen, and time go on.
func (w *world) live(steps int) {
	for range steps {
		w.send(w.anything())
		if w.pick(5) == 0 {
			w.at = w.at.Add(time.Duration(w.pick(10)) * time.Hour)
		}
	}
}

// send decides and folds, and looks at what must hold for every command.
func (w *world) send(c rota.Command) {
	c = rota.WithFacts(c, rota.Facts{Rules: w.rules}).(rota.Command)
	events, err := rota.Decide(w.state, c, w.at)
	w.checkRefusal(c, events, err)
	for _, e := range events {
		if !strings.HasPrefix(e.EventType(), "rota.") {
			w.t.Fatalf("%q is of another workflow", e.EventType())
		}
		e = w.stored(e)
		w.events = append(w.events, e)
		before, was := w.state, deep(w.state)
		w.state = rota.Evolve(w.state, e)
		if now := deep(before); now != was {
			w.t.Fatalf("%s made of the former state\n%s\nthis:\n%s", e.EventType(), was, now)
		}
	}
	if again, _ := rota.Decide(w.state, c, w.at); err == nil && repeatable(c) && len(again) > 0 {
		w.t.Fatalf("%+v a second time: %v", c, again)
	}
}

// repeatable tells what changes nothing the second time.
func repeatable(c rota.Command) bool {
	switch c.(type) {
	case rota.Dismiss, rota.ClearQuiet, rota.ClearAway, rota.ClearOverride, rota.ClearTemporary, rota.ClearHoliday:
		return false
	}
	return true
}

func (w *world) checkRefusal(c rota.Command, events []domain.Event, err error) {
	if err == nil {
		return
	}
	var refusal *domain.Error
	polite := errors.As(err, &refusal) && refusal.Message != "" &&
		slices.Contains([]domain.Code{domain.Invalid, domain.Rejected, domain.Conflict}, refusal.Code)
	if !polite || len(events) > 0 {
		w.t.Fatalf("%s: %v with %d events", c.CommandName(), err, len(events))
	}
	switch c.(type) {
	case rota.Silence, rota.CheckGaps:
		w.t.Fatalf("a machine was refused: %s: %v", c.CommandName(), err)
	}
}

// stored gives the event as it is read back.
func (w *world) stored(e domain.Event) domain.Event {
	data, err := json.Marshal(e)
	if err != nil {
		w.t.Fatal(err)
	}
	read := reflect.New(reflect.TypeOf(e))
	if err := json.Unmarshal(data, read.Interface()); err != nil {
		w.t.Fatal(err)
	}
	back := read.Elem().Interface().(domain.Event)
	if diff := cmp.Diff(e, back); diff != "" {
		w.t.Fatalf("%s is not what is read back: %s", e.EventType(), diff)
	}
	return back
}

// deep gives everything in a state, of which nothing is shared with it.
func deep(s rota.State) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}
