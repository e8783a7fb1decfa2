package node_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// shifts is the county's shifts as its people use them.
type shifts struct {
	t    *testing.T
	n    *node.Node
	api  testkit.API
	key  string
	zone *time.Location
}

func newShifts(t *testing.T, n *node.Node) shifts {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return shifts{t, n, testkit.Client(n.Config.PublicURL), "ucan", zone}
}

func (s shifts) as(key string, role domain.Role) handlers.Person {
	for _, p := range demo.Personas() {
		if p.Organization == "county" && p.Key == key {
			return handlers.Person{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo/county/"+key)), Organization: "county", Roles: []domain.Role{role}}
		}
	}
	s.t.Fatalf("nobody is called %s", key)
	return handlers.Person{}
}

func (s shifts) coordinator() handlers.Person { return s.as("coordinator", domain.RoleCoordinator) }

func (s shifts) volunteer(key string) handlers.Person { return s.as(key, domain.RoleVolunteer) }

func (s shifts) do(who handlers.Person, c volunteer.Command) error {
	_, err := s.n.Desk.Shifts(s.t.Context(), who, s.key, c)
	return err
}

func (s shifts) must(who handlers.Person, commands ...volunteer.Command) {
	s.t.Helper()
	for _, c := range commands {
		if err := s.do(who, c); err != nil {
			s.t.Fatalf("%s: %v", c.CommandName(), err)
		}
	}
}

func (s shifts) state() volunteer.State {
	s.t.Helper()
	state, _, err := s.n.Desk.ReadShifts(s.t.Context(), s.coordinator(), s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// next gives the dates of a shift after a moment.
func (s shifts) next(shift string, after time.Time) (dates []volunteer.Slot) {
	s.t.Helper()
	state, f, err := s.n.Desk.ReadShifts(s.t.Context(), s.coordinator(), s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, slot := range state.Slots(f, after, after.AddDate(0, 0, 40)) {
		if slot.Shift == shift && slot.From.After(after) {
			dates = append(dates, slot)
		}
	}
	return dates
}

func (s shifts) cleared(key string, until volunteer.Day) volunteer.RecordClearance {
	return volunteer.RecordClearance{By: s.coordinator().ID, Person: s.volunteer(key).ID, Check: "license", CheckedOn: volunteer.DayAt(s.n.Now(), s.zone), Until: until}
}

// goTo moves the clock to a moment, and a little further.
func (s shifts) goTo(at time.Time) {
	s.t.Helper()
	if by := at.Add(time.Second).Sub(s.n.Now()); by > 0 {
		s.api.Must(s.t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": by.String()})
	}
}

func TestTwoPeopleNeverGetTheLastPlace(t *testing.T) {
	t.Parallel()
	s := newShifts(t, testkit.Node(t))
	date := s.next("delivery", s.n.Now().AddDate(0, 0, 8))[0].Date
	keys := []string{"volunteer", "volunteer-2", "volunteer-3", "volunteer-4", "volunteer-5"}
	for _, key := range keys {
		s.must(s.coordinator(), s.cleared(key, ""))
	}
	var wait sync.WaitGroup
	outcomes := make(chan error, 4*len(keys))
	for range 4 {
		for _, key := range keys {
			who := s.volunteer(key)
			wait.Add(1)
			go func() {
				defer wait.Done()
				outcomes <- s.do(who, volunteer.SignUp{Person: who.ID, Date: date, OfAge: true})
			}()
		}
	}
	wait.Wait()
	close(outcomes)
	for err := range outcomes {
		if code := domain.CodeOf(err); code != "" && code != domain.Conflict {
			t.Errorf("%v", err)
		}
	}
	if got := len(s.state().At(date)); got != 2 {
		t.Errorf("%d people have one of two places", got)
	}
	if n := testkit.Query(t, s.n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'volunteer.signed_up'`); n != 2 {
		t.Errorf("%d sign-ups", n)
	}
	verify(t, s.n)
}

// TestTransactionsThatMeetGiveTheLastPlaceOnce goes past the lanes, as several processes do: only Postgres keeps the transactions apart.
func TestTransactionsThatMeetGiveTheLastPlaceOnce(t *testing.T) {
	t.Parallel()
	s := newShifts(t, testkit.Node(t))
	date := s.next("packing", s.n.Now().AddDate(0, 0, 8))[0].Date
	s.must(s.coordinator(), volunteer.SetPlaces{By: s.coordinator().ID, Date: date, Places: 1})
	var wait sync.WaitGroup
	var given atomic.Int32
	for range 4 {
		for _, key := range []string{"volunteer", "volunteer-2", "volunteer-3", "volunteer-4", "volunteer-5"} {
			who := s.volunteer(key)
			wait.Add(1)
			go func() {
				defer wait.Done()
				result := s.n.Desk.Handler.Handle(t.Context(), []handlers.Message{{
					Organization: "county", Workflow: "volunteer", Stream: volunteer.Stream("county", s.key), Actor: "person:" + who.ID.String(), Cause: uuid.New(),
					Command: volunteer.SignUp{Person: who.ID, Date: date, OfAge: true},
				}})[0]
				if code := domain.CodeOf(result.Err); code != "" && code != domain.Conflict {
					t.Errorf("%v", result.Err)
				}
				if len(result.Events) > 0 {
					given.Add(1)
				}
			}()
		}
	}
	wait.Wait()
	if held := s.state().At(date); len(held) != 1 || given.Load() != 1 {
		t.Errorf("%d have the one place, %d were told that they have it", len(held), given.Load())
	}
	verify(t, s.n)
}

// TestAShiftOverAClockChange goes from a sign-up to hours that count: over the Sunday on which the clocks change, past a clearance that ends too early.
func TestAShiftOverAClockChange(t *testing.T) {
	t.Parallel()
	s := newShifts(t, testkit.Node(t))
	coordinator, vera, vito := s.coordinator(), s.volunteer("volunteer"), s.volunteer("volunteer-2")
	s.goTo(beforeChange(s.n.Now(), s.zone))
	slot := s.next("delivery", s.n.Now())[0]
	day := slot.On(s.zone)
	s.must(coordinator, s.cleared("volunteer", ""), s.cleared("volunteer-2", day))
	s.must(vera, volunteer.SignUp{Person: vera.ID, Date: slot.Date, OfAge: true})
	s.must(vito, volunteer.SignUp{Person: vito.ID, Date: slot.Date, OfAge: true})
	// Somebody finds that what was recorded ends a day earlier: the place waits until the day, because it could be renewed.
	early := volunteer.Day(day.Time().AddDate(0, 0, -1).Format(time.DateOnly))
	s.must(coordinator, s.cleared("volunteer-2", early))
	if len(s.state().At(slot.Date)) != 2 {
		t.Fatal("a place was freed before its day")
	}
	s.goTo(slot.From.Add(-20 * time.Hour))
	s.told("volunteer", "your shift is soon")
	s.goTo(time.Date(day.Time().Year(), day.Time().Month(), day.Time().Day(), 6, 0, 0, 0, s.zone))
	if held := s.state().At(slot.Date); len(held) != 1 || held[0].Person != vera.ID {
		t.Fatalf("on the day %+v stand there", held)
	}
	s.told("volunteer-2", "a shift is no longer yours")
	s.told("coordinator", "clearance does not count today")
	s.told("coordinator", "too few people")
	if at := slot.From.In(s.zone); at.Hour() != 12 {
		t.Errorf("after the change of the clocks it begins at %v", at)
	}
	s.goTo(slot.From.Add(-time.Hour))
	s.must(vera, volunteer.CheckIn{By: vera.ID, Person: vera.ID, Date: slot.Date})
	s.goTo(slot.Until)
	s.must(vera, volunteer.LogHours{By: vera.ID, Rows: []volunteer.Row{{ID: uuid.New(), Person: vera.ID, Shift: "delivery", Day: day, Minutes: 180}}})
	s.goTo(s.n.Now().Add(8 * 24 * time.Hour))
	s.told("coordinator", "hours")
	line := s.state().Hours(vera.ID)[0]
	s.must(coordinator, volunteer.ConfirmHours{By: coordinator.ID, Rows: []volunteer.Confirmed{{Person: vera.ID, ID: line.ID, Minutes: 170}}})
	if got := s.state().Total(vera.ID, day.Time().Year()); got != 170 {
		t.Errorf("%d minutes count", got)
	}
	verify(t, s.n)
}

// beforeChange is a Monday at noon in the week before the clocks change next.
func beforeChange(now time.Time, zone *time.Location) time.Time {
	_, change := now.AddDate(0, 0, 14).In(zone).ZoneBounds()
	year, month, day := change.In(zone).Date()
	return time.Date(year, month, day-6, 12, 0, 0, 0, zone)
}

// told waits for a message to somebody that says something.
func (s shifts) told(key, part string) {
	s.t.Helper()
	testkit.Eventually(s.t, 20*time.Second, fmt.Sprintf("%s to be told %q", key, part), func() bool {
		return strings.Contains(strings.Join(mail(s.t, s.api, key+"@county.demo.invalid"), "\n"), part)
	})
}

func TestClearancesAreMadeAnewFromTheEvents(t *testing.T) {
	t.Parallel()
	s := newShifts(t, testkit.Node(t))
	s.must(s.coordinator(), s.cleared("volunteer", ""), s.cleared("volunteer-2", "2099-01-01"), s.cleared("volunteer-3", ""),
		volunteer.WithdrawClearance{By: s.coordinator().ID, Person: s.volunteer("volunteer-3").ID, Check: "license"})
	url := s.n.Config.DatabaseURL
	list := func() string {
		return strings.Join(testkit.Strings(t, url, `SELECT c::text FROM clearances c ORDER BY 1`), "\n")
	}
	before := list()
	if err := testkit.Exec(t, url, `DELETE FROM clearances`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.n.Desk.Handler.Rebuild(t.Context(), "county"); err != nil {
		t.Fatal(err)
	}
	if after := list(); after != before || strings.Count(after, "\n") != 2 {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

func TestTheDemosShiftsAreUnderWay(t *testing.T) {
	t.Parallel()
	s := newShifts(t, testkit.Node(t))
	for range 2 { // a second start changes nothing
		if err := demo.Shifts(t.Context(), s.n); err != nil {
			t.Fatal(err)
		}
	}
	state := s.state()
	tomorrow := volunteer.Date{Shift: "packing", Day: volunteer.DayAt(s.n.Now().AddDate(0, 0, 1), s.zone)}
	offers, waiting := 0, 0
	for _, p := range state.Places {
		if p.Offered {
			offers++
		}
	}
	for _, v := range state.Volunteers {
		for _, e := range v.Hours {
			if e.Waits() {
				waiting++
			}
		}
	}
	if len(state.At(tomorrow)) != 2 || offers != 2 || waiting != 3 {
		t.Errorf("%d tomorrow, %d offers, %d lines of hours: %+v", len(state.At(tomorrow)), offers, waiting, state.Places)
	}
}
