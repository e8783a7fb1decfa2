package application

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

type (
	// Submitted is a new application.
	Submitted struct {
		By        uuid.UUID   `json:"by"` // zero: the family itself
		As        domain.Role `json:"as"`
		Program   string      `json:"program"`
		Version   string      `json:"version"`
		Channel   string      `json:"channel"`
		Language  string      `json:"language"`
		Filler    Filler      `json:"filler"`
		Minor     bool        `json:"minor"`
		Household uuid.UUID   `json:"household"`
		Contacts  []uuid.UUID `json:"contacts"`
		Relations []string    `json:"relations"` // of the contacts, in the same order
		Silent    []bool      `json:"silent"`    // who must not be written to
		Since     time.Time   `json:"since"`     // when it came in
		Season    string      `json:"season"`
		Seating   uuid.UUID   `json:"seating"`
		First     time.Time   `json:"first"`
		Last      time.Time   `json:"last"`
		Options   []string    `json:"options"`
		Unclear   []string    `json:"unclear"`  // conditions that could not be told from the answers
		Excepted  []string    `json:"excepted"` // conditions that a coordinator made an exception of
		Reason    uuid.UUID   `json:"reason"`   // why
		Answers   uuid.UUID   `json:"answers"`
		Brief     uuid.UUID   `json:"brief"`
		Again     bool        `json:"again"` // the same person applied before and is not through
	}
	// ConsentAsked means that a text waits for a signature.
	ConsentAsked struct {
		Consent string `json:"consent"`
	}
	// ConsentSigned is a signature under an exact text.
	ConsentSigned struct {
		Consent  string    `json:"consent"`
		Hash     string    `json:"hash"`
		Language string    `json:"language"`
		Signer   uuid.UUID `json:"signer"` // the contact
		Relation string    `json:"relation"`
		By       uuid.UUID `json:"by"` // a coordinator who read it to them with an interpreter; zero: signed by themselves
		At       time.Time `json:"at"`
	}
	// ConsentTaken is a signature taken back.
	ConsentTaken struct {
		Consent string    `json:"consent"`
		Signer  uuid.UUID `json:"signer"`
	}
	// ConsentReminded asks once more for a signature before the first day; Last means that somebody calls.
	ConsentReminded struct {
		Last bool `json:"last"`
	}
	// CheckAwaited means that something has to be looked into.
	CheckAwaited struct {
		Check string    `json:"check"`
		DueAt time.Time `json:"due_at"`
	}
	// CheckCleared is a good result and how long it counts. What was found is nowhere.
	CheckCleared struct {
		Check string    `json:"check"`
		By    uuid.UUID `json:"by"`
		On    time.Time `json:"on"`
		Until time.Time `json:"until"` // zero: for good
		// Remind are the moments at which somebody is reminded of the end.
		Remind []time.Time `json:"remind"`
	}
	// CheckRefused is a result that lets nobody in.
	CheckRefused struct {
		Check  string    `json:"check"`
		By     uuid.UUID `json:"by"`
		Reason uuid.UUID `json:"reason"`
	}
	// CheckEnding reminds of a result that will not count much longer.
	CheckEnding struct {
		Check string    `json:"check"`
		Until time.Time `json:"until"`
	}
	// CheckEnded is a result that counts no more.
	CheckEnded struct {
		Check string    `json:"check"`
		DueAt time.Time `json:"due_at"`
	}
	// ReviewAwaited means that a coordinator has to read it.
	ReviewAwaited struct {
		DueAt  time.Time `json:"due_at"`
		Appeal bool      `json:"appeal"`
	}
	// Accepted is a yes.
	Accepted struct {
		By      uuid.UUID `json:"by"` // zero: by the rules alone
		Standby bool      `json:"standby"`
	}
	// Refused is a no with a reason that the family can read.
	Refused struct {
		By     uuid.UUID `json:"by"`
		Reason uuid.UUID `json:"reason"`
		Appeal time.Time `json:"appeal"`           // until when somebody else can be asked to read it
		Failed []string  `json:"failed,omitempty"` // conditions that are not met any more
	}
	// Appealed asks somebody else to read it.
	Appealed struct {
		Reason uuid.UUID `json:"reason"`
	}
	// QuestionAsked is a coordinator's question to the family.
	QuestionAsked struct {
		By       uuid.UUID `json:"by"`
		Question uuid.UUID `json:"question"`
	}
	// PictureAdded keeps a picture with the application: what it is lies sealed under Picture, its bytes under Data.
	PictureAdded struct {
		Picture uuid.UUID `json:"picture"`
		Data    uuid.UUID `json:"data"`
	}
	// QuestionAnswered is the family's reply.
	QuestionAnswered struct {
		Question uuid.UUID `json:"question"`
		Answer   uuid.UUID `json:"answer"`
	}
	// AnswersChanged replaces what was answered.
	AnswersChanged struct {
		By      uuid.UUID `json:"by"`
		Minor   bool      `json:"minor"`
		Options []string  `json:"options"`
		Unclear []string  `json:"unclear"`
		Answers uuid.UUID `json:"answers"`
		Brief   uuid.UUID `json:"brief"`
		Old     uuid.UUID `json:"old"` // answers that are erased, and their brief part
		OldPart uuid.UUID `json:"old_part"`
		// Excepted are conditions that a coordinator made an exception of with this change, and Reason is why.
		Excepted []string  `json:"excepted,omitempty"`
		Reason   uuid.UUID `json:"reason,omitzero"`
	}
	// WishesChanged tells the season what an application wishes for now. Held offers nothing until a coordinator has looked.
	WishesChanged struct {
		Seating uuid.UUID `json:"seating"`
		Options []string  `json:"options"`
		Held    bool      `json:"held"`
		Ask     int       `json:"ask"`
	}
	// FitDoubted means that a coordinator has to look whether a place still fits: answers have changed. Until then it stays.
	FitDoubted struct {
		Failed []string  `json:"failed"` // conditions that are not met any more
		Group  string    `json:"group"`  // that does not fit any more
		DueAt  time.Time `json:"due_at"`
	}
	// FitSettled is the end of that doubt: by a coordinator with a reason, or because it is gone.
	FitSettled struct {
		By     uuid.UUID `json:"by"`
		Reason uuid.UUID `json:"reason"`
	}
	// PlaceSought asks the season for a place.
	PlaceSought struct {
		Seating   uuid.UUID `json:"seating"`
		Season    string    `json:"season"`
		First     time.Time `json:"first"`
		Last      time.Time `json:"last"`
		Household uuid.UUID `json:"household"`
		Options   []string  `json:"options"`
		Standby   bool      `json:"standby"`
		Since     time.Time `json:"since"` // of the application
		Ask       int       `json:"ask,omitempty"`
	}
	// PlaceNoted is what became of it in the season.
	PlaceNoted struct {
		Place Place       `json:"place"`
		Turn  int         `json:"turn"`
		Group string      `json:"group"`
		Until time.Time   `json:"until"`
		Coach []uuid.UUID `json:"coach"`
		Why   string      `json:"why"`
	}
	// PlaceReturned gives back a place that came after the end, which the season had not heard of yet, or while a check is missing.
	PlaceReturned struct {
		Seating uuid.UUID `json:"seating"`
		Turn    int       `json:"turn"`
	}
	// Placed is a place in a program without seasons.
	Placed struct{}
	// OfferAnswered is the family's word about a place that is kept for it.
	OfferAnswered struct {
		Seating uuid.UUID `json:"seating"`
		Group   string    `json:"group"`
		Taken   bool      `json:"taken"`
	}
	// ContactAdded lets another guardian in.
	ContactAdded struct {
		By       uuid.UUID `json:"by"`
		Contact  uuid.UUID `json:"contact"`
		Relation string    `json:"relation"`
		Silent   bool      `json:"silent"`
	}
	// ContactChanged is another name, number or address of a contact, which lies sealed under Text from now on. Where they were reached before lies under
	// Old, and is told when they could be written to there.
	ContactChanged struct {
		By      uuid.UUID `json:"by"`
		Contact uuid.UUID `json:"contact"`
		Text    uuid.UUID `json:"text"`
		Old     uuid.UUID `json:"old"`
		Silent  bool      `json:"silent"`
		Told    bool      `json:"told"`
		OldTill time.Time `json:"old_till"` // when the old one is erased
	}
	// FormerForgotten erases where contacts were reached before.
	FormerForgotten struct {
		Texts []uuid.UUID `json:"texts"`
	}
	// ContactBarred shuts a guardian out.
	ContactBarred struct {
		By      uuid.UUID `json:"by"`
		Contact uuid.UUID `json:"contact"`
		Note    uuid.UUID `json:"note"`
	}
	// ContactUnbarred lets them in again.
	ContactUnbarred struct {
		By      uuid.UUID `json:"by"`
		Contact uuid.UUID `json:"contact"`
		Note    uuid.UUID `json:"note"`
	}
	// ContactFirst is whom to call first.
	ContactFirst struct {
		By      uuid.UUID `json:"by"`
		Contact uuid.UUID `json:"contact"`
	}
	// MessagesChosen is whether a contact is written to.
	MessagesChosen struct {
		Contact uuid.UUID `json:"contact"`
		Yes     bool      `json:"yes"`
	}
	// Noted is something that the program's people should know.
	Noted struct {
		By      uuid.UUID `json:"by"`
		Custody bool      `json:"custody"`
		Note    uuid.UUID `json:"note"`
	}
	// CoachNoted lets a coach in, or out. With a turn that is still to come it waits for the place of that turn.
	CoachNoted struct {
		Coach uuid.UUID `json:"coach"`
		Left  bool      `json:"left"`
		Turn  int       `json:"turn"`
	}
	// SessionNoted is a meeting that does not take place, or at another time.
	SessionNoted struct {
		Session uuid.UUID `json:"session"`
		At      time.Time `json:"at"`
		Moved   time.Time `json:"moved"` // zero: cancelled
	}
	// ItemIssued is something handed out.
	ItemIssued struct {
		By      uuid.UUID `json:"by"`
		Handing uuid.UUID `json:"handing"`
		Item    string    `json:"item"`
		Size    string    `json:"size"`
		Cents   int64     `json:"cents"`
		DueAt   time.Time `json:"due_at"` // zero: it is kept
	}
	// ItemReturned is something that came back.
	ItemReturned struct {
		By      uuid.UUID `json:"by"`
		Handing uuid.UUID `json:"handing"`
	}
	// ItemLost is something that will not.
	ItemLost struct {
		By      uuid.UUID `json:"by"`
		Handing uuid.UUID `json:"handing"`
	}
	// ItemOverdue asks for something back. Nobody is billed.
	ItemOverdue struct {
		Handing uuid.UUID `json:"handing"`
	}
	// CostBorne is what the program pays for a place.
	CostBorne struct {
		Cost  string `json:"cost"`
		Cents int64  `json:"cents"`
	}
	// StandingPlanned is when something is looked at first.
	StandingPlanned struct {
		Standing string    `json:"standing"`
		NextAt   time.Time `json:"next_at"`
	}
	// StandingDue means that something is to be looked at again.
	StandingDue struct {
		Standing string    `json:"standing"`
		DueAt    time.Time `json:"due_at"`
	}
	// StandingLooked is the look. Why lies sealed, for coordinators.
	StandingLooked struct {
		By       uuid.UUID `json:"by"`
		Standing string    `json:"standing"`
		Fine     bool      `json:"fine"`
		Note     uuid.UUID `json:"note"`
		NextAt   time.Time `json:"next_at"`
	}
	// CallNeeded means that a contact has to be called, and with which interpreter. It comes again when an interpreter is asked for while a call waits.
	CallNeeded struct {
		Say      string    `json:"say"`
		Language string    `json:"language,omitempty"` // of the interpreter; empty for none
		Other    uuid.UUID `json:"other,omitzero"`     // sealed: which, when it is none of the list
	}
	// ContactCalled is that call.
	ContactCalled struct {
		By   uuid.UUID `json:"by"`
		Note uuid.UUID `json:"note"`
	}
	// Ended is the end, and until when what was written is kept.
	Ended struct {
		By       uuid.UUID `json:"by"`
		Outcome  Ending    `json:"outcome"`
		Seating  uuid.UUID `json:"seating"` // where a place becomes free
		Reason   uuid.UUID `json:"reason"`
		Attended int       `json:"attended"`
		Needed   int       `json:"needed"`
		KeepTill time.Time `json:"keep_till"`
	}
	// SeasonForgotten erases what served the season.
	SeasonForgotten struct {
		Texts []uuid.UUID `json:"texts"`
	}
	// Forgotten erases everything that was written.
	Forgotten struct {
		Texts []uuid.UUID `json:"texts"`
	}
)

// EventType names are explicit and never renamed: they are subjects, rows and schemas.
