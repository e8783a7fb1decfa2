package office

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

type (
	// PersonAdded says that somebody has a record.
	PersonAdded struct {
		By     uuid.UUID `json:"by,omitzero"`
		Person uuid.UUID `json:"person"`
	}
	// RoleGranted gives a role, for good or until a moment.
	RoleGranted struct {
		By     uuid.UUID   `json:"by,omitzero"`
		Person uuid.UUID   `json:"person"`
		Role   domain.Role `json:"role"`
		Until  time.Time   `json:"until,omitzero"`
	}
	// RoleEnded takes a role away.
	RoleEnded struct {
		By     uuid.UUID   `json:"by,omitzero"`
		Person uuid.UUID   `json:"person"`
		Role   domain.Role `json:"role"`
	}
	// TokenIssued says that there is a new token to sign in with. The token is nowhere.
	TokenIssued struct {
		By     uuid.UUID `json:"by,omitzero"`
		Person uuid.UUID `json:"person"`
		Until  time.Time `json:"until"`
	}
	// SignInsEnded says that no token or session from before lets the person in.
	SignInsEnded struct {
		By     uuid.UUID `json:"by,omitzero"`
		Person uuid.UUID `json:"person"`
	}
	// TieDeclared ties two people.
	TieDeclared struct {
		By     uuid.UUID `json:"by,omitzero"`
		Person uuid.UUID `json:"person"`
		Other  uuid.UUID `json:"other"`
	}
	// RollChanged counts what a file changed on the roll.
	RollChanged struct {
		By      uuid.UUID `json:"by,omitzero"`
		Added   int       `json:"added"`
		Changed int       `json:"changed"`
		Ended   int       `json:"ended"`
	}
	// LetterRetried says that somebody had a stuck message handled again, whatever came of it.
	LetterRetried struct {
		By     uuid.UUID `json:"by,omitzero"`
		Letter uuid.UUID `json:"letter"`
	}
	// LetterDropped gives a stuck message up; why is kept with the message.
	LetterDropped struct {
		By     uuid.UUID `json:"by,omitzero"`
		Letter uuid.UUID `json:"letter"`
	}
)

// EventType is the stored name.
func (PersonAdded) EventType() string { return "office.person_added" }

// EventType is the stored name.
func (RoleGranted) EventType() string { return "office.role_granted" }

// EventType is the stored name.
func (RoleEnded) EventType() string { return "office.role_ended" }

// EventType is the stored name.
func (TokenIssued) EventType() string { return "office.token_issued" }

// EventType is the stored name.
func (SignInsEnded) EventType() string { return "office.sign_ins_ended" }

// EventType is the stored name.
func (TieDeclared) EventType() string { return "office.tie_declared" }

// EventType is the stored name.
func (RollChanged) EventType() string { return "office.roll_changed" }

// EventType is the stored name.
func (LetterRetried) EventType() string { return "office.letter_retried" }

// EventType is the stored name.
func (LetterDropped) EventType() string { return "office.letter_dropped" }
