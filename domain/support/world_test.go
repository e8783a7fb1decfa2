package support_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/support"
)

// world is one case with everything around it that the rules lean on: messages, timers, a roster whose people have other families, and the
// desk behind its wall.
type world struct {
	t      *rapid.T
	p      support.Protocol
	at     time.Time
	refer  support.Refer
	state  support.State
	events []domain.Event
	roster []support.Candidate
	seed   uint64
	next   int // id

	routed []support.Command // on their way
	past   []support.Command // delivered before
	timers []time.Time
	notes  []referral.Command // on their way over the wall
	desk   referral.State
	record record
}

// newWorld draws a protocol, a roster, and a referral of somebody.
func newWorld(t *rapid.T) *world {
	w := &world{t: t, p: protocol(), at: noon, seed: rapid.Uint64().Draw(t, "seed"), next: 1000}
	w.p.Gate = rapid.IntRange(0, 9).Draw(t, "gate") > 0
	w.p.Dispatch.Pair = rapid.SampledFrom([]int{2, 2, 2, 1, 3}).Draw(t, "pair")
	w.p.Dispatch.Telephone = rapid.SampledFrom([]time.Duration{5 * time.Minute, 40 * time.Minute}).Draw(t, "telephone")
	w.p.FollowUp.Yearly = rapid.Bool().Draw(t, "yearly")
	w.p.Concern = rapid.SampledFrom([]time.Duration{0, 2 * day}).Draw(t, "concern")
	w.p.Independent = rapid.SampledFrom([]string{"outside", ""}).Draw(t, "independent partner")
	for range rapid.SampledFrom([]int{8, 6, 4, 3, 2, 0}).Draw(t, "roster") {
		w.join()
	}
	w.refer = support.Refer{
		Who:     rapid.SampledFrom([]support.Who{byDesk, byDesk, byDesk, family, byCoordinator, byStranger}).Draw(t, "who refers"),
		Program: "hmca", Version: "v1", Open: true, Relative: mother, Referral: desk, Matter: matter, Answers: text,
		Asker:    rapid.SampledFrom([]support.Asker{support.AskDesk, support.AskDesk, support.AskFamily, support.AskClergy, support.AskOther}).Draw(t, "asker"),
		Notified: rapid.Bool().Draw(t, "notified"), Texts: rapid.Bool().Draw(t, "texts"), Area: "north", Language: "bs",
		Independent: w.pick(20) == 0,
	}
	_ = w.send(w.refer)
	return w
}

// join puts one more person on the roster.
func (w *world) join() {
	c := support.Candidate{ID: person(100 + len(w.roster)), Cap: 1 + w.pick(3), Load: w.pick(3), Ready: w.pick(6) > 0, Tied: w.pick(6) == 0, Earlier: w.pick(6) == 0}
	c.OnDuty, c.Elsewhere = w.pick(2) == 0, w.pick(2) == 0
	if w.pick(6) == 0 {
		c.RestUntil = w.at.Add(time.Duration(w.pick(48)) * time.Hour)
	}
	w.roster = append(w.roster, c)
}

// elsewhere lets something happen to somebody of the roster with another family, perhaps in the same matter.
func (w *world) elsewhere() {
	if len(w.roster) == 0 {
		return
	}
	c := &w.roster[w.pick(len(w.roster))]
	switch w.pick(5) {
	case 0:
		c.Load, c.RestUntil = c.Load+1, w.at.Add(w.p.Care.Rest)
	case 1:
		c.Load = max(0, c.Load-1)
	case 2:
		c.Ready = !c.Ready
	case 3:
		c.OnDuty = !c.OnDuty
	case 4:
		c.Tied = !w.state.IsEngaged(c.ID) // whoever is with this family is not sent to the other
	}
}

// facts gives a command what it needs and no more.
func (w *world) facts(c support.Command) support.Facts {
	w.seed++
	f := support.Facts{Protocol: w.p}
	if support.NeedsOf(c).Candidates {
		f.Seed, f.Candidates = w.seed, slices.Clone(w.roster)
		if len(f.Candidates) > 0 {
			f.Candidates = append(f.Candidates, f.Candidates[0]) // on duty in two layers
		}
	}
	return f
}

// send lets the rules decide twice, takes in what they say and checks it against everything that has to hold.
func (w *world) send(c support.Command) error {
	w.t.Helper()
	c = support.WithFacts(c, w.facts(c)).(support.Command)
	events, err := support.Decide(w.state, c, w.at)
	again, errAgain := support.Decide(w.state, c, w.at)
	if diff := cmp.Diff(events, again); diff != "" || domain.MessageOf(err) != domain.MessageOf(errAgain) {
		w.t.Fatalf("%s decides differently the second time: %s", c.CommandName(), diff)
	}
	w.checkRefusal(c, events, err)
	start := w.state
	for _, e := range events {
		before := w.state
		w.state = support.Evolve(before, e)
		w.events = append(w.events, e)
		w.record.take(w, c, before, e)
		if wake := w.state.NextWake(); !wake.IsZero() && !wake.Equal(w.state.Armed) {
			w.timers = append(w.timers, wake)
		}
		w.route(e)
	}
	w.checkState(c, start, events)
	return err
}

// route does what the table says about an event.
func (w *world) route(event domain.Event) {
	switch event.(type) {
	case support.DispatchOpened, support.DispatchPassed, support.DispatchLapsed:
		w.routed = append(w.routed, support.OfferNext{})
	}
	e, leads := event.(domain.Elsewhere)
	if !leads || e.Leads() != desk {
		return
	}
	switch e := event.(type) {
	case support.FamilyReferred:
		w.notes = append(w.notes, referral.Open{Case: other, By: e.EnteredBy, Notified: e.Notified})
	case support.RelativeNotified:
		w.notes = append(w.notes, referral.Note{Fact: referral.FamilyNotified})
	case support.DispatchAccepted:
		w.notes = append(w.notes, referral.Note{Fact: referral.SomebodyAccepted})
	case support.ContactMade:
		w.notes = append(w.notes, referral.Note{Fact: referral.ContactMade})
	case support.CaseClosed:
		w.notes = append(w.notes, referral.Note{Fact: referral.CaseClosed})
	case support.ReleaseSigned:
		w.notes = append(w.notes, referral.NoteRelease{Release: e.Release, Scope: e.Scope, Until: e.Until})
	case support.ReleaseRevoked:
		w.notes = append(w.notes, referral.NoteRelease{Release: e.Release, Scope: e.Scope})
	case support.ReleaseExpired:
		w.notes = append(w.notes, referral.NoteRelease{Release: e.Release, Scope: e.Scope})
	default:
		w.t.Fatalf("%s passes the wall", event.EventType())
	}
}

// deliver hands over one routed command; no order is promised.
func (w *world) deliver(i int) {
	w.t.Helper()
	c := w.routed[i]
	w.routed = slices.Delete(w.routed, i, i+1)
	w.past = append(w.past, c)
	_ = w.send(c)
}

func (w *world) drain() {
	w.t.Helper()
	for len(w.routed) > 0 {
		w.deliver(0)
	}
}

// pass hands one note over the wall; what comes too early is tried again.
func (w *world) pass(i int) {
	w.t.Helper()
	note := w.notes[i]
	events, err := referral.Decide(w.desk, note, w.at)
	if err != nil {
		if domain.CodeOf(err) != domain.Conflict || w.desk.Case != uuid.Nil {
			w.t.Fatalf("the desk refuses %s: %v", note.CommandName(), err)
		}
		return
	}
	w.notes = slices.Delete(w.notes, i, i+1)
	for _, e := range events {
		w.desk = referral.Evolve(w.desk, e)
	}
	if again, _ := referral.Decide(w.desk, note, w.at); len(again) > 0 {
		w.t.Fatalf("%s counts twice", note.CommandName())
	}
}

// fire lets every timer go off whose time has come.
func (w *world) fire() {
	w.t.Helper()
	for i := 0; i < len(w.timers); i++ {
		if w.timers[i].After(w.at) {
			continue
		}
		w.timers = slices.Delete(w.timers, i, i+1)
		i--
		_ = w.send(support.Wake{})
	}
}

// id gives a new one.
func (w *world) id() uuid.UUID {
	w.next++
	return person(w.next)
}

// pick chooses repeatably among what is there, without a draw of its own.
func (w *world) pick(n int) int {
	w.seed++
	return rand.New(rand.NewPCG(w.seed, 1)).IntN(n)
}

// document is one that the case holds, if any.
func (w *world) document() uuid.UUID {
	if len(w.state.Documents) == 0 {
		return other
	}
	return w.state.Documents[w.pick(len(w.state.Documents))].ID
}
