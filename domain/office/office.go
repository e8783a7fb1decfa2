// Package office is the rules of who may sign in and as what, and of what else administrators decide: rolls, and messages that are stuck. Each stream
// is about one person, one roll or one message, and is there so that it can be read later who did what; it is no case.
package office

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// State is what the rules need of a stream: whether its message is settled, or its person on record. Who holds which role is a fact that commands bring
// along, because it changes elsewhere too.
type State struct{ Dropped, Added bool }

// Facts are what is known of the person whom a command is about, from behind every wall.
type Facts struct {
	Home        domain.Compartment // behind which wall their record lies
	Roles       []domain.Role      // that they hold now
	Terms       []Term             // the same, each with its end
	OtherAdmins int                // who else is an administrator of the organization, and stays one
}

// Term is a role and until when it is held; the zero time means for good.
type Term struct {
	Role  domain.Role
	Until time.Time
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
	// Arrange brings somebody to what a list says of them: whoever is new gets a record, and what they hold already as the list says stays as it is, so
	// that the same list once more changes nothing.
	Arrange struct {
		By, Person uuid.UUID
		New        bool               // their record comes along, behind the wall of Home
		Home       domain.Compartment // of somebody new
		Contact    bool               // name, e-mail or telephone are others now
		Hold       []Term
		End        []domain.Role
		Facts      Facts
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
	// ChangePeople says how many people a file concerned, once it was carried out.
	ChangePeople struct {
		By                    uuid.UUID
		Added, Changed, Ended int
	}
	// ExportList notes that somebody takes a list away, of so many lines.
	ExportList struct {
		By    uuid.UUID
		Lines int
	}
	// RetryLetter has a message that is stuck handled once more.
	RetryLetter struct{ By, Letter uuid.UUID }
	// DropLetter gives it up.
	DropLetter struct{ By, Letter uuid.UUID }
)

func (AddPerson) office()    {}
func (Arrange) office()      {}
func (Grant) office()        {}
func (End) office()          {}
func (IssueToken) office()   {}
func (EndSignIns) office()   {}
func (Tie) office()          {}
func (ChangeRoll) office()   {}
func (ChangePeople) office() {}
func (ExportList) office()   {}
func (RetryLetter) office()  {}
func (DropLetter) office()   {}

// CommandName names are what logs call commands.

func (AddPerson) CommandName() string    { return "add_person" }
func (Arrange) CommandName() string      { return "arrange" }
func (Grant) CommandName() string        { return "grant" }
func (End) CommandName() string          { return "end" }
func (IssueToken) CommandName() string   { return "issue_token" }
func (EndSignIns) CommandName() string   { return "end_sign_ins" }
func (Tie) CommandName() string          { return "tie" }
func (ChangeRoll) CommandName() string   { return "change_roll" }
func (ChangePeople) CommandName() string { return "change_people" }
func (ExportList) CommandName() string   { return "export_list" }
func (RetryLetter) CommandName() string  { return "retry_letter" }
func (DropLetter) CommandName() string   { return "drop_letter" }

// Stream is where what administrators did about one person or message lies.
func Stream(organization string, about uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("office/"+organization+"/"+about.String()))
}

// RollStream is where changes of the organization's member roll lie.
func RollStream(organization string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("office/"+organization+"/roll"))
}

// PeopleStream is where lies what was done with the list of people as a whole.
func PeopleStream(organization string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("office/"+organization+"/people"))
}

// Evolve folds an event into the state.
func Evolve(s State, e domain.Event) State {
	switch e.(type) {
	case LetterDropped:
		s.Dropped = true
	case PersonAdded:
		s.Added = true
	}
	return s
}

// fits tells whether a role works behind the wall where somebody's record lies; elsewhere nobody would find them.
func fits(r domain.Role, home domain.Compartment) bool {
	return slices.Contains(r.Compartments(), home)
}
