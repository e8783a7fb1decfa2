package series

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// tell settles an answer as it stands now, in a step of its own.
func (d *deciding) tell(key string, v Visit, kind, because string) {
	g, _ := d.Gathering(key)
	d.add(VisitSettled{
		Visit: v.ID, Gathering: key, Kind: kind, Status: v.Standing, Seats: v.Seats, Number: v.Number, Until: v.Until, StartsAt: g.StartsAt, EndsAt: g.EndsAt,
		Because: because, Ask: v.Ask, Step: v.Step + 1,
	})
}

// want hears what an answer wants in all. An older wish than the last that was heard changes nothing.
func (d *deciding) want(c Want) {
	g, _ := d.Gathering(c.Gathering)
	v, known := g.Visit(c.Visit)
	if known && (c.Ask <= v.Ask || v.Standing == Left) {
		return
	}
	if !known {
		if !g.Ended || c.Ask == 1 { // what was known of an answer is gone with the day
			d.arrive(g, c)
		}
		return
	}
	v.Ask = c.Ask
	free, limited := g.Free()
	more := c.Seats - v.Seats
	may := more <= 0
	switch v.Standing {
	case Waiting:
		may = g.Capacity == 0 || c.Seats <= g.Capacity
	case Seated: // not past those who wait
		may = may || (!limited || more <= free) && len(g.InLine()) == 0 && g.OpenAt(c.Facts.Rules.RSVPUntil, d.at)
	case Offered:
	case Lapsed, Refused, Left, CalledOff:
		may = false
	}
	if !may || c.Seats < 1 {
		d.tell(g.Key, v, "unchanged", "full")
		return
	}
	v.Seats = c.Seats
	d.tell(g.Key, v, "changed", "")
	d.offer(g.Key, c.Facts.Rules)
}

// arrive finds a place for a new answer, or one in the line of those who wait.
func (d *deciding) arrive(g Gathering, c Want) {
	v := Visit{ID: c.Visit, Seats: c.Seats, Ask: c.Ask, Number: g.LastNumber + 1, Standing: Refused}
	switch {
	case g.Key == "":
		d.tell(c.Gathering, v, string(Refused), "unknown")
	case g.Because != "":
		d.tell(g.Key, v, string(Refused), string(CalledOff))
	case !g.OpenAt(c.Facts.Rules.RSVPUntil, d.at):
		d.tell(g.Key, v, string(Refused), "closed")
	case len(g.Visits) >= VisitsMax || c.Seats < 1 || g.Capacity > 0 && c.Seats > g.Capacity:
		d.tell(g.Key, v, string(Refused), "full")
	case g.fits(c.Seats) && len(g.InLine()) == 0:
		v.Standing = Seated
		d.tell(g.Key, v, string(Seated), "")
	default:
		v.Standing = Waiting
		d.tell(g.Key, v, string(Waiting), "")
		d.offer(g.Key, c.Facts.Rules)
	}
}

// offer offers what is free to those who wait, in their order. A group that is larger than what is free is passed over, keeps its place in line,
// and is told so.
func (d *deciding) offer(key string, r Rules) {
	for {
		g, _ := d.Gathering(key)
		if g.Because != "" || g.Ended || !d.at.Before(g.StartsAt) {
			return
		}
		line := g.InLine()
		next := 0
		for next < len(line) && !g.fits(line[next].Seats) {
			next++
		}
		if next == len(line) {
			return
		}
		for _, v := range line[:next] {
			d.tell(key, v, "passed_over", "")
		}
		v := line[next]
		v.Standing, v.Until = Offered, d.at.Add(r.Offer)
		if v.Until.After(g.StartsAt) {
			v.Until = g.StartsAt
		}
		d.tell(key, v, string(Offered), "")
	}
}

// takeOffer gives an offered place. A yes that comes after the places went on takes free ones, or its former place in line.
func (d *deciding) takeOffer(c TakeOffer) {
	g, _ := d.Gathering(c.Gathering)
	v, known := g.Visit(c.Visit)
	late := v.Standing == Lapsed
	if !known || v.Standing != Offered && !late || g.Because != "" || g.Ended {
		return
	}
	v.Until, v.Standing = time.Time{}, Seated
	if late && !g.fits(v.Seats) {
		v.Standing = Waiting
	}
	d.tell(g.Key, v, string(v.Standing), "")
}

// leave gives places back. An answer that is withdrawn before it was heard leaves a mark, so that it gets none afterwards.
func (d *deciding) leave(c Leave) {
	g, found := d.Gathering(c.Gathering)
	v, known := g.Visit(c.Visit)
	if !found || g.Ended || known && (v.Standing == Left || v.Standing == CalledOff) {
		return
	}
	v.ID, v.Standing, v.Until = c.Visit, Left, time.Time{}
	d.tell(g.Key, v, string(Left), "")
	d.offer(g.Key, c.Facts.Rules)
}

// wake lets everything happen whose time has come.
func (d *deciding) wake(r Rules) {
	for _, g := range d.Gatherings {
		for _, v := range g.Visits {
			if !g.Ended && v.Standing == Offered && !d.at.Before(v.Until.Add(grace)) {
				v.Standing, v.Until = Lapsed, time.Time{}
				d.tell(g.Key, v, string(Lapsed), "")
			}
		}
		if !g.Ended && d.at.Before(g.EndsAt) {
			d.offer(g.Key, r)
		}
	}
	for _, g := range d.Gatherings {
		if !g.Ended && !d.at.Before(g.EndsAt) {
			d.add(GatheringEnded{Gathering: g.Key, Seats: g.SeatedSeats()})
		}
	}
	if !d.NextPlan.IsZero() && !d.at.Before(d.NextPlan) {
		d.plan(r)
	}
}

// plan follows the rule for a year and a month: days that are missing are added, days that the rule has moved are moved, and days that it does not
// have any more are called off. What somebody has moved stays where they put it.
func (d *deciding) plan(r Rules) {
	want := r.between(d.at, d.at.Add(Ahead))
	byKey := map[string]planned{}
	for _, p := range want {
		byKey[p.key] = p
	}
	for _, g := range d.Gatherings {
		if g.Single || g.Ended || g.Because != "" || !g.StartsAt.After(d.at) {
			continue
		}
		p, still := byKey[g.Key]
		switch {
		case g.Moved:
		case !still:
			d.calledOff(g, uuid.Nil, ByRule)
			continue
		case !g.StartsAt.Equal(p.starts) || !g.EndsAt.Equal(p.end):
			d.moved(g, GatheringMoved{Gathering: g.Key, StartsAt: p.starts, EndsAt: p.end, Place: g.Place})
		}
		d.resize(g, r)
	}
	for _, p := range want {
		if d.index(p.key) < 0 && d.ahead() < GatheringsMax {
			d.add(GatheringPlanned{Gathering: p.key, StartsAt: p.starts, EndsAt: p.end, Capacity: r.Seats})
		}
	}
	if len(d.events) > 0 && d.NextPlan.IsZero() || !d.NextPlan.IsZero() && !d.at.Before(d.NextPlan) {
		d.add(YearPlanned{NextAt: d.at.Add(planEvery)})
	}
}

// resize gives a gathering the capacity of the program's file, as far as nobody loses a place.
func (d *deciding) resize(g Gathering, r Rules) {
	seats := r.Seats
	if seats > 0 {
		seats = max(seats, g.Taken())
	}
	if g.Sized || seats == g.Capacity {
		return
	}
	d.add(CapacitySet{Gathering: g.Key, Capacity: seats})
	d.offer(g.Key, r)
}

var _ domain.Elsewhere = VisitSettled{}
