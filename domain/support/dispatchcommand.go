package support

import (
	"github.com/google/uuid"
)

type (
	// OfferNext asks as many people as are missing.
	OfferNext struct{ Facts Facts }
	// Accept is somebody's yes to an offer.
	Accept struct {
		Who
		Facts Facts
	}
	// Pass is somebody's no. Tied: they have a tie to another family in the same matter, and are never asked for this one again.
	Pass struct {
		Who
		Reason uuid.UUID
		Tied   bool
	}
	// SearchAgain has a coordinator ask everybody once more.
	SearchAgain struct {
		Who
		Facts Facts
	}
	// Assign is a coordinator's word that somebody said yes on the telephone. It may be anybody but one with a tie.
	Assign struct {
		Who
		Minister uuid.UUID
		Facts    Facts
	}
	// HandOver takes somebody off the case, by their own wish or a coordinator's, and looks for another if too few remain.
	HandOver struct {
		Who
		Minister uuid.UUID // zero: whoever says it
		Facts    Facts
	}
	// Attempt records that contact was tried.
	Attempt struct {
		Who
		Note uuid.UUID
	}
	// Made records the first contact, which begins the plan of follow-ups.
	Made struct {
		Who
		Note  uuid.UUID
		Facts Facts
	}
	// CheckIn begins a visit. Nobody visits alone, or at an address that is marked as unsafe.
	CheckIn struct {
		Who
		Facts Facts
	}
	// CheckOut ends a visit, also for whoever has left the case in the meantime.
	CheckOut struct {
		Who
		Unsafe bool
	}
	// MarkAddress flags the family's address as unsafe to visit, or takes the flag away.
	MarkAddress struct {
		Who
		Unsafe bool
	}
	// FoundSafe settles the alarm about a visit that did not end in time; without one, it ends the visits under way.
	FoundSafe struct {
		Who
		Note uuid.UUID
	}
	// Debriefed answers the offer of a conversation after a call-out.
	Debriefed struct {
		Who
		Talk bool
	}
)
