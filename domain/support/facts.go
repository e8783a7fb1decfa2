package support

import (
	"time"

	"github.com/google/uuid"
)

// Facts is what the rules need to know from outside the case.
type Facts struct {
	Protocol   Protocol
	Seed       uint64      // breaks ties among the equally suited
	Candidates []Candidate // OfferNext, Accept, Assign: everybody on the rota
	Twin       uuid.UUID   // Refer: an open case with the same telephone number
}

// Candidate is somebody on the rota as seen from a case.
type Candidate struct {
	ID        uuid.UUID
	OnDuty    bool // in the case's area
	Elsewhere bool // on duty in another area
	Ready     bool // reachable, not away, not in quiet hours
	Languages []string
	Faiths    []string
	Areas     []string
	Load      int // open families
	Cap       int
	RestUntil time.Time
	Earlier   bool // was with this family before
	Tied      bool // is or was with another family in the same matter, or is bound to somebody in it
}

// NeedStatus is what became of practical help on the board.
type NeedStatus string

// The statuses of a need.
const (
	NeedOpen    NeedStatus = "open"
	NeedClaimed NeedStatus = "claimed"
	NeedDone    NeedStatus = "done"
)
