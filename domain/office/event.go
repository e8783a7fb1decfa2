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
	// RoleTermChanged says until when a role that is held lasts from now on; for good without an until.
	RoleTermChanged struct {
		By     uuid.UUID   `json:"by,omitzero"`
		Person uuid.UUID   `json:"person"`
		Role   domain.Role `json:"role"`
		Until  time.Time   `json:"until,omitzero"`
	}
	// ContactChanged says that somebody is reached elsewhere, or called otherwise; what changed lies sealed with their record.
	ContactChanged struct {
		By     uuid.UUID `json:"by,omitzero"`
		Person uuid.UUID `json:"person"`
	}
	// PeopleChanged counts the people whom a file concerned; what happened to each stands in their own stream.
	PeopleChanged struct {
		By      uuid.UUID `json:"by,omitzero"`
		Added   int       `json:"added"`
		Changed int       `json:"changed"`
		Ended   int       `json:"ended"`
	}
	// ListExported says that a list was taken away as a file. Its stream says which.
	ListExported struct {
		By    uuid.UUID `json:"by,omitzero"`
		Lines int       `json:"lines"`
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

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (PersonAdded) EventType() string     { return "office.person_added" }
func (RoleGranted) EventType() string     { return "office.role_granted" }
func (RoleEnded) EventType() string       { return "office.role_ended" }
func (RoleTermChanged) EventType() string { return "office.role_term_changed" }
func (ContactChanged) EventType() string  { return "office.contact_changed" }
func (TokenIssued) EventType() string     { return "office.token_issued" }
func (SignInsEnded) EventType() string    { return "office.sign_ins_ended" }
func (TieDeclared) EventType() string     { return "office.tie_declared" }
func (RollChanged) EventType() string     { return "office.roll_changed" }
func (PeopleChanged) EventType() string   { return "office.people_changed" }
func (ListExported) EventType() string    { return "office.list_exported" }
func (LetterRetried) EventType() string   { return "office.letter_retried" }
func (LetterDropped) EventType() string   { return "office.letter_dropped" }
