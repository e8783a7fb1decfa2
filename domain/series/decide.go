package series

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. What comes late from an answer is told how
// it stands; a person who wants what was settled otherwise is refused with Conflict.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	d := &deciding{State: s, at: at}
	var err error
	switch c := c.(type) {
	case Plan:
		d.plan(c.Facts.Rules)
	case Wake:
		d.wake(c.Facts.Rules)
	case Want:
		d.want(c)
	case TakeOffer:
		d.takeOffer(c)
	case Leave:
		d.leave(c)
	case NoteQuestion:
		d.noteQuestion(c)
	case AddSingle:
		err = d.addSingle(c)
	case Move:
		err = d.move(c)
	case CallOff:
		err = d.callOff(c)
	case SetCapacity:
		err = d.setCapacity(c)
	case AddAgenda:
		err = d.addAgenda(c)
	case RemoveAgenda:
		err = d.removeAgenda(c)
	case PublishQuestion:
		err = d.publish(c)
	case DeclineQuestion:
		d.decline(c)
	case MakePromise:
		err = d.promise(c)
	case SettlePromise:
		err = d.settlePromise(c)
	case EnterTally:
		err = d.tally(c)
	default:
		panic("series: unknown command")
	}
	if err != nil {
		return nil, err
	}
	return d.events, nil
}

// deciding is a decision of several events, each upon what the one before it left.
type deciding struct {
	State

	at     time.Time
	events []domain.Event
}

func (d *deciding) add(e domain.Event) {
	d.State = Evolve(d.State, e)
	d.events = append(d.events, e)
}

// coming finds a gathering that can still be changed.
func (d *deciding) coming(key string) (Gathering, error) {
	g, found := d.Gathering(key)
	switch {
	case !found:
		return g, domain.Errorf(domain.NotFound, "There is no such gathering (any more). Please load the list again.")
	case g.Because != "":
		return g, domain.Errorf(domain.Conflict, "This gathering has been called off. Nothing was changed.")
	case g.Ended || !d.at.Before(g.EndsAt):
		return g, domain.Errorf(domain.Conflict, "This gathering is over. Nothing was changed.")
	}
	return g, nil
}

func (d *deciding) addSingle(c AddSingle) error {
	key := SingleKey(c.ID)
	if _, found := d.Gathering(key); found {
		return nil
	}
	if err := d.checkTimes(c.StartsAt, c.EndsAt); err != nil {
		return err
	}
	if c.Capacity < 0 || c.Capacity > SeatsMax {
		return invalid("capacity", "Write how many can come, as a whole number; 0 for no limit.")
	}
	if d.ahead() >= GatheringsMax {
		return domain.Errorf(domain.Rejected, "So many gatherings are planned already that no more fit. Call one off first, or ask whoever keeps the program's file.")
	}
	d.add(SingleAdded{By: c.By, Gathering: key, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Capacity: c.Capacity, Name: c.Name, Place: c.Place})
	if d.NextPlan.IsZero() {
		d.add(YearPlanned{NextAt: d.at.Add(planEvery)})
	}
	return nil
}

func (d *deciding) checkTimes(starts, ends time.Time) error {
	switch {
	case !starts.After(d.at):
		return invalid("day", "This day and time have passed. Please write one to come.")
	case starts.After(d.at.Add(aheadMax)):
		return invalid("day", "This is more than five years ahead. Please check the year.")
	case !ends.After(starts):
		return invalid("to", "It has to end after it begins.")
	case ends.Sub(starts) > longest:
		return invalid("to", "A gathering can last two days at most.")
	}
	return nil
}

func (d *deciding) ahead() (n int) {
	for _, g := range d.Gatherings {
		if !g.Ended {
			n++
		}
	}
	return n
}

func (d *deciding) move(c Move) error {
	g, err := d.coming(c.Gathering)
	if err != nil {
		return err
	}
	if err := d.checkTimes(c.StartsAt, c.EndsAt); err != nil {
		return err
	}
	place := c.Place
	if place == uuid.Nil {
		place = g.Place
	}
	if g.StartsAt.Equal(c.StartsAt) && g.EndsAt.Equal(c.EndsAt) && g.Place == place {
		return nil
	}
	d.moved(g, GatheringMoved{By: c.By, Gathering: g.Key, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Place: place})
	return nil
}

// moved records it, and tells everybody who answered.
func (d *deciding) moved(g Gathering, e GatheringMoved) {
	d.add(e)
	for _, v := range g.Visits {
		switch v.Standing {
		case Seated, Waiting, Offered:
			if v.Standing == Offered && v.Until.After(e.StartsAt) {
				v.Until = e.StartsAt
			}
			d.tell(g.Key, v, "moved", "")
		case Lapsed, Refused, Left, CalledOff:
		}
	}
}

func (d *deciding) callOff(c CallOff) error {
	g, err := d.coming(c.Gathering)
	if err != nil {
		return err
	}
	if !mayBecause(c.Because) {
		return invalid("because", "Please choose why it is called off.")
	}
	d.calledOff(g, c.By, c.Because)
	return nil
}

func (d *deciding) calledOff(g Gathering, by uuid.UUID, because string) {
	d.add(GatheringCalledOff{By: by, Gathering: g.Key, Because: because})
	for _, v := range g.Visits {
		switch v.Standing {
		case Seated, Waiting, Offered:
			v.Standing, v.Until = CalledOff, time.Time{}
			d.tell(g.Key, v, string(CalledOff), because)
		case Lapsed, Refused, Left, CalledOff:
		}
	}
}

func (d *deciding) setCapacity(c SetCapacity) error {
	g, err := d.coming(c.Gathering)
	switch {
	case err != nil:
		return err
	case c.Seats < 0 || c.Seats > SeatsMax:
		return invalid("capacity", "Write how many can come, as a whole number; 0 for no limit.")
	case c.Seats > 0 && c.Seats < g.Taken():
		return rejected("capacity", "%d places are given or offered already, and nobody loses one. Write %d or more.", g.Taken(), g.Taken())
	case c.Seats == g.Capacity:
		return nil
	}
	d.add(CapacitySet{By: c.By, Gathering: g.Key, Capacity: c.Seats})
	d.offer(g.Key, c.Facts.Rules)
	return nil
}

func (d *deciding) addAgenda(c AddAgenda) error {
	g, err := d.coming(c.Gathering)
	switch {
	case err != nil:
		return err
	case slices.Contains(g.Agenda, c.Item):
		return nil
	case len(g.Agenda) >= AgendaMax:
		return rejected("item", "An agenda has %d items at most. Take one off first.", AgendaMax)
	}
	d.add(AgendaAdded{By: c.By, Gathering: g.Key, Item: c.Item})
	return nil
}

func (d *deciding) removeAgenda(c RemoveAgenda) error {
	g, err := d.coming(c.Gathering)
	if err != nil || !slices.Contains(g.Agenda, c.Item) {
		return err
	}
	d.add(AgendaRemoved{By: c.By, Gathering: g.Key, Item: c.Item})
	return nil
}

func (d *deciding) tally(c EnterTally) error {
	g, found := d.Gathering(c.Gathering)
	switch {
	case !found:
		return domain.Errorf(domain.NotFound, "There is no such gathering (any more). Please load the list again.")
	case g.Because != "":
		return domain.Errorf(domain.Conflict, "This gathering was called off, so nobody can be counted.")
	case d.at.Before(g.StartsAt):
		return domain.Errorf(domain.Conflict, "This gathering has not begun. Count people when they are there.")
	case len(c.Areas) == 0 || len(c.Areas) != len(c.Counts) || len(c.Areas) > AreasMax:
		return invalid("areas", "Write a number for each area; 0 where nobody came from.")
	}
	for i, area := range c.Areas {
		switch {
		case !slices.Contains(c.Facts.Rules.Areas, area) || slices.Contains(c.Areas[:i], area):
			return invalid("areas", "This area is not one of the program's, or it is there twice.")
		case c.Counts[i] < 0 || c.Counts[i] > CountMax:
			return invalid(area, "Write how many came, as a whole number that is not below zero.")
		}
	}
	if slices.Equal(g.Areas, c.Areas) && slices.Equal(g.Counts, c.Counts) {
		return nil
	}
	d.add(TallyEntered{By: c.By, Gathering: g.Key, Areas: c.Areas, Counts: c.Counts})
	return nil
}

func invalid(field, message string) error {
	err := domain.Errorf(domain.Invalid, "%s", message)
	err.Fields = []domain.FieldError{{Field: field, Message: message}}
	return err
}

func rejected(field, format string, args ...any) error {
	err := domain.Errorf(domain.Rejected, format, args...)
	err.Fields = []domain.FieldError{{Field: field, Message: err.Message}}
	return err
}
