package application

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one application. Who wants it travels in Who; what the rules need to know from outside travels in Facts.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Who is who wants something: a person in one of their roles, or the family itself, and then Reader is whose paper it holds.
type Who struct {
	By     uuid.UUID
	As     domain.Role
	Reader uuid.UUID // zero with zero By: the first contact
}

// Facts is what the rules know from outside an application.
type Facts struct {
	Rules Rules     // of the version that the application runs under
	Texts []Consent // what is signed today, by the program as it is now
	Next  Placing   // the season after the application's own, as applications of today are for
	Zone  *time.Location
}

// Placing says which season a place is sought in.
type Placing struct {
	Season  string    // key of the term; empty when there is none
	Seating uuid.UUID // its stream
	First   time.Time // first day, midnight UTC
	Last    time.Time // last day
}

// Onward is an application looked at for another season: its answers by the rules of the first day there. Judged is false when they are not there to
// be looked at.
type Onward struct {
	Placing  Placing
	Options  []string
	Findings []Finding
	Judged   bool
}

// Filler is who filled an application in.
type Filler string

// The fillers. Children under 13 do not fill in anything themselves (16 CFR 312, which we keep although it may not bind us).
const (
	ByGuardian  Filler = "guardian"
	ByYouth     Filler = "youth"
	ByApplicant Filler = "applicant" // an adult for themselves
	ByStaff     Filler = "staff"
)

// Signature is a consent that was signed.
type Signature struct {
	Consent  string
	Hash     string // of the exact text
	Language string
	By       uuid.UUID // the contact who signed
	At       time.Time
}

// Reached is how a contact of the form is reached from now on.
type Reached struct {
	Contact uuid.UUID
	Text    uuid.UUID // sealed
	Silent  bool      // there is nothing to write to that was said to be safe
	Moved   bool      // messages go elsewhere than before; otherwise it is only another name
}

type (
	// Submit opens an application with checked answers.
	Submit struct {
		Who
		Program, Version string
		Open             bool // whether the program takes applications at all
		Channel          string
		Language         string
		Filler           Filler
		Minor            bool // under 18 today
		Young            bool // under 13 today
		Contacts         []Contact
		Household        uuid.UUID
		Since            time.Time // when it came in
		Placing          Placing
		Options          []string // for each wish, the groups that fit, with commas between; the first wish first
		Findings         []Finding
		Reason           uuid.UUID // sealed: why a coordinator makes an exception
		Signed           []Signature
		Answers, Brief   uuid.UUID // sealed: what was answered, and what is erased with the season
		Twin             uuid.UUID // an open application of the same person for the same program
		Facts            Facts
	}
	// Clear says that a check has a good result.
	Clear struct {
		Who
		Check     string
		On, Until time.Time // midnight UTC; zero Until: as long as the rules say
		Facts     Facts
	}
	// Refuse says no: after a check when Check names one, otherwise after reading the application.
	Refuse struct {
		Who
		Check  string
		Reason uuid.UUID
		Facts  Facts
	}
	// Accept is a coordinator's yes. With Standby it is for the waiting list only.
	Accept struct {
		Who
		Standby bool
		Facts   Facts
	}
	// Ask asks the family something; the clock of the step stands still until it answers.
	Ask struct {
		Who
		Question uuid.UUID
	}
	// AddPicture is a picture that the family adds: what it is and its bytes, both sealed. Most is how many the program takes.
	AddPicture struct {
		Who
		Picture, Data uuid.UUID
		Most          int
	}
	// Answer is what the family replies.
	Answer struct {
		Who
		Answer uuid.UUID
		Facts  Facts
	}
	// Appeal asks somebody else to read a refused application once more.
	Appeal struct {
		Who
		Reason uuid.UUID
		Facts  Facts
	}
	// Sign signs a consent: what the signer saw, in which language.
	Sign struct {
		Who
		Consent, Hash, Language string
		Facts                   Facts
	}
	// Unsign takes a signature back.
	Unsign struct {
		Who
		Consent string
		Facts   Facts
	}
	// AskAgain has consents signed anew whose text has changed since.
	AskAgain struct{ Facts Facts }
	// Change replaces the answers. Unkept are failed conditions about what is never kept; Reason is why a coordinator makes an exception.
	Change struct {
		Who
		Unkept         []string
		Reason         uuid.UUID
		Minor          bool
		Options        []string
		Findings       []Finding
		Answers, Brief uuid.UUID
		Contacts       []Reached // of those whose own name, number or address is another one than before
		Facts          Facts
	}
	// Interpret asks that somebody calls with an interpreter. Other says which language when it is OtherLanguage.
	Interpret struct {
		Who
		Language string
		Other    uuid.UUID
	}
	// AddContact lets another guardian in.
	AddContact struct {
		Who
		Contact Contact
	}
	// Reach is a coordinator's word about how a contact is reached who has called.
	Reach struct {
		Who
		Reached
	}
	// Bar shuts a guardian out, by a custody order that a coordinator has seen, or lets them in again.
	Bar struct {
		Who
		Contact uuid.UUID
		Lifted  bool
		Note    uuid.UUID
	}
	// First puts a contact first in the order in which guardians are called.
	First struct {
		Who
		Contact uuid.UUID
	}
	// Messages says whether a contact wants to be written to.
	Messages struct {
		Who
		Contact uuid.UUID
		Yes     bool
	}
	// Note keeps something for the program's people: custody, what to look out for.
	Note struct {
		Who
		Custody bool
		Note    uuid.UUID
	}
	// NotePlace is the season's word about the place; Turn counts them, so that an old one changes nothing.
	NotePlace struct {
		Place Place
		Turn  int
		Group string
		Until time.Time
		Coach []uuid.UUID
		Why   string
		Ask   int // the wish that it answers
		// Onward is what the answers come to in the season after this one, for whoever passes on into it.
		Onward Onward
		Facts  Facts
	}
	// NoteFit is the season's word whether the group of a place still fits.
	NoteFit struct {
		Group     string
		Fits      bool
		Turn, Ask int
		Facts     Facts
	}
	// Keep is a coordinator's word that a place stays although answers have changed.
	Keep struct {
		Who
		Reason uuid.UUID
		Facts  Facts
	}
	// NoteCoach is the season's word about who looks after the group.
	NoteCoach struct {
		Coach uuid.UUID
		Left  bool
		Turn  int // of the place that it is about
	}
	// NoteSession is the season's word about one meeting.
	NoteSession struct {
		Session uuid.UUID
		At      time.Time
		Moved   time.Time // zero: cancelled
	}
	// NoteEnd is the season's word that it is over for this application.
	NoteEnd struct {
		Completed        bool
		Attended, Needed int
		Facts            Facts
	}
	// TakePlace takes the place that is offered, and PassPlace leaves it to the next.
	TakePlace struct {
		Who
		Facts Facts
	}
	// PassPlace leaves the place to the next, and stays on the list.
	PassPlace struct {
		Who
		Facts Facts
	}
	// Issue hands something out.
	Issue struct {
		Who
		Item, Size string
		Handing    uuid.UUID
		Facts      Facts
	}
	// Return takes it back; Lost says that it will not come.
	Return struct {
		Who
		Handing uuid.UUID
		Lost    bool
	}
	// Review notes what is looked at again while somebody takes part.
	Look struct {
		Who
		Standing string
		Fine     bool
		Note     uuid.UUID
		Facts    Facts
	}
	// Withdraw is the family's own end to it.
	Withdraw struct{ Who }
	// Close is a coordinator's end to it.
	Close struct {
		Who
		Reason uuid.UUID
		Facts  Facts
	}
	// NeedCall is the messenger's word that a contact could not be written to.
	NeedCall struct{ Say string }
	// Called is a coordinator's word that they have called.
	Called struct {
		Who
		Note uuid.UUID
	}
	// Wake is the one timer of an application: whatever is due, happens.
	Wake struct{ Facts Facts }
)
