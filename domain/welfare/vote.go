package welfare

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// castVote records a vote and, when it settles the matter, the decision and what it does to the fund.
func castVote(s State, c CastVote, at time.Time) ([]domain.Event, error) {
	seat, seated := s.Seat(c.By)
	switch {
	case !seated:
		return nil, notSeated(s, c.By)
	case seat.Voted:
		return nil, domain.Errorf(domain.Conflict, "You have voted on this request already; a vote cannot be changed.")
	case s.Phase == Withdrawn || s.Phase == Lapsed:
		return nil, settled(s, "Nothing is left to vote on")
	}
	if err := s.checkVote(c); err != nil {
		return nil, err
	}
	vote := VoteCast{Trustee: c.By, Choice: c.Choice, Reason: c.Reason, Late: s.Phase.Decided()}
	if c.Choice == Approve {
		vote.AmountCents = c.AmountCents
	}
	if vote.Late {
		return []domain.Event{vote}, nil
	}
	s = Evolve(s, vote)
	events := []domain.Event{vote}
	if decision := s.settle(c.Facts, at, len(s.Seats) >= c.Facts.Guideline.Panel); decision != nil {
		return append(events, decision...), nil
	}
	if len(s.Pending()) == 0 && s.Phase != Exhausted {
		events = append(events, PanelTied{})
	}
	return events, nil
}

func (s State) checkVote(c CastVote) error {
	switch {
	case c.Choice == Decline && c.Reason == uuid.Nil:
		return invalid("reason", "Please say why, so that the family can be told.")
	case c.Choice == Decline:
		return nil
	case c.Choice != Approve:
		return invalid("choice", "A vote approves or declines.")
	case c.AmountCents <= 0:
		return invalid("amount_cents", "The amount has to be more than zero.")
	case c.AmountCents > s.AskedCents:
		return rejected("amount_cents", "The family asked for %s; an award cannot be more than that.", domain.FormatUSD(s.AskedCents))
	case c.AmountCents < s.AskedCents && c.Reason == uuid.Nil:
		return invalid("reason", "Please say why it should be less than the family asked for.")
	}
	return nil
}

// settle gives the decision once the votes allow one, else nothing. A wide spread between approvals waits for another vote
// unless this is final: the panel is full, or nobody is left who could join it.
func (s State) settle(f Facts, at time.Time, final bool) []domain.Event {
	g := f.Guideline
	final = final && len(s.Pending()) == 0
	var amounts []int64
	var approvers []uuid.UUID
	declines := 0
	for _, seat := range s.Seats {
		switch {
		case seat.Voted && seat.Choice == Approve:
			amounts, approvers = append(amounts, seat.AmountCents), append(approvers, seat.Trustee)
		case seat.Voted:
			declines++
		}
	}
	declined := []domain.Event{RequestDeclined{Code: DeclinedByPanel}, CaseClosed{}}
	if s.Unanimous {
		switch {
		case declines > 0 && declines+len(amounts) >= g.Quorum:
			return declined
		case !final || len(amounts) < g.Quorum:
			return nil
		}
	}
	switch {
	case declines >= g.Quorum:
		return declined
	case len(amounts) < g.Quorum, wide(amounts, g.SpreadPercent) && !final:
		return nil
	}
	return approve(award(amounts), approvers, f, at)
}

// award is the median of the approving amounts. The smallest of them stands in where the whole dollar leaves nothing, because
// an award of nothing is none.
func award(amounts []int64) int64 {
	if cents := domain.MedianWholeDollars(amounts); cents > 0 {
		return cents
	}
	return slices.Min(amounts)
}

func approve(cents int64, approvers []uuid.UUID, f Facts, at time.Time) []domain.Event {
	approved := RequestApproved{AmountCents: cents, Approvers: approvers}
	if f.Fund.short(cents) {
		return []domain.Event{approved, FundsAwaited{Fund: f.Guideline.Fund, AmountCents: cents}}
	}
	return []domain.Event{approved, reserved(cents, approvers, f.Guideline, at)}
}

func reserved(cents int64, approvers []uuid.UUID, g Guideline, at time.Time) FundsReserved {
	return FundsReserved{Fund: g.Fund, AmountCents: cents, Approvers: approvers, DueAt: at.Add(g.Deadlines.Prepare)}
}

func (f Fund) short(cents int64) bool { return f.Ahead || f.AvailableCents < cents }

// wide tells whether the amounts differ by more than the given percentage of the largest.
func wide(amounts []int64, percent int) bool {
	low, high := slices.Min(amounts), slices.Max(amounts)
	return (high-low)*100 > int64(percent)*high
}

func prepare(s State, c Prepare, at time.Time) ([]domain.Event, error) {
	switch {
	case s.Phase != Preparing:
		return nil, settled(s, "There is no payment to prepare")
	case s.Sat(c.By):
		return nil, domain.Errorf(domain.Forbidden, "You sat on the panel of this request; somebody else has to prepare its payment.")
	case s.Member == c.By:
		return nil, ownMatter()
	case !c.PayeeOK:
		return nil, rejected("payee", "The family named another payee. Pay exactly whom they named, or ask them first.")
	case !slices.Contains(c.Facts.Guideline.Methods, c.Method):
		return nil, rejected("method", "This fund does not pay that way.")
	}
	return []domain.Event{PaymentPrepared{By: c.By, Method: c.Method, DueAt: at.Add(c.Facts.Guideline.Deadlines.Release)}}, nil
}

func release(s State, c Release) ([]domain.Event, error) {
	if err := s.mayRelease(c.By); err != nil {
		return nil, err
	}
	return []domain.Event{PaymentReleased{By: c.By, Fund: s.Fund, AmountCents: s.AwardCents}, CaseClosed{}}, nil
}

func returnPayment(s State, c Return, at time.Time) ([]domain.Event, error) {
	if err := s.mayRelease(c.By); err != nil {
		return nil, err
	}
	return []domain.Event{PaymentReturned{By: c.By, Reason: c.Reason, DueAt: at.Add(c.Facts.Guideline.Deadlines.Prepare)}}, nil
}

func (s State) mayRelease(by uuid.UUID) error {
	switch {
	case s.Phase != Releasing:
		return settled(s, "There is no prepared payment")
	case s.Preparer == by:
		return domain.Errorf(domain.Forbidden, "You prepared this payment; somebody else has to release it.")
	case s.Sat(by):
		return domain.Errorf(domain.Forbidden, "You sat on the panel of this request; somebody else has to release its payment.")
	case s.Member == by:
		return ownMatter()
	}
	return nil
}

// Sat tells whether somebody is or was on the panel: whoever decides on an award does not pay it.
func (s State) Sat(who uuid.UUID) bool {
	_, seated := s.Seat(who)
	return seated || slices.Contains(s.Recused, who) || slices.Contains(s.Relieved, who) || slices.Contains(s.Approvers, who)
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

// ownMatter keeps a member with an office from acting on their own request.
func ownMatter() error {
	return domain.Errorf(domain.Forbidden, "This is your own matter; somebody else has to do that.")
}
