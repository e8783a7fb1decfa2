package volunteer

import (
	"time"

	"github.com/google/uuid"
)

// Command is a wish about the shifts of one program. Who wants it travels in By, or is the Person themself; what the rules have to know in Facts.
//
//sumtype:decl
type Command interface {
	CommandName() string
	known() Facts
}

// Date names one date of a shift: the day on which its rule puts it, also after it was moved.
type Date struct {
	Shift string
	Day   Day
}

// SignUp takes a place for oneself.
type SignUp struct {
	Person uuid.UUID
	Date   Date
	OfAge  bool // they state that they are as old as the role wants
	Facts  Facts
}

// Cancel gives one's own place back.
type Cancel struct {
	Person uuid.UUID
	Date   Date
	Facts  Facts
}

// Offer asks somebody, or everybody when To is nobody, to take one's own shift. It stays one's own until there is a yes.
type Offer struct {
	Person uuid.UUID
	Date   Date
	To     uuid.UUID
	Facts  Facts
}

// WithdrawOffer keeps the shift after all.
type WithdrawOffer struct {
	Person uuid.UUID
	Date   Date
	Facts  Facts
}

// Take is the substitute's yes.
type Take struct {
	By     uuid.UUID
	Person uuid.UUID // who offers
	Date   Date
	OfAge  bool
	Facts  Facts
}

// Decline is the no of somebody who was asked by name.
type Decline struct {
	By     uuid.UUID
	Person uuid.UUID // who offers
	Date   Date
	Facts  Facts
}

// CheckIn records that somebody is there; without a sign-up it takes a place that is free.
type CheckIn struct {
	By     uuid.UUID
	Person uuid.UUID
	Date   Date
	Facts  Facts
}

// Row is one line of hours. Its id makes sure that sending it twice counts once.
type Row struct {
	ID      uuid.UUID
	Person  uuid.UUID
	Shift   string // empty for what belongs to no shift
	Day     Day
	Minutes int
}

// LogHours records one's own hours: all rows or none.
type LogHours struct {
	By    uuid.UUID
	Rows  []Row
	Facts Facts
}

// Assign gives somebody a place.
type Assign struct {
	By     uuid.UUID
	Person uuid.UUID
	Date   Date
	OfAge  bool
	Facts  Facts
}

// Remove takes somebody's place back, for a reason that is one of Reasons.
type Remove struct {
	By     uuid.UUID
	Person uuid.UUID
	Date   Date
	Reason string
	Facts  Facts
}

// CancelDate lets one date fall out; whoever had a place is told.
type CancelDate struct {
	By    uuid.UUID
	Date  Date
	Facts Facts
}

// MoveDate puts one date at another time; whoever has a place keeps it and is told.
type MoveDate struct {
	By          uuid.UUID
	Date        Date
	From, Until time.Time
	Facts       Facts
}

// AddDate adds a date that the rule does not give.
type AddDate struct {
	By          uuid.UUID
	Date        Date
	From, Until time.Time // both zero: at the shift's own time
	Facts       Facts
}

// SetPlaces changes how many people one date takes, never below those who have a place.
type SetPlaces struct {
	By     uuid.UUID
	Date   Date
	Places int
	Facts  Facts
}

// RestoreDate takes back that a date was canceled or moved.
type RestoreDate struct {
	By    uuid.UUID
	Date  Date
	Facts Facts
}

// CallOut asks everybody who is cleared and has no place yet.
type CallOut struct {
	By    uuid.UUID
	Date  Date
	Facts Facts
}

// EnterHours records hours of others, also of those who never signed up; they are confirmed with it. All rows or none.
type EnterHours struct {
	By    uuid.UUID
	Rows  []Row
	Facts Facts
}

// Confirmed is one line of hours with the minutes that count.
type Confirmed struct {
	Person  uuid.UUID
	ID      uuid.UUID
	Minutes int
}

// ConfirmHours confirms hours, or corrects them: all rows or none.
type ConfirmHours struct {
	By    uuid.UUID
	Rows  []Confirmed
	Facts Facts
}

// RefuseHours says that a line of hours does not count, for a reason that is one of Reasons.
type RefuseHours struct {
	By     uuid.UUID
	Person uuid.UUID
	ID     uuid.UUID
	Reason string
	Facts  Facts
}

// RecordClearance records the result of a check that was made outside an application.
type RecordClearance struct {
	By               uuid.UUID
	Person           uuid.UUID
	Check            string
	CheckedOn, Until Day // Until is empty when it counts for good
	Facts            Facts
}

// WithdrawClearance takes a clearance back.
type WithdrawClearance struct {
	By     uuid.UUID
	Person uuid.UUID
	Check  string
	Facts  Facts
}

// Wake lets everything happen whose time has come; before that it changes nothing.
type Wake struct{ Facts Facts }

func (SignUp) CommandName() string            { return "sign_up" }
func (Cancel) CommandName() string            { return "cancel" }
func (Offer) CommandName() string             { return "offer" }
func (WithdrawOffer) CommandName() string     { return "withdraw_offer" }
func (Take) CommandName() string              { return "take" }
func (Decline) CommandName() string           { return "decline" }
func (CheckIn) CommandName() string           { return "check_in" }
func (LogHours) CommandName() string          { return "log_hours" }
func (Assign) CommandName() string            { return "assign" }
func (Remove) CommandName() string            { return "remove" }
func (CancelDate) CommandName() string        { return "cancel_date" }
func (MoveDate) CommandName() string          { return "move_date" }
func (AddDate) CommandName() string           { return "add_date" }
func (SetPlaces) CommandName() string         { return "set_places" }
func (RestoreDate) CommandName() string       { return "restore_date" }
func (CallOut) CommandName() string           { return "call_out" }
func (EnterHours) CommandName() string        { return "enter_hours" }
func (ConfirmHours) CommandName() string      { return "confirm_hours" }
func (RefuseHours) CommandName() string       { return "refuse_hours" }
func (RecordClearance) CommandName() string   { return "record_clearance" }
func (WithdrawClearance) CommandName() string { return "withdraw_clearance" }
func (Wake) CommandName() string              { return "wake" }

func (c SignUp) known() Facts            { return c.Facts }
func (c Cancel) known() Facts            { return c.Facts }
func (c Offer) known() Facts             { return c.Facts }
func (c WithdrawOffer) known() Facts     { return c.Facts }
func (c Take) known() Facts              { return c.Facts }
func (c Decline) known() Facts           { return c.Facts }
func (c CheckIn) known() Facts           { return c.Facts }
func (c LogHours) known() Facts          { return c.Facts }
func (c Assign) known() Facts            { return c.Facts }
func (c Remove) known() Facts            { return c.Facts }
func (c CancelDate) known() Facts        { return c.Facts }
func (c MoveDate) known() Facts          { return c.Facts }
func (c AddDate) known() Facts           { return c.Facts }
func (c SetPlaces) known() Facts         { return c.Facts }
func (c RestoreDate) known() Facts       { return c.Facts }
func (c CallOut) known() Facts           { return c.Facts }
func (c EnterHours) known() Facts        { return c.Facts }
func (c ConfirmHours) known() Facts      { return c.Facts }
func (c RefuseHours) known() Facts       { return c.Facts }
func (c RecordClearance) known() Facts   { return c.Facts }
func (c WithdrawClearance) known() Facts { return c.Facts.without(c.Person, c.Check) } // that it is no more is what counts
func (c Wake) known() Facts              { return c.Facts }
