package application

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

// decideTaking is what happens while somebody takes part: what is handed out and comes back, and what is looked at again.
func decideTaking(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Issue:
		return issue(s, c, at)
	case Return:
		return giveBack(s, c)
	case Look:
		return look(s, c, at)
	default:
		return nil, unknown(c)
	}
}

// hands lets coordinators and the group's own coaches hand things out.
func hands(s State, w Who) error {
	if w.As == domain.RoleVolunteer && slices.Contains(s.Coaches, w.By) {
		return nil
	}
	return staff(w)
}

func issue(s State, c Issue, at time.Time) ([]domain.Event, error) {
	if err := hands(s, c.Who); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.Facts.Rules.Equipment, func(item Item) bool { return item.Key == c.Item })
	switch {
	case s.Phase == None || i < 0:
		return nil, missing()
	case s.Phase != InPlace:
		return nil, settled(s)
	}
	item := c.Facts.Rules.Equipment[i]
	if len(item.Sizes) == 0 && c.Size != "" {
		return nil, domain.Errorf(domain.Invalid, "This comes in one size. Nothing was recorded; please leave the size out.")
	}
	if len(item.Sizes) > 0 && !slices.Contains(item.Sizes, c.Size) {
		return nil, domain.Errorf(domain.Invalid, "Please choose a size.")
	}
	issued := ItemIssued{By: c.By, Handing: c.Handing, Item: c.Item, Size: c.Size, Cents: item.Cents}
	if item.Returns > 0 {
		from := at
		if s.Placing.Last.After(at) {
			from = s.Placing.Last
		}
		issued.DueAt = from.Add(item.Returns)
	}
	return []domain.Event{issued}, nil
}

func giveBack(s State, c Return) ([]domain.Event, error) {
	if err := hands(s, c.Who); err != nil {
		return nil, err
	}
	h, known := s.Handing(c.Handing)
	switch {
	case !known:
		return nil, missing()
	case h.Status == "returned" || h.Status == "lost" && c.Lost:
		return nil, domain.Errorf(domain.Conflict, "This was settled in the meantime. Nothing was changed.")
	case c.Lost:
		return []domain.Event{ItemLost{By: c.By, Handing: c.Handing}}, nil
	}
	return []domain.Event{ItemReturned{By: c.By, Handing: c.Handing}}, nil
}

// look notes how somebody stands. It leads to nothing by itself: whoever falls behind is talked to, and keeps the place.
func look(s State, c Look, at time.Time) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.Facts.Rules.Standing, func(standing Standing) bool { return standing.Key == c.Standing })
	switch {
	case s.Phase == None || i < 0:
		return nil, missing()
	case s.Phase != InPlace:
		return nil, settled(s)
	}
	return []domain.Event{StandingLooked{
		By: c.By, Standing: c.Standing, Fine: c.Fine, Note: c.Note, NextAt: at.Add(c.Facts.Rules.Standing[i].Every),
	}}, nil
}

// Covers tells whether a result still counts on a day.
func (c Checked) Covers(day time.Time) bool {
	return c.Status == CheckGood && (c.Until.IsZero() || !c.Until.Before(day))
}
