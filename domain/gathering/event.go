package gathering

import (
	"time"

	"github.com/google/uuid"
)

// Answered is an answer to an invitation, as it came in.
type Answered struct {
	By          uuid.UUID `json:"by,omitzero"`
	Series      uuid.UUID `json:"series"`
	Gathering   string    `json:"gathering"`
	Program     string    `json:"program"`
	Version     string    `json:"version"`
	Channel     string    `json:"channel"`
	Adults      int       `json:"adults"`
	Children    int       `json:"children"`
	Seats       int       `json:"seats"` // that they take
	Interpreter string    `json:"interpreter,omitempty"`
	Access      bool      `json:"access,omitempty"`
	Answers     uuid.UUID `json:"answers"`
}

// PlaceTaken says that they have a place.
type PlaceTaken struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	RemindAt time.Time `json:"remind_at,omitzero"`
	Step     int       `json:"step"`
	Ask      int       `json:"ask"`
}

// Waitlisted says that it is full, and that they are on the waiting list.
type Waitlisted struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Step     int       `json:"step"`
	Ask      int       `json:"ask"`
}

// PlaceOffered says that places came free for them, and until when they are kept.
type PlaceOffered struct {
	Until    time.Time `json:"until"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Step     int       `json:"step"`
	Ask      int       `json:"ask"`
}

// PassedOver says that fewer places came free than they need, and that somebody behind them was offered those.
type PassedOver struct {
	Step int `json:"step"`
}

// OfferTaken is their yes to an offer.
type OfferTaken struct {
	By        uuid.UUID `json:"by,omitzero"`
	Series    uuid.UUID `json:"series"`
	Gathering string    `json:"gathering"`
}

// OfferLapsed says that it was not taken in time.
type OfferLapsed struct {
	Step int `json:"step"`
}

// NumbersWanted says that more or fewer want to come.
type NumbersWanted struct {
	By        uuid.UUID `json:"by,omitzero"`
	Series    uuid.UUID `json:"series"`
	Gathering string    `json:"gathering"`
	Adults    int       `json:"adults"`
	Children  int       `json:"children"`
	Seats     int       `json:"seats"`
	Ask       int       `json:"ask"`
}

// NumbersChanged says that they can.
type NumbersChanged struct {
	Step int `json:"step"`
	Ask  int `json:"ask"`
}

// NumbersKept says that there is no room for so many, and that it stays as it was.
type NumbersKept struct {
	Step int `json:"step"`
	Ask  int `json:"ask"`
}

// NotTaken says that the answer came too late, and why.
type NotTaken struct {
	Because string `json:"because"`
	Step    int    `json:"step"`
	Ask     int    `json:"ask"`
}

// Moved says that the gathering is at another time or place.
type Moved struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Until    time.Time `json:"until,omitzero"`
	RemindAt time.Time `json:"remind_at,omitzero"`
	Step     int       `json:"step"`
}

// CalledOff says that the gathering does not take place.
type CalledOff struct {
	Because string `json:"because"`
	Step    int    `json:"step"`
}

// Reminded says that they were reminded, and when they are again.
type Reminded struct {
	RemindAt time.Time `json:"remind_at,omitzero"`
}

// Withdrawn says that nobody comes after all.
type Withdrawn struct {
	By        uuid.UUID `json:"by,omitzero"`
	Series    uuid.UUID `json:"series"`
	Gathering string    `json:"gathering"`
}

// Over says that the day has passed.
type Over struct {
	Seated bool `json:"seated"` // they had a place; nobody knows whether they came
}

// QuestionAsked is a question for the agenda.
type QuestionAsked struct {
	By        uuid.UUID `json:"by,omitzero"`
	Series    uuid.UUID `json:"series"`
	Gathering string    `json:"gathering"`
	Question  uuid.UUID `json:"question"`
}

// NeedStated says what it takes to take part.
type NeedStated struct {
	By          uuid.UUID `json:"by,omitzero"`
	Interpreter string    `json:"interpreter,omitempty"`
	Access      uuid.UUID `json:"access,omitzero"` // text
}

// ArrangementOpened asks a coordinator to arrange it; late when it can no longer be promised.
type ArrangementOpened struct {
	DueAt time.Time `json:"due_at"`
	Late  bool      `json:"late,omitempty"`
}

// ArrangementOwned says who does.
type ArrangementOwned struct {
	By uuid.UUID `json:"by"`
}

// ArrangementDisowned gives that back.
type ArrangementDisowned struct {
	By uuid.UUID `json:"by"`
}

// ArrangementSettled says what came of it.
type ArrangementSettled struct {
	By      uuid.UUID `json:"by"`
	Outcome Outcome   `json:"outcome"`
	Note    uuid.UUID `json:"note,omitzero"`
}

// CallNeeded says that no message reaches them, and that somebody has to telephone.
type CallNeeded struct {
	Say string `json:"say"`
}

// PersonCalled says that somebody did.
type PersonCalled struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// ContactChanged says that they are reached otherwise: as lies sealed under Contact. Where they were reached before lies under Former, when they are told
// there; what is Erased was of an earlier change.
type ContactChanged struct {
	Contact uuid.UUID   `json:"contact"`
	Former  uuid.UUID   `json:"former,omitzero"`
	Erased  []uuid.UUID `json:"erased,omitempty"`
}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (Answered) EventType() string            { return "gathering.answered" }
func (PlaceTaken) EventType() string          { return "gathering.place_taken" }
func (Waitlisted) EventType() string          { return "gathering.waitlisted" }
func (PlaceOffered) EventType() string        { return "gathering.place_offered" }
func (PassedOver) EventType() string          { return "gathering.passed_over" }
func (OfferTaken) EventType() string          { return "gathering.offer_taken" }
func (OfferLapsed) EventType() string         { return "gathering.offer_lapsed" }
func (NumbersWanted) EventType() string       { return "gathering.numbers_wanted" }
func (NumbersChanged) EventType() string      { return "gathering.numbers_changed" }
func (NumbersKept) EventType() string         { return "gathering.numbers_kept" }
func (NotTaken) EventType() string            { return "gathering.not_taken" }
func (Moved) EventType() string               { return "gathering.moved" }
func (CalledOff) EventType() string           { return "gathering.called_off" }
func (Reminded) EventType() string            { return "gathering.reminded" }
func (Withdrawn) EventType() string           { return "gathering.withdrawn" }
func (Over) EventType() string                { return "gathering.over" }
func (QuestionAsked) EventType() string       { return "gathering.question_asked" }
func (NeedStated) EventType() string          { return "gathering.need_stated" }
func (ArrangementOpened) EventType() string   { return "gathering.arrangement_opened" }
func (ArrangementOwned) EventType() string    { return "gathering.arrangement_owned" }
func (ArrangementDisowned) EventType() string { return "gathering.arrangement_disowned" }
func (ArrangementSettled) EventType() string  { return "gathering.arrangement_settled" }
func (CallNeeded) EventType() string          { return "gathering.call_needed" }
func (PersonCalled) EventType() string        { return "gathering.person_called" }
func (ContactChanged) EventType() string      { return "gathering.contact_changed" }

// Leads gives the series.
func (e Answered) Leads() uuid.UUID { return e.Series }

// Leads gives the series.
func (e NumbersWanted) Leads() uuid.UUID { return e.Series }

// Leads gives the series.
func (e OfferTaken) Leads() uuid.UUID { return e.Series }

// Leads gives the series.
func (e Withdrawn) Leads() uuid.UUID { return e.Series }

// Leads gives the series.
func (e QuestionAsked) Leads() uuid.UUID { return e.Series }
