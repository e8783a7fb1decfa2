package domain

import (
	"time"

	"github.com/google/uuid"
)

// Summary is what lists show of a case, and what tells the family who acts next.
type Summary struct {
	Status     Status
	Phase      string
	Next       Actor
	NextBy     time.Time // zero when nobody has to act
	Emergency  bool
	Fund       string
	AskedCents int64
	AwardCents int64
	Member     uuid.UUID
	Household  uuid.UUID
	Closed     bool
	Waits      bool      // approved, and the fund is short
	Matter     uuid.UUID // what happened, shared by the families whom it struck
}

// Status is what clients see of a case.
type Status string

// The statuses.
const (
	Received      Status = "received"
	InReview      Status = "in_review"
	WaitingForYou Status = "waiting_for_you"
	WaitingList   Status = "waiting_list"
	Approved      Status = "approved"
	Declined      Status = "declined"
	Paid          Status = "paid"
	Assigned      Status = "assigned"
	InContact     Status = "in_contact"
	Accepted      Status = "accepted"
	Completed     Status = "completed"
	Withdrawn     Status = "withdrawn"
	Lapsed        Status = "lapsed"
	Closed        Status = "closed"
)

// Actor is who acts next on a case.
type Actor string

// The actors.
const (
	NextNobody      Actor = "nobody"
	NextAlmoner     Actor = "almoner" // the next step happens by itself
	NextYou         Actor = "you"
	NextClerk       Actor = "clerk"
	NextTrustees    Actor = "trustees"
	NextFund        Actor = "fund" // the next deposit
	NextInterpreter Actor = "interpreter"
	NextTreasurer   Actor = "treasurer"
	NextSignatory   Actor = "signatory"

	NextDesk        Actor = "desk"
	NextCoordinator Actor = "coordinator"
	NextMinisters   Actor = "ministers"
	NextPartner     Actor = "partner"
	NextVolunteer   Actor = "volunteer"
	NextSafeguard   Actor = "safeguard"
)

// Effect is one thing that an event causes in its own transaction.
//
//sumtype:decl
type Effect interface{ effect() }

// OpenTask puts something on a person's list, or on that of everybody with a role.
type OpenTask struct {
	Kind     string
	Assignee uuid.UUID // zero: whoever holds Role
	Role     Role
	DueAt    time.Time
	Brief    Brief
}

// Brief is what somebody reads of a task before its case is open to them: codes of the program, never a name.
type Brief struct {
	Area, Language, Faith string
	Because               string // why they are asked: codes with commas between
	Kind                  string // of what is wanted
	On                    time.Time
}

// CloseTasks takes tasks of a kind off their lists: one person's, or everybody's when Assignee is zero. As says why.
type CloseTasks struct {
	Kind     string
	Assignee uuid.UUID
	Of       string // only those whose brief is of this kind
	As       string
}

// MoveTask sets a new deadline for a person's open task; the zero time lets it wait without one.
type MoveTask struct {
	Kind     string
	Assignee uuid.UUID
	DueAt    time.Time
}

// SetTimer sends a command to the same case when its time comes.
type SetTimer struct {
	Command string
	At      time.Time
}

// Notify sends a message to the requester, to a relative of the case, to a person, or to everybody with a role: exactly one of them.
type Notify struct {
	Requester bool
	Relative  uuid.UUID // whose contact lies sealed under this id
	Person    uuid.UUID
	Role      Role
	Template  string
	ByMail    bool // not to the telephone number of a relative
}

// Redirect sends messages to a relative that are not on their way yet to where they are reached now.
type Redirect struct{ From, To uuid.UUID }

// Hush takes back the messages to a relative that are still to be sent: from now on they get nothing.
type Hush struct{ Relative uuid.UUID }

// Transfer moves money in the ledger.
type Transfer struct {
	Kind  TransferKind
	Fund  string
	Cents int64
}

// TransferKind names a transfer by its two accounts.
type TransferKind string

// The transfers: received to available, available to reserved, reserved to paid, reserved back to available.
const (
	TransferDeposit TransferKind = "deposit"
	TransferReserve TransferKind = "reserve"
	TransferPost    TransferKind = "post"
	TransferVoid    TransferKind = "void"
)

// Award keeps who approved, prepared and released one award, where the database checks that they differ. Zero fields stay as they are.
type Award struct {
	Fund       string
	Cents      int64
	Approvers  []uuid.UUID
	Preparer   uuid.UUID
	Method     string
	Unprepared bool // the preparation was sent back
	Releaser   uuid.UUID
	Voided     bool
}

// Engage lets a person into a case. Who only has an offer sees that there is one, and nothing that was written.
type Engage struct {
	Person   uuid.UUID
	Standing bool
}

// Forget erases sealed texts of the case for good, and the key of somebody's own record, which erases that. By Name no hash of a name or number
// recognizes the case any more either.
type Forget struct {
	Texts  []uuid.UUID
	Person uuid.UUID
	Name   bool
}

// Disengage lets a person out of a case.
type Disengage struct {
	Person uuid.UUID
	As     string
}

// Clear says that a person passed a check. The days are midnights in UTC; the zero Until counts for good, any other is no earlier than CheckedOn and
// the last day on which it counts. What was found is nowhere.
type Clear struct {
	Person           uuid.UUID
	Check            string
	CheckedOn, Until time.Time
}

// Unclear takes a clearance back, from now on.
type Unclear struct {
	Person uuid.UUID
	Check  string
}

// Appoint gives somebody whose record came with the case a role, for good or until a moment, and Dismiss takes it away.
type Appoint struct {
	Person uuid.UUID
	Role   Role
	Until  time.Time
}

// Dismiss takes a role away that an Appoint of the same case gave.
type Dismiss struct {
	Person uuid.UUID
	Role   Role
}

// Prolong says until when a role that somebody holds lasts from now on; the zero time means for good. It may be sooner than before.
type Prolong struct {
	Person uuid.UUID
	Role   Role
	Until  time.Time
}

// SignOut ends every token and session of somebody.
type SignOut struct{ Person uuid.UUID }

// Tie declares two people tied to each other.
type Tie struct{ Person, Other uuid.UUID }

func (OpenTask) effect()   {}
func (CloseTasks) effect() {}
func (MoveTask) effect()   {}
func (SetTimer) effect()   {}
func (Notify) effect()     {}
func (Redirect) effect()   {}
func (Hush) effect()       {}
func (Transfer) effect()   {}
func (Award) effect()      {}
func (Engage) effect()     {}
func (Forget) effect()     {}
func (Disengage) effect()  {}
func (Clear) effect()      {}
func (Unclear) effect()    {}
func (Appoint) effect()    {}
func (Prolong) effect()    {}
func (SignOut) effect()    {}
func (Dismiss) effect()    {}
func (Tie) effect()        {}
