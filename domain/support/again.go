package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// wroteMost is how many of the requests that came again a case leads to; what is to be minded of the others is kept all the same.
const wroteMost = 20

// toldMost is how many of them are told what became of them.
const toldMost = 100

// Mind is what a request says is to be minded. Of two that differ, the more careful one holds.
type Mind struct {
	Silent bool `json:"no_messages,omitempty"`
	Quiet  bool `json:"leave_no_message,omitempty"`
	Shared bool `json:"phone_shared,omitempty"`
	Hours  bool `json:"call_hours,omitempty"` // named some; which, lies sealed with its answers
	Safety bool `json:"safety_concern,omitempty"`
}

func (m Mind) and(o Mind) Mind {
	return Mind{Silent: m.Silent || o.Silent, Quiet: m.Quiet || o.Quiet, Shared: m.Shared || o.Shared, Hours: m.Hours || o.Hours, Safety: m.Safety || o.Safety}
}

// ReadAgain is a coordinator's word that they have read what came again.
type ReadAgain struct {
	Who
	Note   uuid.UUID
	Theirs bool // the family has confirmed it: what it says is minded from now on
	Ends   bool // it was not the family: nothing comes of it
}

// CommandName is the name in messages.
func (ReadAgain) CommandName() string { return "read_again" }

func (ReadAgain) command() {}

// AgainRead says that a coordinator has read what came again.
type AgainRead struct {
	By     uuid.UUID `json:"by"`
	Note   uuid.UUID `json:"note,omitzero"`
	Theirs bool      `json:"theirs,omitempty"`
}

// EventType is never renamed.
func (AgainRead) EventType() string { return "support.again_read" }

// JoinedRead says to a request that came again, and that the case took in, that a coordinator has read it.
type JoinedRead struct {
	Request uuid.UUID `json:"request"`
	Ended   bool      `json:"ended,omitempty"` // nothing comes of it, or nothing any more
}

// EventType is never renamed.
func (JoinedRead) EventType() string { return "support.joined_read" }

// Again is what came again from the family's number.
type Again struct {
	Requests []uuid.UUID // the latest
	Unread   int         // how many no coordinator has read
	Unsure   Mind        // of what waits
	Sure     Mind        // of what the family confirmed
	Waiting  []uuid.UUID // those that no coordinator has read
	Known    []uuid.UUID // those that somebody has, and that end with the case
}

// Minding is what is to be minded beside the family's own answers: what it confirmed, and until somebody has looked, whatever came again.
func (s State) Minding() Mind { return s.Again.Sure.and(s.Again.Unsure) }

// minded is what an event says is to be minded.
func (e ReferredAgain) minded() Mind {
	return Mind{Silent: e.Silent, Quiet: e.Quiet, Shared: e.Shared, Hours: e.Hours, Safety: e.Safety}
}

// Minded is what a joined request says is to be minded.
func (e ReferralMerged) Minded() Mind {
	return Mind{Silent: e.Silent, Quiet: e.Quiet, Shared: e.Shared, Hours: e.Hours, Safety: e.Safety}
}

// wroteAgain is what is told to a case when its family, or somebody with its number, wrote again.
func wroteAgain(c ReferAgain, at time.Time) ReferredAgain {
	return ReferredAgain{
		Asker: c.Asker, Independent: c.Independent, Referral: c.Referral, Request: c.Request, DueAt: at.Add(c.Facts.Protocol.CallBack),
		Silent: c.Mind.Silent, Quiet: c.Mind.Quiet, Shared: c.Mind.Shared, Hours: c.Mind.Hours, Safety: c.Mind.Safety,
	}
}

// readAgain lets go of what nobody confirmed. It may be due after the end too.
func readAgain(s State, c ReadAgain) ([]domain.Event, error) {
	switch {
	case s.Phase == None:
		return nil, notFound()
	case c.As != domain.RoleCoordinator:
		return nil, notCoordinator()
	case s.Again.Unread == 0:
		return nil, domain.Errorf(domain.Conflict, "Somebody has read it in the meantime.")
	}
	events := []domain.Event{AgainRead{By: c.By, Note: c.Note, Theirs: c.Theirs}}
	over := len(s.Again.Known) + len(s.Again.Waiting) - toldMost
	for i, request := range slices.Concat(s.Again.Known, s.Again.Waiting) {
		switch old := i < len(s.Again.Known); {
		case i < over:
			events = append(events, JoinedRead{Request: request, Ended: true})
		case !old:
			events = append(events, JoinedRead{Request: request, Ended: c.Ends || s.Phase == Closed})
		}
	}
	return events, nil
}

// endJoined ends what came again together with the case. What nobody has read yet waits until somebody has.
func (s State) endJoined() (events []domain.Event) {
	for _, request := range s.Again.Known {
		events = append(events, JoinedRead{Request: request, Ended: true})
	}
	return events
}

// evolveAgain folds what came again. Messages rest as long as it says so and nobody has looked.
func evolveAgain(s State, event domain.Event) State {
	switch e := event.(type) {
	case ReferredAgain:
		if e.Adopted {
			s.Referral = e.Referral
		}
		if e.Request == uuid.Nil {
			return s
		}
		s.Again.Requests = append(append([]uuid.UUID{}, s.Again.Requests[max(0, len(s.Again.Requests)+1-wroteMost):]...), e.Request)
		s.Again.Unread, s.Again.Unsure = s.Again.Unread+1, s.Again.Unsure.and(e.minded())
		s.Again.Waiting = latest(append(slices.Clone(s.Again.Waiting), e.Request))
	case AgainRead:
		if e.Theirs {
			s.Again.Sure = s.Minding()
		}
		s.Again.Unread, s.Again.Unsure = 0, Mind{}
		s.Again.Known, s.Again.Waiting = slices.Concat(s.Again.Known, s.Again.Waiting), nil
	case JoinedRead:
		if e.Ended {
			s.Again.Known = without(s.Again.Known, e.Request)
		}
	}
	return s.hush()
}

func latest(requests []uuid.UUID) []uuid.UUID { return requests[max(0, len(requests)-toldMost):] }

// minded is what whoever refers a family says is to be minded.
func (c Refer) minded() Mind { return c.Mind.and(Mind{Silent: c.Silent, Safety: c.Safety}) }

// hush lets messages to the relative whom the referral names rest as long as something says so that came again.
func (s State) hush() State {
	if len(s.Relatives) > 0 {
		s.Relatives[0].Hushed = s.Minding().Silent
	}
	return s
}
