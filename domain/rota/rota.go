// Package rota is the rules of one program's on-call rota: who can be reached, who stands when, and where too few do.
package rota

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// The bounds of one rota: more is a slip, or work that no answer should wait for.
const (
	MinistersMax = 500  // enrolled at once
	ShiftsMax    = 2000 // that are not over
	LayersMax    = 500  // overrides and temporary schedules together that are not over
	HolidaysMax  = 200
	PerPersonMax = 50 // quiet windows of one minister, and as many absences
	CodesMax     = 50 // languages, faiths or areas of one minister
	FamiliesMax  = 100
	ReadDaysMax  = 400 // of one interval that is read, and of one absence, override or temporary schedule
)

const (
	readMax  = ReadDaysMax * 24 * time.Hour
	aheadMax = 5 * 366 * 24 * time.Hour
)

// Rules is what a program says about its rota.
type Rules struct {
	Areas      []string
	OnDuty     int           // how many have to stand at any time, in each area
	WarnBefore time.Duration // how long before a gap begins somebody is told
	Zone       *time.Location
}

// zone keeps rules without a zone readable.
func (r Rules) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// Facts is what the rules need to know from outside the rota.
type Facts struct{ Rules Rules }

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Enroll:
		c.Facts = f
		return c
	case AddShift:
		c.Facts = f
		return c
	case Override:
		c.Facts = f
		return c
	case SetTemporary:
		c.Facts = f
		return c
	case CheckGaps:
		c.Facts = f
		return c
	}
	return c
}

// Stream is the id of a program's rota.
func Stream(organization, program string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("rota/"+organization+"/"+program))
}
