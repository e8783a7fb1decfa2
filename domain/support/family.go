package support

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

// What a release can let through to the desk; nothing else ever goes there.
const (
	ReleaseCall     = "call_me"  // the family wants the detective to call
	ReleaseProgress = "progress" // the desk may know whether somebody is still with the family
)

// Scopes lists what a release can be about.
func Scopes() []string { return []string{ReleaseCall, ReleaseProgress} }

// mayForFamily lets the family itself, and the case's people in its name, keep what is the family's.
func mayForFamily(s State, c Command) error {
	if err := open(s); err != nil {
		return err
	}
	who := whoOf(c)
	if who == (Who{}) {
		return nil
	}
	switch c.(type) {
	case SignRelease, RevokeRelease:
		if who.As != domain.RoleCoordinator {
			return domain.Errorf(domain.Forbidden, "The family signs this itself, or a coordinator records what it signed on paper.")
		}
		return nil
	default:
		return among(s, who)
	}
}

func decideForFamily(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case AddDate:
		return addDate(s, c, at)
	case RemoveDate:
		_, known := s.dateOf(c.Date)
		if _, announced := s.announced(c.Date); !known && !announced {
			return nil, nil
		}
		return one(DateRemoved{Date: c.Date})
	case SkipDate:
		return skipDate(s, c, at)
	case PauseFollowUp:
		switch {
		case !c.Until.IsZero() && !c.Until.After(at):
			return nil, domain.Errorf(domain.Invalid, "Please choose a day that lies ahead.")
		case c.Until.Equal(s.PausedUntil):
			return nil, nil
		}
		return one(FollowUpPaused{Until: c.Until})
	case SignRelease:
		return signRelease(s, c, at)
	case Reach:
		return reach(s, c)
	case RevokeRelease:
		i := slices.IndexFunc(s.Releases, func(r Release) bool { return r.ID == c.Release })
		if i < 0 {
			return nil, nil
		}
		return one(ReleaseRevoked{Release: c.Release, Scope: s.Releases[i].Scope, Referral: s.Referral})
	default:
		return nil, unknown(c)
	}
}

func signRelease(s State, c SignRelease, at time.Time) ([]domain.Event, error) {
	switch {
	case slices.ContainsFunc(s.Releases, func(r Release) bool { return r.ID == c.Release }):
		return nil, nil
	case !slices.Contains(Scopes(), c.Scope):
		return nil, domain.Errorf(domain.Invalid, "Please choose what may be told.")
	case !c.Until.After(at) || c.Until.After(at.Add(releaseMax)):
		return nil, domain.Errorf(domain.Invalid, "Please choose a last day within the coming year; it can be signed again then.")
	case len(s.Releases) >= releasesMax:
		return nil, tooMany()
	}
	return one(ReleaseSigned{Release: c.Release, Scope: c.Scope, Until: c.Until, Referral: s.Referral})
}

// optIn is the family's own choice, and goes through at any time, also behind a closed case: STOP is always heard.
func optIn(s State, c OptIn) ([]domain.Event, error) {
	r, known := s.Relative(c.Relative)
	switch {
	case !known:
		return nil, notFound()
	case c.Who != (Who{}) && among(s, c.Who) != nil:
		return nil, among(s, c.Who)
	case c.Yes && r.Child:
		return nil, domain.Errorf(domain.Rejected, "We do not write to children. Please add somebody who looks after them.")
	case r.Texts == c.Yes && r.Silent == !c.Yes:
		return nil, nil
	}
	return one(MessagesChosen{Relative: r.ID, Yes: c.Yes})
}
