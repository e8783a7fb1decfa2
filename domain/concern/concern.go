// Package concern is the rules of a report about an adult: a child, a parent or anybody else tells it past the program's own people, to whoever
// the organization has named for it. Nothing here judges; it sees to it that somebody looks, in time, and that the outside lines were named.
package concern

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

const (
	// lookWithin is how soon somebody has to have looked: a mandated report in Missouri is due at once (RSMo 210.115), and this is not its place.
	lookWithin = 12 * time.Hour
	// settleWithin is how long looking into it may take before somebody is reminded.
	settleWithin = 14 * 24 * time.Hour
)

// Command is a wish about one report.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Who is who wants something, in which role; with both fields zero whoever reported it.
type Who struct {
	By uuid.UUID
	As domain.Role
}

type (
	// Report tells it. Answers lie sealed.
	Report struct {
		Program, Version string
		Open             bool
		Channel          string
		Danger           bool // somebody may be in danger now
		Answers          uuid.UUID
	}
	// Add adds something to it: whoever reported it, or whoever looks into it.
	Add struct {
		Who
		Note uuid.UUID
	}
	// Look says that somebody has begun to look into it.
	Look struct{ Who }
	// Refer hands it to an authority outside, for example the state's hotline.
	Refer struct {
		Who
		To   string
		Note uuid.UUID
	}
	// Settle ends it, with a reason that whoever reported it can read.
	Settle struct {
		Who
		Reason uuid.UUID
	}
	// NeedCall is the messenger's word that whoever reported it could not be written to; nobody calls a number that may be somebody else's.
	NeedCall struct{ Say string }
	// Reach is the reporter's own: how they are reached from now on lies sealed under Contact, and where they were reached before under Former, when they
	// are told there.
	Reach struct {
		Contact, Former uuid.UUID
		Same            bool // it is as it was
	}
	// Wake is its one timer.
	Wake struct{}
)

func (Report) CommandName() string   { return "report" }
func (Add) CommandName() string      { return "add" }
func (Look) CommandName() string     { return "look" }
func (Refer) CommandName() string    { return "refer" }
func (Settle) CommandName() string   { return "settle" }
func (NeedCall) CommandName() string { return "need_call" }
func (Reach) CommandName() string    { return "reach" }
func (Wake) CommandName() string     { return "wake" }

func (Report) command()   {}
func (Add) command()      {}
func (Look) command()     {}
func (Refer) command()    {}
func (Settle) command()   {}
func (NeedCall) command() {}
func (Reach) command()    {}
func (Wake) command()     {}

type (
	// Reported is a new report.
	Reported struct {
		Program string    `json:"program"`
		Version string    `json:"version"`
		Channel string    `json:"channel"`
		Danger  bool      `json:"danger"`
		Answers uuid.UUID `json:"answers"`
		DueAt   time.Time `json:"due_at"` // somebody has to have looked
	}
	// Added is something more that was told or found.
	Added struct {
		By   uuid.UUID `json:"by"` // zero: whoever reported it
		Note uuid.UUID `json:"note"`
	}
	// Looked means that somebody looks into it.
	Looked struct {
		By    uuid.UUID `json:"by"`
		DueAt time.Time `json:"due_at"` // it should be settled
	}
	// Referred means that an authority outside has it.
	Referred struct {
		By   uuid.UUID `json:"by"`
		To   string    `json:"to"`
		Note uuid.UUID `json:"note"`
	}
	// Overdue means that nobody looked in time, or that it takes too long.
	Overdue struct {
		NextAt time.Time `json:"next_at"`
	}
	// ContactChanged means that whoever reported it is reached otherwise: as lies sealed under Contact. Where they were reached before lies under Former,
	// when they are told there; what is Erased was of an earlier change.
	ContactChanged struct {
		Contact uuid.UUID   `json:"contact"`
		Former  uuid.UUID   `json:"former,omitzero"`
		Erased  []uuid.UUID `json:"erased,omitempty"`
	}
	// Settled is the end of it.
	Settled struct {
		By     uuid.UUID `json:"by"`
		Reason uuid.UUID `json:"reason"`
	}
)

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (Reported) EventType() string { return "concern.reported" }
func (Added) EventType() string    { return "concern.added" }
func (Looked) EventType() string   { return "concern.looked" }
func (Referred) EventType() string { return "concern.referred" }
func (Overdue) EventType() string  { return "concern.overdue" }
func (Settled) EventType() string  { return "concern.settled" }

// EventType is explicit like the others.
func (ContactChanged) EventType() string { return "concern.contact_changed" }

// State is what the rules need of one report.
type State struct {
	Program string
	Danger  bool
	By      uuid.UUID // who looks into it
	DueAt   time.Time
	Settled bool
	Contact uuid.UUID // how whoever reported it is reached since they changed it
	Former  uuid.UUID // where they were reached before, when they were told there
	Reaches int       // changes of it
	Armed   time.Time // what the clock was before the last event
}

// NextWake is its clock; zero when none runs.
func (s State) NextWake() time.Time {
	if s.Settled {
		return time.Time{}
	}
	return s.DueAt
}

// Evolve folds one event into the state.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case Reported:
		s.Program, s.Danger, s.DueAt = e.Program, e.Danger, e.DueAt
	case Looked:
		s.By, s.DueAt = e.By, e.DueAt
	case Overdue:
		s.DueAt = e.NextAt
	case ContactChanged:
		s.Contact, s.Former, s.Reaches = e.Contact, e.Former, s.Reaches+1
	case Settled:
		s.Settled = true
	}
	return s
}

// Destinations are authorities outside that a report is handed to.
func Destinations() []string { return []string{"state_hotline", "police", "internal_affairs", "other"} }

// Decide says what happens when c meets s at the given time. Only those whom the organization has named look into reports: a program's own people are
// refused like everybody else.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Report:
		return report(s, c, at)
	case NeedCall:
		return nil, nil
	case Wake:
		if s.Program == "" || s.Settled || s.DueAt.After(at) {
			return nil, nil
		}
		return []domain.Event{Overdue{NextAt: at.Add(lookWithin)}}, nil
	default:
		return lookInto(s, c, at)
	}
}

// lookInto decides what is done about a report that is there.
func lookInto(s State, c Command, at time.Time) ([]domain.Event, error) {
	if s.Program == "" {
		return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	if s.Settled {
		return nil, domain.Errorf(domain.Conflict, "This was settled in the meantime. If there is more to tell, please report it anew, or call one of the numbers on this page.")
	}
	switch c := c.(type) {
	case Add:
		if c.By != uuid.Nil {
			if err := named(c.Who); err != nil {
				return nil, err
			}
		}
		return []domain.Event{Added{By: c.By, Note: c.Note}}, nil
	case Look:
		if err := named(c.Who); err != nil || s.By == c.By {
			return nil, err
		}
		return []domain.Event{Looked{By: c.By, DueAt: at.Add(settleWithin)}}, nil
	case Reach:
		return reach(s, c)
	case Refer:
		return refer(c)
	case Settle:
		if err := named(c.Who); err != nil {
			return nil, err
		}
		return []domain.Event{Settled{By: c.By, Reason: c.Reason}}, nil
	default:
		return nil, unknown(c)
	}
}

func report(s State, c Report, at time.Time) ([]domain.Event, error) {
	switch {
	case s.Program != "":
		return nil, nil
	case !c.Open:
		return nil, domain.Errorf(domain.Rejected, "Reports are not taken here at the moment. Nothing was recorded; please call one of the numbers on this page.")
	}
	return []domain.Event{Reported{Program: c.Program, Version: c.Version, Channel: c.Channel, Danger: c.Danger, Answers: c.Answers, DueAt: at.Add(lookWithin)}}, nil
}

func refer(c Refer) ([]domain.Event, error) {
	if err := named(c.Who); err != nil {
		return nil, err
	}
	for _, to := range Destinations() {
		if c.To == to {
			return []domain.Event{Referred{By: c.By, To: c.To, Note: c.Note}}, nil
		}
	}
	return nil, domain.Errorf(domain.Invalid, "Please choose to whom.")
}

// named lets in whoever the organization has named for such reports.
func named(w Who) error {
	if w.As != domain.RoleSafeguard {
		return domain.Errorf(domain.Forbidden, "Only those whom the organization has named for such reports can do that.")
	}
	return nil
}

// unknown is a command that Decide sent the wrong way: a fault of ours.
func unknown(c Command) error { panic("concern: nobody decides " + c.CommandName()) }
