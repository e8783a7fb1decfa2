package gathering

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// QuestionsMax is how many questions one answer can bring.
const QuestionsMax = 5

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer that comes late is such
// a no-op; a person who comes late is refused with Conflict and told what happened.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	if _, first := c.(Answer); !first && s.Phase == None {
		return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	switch c := c.(type) {
	case Answer:
		return answer(s, c)
	case Note:
		return note(s, c, at), nil
	case Change:
		return change(s, c, at)
	case Take:
		return take(s, c, at)
	case Withdraw:
		return withdraw(s, c)
	case Ask:
		return ask(s, c, at)
	case Need:
		return need(s, c, at)
	case Own:
		return own(s, c)
	case Disown:
		return disown(s, c)
	case Settle:
		return settle(s, c)
	case NeedCall:
		if s.CallNeeded || !callable(c.Say) || s.Phase == Left || s.Phase == Past {
			return nil, nil
		}
		return []domain.Event{CallNeeded(c)}, nil
	case Called:
		if !s.CallNeeded {
			return nil, domain.Errorf(domain.Conflict, "Somebody else has called them in the meantime.")
		}
		return []domain.Event{PersonCalled(c)}, nil
	case Reach:
		return reach(s, c)
	case Wake:
		return wake(s, c.Facts.Rules, at), nil
	}
	panic("gathering: unknown command")
}

// callable are the messages that somebody has to hear in time; a reminder that does not arrive is no reason to telephone.
func callable(say string) bool {
	return slices.Contains([]string{"gathering_moved", "gathering_off", "gathering_offer"}, say)
}

func answer(s State, c Answer) ([]domain.Event, error) {
	switch {
	case s.Phase != None:
		return nil, nil
	case !c.Open:
		return nil, domain.Errorf(domain.Rejected, "Answers are not taken at the moment. Please call the number on the program's page.")
	}
	if err := checkParty(c.Facts.Rules, c.Adults, c.Children); err != nil {
		return nil, err
	}
	return []domain.Event{Answered{
		By: c.By, Series: c.Series, Gathering: c.Gathering, Program: c.Program, Version: c.Version, Channel: c.Channel, Adults: c.Adults, Children: c.Children,
		Seats: c.Facts.Rules.Capacity.Taken(c.Adults, c.Children), Interpreter: c.Interpreter, Access: c.Access, Answers: c.Answers,
	}}, nil
}

func checkParty(r Rules, adults, children int) error {
	switch {
	case adults < 0 || children < 0 || adults+children < 1:
		return rejected("adults", "At least one person has to come. Write how many adults, for example 1.")
	case adults+children > r.Party:
		return rejected("adults", "One answer can be for %d people at most. For more, please call the number on this page.", r.Party)
	}
	return nil
}

// note takes in how the series says that the answer stands.
func note(s State, c Note, at time.Time) []domain.Event {
	if c.Step <= s.Step || s.Over() {
		return nil
	}
	events := noted(s, c, at)
	for _, e := range events {
		s = Evolve(s, e)
	}
	return append(events, s.arrangement(c.Facts.Rules, at, c.What == "moved")...)
}

func noted(s State, c Note, at time.Time) []domain.Event {
	r := c.Facts.Rules
	taken := PlaceTaken{StartsAt: c.StartsAt, EndsAt: c.EndsAt, RemindAt: r.nextReminder(c.StartsAt, at), Step: c.Step, Ask: c.Ask}
	waits := Waitlisted{StartsAt: c.StartsAt, EndsAt: c.EndsAt, Step: c.Step, Ask: c.Ask}
	offered := PlaceOffered{Until: c.Until, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Step: c.Step, Ask: c.Ask}
	var events []domain.Event
	switch phase := Phase(c.Standing); { // one of an earlier step may never come: the standing says it all
	case phase == Seated && s.Phase != Seated:
		events = append(events, taken)
	case phase == Waiting && s.Phase != Waiting:
		events = append(events, waits)
	case phase == Offered && s.Phase != Offered:
		return []domain.Event{offered}
	}
	switch c.What {
	case "changed":
		return append(events, NumbersChanged{Step: c.Step, Ask: c.Ask})
	case "unchanged":
		return append(events, NumbersKept{Step: c.Step, Ask: c.Ask})
	case "passed_over":
		return append(events, PassedOver{Step: c.Step})
	case "lapsed":
		return []domain.Event{OfferLapsed{Step: c.Step}}
	case "refused":
		return []domain.Event{NotTaken{Because: c.Because, Step: c.Step, Ask: c.Ask}}
	case "moved":
		return append(events, Moved{StartsAt: c.StartsAt, EndsAt: c.EndsAt, Until: c.Until, RemindAt: r.nextReminder(c.StartsAt, at), Step: c.Step})
	case "called_off":
		return []domain.Event{CalledOff{Because: c.Because, Step: c.Step}}
	}
	return events
}

// nextReminder is the first one after a moment; zero when none is left.
func (r Rules) nextReminder(starts, after time.Time) time.Time {
	var next time.Time
	for _, lead := range r.Remind {
		if at := starts.Add(-lead); at.After(after) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// arrangement asks a coordinator for what is needed once there is a place; anew when the gathering was moved, because what was arranged was for
// another evening.
func (s State) arrangement(r Rules, at time.Time, anew bool) []domain.Event {
	if s.Phase != Seated || !s.Needs() || !anew && (s.Arrangement.Open || s.Arrangement.Outcome != "") {
		return nil
	}
	due := at.Add(r.Arrange.Within)
	if due.After(s.StartsAt) {
		due = s.StartsAt
	}
	return []domain.Event{ArrangementOpened{DueAt: due, Late: at.After(s.StartsAt.Add(-r.Arrange.AskBefore))}}
}

func change(s State, c Change, at time.Time) ([]domain.Event, error) {
	if err := s.changeable(at); err != nil {
		return nil, err
	}
	if err := checkParty(c.Facts.Rules, c.Adults, c.Children); err != nil {
		return nil, err
	}
	switch {
	case s.Pending():
		return nil, domain.Errorf(domain.Conflict, "Your last change is still being recorded. Please load the page again in a moment, and look whether it is as you want it.")
	case c.Adults == s.Adults && c.Children == s.Children:
		return nil, nil
	}
	return []domain.Event{NumbersWanted{
		By: c.By, Series: s.Series, Gathering: s.Gathering, Adults: c.Adults, Children: c.Children,
		Seats: c.Facts.Rules.Capacity.Taken(c.Adults, c.Children), Ask: s.Asks + 1,
	}}, nil
}

func (s State) changeable(at time.Time) error {
	switch s.Phase {
	case Left:
		return domain.Errorf(domain.Conflict, "This answer was withdrawn. If you want to come after all, please answer the invitation again.")
	case Off:
		return domain.Errorf(domain.Conflict, "This gathering does not take place. Nothing was changed.")
	case NotSeated:
		return domain.Errorf(domain.Conflict, "This answer came too late for a place. Nothing was changed.")
	case Lapsed:
		return domain.Errorf(domain.Conflict, "The places that were kept for you have gone to the next in line. Please answer the invitation again.")
	case Past:
		return over()
	case None, Asked, Seated, Waiting, Offered:
	}
	if !s.StartsAt.IsZero() && !at.Before(s.StartsAt) {
		return over()
	}
	return nil
}

func over() error {
	return domain.Errorf(domain.Conflict, "This gathering has begun or is over. Nothing was changed.")
}

func take(s State, c Take, at time.Time) ([]domain.Event, error) {
	switch {
	case s.Phase == Seated || s.Taking:
		return nil, nil
	case s.Phase != Offered:
		if err := s.changeable(at); err != nil {
			return nil, err
		}
		return nil, domain.Errorf(domain.Conflict, "No place is kept for you at the moment.")
	case !at.Before(s.Until):
		return nil, domain.Errorf(domain.Conflict, "The time to answer has passed, and the places go to the next in line. Please answer the invitation again.")
	}
	return []domain.Event{OfferTaken{By: c.By, Series: s.Series, Gathering: s.Gathering}}, nil
}

func withdraw(s State, c Withdraw) ([]domain.Event, error) {
	switch s.Phase {
	case Left:
		return nil, nil
	case Off, NotSeated, Past:
		return nil, domain.Errorf(domain.Conflict, "There is nothing to withdraw any more.")
	case None, Asked, Seated, Waiting, Offered, Lapsed:
	}
	return []domain.Event{Withdrawn{By: c.By, Series: s.Series, Gathering: s.Gathering}}, nil
}

func ask(s State, c Ask, at time.Time) ([]domain.Event, error) {
	if s.Phase != Lapsed { // who did not get a place can still ask
		if err := s.changeable(at); err != nil {
			return nil, err
		}
	}
	if s.Questions >= QuestionsMax {
		return nil, domain.Errorf(domain.Rejected, "You have asked %d questions already. Please bring more to the gathering.", QuestionsMax)
	}
	return []domain.Event{QuestionAsked{By: c.By, Series: s.Series, Gathering: s.Gathering, Question: c.Question}}, nil
}

func need(s State, c Need, at time.Time) ([]domain.Event, error) {
	if err := s.changeable(at); err != nil {
		return nil, err
	}
	switch {
	case c.Interpreter != "" && !slices.Contains(c.Facts.Rules.Interpreters, c.Interpreter):
		return nil, rejected("interpreter", "We have no interpreter for this language. Please write it in your own words below.")
	case c.Interpreter == s.Interpreter && c.Access == uuid.Nil:
		return nil, nil
	}
	stated := NeedStated{By: c.By, Interpreter: c.Interpreter, Access: c.Access}
	s = Evolve(s, stated)
	return append([]domain.Event{stated}, s.arrangement(c.Facts.Rules, at, true)...), nil
}

// own lets one coordinator see to what somebody needs.
func own(s State, c Own) ([]domain.Event, error) {
	if err := s.toArrange(); err != nil || s.Arrangement.Owner == c.By {
		return nil, err
	}
	if s.Arrangement.Owner != uuid.Nil {
		return nil, ownedByAnother()
	}
	return []domain.Event{ArrangementOwned(c)}, nil
}

func disown(s State, c Disown) ([]domain.Event, error) {
	if err := s.toArrange(); err != nil {
		return nil, err
	}
	if s.Arrangement.Owner != c.By {
		return nil, domain.Errorf(domain.Forbidden, "This is not yours to give back (any more).")
	}
	return []domain.Event{ArrangementDisowned(c)}, nil
}

func settle(s State, c Settle) ([]domain.Event, error) {
	err := s.toArrange()
	switch {
	case err != nil:
		return nil, err
	case s.Arrangement.Owner != uuid.Nil && s.Arrangement.Owner != c.By:
		return nil, ownedByAnother()
	case !slices.Contains(Outcomes(), c.Outcome):
		return nil, invalid("outcome", "Please choose what came of it.")
	}
	return []domain.Event{ArrangementSettled(c)}, nil
}

func (s State) toArrange() error {
	if !s.Arrangement.Open {
		return domain.Errorf(domain.Conflict, "Nothing is to be arranged for this answer any more.")
	}
	return nil
}

func ownedByAnother() error {
	return domain.Errorf(domain.Conflict, "Somebody else has taken this on in the meantime.")
}

// wake reminds those with a place, and ends what is past.
func wake(s State, r Rules, at time.Time) []domain.Event {
	next := s.NextWake()
	switch {
	case next.IsZero() || at.Before(next):
		return nil
	case !at.Before(s.EndsAt):
		return []domain.Event{Over{Seated: s.Phase == Seated}}
	case !at.Before(s.StartsAt): // a reminder that could not be sent in time
		return []domain.Event{Reminded{}}
	}
	return []domain.Event{Reminded{RemindAt: r.nextReminder(s.StartsAt, at)}}
}

func invalid(field, message string) error {
	err := domain.Errorf(domain.Invalid, "%s", message)
	err.Fields = []domain.FieldError{{Field: field, Message: message}}
	return err
}

func rejected(field, format string, args ...any) error {
	err := domain.Errorf(domain.Rejected, format, args...)
	err.Fields = []domain.FieldError{{Field: field, Message: err.Message}}
	return err
}
