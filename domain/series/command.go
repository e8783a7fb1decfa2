package series

import (
	"time"

	"github.com/google/uuid"
)

// Command is a wish about one series. Who wants it travels in By, and what the program says in Facts.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Plan puts the rule's days into the series and follows the rule where it has changed; doing it again changes nothing.
type Plan struct{ Facts Facts }

// Wake lets everything happen whose time has come.
type Wake struct{ Facts Facts }

// Want is what an answer wants in all: a later wish of the same answer, with a higher Ask, takes the place of the one before.
type Want struct {
	Visit     uuid.UUID
	Gathering string
	Seats     int
	Ask       int
	Facts     Facts
}

// TakeOffer says yes to places that came free.
type TakeOffer struct {
	Visit     uuid.UUID
	Gathering string
	Facts     Facts
}

// Leave gives the places of an answer back.
type Leave struct {
	Visit     uuid.UUID
	Gathering string
	Facts     Facts
}

// NoteQuestion keeps a question until a coordinator has looked at it.
type NoteQuestion struct {
	Question  uuid.UUID
	Visit     uuid.UUID
	Gathering string
}

// AddSingle puts a gathering beside those of the rule; the same id again changes nothing.
type AddSingle struct {
	By               uuid.UUID
	ID               uuid.UUID
	StartsAt, EndsAt time.Time
	Capacity         int
	Name, Place      uuid.UUID
	Facts            Facts
}

// Move gives a gathering another time or place, and everybody who answered is told.
type Move struct {
	By               uuid.UUID
	Gathering        string
	StartsAt, EndsAt time.Time
	Place            uuid.UUID // text; zero: where it is now
	Facts            Facts
}

// CallOff calls a gathering off, and everybody who answered is told.
type CallOff struct {
	By        uuid.UUID
	Gathering string
	Because   string
}

// SetCapacity gives one gathering another number of places.
type SetCapacity struct {
	By        uuid.UUID
	Gathering string
	Seats     int
	Facts     Facts
}

// AddAgenda puts an item on a gathering's agenda.
type AddAgenda struct {
	By        uuid.UUID
	Gathering string
	Item      uuid.UUID // text
}

// RemoveAgenda takes it off again.
type RemoveAgenda struct {
	By        uuid.UUID
	Gathering string
	Item      uuid.UUID
}

// PublishQuestion puts a question, in words that are fit for everybody, on the page of its gathering.
type PublishQuestion struct {
	By       uuid.UUID
	Question uuid.UUID
	Text     uuid.UUID
}

// DeclineQuestion leaves a question unpublished.
type DeclineQuestion struct {
	By       uuid.UUID
	Question uuid.UUID
}

// MakePromise writes down what was promised, and by when.
type MakePromise struct {
	By      uuid.UUID
	Promise uuid.UUID
	Text    uuid.UUID
	DueOn   time.Time
}

// SettlePromise says what became of it.
type SettlePromise struct {
	By      uuid.UUID
	Promise uuid.UUID
	Kept    bool
	Outcome uuid.UUID // text
}

// EnterTally says how many came from each area; entering it again corrects it.
type EnterTally struct {
	By        uuid.UUID
	Gathering string
	Areas     []string
	Counts    []int
	Facts     Facts
}

func (Plan) CommandName() string            { return "plan" }
func (Wake) CommandName() string            { return "wake" }
func (Want) CommandName() string            { return "want" }
func (TakeOffer) CommandName() string       { return "take_offer" }
func (Leave) CommandName() string           { return "leave" }
func (NoteQuestion) CommandName() string    { return "note_question" }
func (AddSingle) CommandName() string       { return "add_single" }
func (Move) CommandName() string            { return "move" }
func (CallOff) CommandName() string         { return "call_off" }
func (SetCapacity) CommandName() string     { return "set_capacity" }
func (AddAgenda) CommandName() string       { return "add_agenda" }
func (RemoveAgenda) CommandName() string    { return "remove_agenda" }
func (PublishQuestion) CommandName() string { return "publish_question" }
func (DeclineQuestion) CommandName() string { return "decline_question" }
func (MakePromise) CommandName() string     { return "make_promise" }
func (SettlePromise) CommandName() string   { return "settle_promise" }
func (EnterTally) CommandName() string      { return "enter_tally" }

func (Plan) command()            {}
func (Wake) command()            {}
func (Want) command()            {}
func (TakeOffer) command()       {}
func (Leave) command()           {}
func (NoteQuestion) command()    {}
func (AddSingle) command()       {}
func (Move) command()            {}
func (CallOff) command()         {}
func (SetCapacity) command()     {}
func (AddAgenda) command()       {}
func (RemoveAgenda) command()    {}
func (PublishQuestion) command() {}
func (DeclineQuestion) command() {}
func (MakePromise) command()     {}
func (SettlePromise) command()   {}
func (EnterTally) command()      {}
