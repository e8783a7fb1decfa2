package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer that comes late
// is such a no-op; a person who comes late is refused with Conflict, and one who may not with Forbidden.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Submit:
		return submit(s, c, at)
	case Clear, Refuse, Accept, Ask:
		return decideReview(s, c, at)
	case Keep:
		return keepPlace(s, c)
	case Answer, Appeal, Change, AddPicture:
		return decideFamily(s, c, at)
	case Sign, Unsign, Interpret, AskAgain:
		return decideConsent(s, c, at)
	case AddContact, Reach, Bar, First, Messages, Note:
		return decideContacts(s, c, at)
	case NotePlace, NoteFit, NoteCoach, NoteSession, NoteEnd:
		return decideSeason(s, c, at), nil
	case TakePlace, PassPlace:
		return answerOffer(s, c, at)
	case Issue, Return, Look:
		return decideTaking(s, c, at)
	case Withdraw:
		return withdraw(s, c, at)
	case Close:
		return stop(s, c, at)
	case NeedCall:
		if s.Phase == None || s.ToCall || s.Forgotten {
			return nil, nil
		}
		return []domain.Event{CallNeeded{Say: c.Say}}, nil
	case Called:
		return called(s, c)
	case Wake:
		return then(s, c.Facts, at, wake(s, c.Facts, at)...), nil
	default:
		return nil, unknown(c)
	}
}

// then adds what follows by the rules alone once events have happened: what to check next, whether a coordinator has to read it, whether a place
// can be sought.
func then(s State, f Facts, at time.Time, events ...domain.Event) []domain.Event {
	for _, e := range events {
		s = Evolve(s, e)
	}
	for {
		more := follow(s, f, at)
		if len(more) == 0 {
			return events
		}
		for _, e := range more {
			s = Evolve(s, e)
		}
		events = append(events, more...)
	}
}

// follow is the next step that needs nobody.
func follow(s State, f Facts, at time.Time) []domain.Event {
	if !s.open() || s.Sought || slices.ContainsFunc(s.Checks, func(c Checked) bool { return c.Status == CheckBad }) || !s.cleared() {
		return nil
	}
	switch {
	case !s.Reviewed && !s.Reviewing && f.Rules.Review.Needed:
		return []domain.Event{ReviewAwaited{DueAt: at.Add(f.Rules.Review.Within)}}
	case !s.Reviewed && !s.Reviewing:
		return []domain.Event{Accepted{}}
	case !s.Reviewed:
		return nil
	case s.Placing.Season == "" && len(s.Unsigned) > 0:
		return nil // a season has time until its first day
	case s.Placing.Season == "":
		return append([]domain.Event{Placed{}}, settle(f.Rules, s, at)...)
	}
	events := []domain.Event{seek(s, s.Placing)}
	if len(s.Doubted) > 0 { // it was given back meanwhile, and somebody still has to look
		events = append(events, WishesChanged{Seating: s.Placing.Seating, Options: s.Options, Held: true, Ask: s.Ask + 1})
	}
	return events
}

// seek asks a season for a place.
func seek(s State, p Placing) PlaceSought {
	return PlaceSought{
		Seating: p.Seating, Season: p.Season, First: p.First, Last: p.Last, Household: s.Household, Options: s.Options, Standby: s.Standby, Since: s.Since,
		Ask: s.Ask,
	}
}

// settle is what a place brings with it: what it costs the program, and what is looked at again.
func settle(r Rules, s State, at time.Time) []domain.Event {
	var events []domain.Event
	for _, cost := range r.Costs {
		events = append(events, CostBorne{Cost: cost.Key, Cents: cost.Cents})
	}
	from := at
	if s.Placing.First.After(at) {
		from = s.Placing.First
	}
	for _, standing := range r.Standing {
		events = append(events, StandingPlanned{Standing: standing.Key, NextAt: from.Add(standing.Every)})
	}
	return events
}

// submit opens an application. What it asks for a second time while the first goes on is told, and not refused: two children can share a name
// and a birthday.
func submit(s State, c Submit, at time.Time) ([]domain.Event, error) {
	if s.Phase != None {
		return nil, nil
	}
	r := c.Facts.Rules
	coordinator := c.As == domain.RoleCoordinator
	var excepted []string
	switch {
	case !c.Open:
		return nil, domain.Errorf(domain.Rejected, "This program takes no applications at the moment. Nothing was recorded; please call the number on this page.")
	case r.Season != nil && c.Placing.Season == "":
		return nil, domain.Errorf(domain.Rejected, "Applications are closed at the moment. Nothing was recorded; this program's page says when they open again.")
	case c.Young && c.Filler == ByYouth:
		return nil, domain.Errorf(domain.Rejected, "Whoever is under 13 cannot send this themselves. Nothing was recorded; please ask a parent or guardian to fill it in.")
	case r.For == ForChildren && c.Minor && !slices.ContainsFunc(c.Contacts, Contact.signs):
		return nil, domain.Errorf(domain.Rejected, "For somebody under 18 we need a parent or guardian. Nothing was recorded; please fill in who that is and how we reach them.")
	case r.For == ForVolunteers && c.Minor && c.Filler == ByYouth && len(c.Contacts) == 0:
		return nil, domain.Errorf(domain.Rejected, "We need somebody whom we can reach about this. Nothing was recorded.")
	}
	if refusal := r.Refusal(c.Findings, c.Language); refusal != nil {
		if !coordinator || c.Reason == uuid.Nil || r.Fixed(c.Findings) {
			return nil, refusal
		}
		excepted = with(c.Findings, Failed)
	}
	opened := Submitted{
		By: c.By, As: c.As, Program: c.Program, Version: c.Version, Channel: c.Channel, Language: c.Language, Filler: c.Filler, Minor: c.Minor,
		Household: c.Household, Since: c.Since, Season: c.Placing.Season, Seating: c.Placing.Seating, First: c.Placing.First, Last: c.Placing.Last, Options: c.Options,
		Unclear: with(c.Findings, Unclear), Excepted: excepted, Reason: c.Reason, Answers: c.Answers, Brief: c.Brief, Again: c.Twin != uuid.Nil,
	}
	for _, contact := range c.Contacts {
		opened.Contacts = append(opened.Contacts, contact.ID)
		opened.Relations = append(opened.Relations, contact.Relation)
		opened.Silent = append(opened.Silent, contact.Silent)
	}
	events := []domain.Event{opened}
	for _, check := range r.Screening {
		events = append(events, CheckAwaited{Check: check.Key, DueAt: at.Add(check.Within)})
	}
	events = append(events, firstSignatures(r, c)...)
	if c.Minor && c.Filler == ByYouth && slices.ContainsFunc(c.Contacts, Contact.signs) {
		events = append(events, CallNeeded{Say: sayGuardian})
	}
	return then(s, c.Facts, at, events...), nil
}

// with lists the conditions with an outcome.
func with(findings []Finding, outcome Outcome) []string {
	var keys []string
	for _, f := range findings {
		if f.Outcome == outcome {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// staff lets a program's coordinators in.
func staff(w Who) error {
	if w.As != domain.RoleCoordinator {
		return domain.Errorf(domain.Forbidden, "Only the program's coordinators can do that.")
	}
	return nil
}

// family lets in whoever may read the application, and coordinators, who act for those who call.
func family(s State, w Who) error {
	if s.Phase == None {
		return missing()
	}
	if w.By != uuid.Nil {
		return staff(w)
	}
	if c, known := s.Contact(w.Reader); !known || c.Barred {
		return missing()
	}
	return nil
}

func missing() error { return domain.Errorf(domain.NotFound, "We cannot find that.") }

// settled tells somebody who comes late what happened.
func settled(s State) error {
	said := map[Ending]string{
		Done: "This was completed", NotCompleted: "The season ended", Turned: "This was declined", Withdrawn: "The family withdrew this",
		Unplaced: "The season began without a free place", Lapsed: "The offer of a place ended", Stopped: "This was closed",
	}
	if s.Phase == Over {
		return domain.Errorf(domain.Conflict, "%s in the meantime. Nothing was changed.", said[s.Outcome])
	}
	at := map[Phase]string{
		Screening: "Something is still being checked", Reviewing: "A coordinator is reading this", Signing: "This was accepted, and a signature is awaited",
		Seeking: "This was accepted", Waiting: "This was accepted and is on the waiting list", Offered: "This was accepted, and a place is kept", InPlace: "This was accepted and has its place",
	}
	return domain.Errorf(domain.Conflict, "%s. Nothing was changed.", at[s.Phase])
}

// unknown is a command that Decide sent the wrong way: a fault of ours.
func unknown(c Command) error { panic("application: nobody decides " + c.CommandName()) }
