package series

import (
	"time"

	"github.com/google/uuid"
)

// GatheringPlanned puts a day of the rule into the series, under the day it was first planned for.
type GatheringPlanned struct {
	Gathering string    `json:"gathering"`
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Capacity  int       `json:"capacity"`
}

// SingleAdded puts a gathering beside those of the rule.
type SingleAdded struct {
	By        uuid.UUID `json:"by"`
	Gathering string    `json:"gathering"`
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Capacity  int       `json:"capacity"`
	Name      uuid.UUID `json:"name,omitzero"`
	Place     uuid.UUID `json:"place,omitzero"`
}

// GatheringMoved gives a gathering another time or place; nobody moved it when the program's file did.
type GatheringMoved struct {
	By        uuid.UUID `json:"by,omitzero"`
	Gathering string    `json:"gathering"`
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Place     uuid.UUID `json:"place,omitzero"`
}

// GatheringCalledOff says that it does not take place.
type GatheringCalledOff struct {
	By        uuid.UUID `json:"by,omitzero"`
	Gathering string    `json:"gathering"`
	Because   string    `json:"because"`
}

// GatheringEnded says that it was, and how many places had been given.
type GatheringEnded struct {
	Gathering string `json:"gathering"`
	Seats     int    `json:"seats"`
}

// CapacitySet gives one gathering another number of places; nobody did when the program's file did.
type CapacitySet struct {
	By        uuid.UUID `json:"by,omitzero"`
	Gathering string    `json:"gathering"`
	Capacity  int       `json:"capacity"`
}

// VisitSettled says how an answer stands after something happened to it: all of it, so that whoever hears of two in the wrong order goes by the
// one with the higher step.
type VisitSettled struct {
	Visit     uuid.UUID `json:"visit"`
	Gathering string    `json:"gathering"`
	Kind      string    `json:"kind"` // what happened
	Status    Standing  `json:"status"`
	Seats     int       `json:"seats"`
	Number    int       `json:"number"`
	Until     time.Time `json:"until,omitzero"`
	StartsAt  time.Time `json:"starts_at,omitzero"`
	EndsAt    time.Time `json:"ends_at,omitzero"`
	Because   string    `json:"because,omitempty"`
	Ask       int       `json:"ask"`
	Step      int       `json:"step"`
}

// AgendaAdded puts an item on an agenda.
type AgendaAdded struct {
	By        uuid.UUID `json:"by"`
	Gathering string    `json:"gathering"`
	Item      uuid.UUID `json:"item"`
}

// AgendaRemoved takes it off again.
type AgendaRemoved struct {
	By        uuid.UUID `json:"by"`
	Gathering string    `json:"gathering"`
	Item      uuid.UUID `json:"item"`
}

// QuestionNoted says that somebody who comes has asked something.
type QuestionNoted struct {
	Question  uuid.UUID `json:"question"`
	Visit     uuid.UUID `json:"visit"`
	Gathering string    `json:"gathering"`
}

// QuestionPublished puts it on the gathering's page, in words that a coordinator looked at.
type QuestionPublished struct {
	By       uuid.UUID `json:"by"`
	Question uuid.UUID `json:"question"`
	Text     uuid.UUID `json:"text"`
}

// QuestionDeclined leaves it unpublished.
type QuestionDeclined struct {
	By       uuid.UUID `json:"by"`
	Question uuid.UUID `json:"question"`
}

// PromiseMade is something that was promised at a gathering.
type PromiseMade struct {
	By      uuid.UUID `json:"by"`
	Promise uuid.UUID `json:"promise"`
	Text    uuid.UUID `json:"text"`
	DueOn   time.Time `json:"due_on"` // local noon of the day
}

// PromiseKept says that it was done.
type PromiseKept struct {
	By      uuid.UUID `json:"by"`
	Promise uuid.UUID `json:"promise"`
	Outcome uuid.UUID `json:"result,omitzero"` // text
	At      time.Time `json:"at"`
}

// PromiseDropped says that it will not be done, and why.
type PromiseDropped struct {
	By      uuid.UUID `json:"by"`
	Promise uuid.UUID `json:"promise"`
	Outcome uuid.UUID `json:"result,omitzero"` // text
	At      time.Time `json:"at"`
}

// TallyEntered says how many came from each area: counts, never who.
type TallyEntered struct {
	By        uuid.UUID `json:"by"`
	Gathering string    `json:"gathering"`
	Areas     []string  `json:"areas"`
	Counts    []int     `json:"counts"`
}

// YearPlanned says until when the rule was followed, and when it is looked at next.
type YearPlanned struct {
	NextAt time.Time `json:"next_at"`
}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (GatheringPlanned) EventType() string   { return "series.gathering_planned" }
func (SingleAdded) EventType() string        { return "series.single_added" }
func (GatheringMoved) EventType() string     { return "series.gathering_moved" }
func (GatheringCalledOff) EventType() string { return "series.gathering_called_off" }
func (GatheringEnded) EventType() string     { return "series.gathering_ended" }
func (CapacitySet) EventType() string        { return "series.capacity_set" }
func (VisitSettled) EventType() string       { return "series.visit_settled" }
func (AgendaAdded) EventType() string        { return "series.agenda_added" }
func (AgendaRemoved) EventType() string      { return "series.agenda_removed" }
func (QuestionNoted) EventType() string      { return "series.question_noted" }
func (QuestionPublished) EventType() string  { return "series.question_published" }
func (QuestionDeclined) EventType() string   { return "series.question_declined" }
func (PromiseMade) EventType() string        { return "series.promise_made" }
func (PromiseKept) EventType() string        { return "series.promise_kept" }
func (PromiseDropped) EventType() string     { return "series.promise_dropped" }
func (TallyEntered) EventType() string       { return "series.tally_entered" }
func (YearPlanned) EventType() string        { return "series.year_planned" }

// Leads gives the case of the answer.
func (e VisitSettled) Leads() uuid.UUID { return e.Visit }
