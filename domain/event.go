package domain

import (
	"time"

	"github.com/google/uuid"
)

// Event is a fact of one case. Its fields are ids, amounts and codes, never personal data.
type Event interface {
	// EventType is the stored name, "<workflow>.<what_happened>"; never renamed.
	EventType() string
}

// OfFund is an event after which cases that wait for a fund may go on.
type OfFund interface {
	Event
	FundKey() string
}

// Elsewhere is an event that leads to another stream than its own.
type Elsewhere interface {
	Event
	// Leads gives that stream; the zero id leads nowhere.
	Leads() uuid.UUID
}

// Command is a wish that a person, a message or a timer has about one case; the rules may refuse it.
type Command interface {
	// CommandName is the stored name of the command in timers and logs.
	CommandName() string
}

// Compartment is one of the walls inside an organization; row security keeps them apart.
type Compartment string

// The compartments.
const (
	Welfare   Compartment = "welfare"
	Support   Compartment = "support"
	Youth     Compartment = "youth"
	Volunteer Compartment = "volunteer"
	Desk      Compartment = "desk"      // the homicide desk: on its own side of the wall to Support
	Safeguard Compartment = "safeguard" // reports about an adult, past every program's own people
	Public    Compartment = "public"
)

// Recorded is an event as it is stored: where, when, by whom, and because of what.
type Recorded struct {
	ID           uuid.UUID
	Organization string
	Compartment  Compartment
	Workflow     string
	Stream       uuid.UUID // the case
	Version      int       // 1, 2, 3 … within the stream
	At           time.Time // UTC, whole microseconds
	Actor        string    // "person:<id>", "requester", "timer", or "route:<name>"
	Cause        uuid.UUID // the message, act or timer that led here
	Event        Event
	Data         []byte // the event as JSON, exactly the stored bytes
	Hash         []byte // SHA-256 over the event before it in the stream and this one
}
