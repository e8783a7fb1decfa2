package gathering

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Phase is how far an answer has come.
type Phase string

// The phases.
const (
	None      Phase = ""
	Asked     Phase = "asked" // the series has not said yet whether there is a place
	Seated    Phase = "seated"
	Waiting   Phase = "waiting"
	Offered   Phase = "offered"
	Lapsed    Phase = "lapsed"
	NotSeated Phase = "not_seated" // it came too late
	Left      Phase = "withdrawn"
	Off       Phase = "called_off"
	Past      Phase = "past"
)

// Outcome is what came of what somebody needs.
type Outcome string

// The outcomes.
const (
	Arranged    Outcome = "arranged"
	Otherwise   Outcome = "otherwise" // in another way than was asked for
	NotPossible Outcome = "not_possible"
)

// Outcomes lists them, in the order people read them.
func Outcomes() []Outcome { return []Outcome{Arranged, Otherwise, NotPossible} }

// State is what the rules need of one answer.
type State struct {
	Phase                    Phase
	Series                   uuid.UUID
	Gathering                string
	Adults, Children         int
	WantAdults, WantChildren int
	StartsAt, EndsAt         time.Time
	Until                    time.Time // of an offer
	Taking                   bool      // an offer was taken, and the series has not said so yet
	Because                  string
	Step                     int
	Asks                     int // wishes sent to the series
	Heard                    int // wishes that it has answered
	Interpreter              string
	Access                   bool
	Arrangement              Arrangement
	RemindAt                 time.Time // the next reminder, for those with a place
	Questions                int
	CallNeeded               bool
	Contact                  uuid.UUID // how they are reached since they changed it
	Former                   uuid.UUID // where they were reached before, when they were told there
	Reaches                  int       // changes of it
	Armed                    time.Time // what the next clock was before the last event
}

// Arrangement is what a coordinator has to see to.
type Arrangement struct {
	Open    bool
	DueAt   time.Time
	Late    bool
	Owner   uuid.UUID
	Outcome Outcome // of the last one
}

// Needs tells whether somebody needs something to take part.
func (s State) Needs() bool { return s.Interpreter != "" || s.Access }

// Over tells whether nothing can happen to the answer any more.
func (s State) Over() bool {
	switch s.Phase {
	case Left, Off, Past, NotSeated:
		return true
	case None, Asked, Seated, Waiting, Offered, Lapsed:
	}
	return false
}

// Pending tells whether a wish is under way to the series.
func (s State) Pending() bool { return s.Heard < s.Asks }

// NextWake is the earliest clock that still runs; zero when none does. That of offers runs in the series.
func (s State) NextWake() time.Time {
	if s.Over() || s.Phase == None || s.EndsAt.IsZero() {
		return time.Time{}
	}
	if s.Phase == Seated && !s.RemindAt.IsZero() {
		return s.RemindAt
	}
	return s.EndsAt
}

// Evolve folds one event into the state. It never fails: an event is a fact.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case Answered:
		s.Phase, s.Series, s.Gathering = Asked, e.Series, e.Gathering
		s.Adults, s.Children, s.WantAdults, s.WantChildren = e.Adults, e.Children, e.Adults, e.Children
		s.Interpreter, s.Access, s.Asks = e.Interpreter, e.Access, 1
	case PlaceTaken:
		s.Phase, s.StartsAt, s.EndsAt, s.RemindAt, s.Step, s.Heard = Seated, e.StartsAt, e.EndsAt, e.RemindAt, e.Step, max(s.Heard, e.Ask)
		s.Until, s.Taking = time.Time{}, false
	case Waitlisted:
		s.Phase, s.StartsAt, s.EndsAt, s.Step, s.Heard, s.Taking = Waiting, e.StartsAt, e.EndsAt, e.Step, max(s.Heard, e.Ask), false
	case PlaceOffered:
		s.Phase, s.StartsAt, s.EndsAt, s.Until, s.Step, s.Heard = Offered, e.StartsAt, e.EndsAt, e.Until, e.Step, max(s.Heard, e.Ask)
	case PassedOver:
		s.Step = e.Step
	case OfferTaken:
		s.Taking = true
	case OfferLapsed:
		s.Phase, s.Until, s.Step = Lapsed, time.Time{}, e.Step
	case NumbersWanted:
		s.WantAdults, s.WantChildren, s.Asks = e.Adults, e.Children, e.Ask
	case NumbersChanged:
		s.Adults, s.Children, s.Step, s.Heard = s.WantAdults, s.WantChildren, e.Step, max(s.Heard, e.Ask)
	case NumbersKept:
		s.WantAdults, s.WantChildren, s.Step, s.Heard = s.Adults, s.Children, e.Step, max(s.Heard, e.Ask)
	case NotTaken:
		s.Phase, s.Because, s.Step, s.Heard = NotSeated, e.Because, e.Step, max(s.Heard, e.Ask)
	case Moved:
		s.StartsAt, s.EndsAt, s.Step, s.RemindAt = e.StartsAt, e.EndsAt, e.Step, e.RemindAt
		if s.Phase == Offered {
			s.Until = e.Until
		}
	case CalledOff:
		s.Phase, s.Because, s.Step = Off, e.Because, e.Step
	case Reminded:
		s.RemindAt = e.RemindAt
	case Withdrawn:
		s.Phase = Left
	case Over:
		s.Phase = Past
	default:
		s = evolveNeeds(s, e)
	}
	if s.Over() {
		s.Arrangement.Open, s.Arrangement.Owner = false, uuid.Nil
	}
	return s
}

func evolveNeeds(s State, event domain.Event) State {
	switch e := event.(type) {
	case QuestionAsked:
		s.Questions++
	case NeedStated:
		s.Interpreter, s.Access = e.Interpreter, s.Access || e.Access != uuid.Nil
	case ArrangementOpened:
		s.Arrangement = Arrangement{Open: true, DueAt: e.DueAt, Late: e.Late}
	case ArrangementOwned:
		s.Arrangement.Owner = e.By
	case ArrangementDisowned:
		s.Arrangement.Owner = uuid.Nil
	case ArrangementSettled:
		s.Arrangement.Open, s.Arrangement.Owner, s.Arrangement.Outcome = false, uuid.Nil, e.Outcome
	case CallNeeded:
		s.CallNeeded = true
	case PersonCalled:
		s.CallNeeded = false
	case ContactChanged:
		s.Contact, s.Former, s.Reaches = e.Contact, e.Former, s.Reaches+1
	}
	return s
}
