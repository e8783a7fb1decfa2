package volunteer

import (
	"time"

	"github.com/google/uuid"
)

// SignedUp gives somebody a place; By is another when a coordinator gave it to them.
type SignedUp struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	Soon   bool      `json:"soon,omitempty"` // so near that no reminder comes
}

// PlaceCanceled says that somebody gave their place back.
type PlaceCanceled struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// PlaceRemoved says that a coordinator took a place back.
type PlaceRemoved struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	Reason string    `json:"reason"`
}

// PlaceBlocked frees the place of somebody whose clearance does not count on the day.
type PlaceBlocked struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	Check  string    `json:"check"`
}

// PlaceReleased ends a place because its date was canceled.
type PlaceReleased struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// PlaceReminded says that somebody was reminded of their shift.
type PlaceReminded struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// ShiftOffered asks for a substitute: one person, or everybody when To is left out.
type ShiftOffered struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	To     uuid.UUID `json:"to,omitzero"`
	Until  time.Time `json:"until"`
}

// OfferWithdrawn says that somebody keeps their shift after all.
type OfferWithdrawn struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// OfferDeclined is the no of whoever was asked by name.
type OfferDeclined struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// OfferEnded says that nobody answered in time; the shift is still whose it was.
type OfferEnded struct {
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// ShiftTaken passes a place from one to another who said yes.
type ShiftTaken struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"` // whose it was
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	Soon   bool      `json:"soon,omitempty"`
}

// CheckedIn says that somebody was there.
type CheckedIn struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
}

// DateCanceled lets a date fall out.
type DateCanceled struct {
	By    uuid.UUID `json:"by"`
	Shift string    `json:"shift"`
	Day   Day       `json:"day"`
}

// DateMoved puts a date at another time.
type DateMoved struct {
	By    uuid.UUID `json:"by"`
	Shift string    `json:"shift"`
	Day   Day       `json:"day"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// DateAdded adds a date; without times it is at the shift's own.
type DateAdded struct {
	By    uuid.UUID `json:"by"`
	Shift string    `json:"shift"`
	Day   Day       `json:"day"`
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// PlacesSet changes how many people a date takes.
type PlacesSet struct {
	By     uuid.UUID `json:"by"`
	Shift  string    `json:"shift"`
	Day    Day       `json:"day"`
	Places int       `json:"places"`
}

// DateRestored puts a date back to where its rule has it.
type DateRestored struct {
	By    uuid.UUID `json:"by"`
	Shift string    `json:"shift"`
	Day   Day       `json:"day"`
}

// GapFound says that a date soon to come has too few people; it is told once.
type GapFound struct {
	Shift   string `json:"shift"`
	Day     Day    `json:"day"`
	Missing int    `json:"missing"`
	Also    bool   `json:"also,omitempty"` // found together with another one, so that there is one message about them
}

// GapClosed says that a date that was warned of has enough people, or is over.
type GapClosed struct {
	Shift string `json:"shift"`
	Day   Day    `json:"day"`
}

// CalledOut says who was asked to fill a gap.
type CalledOut struct {
	By     uuid.UUID   `json:"by"`
	Shift  string      `json:"shift"`
	Day    Day         `json:"day"`
	People []uuid.UUID `json:"people"`
	Again  time.Time   `json:"again"` // not before this may everybody be asked again
}

// HoursLogged records a line of hours that waits to be confirmed.
type HoursLogged struct {
	By      uuid.UUID `json:"by"`
	Person  uuid.UUID `json:"person"`
	Entry   uuid.UUID `json:"entry"`
	Shift   string    `json:"shift,omitempty"`
	Day     Day       `json:"day"`
	Minutes int       `json:"minutes"`
	DueAt   time.Time `json:"due_at"` // when it should be confirmed
}

// HoursConfirmed makes a line count with the minutes that it names.
type HoursConfirmed struct {
	By      uuid.UUID `json:"by"`
	Person  uuid.UUID `json:"person"`
	Entry   uuid.UUID `json:"entry"`
	Minutes int       `json:"minutes"`
}

// HoursRefused says that a line does not count.
type HoursRefused struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Entry  uuid.UUID `json:"entry"`
	Reason string    `json:"reason"`
}

// HoursOverdue says that hours wait for longer than they should.
type HoursOverdue struct {
	Before time.Time `json:"before"` // those that were due until then
}

// ClearanceRecorded is the result of a check that was made outside an application.
type ClearanceRecorded struct {
	By        uuid.UUID `json:"by"`
	Person    uuid.UUID `json:"person"`
	Check     string    `json:"check"`
	CheckedOn Day       `json:"checked_on"`
	Until     Day       `json:"until_day,omitempty"`
}

// ClearanceWithdrawn takes one back.
type ClearanceWithdrawn struct {
	By     uuid.UUID `json:"by"`
	Person uuid.UUID `json:"person"`
	Check  string    `json:"check"`
}

// ClockSet says when something happens by itself next.
type ClockSet struct {
	NextAt time.Time `json:"next_at"`
	Today  Day       `json:"day"` // of which the clock was set: what is long over before it is forgotten
}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (SignedUp) EventType() string           { return "volunteer.signed_up" }
func (PlaceCanceled) EventType() string      { return "volunteer.place_canceled" }
func (PlaceRemoved) EventType() string       { return "volunteer.place_removed" }
func (PlaceBlocked) EventType() string       { return "volunteer.place_blocked" }
func (PlaceReleased) EventType() string      { return "volunteer.place_released" }
func (PlaceReminded) EventType() string      { return "volunteer.place_reminded" }
func (ShiftOffered) EventType() string       { return "volunteer.shift_offered" }
func (OfferWithdrawn) EventType() string     { return "volunteer.offer_withdrawn" }
func (OfferDeclined) EventType() string      { return "volunteer.offer_declined" }
func (OfferEnded) EventType() string         { return "volunteer.offer_ended" }
func (ShiftTaken) EventType() string         { return "volunteer.shift_taken" }
func (CheckedIn) EventType() string          { return "volunteer.checked_in" }
func (DateCanceled) EventType() string       { return "volunteer.date_canceled" }
func (DateMoved) EventType() string          { return "volunteer.date_moved" }
func (DateAdded) EventType() string          { return "volunteer.date_added" }
func (PlacesSet) EventType() string          { return "volunteer.places_set" }
func (DateRestored) EventType() string       { return "volunteer.date_restored" }
func (GapFound) EventType() string           { return "volunteer.gap_found" }
func (GapClosed) EventType() string          { return "volunteer.gap_closed" }
func (CalledOut) EventType() string          { return "volunteer.called_out" }
func (HoursLogged) EventType() string        { return "volunteer.hours_logged" }
func (HoursConfirmed) EventType() string     { return "volunteer.hours_confirmed" }
func (HoursRefused) EventType() string       { return "volunteer.hours_refused" }
func (HoursOverdue) EventType() string       { return "volunteer.hours_overdue" }
func (ClearanceRecorded) EventType() string  { return "volunteer.clearance_recorded" }
func (ClearanceWithdrawn) EventType() string { return "volunteer.clearance_withdrawn" }
func (ClockSet) EventType() string           { return "volunteer.clock_set" }
