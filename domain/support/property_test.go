package support_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

func TestWhateverHappensTheRulesHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.SampledFrom([]int{150, 300, 60, 10}).Draw(t, "steps"))
		w.drain()
		w.checkNext()
		w.checkDesk()
	})
}

func TestFromWhereverACaseIsWillingPeopleBringItToContactOrItsEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.SampledFrom([]int{60, 120, 20, 0}).Draw(t, "steps"))
		for step := 0; w.state.Phase != support.InContact && w.state.Phase != support.Closed; step++ {
			if step > 100 {
				t.Fatalf("still %s after %d willing steps", w.state.Phase, step)
			}
			w.drain()
			w.checkNext()
			w.help()
		}
	})
}

func TestFromWhereverACaseIsTimeAloneBringsItToACoordinator(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.SampledFrom([]int{60, 120, 20, 0}).Draw(t, "steps"))
		for step := 0; ; step++ {
			w.drain()
			w.checkNext()
			s := w.state
			if s.Phase != support.Dispatching && s.Phase != support.Assigned || s.Exhausted {
				return
			}
			if step > 200 {
				t.Fatalf("still %s after %d steps of nobody doing anything", s.Phase, step)
			}
			w.at = w.at.Add(time.Hour)
			w.fire()
		}
	})
}

// live lets things happen: people who may and who may not, messages late and twice, timers late, time going on.
func (w *world) live(steps int) {
	w.t.Helper()
	for range steps {
		switch what := w.pick(24); { // even odds, which rapid's own ranges do not give
		case what < 4 && len(w.routed) > 0:
			w.deliver(w.pick(len(w.routed)))
		case what == 4 && len(w.past) > 0:
			_ = w.send(w.past[w.pick(len(w.past))])
		case what == 5:
			w.at = w.at.Add(time.Duration(rapid.SampledFrom([]int{1, 10, 16, 45, 130, 300}).Draw(w.t, "minutes")) * time.Minute)
		case what == 6 && w.pick(2) == 0:
			w.at = w.at.AddDate(0, 0, rapid.SampledFrom([]int{1, 4, 20, 60, 400}).Draw(w.t, "days"))
		case what == 7 && len(w.notes) > 0:
			w.pass(w.pick(len(w.notes)))
		case what == 8 && len(w.roster) < 14:
			w.join()
		case what < 11:
			w.elsewhere()
		case what < 14:
			w.fire()
		case what == 14:
			w.drain()
			w.help()
		case what == 15:
			w.drain()
		default:
			_ = w.send(w.anything())
		}
		if len(w.routed) == 0 {
			w.checkNext()
		}
	}
}

// anybody is somebody who tries something: of the roster, of the staff, a stranger, or the family.
func (w *world) anybody() support.Who {
	switch n := w.pick(10); {
	case n < 5 && len(w.state.Seats) > 0:
		return by(w.state.Seats[w.pick(len(w.state.Seats))].Minister)
	case n < 6 && len(w.roster) > 0:
		return by(w.roster[w.pick(len(w.roster))].ID)
	case n == 6:
		return byStranger
	case n == 7:
		return family
	}
	return byCoordinator
}

// anything is a wish of anybody, sensible or not.
func (w *world) anything() support.Command {
	who, whom := w.anybody(), w.anybody().By
	relative := w.state.Relatives[w.pick(len(w.state.Relatives))].ID
	yes := w.pick(2) == 0
	var date, release, need uuid.UUID
	if n := len(w.state.Dates); n > 0 {
		date = w.state.Dates[w.pick(n)].ID
	}
	if n := len(w.state.Approaching); n > 0 && yes {
		date = w.state.Approaching[w.pick(n)].ID
	}
	if n := len(w.state.Releases); n > 0 {
		release = w.state.Releases[w.pick(n)].ID
	}
	if n := len(w.state.Needs); n > 0 {
		need = w.state.Needs[w.pick(n)].ID
	}
	ahead := w.at.Add(time.Duration(rapid.SampledFrom([]int{-400, -1, 0, 1, 3, 9, 30, 300, 400}).Draw(w.t, "days ahead")) * day)
	often := []support.Command{
		support.Accept{Who: who},
		support.Accept{Who: by(whom)},
		support.Pass{Who: who, Tied: yes},
		support.HandOver{Who: who, Minister: whom},
		support.HandOver{Who: who},
		support.Assign{Who: byCoordinator, Minister: whom},
		support.SearchAgain{Who: byCoordinator},
		support.Made{Who: who},
		support.Attempt{Who: who},
		support.CheckIn{Who: who},
		support.CheckIn{Who: by(whom)},
		support.CheckOut{Who: who, Unsafe: yes && w.pick(4) == 0},
		support.MarkAddress{Who: who, Unsafe: yes && w.pick(4) == 0},
		support.RecordNotified{Who: byDesk},
		support.RecordNotified{Who: who, Relative: relative},
		support.Proceed{Who: who},
		support.OptIn{Who: who, Relative: relative, Yes: yes},
		support.Reach{Who: who, Contact: other, Former: relative},
		support.AddRelative{Who: who, Relative: w.id(), Notified: yes, Texts: true, Child: w.pick(5) == 0},
		support.AddRelative{Who: who, Relative: relative, Notified: true, Texts: true},
		support.FoundSafe{Who: who},
		support.ReadAgain{Who: who},
		support.Reopen{Who: byCoordinator},
		support.Wake{},
		support.OfferNext{},
		support.SignRelease{Who: who, Release: w.id(), Scope: support.Scopes()[w.pick(2)], Until: ahead},
		support.RevokeRelease{Who: who, Release: release},
		support.PauseFollowUp{Who: who, Until: ahead},
		support.AddDate{Who: who, Date: w.id(), Kind: "death", On: ahead, Yearly: yes},
		support.SkipDate{Who: who, Date: date},
		support.RaiseConcern{Who: who},
		support.SettleConcern{Who: who},
		support.Followed{Who: who},
		support.Remembered{Who: who},
	}
	if w.pick(4) > 0 {
		return often[w.pick(len(often))]
	}
	seldom := []support.Command{
		support.Decline{Who: who},
		support.NotReached{Who: who},
		support.Divert{Who: who},
		support.Merge{Who: who, Into: other},
		support.Close{Who: who},
		support.Withdraw{},
		support.Link{Who: who, Matter: other},
		support.ReferAgain{Asker: support.AskClergy},
		w.refer,
		support.NeedCall{Say: "news"},
		support.Called{Who: who},
		support.RemoveDate{Who: who, Date: date},
		support.OpenClaim{Who: who, From: ahead},
		support.TickPaper{Who: who, Paper: "police_report"},
		support.FileClaim{Who: who},
		support.PostNeed{Who: who, Need: w.id(), Kind: "meal", On: ahead},
		support.NoteNeed{Need: need, Status: support.NeedClaimed},
		support.Debriefed{Who: who, Talk: yes},
		support.ReferToPartner{Who: who, Partner: "cvc"},
		support.WriteNote{Who: who, Note: text},
		support.AddDocument{Who: who, Document: w.id(), Data: other},
		support.RemoveDocument{Who: who, Document: w.document()},
		support.PauseFollowUp{Who: who},
	}
	return seldom[w.pick(len(seldom))]
}

// help does what whoever comes next would do. It fails when they are refused.
func (w *world) help() {
	w.t.Helper()
	var c support.Command
	s := w.state
	switch s.Phase {
	case support.Notifying:
		c = support.RecordNotified{Who: []support.Who{byDesk, byCoordinator}[w.pick(2)]}
	case support.Calling:
		c = support.Proceed{Who: byCoordinator}
	case support.Assigned:
		c = support.Made{Who: by(s.Engaged()[0])}
	case support.Dispatching, support.InContact:
		if offers := s.Offers(); len(offers) > 0 {
			c = support.Accept{Who: by(offers[w.pick(len(offers))])}
			if i := w.onRoster(c.(support.Accept).By); i >= 0 && w.roster[i].Tied {
				c = support.Pass{Who: c.(support.Accept).Who, Tied: true}
			}
		} else if s.Exhausted {
			fresh := support.Candidate{ID: w.id()} // whom the coordinator has brought onto the rota
			w.roster = append(w.roster, fresh)
			c = support.Assign{Who: byCoordinator, Minister: fresh.ID}
		}
	default:
	}
	if c == nil {
		return
	}
	if err := w.send(c); err != nil {
		w.t.Fatalf("%s by whom it waits for: %v", c.CommandName(), err)
	}
}

func (w *world) onRoster(id uuid.UUID) int {
	for i, c := range w.roster {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// whoField reads the embedded Who of a command.
func whoField(c domain.Command) (support.Who, bool) {
	f := reflect.ValueOf(c).FieldByName("Who")
	if !f.IsValid() {
		return support.Who{}, false
	}
	return f.Interface().(support.Who), true
}
