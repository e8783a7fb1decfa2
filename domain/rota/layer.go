package rota

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func override(s State, c Override, at time.Time) ([]domain.Event, error) {
	from, until, err := checkInterval(c.From, c.Until, at)
	_, known := s.Minister(c.Out)
	former, found := s.standIn(c.ID)
	switch {
	case c.ID == uuid.Nil:
		return nil, invalid("override", "Please say which override is meant.")
	case !slices.Contains(c.Facts.Rules.Areas, c.Area):
		return nil, noSuchArea()
	case err != nil:
		return nil, err
	case c.In == c.Out:
		return nil, invalid("in", "Please say who comes in, who goes out, or two different ministers for both.")
	case c.Out != uuid.Nil && !known:
		return nil, rejected("out", "The minister who goes out is not on the rota. Please choose one who is, or name only who comes in.")
	case found && former == StandIn{ID: c.ID, Area: c.Area, From: from, Until: until, Out: c.Out, In: c.In, Layer: former.Layer}:
		return nil, nil
	}
	if c.In != uuid.Nil {
		if err := s.mayStand(c.In); err != nil {
			return nil, err
		}
	}
	if err := s.roomForLayer(found && former.Until.After(at), at); err != nil {
		return nil, err
	}
	e := OverrideSet{By: c.By, Override: c.ID, Area: c.Area, From: from, Until: until, Out: c.Out, In: c.In}
	return s.armed(e, c.Facts.Rules, at), nil
}

func setTemporary(s State, c SetTemporary, at time.Time) ([]domain.Event, error) {
	from, until, err := checkInterval(c.From, c.Until, at)
	ministers := slices.Clone(c.Ministers)
	slices.SortFunc(ministers, compare)
	ministers = slices.Compact(ministers)
	former, found := s.temporary(c.ID)
	switch {
	case c.ID == uuid.Nil:
		return nil, invalid("temporary", "Please say which temporary schedule is meant.")
	case !slices.Contains(c.Facts.Rules.Areas, c.Area):
		return nil, noSuchArea()
	case err != nil:
		return nil, err
	case len(ministers) == 0:
		return nil, invalid("ministers", "Please name at least one minister.")
	case found && former.Area == c.Area && former.From.Equal(from) && former.Until.Equal(until) && slices.Equal(former.Ministers, ministers):
		return nil, nil
	}
	for _, m := range ministers {
		if err := s.mayStand(m); err != nil {
			return nil, err
		}
	}
	if err := s.roomForLayer(found && former.Until.After(at), at); err != nil {
		return nil, err
	}
	e := TemporarySet{By: c.By, Temporary: c.ID, Area: c.Area, From: from, Until: until, Ministers: ministers}
	return s.armed(e, c.Facts.Rules, at), nil
}

// roomForLayer counts what is not over; a change of something that counts already needs no more room.
func (s State) roomForLayer(counted bool, at time.Time) error {
	live := 0
	for _, o := range s.StandIns {
		if o.Until.After(at) {
			live++
		}
	}
	for _, t := range s.Temporaries {
		if t.Until.After(at) {
			live++
		}
	}
	if live >= LayersMax && !counted {
		return domain.Errorf(domain.Rejected, "A rota holds at most %d overrides and temporary schedules that are not over. Please clear some first.", LayersMax)
	}
	return nil
}
