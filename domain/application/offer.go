package application

import (
	"fmt"
	"time"

	"github.com/almoner/almoner/domain"
)

// The season's words for an offer that is over.
const (
	offerUnanswered = "no_answer"
	offerPassed     = "own_wish"
)

// pastOffer remembers an offer that the season's word ends without a place. The same place may be offered anew at once: the word that it was passed on may
// then come after that of the new offer, which tells as much.
func pastOffer(s State, e PlaceNoted) OfferPast {
	past := s.OfferPast
	switch {
	case e.Place == PlaceSeated:
		return OfferPast{}
	case s.Phase != Offered || e.Place == PlaceUnplaced, e.Place == PlaceOffered && (e.Group != s.Group || !e.Until.After(s.OfferTill)):
		return past
	}
	past = OfferPast{Season: s.Placing.Season, Group: s.Group, Ended: s.OfferTill, Why: e.Why}
	if e.Why != offerPassed {
		past.Why = offerUnanswered
	}
	return past
}

// tooLate tells somebody who answers an offer that is over when it ended, what became of the place, and where they stand.
func tooLate(s State, zone *time.Location) error {
	said := fmt.Sprintf("The offer of this place ended on %s without an answer in time, and the place was passed on to whoever is next on the list.", moment(s.OfferPast.Ended, zone))
	if s.OfferPast.Why == offerPassed {
		said = "You left this place to whoever is next on the list."
	}
	switch {
	case s.Phase == Over && s.Outcome == Lapsed:
		return domain.Errorf(domain.Conflict, "%s It was the second offer without an answer, so this application has ended. Nothing was changed; you can apply again, or call the number on this page.", said)
	case s.Phase == Over:
		return settled(s)
	case s.OfferPast.Season != s.Placing.Season:
		return domain.Errorf(domain.Conflict, "%s That season has begun since. Nothing was changed: a place is sought for you in the season that begins on %s.", said, s.Placing.First.Format("January 2, 2006"))
	case s.Phase == Waiting && s.OfferPast.Why == offerUnanswered:
		return domain.Errorf(domain.Conflict, "%s Nothing was changed: you are at the end of the waiting list now and are told when a place is offered to you again.", said)
	case s.Phase == Waiting:
		return domain.Errorf(domain.Conflict, "%s Nothing was changed: you keep your turn on the waiting list for other groups.", said)
	}
	return domain.Errorf(domain.Conflict, "%s Nothing was changed: where you stand now is on this page.", said)
}

// moment writes a time as the organization's clocks show it.
func moment(at time.Time, zone *time.Location) string {
	if zone == nil {
		return at.UTC().Format("January 2, 2006, 3:04 PM") + " UTC"
	}
	return at.In(zone).Format("January 2, 2006, 3:04 PM")
}
