package welfare

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Phase says where a request stands.
type Phase string

// The phases, in the order of a request that goes well. The last five are ends.
const (
	None         Phase = ""
	Confirming   Phase = "confirming"   // a clerk looks for the member
	Interpreting Phase = "interpreting" // an interpreter brings the story into the board's language
	Drawing      Phase = "drawing"      // a panel is about to be drawn
	Voting       Phase = "voting"
	Asking       Phase = "asking"    // the family has a question to answer; the clock stands
	Exhausted    Phase = "exhausted" // too few trustees; a clerk looks for more
	Awaiting     Phase = "awaiting"  // approved, the fund is short
	Preparing    Phase = "preparing" // approved and reserved
	Releasing    Phase = "releasing" // prepared
	Paid         Phase = "paid"
	Declined     Phase = "declined"
	Withdrawn    Phase = "withdrawn"
	Lapsed       Phase = "lapsed"
)

// Ended tells whether nothing can happen any more.
func (p Phase) Ended() bool {
	return p == Paid || p == Declined || p == Withdrawn || p == Lapsed
}

// Decided tells whether the trustees' decision was made.
func (p Phase) Decided() bool {
	return p == Awaiting || p == Preparing || p == Releasing || p.Ended()
}

// Seat is one trustee's place on the panel.
type Seat struct {
	Trustee         uuid.UUID
	RemindAt, DueAt time.Time
	Reminded        bool
	Voted           bool
	Choice          Choice
	AmountCents     int64
}

// Picture is what the family added to its request: the sealed texts that say what it is, and that hold its bytes.
type Picture struct{ ID, Data uuid.UUID }

// State is what the rules need of one request.
type State struct {
	Phase              Phase
	Program            string
	Version            string
	EnteredBy          uuid.UUID
	ConfirmedBy        uuid.UUID // the clerk who confirmed membership, and so read the name
	Language           string    // of the story, when it is not the board's
	Story, Explanation uuid.UUID // the same in the board's language; zero when there is none
	Overdue            bool      // no interpreter has come in time; a clerk looks for one
	Interpreter        uuid.UUID
	Member             uuid.UUID
	Household          uuid.UUID
	ForWhom            string
	Need               string
	AskedCents         int64
	Emergency          bool
	Exception          bool
	Unanimous          bool
	Seats              []Seat
	Recused            []uuid.UUID // never drawn again
	Relieved           []uuid.UUID // too late; a clerk may have them drawn again
	Askers             []uuid.UUID // trustees whose question is open
	AnswerBy           time.Time
	AskRemindAt        time.Time // zero when no reminder of the question is left to send
	PausedAt           time.Time // zero while the clock runs
	Fund               string
	AwardCents         int64
	Approvers          []uuid.UUID
	Preparer           uuid.UUID
	Reserved           bool
	DueAt              time.Time // of the step that is not a vote: clerk, interpreter, treasurer, signatory
	DeclineCode        DeclineCode
	Pictures           []Picture
	Contact, Former    uuid.UUID // how the family is reached since it changed that, and where it was before
	Reaches            int       // how often it did
	ToCall             bool      // a clerk has to call the family
}

// Seat finds a trustee's place.
func (s State) Seat(trustee uuid.UUID) (Seat, bool) {
	i := slices.IndexFunc(s.Seats, func(seat Seat) bool { return seat.Trustee == trustee })
	if i < 0 {
		return Seat{}, false
	}
	return s.Seats[i], true
}

// Pending lists the seated trustees who have not voted.
func (s State) Pending() []Seat {
	var pending []Seat
	for _, seat := range s.Seats {
		if !seat.Voted {
			pending = append(pending, seat)
		}
	}
	return pending
}

// VoteBy is the latest moment at which a seated trustee should have voted; zero when none is pending.
func (s State) VoteBy() time.Time {
	var by time.Time
	for _, seat := range s.Pending() {
		if seat.DueAt.After(by) {
			by = seat.DueAt
		}
	}
	return by
}

// Evolve folds one event into the state. It never fails: an event is a fact.
func Evolve(s State, event domain.Event) State {
	s.Seats = slices.Clone(s.Seats)
	switch e := event.(type) {
	case RequestSubmitted:
		s.Phase = Drawing
		s.Program, s.Version, s.EnteredBy = e.Program, e.Version, e.EnteredBy
		s.ForWhom, s.Need, s.AskedCents = e.ForWhom, e.Need, e.AmountCents
		s.Emergency, s.Exception, s.Language = e.Emergency, e.Exception, e.Language
	case MembershipConfirmed:
		s.Phase, s.Member, s.Household, s.ConfirmedBy, s.DueAt = Drawing, e.Member, e.Household, e.By, time.Time{}
	case InterpretationAwaited:
		s.Phase, s.DueAt = Interpreting, e.DueAt
	case InterpretationOverdue:
		s.Overdue, s.DueAt = true, e.DueAt
	case StoryInterpreted:
		s.Phase, s.Interpreter, s.Story, s.Explanation, s.DueAt = Drawing, e.By, e.Story, e.Explanation, time.Time{}
	case InterpretationWaived:
		s.Phase, s.DueAt = Drawing, time.Time{}
	case MembershipQuestioned:
		s.Phase, s.DueAt = Confirming, e.DueAt
	case MembershipRefused:
		s.Phase, s.DeclineCode = Declined, NotAMember
	case FundsReserved, FundsAwaited, PaymentPrepared, PaymentReturned, PaymentReleased, ReservationVoided:
		s = evolveMoney(s, e)
	case RequestApproved:
		s = s.unasked()
		s.AwardCents, s.Approvers = e.AmountCents, e.Approvers
	case RequestDeclined:
		s = s.unasked()
		s.Phase, s.DeclineCode = Declined, e.Code
	case PictureAdded:
		s.Pictures = append(slices.Clone(s.Pictures), Picture{ID: e.Picture, Data: e.Data})
	case ContactChanged, CallNeeded, FamilyCalled:
		s = evolveReach(s, e)
	case RequestWithdrawn:
		s = s.unasked()
		s.Phase = Withdrawn
	case RequestLapsed:
		s = s.unasked()
		s.Phase = Lapsed
	default:
		s = evolvePanel(s, e)
	}
	return s
}

func evolvePanel(s State, event domain.Event) State {
	switch e := event.(type) {
	case PanelDrawn:
		s.Phase, s.Unanimous = Voting, e.Unanimous
		for _, t := range e.Panel {
			s.Seats = append(s.Seats, Seat{Trustee: t, RemindAt: e.RemindAt, DueAt: e.DueAt})
		}
	case AlternateDrawn:
		s.Seats = append(s.Seats, Seat{Trustee: e.Trustee, RemindAt: e.RemindAt, DueAt: e.DueAt})
		s.Relieved = without(s.Relieved, e.Trustee)
		s.DueAt = time.Time{}
		s.Phase = Voting
		if len(s.Askers) > 0 {
			s.Phase = Asking
		}
	case TrusteeRecused:
		s = s.leave(e.Trustee)
		s.Recused = append(slices.Clone(s.Recused), e.Trustee)
	case TrusteeRelieved:
		s = s.leave(e.Trustee)
		s.Relieved = append(slices.Clone(s.Relieved), e.Trustee)
	case BoardExhausted:
		s.Phase, s.DueAt = Exhausted, e.DueAt
	case VoteCast:
		s.change(e.Trustee, func(seat *Seat) {
			seat.Voted, seat.Choice, seat.AmountCents = true, e.Choice, e.AmountCents
		})
	case VoteReminded:
		for _, t := range e.Trustees {
			s.change(t, func(seat *Seat) { seat.Reminded = true })
		}
	case QuestionAsked:
		s.Askers = append(without(s.Askers, e.Trustee), e.Trustee)
		s.AnswerBy, s.AskRemindAt, s.PausedAt = e.AnswerBy, e.RemindAt, e.PausedAt
		if s.Phase == Voting {
			s.Phase = Asking
		}
	case QuestionReminded:
		s.AskRemindAt = time.Time{}
	case QuestionAnswered:
		s = s.unasked()
		for i := range s.Seats {
			s.Seats[i].DueAt = s.Seats[i].DueAt.Add(e.PausedNS)
			s.Seats[i].RemindAt = s.Seats[i].RemindAt.Add(e.PausedNS)
		}
		if s.Phase == Asking {
			s.Phase = Voting
		}
	}
	return s
}

func evolveMoney(s State, event domain.Event) State {
	switch e := event.(type) {
	case FundsReserved:
		s.Phase, s.Fund, s.Reserved, s.DueAt = Preparing, e.Fund, true, e.DueAt
	case FundsAwaited:
		s.Phase, s.Fund = Awaiting, e.Fund
	case PaymentPrepared:
		s.Phase, s.Preparer, s.DueAt = Releasing, e.By, e.DueAt
	case PaymentReturned:
		s.Phase, s.Preparer, s.DueAt = Preparing, uuid.Nil, e.DueAt
	case PaymentReleased:
		s.Phase, s.Reserved = Paid, false
	case ReservationVoided:
		s.Reserved = false
	}
	return s
}

// unasked closes every question, and lets the clock run.
func (s State) unasked() State {
	s.Askers, s.PausedAt = nil, time.Time{}
	s.AnswerBy, s.AskRemindAt = time.Time{}, time.Time{}
	return s
}

// leave takes a trustee's seat away. Their open question stays: whoever sits next reads the answer, and until then it is
// reminded and lapses as any other.
func (s State) leave(trustee uuid.UUID) State {
	s.Seats = slices.DeleteFunc(s.Seats, func(seat Seat) bool { return seat.Trustee == trustee })
	return s
}

func (s State) change(trustee uuid.UUID, f func(*Seat)) {
	for i := range s.Seats {
		if s.Seats[i].Trustee == trustee {
			f(&s.Seats[i])
		}
	}
}

func without(ids []uuid.UUID, id uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(ids), func(other uuid.UUID) bool { return other == id })
}
