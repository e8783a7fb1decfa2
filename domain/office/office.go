// Package office is the rules of who may sign in and as what, and of what else administrators decide: rolls, and messages that are stuck. Each stream
// is about one person, one roll or one message, and is there so that it can be read later who did what; it is no case.
package office

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// State is what the rules need of a stream: whether its message is settled. Who holds which role is a fact that commands bring along, because it
// changes elsewhere too.
type State struct{ Dropped bool }

// Facts are what is known of the person whom a command is about, from behind every wall.
type Facts struct {
	Home        domain.Compartment // behind which wall their record lies
	Roles       []domain.Role      // that they hold now
	OtherAdmins int                // who else is an administrator of the organization
}

// Command is what can be wished for. A zero By is the operator at the command line.
//
//sumtype:decl
type Command interface {
	domain.Command
	office()
}

type (
	// AddPerson records somebody who signs in, or is on a roll, with their roles.
	AddPerson struct {
		By, Person uuid.UUID
		Roles      []domain.Role
		Until      time.Time // of the roles; zero: for good
		Home       domain.Compartment
	}
	// Grant gives a role.
	Grant struct {
		By, Person uuid.UUID
		Role       domain.Role
		Until      time.Time // zero: for good
		Facts      Facts
	}
	// End takes a role away.
	End struct {
		By, Person uuid.UUID
		Role       domain.Role
		Facts      Facts
	}
	// IssueToken lets somebody sign in with a new token.
	IssueToken struct {
		By, Person uuid.UUID
		Until      time.Time
		Facts      Facts
	}
	// EndSignIns ends every token and session of somebody.
	EndSignIns struct{ By, Person uuid.UUID }
	// Tie declares that two people are tied, so that neither decides about the other.
	Tie struct{ By, Person, Other uuid.UUID }
	// ChangeRoll says how many lines of a roll are new, changed and ended.
	ChangeRoll struct {
		By                    uuid.UUID
		Added, Changed, Ended int
	}
	// RetryLetter has a message that is stuck handled once more.
	RetryLetter struct{ By, Letter uuid.UUID }
	// DropLetter gives it up.
	DropLetter struct{ By, Letter uuid.UUID }
)

func (AddPerson) office()   {}
func (Grant) office()       {}
func (End) office()         {}
func (IssueToken) office()  {}
func (EndSignIns) office()  {}
func (Tie) office()         {}
func (ChangeRoll) office()  {}
func (RetryLetter) office() {}
func (DropLetter) office()  {}

// CommandName is its name in logs.
func (AddPerson) CommandName() string { return "add_person" }

// CommandName is its name in logs.
func (Grant) CommandName() string { return "grant" }

// CommandName is its name in logs.
func (End) CommandName() string { return "end" }

// CommandName is its name in logs.
func (IssueToken) CommandName() string { return "issue_token" }

// CommandName is its name in logs.
func (EndSignIns) CommandName() string { return "end_sign_ins" }

// CommandName is its name in logs.
func (Tie) CommandName() string { return "tie" }

// CommandName is its name in logs.
func (ChangeRoll) CommandName() string { return "change_roll" }

// CommandName is its name in logs.
func (RetryLetter) CommandName() string { return "retry_letter" }

// CommandName is its name in logs.
func (DropLetter) CommandName() string { return "drop_letter" }

// Stream is where what administrators did about one person or message lies.
func Stream(organization string, about uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("office/"+organization+"/"+about.String()))
}

// RollStream is where changes of the organization's member roll lie.
func RollStream(organization string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("office/"+organization+"/roll"))
}

// Evolve folds an event into the state.
func Evolve(s State, e domain.Event) State {
	if _, dropped := e.(LetterDropped); dropped {
		s.Dropped = true
	}
	return s
}

// fits tells whether a role works behind the wall where somebody's record lies; elsewhere nobody would find them.
func fits(r domain.Role, home domain.Compartment) bool {
	return slices.Contains(r.Compartments(), home)
}
