package support

import (
	"time"

	"github.com/google/uuid"
)

type (
	// AddDocument keeps a file, for the case's people.
	AddDocument struct {
		Who
		Document, Data uuid.UUID // sealed: what it is called, and its bytes
	}
	// RemoveDocument erases a file that somebody should not have added; its author's to do, or a coordinator's, behind the end too.
	RemoveDocument struct {
		Who
		Document uuid.UUID
	}
	// WriteNote keeps a note on logistics, shared with the case's people.
	WriteNote struct {
		Who
		Note uuid.UUID
	}
	// AddRelative adds somebody of the family.
	AddRelative struct {
		Who
		Relative uuid.UUID // also the id of their sealed contact
		Notified bool
		Texts    bool
		Child    bool
		Facts    Facts
	}
	// Reach is the family's word on how it is reached from now on; what it wrote lies sealed. Former is where it was reached before, when it could
	// be written to there. Same tells that nothing is new.
	Reach struct {
		Who
		Contact, Former uuid.UUID
		Same            bool
		OtherNumber     bool // than the one with which they asked
	}
	// OptIn lets a relative be written to, or no longer.
	OptIn struct {
		Who
		Relative uuid.UUID // zero: the one whom the referral names
		Yes      bool
	}
	// Followed records that somebody asked after the family, or chose not to this time.
	Followed struct {
		Who
		Note    uuid.UUID
		Skipped bool
	}
	// PauseFollowUp lets everything that comes by itself rest until a moment; the zero time ends the pause.
	PauseFollowUp struct {
		Who
		Until time.Time
	}
	// AddDate keeps a day in the family's own calendar. Yearly dates come back each year; others once.
	AddDate struct {
		Who
		Date   uuid.UUID
		Kind   string
		On     time.Time // local noon of the day, as an instant
		Yearly bool
		Facts  Facts
	}
	// RemoveDate forgets a day, also one that its reminder has announced.
	RemoveDate struct {
		Who
		Date uuid.UUID
	}
	// SkipDate passes over the next time: the one that its reminder has announced, if it did.
	SkipDate struct {
		Who
		Date  uuid.UUID
		Facts Facts
	}
	// Remembered records that somebody was in touch about a date.
	Remembered struct {
		Who
		Note uuid.UUID
	}
	// RaiseConcern says that retaliation is feared; once more, that it still or again is.
	RaiseConcern struct {
		Who
		Facts Facts
	}
	// SettleConcern says that a conversation was offered. The flag stays until its time is over.
	SettleConcern struct {
		Who
		Note uuid.UUID
	}
	// SignRelease lets one thing reach the desk until a moment.
	SignRelease struct {
		Who
		Release uuid.UUID
		Scope   string
		Until   time.Time
	}
	// RevokeRelease ends a release before its time.
	RevokeRelease struct {
		Who
		Release uuid.UUID
	}
	// ReferToPartner records that the family was told of a partner.
	ReferToPartner struct {
		Who
		Partner string
		Facts   Facts
	}
	// OpenClaim begins the clock of the state's compensation claim.
	OpenClaim struct {
		Who
		From  time.Time // when the two years began
		Facts Facts
	}
	// TickPaper records that one of the claim's papers is there.
	TickPaper struct {
		Who
		Paper string
		Facts Facts
	}
	// FileClaim records that the family filed it, which stops the clock.
	FileClaim struct{ Who }
	// PostNeed puts practical help on the board.
	PostNeed struct {
		Who
		Need  uuid.UUID
		Kind  string
		On    time.Time
		Facts Facts
	}
	// NoteNeed is what became of it there.
	NoteNeed struct {
		Need   uuid.UUID
		Status NeedStatus
	}
)
