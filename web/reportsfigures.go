package web

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/veil"
	"github.com/almoner/almoner/store"
)

// family is what the reports count of one case.
type family struct {
	asker                                 support.Asker
	referred, opened, accepted, contacted time.Time       // zero while it has not happened
	outcome                               support.Outcome // empty while the case is open
}

// familyTypes are the events that a family is counted from.
var familyTypes = []string{
	support.FamilyReferred{}.EventType(), support.DispatchOpened{}.EventType(), support.DispatchAccepted{}.EventType(), support.ContactMade{}.EventType(),
	support.CaseClosed{}.EventType(), support.CaseReopened{}.EventType(),
}

// families folds events that come case by case.
func families(events []store.ReportEvent) ([]family, error) {
	var list []family
	var last uuid.UUID
	for _, e := range events {
		if len(list) == 0 || e.StreamID != last {
			list, last = append(list, family{}), e.StreamID
		}
		f := &list[len(list)-1]
		var err error
		switch e.Type {
		case support.FamilyReferred{}.EventType():
			var referred support.FamilyReferred
			err = json.Unmarshal(e.Data, &referred)
			f.asker, f.referred = referred.Asker, e.At
		case support.DispatchOpened{}.EventType():
			first(&f.opened, e.At)
		case support.DispatchAccepted{}.EventType():
			first(&f.accepted, e.At)
		case support.ContactMade{}.EventType():
			first(&f.contacted, e.At)
		case support.CaseClosed{}.EventType():
			var closed support.CaseClosed
			err = json.Unmarshal(e.Data, &closed)
			f.outcome = closed.Outcome
		case support.CaseReopened{}.EventType():
			f.outcome = ""
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func first(at *time.Time, of time.Time) {
	if at.IsZero() {
		*at = of
	}
}

// bound is an upper end of a count of waits.
type bound struct {
	key  string
	less time.Duration
}

var (
	acceptedBounds = []bound{{"10m", 10 * time.Minute}, {"30m", 30 * time.Minute}, {"1h", time.Hour}, {"4h", 4 * time.Hour}}
	contactBounds  = []bound{{"4h", 4 * time.Hour}, {"12h", 12 * time.Hour}, {"1d", 24 * time.Hour}, {"3d", 72 * time.Hour}, {"7d", 7 * 24 * time.Hour}}
)

// waits counts families by how long something took; behind the bounds stand those for whom it took longer, who wait still, and whose case ended
// without it.
type waits struct {
	keys   []string
	counts []int
	took   []time.Duration // sorted
}

func (w waits) measured() int { return len(w.counts) - 2 }

func waitsOf(list []family, bounds []bound, ends func(family) (from, until time.Time)) waits {
	w := waits{counts: make([]int, len(bounds)+3)}
	for i, b := range bounds {
		from := "under"
		if i > 0 {
			from = bounds[i-1].key
		}
		w.keys = append(w.keys, from+"_"+b.key)
	}
	if len(bounds) > 0 {
		w.keys = append(w.keys, "over_"+bounds[len(bounds)-1].key, "not_yet", "ended")
	}
	for _, f := range list {
		from, until := ends(f)
		switch {
		case !until.IsZero():
			took := max(0, until.Sub(from))
			i := slices.IndexFunc(bounds, func(b bound) bool { return took < b.less })
			if i < 0 {
				i = len(bounds)
			}
			w.counts[i]++
			w.took = append(w.took, took)
		case f.outcome == "":
			w.counts[len(bounds)+1]++
		default:
			w.counts[len(bounds)+2]++
		}
	}
	slices.Sort(w.took)
	return w
}

func toAccepted(f family) (from, until time.Time) { return f.opened, f.accepted }

func toContact(f family) (from, until time.Time) { return f.referred, f.contacted }

// within is how long it took at most for that many percent of those for whom it happened; 0 when it happened for nobody.
func (w waits) within(percent int) time.Duration {
	if len(w.took) == 0 {
		return 0
	}
	return w.took[veil.Rank(len(w.took), percent)-1]
}

// ends are how a case can stand or have ended; each family is in one of them.
var ends = []support.Outcome{"", support.Completed, support.Declined, support.NotThere, support.Diverted, support.Merged, support.Withdrawn}

var askers = []support.Asker{support.AskDesk, support.AskFamily, support.AskClergy, support.AskOther}

// countOf counts families by one thing about them.
func countOf[K comparable](list []family, kinds []K, kind func(family) K) []int {
	counts := make([]int, len(kinds))
	for _, f := range list {
		if i := slices.Index(kinds, kind(f)); i >= 0 {
			counts[i]++
		}
	}
	return counts
}

func outcomeOf(f family) support.Outcome { return f.outcome }

func askerOf(f family) support.Asker { return f.asker }

// workTypes are the events that the work of ministers is counted from.
var workTypes = []string{
	support.MinisterDispatched{}.EventType(), support.DispatchAccepted{}.EventType(), support.VisitEnded{}.EventType(), support.DebriefAnswered{}.EventType(),
}

// work is what ministers did in the period.
type work struct {
	asked, accepted, visits, minutes int
	callOuts, minutesOf              map[uuid.UUID]int // of each minister
	talks                            []talk            // asked for in the last 30 days, latest first
}

// talk is how many of a case's people would like somebody to talk to.
type talk struct {
	reference string
	people    int
	at        time.Time
}

func workOf(events []store.ReportEvent, talksSince time.Time) (work, error) {
	w := work{callOuts: map[uuid.UUID]int{}, minutesOf: map[uuid.UUID]int{}}
	for _, e := range events {
		var d struct {
			Minister uuid.UUID `json:"minister"`
			Minutes  int       `json:"minutes"`
			Talk     bool      `json:"talk"`
		}
		if err := json.Unmarshal(e.Data, &d); err != nil {
			return w, err
		}
		switch e.Type {
		case support.MinisterDispatched{}.EventType():
			w.asked++
		case support.DispatchAccepted{}.EventType():
			w.accepted++
			w.callOuts[d.Minister]++
		case support.VisitEnded{}.EventType():
			w.visits++
			w.minutes += d.Minutes
			w.minutesOf[d.Minister] += d.Minutes
		case support.DebriefAnswered{}.EventType():
			if d.Talk && !e.At.Before(talksSince) {
				w.wish(e)
			}
		}
	}
	return w, nil
}

func (w *work) wish(e store.ReportEvent) {
	for i := range w.talks {
		if w.talks[i].reference == e.Reference {
			w.talks[i].people++
			return
		}
	}
	w.talks = append(w.talks, talk{reference: e.Reference, people: 1, at: e.At})
}

// wishes is how many would like to talk.
func (w work) wishes() (n int) {
	for _, t := range w.talks {
		n += t.people
	}
	return n
}

// spread counts ministers by a number of each: how many are below the first bound, below the second, and so on; the last count is of the others.
func spread(ministers []uuid.UUID, of map[uuid.UUID]int, below []int) []int {
	counts := make([]int, len(below)+1)
	for _, m := range ministers {
		i := slices.IndexFunc(below, func(n int) bool { return of[m] < n })
		if i < 0 {
			i = len(below)
		}
		counts[i]++
	}
	return counts
}

// The bounds of what ministers did, in call-outs and in minutes of visits.
var (
	callOutsBelow = []int{1, 2, 3, 5}
	minutesBelow  = []int{1, 2 * 60, 5 * 60, 10 * 60}
)

// gapTypes are the events that gaps are counted from.
var gapTypes = []string{rota.GapFound{}.EventType(), rota.GapClosed{}.EventType()}

// areaGaps are the warnings about one area and the hours that they are about.
type areaGaps struct {
	area   string
	found  int
	length time.Duration
}

// gapsOf counts gaps by area, up to a moment; what was filled does not count from then on.
func gapsOf(events []store.ReportEvent, areas []string, until time.Time) ([]areaGaps, error) {
	found := map[string][]rota.GapFound{}
	counts := map[string]int{}
	for _, e := range events {
		var g rota.GapFound
		if err := json.Unmarshal(e.Data, &g); err != nil {
			return nil, err
		}
		if e.Type == (rota.GapFound{}).EventType() {
			found[g.Area] = append(found[g.Area], g)
			counts[g.Area]++
			continue
		}
		for i, f := range found[g.Area] {
			if f.From.Equal(g.From) && f.Until.Equal(g.Until) && e.At.Before(f.Until) {
				found[g.Area][i].Until = e.At
			}
		}
	}
	var list []areaGaps
	for _, area := range areas {
		list = append(list, areaGaps{area: area, found: counts[area], length: together(found[area], until)})
	}
	return list, nil
}

// together is how long gaps last up to a moment, where they overlap only once.
func together(gaps []rota.GapFound, until time.Time) (length time.Duration) {
	slices.SortFunc(gaps, func(a, b rota.GapFound) int { return a.From.Compare(b.From) })
	var reached time.Time
	for _, g := range gaps {
		from, end := g.From, g.Until
		if from.Before(reached) {
			from = reached
		}
		if end.After(until) {
			end = until
		}
		if end.After(from) {
			length += end.Sub(from)
			reached = end
		}
	}
	return length
}
