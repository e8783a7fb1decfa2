// Package series is the rules of the gatherings of one program: which days there are and which are called off or moved, who has a place and who waits
// for one, what is on the agenda, what people asked, and what was promised and done. Nobody's name is in it.
package series

import (
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// The bounds of one series: more is a slip.
const (
	GatheringsMax = 400  // that are still to come
	PastMax       = 60   // that are kept after they were
	VisitsMax     = 2000 // answers to one gathering
	AgendaMax     = 50   // items of one gathering
	QuestionsMax  = 500  // that wait for a coordinator
	PromisesMax   = 300
	AreasMax      = 100
	CountMax      = 100_000 // people of one area
	SeatsMax      = 100_000
)

const (
	// Ahead is how far gatherings are planned: a year, and the month until they are planned again.
	Ahead     = 410 * 24 * time.Hour
	planEvery = 30 * 24 * time.Hour
	longest   = 48 * time.Hour
	aheadMax  = 5 * 366 * 24 * time.Hour
	// grace is how long a taken offer may be under way before its places go to the next.
	grace = 5 * time.Minute
)

// Rules is what the program says about its gatherings.
type Rules struct {
	Days      domain.Recurrence
	From, To  string // times of day
	Zone      *time.Location
	Seats     int // of each; 0 for no limit
	RSVPUntil time.Duration
	Offer     time.Duration
	Areas     []string
}

// Facts is what the rules need to know from outside the series.
type Facts struct{ Rules Rules }

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Plan:
		c.Facts = f
		return c
	case Want:
		c.Facts = f
		return c
	case TakeOffer:
		c.Facts = f
		return c
	case Leave:
		c.Facts = f
		return c
	case Move:
		c.Facts = f
		return c
	case SetCapacity:
		c.Facts = f
		return c
	case AddSingle:
		c.Facts = f
		return c
	case EnterTally:
		c.Facts = f
		return c
	case Wake:
		c.Facts = f
		return c
	}
	return c
}

// Stream is the id of a program's series.
func Stream(organization, program string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("series/"+organization+"/"+program))
}

// SingleKey is the key of a gathering beside the rule, from the id it was made under.
func SingleKey(id uuid.UUID) string { return "single-" + id.String()[:13] }

func (r Rules) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// planned is a gathering as the rule has it.
type planned struct {
	key         string
	starts, end time.Time
}

// between gives the rule's gatherings of the days from a moment on, each under the day it was first planned for.
func (r Rules) between(from, until time.Time) []planned {
	var list []planned
	zone := r.zone()
	for _, day := range r.Days.Between(from.In(zone), until.In(zone), GatheringsMax) {
		starts, err := domain.At(day, r.From, zone)
		end, wrong := domain.At(day, r.To, zone)
		if err == nil && wrong == nil && starts.After(from) {
			list = append(list, planned{day.Format(time.DateOnly), starts.UTC(), end.UTC()})
		}
	}
	return list
}

// Codes say why a gathering is called off.
func Codes() []string { return []string{"venue", "weather", "speaker", "holiday", "other"} }

// ByRule is why a gathering is called off that the program's file names no more.
const ByRule = "rule"

func mayBecause(code string) bool { return slices.Contains(Codes(), code) }

var keyPattern = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2}|single-[0-9a-f]{8}-[0-9a-f]{4})$`)

// IsKey tells whether a text could be the key of a gathering, so that nothing else comes into events by that way.
func IsKey(text string) bool { return keyPattern.MatchString(text) }
