package support

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

// Bounds of what one case holds.
const (
	relativesMax = 60
	datesMax     = 40
	needsMax     = 200
	documentsMax = 40
	releasesMax  = 10
	releaseMax   = 366 * 24 * time.Hour
)

// decideCare is for the long road: what the case's people write down, remember and arrange.
func decideCare(s State, c Command, at time.Time) ([]domain.Event, error) {
	who := whoOf(c)
	if err := among(s, who); err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case WriteNote:
		return one(NoteWritten{By: c.By, Note: c.Note})
	case AddDocument:
		if len(s.Documents) >= documentsMax {
			return nil, tooMany()
		}
		return one(DocumentAdded{Document: c.Document, Data: c.Data, By: c.By})
	case AddRelative:
		return addRelative(s, c)
	case Followed:
		if !s.Following {
			return nil, domain.Errorf(domain.Conflict, "Somebody has been in touch in the meantime.")
		}
		return one(FollowUpDone{By: c.By, Note: c.Note, Skipped: c.Skipped})
	case Remembered:
		if !s.Remembering {
			return nil, domain.Errorf(domain.Conflict, "Somebody has been in touch in the meantime.")
		}
		return one(DateRemembered{By: c.By, Note: c.Note})
	case RaiseConcern:
		return raiseConcern(s, c, at)
	case SettleConcern:
		if s.ConcernUntil.IsZero() || s.ConcernSettled {
			return nil, domain.Errorf(domain.Conflict, "The concern has ended, or a conversation was offered, in the meantime.")
		}
		return one(ConcernSettled{By: c.By, Note: c.Note})
	case ReferToPartner:
		known := slices.ContainsFunc(c.Facts.Protocol.Partners, func(p Partner) bool { return p.Key == c.Partner })
		if !known {
			return nil, domain.Errorf(domain.Rejected, "This program names no such partner. Please choose one of its list.")
		}
		return one(PartnerNamed{Partner: c.Partner, By: c.By})
	case OpenClaim, TickPaper, FileClaim:
		return decideClaim(s, c, at)
	case PostNeed:
		return postNeed(s, c, at)
	default:
		return nil, unknown(c)
	}
}

// raiseConcern flags that retaliation is feared. Raised once more, it lasts longer, and is on everybody's list again.
func raiseConcern(s State, c RaiseConcern, at time.Time) ([]domain.Event, error) {
	lasts := c.Facts.Protocol.Concern
	if lasts == 0 {
		return nil, domain.Errorf(domain.Rejected, "This program keeps no such concerns. If somebody is in danger, call 911; then call the coordinator.")
	}
	raised := ConcernRaised{By: c.By, Until: at.Add(lasts)}
	switch {
	case s.ConcernUntil.IsZero(), s.ConcernSettled:
		return one(raised)
	case !raised.Until.After(s.ConcernUntil):
		return nil, nil
	}
	return []domain.Event{ConcernExpired{}, raised}, nil
}

// addRelative keeps somebody of the family, once: whether they know is never changed by adding them again. Where a program has no gate, there is
// no death that anybody has to be told of.
func addRelative(s State, c AddRelative) ([]domain.Event, error) {
	if _, known := s.Relative(c.Relative); known {
		return nil, nil
	}
	if len(s.Relatives) >= relativesMax {
		return nil, tooMany()
	}
	notified := !c.Facts.Protocol.Gate || c.Notified && c.As == domain.RoleCoordinator
	return one(RelativeAdded{Relative: c.Relative, By: c.By, Notified: notified, Texts: c.Texts && !c.Child, Child: c.Child})
}

func postNeed(s State, c PostNeed, at time.Time) ([]domain.Event, error) {
	switch {
	case !slices.Contains(c.Facts.Protocol.Needs, c.Kind):
		return nil, domain.Errorf(domain.Rejected, "This program knows no such kind of help. Please choose one of its list.")
	case slices.ContainsFunc(s.Needs, func(n Need) bool { return n.ID == c.Need }):
		return nil, nil
	case over(c.On, at):
		return nil, domain.Errorf(domain.Invalid, "That day has passed. Please choose one that lies ahead.")
	case len(s.Needs) >= needsMax:
		return nil, tooMany()
	}
	return one(NeedPosted{Need: c.Need, By: c.By, Kind: c.Kind, Area: s.Area, On: c.On})
}

func noteNeed(s State, c NoteNeed) ([]domain.Event, error) {
	i := slices.IndexFunc(s.Needs, func(n Need) bool { return n.ID == c.Need })
	if i < 0 || s.Needs[i].Status == c.Status || s.Needs[i].Status == NeedDone {
		return nil, nil
	}
	return one(NeedNoted(c))
}

func tooMany() error {
	return domain.Errorf(domain.Rejected, "This case holds as many of these as it can. Please close or remove some first.")
}

func removeDocument(s State, c RemoveDocument) ([]domain.Event, error) {
	if s.Phase == None {
		return nil, notFound()
	}
	i := slices.IndexFunc(s.Documents, func(d Document) bool { return d.ID == c.Document })
	switch {
	case among(s, c.Who) != nil:
		return nil, among(s, c.Who)
	case i < 0:
		return nil, domain.Errorf(domain.Conflict, "That document is not with this case (any more).")
	case s.Documents[i].By != c.By && c.As != domain.RoleCoordinator:
		return nil, domain.Errorf(domain.Forbidden, "Only who added a document, or a coordinator, can remove it.")
	}
	return one(DocumentRemoved{Document: c.Document, Data: s.Documents[i].Data, By: c.By})
}
