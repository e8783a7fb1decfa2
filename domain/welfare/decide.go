// Package welfare is the rules of a welfare fund: from a family's request over confirmed membership, a drawn panel and
// its votes to an award that is reserved, prepared and released by different people.
package welfare

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer
// that comes late is such a no-op; a person who comes late is refused with Conflict, and one who may not with Forbidden.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Submit:
		return submit(s, c, at)
	case ConfirmMembership:
		return confirmMembership(s, c, at)
	case RefuseMembership:
		return refuseMembership(s, c)
	case Interpret, WaiveInterpretation, LateInterpretation:
		return decideInterpretation(s, c, at)
	case DrawPanel:
		return drawPanel(s, c.Facts, at), nil
	case DrawAlternate:
		return drawAlternate(s, c.Facts, at), nil
	case Redraw:
		return redraw(s, c, at)
	case CastVote:
		return castVote(s, c, at)
	case Recuse:
		return recuse(s, c)
	case Ask:
		return ask(s, c, at)
	case Answer:
		return answer(s, c, at)
	case AddPicture:
		return addPicture(s, c)
	case NeedCall, Called:
		return call(s, c)
	case Reach:
		return reach(s, c)
	case Withdraw:
		return withdraw(s)
	case RemindVotes, ReplaceLate, RemindQuestion, LapseQuestion:
		return onTime(s, c, at), nil
	case Reserve:
		if s.Phase != Awaiting || c.Facts.Fund.short(s.AwardCents) {
			return nil, nil
		}
		return []domain.Event{reserved(s.AwardCents, s.Approvers, c.Facts.Guideline, at)}, nil
	case Prepare:
		return prepare(s, c, at)
	case Release:
		return release(s, c)
	case Return:
		return returnPayment(s, c, at)
	}
	panic("welfare: unknown command")
}

// onTime is what the clock does while trustees vote or the family is asked.
func onTime(s State, c Command, at time.Time) []domain.Event {
	switch c.(type) {
	case RemindVotes:
		return remindVotes(s, at)
	case ReplaceLate:
		return replaceLate(s, at)
	case RemindQuestion:
		return remindQuestion(s, at)
	case LapseQuestion:
		return lapseQuestion(s, at)
	default:
		return nil
	}
}

func submit(s State, c Submit, at time.Time) ([]domain.Event, error) {
	if s.Phase != None {
		return nil, nil
	}
	g := c.Facts.Guideline
	exception, err := admit(c, g)
	if err != nil {
		return nil, err
	}
	events := []domain.Event{RequestSubmitted{
		Program: c.Program, Version: c.Version, Channel: c.Channel, EnteredBy: c.EnteredBy, ForWhom: c.ForWhom,
		Need: c.Need, AmountCents: c.AmountCents, Emergency: c.Emergency, Exception: exception, Answers: c.Answers, Language: c.Language,
	}}
	if m := c.Facts.Member; m.ID != uuid.Nil {
		return append(events, confirmed(MembershipConfirmed{Member: m.ID, Household: m.Household}, c.Language, c.Emergency, g, at)...), nil
	}
	return append(events, MembershipQuestioned{DueAt: at.Add(g.Deadlines.Confirm)}), nil
}

// admit checks a request against the guideline; each refusal says what to do instead.
func admit(c Submit, g Guideline) (exception bool, err error) {
	switch {
	case !c.Open:
		return false, domain.Errorf(domain.Rejected, "This fund takes no requests at the moment. Please call the number on its page; somebody will tell you who can help now.")
	case !slices.Contains(g.Family, c.ForWhom):
		return false, domain.Errorf(domain.Rejected, "This fund does not serve the person you ask for. Please call the number on its page; somebody will tell you who can help.")
	case !slices.Contains(g.Needs, c.Need):
		return false, domain.Errorf(domain.Rejected, "This fund does not serve this kind of need. Please choose another kind, or call the number on its page.")
	case c.PayeeNamed && !slices.Contains(g.Payees, PayNamed):
		return false, domain.Errorf(domain.Rejected, "This fund pays the person who asks, nobody else. Please leave the payee empty.")
	case !c.PayeeNamed && !slices.Contains(g.Payees, PayRequester):
		return false, domain.Errorf(domain.Rejected, "This fund pays bills directly. Please say who should be paid, for example the landlord or the clinic.")
	case c.AmountCents <= 0:
		return false, domain.Errorf(domain.Invalid, "The amount has to be more than zero.")
	case c.AmountCents <= g.CapCents:
		return false, nil
	case g.Exception.CapCents == 0:
		return false, domain.Errorf(domain.Rejected, "This fund gives at most %s. You can ask for up to that amount.", domain.FormatUSD(g.CapCents))
	case c.AmountCents > g.Exception.CapCents:
		return false, domain.Errorf(domain.Rejected, "This fund gives at most %s, and at most %s as an exception. You can ask for up to that amount.",
			domain.FormatUSD(g.CapCents), domain.FormatUSD(g.Exception.CapCents))
	case c.Explanation < g.Exception.ExplainAtLeast:
		return false, domain.Errorf(domain.Rejected, "This fund gives at most %s. You can ask for up to that amount, or ask for an exception by explaining in at least %d characters why more is needed.",
			domain.FormatUSD(g.CapCents), g.Exception.ExplainAtLeast)
	}
	return true, nil
}

func confirmMembership(s State, c ConfirmMembership, at time.Time) ([]domain.Event, error) {
	if s.Phase != Confirming {
		return nil, settled(s, "Membership is not in question any more")
	}
	member := c.Facts.Member
	if member.ID == c.By {
		return nil, ownMatter()
	}
	if member.ID == uuid.Nil {
		member = Member{ID: c.NewMember, Household: c.NewMember}
	}
	return confirmed(MembershipConfirmed{Member: member.ID, Household: member.Household, By: c.By}, s.Language, s.Emergency, c.Facts.Guideline, at), nil
}

func refuseMembership(s State, c RefuseMembership) ([]domain.Event, error) {
	if s.Phase != Confirming {
		return nil, settled(s, "Membership is not in question any more")
	}
	return []domain.Event{MembershipRefused{By: c.By, Reason: c.Reason}, CaseClosed{}}, nil
}

func answer(s State, c Answer, at time.Time) ([]domain.Event, error) {
	if len(s.Askers) == 0 {
		return nil, settled(s, "No question is open")
	}
	return []domain.Event{QuestionAnswered{Answer: c.Answer, Askers: s.Askers, PausedNS: max(0, at.Sub(s.PausedAt))}}, nil
}

// addPicture is open until there is a decision: what comes later changes nothing any more.
func addPicture(s State, c AddPicture) ([]domain.Event, error) {
	switch {
	case s.Phase == None || s.Phase.Decided():
		return nil, settled(s, "No picture can be added any more")
	case len(s.Pictures) >= c.Most:
		return nil, domain.Errorf(domain.Rejected, "There are as many pictures as can be kept with this. Nothing was added.")
	}
	return []domain.Event{PictureAdded{Picture: c.Picture, Data: c.Data}}, nil
}

func remindQuestion(s State, at time.Time) []domain.Event {
	if s.AskRemindAt.IsZero() || at.Before(s.AskRemindAt) {
		return nil
	}
	return []domain.Event{QuestionReminded{}}
}

// lapseQuestion ends the request also while a clerk looks for trustees, because the family was told until when to answer.
func lapseQuestion(s State, at time.Time) []domain.Event {
	if len(s.Askers) == 0 || at.Before(s.AnswerBy) {
		return nil
	}
	return []domain.Event{RequestLapsed{}, CaseClosed{}}
}

// call opens and closes the clerk's task to telephone a family that cannot be written to. One call is enough for all there is
// to say: the clerk reads where the request stands. It may be due after the end too.
func call(s State, c Command) ([]domain.Event, error) {
	if c, needed := c.(NeedCall); needed {
		if s.Phase == None || s.ToCall {
			return nil, nil
		}
		return []domain.Event{CallNeeded(c)}, nil
	}
	if !s.ToCall {
		return nil, domain.Errorf(domain.Conflict, "Somebody has called the family already.")
	}
	return []domain.Event{FamilyCalled(c.(Called))}, nil
}

func withdraw(s State) ([]domain.Event, error) {
	switch {
	case s.Phase == Withdrawn:
		return nil, nil
	case s.Phase == None || s.Phase.Ended():
		return nil, settled(s, "The request cannot be withdrawn any more")
	case s.Reserved:
		return []domain.Event{RequestWithdrawn{}, ReservationVoided{Fund: s.Fund, AmountCents: s.AwardCents}, CaseClosed{}}, nil
	case s.Phase == Awaiting:
		return []domain.Event{RequestWithdrawn{}, WaitEnded{Fund: s.Fund}, CaseClosed{}}, nil
	}
	return []domain.Event{RequestWithdrawn{}, CaseClosed{}}, nil
}

// settled tells a person who comes late what happened in the meantime.
func settled(s State, what string) error {
	happened := map[Phase]string{
		None: "nothing was received", Confirming: "a clerk is confirming membership", Drawing: "membership is confirmed",
		Voting: "the trustees are voting", Asking: "the family has been asked a question", Exhausted: "a clerk is looking for trustees",
		Awaiting: "it was approved and waits for funds", Preparing: "it was approved", Releasing: "the payment was prepared",
		Paid: "it was paid", Declined: "it was declined", Withdrawn: "the family withdrew it", Lapsed: "it lapsed without an answer",
	}
	return domain.Errorf(domain.Conflict, "%s: %s.", what, happened[s.Phase])
}
