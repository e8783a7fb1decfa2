package rota

import (
	"time"

	"github.com/google/uuid"
)

// Command is a wish about one rota. Who wants it travels in By, and what the program says in Facts.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Channel is a way to reach a minister.
type Channel string

// The channels.
const (
	SMS   Channel = "sms"
	Email Channel = "email"
	Voice Channel = "voice"
)

// Enroll puts a minister on the rota, or changes what is known of one who is on it.
type Enroll struct {
	By          uuid.UUID
	Minister    uuid.UUID
	Languages   []string
	Faiths      []string
	Areas       []string
	CapFamilies int // the most families they accompany at once
	Facts       Facts
}

// Verify says that a minister has answered on a channel.
type Verify struct {
	By       uuid.UUID
	Minister uuid.UUID
	Channel  Channel
}

// Silence is the messenger's word that a channel does not reach the minister any more: they sent STOP, or the number is dead.
type Silence struct {
	Minister uuid.UUID
	Channel  Channel
}

// Dismiss takes a minister off the rota for good, and out of everything planned with them.
type Dismiss struct {
	By       uuid.UUID
	Minister uuid.UUID
}

// SetQuiet names weekly hours in which a minister is not to be called; the same window again changes it.
type SetQuiet struct {
	By          uuid.UUID
	Minister    uuid.UUID
	Window      uuid.UUID
	Weekdays    int // of the days on which it begins, bit 0 for Sunday
	StartMinute int // of the wall clock
	EndMinute   int // at or before StartMinute: on the day after
}

// ClearQuiet takes quiet hours back.
type ClearQuiet struct {
	By       uuid.UUID
	Minister uuid.UUID
	Window   uuid.UUID
}

// Away says that a minister cannot be called in an interval; the same absence again changes it.
type Away struct {
	By          uuid.UUID
	Minister    uuid.UUID
	Absence     uuid.UUID
	From, Until time.Time
}

// ClearAway takes an absence back.
type ClearAway struct {
	By       uuid.UUID
	Minister uuid.UUID
	Absence  uuid.UUID
}

// AddShift puts a minister on duty every week on some days.
type AddShift struct {
	By          uuid.UUID
	Shift       uuid.UUID
	Minister    uuid.UUID
	Area        string
	Weekdays    int // of the days on which it begins, bit 0 for Sunday
	StartMinute int // of the wall clock
	EndMinute   int // at or before StartMinute: on the day after
	FromDay     Day
	UntilDay    Day // the last day on which it begins, empty for an open end
	Facts       Facts
}

// EndShift sets the last day on which a shift begins; a day before its first takes it back altogether.
type EndShift struct {
	By      uuid.UUID
	Shift   uuid.UUID
	LastDay Day
}

// Override puts In on duty and takes Out off it, each if named, for one interval; the same id again changes it.
type Override struct {
	By          uuid.UUID
	ID          uuid.UUID
	Area        string
	From, Until time.Time
	Out, In     uuid.UUID // one of them may be zero
	Facts       Facts
}

// ClearOverride takes an override back.
type ClearOverride struct {
	By uuid.UUID
	ID uuid.UUID
}

// SetTemporary replaces whatever was planned in an area until now for one interval; the same id again changes it.
type SetTemporary struct {
	By          uuid.UUID
	ID          uuid.UUID
	Area        string
	From, Until time.Time
	Ministers   []uuid.UUID
	Facts       Facts
}

// ClearTemporary takes a temporary schedule back.
type ClearTemporary struct {
	By uuid.UUID
	ID uuid.UUID
}

// SetHoliday names a day on which regular shifts do not count.
type SetHoliday struct {
	By  uuid.UUID
	Day Day
}

// ClearHoliday lets regular shifts count again on a day.
type ClearHoliday struct {
	By  uuid.UUID
	Day Day
}

// CheckGaps is what the daily timer wants; it is stale before the next check is due.
type CheckGaps struct{ Facts Facts }

func (Enroll) CommandName() string         { return "enroll" }
func (Verify) CommandName() string         { return "verify" }
func (Silence) CommandName() string        { return "silence" }
func (Dismiss) CommandName() string        { return "dismiss" }
func (SetQuiet) CommandName() string       { return "set_quiet" }
func (ClearQuiet) CommandName() string     { return "clear_quiet" }
func (Away) CommandName() string           { return "away" }
func (ClearAway) CommandName() string      { return "clear_away" }
func (AddShift) CommandName() string       { return "add_shift" }
func (EndShift) CommandName() string       { return "end_shift" }
func (Override) CommandName() string       { return "override" }
func (ClearOverride) CommandName() string  { return "clear_override" }
func (SetTemporary) CommandName() string   { return "set_temporary" }
func (ClearTemporary) CommandName() string { return "clear_temporary" }
func (SetHoliday) CommandName() string     { return "set_holiday" }
func (ClearHoliday) CommandName() string   { return "clear_holiday" }
func (CheckGaps) CommandName() string      { return "check_gaps" }

func (Enroll) command()         {}
func (Verify) command()         {}
func (Silence) command()        {}
func (Dismiss) command()        {}
func (SetQuiet) command()       {}
func (ClearQuiet) command()     {}
func (Away) command()           {}
func (ClearAway) command()      {}
func (AddShift) command()       {}
func (EndShift) command()       {}
func (Override) command()       {}
func (ClearOverride) command()  {}
func (SetTemporary) command()   {}
func (ClearTemporary) command() {}
func (SetHoliday) command()     {}
func (ClearHoliday) command()   {}
func (CheckGaps) command()      {}
