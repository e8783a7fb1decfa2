package application

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Phase says where an application stands.
type Phase string

// The phases, in the order of one that goes well.
const (
	None      Phase = ""
	Screening Phase = "screening" // something is being checked
	Reviewing Phase = "reviewing" // a coordinator reads it
	Signing   Phase = "signing"   // a signature is missing, and no season gives it time
	Seeking   Phase = "seeking"   // the season finds a place
	Waiting   Phase = "waiting"   // on the waiting list
	Offered   Phase = "offered"   // a place is kept until an answer
	InPlace   Phase = "placed"
	Over      Phase = "over"
)

// Ending is how an application ended.
type Ending string

// The endings.
const (
	Done         Ending = "completed"
	NotCompleted Ending = "not_completed"
	Turned       Ending = "refused"
	Withdrawn    Ending = "withdrawn"
	Unplaced     Ending = "unplaced" // nobody's place became free
	Lapsed       Ending = "lapsed"   // an offer was not answered twice
	Stopped      Ending = "closed"
)

// Place is what the season says about a place.
type Place string

// What a season says. Missed means that an answer came after the offer had passed on.
const (
	PlaceWaiting  Place = "waiting"
	PlaceOffered  Place = "offered"
	PlaceSeated   Place = "seated"
	PlacePassed   Place = "passed" // the offer went on, and they stay on the list
	PlaceLapsed   Place = "lapsed" // the offer went on a second time
	PlaceUnplaced Place = "unplaced"
)

// Contact is somebody who is written to about an application, and may read it. They keep their id when they are reached elsewhere.
type Contact struct {
	ID       uuid.UUID
	Text     uuid.UUID // under which their name and addresses lie sealed: at first under their id
	Number   int       // 0 for the first that was named; whatever becomes of their order
	Relation string    // self, guardian, second_guardian, other
	Added    bool      // let in later: what the answers say is about somebody else
	Silent   bool      // must not be written to
	Quiet    bool      // because they chose so, whatever address they give
	Barred   bool      // by a custody order: sees nothing, gets nothing
}

// Former is where somebody was reached before.
type Former struct {
	Contact uuid.UUID
	Text    uuid.UUID // sealed
	Till    time.Time // when it is erased
}

// The relations. A guardian signs for a minor; whoever takes part does not sign while under 18.
const (
	Self           = "self"
	Guardian       = "guardian"
	SecondGuardian = "second_guardian"
	OtherContact   = "other"
)

// signs tells whether a contact can sign for a minor.
func (c Contact) signs() bool {
	return !c.Barred && (c.Relation == Guardian || c.Relation == SecondGuardian)
}

// CheckStatus is what is known of a check.
type CheckStatus string

// The statuses of a check.
const (
	CheckOpen  CheckStatus = "awaited"
	CheckGood  CheckStatus = "cleared"
	CheckBad   CheckStatus = "refused"
	CheckStale CheckStatus = "ended"
)

// Checked is one check of an application.
type Checked struct {
	Key    string
	Status CheckStatus
	On     time.Time
	Until  time.Time // zero: for good
	By     uuid.UUID
	DueAt  time.Time // of the look that is awaited
	Remind []time.Time
}

// Handing is something that was handed out.
type Handing struct {
	ID      uuid.UUID
	Item    string
	Size    string
	DueAt   time.Time
	Status  string // out, returned, lost
	Overdue bool
}

// Looked is what is looked at again.
type Looked struct {
	Key    string
	NextAt time.Time
	Open   bool // a look is due
	Looked bool // at least once
	Fine   bool
}

// Picture is what the family added: the sealed texts that say what it is, and that hold its bytes.
type Picture struct{ ID, Data uuid.UUID }

// State is what the rules need of one application.
type State struct {
	Phase            Phase
	Outcome          Ending
	Program, Version string
	Filler           Filler
	Minor            bool
	Household        uuid.UUID
	Contacts         []Contact
	Placing          Placing
	Options          []string
	Unclear          []string
	Excepted         []string
	Since            time.Time
	Standby          bool
	Checks           []Checked
	Reviewed         bool // a coordinator or the rules said yes
	Reviewing        bool // a coordinator has to read it
	ReviewDue        time.Time
	Refuser          uuid.UUID // who said no, and so does not read the appeal
	AppealTill       time.Time
	Appealed         bool
	Unsigned         []string // consents that wait for a signature
	Signed           []Signature
	SignReminded     int // reminders of a missing signature that are out
	Sought           bool
	Turn             int
	Group            string
	OfferTill        time.Time
	Answering        bool // the answer to an offer is on its way
	Why              string
	OfferPast        OfferPast
	Ask              int       // counts the wishes that the season is told
	Doubted          []string  // conditions that are not met any more, until a coordinator has looked
	Misfit           string    // the group that does not fit any more
	DoubtDue         time.Time // when somebody should have looked
	Coaches          []uuid.UUID
	CoachesTold      []CoachNoted // of places that are still to be noted
	Question         uuid.UUID
	Handings         []Handing
	BorneCents       int64
	Standing         []Looked
	Former           []Former
	ToCall           bool
	CallFor          string    // why, when somebody has to call
	Speaks           string    // the language of the interpreter for that call; empty for none
	SpeaksOther      uuid.UUID // sealed: which, when it is none of the list
	Answers, Brief   uuid.UUID
	Pictures         []Picture
	Texts            []uuid.UUID // everything that was written, to be erased one day
	Attended, Needed int
	SeasonTill       time.Time // when what served the season is erased; zero once it is
	KeepTill         time.Time // when everything is; zero before the end and after it
	Forgotten        bool
	Armed            time.Time // what the next clock was before the last event
}

// OfferPast is an offer that is over without a place.
type OfferPast struct {
	Season string
	Group  string
	Ended  time.Time
	Why    string // no_answer, or own_wish
}

// InDoubt tells whether a coordinator has to look if a place still fits.
func (s State) InDoubt() bool { return s.open() && s.Sought && (len(s.Doubted) > 0 || s.Misfit != "") }

// Contact finds somebody; the zero id means the first who is not barred.
func (s State) Contact(id uuid.UUID) (Contact, bool) {
	for _, c := range s.Contacts {
		if c.ID == id || id == uuid.Nil && !c.Barred {
			return c, true
		}
	}
	return Contact{}, false
}

// Readers lists who may read the application, in the order in which they are called.
func (s State) Readers() []Contact {
	return slices.DeleteFunc(slices.Clone(s.Contacts), func(c Contact) bool { return c.Barred })
}

// writable tells whether anybody may be written to. Where nobody may, whoever coordinates calls.
func (s State) writable() bool {
	return slices.ContainsFunc(s.Contacts, func(c Contact) bool { return !c.Barred && !c.Silent })
}

// Check finds a check.
func (s State) Check(key string) (Checked, bool) {
	i := slices.IndexFunc(s.Checks, func(c Checked) bool { return c.Key == key })
	if i < 0 {
		return Checked{}, false
	}
	return s.Checks[i], true
}

// Signature finds who signed a consent.
func (s State) Signature(consent string) (Signature, bool) {
	i := slices.IndexFunc(s.Signed, func(g Signature) bool { return g.Consent == consent })
	if i < 0 {
		return Signature{}, false
	}
	return s.Signed[i], true
}

// Handing finds something that was handed out.
func (s State) Handing(id uuid.UUID) (Handing, bool) {
	i := slices.IndexFunc(s.Handings, func(h Handing) bool { return h.ID == id })
	if i < 0 {
		return Handing{}, false
	}
	return s.Handings[i], true
}

// cleared tells whether every check has a good result.
func (s State) cleared() bool {
	return !slices.ContainsFunc(s.Checks, func(c Checked) bool { return c.Status != CheckGood })
}

// open tells whether it still goes on.
func (s State) open() bool { return s.Phase != None && s.Phase != Over }
