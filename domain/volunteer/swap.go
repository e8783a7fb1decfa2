package volunteer

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func offer(s State, c Offer, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	p, has := s.Place(c.Date, c.Person)
	switch {
	case !has:
		return nil, notYours()
	case p.Here || !slot.From.After(at):
		return nil, domain.Errorf(domain.Conflict, "This shift has begun, so it cannot be offered any more. Please call the coordinator.")
	case c.To == c.Person:
		return nil, invalid("to", "Please choose somebody else.")
	case p.Offered && p.To == c.To:
		return nil, nil
	}
	if c.To != uuid.Nil {
		if err := s.refuse(c.Facts, slot, s.MayTake(c.Facts, slot, Candidate{true, c.To}, at)); err != nil {
			return nil, rejected("to", "This person cannot take this shift: a clearance is missing or ends before, or they are busy at that time. It is still yours; please ask somebody else.")
		}
	}
	until := at.Add(c.Facts.Rules.SwapAnswer)
	if until.After(slot.From) {
		until = slot.From
	}
	return []domain.Event{ShiftOffered{Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day, To: c.To, Until: until}}, nil
}

func withdrawOffer(s State, c WithdrawOffer) ([]domain.Event, error) {
	p, has := s.Place(c.Date, c.Person)
	switch {
	case !has:
		return nil, domain.Errorf(domain.Conflict, "This shift is not yours any more: somebody may have taken it. Please load the page again.")
	case !p.Offered:
		return nil, nil
	}
	return []domain.Event{OfferWithdrawn{Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day}}, nil
}

// take needs everything that a sign-up needs, at the moment of the yes.
func take(s State, c Take, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	p, has := s.Place(c.Date, c.Person)
	if _, mine := s.Place(c.Date, c.By); mine {
		return nil, domain.Errorf(domain.Conflict, "You have a place on this date already. Nothing was changed.")
	}
	if !has || !p.offeredTo(c.By, at) {
		return nil, noOffer()
	}
	if err := s.refuse(c.Facts, slot, s.MayTake(c.Facts, slot, Candidate{c.OfAge, c.By}, at)); err != nil {
		return nil, err
	}
	return []domain.Event{ShiftTaken{By: c.By, Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day, Soon: slot.soon(c.Facts, at)}}, nil
}

func decline(s State, c Decline) ([]domain.Event, error) {
	p, has := s.Place(c.Date, c.Person)
	if !has || !p.Offered || p.To != c.By {
		return nil, noOffer()
	}
	return []domain.Event{OfferDeclined{By: c.By, Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day}}, nil
}

// offeredTo tells whether somebody can still say yes.
func (p Place) offeredTo(who uuid.UUID, at time.Time) bool {
	return p.Offered && at.Before(p.Until) && (p.To == uuid.Nil || p.To == who)
}

// OffersTo lists the places that somebody could take over.
func (s State) OffersTo(who uuid.UUID, at time.Time) []Place {
	var list []Place
	for _, p := range s.Places {
		if p.Person != who && p.offeredTo(who, at) {
			list = append(list, p)
		}
	}
	return list
}

func noOffer() error {
	return domain.Errorf(domain.Conflict, "This shift is not offered to you any more: it was kept, taken by somebody else, or the time to answer is over.")
}
