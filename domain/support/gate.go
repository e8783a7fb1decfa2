package support

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// refer opens a case. Whatever opens it, it is recorded; what happens next depends on who asks and who knows. Nobody is sent on the word of
// somebody who did not sign in, and nobody is written to on it either, unless they ask for themselves.
func refer(s State, c Refer, at time.Time) ([]domain.Event, error) {
	if s.Phase != None {
		return nil, nil
	}
	p := c.Facts.Protocol
	if !c.Open {
		return nil, domain.Errorf(domain.Rejected, "This program takes no requests at the moment. Please call the number on its page; somebody will tell you who can help now.")
	}
	known := c.known()
	referred := FamilyReferred{
		Program: c.Program, Version: c.Version, Channel: c.Channel, EnteredBy: c.By, Asker: c.Asker, Language: c.Language, Faith: c.Faith, Area: c.Area,
		Safety: c.Safety, Independent: c.Independent, Relative: c.Relative, Notified: !p.Gate || c.Notified && (known || c.Asker == AskFamily), Trusted: c.Asker == AskDesk && known && !c.Independent,
		Texts: c.Texts, Silent: c.Silent, Basis: c.basis(), Matter: c.Matter, Answers: c.Answers, Again: c.Facts.Twin != uuid.Nil,
	}
	if c.As == domain.RoleDesk {
		referred.Referral = c.Referral
	}
	events := []domain.Event{referred}
	state := Evolve(s, referred)
	if c.leaves() && p.Independent != "" { // also for a family that has another case open: we must not serve it
		events = append(events, FamilyDiverted{Partner: p.Independent, Known: c.Facts.Twin})
		return append(events, closed(state, uuid.Nil, uuid.Nil, Diverted)...), nil
	}
	next := begin(state, p, at)
	if !state.Relatives[0].Notified && !c.Notified {
		next = NotificationAwaited{DueAt: at.Add(p.Notify)}
	}
	if c.Facts.Twin != uuid.Nil {
		return append(events, joins(state, c, referred.Referral, next)...), nil
	}
	return append(events, next), nil
}

// referAgain takes in that a family was referred once more. A coordinator reads it, what is safer of both holds until then, and a case that ended
// in between goes on: nobody is lost between two cases. The desk's side is taken over when the case has none.
func referAgain(s State, c ReferAgain, at time.Time) []domain.Event {
	if s.Phase == None {
		return nil
	}
	again := wroteAgain(c, at)
	again.Adopted = c.Referral != uuid.Nil && s.Referral == uuid.Nil
	if again.Adopted {
		again.Notified, again.Accepted, again.Contact = s.Relatives[0].Notified, len(s.Engaged()) > 0, !s.ContactAt.IsZero()
	}
	events := []domain.Event{again}
	if s.Phase != Closed {
		return events
	}
	if events = append(events, CaseReopened{}); s.Relatives[0].Notified {
		return append(events, CallBackAwaited{DueAt: at.Add(c.Facts.Protocol.CallBack)})
	}
	return append(events, NotificationAwaited{DueAt: at.Add(c.Facts.Protocol.Notify)})
}

// basis is why a first contact may be made: the family's own wish where it is known, and else the program's one first call.
func (c Refer) basis() Basis {
	switch {
	case c.Asker == AskFamily:
		return ByOwnWish
	case c.Basis == ByConsent && (c.Asker != AskDesk || c.known()):
		return ByConsent
	}
	return FirstContact
}

// leaves tells whether the family itself asked for the independent partner. From anybody else it is a wish that a coordinator asks the family
// about: nobody is sent away on another's word.
func (c Refer) leaves() bool { return c.Independent && c.Asker == AskFamily && c.As != domain.RoleDesk }

// known tells whether somebody signed in asks who may speak for the desk. Anybody can say that they are it.
func (c Refer) known() bool { return c.As == domain.RoleDesk || c.As == domain.RoleCoordinator }

// begin is what comes once the relative whom a referral names knows: whoever is not trusted is called back, and else people are asked unless
// enough are with the family still.
func begin(s State, p Protocol, at time.Time) domain.Event {
	switch engaged := len(s.Engaged()); {
	case !s.Trusted:
		return CallBackAwaited{DueAt: at.Add(p.CallBack)}
	case engaged > 0 && engaged >= p.Dispatch.Pair:
		return s.assigned(p, at)
	}
	return opening(s, p.Dispatch.Pair, p, at)
}

// recordNotified opens the gate for one relative. When it is the one whom the referral names, the case goes on.
func recordNotified(s State, c RecordNotified, at time.Time) ([]domain.Event, error) {
	r, known := s.Relative(c.Relative)
	switch {
	case c.As != domain.RoleCoordinator && c.As != domain.RoleDesk:
		return nil, domain.Errorf(domain.Forbidden, "The desk or a coordinator records that somebody was notified.")
	case !known:
		return nil, notFound()
	case s.Phase == Closed && c.As == domain.RoleCoordinator:
		return nil, settled(s)
	case s.Phase == Closed || r.Notified:
		return nil, nil
	}
	notified := RelativeNotified{Relative: r.ID, By: c.By}
	named := r.ID == s.Relatives[0].ID
	if named {
		notified.Referral = s.Referral
	}
	events := []domain.Event{notified}
	if named && s.Phase == Notifying {
		events = append(events, begin(s, c.Facts.Protocol, at))
	}
	return events, nil
}

// proceed sends people on a coordinator's word. Whoever called back has heard that the family knows.
func proceed(s State, c Proceed, at time.Time) ([]domain.Event, error) {
	if s.Phase != Calling {
		return nil, settled(s)
	}
	made := CallBackMade{By: c.By, Note: c.Note}
	var events []domain.Event
	if r := s.Relatives[0]; !r.Notified {
		events = append(events, RelativeNotified{Relative: r.ID, By: c.By, Referral: s.Referral})
	}
	return append(events, made, begin(Evolve(s, made), c.Facts.Protocol, at)), nil
}

// reopen takes a closed case up again; the people who were with the family still are.
func reopen(s State, c Reopen, at time.Time) ([]domain.Event, error) {
	switch {
	case s.Phase == None:
		return nil, notFound()
	case c.As != domain.RoleCoordinator:
		return nil, notCoordinator()
	case s.Phase != Closed:
		return nil, settled(s)
	}
	reopened := CaseReopened{By: c.By}
	state := Evolve(s, reopened)
	if !state.Relatives[0].Notified {
		return []domain.Event{reopened, NotificationAwaited{DueAt: at.Add(c.Facts.Protocol.Notify)}}, nil
	}
	return []domain.Event{reopened, begin(state, c.Facts.Protocol, at)}, nil
}

// called ends the task to telephone a family that cannot be written to; one call is enough for all there is to say. It may be due after the
// end too.
func called(s State, c Called) ([]domain.Event, error) {
	switch {
	case s.Phase == None:
		return nil, notFound()
	case c.As != domain.RoleCoordinator:
		return nil, notCoordinator()
	case !s.ToCall:
		return nil, domain.Errorf(domain.Conflict, "Somebody has called the family already.")
	}
	return one(FamilyCalled{By: c.By, Note: c.Note})
}
