package support

import (
	"time"

	"github.com/google/uuid"
)

// FamilyReferred opens a case. The answers lie sealed under their own id, and so does the contact of each relative.
type FamilyReferred struct {
	Program     string    `json:"program"`
	Version     string    `json:"version"`
	Channel     string    `json:"channel"`
	EnteredBy   uuid.UUID `json:"entered_by,omitzero"`
	Asker       Asker     `json:"asker"`
	Language    string    `json:"language"`
	Faith       string    `json:"faith"`
	Area        string    `json:"area"`
	Safety      bool      `json:"safety,omitempty"`
	Independent bool      `json:"independent,omitempty"`
	Relative    uuid.UUID `json:"relative"`
	Notified    bool      `json:"notified,omitempty"` // of the death: by the word of somebody trusted, or because the program has no gate
	Trusted     bool      `json:"trusted,omitempty"`  // nobody has to be called back: the desk asks, signed in
	Texts       bool      `json:"texts,omitempty"`
	Silent      bool      `json:"silent,omitempty"`
	Basis       Basis     `json:"basis,omitempty"`
	Referral    uuid.UUID `json:"referral,omitzero"`
	Matter      uuid.UUID `json:"matter"`
	Answers     uuid.UUID `json:"answers"`
	Again       bool      `json:"again,omitempty"` // another case of the same number is open
}

// CallBackAwaited leaves it to a coordinator to call back whoever asked.
type CallBackAwaited struct {
	DueAt time.Time `json:"due_at"`
}

// NotificationAwaited holds everything until the desk or a coordinator has recorded that the relative was notified.
type NotificationAwaited struct {
	DueAt time.Time `json:"due_at"`
}

// RelativeNotified records that a relative has been told of the death.
type RelativeNotified struct {
	Relative uuid.UUID `json:"relative"`
	By       uuid.UUID `json:"by,omitzero"`
	Referral uuid.UUID `json:"referral,omitzero"` // only for the relative whom the referral names
}

// ReferralMerged closes a case whose family has another one open.
type ReferralMerged struct {
	Into     uuid.UUID `json:"into"`
	By       uuid.UUID `json:"by,omitzero"`
	Asker    Asker     `json:"asker"`
	Referral uuid.UUID `json:"referral,omitzero"`
	Standing Phase     `json:"standing,omitempty"`    // where it would stand if its number were new, when it was joined by itself
	DueAt    time.Time `json:"due_at,omitzero"`       // of that
	Silent   bool      `json:"no_messages,omitempty"` // what it says is to be minded
	Quiet    bool      `json:"leave_no_message,omitempty"`
	Shared   bool      `json:"phone_shared,omitempty"`
	Hours    bool      `json:"call_hours,omitempty"`
	Safety   bool      `json:"safety_concern,omitempty"`
}

// ReferredAgain says that the family was referred once more.
type ReferredAgain struct {
	Asker       Asker     `json:"asker"`
	Independent bool      `json:"independent,omitempty"`
	Referral    uuid.UUID `json:"referral,omitzero"`
	Adopted     bool      `json:"adopted,omitempty"` // the referral belongs to this case from now on, and what the desk may know goes to it
	Notified    bool      `json:"notified,omitempty"`
	Accepted    bool      `json:"accepted,omitempty"`
	Contact     bool      `json:"contact,omitempty"`
	Request     uuid.UUID `json:"request,omitzero"`      // which went into this case
	DueAt       time.Time `json:"due_at,omitzero"`       // a coordinator reads it
	Silent      bool      `json:"no_messages,omitempty"` // what it says is to be minded
	Quiet       bool      `json:"leave_no_message,omitempty"`
	Shared      bool      `json:"phone_shared,omitempty"`
	Hours       bool      `json:"call_hours,omitempty"`
	Safety      bool      `json:"safety_concern,omitempty"`
}

// CallBackMade records a coordinator's call.
type CallBackMade struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// MatterLinked says which matter the case belongs to.
type MatterLinked struct {
	Matter uuid.UUID `json:"matter"`
	By     uuid.UUID `json:"by"`
}

// FamilyDiverted hands the family to the independent partner.
type FamilyDiverted struct {
	Partner string    `json:"partner"`
	By      uuid.UUID `json:"by,omitzero"`
	Known   uuid.UUID `json:"known,omitzero"` // another case of theirs, which we must not go on with unasked
}

// FamilyDeclined records that the family does not want us, which is respected.
type FamilyDeclined struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// FamilyNotReached records that nobody could be reached.
type FamilyNotReached struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// CaseWithdrawn ends a case by the family's own wish.
type CaseWithdrawn struct{}

// CaseClosed says that nothing is left to do.
type CaseClosed struct {
	By       uuid.UUID `json:"by,omitzero"`
	Note     uuid.UUID `json:"note,omitzero"`
	Outcome  Outcome   `json:"outcome"`
	Referral uuid.UUID `json:"referral,omitzero"`
}

// CaseReopened takes a case up again.
type CaseReopened struct {
	By uuid.UUID `json:"by,omitzero"` // zero: because the family was referred again
}

// CameAgain stands in older calls for the reason that the family was referred again; today a coordinator reads that as a task of its own.
const CameAgain = "support.referred_again"

// CallNeeded says that the family has to be called: it could not be written to, or in older ones, it was referred again.
type CallNeeded struct {
	Say string `json:"say"`
}

// FamilyCalled says that somebody has called.
type FamilyCalled struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (FamilyReferred) EventType() string      { return "support.family_referred" }
func (CallBackAwaited) EventType() string     { return "support.call_back_awaited" }
func (NotificationAwaited) EventType() string { return "support.notification_awaited" }
func (RelativeNotified) EventType() string    { return "support.relative_notified" }
func (ReferralMerged) EventType() string      { return "support.referral_merged" }
func (ReferredAgain) EventType() string       { return "support.referred_again" }
func (CallBackMade) EventType() string        { return "support.call_back_made" }
func (MatterLinked) EventType() string        { return "support.matter_linked" }
func (FamilyDiverted) EventType() string      { return "support.family_diverted" }
func (FamilyDeclined) EventType() string      { return "support.family_declined" }
func (FamilyNotReached) EventType() string    { return "support.family_not_reached" }
func (CaseWithdrawn) EventType() string       { return "support.case_withdrawn" }
func (CaseClosed) EventType() string          { return "support.case_closed" }
func (CaseReopened) EventType() string        { return "support.case_reopened" }
func (CallNeeded) EventType() string          { return "support.call_needed" }
func (FamilyCalled) EventType() string        { return "support.family_called" }

// Outcome is how a case ended.
type Outcome string

// The outcomes. Declined and not reached are respected, not failures.
const (
	Completed Outcome = "completed"
	Declined  Outcome = "declined"
	NotThere  Outcome = "not_reached"
	Diverted  Outcome = "diverted"
	Merged    Outcome = "merged"
	Withdrawn Outcome = "withdrawn"
)
