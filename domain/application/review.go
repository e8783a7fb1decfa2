package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// appealWithin is how long somebody can ask for another reading of a refusal.
const appealWithin = 30 * 24 * time.Hour

// decideReview is what coordinators decide.
func decideReview(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Clear:
		return clearCheck(s, c, at)
	case Refuse:
		return refuse(s, c, at)
	case Accept:
		return accept(s, c, at)
	case Ask:
		if err := awaitsReview(s, c.Who); err != nil {
			return nil, err
		}
		return []domain.Event{QuestionAsked{By: c.By, Question: c.Question}}, nil
	default:
		return nil, unknown(c)
	}
}

func clearCheck(s State, c Clear, at time.Time) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	known, exists := s.Check(c.Check)
	switch {
	case s.Phase == None || !exists:
		return nil, missing()
	case s.Phase == Over || known.Status == CheckBad:
		return nil, settled(s)
	}
	if err := impartial(s, c.Who); err != nil {
		return nil, err
	}
	check := c.Facts.Rules.check(c.Check)
	today := at.Truncate(24 * time.Hour)
	cleared := CheckCleared{Check: c.Check, By: c.By, On: c.On, Until: c.Until}
	if cleared.On.IsZero() {
		cleared.On = today
	}
	if cleared.Until.IsZero() && check.Valid > 0 {
		cleared.Until = cleared.On.Add(check.Valid)
	}
	switch {
	case cleared.On.After(at.Add(24 * time.Hour)):
		return nil, domain.Errorf(domain.Invalid, "The day of the check lies ahead. Nothing was recorded; please correct the date.")
	case !cleared.Until.IsZero() && !cleared.Until.Add(24*time.Hour).After(at) || !cleared.Until.IsZero() && cleared.Until.Before(cleared.On):
		return nil, domain.Errorf(domain.Invalid, "This result has ended already. Nothing was recorded; please write until when it counts.")
	}
	if !cleared.Until.IsZero() {
		for _, before := range check.Remind {
			if moment := cleared.Until.Add(-before); moment.After(at) {
				cleared.Remind = append(cleared.Remind, moment)
			}
		}
		slices.SortFunc(cleared.Remind, time.Time.Compare)
	}
	return then(s, c.Facts, at, cleared), nil
}

// refuse says no, to the result of a check or to the application. Either ends it, and somebody else can be asked to read it once more.
func refuse(s State, c Refuse, at time.Time) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	if c.Check == "" {
		if err := awaitsNo(s, c.Who); err != nil {
			return nil, err
		}
		refused := Refused{By: c.By, Reason: c.Reason, Failed: s.Doubted}
		if !s.Appealed {
			refused.Appeal = at.Add(appealWithin)
		}
		return []domain.Event{refused, end(s, c.Facts.Rules, Turned, c.By, at)}, nil
	}
	known, exists := s.Check(c.Check)
	switch {
	case s.Phase == None || !exists:
		return nil, missing()
	case s.Phase == Over || known.Status == CheckBad:
		return nil, settled(s)
	}
	if err := impartial(s, c.Who); err != nil {
		return nil, err
	}
	events := []domain.Event{CheckRefused{Check: c.Check, By: c.By, Reason: c.Reason}}
	refused := Refused{By: c.By, Reason: uuid.Nil}
	if !s.Appealed {
		refused.Appeal = at.Add(appealWithin)
	}
	return append(events, refused, end(s, c.Facts.Rules, Turned, c.By, at)), nil
}

func accept(s State, c Accept, at time.Time) ([]domain.Event, error) {
	if err := awaitsReview(s, c.Who); err != nil {
		return nil, err
	}
	if c.Facts.Rules.Fixed(failing(s.Doubted)) {
		return nil, noException()
	}
	return then(s, c.Facts, at, Accepted{By: c.By, Standby: c.Standby}), nil
}

// awaitsReview lets a coordinator decide what waits for one. An appeal is read by somebody else than who refused.
func awaitsReview(s State, w Who) error {
	if err := staff(w); err != nil {
		return err
	}
	switch {
	case s.Phase == None:
		return missing()
	case !s.Reviewing:
		return settled(s)
	}
	return impartial(s, w)
}

// impartial has an appeal read by somebody else than who said no.
func impartial(s State, w Who) error {
	if s.Appealed && s.Refuser == w.By {
		return domain.Errorf(domain.Forbidden, "You said no to this the first time; somebody else has to read the appeal.")
	}
	return nil
}

// end is the end of an application: its place becomes free, and the time runs after which what was written is erased.
func end(s State, r Rules, outcome Ending, by uuid.UUID, at time.Time) Ended {
	e := Ended{By: by, Outcome: outcome}
	if s.Sought && s.Placing.Season != "" && outcome != Done && outcome != NotCompleted && outcome != Unplaced && outcome != Lapsed {
		e.Seating = s.Placing.Seating
	}
	keep := r.Retention.NotSeated
	if s.Phase == InPlace {
		keep = r.Retention.Ended
	}
	if keep > 0 {
		e.KeepTill = at.Add(keep)
		if outcome == Turned && e.KeepTill.Before(at.Add(appealWithin)) {
			e.KeepTill = at.Add(appealWithin)
		}
	}
	return e
}

// addPicture is open as long as anything can still be decided about the application.
func addPicture(s State, c AddPicture) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Phase == Over:
		return nil, settled(s)
	case len(s.Pictures) >= c.Most:
		return nil, domain.Errorf(domain.Rejected, "There are as many pictures as can be kept with this. Nothing was added.")
	}
	return []domain.Event{PictureAdded{Picture: c.Picture, Data: c.Data}}, nil
}

// decideFamily is what the family says about its application.
func decideFamily(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Answer:
		if err := family(s, c.Who); err != nil {
			return nil, err
		}
		if s.Question == uuid.Nil {
			return nil, domain.Errorf(domain.Conflict, "No question is open.")
		}
		return []domain.Event{QuestionAnswered{Question: s.Question, Answer: c.Answer}}, nil
	case AddPicture:
		return addPicture(s, c)
	case Appeal:
		return appeal(s, c, at)
	case Change:
		return change(s, c, at)
	default:
		return nil, unknown(c)
	}
}

func appeal(s State, c Appeal, at time.Time) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Outcome != Turned || s.Phase != Over:
		return nil, domain.Errorf(domain.Conflict, "Only an application that was declined can be read once more.")
	case s.Appealed:
		return nil, domain.Errorf(domain.Conflict, "This was read a second time already. If something is wrong, please call the number on this page.")
	case s.AppealTill.IsZero() || s.AppealTill.Before(at):
		return nil, domain.Errorf(domain.Conflict, "The time to ask for another reading has passed. You can apply again, or call the number on this page.")
	}
	events := []domain.Event{Appealed{Reason: c.Reason}}
	for _, check := range s.Checks {
		if check.Status != CheckGood {
			events = append(events, CheckAwaited{Check: check.Key, DueAt: at.Add(c.Facts.Rules.check(check.Key).Within)})
		}
	}
	if !s.Reviewed || c.Facts.Rules.Review.Needed {
		events = append(events, ReviewAwaited{DueAt: at.Add(max(c.Facts.Rules.Review.Within, lookWithin)), Appeal: true})
	}
	return events, nil
}

// change replaces the answers as long as the application goes on. The same rules hold as when it came in.
func change(s State, c Change, at time.Time) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	if !s.open() {
		return nil, settled(s)
	}
	if reader, _ := s.Contact(c.Reader); c.By == uuid.Nil && s.Minor && !reader.signs() && slices.ContainsFunc(s.Contacts, Contact.signs) {
		return nil, domain.Errorf(domain.Forbidden, "Only a parent or guardian can change this. Nothing was changed; please ask them, or call the number on this page.")
	}
	doubts, excepted, err := weigh(s, c)
	if err != nil {
		return nil, err
	}
	if c.Minor && !slices.ContainsFunc(s.Contacts, Contact.signs) && c.Facts.Rules.For == ForChildren {
		return nil, domain.Errorf(domain.Rejected, "For somebody under 18 we need a parent or guardian. Nothing was changed; please call the number on this page.")
	}
	changed := AnswersChanged{
		By: c.By, Minor: c.Minor, Options: c.Options, Unclear: with(c.Findings, Unclear), Answers: c.Answers, Brief: c.Brief, Old: s.Answers, OldPart: s.Brief,
		Excepted: excepted,
	}
	if len(excepted) > 0 {
		changed.Reason = c.Reason
	}
	events, err := reach(s, c.Who, c.Contacts, at)
	if err != nil {
		return nil, err
	}
	events = append(events, changed) // contacts first, so that what the change itself causes is written to where they are reached now
	return append(events, refit(s, c, doubts, at)...), nil
}

// withdraw is the family's own end, at any time before the end.
func withdraw(s State, c Withdraw, at time.Time) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	if !s.open() {
		return nil, settled(s)
	}
	if reader, _ := s.Contact(c.Reader); c.By == uuid.Nil && s.Minor && reader.Relation == OtherContact {
		return nil, domain.Errorf(domain.Forbidden, "Only a parent or guardian can take this back. Nothing was changed.")
	}
	e := end(s, Rules{}, Withdrawn, c.By, at)
	e.KeepTill = at.Add(withdrawnFor)
	return []domain.Event{e}, nil
}

// withdrawnFor is how long what somebody took back stays readable, so that a slip can be told apart from a wish.
const withdrawnFor = 7 * 24 * time.Hour

// stop is a coordinator's end to it.
func stop(s State, c Close, at time.Time) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Phase == None:
		return nil, missing()
	case !s.open():
		return nil, settled(s)
	}
	e := end(s, c.Facts.Rules, Stopped, c.By, at)
	e.Reason = c.Reason
	return []domain.Event{e}, nil
}

func called(s State, c Called) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Phase == None || s.Forgotten:
		return nil, missing()
	case !s.ToCall && s.writable():
		return nil, domain.Errorf(domain.Conflict, "Somebody has called in the meantime.")
	}
	return []domain.Event{ContactCalled{By: c.By, Note: c.Note}}, nil
}
