package welfare

import (
	"github.com/google/uuid"
)

// Command is a wish about one welfare request. Who wants it travels in By; what the rules need to know from outside the
// case travels in Facts, put there by the transaction that decides.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Channel says how a request reached us.
type Channel string

// The channels. Everything but Web and API was typed in by staff for somebody.
const (
	Web       Channel = "web"
	API       Channel = "api"
	Telephone Channel = "telephone"
	WalkIn    Channel = "walk_in"
	Paper     Channel = "paper"
)

// Choice is what a vote says.
type Choice string

// The choices.
const (
	Approve Choice = "approve"
	Decline Choice = "decline"
)

// DeclineCode says why a request was declined, for machines; words come from the catalog.
type DeclineCode string

// The codes of a declined request.
const (
	DeclinedByPanel  DeclineCode = "panel"        // the trustees' votes
	DeclinedByPeriod DeclineCode = "period"       // the guideline's number of awards in its period
	NotAMember       DeclineCode = "not_a_member" // a clerk could not confirm membership
)

// Submit opens a case with checked answers.
type Submit struct {
	Program     string
	Version     string
	Open        bool // whether the program takes requests
	Channel     Channel
	EnteredBy   uuid.UUID
	ForWhom     string
	Need        string
	AmountCents int64
	Emergency   bool
	Explanation int  // characters of the explanation for more than the cap
	PayeeNamed  bool // the family named somebody else to be paid
	Answers     uuid.UUID
	MemberHash  []byte // keyed hash of the member number, nil when none was given
	Language    string // of the story, when it is not the board's; empty when it is
	Facts       Facts
}

// Interpret is an interpreter's word: the story in the board's language, or, without one, that it was in that language already.
type Interpret struct {
	By          uuid.UUID
	Story       uuid.UUID // sealed text
	Explanation uuid.UUID // sealed text, where the family explained more than the cap
}

// WaiveInterpretation is a clerk's word that the trustees read the family's own words, because no interpreter was found.
type WaiveInterpretation struct {
	By     uuid.UUID
	Reason uuid.UUID
}

// LateInterpretation is the clock's word that a story waits for an interpreter too long.
type LateInterpretation struct{ Facts Facts }

// ConfirmMembership is a clerk's word that the member belongs to the association.
type ConfirmMembership struct {
	By         uuid.UUID
	MemberHash []byte
	NewMember  uuid.UUID // id for a member whom the roll does not know yet
	Facts      Facts
}

// RefuseMembership is a clerk's word that the member does not.
type RefuseMembership struct {
	By     uuid.UUID
	Reason uuid.UUID
}

// DrawPanel seats the first panel.
type DrawPanel struct{ Facts Facts }

// DrawAlternate fills empty seats and breaks ties.
type DrawAlternate struct{ Facts Facts }

// Redraw is a clerk's wish to draw again after the board was exhausted.
type Redraw struct {
	By    uuid.UUID
	Facts Facts
}

// CastVote is a trustee's vote.
type CastVote struct {
	By          uuid.UUID
	Choice      Choice
	AmountCents int64
	Reason      uuid.UUID // sealed text, zero without one
	Facts       Facts
}

// Recuse is a trustee's wish to leave the panel.
type Recuse struct {
	By     uuid.UUID
	Reason uuid.UUID
}

// Ask is a trustee's question to the family.
type Ask struct {
	By       uuid.UUID
	Question uuid.UUID
	Facts    Facts
}

// Answer is the family's reply to every open question.
type Answer struct{ Answer uuid.UUID }

// AddPicture is a picture that the family adds to its request: what it is and its bytes, both sealed. Most is how many the program takes.
type AddPicture struct {
	Picture, Data uuid.UUID
	Most          int
}

// NeedCall is the messenger's word that the family could not be written to.
type NeedCall struct{ Say string }

// Called is a clerk's word that they have called the family.
type Called struct {
	By   uuid.UUID
	Note uuid.UUID // sealed text, zero without one
}

// Reach is the family's word on how it is reached from now on; what it wrote lies sealed. Former is where it was reached before, when it could be
// written to there; zero otherwise. Same tells that nothing is new.
type Reach struct {
	Contact, Former uuid.UUID
	Same            bool
}

// Withdraw is the family's wish to end the request.
type Withdraw struct{}

// RemindVotes, ReplaceLate, RemindQuestion and LapseQuestion are what timers want; each is stale if the case moved on.
type (
	RemindVotes    struct{}
	ReplaceLate    struct{}
	RemindQuestion struct{}
	LapseQuestion  struct{}
)

// Reserve tries again to set the award aside after the fund has grown.
type Reserve struct{ Facts Facts }

// Prepare is the treasurer's: a payment by one of the guideline's methods to the payee the family named.
type Prepare struct {
	By      uuid.UUID
	Method  string
	PayeeOK bool // the payee typed is the one the family named
	Facts   Facts
}

// Release is the second person's yes to a prepared payment.
type Release struct{ By uuid.UUID }

// Return is the second person's no to a prepared payment.
type Return struct {
	By     uuid.UUID
	Reason uuid.UUID
	Facts  Facts
}

// Facts is what the rules need to know from outside the case. Each command names what it uses in Needs.
type Facts struct {
	Guideline Guideline
	Member    Member    // Submit, ConfirmMembership
	Board     []Trustee // DrawPanel, DrawAlternate, Redraw: everybody in office
	Seed      uint64    // recorded randomness for a draw
	Former    Former    // DrawPanel
	Fund      Fund      // CastVote, Reserve
}

// Member is what the roll knows about a member number; the zero Member is somebody it does not know.
type Member struct {
	ID        uuid.UUID
	Household uuid.UUID
}

// Trustee is one elected trustee as seen from a case.
type Trustee struct {
	ID   uuid.UUID
	Load int   // open votes
	Self bool  // is the member, typed the request in, confirmed the membership, or interpreted the story
	Ties []Tie // to the member
}

// Former counts the household's awards within the guideline's period.
type Former struct {
	Awards int
	Cents  int64
}

// Fund is the fund as the next decision finds it.
type Fund struct {
	AvailableCents int64
	Ahead          bool // somebody who comes first is waiting for it
}

func (Submit) CommandName() string              { return "submit" }
func (ConfirmMembership) CommandName() string   { return "confirm_membership" }
func (Interpret) CommandName() string           { return "interpret" }
func (WaiveInterpretation) CommandName() string { return "waive_interpretation" }
func (LateInterpretation) CommandName() string  { return "late_interpretation" }
func (RefuseMembership) CommandName() string    { return "refuse_membership" }
func (DrawPanel) CommandName() string           { return "draw_panel" }
func (DrawAlternate) CommandName() string       { return "draw_alternate" }
func (Redraw) CommandName() string              { return "redraw" }
func (CastVote) CommandName() string            { return "cast_vote" }
func (Recuse) CommandName() string              { return "recuse" }
func (Ask) CommandName() string                 { return "ask" }
func (Answer) CommandName() string              { return "answer" }
func (AddPicture) CommandName() string          { return "add_picture" }
func (NeedCall) CommandName() string            { return "need_call" }
func (Called) CommandName() string              { return "called" }
func (Reach) CommandName() string               { return "reach" }
func (Withdraw) CommandName() string            { return "withdraw" }
func (RemindVotes) CommandName() string         { return "remind_votes" }
func (ReplaceLate) CommandName() string         { return "replace_late" }
func (RemindQuestion) CommandName() string      { return "remind_question" }
func (LapseQuestion) CommandName() string       { return "lapse_question" }
func (Reserve) CommandName() string             { return "reserve" }
func (Prepare) CommandName() string             { return "prepare" }
func (Release) CommandName() string             { return "release" }
func (Return) CommandName() string              { return "return" }

func (Submit) command()              {}
func (ConfirmMembership) command()   {}
func (Interpret) command()           {}
func (WaiveInterpretation) command() {}
func (LateInterpretation) command()  {}
func (RefuseMembership) command()    {}
func (DrawPanel) command()           {}
func (DrawAlternate) command()       {}
func (Redraw) command()              {}
func (CastVote) command()            {}
func (Recuse) command()              {}
func (Ask) command()                 {}
func (Answer) command()              {}
func (AddPicture) command()          {}
func (NeedCall) command()            {}
func (Called) command()              {}
func (Reach) command()               {}
func (Withdraw) command()            {}
func (RemindVotes) command()         {}
func (ReplaceLate) command()         {}
func (RemindQuestion) command()      {}
func (LapseQuestion) command()       {}
func (Reserve) command()             {}
func (Prepare) command()             {}
func (Release) command()             {}
func (Return) command()              {}
