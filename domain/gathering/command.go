package gathering

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one answer. Who wants it travels in By, which is nobody for whoever sent it, and the rules in Facts.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Facts is what the rules need to know from outside the case.
type Facts struct{ Rules Rules }

// Answer sends an answer to an invitation.
type Answer struct {
	By               uuid.UUID
	Series           uuid.UUID // the stream of the gatherings
	Gathering        string
	Program, Version string
	Open             bool
	Channel          string
	Adults, Children int
	Interpreter      string // language; empty for none
	Access           bool   // something is needed to take part, which stands in the answers
	Answers          uuid.UUID
	Facts            Facts
}

// Note is what the series says of how the answer stands. What is older than what is known changes nothing.
type Note struct {
	What     string
	Standing string
	StartsAt time.Time
	EndsAt   time.Time
	Until    time.Time
	Because  string
	Ask      int
	Step     int
	Facts    Facts
}

// Change says that more or fewer come.
type Change struct {
	By               uuid.UUID
	Adults, Children int
	Facts            Facts
}

// Take says yes to a place that came free.
type Take struct{ By uuid.UUID }

// Withdraw says that nobody comes after all.
type Withdraw struct{ By uuid.UUID }

// Ask puts a question for the agenda to the coordinators.
type Ask struct {
	By       uuid.UUID
	Question uuid.UUID // text
}

// Need says what it takes to take part: an interpreter, or something that stands in a sealed text.
type Need struct {
	By          uuid.UUID
	Interpreter string
	Access      uuid.UUID // text; zero for none
	Facts       Facts
}

// Own says that a coordinator takes it on to arrange what is needed; Disown gives that back.
type Own struct{ By uuid.UUID }

// Disown gives it back.
type Disown struct{ By uuid.UUID }

// Settle says what came of it.
type Settle struct {
	By      uuid.UUID
	Outcome Outcome
	Note    uuid.UUID // text; zero for none
}

// NeedCall says that no message reaches whoever answered.
type NeedCall struct{ Say string }

// Called says that they were telephoned.
type Called struct {
	By   uuid.UUID
	Note uuid.UUID // text; zero for none
}

// Reach is their own: how they are reached from now on lies sealed under Contact, and where they were reached before under Former, when they are told there.
type Reach struct {
	Contact, Former uuid.UUID
	Same            bool // it is as it was
}

// Wake lets everything happen whose time has come.
type Wake struct{ Facts Facts }

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Answer:
		c.Facts = f
		return c
	case Note:
		c.Facts = f
		return c
	case Change:
		c.Facts = f
		return c
	case Need:
		c.Facts = f
		return c
	case Wake:
		c.Facts = f
		return c
	}
	return c
}

func (Answer) CommandName() string   { return "answer" }
func (Note) CommandName() string     { return "note" }
func (Change) CommandName() string   { return "change" }
func (Take) CommandName() string     { return "take" }
func (Withdraw) CommandName() string { return "withdraw" }
func (Ask) CommandName() string      { return "ask" }
func (Need) CommandName() string     { return "need" }
func (Own) CommandName() string      { return "own" }
func (Disown) CommandName() string   { return "disown" }
func (Settle) CommandName() string   { return "settle" }
func (NeedCall) CommandName() string { return "need_call" }
func (Called) CommandName() string   { return "called" }
func (Reach) CommandName() string    { return "reach" }
func (Wake) CommandName() string     { return "wake" }

func (Answer) command()   {}
func (Note) command()     {}
func (Change) command()   {}
func (Take) command()     {}
func (Withdraw) command() {}
func (Ask) command()      {}
func (Need) command()     {}
func (Own) command()      {}
func (Disown) command()   {}
func (Settle) command()   {}
func (NeedCall) command() {}
func (Called) command()   {}
func (Reach) command()    {}
func (Wake) command()     {}
