package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func evolveCare(s State, event domain.Event) State {
	switch e := event.(type) {
	case FollowUpDue:
		s.FollowStep, s.Following, s.FollowDue, s.FollowAt = e.Step+1, true, e.DueAt, e.NextAt
	case FollowUpDone:
		s.Following, s.FollowDue = false, time.Time{}
	case FollowUpPaused:
		s.PausedUntil = e.Until
	case DateAdded:
		s.Dates = append(s.Dates, Date{ID: e.Date, Kind: e.Kind, Day: e.Day, On: e.On, Yearly: e.Yearly, RemindAt: e.RemindAt})
	case DateRemoved:
		s.Dates = slices.DeleteFunc(s.Dates, func(d Date) bool { return d.ID == e.Date })
		s.unannounce(e.Date)
	case DateSkipped:
		s.date(e.Date, e.On, e.RemindAt)
		s.unannounce(e.Date)
	case DateApproaching:
		s.unannounce(e.Date)
		s.Approaching, s.Remembering = append(s.Approaching, Date{ID: e.Date, Kind: e.Kind, On: e.On}), true
		s.date(e.Date, e.NextOn, e.RemindAt)
	case DateRemembered:
		s.Approaching, s.Remembering = nil, false
	case ConcernRaised:
		s.ConcernUntil, s.ConcernSettled = e.Until, false
	case ConcernSettled:
		s.ConcernSettled = true
	case ConcernExpired:
		s.ConcernUntil, s.ConcernSettled = time.Time{}, false
	case ReleaseSigned:
		s.Releases = append(s.Releases, Release{ID: e.Release, Scope: e.Scope, Until: e.Until})
	case ReleaseRevoked:
		s.Releases = slices.DeleteFunc(s.Releases, func(r Release) bool { return r.ID == e.Release })
	case ReleaseExpired:
		s.Releases = slices.DeleteFunc(s.Releases, func(r Release) bool { return r.ID == e.Release })
	default:
		s = evolveArranged(s, e)
	}
	return s
}

func evolveArranged(s State, event domain.Event) State {
	switch e := event.(type) {
	case ClaimOpened:
		s.Claim = ClaimState{DueAt: e.DueAt, RemindAt: e.RemindAt}
	case PaperTicked:
		s.Claim.Papers = append(slices.Clone(s.Claim.Papers), e.Paper)
	case ClaimReminded:
		s.Claim.RemindAt = time.Time{}
	case ClaimFiled:
		s.Claim.Filed = true
	case NeedPosted:
		s.Needs = append(s.Needs, Need{ID: e.Need, Kind: e.Kind, On: e.On, Status: NeedOpen})
	case NeedNoted:
		for i := range s.Needs {
			if s.Needs[i].ID == e.Need {
				s.Needs[i].Status = e.Status
			}
		}
	}
	return s
}

// date moves a date to its next time, or drops one that does not come back.
func (s *State) date(id uuid.UUID, on, remind time.Time) {
	for i := range s.Dates {
		if s.Dates[i].ID == id {
			s.Dates[i].On, s.Dates[i].RemindAt = on, remind
		}
	}
	s.Dates = slices.DeleteFunc(s.Dates, func(d Date) bool { return d.On.IsZero() })
}

// unannounce takes back that a date's reminder is out.
func (s *State) unannounce(id uuid.UUID) {
	s.Approaching = slices.DeleteFunc(slices.Clone(s.Approaching), func(d Date) bool { return d.ID == id })
	s.Remembering = len(s.Approaching) > 0
}
