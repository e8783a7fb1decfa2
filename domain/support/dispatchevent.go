package support

import (
	"time"

	"github.com/google/uuid"
)

// DispatchOpened says that people are wanted; as many as the case has too few.
type DispatchOpened struct {
	Wanted      int       `json:"wanted"`
	TelephoneAt time.Time `json:"telephone_at,omitzero"` // for the only one who is there already
}

// MinisterDispatched asks one person, and keeps why this one.
type MinisterDispatched struct {
	Minister uuid.UUID `json:"minister"`
	Step     string    `json:"step"`
	Because  []string  `json:"because"`
	Seed     uint64    `json:"seed"`
	DueAt    time.Time `json:"due_at"`
}

// StepSkipped says that nobody could be asked in one circle of the rota, so that the next was asked at once.
type StepSkipped struct {
	Step string `json:"step"`
}

// RosterExhausted says that nobody is left to ask; a coordinator has to find somebody.
type RosterExhausted struct {
	DueAt time.Time `json:"due_at"`
}

// SearchReopened records that a coordinator had everybody asked once more.
type SearchReopened struct {
	By uuid.UUID `json:"by"`
}

// DispatchAccepted is one person's yes, and says when they may telephone should nobody join them.
type DispatchAccepted struct {
	Minister    uuid.UUID `json:"minister"`
	By          uuid.UUID `json:"by,omitzero"`
	Referral    uuid.UUID `json:"referral,omitzero"`
	TelephoneAt time.Time `json:"telephone_at,omitzero"`
}

// DispatchPassed is one person's no.
type DispatchPassed struct {
	Minister uuid.UUID `json:"minister"`
	Reason   uuid.UUID `json:"reason,omitzero"`
	Tied     bool      `json:"tied,omitempty"`
}

// DispatchLapsed takes back an offer that was not answered in time, or is no longer needed.
type DispatchLapsed struct {
	Minister uuid.UUID `json:"minister"`
}

// TelephoneAllowed lets the only one who accepted telephone the family, and not visit.
type TelephoneAllowed struct {
	Minister uuid.UUID `json:"minister"`
	DueAt    time.Time `json:"due_at"`
}

// MinistersAssigned says that enough have accepted, or are with the family still, and until when the first contact is due unless there is one.
type MinistersAssigned struct {
	Ministers []uuid.UUID `json:"ministers"`
	DueAt     time.Time   `json:"due_at"`
}

// MinisterLeft takes somebody off the case.
type MinisterLeft struct {
	Minister uuid.UUID `json:"minister"`
	By       uuid.UUID `json:"by"`
}

// BackUpCalled wants one person more, because there still is no contact.
type BackUpCalled struct {
	DueAt time.Time `json:"due_at"`
}

// DebriefOffered offers a conversation to whoever went.
type DebriefOffered struct {
	Minister uuid.UUID `json:"minister"`
	DueAt    time.Time `json:"due_at"`
}

// DebriefAnswered is their answer.
type DebriefAnswered struct {
	Minister uuid.UUID `json:"minister"`
	Talk     bool      `json:"talk,omitempty"`
}

func (DispatchOpened) EventType() string     { return "support.dispatch_opened" }
func (MinisterDispatched) EventType() string { return "support.minister_dispatched" }
func (StepSkipped) EventType() string        { return "support.step_skipped" }
func (RosterExhausted) EventType() string    { return "support.roster_exhausted" }
func (SearchReopened) EventType() string     { return "support.search_reopened" }
func (DispatchAccepted) EventType() string   { return "support.dispatch_accepted" }
func (DispatchPassed) EventType() string     { return "support.dispatch_passed" }
func (DispatchLapsed) EventType() string     { return "support.dispatch_lapsed" }
func (TelephoneAllowed) EventType() string   { return "support.telephone_allowed" }
func (MinistersAssigned) EventType() string  { return "support.ministers_assigned" }
func (MinisterLeft) EventType() string       { return "support.minister_left" }
func (BackUpCalled) EventType() string       { return "support.back_up_called" }
func (DebriefOffered) EventType() string     { return "support.debrief_offered" }
func (DebriefAnswered) EventType() string    { return "support.debrief_answered" }
