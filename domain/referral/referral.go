// Package referral is the homicide desk's side of a family's case. It lies behind a wall of its own: what can be known here is that the desk
// referred a family and notified it, that somebody accepted, that contact was made, that the case was closed, and what a family released.
package referral

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one referral. Nearly all of them are sent by routes, from the other side of the wall.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Open begins the desk's side of a case.
type Open struct {
	Case     uuid.UUID
	By       uuid.UUID
	Notified bool
}

// Notified is the desk's word that the family has been told of the death.
type Notified struct{ By uuid.UUID }

// Attach has the referral belong to another case of the same family from now on, with what can be known of it already; or ends it, when that
// case has a referral of its own.
type Attach struct {
	Case                        uuid.UUID
	Adopted                     bool
	Notified, Accepted, Contact bool
}

// Note is one of the few facts that come back over the wall.
type Note struct{ Fact Fact }

// NoteRelease is what a family lets the desk know, until a moment; the zero time ends it. The wall keeps no order: a release that ended never
// comes back, also when word of its signing arrives after that of its end.
type NoteRelease struct {
	Release uuid.UUID
	Scope   string
	Until   time.Time
}

// Fact is what can be known on the desk's side.
type Fact string

// The facts, and there are no others.
const (
	SomebodyAccepted Fact = "accepted"
	ContactMade      Fact = "contact_made"
	CaseClosed       Fact = "closed"
	FamilyNotified   Fact = "notified" // by a coordinator
)

// Opened begins the desk's side of a case.
type Opened struct {
	Case     uuid.UUID `json:"case"`
	By       uuid.UUID `json:"by"`
	Notified bool      `json:"notified,omitempty"`
}

// Attached says that the referral belongs to another case of the same family.
type Attached struct {
	Case uuid.UUID `json:"case"`
}

// NotificationRecorded says that the family has been told of the death.
type NotificationRecorded struct {
	Case uuid.UUID `json:"case"`
	By   uuid.UUID `json:"by,omitzero"` // of the desk; zero when a coordinator recorded it
}

// AcceptanceNoted says that somebody goes to the family; not who.
type AcceptanceNoted struct{}

// ContactNoted says that there is contact with the family.
type ContactNoted struct{}

// ClosingNoted says that the case is closed; not how.
type ClosingNoted struct{}

// ReleaseNoted is what a family lets the desk know.
type ReleaseNoted struct {
	Release uuid.UUID `json:"release,omitzero"`
	Scope   string    `json:"scope"`
	Until   time.Time `json:"until,omitzero"` // zero: no longer
}

func (Open) CommandName() string        { return "open" }
func (Notified) CommandName() string    { return "notified" }
func (Attach) CommandName() string      { return "attach" }
func (Note) CommandName() string        { return "note" }
func (NoteRelease) CommandName() string { return "note_release" }

func (Open) command()        {}
func (Notified) command()    {}
func (Attach) command()      {}
func (Note) command()        {}
func (NoteRelease) command() {}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (Opened) EventType() string               { return "referral.opened" }
func (Attached) EventType() string             { return "referral.attached" }
func (NotificationRecorded) EventType() string { return "referral.notification_recorded" }
func (AcceptanceNoted) EventType() string      { return "referral.acceptance_noted" }
func (ContactNoted) EventType() string         { return "referral.contact_noted" }
func (ClosingNoted) EventType() string         { return "referral.closing_noted" }
func (ReleaseNoted) EventType() string         { return "referral.release_noted" }

// Leads gives the case; nothing when a coordinator, who knows already, recorded it.
func (e NotificationRecorded) Leads() uuid.UUID {
	if e.By == uuid.Nil {
		return uuid.Nil
	}
	return e.Case
}

// Written is the id of the sealed text in which the desk reads whom it referred, for as long as it has to say whether the family was told.
func Written(of uuid.UUID) uuid.UUID { return uuid.NewSHA1(of, []byte("written by the desk")) }

// State is what the desk may know.
type State struct {
	Case     uuid.UUID
	By       uuid.UUID
	Notified bool
	Accepted bool
	Contact  bool
	Closed   bool
	Released map[string]time.Time // by scope, the latest moment
	Releases []Release            // those that have ended too
}

// Release is one that a family signed. It has ended when its moment is zero.
type Release struct {
	ID    uuid.UUID
	Scope string
	Until time.Time
}

// Evolve folds one event into the state.
func Evolve(s State, event domain.Event) State {
	switch e := event.(type) {
	case Opened:
		s.Case, s.By, s.Notified = e.Case, e.By, e.Notified
	case Attached:
		s.Case = e.Case
	case NotificationRecorded:
		s.Notified = true
	case AcceptanceNoted:
		s.Accepted = true
	case ContactNoted:
		s.Accepted, s.Contact = true, true
	case ClosingNoted:
		s.Closed = true
	case ReleaseNoted:
		s.Releases = slices.DeleteFunc(slices.Clone(s.Releases), func(r Release) bool { return r.ID == e.Release && (r.ID != uuid.Nil || r.Scope == e.Scope) })
		s.Releases = append(s.Releases, Release{ID: e.Release, Scope: e.Scope, Until: e.Until})
		s.Released = map[string]time.Time{}
		for _, r := range s.Releases {
			if r.Until.After(s.Released[r.Scope]) {
				s.Released[r.Scope] = r.Until
			}
		}
	}
	return s
}

// Decide says what happens when c meets s. What comes twice, or late, or before the referral is there, changes nothing: the wall keeps no order.
func Decide(s State, c Command, _ time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Open:
		if s.Case != uuid.Nil {
			return nil, nil
		}
		return []domain.Event{Opened{Case: c.Case, By: c.By, Notified: c.Notified}}, nil
	case Notified:
		if s.Case == uuid.Nil {
			return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
		}
		if s.Notified {
			return nil, domain.Errorf(domain.Conflict, "The notification has been recorded already.")
		}
		return []domain.Event{NotificationRecorded{Case: s.Case, By: c.By}}, nil
	case Attach:
		if s.Case == uuid.Nil {
			return nil, notYet()
		}
		return attach(s, c), nil
	case NoteRelease:
		if s.Case == uuid.Nil {
			return nil, notYet()
		}
		return noteRelease(s, c), nil
	case Note:
		if s.Case == uuid.Nil {
			return nil, notYet()
		}
		return note(s, c.Fact), nil
	}
	panic("referral: unknown command")
}

// attach takes the desk's word about the notification along to the other case.
func attach(s State, c Attach) []domain.Event {
	switch {
	case !c.Adopted:
		return note(s, CaseClosed)
	case s.Case == c.Case:
		return nil
	}
	events := []domain.Event{Attached{Case: c.Case}}
	switch {
	case s.Notified:
		events = append(events, NotificationRecorded{Case: c.Case, By: s.By})
	case c.Notified:
		events = append(events, NotificationRecorded{Case: c.Case})
	}
	if c.Accepted {
		events = append(events, note(s, SomebodyAccepted)...)
	}
	if c.Contact {
		events = append(events, note(s, ContactMade)...)
	}
	return events
}

// notYet has a fact tried again that overtook the opening of its referral.
func notYet() error { return domain.Errorf(domain.Conflict, "The referral is not there yet.") }

func noteRelease(s State, c NoteRelease) []domain.Event {
	i := slices.IndexFunc(s.Releases, func(r Release) bool { return r.ID == c.Release && (r.ID != uuid.Nil || r.Scope == c.Scope) })
	switch {
	case i < 0 && c.Release == uuid.Nil && c.Until.IsZero():
		return nil
	case i >= 0 && s.Releases[i].Until.Equal(c.Until):
		return nil
	case i >= 0 && c.Release != uuid.Nil && s.Releases[i].Until.IsZero():
		return nil
	}
	return []domain.Event{ReleaseNoted{Release: c.Release, Scope: c.Scope, Until: c.Until}}
}

func note(s State, fact Fact) []domain.Event {
	switch {
	case fact == SomebodyAccepted && !s.Accepted:
		return []domain.Event{AcceptanceNoted{}}
	case fact == ContactMade && !s.Contact:
		return []domain.Event{ContactNoted{}}
	case fact == CaseClosed && !s.Closed:
		return []domain.Event{ClosingNoted{}}
	case fact == FamilyNotified && !s.Notified:
		return []domain.Event{NotificationRecorded{Case: s.Case}}
	}
	return nil
}
