package support

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Phase says where a case stands.
type Phase string

// The phases, in the order of a case that goes well.
const (
	None        Phase = ""
	Calling     Phase = "calling"     // a coordinator calls back
	Notifying   Phase = "notifying"   // nobody may be written to or visited yet
	Dispatching Phase = "dispatching" // people are asked
	Assigned    Phase = "assigned"    // enough have accepted
	InContact   Phase = "in_contact"
	Closed      Phase = "closed"
)

// Basis is why somebody may make a first contact. It allows that one contact, and nothing that the family has not asked for.
type Basis string

// The bases. A first contact without consent is one call or visit, in which the family can say no.
const (
	ByOwnWish    Basis = "own_wish"
	ByConsent    Basis = "consent"
	FirstContact Basis = "first_contact"
)

// SeatStatus is what became of one person's offer.
type SeatStatus string

// The statuses of a seat. Tied and left are never asked for this case again.
const (
	Offered  SeatStatus = "offered"
	Accepted SeatStatus = "accepted"
	Passed   SeatStatus = "passed"
	NoAnswer SeatStatus = "lapsed"
	Tied     SeatStatus = "tied"
	Left     SeatStatus = "left"
)

// Seat is one person's place on a case.
type Seat struct {
	Minister uuid.UUID
	Status   SeatStatus
	DueAt    time.Time // until when an offer can be answered
}

// Relative is somebody of the family. Their contact lies sealed under their id.
type Relative struct {
	ID       uuid.UUID
	Notified bool // of the death
	Asked    bool // asks for themselves, and so knows
	Texts    bool // wants to be written to
	Silent   bool // must not be
	Hushed   bool // must not be for now: a request that nobody has confirmed says so
	Child    bool
}

// Visit is somebody at the family's door.
type Visit struct {
	Minister uuid.UUID
	Since    time.Time
	DueAt    time.Time
	Late     bool
}

// Date is a day that the family chose.
type Date struct {
	ID       uuid.UUID
	Kind     string
	Day      time.Time // as the family gave it
	On       time.Time // the next time; zero when it does not come back
	Yearly   bool
	RemindAt time.Time
}

// Release lets one thing reach the desk.
type Release struct {
	ID    uuid.UUID
	Scope string
	Until time.Time
}

// Need is practical help on the board.
type Need struct {
	ID     uuid.UUID
	Kind   string
	On     time.Time
	Status NeedStatus
}

// Document is a file of the case.
type Document struct {
	ID, Data uuid.UUID
	By       uuid.UUID
}

// ClaimState is where the compensation claim stands; its zero value is none.
type ClaimState struct {
	DueAt    time.Time
	RemindAt time.Time // zero once reminded
	Papers   []string
	Filed    bool
}

// State is what the rules need of one case.
type State struct {
	Phase                 Phase
	Outcome               Outcome
	Program, Version      string
	Asker                 Asker
	Basis                 Basis
	Trusted               bool // the desk asked, or a coordinator has called back
	EnteredBy             uuid.UUID
	Referral, Matter      uuid.UUID
	Language, Faith, Area string
	Safety                bool      // somebody was concerned when the case began
	Independent           bool      // the wish for somebody independent came with the request
	Unsafe                bool      // the address must not be visited
	DueAt                 time.Time // of the step that waits for a desk or a coordinator
	Relatives             []Relative
	Contact, Former       uuid.UUID // how the family is reached since it changed that, and where it was before
	Reaches               int       // how often it did
	Seats                 []Seat
	Wanted                int       // how many should accept
	Asking                bool      // people are being asked
	Exhausted             bool      // nobody is left to ask
	Steps                 []string  // circles in which people were asked, or that were skipped
	TelephoneAt           time.Time // when the only one who accepted may telephone
	Telephoning           uuid.UUID
	ContactDue, BackUpAt  time.Time
	Reminded              bool
	Attempts              int
	ContactAt             time.Time
	Visits                []Visit
	FollowStep            int
	FollowAt              time.Time // of the next follow-up
	FollowDue             time.Time // of the open one
	Following             bool
	PausedUntil           time.Time
	Dates                 []Date
	Remembering           bool
	Approaching           []Date // whose reminder is out
	ConcernUntil          time.Time
	ConcernSettled        bool // a conversation was offered
	Releases              []Release
	Claim                 ClaimState
	Needs                 []Need
	Documents             []Document
	Debriefing            []uuid.UUID
	ToCall                bool
	CallFor               string // what the message would have said, or CameAgain
	Again                 Again
	OwnNumber             bool      // a joined request's number is not that of the open case any more
	Joined                Joined    // of a request that went by itself into another case
	Armed                 time.Time // what the next clock was before the last event
}

// MayWrite tells whether a relative may be written to: told of the death, and by their own wish. This is the gate; everything that goes to a
// family passes it.
func (r Relative) MayWrite() bool { return r.Notified && r.Texts && !r.Silent && !r.Hushed && !r.Child }

// MayAnswer tells whether a relative may get the one answer to their own request: whoever asks for themselves is answered, unless they asked
// not to be; on their telephone only if MayText.
func (r Relative) MayAnswer() bool { return r.Asked && !r.Silent && !r.Hushed && !r.Child }

// MayText tells whether anything may come to a relative's telephone. Without a yes nothing does: somebody else may read what it shows.
func (r Relative) MayText() bool { return r.Texts }

// Relative finds somebody of the family; the zero id means the one whom the referral names.
func (s State) Relative(id uuid.UUID) (Relative, bool) {
	if id == uuid.Nil && len(s.Relatives) > 0 {
		return s.Relatives[0], true
	}
	i := slices.IndexFunc(s.Relatives, func(r Relative) bool { return r.ID == id })
	if i < 0 {
		return Relative{}, false
	}
	return s.Relatives[i], true
}

// Seat finds a person's place.
func (s State) Seat(minister uuid.UUID) (Seat, bool) {
	i := slices.IndexFunc(s.Seats, func(seat Seat) bool { return seat.Minister == minister })
	if i < 0 {
		return Seat{}, false
	}
	return s.Seats[i], true
}

// Engaged lists those who accepted, in that order.
func (s State) Engaged() []uuid.UUID { return s.seated(Accepted) }

// Offers lists those who are being asked.
func (s State) Offers() []uuid.UUID { return s.seated(Offered) }

func (s State) seated(status SeatStatus) []uuid.UUID {
	var ids []uuid.UUID
	for _, seat := range s.Seats {
		if seat.Status == status {
			ids = append(ids, seat.Minister)
		}
	}
	return ids
}

// IsEngaged tells whether a person is with the family.
func (s State) IsEngaged(id uuid.UUID) bool { return slices.Contains(s.Engaged(), id) }

// Visit finds a person's visit under way.
func (s State) Visit(minister uuid.UUID) (Visit, bool) {
	i := slices.IndexFunc(s.Visits, func(v Visit) bool { return v.Minister == minister })
	if i < 0 {
		return Visit{}, false
	}
	return s.Visits[i], true
}

func without(ids []uuid.UUID, id uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(ids), func(other uuid.UUID) bool { return other == id })
}
