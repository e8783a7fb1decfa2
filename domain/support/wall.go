package support

import "github.com/google/uuid"

// What passes the wall to the desk: these events, and no others, carry the stream on its side. A field Referral on any other event is a hole.

// Leads gives the stream on the desk's side.
func (e RelativeNotified) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e DispatchAccepted) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e ContactMade) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e CaseClosed) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e ReferredAgain) Leads() uuid.UUID { return e.Referral }

// Leads gives the family's other case.
func (e FamilyDiverted) Leads() uuid.UUID { return e.Known }

// Leads gives the stream on the desk's side.
func (e ReleaseSigned) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e ReleaseRevoked) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e ReleaseExpired) Leads() uuid.UUID { return e.Referral }

// Leads gives the stream on the desk's side.
func (e FamilyReferred) Leads() uuid.UUID { return e.Referral }

// Leads gives the case that goes on.
func (e ReferralMerged) Leads() uuid.UUID { return e.Into }

// Leads gives the request that came again.
func (e JoinedRead) Leads() uuid.UUID { return e.Request }

// Leads gives the stream of the need.
func (e NeedPosted) Leads() uuid.UUID { return e.Need }
