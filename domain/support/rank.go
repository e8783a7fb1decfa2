package support

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"github.com/google/uuid"
)

// The circles in which people are asked, the nearest first. An empty one is skipped at once.
const (
	OnDutyHere  = "on_duty"
	OnDutyThere = "other_area"
	OffDuty     = "off_duty"
)

// Why somebody was asked.
const (
	BecauseEarlier  = "earlier"
	BecauseLanguage = "language"
	BecauseFaith    = "faith"
	BecauseArea     = "area"
	BecauseFree     = "free" // nobody else in the circle has fewer families
)

// ranked is a candidate with the reasons for asking them.
type ranked struct {
	Candidate
	step    string
	points  int
	because []string
	tie     uint64
}

// Rank orders those who can be asked for a case: by circle, then by what speaks for them, then by how few families they have. Whoever is tied
// to the matter, at their cap, resting or out of reach is not in it. It explains itself.
func Rank(s State, candidates []Candidate, seed uint64, at time.Time) []ranked { //nolint:revive // the list is read here and in tests, and kept as codes
	var list []ranked
	for _, c := range candidates {
		_, seated := s.Seat(c.ID)
		if seated || c.Tied || c.Load >= c.Cap || at.Before(c.RestUntil) || !c.Ready {
			continue
		}
		r := ranked{Candidate: c, step: OffDuty, tie: mix(seed, c.ID)}
		switch {
		case c.OnDuty:
			r.step = OnDutyHere
		case c.Elsewhere:
			r.step = OnDutyThere
		}
		r.add(c.Earlier, 8, BecauseEarlier)
		r.add(s.Language != "" && slices.Contains(c.Languages, s.Language), 4, BecauseLanguage)
		r.add(s.Faith != "" && slices.Contains(c.Faiths, s.Faith), 2, BecauseFaith)
		r.add(s.Area != "" && slices.Contains(c.Areas, s.Area), 1, BecauseArea)
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(circle(a.step), circle(b.step)), cmp.Compare(b.points, a.points), cmp.Compare(a.Load, b.Load), cmp.Compare(a.tie, b.tie))
	})
	list = distinct(list)
	for i := range list {
		fewest := !slices.ContainsFunc(list, func(o ranked) bool { return o.step == list[i].step && o.Load < list[i].Load })
		if fewest {
			list[i].because = append(list[i].because, BecauseFree)
		}
	}
	return list
}

// distinct keeps each person once, where they rank best: two layers of a rota may name the same one.
func distinct(list []ranked) []ranked {
	var once []ranked
	for _, r := range list {
		if !slices.ContainsFunc(once, func(other ranked) bool { return other.ID == r.ID }) {
			once = append(once, r)
		}
	}
	return once
}

func (r *ranked) add(speaks bool, points int, because string) {
	if speaks {
		r.points += points
		r.because = append(r.because, because)
	}
}

var circles = []string{OnDutyHere, OnDutyThere, OffDuty}

func circle(step string) int { return slices.Index(circles, step) }

func mix(seed uint64, id uuid.UUID) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(binary.BigEndian.AppendUint64(id[:], seed)) // never fails
	return h.Sum64()
}
