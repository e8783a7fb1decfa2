package support

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one family's case. Who wants it travels in Who; what the rules need to know from outside the case travels in Facts,
// put there by the transaction that decides.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Who is who wants something: a person in one of their roles, or with both fields zero the family itself.
type Who struct {
	By uuid.UUID
	As domain.Role
}

// Asker is who asks for a family.
type Asker string

// The askers. A referral of anybody but the desk is called back before somebody is sent to an address.
const (
	AskFamily Asker = "family"
	AskDesk   Asker = "homicide_desk"
	AskClergy Asker = "clergy"
	AskOther  Asker = "other"
)

type (
	// Refer opens a case with checked answers.
	Refer struct {
		Who
		Program, Version      string
		Open                  bool // whether the program takes requests
		Channel               string
		Asker                 Asker
		Notified              bool // of the death, the person whom the referral names
		Texts                 bool // that person asked to be written to
		Basis                 Basis
		Silent                bool // that person asked not to be
		Language, Faith, Area string
		Safety                bool // somebody is concerned about safety
		Independent           bool // somebody independent of us should serve this family
		Relative              uuid.UUID
		Referral              uuid.UUID // stream on the desk's side, for a referral of the desk
		Matter                uuid.UUID
		Answers               uuid.UUID
		Mind                  Mind
		ContactHash           []byte // keyed hash of the telephone number: the same family referred twice
		Facts                 Facts
	}
	// ReferAgain tells a case that its family was referred once more.
	ReferAgain struct {
		Asker       Asker
		Request     uuid.UUID // the stream of what came again
		Mind        Mind      // what it says is to be minded
		Independent bool      // this time they asked for the independent partner
		Referral    uuid.UUID // the desk's side of it, if it was the desk
		Facts       Facts
	}
	// RecordNotified says that a relative has been told of the death, in person, by those whose task that is.
	RecordNotified struct {
		Who
		Relative uuid.UUID // zero: the one whom the referral names
		Facts    Facts
	}
	// Proceed is a coordinator's word, after calling back, that the family knows and wants somebody to come.
	Proceed struct {
		Who
		Note  uuid.UUID
		Facts Facts
	}
	// Decline says that the family does not want us.
	Decline struct {
		Who
		Note uuid.UUID
	}
	// NotReached says that nobody could be reached.
	NotReached struct {
		Who
		Note uuid.UUID
	}
	// Divert hands the family to the program's independent partner.
	Divert struct {
		Who
		Facts Facts
	}
	// Link says that a case belongs to the same matter as another.
	Link struct {
		Who
		Matter uuid.UUID
	}
	// Merge closes a case because another is the same family's.
	Merge struct {
		Who
		Into  uuid.UUID
		Ended bool // that case is closed
	}
	// Close ends a case whose family needs nobody any more.
	Close struct {
		Who
		Note uuid.UUID
	}
	// Reopen takes a case up again where the gate and the call back allow.
	Reopen struct {
		Who
		Facts Facts
	}
	// Withdraw is the family's own end to it.
	Withdraw struct{}
	// NeedCall is the messenger's word that the family could not be written to.
	NeedCall struct{ Say string }
	// Called is a coordinator's word that they have called; a call can be due after the end too.
	Called struct {
		Who
		Note uuid.UUID
	}
	// Wake is the one timer of a case: whatever is due, happens.
	Wake struct{ Facts Facts }
)
