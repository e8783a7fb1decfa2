package welfare

import (
	"time"

	"github.com/google/uuid"
)

// RequestSubmitted opens a case. The answers lie sealed under their own id.
type RequestSubmitted struct {
	Program     string    `json:"program"`
	Version     string    `json:"version"` // of the program, by content hash: the guideline the case keeps
	Channel     Channel   `json:"channel"`
	EnteredBy   uuid.UUID `json:"entered_by,omitzero"` // the person who typed it in for somebody
	ForWhom     string    `json:"for_whom"`
	Need        string    `json:"need"`
	AmountCents int64     `json:"amount_cents"`
	Emergency   bool      `json:"emergency,omitempty"`
	Exception   bool      `json:"exception,omitempty"` // more than the cap, with a full explanation
	Answers     uuid.UUID `json:"answers"`
	Language    string    `json:"language,omitempty"` // of the story, when it is not the board's
}

// MembershipConfirmed names the member that the request is about.
type MembershipConfirmed struct {
	Member    uuid.UUID `json:"member"`
	Household uuid.UUID `json:"household"`
	By        uuid.UUID `json:"by,omitzero"` // the clerk; zero when the roll answered
}

// InterpretationAwaited lets a story in another language wait for an interpreter before trustees read it.
type InterpretationAwaited struct {
	DueAt time.Time `json:"due_at"`
}

// InterpretationOverdue tells a clerk that no interpreter has done it in time.
type InterpretationOverdue struct {
	DueAt time.Time `json:"due_at"` // by when the clerk finds another one, or lets the request go on
}

// StoryInterpreted keeps the story in the board's language beside the family's own words. Without a story it was in that language already.
type StoryInterpreted struct {
	By          uuid.UUID `json:"by"`
	Story       uuid.UUID `json:"story,omitzero"`       // sealed text
	Explanation uuid.UUID `json:"explanation,omitzero"` // sealed text, of more than the cap
}

// InterpretationWaived lets a request go on in the family's own words, because no interpreter was found.
type InterpretationWaived struct {
	By     uuid.UUID `json:"by"`
	Reason uuid.UUID `json:"reason"` // sealed text
}

// MembershipQuestioned leaves it to a clerk whether the member belongs to the association.
type MembershipQuestioned struct {
	DueAt time.Time `json:"due_at"`
}

// MembershipRefused ends a case whose member nobody could find.
type MembershipRefused struct {
	By     uuid.UUID `json:"by"`
	Reason uuid.UUID `json:"reason"` // sealed text
}

// PanelDrawn seats the trustees who decide, and keeps how they were chosen.
type PanelDrawn struct {
	Panel             []uuid.UUID `json:"panel"`
	Seed              uint64      `json:"seed"`     // breaks ties among the equally loaded
	Eligible          int         `json:"eligible"` // trustees who could have been drawn
	Excluded          int         `json:"excluded"` // trustees tied to the member
	Unanimous         bool        `json:"unanimous,omitempty"`
	FormerAwards      int         `json:"former_awards"` // of the household, in the guideline's period
	FormerAwardsCents int64       `json:"former_awards_cents"`
	RemindAt          time.Time   `json:"remind_at"`
	DueAt             time.Time   `json:"due_at"`
}

// AlternateDrawn seats one more trustee.
type AlternateDrawn struct {
	Trustee  uuid.UUID `json:"trustee"`
	Seed     uint64    `json:"seed"`
	Eligible int       `json:"eligible"`
	RemindAt time.Time `json:"remind_at"`
	DueAt    time.Time `json:"due_at"`
}

// TrusteeRecused takes a trustee off the panel by their own wish.
type TrusteeRecused struct {
	Trustee uuid.UUID `json:"trustee"`
	Reason  uuid.UUID `json:"reason,omitzero"` // sealed text
}

// TrusteeRelieved takes a trustee off the panel who did not vote in time.
type TrusteeRelieved struct {
	Trustee uuid.UUID `json:"trustee"`
}

// PanelTied says that everybody seated has voted and no side has its quorum.
type PanelTied struct{}

// BoardExhausted says that too few trustees are left to decide; a clerk has to find more.
type BoardExhausted struct {
	Seated int       `json:"seated"`
	DueAt  time.Time `json:"due_at"`
}

// BoardReopened records that a clerk had the panel drawn again.
type BoardReopened struct {
	By uuid.UUID `json:"by"`
}

// VoteCast is one trustee's vote. A late one came after the decision and changes nothing.
type VoteCast struct {
	Trustee     uuid.UUID `json:"trustee"`
	Choice      Choice    `json:"choice"`
	AmountCents int64     `json:"amount_cents,omitempty"`
	Reason      uuid.UUID `json:"reason,omitzero"` // sealed text
	Late        bool      `json:"late,omitempty"`
}

// VoteReminded says which trustees were reminded that the request waits for them.
type VoteReminded struct {
	Trustees []uuid.UUID `json:"trustees"`
}

// QuestionAsked pauses the trustees' clock until the family answers.
type QuestionAsked struct {
	Trustee  uuid.UUID `json:"trustee"`
	Question uuid.UUID `json:"question"`  // sealed text
	PausedAt time.Time `json:"paused_at"` // since when the clock stands: the first open question
	RemindAt time.Time `json:"remind_at"`
	AnswerBy time.Time `json:"answer_by"`
}

// QuestionReminded says that the family was reminded of the open questions.
type QuestionReminded struct{}

// PictureAdded keeps a picture with the request: what it is lies sealed under Picture, its bytes under Data.
type PictureAdded struct {
	Picture uuid.UUID `json:"picture"`
	Data    uuid.UUID `json:"data"`
}

// QuestionAnswered closes all open questions and lets the clock run on, later by as long as it stood.
type QuestionAnswered struct {
	Answer   uuid.UUID     `json:"answer"` // sealed text
	Askers   []uuid.UUID   `json:"askers"`
	PausedNS time.Duration `json:"paused_ns"`
}

// RequestApproved is the decision to give. It is made once.
type RequestApproved struct {
	AmountCents int64       `json:"amount_cents"`
	Approvers   []uuid.UUID `json:"approvers"`
}

// RequestDeclined is the decision not to give, by the panel or by the guideline itself.
type RequestDeclined struct {
	Code DeclineCode `json:"code"`
}

// FundsReserved sets the award aside in the fund.
type FundsReserved struct {
	Fund        string      `json:"fund"`
	AmountCents int64       `json:"amount_cents"`
	Approvers   []uuid.UUID `json:"approvers"`
	DueAt       time.Time   `json:"due_at"` // when the payment should be prepared
}

// FundsAwaited says that the fund is short of the award for now.
type FundsAwaited struct {
	Fund        string `json:"fund"`
	AmountCents int64  `json:"amount_cents"`
}

// PaymentPrepared says that a payment to the named payee is ready to be released by somebody else.
type PaymentPrepared struct {
	By     uuid.UUID `json:"by"`
	Method string    `json:"method"`
	DueAt  time.Time `json:"due_at"`
}

// PaymentReturned sends a prepared payment back to the treasurer.
type PaymentReturned struct {
	By     uuid.UUID `json:"by"`
	Reason uuid.UUID `json:"reason"` // sealed text
	DueAt  time.Time `json:"due_at"`
}

// PaymentReleased pays the award out of the fund.
type PaymentReleased struct {
	By          uuid.UUID `json:"by"`
	Fund        string    `json:"fund"`
	AmountCents int64     `json:"amount_cents"`
}

// ReservationVoided gives a reserved award back to the fund.
type ReservationVoided struct {
	Fund        string `json:"fund"`
	AmountCents int64  `json:"amount_cents"`
}

// WaitEnded says that an approved request no longer waits for its fund, so that the next one may go on.
type WaitEnded struct {
	Fund string `json:"fund"`
}

// RequestWithdrawn ends a case by the family's wish.
type RequestWithdrawn struct{}

// RequestLapsed ends a case whose question was never answered.
type RequestLapsed struct{}

// ContactChanged says that the family is reached otherwise: as lies sealed under Contact. Where it was reached before lies under Former, when it is told
// there; what is Erased was of an earlier change.
type ContactChanged struct {
	Contact uuid.UUID   `json:"contact"`
	Former  uuid.UUID   `json:"former,omitzero"`
	Erased  []uuid.UUID `json:"erased,omitempty"`
}

// CallNeeded says that the family could not be written to and has to be called, about what the message would have said.
type CallNeeded struct {
	Say string `json:"say"` // key of the message
}

// FamilyCalled says that somebody has called.
type FamilyCalled struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"` // sealed text
}

// CaseClosed says that nothing is left to do.
type CaseClosed struct{}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (RequestSubmitted) EventType() string      { return "welfare.request_submitted" }
func (MembershipConfirmed) EventType() string   { return "welfare.membership_confirmed" }
func (MembershipQuestioned) EventType() string  { return "welfare.membership_questioned" }
func (InterpretationAwaited) EventType() string { return "welfare.interpretation_awaited" }
func (InterpretationOverdue) EventType() string { return "welfare.interpretation_overdue" }
func (StoryInterpreted) EventType() string      { return "welfare.story_interpreted" }
func (InterpretationWaived) EventType() string  { return "welfare.interpretation_waived" }
func (MembershipRefused) EventType() string     { return "welfare.membership_refused" }
func (PanelDrawn) EventType() string            { return "welfare.panel_drawn" }
func (AlternateDrawn) EventType() string        { return "welfare.alternate_drawn" }
func (TrusteeRecused) EventType() string        { return "welfare.trustee_recused" }
func (TrusteeRelieved) EventType() string       { return "welfare.trustee_relieved" }
func (PanelTied) EventType() string             { return "welfare.panel_tied" }
func (BoardExhausted) EventType() string        { return "welfare.board_exhausted" }
func (BoardReopened) EventType() string         { return "welfare.board_reopened" }
func (VoteCast) EventType() string              { return "welfare.vote_cast" }
func (VoteReminded) EventType() string          { return "welfare.vote_reminded" }
func (QuestionAsked) EventType() string         { return "welfare.question_asked" }
func (QuestionReminded) EventType() string      { return "welfare.question_reminded" }
func (PictureAdded) EventType() string          { return "welfare.picture_added" }
func (QuestionAnswered) EventType() string      { return "welfare.question_answered" }
func (RequestApproved) EventType() string       { return "welfare.request_approved" }
func (RequestDeclined) EventType() string       { return "welfare.request_declined" }
func (FundsReserved) EventType() string         { return "welfare.funds_reserved" }
func (FundsAwaited) EventType() string          { return "welfare.funds_awaited" }
func (PaymentPrepared) EventType() string       { return "welfare.payment_prepared" }
func (PaymentReturned) EventType() string       { return "welfare.payment_returned" }
func (PaymentReleased) EventType() string       { return "welfare.payment_released" }
func (ReservationVoided) EventType() string     { return "welfare.reservation_voided" }
func (WaitEnded) EventType() string             { return "welfare.wait_ended" }
func (RequestWithdrawn) EventType() string      { return "welfare.request_withdrawn" }
func (RequestLapsed) EventType() string         { return "welfare.request_lapsed" }
func (ContactChanged) EventType() string        { return "welfare.contact_changed" }
func (CallNeeded) EventType() string            { return "welfare.call_needed" }
func (FamilyCalled) EventType() string          { return "welfare.family_called" }
func (CaseClosed) EventType() string            { return "welfare.case_closed" }

// FundKey names the fund that may now have money for others.
func (e ReservationVoided) FundKey() string { return e.Fund }

// FundKey names the fund whose next case may go on.
func (e WaitEnded) FundKey() string { return e.Fund }
