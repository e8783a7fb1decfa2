package support

import (
	"time"

	"github.com/google/uuid"
)

// ContactAttempted records a try.
type ContactAttempted struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// ContactReminded reminds those who accepted that the first contact is overdue.
type ContactReminded struct {
	BackUpAt time.Time `json:"back_up_at"`
}

// ContactMade records the first contact, and when somebody asks after the family next.
type ContactMade struct {
	By       uuid.UUID `json:"by"`
	Note     uuid.UUID `json:"note,omitzero"`
	Referral uuid.UUID `json:"referral,omitzero"`
	MadeAt   time.Time `json:"made_at"`
	NextAt   time.Time `json:"next_at,omitzero"`
}

// VisitBegun is somebody's check-in at a visit.
type VisitBegun struct {
	Minister uuid.UUID `json:"minister"`
	Since    time.Time `json:"since"`
	DueAt    time.Time `json:"due_at"`
}

// VisitEnded is their check-out.
type VisitEnded struct {
	Minister uuid.UUID `json:"minister"`
	Minutes  int       `json:"minutes"`
	Unsafe   bool      `json:"unsafe,omitempty"`
}

// VisitLate alarms the coordinator: somebody has not checked out.
type VisitLate struct {
	Minister uuid.UUID `json:"minister"`
	DueAt    time.Time `json:"due_at"`
}

// VisitSafe settles that alarm.
type VisitSafe struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// AddressMarked flags the address as unsafe to visit, or takes the flag away.
type AddressMarked struct {
	By     uuid.UUID `json:"by"`
	Unsafe bool      `json:"unsafe"`
}

// NoteWritten keeps a note on logistics.
type NoteWritten struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note"`
}

// DocumentAdded keeps a file with the case: its name and kind are sealed under Document, its bytes under Data.
type DocumentAdded struct {
	Document uuid.UUID `json:"document"`
	Data     uuid.UUID `json:"data"`
	By       uuid.UUID `json:"by"`
}

// DocumentRemoved erases a file for good.
type DocumentRemoved struct {
	Document uuid.UUID `json:"document"`
	Data     uuid.UUID `json:"data"`
	By       uuid.UUID `json:"by"`
}

// RelativeAdded adds somebody of the family.
type RelativeAdded struct {
	Relative uuid.UUID `json:"relative"`
	By       uuid.UUID `json:"by"`
	Notified bool      `json:"notified,omitempty"`
	Texts    bool      `json:"texts,omitempty"`
	Child    bool      `json:"child,omitempty"`
}

// MessagesChosen lets a relative be written to, or no longer.
type MessagesChosen struct {
	Relative uuid.UUID `json:"relative"`
	Yes      bool      `json:"yes"`
}

// ContactChanged says that the family is reached otherwise: as lies sealed under Contact. Where it was reached before lies under Former, when it is told
// there; what is Erased was of an earlier change, or is told to nobody.
type ContactChanged struct {
	Contact uuid.UUID   `json:"contact"`
	Former  uuid.UUID   `json:"former,omitzero"`
	Erased  []uuid.UUID `json:"erased,omitempty"`

	OtherNumber bool `json:"other_number,omitempty"` // than the one with which they asked
}

// ConcernRaised flags that retaliation is feared; it ends by itself.
type ConcernRaised struct {
	By    uuid.UUID `json:"by"`
	Until time.Time `json:"until"`
}

// ConcernSettled records that a conversation was offered.
type ConcernSettled struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// ConcernExpired ends the flag.
type ConcernExpired struct{}

func (ContactAttempted) EventType() string { return "support.contact_attempted" }
func (ContactReminded) EventType() string  { return "support.contact_reminded" }
func (ContactMade) EventType() string      { return "support.contact_made" }
func (VisitBegun) EventType() string       { return "support.visit_begun" }
func (VisitEnded) EventType() string       { return "support.visit_ended" }
func (VisitLate) EventType() string        { return "support.visit_late" }
func (VisitSafe) EventType() string        { return "support.visit_safe" }
func (AddressMarked) EventType() string    { return "support.address_marked" }
func (DocumentAdded) EventType() string    { return "support.document_added" }
func (DocumentRemoved) EventType() string  { return "support.document_removed" }
func (NoteWritten) EventType() string      { return "support.note_written" }
func (RelativeAdded) EventType() string    { return "support.relative_added" }
func (ContactChanged) EventType() string   { return "support.contact_changed" }
func (MessagesChosen) EventType() string   { return "support.messages_chosen" }
func (ConcernRaised) EventType() string    { return "support.concern_raised" }
func (ConcernSettled) EventType() string   { return "support.concern_settled" }
func (ConcernExpired) EventType() string   { return "support.concern_expired" }
