package season_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
)

var (
	first       = time.Date(2027, 2, 3, 0, 0, 0, 0, time.UTC)
	coordinator = season.Who{By: id("coordinator"), As: domain.RoleCoordinator}
)

func id(name string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)) }

// opening is a season with two small groups.
func opening(draw bool) season.Opening {
	o := season.Opening{
		Program: "league", Version: "v", Season: "2027-02", First: first, Last: first.AddDate(0, 2, 0), ClosesAt: first.AddDate(0, 0, -14), Siblings: true,
		Offer: 72 * time.Hour, Sessions: 2, Groups: []string{"a", "b"}, Capacities: []int{2, 3},
	}
	if draw {
		o.DrawAt = first.AddDate(0, 0, -10)
	}
	return o
}

// world is a season walked by random commands, with what everybody was told last.
type world struct {
	state season.State
	at    time.Time
	told  map[uuid.UUID]season.PlaceDecided
}

func (w *world) do(t *rapid.T, c season.Command) {
	before := fmt.Sprint(counts(w.state))
	events, err := season.Decide(w.state, c, w.at)
	if after := fmt.Sprint(counts(w.state)); after != before {
		t.Fatalf("deciding %s changed the state: %s, %s", c.CommandName(), before, after)
	}
	if err != nil && len(events) > 0 {
		t.Fatalf("%s gives events and %v", c.CommandName(), err)
	}
	for _, e := range events {
		w.state = season.Evolve(w.state, e)
		if p, is := e.(season.PlaceDecided); is {
			if last := w.told[p.Application]; p.Turn != last.Turn+1 {
				t.Fatalf("%v is told turn %d after %d", p.Application, p.Turn, last.Turn)
			}
			w.told[p.Application] = p
		}
	}
	w.check(t)
}

func counts(s season.State) (list []string) {
	for _, g := range s.Groups {
		list = append(list, fmt.Sprint(g.Key, g.Capacity, g.Taken, len(g.Coaches), len(g.Changed), len(g.Met)))
	}
	for _, c := range s.Candidates {
		list = append(list, fmt.Sprint(c.Application, c.Place, c.Group, c.Turn, c.Passed))
	}
	slices.Sort(list)
	return list
}

// check is what holds whatever happened: nobody's place is somebody else's, and everybody knows what they have.
func (w *world) check(t *rapid.T) {
	taken := map[string]int{}
	for id, c := range w.state.Candidates {
		if c.Place == season.Seated || c.Place == season.Offered {
			taken[c.Group]++
		}
		if told := w.told[id]; told.Turn > 0 && (c.Place == season.Seated) != (told.Place == season.Seated) && c.Place != season.Gone {
			t.Fatalf("%v is %s and was told %s", id, c.Place, told.Place)
		}
	}
	for _, g := range w.state.Groups {
		if g.Taken != taken[g.Key] || g.Taken > g.Capacity || g.Taken < 0 {
			t.Fatalf("group %s counts %d, has %d of %d", g.Key, g.Taken, taken[g.Key], g.Capacity)
		}
	}
}

// nobodyPassedOver holds between commands: where a place is free, nobody waits who was accepted and wants it.
func (w *world) nobodyPassedOver(t *rapid.T) {
	if w.state.Begun || w.state.Over || !w.state.DrawAt.IsZero() && !w.state.Drawn {
		return
	}
	for _, c := range w.state.WaitingList() {
		if c.Standby || c.Held {
			continue
		}
		for _, alternatives := range c.Options {
			for _, key := range alternatives {
				if g, known := w.state.Group(key); known && g.Taken < g.Capacity && !slices.Contains(c.Passed, key) {
					t.Fatalf("a place of %s is free and %v waits for it", key, c.Application)
				}
			}
		}
	}
}

func (w *world) step(t *rapid.T) {
	someone := id(fmt.Sprint("application", rapid.IntRange(0, 9).Draw(t, "who")))
	group := rapid.SampledFrom([]string{"a", "b", "none"}).Draw(t, "group")
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1, 2:
		w.do(t, season.Enter{
			Application: someone, Options: rapid.SampledFrom([][]string{{"a"}, {"b"}, {"a", "b"}, {"a,b"}, {"gone"}, nil}).Draw(t, "wishes"),
			Household: id(fmt.Sprint("household", rapid.IntRange(0, 3).Draw(t, "household"))), Standby: rapid.Bool().Draw(t, "standby"), Since: w.at,
		})
	case 3:
		w.do(t, season.Leave{Application: someone})
	case 4, 5:
		w.do(t, season.Reply{Application: someone, Taken: rapid.Bool().Draw(t, "taken")})
	case 6:
		w.do(t, season.Seat{Who: coordinator, Application: someone, Group: group, Reason: id("reason")})
	case 7:
		w.do(t, season.Resize{Who: coordinator, Group: group, Capacity: rapid.IntRange(0, 5).Draw(t, "capacity")})
	case 8:
		w.at = w.at.Add(time.Duration(rapid.IntRange(1, 24*20).Draw(t, "hours")) * time.Hour)
		for range 20 {
			if wake := w.state.NextWake(); wake.IsZero() || wake.After(w.at) {
				return
			}
			w.do(t, season.Wake{Facts: season.Facts{Seed: 7, Today: w.at, Morning: w.at.Add(24 * time.Hour)}})
		}
		t.Fatalf("the clock %v never ends", w.state.NextWake())
	case 9:
		w.do(t, season.Complete{Who: coordinator})
	}
}

func TestASeasonKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &world{at: first.AddDate(0, -2, 0), told: map[uuid.UUID]season.PlaceDecided{}}
		w.do(t, season.Open{Opening: opening(rapid.Bool().Draw(t, "draw"))})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.step(t)
			w.nobodyPassedOver(t)
		}
	})
}

// TestTheSameSeedDrawsTheSame draws twice.
func TestTheSameSeedDrawsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		drawn := func() []string {
			w := &world{at: first.AddDate(0, -2, 0), told: map[uuid.UUID]season.PlaceDecided{}}
			w.do(t, season.Open{Opening: opening(true)})
			for i := range 12 {
				w.do(t, season.Enter{Application: id(fmt.Sprint(i)), Options: []string{"a", "b"}, Household: id(fmt.Sprint("h", i/2)), Since: w.at})
			}
			w.at = first.AddDate(0, 0, -10)
			w.do(t, season.Wake{Facts: season.Facts{Seed: seed}})
			return counts(w.state)
		}
		if one, two := drawn(), drawn(); !slices.Equal(one, two) {
			t.Fatalf("%v\n%v", one, two)
		}
	})
}

// TestFiveThousandForThirty seats exactly thirty of five thousand.
func TestFiveThousandForThirty(t *testing.T) {
	t.Parallel()
	var s season.State
	at := first.AddDate(0, -2, 0)
	o := opening(false)
	o.Groups, o.Capacities = []string{"a"}, []int{30}
	decide := func(c season.Command) {
		events, err := season.Decide(s, c, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			s = season.Evolve(s, e)
		}
	}
	decide(season.Open{Opening: o})
	for i := range 5000 {
		decide(season.Enter{Application: id(fmt.Sprint(i)), Options: []string{"a"}, Since: at.Add(time.Duration(i))})
	}
	if seated, waiting := len(s.In("a")), len(s.WaitingList()); seated != 30 || waiting != 4970 {
		t.Fatalf("%d are seated and %d wait", seated, waiting)
	}
	if s.In("a")[0] != id("0") || s.Ahead(id("31")) != 1 {
		t.Error("not in the order in which they came")
	}
}
