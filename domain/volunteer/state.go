package volunteer

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"
)

// The bounds of one program's shifts: more is a slip, or work that no answer should wait for.
const (
	PlacesMax     = 200 // of one date
	PerPersonMax  = 100 // dates that one person has a place on
	RowsMax       = 50  // lines of hours that are saved together
	ExceptionsMax = 500 // dates that are not as the rule says
	DayMinutesMax = 16 * 60
	calledMax     = 500 // people who are called out at once
	againAfter    = 12 * time.Hour
	keptDays      = 60 // how long what is over can be read
)

// State is what the rules need of one program's shifts. Hours stay; places and exceptions are forgotten some weeks after their date.
type State struct {
	Exceptions []Exception
	Places     []Place // in the order in which they were given
	Lost       []Lost
	Warned     []Date // gaps that were told and are not closed
	Called     []Called
	Volunteers []Volunteer // by id: everybody who ever logged hours
	Nagged     time.Time   // the coordinator was told of hours that were due before this
	NextAt     time.Time   // when something happens by itself next; zero before anything happened
}

// Exception is a date that is not as its rule says.
type Exception struct {
	Date
	Canceled    bool
	Extra       bool
	From, Until time.Time // zero: as the shift says
	Places      int       // 0: as the shift says
}

// Place is somebody's place on a date.
type Place struct {
	Date
	Person   uuid.UUID
	Reminded bool
	Here     bool // they were checked in
	Offered  bool
	To       uuid.UUID // whom it is offered to; nobody: to everybody
	Until    time.Time // how long the offer waits
}

// Lost is a place that was taken back, so that whoever had it reads why.
type Lost struct {
	Date
	Person  uuid.UUID
	Because string // a reason of Reasons, "date", or "check"
	Check   string
}

// Called says when everybody was last called out for a date, and when they may be again.
type Called struct {
	Date
	People int
	Again  time.Time
}

// Volunteer is somebody's hours.
type Volunteer struct {
	ID    uuid.UUID
	Hours []Entry // in the order in which they were logged
}

// Entry is one line of hours.
type Entry struct {
	ID        uuid.UUID
	Shift     string
	Day       Day
	Logged    int // minutes as they were logged
	Minutes   int // that count, once confirmed
	Confirmed bool
	Refused   string
	DueAt     time.Time // when it should be confirmed
}

// Waits tells whether nobody has looked at a line yet.
func (e Entry) Waits() bool { return !e.Confirmed && e.Refused == "" }

// Place finds somebody's place on a date.
func (s State) Place(d Date, person uuid.UUID) (Place, bool) {
	i := slices.IndexFunc(s.Places, func(p Place) bool { return p.Date == d && p.Person == person })
	if i < 0 {
		return Place{}, false
	}
	return s.Places[i], true
}

// At lists who has a place on a date.
func (s State) At(d Date) []Place {
	var list []Place
	for _, p := range s.Places {
		if p.Date == d {
			list = append(list, p)
		}
	}
	return list
}

// Hours are somebody's lines.
func (s State) Hours(person uuid.UUID) []Entry {
	i, found := s.index(person)
	if !found {
		return nil
	}
	return s.Volunteers[i].Hours
}

// Total is the confirmed minutes of somebody in a year.
func (s State) Total(person uuid.UUID, year int) (minutes int) {
	for _, e := range s.Hours(person) {
		if e.Confirmed && e.Day.Time().Year() == year {
			minutes += e.Minutes
		}
	}
	return minutes
}

// Years lists the years in which anybody has confirmed hours, the latest first.
func (s State) Years() []int {
	var years []int
	for _, v := range s.Volunteers {
		for _, e := range v.Hours {
			if year := e.Day.Time().Year(); e.Confirmed && !slices.Contains(years, year) {
				years = append(years, year)
			}
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years
}

// CallAgain gives the last call-out for a date.
func (s State) CallAgain(d Date) (Called, bool) {
	i := slices.IndexFunc(s.Called, func(c Called) bool { return c.Date == d })
	if i < 0 {
		return Called{}, false
	}
	return s.Called[i], true
}

// coming lists the places whose date may not be over: what was moved is looked at closer by whoever asks.
func (s State) coming(f Facts, at time.Time) []Place {
	first := DayAt(at.AddDate(0, 0, -2), f.zone())
	var list []Place
	for _, p := range s.Places {
		if p.Day >= first || s.movedOn(p.Date, at) {
			list = append(list, p)
		}
	}
	return list
}

// Coming is everybody who has a place on a date that may not be over.
func (s State) Coming(f Facts, at time.Time) []uuid.UUID {
	var list []uuid.UUID
	for _, p := range s.coming(f, at) {
		if !slices.Contains(list, p.Person) {
			list = append(list, p.Person)
		}
	}
	return list
}

func (s State) exception(d Date) (Exception, bool) {
	i := slices.IndexFunc(s.Exceptions, func(x Exception) bool { return x.Date == d })
	if i < 0 {
		return Exception{Date: d}, false
	}
	return s.Exceptions[i], true
}

func (s State) entry(person, id uuid.UUID) (Entry, bool) {
	for _, e := range s.Hours(person) {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

func (s State) index(id uuid.UUID) (int, bool) {
	return slices.BinarySearchFunc(s.Volunteers, id, func(v Volunteer, id uuid.UUID) int { return bytes.Compare(v.ID[:], id[:]) })
}
