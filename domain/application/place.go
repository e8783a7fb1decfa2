package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// decideSeason takes in what the season says. It is a machine's word: what comes late changes nothing.
func decideSeason(s State, c Command, at time.Time) []domain.Event {
	switch c := c.(type) {
	case NotePlace:
		return notePlace(s, c, at)
	case NoteFit:
		return noteFit(s, c, at)
	case NoteCoach:
		inTurn := s.Phase == InPlace && c.Turn == s.Turn && slices.Contains(s.Coaches, c.Coach) == c.Left
		if !s.open() || !inTurn && c.Turn <= s.Turn {
			return nil
		}
		return []domain.Event{CoachNoted(c)}
	case NoteSession:
		if s.Phase != InPlace {
			return nil
		}
		return []domain.Event{SessionNoted(c)}
	case NoteEnd:
		if s.Phase != InPlace {
			return nil
		}
		outcome := Done
		if !c.Completed {
			outcome = NotCompleted
		}
		e := end(s, c.Facts.Rules, outcome, uuid.Nil, at)
		e.Attended, e.Needed = c.Attended, c.Needed
		return []domain.Event{e}
	default:
		_ = unknown(c)
		return nil
	}
}

func notePlace(s State, c NotePlace, at time.Time) []domain.Event {
	switch {
	case !s.Sought || c.Turn <= s.Turn:
		return nil
	case !s.open() && (c.Place == PlaceSeated || c.Place == PlaceOffered || c.Place == PlaceWaiting):
		return []domain.Event{PlaceReturned{Seating: s.Placing.Seating, Turn: c.Turn}} // it ended before the season knew of it
	case !s.open():
		return nil
	case c.Place == PlaceSeated && s.Phase != InPlace && !s.cleared():
		return []domain.Event{PlaceReturned{Seating: s.Placing.Seating, Turn: c.Turn}} // a check ended meanwhile: a place is sought again once it is good
	}
	r := c.Facts.Rules
	c.Coach = coachesAt(s, c)
	noted := PlaceNoted{Place: c.Place, Turn: c.Turn, Group: c.Group, Until: c.Until, Coach: c.Coach, Why: c.Why}
	events := append(formerCoaches(s, c), noted)
	after := Evolve(s, noted)
	fits := fitsNow(s, after, c, at)
	for _, e := range fits {
		events, after = append(events, e), Evolve(after, e)
	}
	next := c.Facts.Next
	if c.Onward.Judged {
		next = c.Onward.Placing
	}
	switch {
	case c.Place == PlaceSeated && s.Phase != InPlace:
		events = append(events, settle(r, s, at)...)
	case c.Place == PlaceLapsed:
		events = append(events, end(after, r, Lapsed, uuid.Nil, at))
	case c.Place == PlaceUnplaced && next.Season != "" && next.Season != s.Placing.Season:
		events = append(events, passOn(after, c, next, at)...)
	case c.Place == PlaceUnplaced:
		events = append(events, end(after, r, Unplaced, uuid.Nil, at))
	}
	return events
}

// coachesAt are those who look after the group of a place, with what was said of them before the place itself arrived.
func coachesAt(s State, c NotePlace) []uuid.UUID {
	coaches := slices.Clone(c.Coach)
	for _, told := range s.CoachesTold {
		if told.Turn < c.Turn {
			continue // the place knows better
		}
		coaches = slices.DeleteFunc(coaches, func(id uuid.UUID) bool { return id == told.Coach })
		if !told.Left && told.Turn == c.Turn && c.Place == PlaceSeated {
			coaches = append(coaches, told.Coach)
		}
	}
	return coaches
}

// formerCoaches lets those out who looked after the group that somebody was in before.
func formerCoaches(s State, c NotePlace) []domain.Event {
	var events []domain.Event
	for _, coach := range s.Coaches {
		if !slices.Contains(c.Coach, coach) {
			events = append(events, CoachNoted{Coach: coach, Left: true, Turn: s.Turn})
		}
	}
	return events
}

// answerOffer is the family's word about a place that is kept for it. Whether it was in time, the season says.
func answerOffer(s State, c Command, at time.Time) ([]domain.Event, error) {
	var who Who
	var f Facts
	taken := false
	switch c := c.(type) {
	case TakePlace:
		who, f, taken = c.Who, c.Facts, true
	case PassPlace:
		who, f = c.Who, c.Facts
	default:
		return nil, unknown(c)
	}
	if err := family(s, who); err != nil {
		return nil, err
	}
	reader, _ := s.Contact(who.Reader)
	switch {
	case s.Phase == InPlace && taken || s.Answering:
		return nil, nil
	case s.Phase != Offered && s.OfferPast.Why != "" && s.Phase != InPlace:
		return nil, tooLate(s, f.Zone)
	case s.Phase != Offered:
		return nil, settled(s)
	case s.OfferTill.Before(at):
		return nil, domain.Errorf(domain.Conflict, "The offer of this place ended on %s. Nothing was changed: the place is being passed on to whoever is next on the list, and this page shows in a moment where you stand.", moment(s.OfferTill, f.Zone))
	case who.By == uuid.Nil && s.Minor && !reader.signs():
		return nil, domain.Errorf(domain.Forbidden, "A parent or guardian has to answer this. Nothing was changed.")
	case taken && !s.cleared():
		return nil, domain.Errorf(domain.Conflict, "A check has ended in the meantime, and has to be renewed first. Nothing was changed, and the place is kept as long as the offer runs; please call the number on this page.")
	}
	return []domain.Event{OfferAnswered{Seating: s.Placing.Seating, Group: s.Group, Taken: taken}}, nil
}
