package volunteer

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Stream is where a program's shifts are recorded.
func Stream(organization, program string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("almoner:volunteer:"+organization+"/"+program))
}

// Facts is what the rules need to know from outside the stream.
type Facts struct {
	Rules      Rules
	Zone       *time.Location
	Clearances []Clearance // of everybody whom the command or a coming shift is about
	Volunteers []uuid.UUID // everybody who could be called out; only for CallOut
}

// Clearance is a check that somebody passed.
type Clearance struct {
	Person uuid.UUID
	Check  string
	Until  Day // the last day on which it counts; empty for good
}

// Lacks gives the first check of a role that somebody has not passed, or that does not count any more on a day; "" when there is none.
func (f Facts) Lacks(role Role, person uuid.UUID, on Day) string {
	for _, need := range role.Needs {
		if !slices.ContainsFunc(f.Clearances, func(c Clearance) bool {
			return c.Person == person && c.Check == need && (c.Until == "" || c.Until >= on)
		}) {
			return need
		}
	}
	return ""
}

// Ends gives the last day on which what somebody passed of a check counts; known is false when they never passed it.
func (f Facts) Ends(person uuid.UUID, check string) (until Day, known bool) {
	for _, c := range f.Clearances {
		if c.Person == person && c.Check == check {
			return c.Until, true
		}
	}
	return "", false
}

func (f Facts) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// Needs is what a command has to be given.
type Needs struct {
	People     []uuid.UUID // whose clearances matter beside those of everybody with a place
	Volunteers bool        // everybody who holds the role of a volunteer, with their clearances
}

// NeedsOf says what a command has to be given.
func NeedsOf(c domain.Command) Needs {
	switch c := c.(type) {
	case SignUp:
		return Needs{People: []uuid.UUID{c.Person}}
	case Assign:
		return Needs{People: []uuid.UUID{c.Person}}
	case Take:
		return Needs{People: []uuid.UUID{c.By}}
	case Offer:
		return Needs{People: []uuid.UUID{c.To}}
	case CheckIn:
		return Needs{People: []uuid.UUID{c.Person}}
	case CallOut:
		return Needs{Volunteers: true}
	}
	return Needs{}
}

// WithFacts gives a command what it has to know.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case SignUp:
		c.Facts = f
		return c
	case Cancel:
		c.Facts = f
		return c
	case Offer:
		c.Facts = f
		return c
	case WithdrawOffer:
		c.Facts = f
		return c
	case Take:
		c.Facts = f
		return c
	case Decline:
		c.Facts = f
		return c
	case CheckIn:
		c.Facts = f
		return c
	case LogHours:
		c.Facts = f
		return c
	}
	return withFactsOfCoordinator(c, f)
}

func withFactsOfCoordinator(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Assign:
		c.Facts = f
		return c
	case Remove:
		c.Facts = f
		return c
	case CancelDate:
		c.Facts = f
		return c
	case MoveDate:
		c.Facts = f
		return c
	case AddDate:
		c.Facts = f
		return c
	case SetPlaces:
		c.Facts = f
		return c
	case RestoreDate:
		c.Facts = f
		return c
	case CallOut:
		c.Facts = f
		return c
	case EnterHours:
		c.Facts = f
		return c
	case ConfirmHours:
		c.Facts = f
		return c
	case RefuseHours:
		c.Facts = f
		return c
	case RecordClearance:
		c.Facts = f
		return c
	case WithdrawClearance:
		c.Facts = f
		return c
	case Wake:
		c.Facts = f
		return c
	}
	return c
}
