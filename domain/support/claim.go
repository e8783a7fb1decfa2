package support

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

func decideClaim(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case OpenClaim:
		rules := c.Facts.Protocol.Claim
		switch {
		case rules.Within == 0:
			return nil, domain.Errorf(domain.Rejected, "This program keeps no compensation claims.")
		case !s.Claim.DueAt.IsZero():
			return nil, nil
		case c.From.IsZero(), c.From.After(at):
			return nil, domain.Errorf(domain.Invalid, "That day lies ahead. Please write the day on which it happened.")
		}
		due := c.From.Add(rules.Within)
		remind := due.Add(-rules.Remind)
		if remind.Before(at) {
			remind = at
		}
		return one(ClaimOpened{By: c.By, From: c.From, RemindAt: remind, DueAt: due})
	case TickPaper:
		if !slices.Contains(c.Facts.Protocol.Claim.Papers, c.Paper) || s.Claim.DueAt.IsZero() {
			return nil, domain.Errorf(domain.Rejected, "That paper is not on the list of this claim.")
		}
		if slices.Contains(s.Claim.Papers, c.Paper) {
			return nil, nil
		}
		return one(PaperTicked{By: c.By, Paper: c.Paper})
	case FileClaim:
		if s.Claim.DueAt.IsZero() || s.Claim.Filed {
			return nil, domain.Errorf(domain.Conflict, "No claim is under way.")
		}
		return one(ClaimFiled{By: c.By})
	default:
		return nil, unknown(c)
	}
}
