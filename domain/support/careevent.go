package support

import (
	"time"

	"github.com/google/uuid"
)

// FollowUpDue asks one of the case's people to ask after the family.
type FollowUpDue struct {
	Minister uuid.UUID `json:"minister,omitzero"`
	Step     int       `json:"step"`
	DueAt    time.Time `json:"due_at"`
	NextAt   time.Time `json:"next_at,omitzero"`
}

// FollowUpDone records that they did, or chose not to this time.
type FollowUpDone struct {
	By      uuid.UUID `json:"by"`
	Note    uuid.UUID `json:"note,omitzero"`
	Skipped bool      `json:"skipped,omitempty"`
}

// FollowUpPaused lets what comes by itself rest until a moment; zero ends the pause.
type FollowUpPaused struct {
	Until time.Time `json:"until,omitzero"`
}

// DateAdded keeps a date that the family chose.
type DateAdded struct {
	Date     uuid.UUID `json:"date"`
	By       uuid.UUID `json:"by,omitzero"`
	Kind     string    `json:"kind"`
	On       time.Time `json:"on"`           // the next time
	Day      time.Time `json:"day,omitzero"` // the day itself, from which a yearly date comes back
	Yearly   bool      `json:"yearly,omitempty"`
	RemindAt time.Time `json:"remind_at"`
}

// DateRemoved forgets a date.
type DateRemoved struct {
	Date uuid.UUID `json:"date"`
}

// DateSkipped passes over the next time, or over one that its reminder has announced; On is when the date comes back.
type DateSkipped struct {
	Date     uuid.UUID `json:"date"`
	On       time.Time `json:"on,omitzero"`
	RemindAt time.Time `json:"remind_at,omitzero"`
}

// DateApproaching reminds one of the case's people of a date, and says when it comes back.
type DateApproaching struct {
	Date     uuid.UUID `json:"date"`
	Minister uuid.UUID `json:"minister,omitzero"`
	Kind     string    `json:"kind"`
	On       time.Time `json:"on"`
	NextOn   time.Time `json:"next_on,omitzero"`
	RemindAt time.Time `json:"remind_at,omitzero"`
}

// DateRemembered records that somebody was in touch about a date.
type DateRemembered struct {
	By   uuid.UUID `json:"by"`
	Note uuid.UUID `json:"note,omitzero"`
}

// ReleaseSigned lets one thing reach the desk until a moment, by the family's wish.
type ReleaseSigned struct {
	Release  uuid.UUID `json:"release"`
	Scope    string    `json:"scope"`
	Until    time.Time `json:"until"`
	Referral uuid.UUID `json:"referral,omitzero"`
}

// ReleaseRevoked ends a release by the family's wish.
type ReleaseRevoked struct {
	Release  uuid.UUID `json:"release"`
	Scope    string    `json:"scope"`
	Referral uuid.UUID `json:"referral,omitzero"`
}

// ReleaseExpired ends a release whose time is over.
type ReleaseExpired struct {
	Release  uuid.UUID `json:"release"`
	Scope    string    `json:"scope"`
	Referral uuid.UUID `json:"referral,omitzero"`
}

// PartnerNamed records that the family was told of a partner.
type PartnerNamed struct {
	Partner string    `json:"partner"`
	By      uuid.UUID `json:"by"`
}

// ClaimOpened begins the clock of the state's compensation claim.
type ClaimOpened struct {
	By       uuid.UUID `json:"by"`
	From     time.Time `json:"from"`
	RemindAt time.Time `json:"remind_at"`
	DueAt    time.Time `json:"due_at"`
}

// PaperTicked records that a paper of the claim is there.
type PaperTicked struct {
	By    uuid.UUID `json:"by"`
	Paper string    `json:"paper"`
}

// ClaimReminded reminds the case's people of the claim's end.
type ClaimReminded struct{}

// ClaimFiled records that the family filed it.
type ClaimFiled struct {
	By uuid.UUID `json:"by"`
}

// NeedPosted puts practical help on the board.
type NeedPosted struct {
	Need uuid.UUID `json:"need"`
	By   uuid.UUID `json:"by"`
	Kind string    `json:"kind"`
	Area string    `json:"area"`
	On   time.Time `json:"on"`
}

// NeedNoted says what became of it there.
type NeedNoted struct {
	Need   uuid.UUID  `json:"need"`
	Status NeedStatus `json:"status"`
}

func (FollowUpDue) EventType() string     { return "support.follow_up_due" }
func (FollowUpDone) EventType() string    { return "support.follow_up_done" }
func (FollowUpPaused) EventType() string  { return "support.follow_up_paused" }
func (DateAdded) EventType() string       { return "support.date_added" }
func (DateRemoved) EventType() string     { return "support.date_removed" }
func (DateSkipped) EventType() string     { return "support.date_skipped" }
func (DateApproaching) EventType() string { return "support.date_approaching" }
func (DateRemembered) EventType() string  { return "support.date_remembered" }
func (ReleaseSigned) EventType() string   { return "support.release_signed" }
func (ReleaseRevoked) EventType() string  { return "support.release_revoked" }
func (ReleaseExpired) EventType() string  { return "support.release_expired" }
func (PartnerNamed) EventType() string    { return "support.partner_named" }
func (ClaimOpened) EventType() string     { return "support.claim_opened" }
func (PaperTicked) EventType() string     { return "support.paper_ticked" }
func (ClaimReminded) EventType() string   { return "support.claim_reminded" }
func (ClaimFiled) EventType() string      { return "support.claim_filed" }
func (NeedPosted) EventType() string      { return "support.need_posted" }
func (NeedNoted) EventType() string       { return "support.need_noted" }
