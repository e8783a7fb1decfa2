package welfare_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

func TestWhateverHappensTheRulesHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.IntRange(1, 100).Draw(t, "steps"))
		w.drain()
		w.checkNext()
	})
}

func TestFromWhereverARequestIsWillingPeopleBringItToItsEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.IntRange(0, 60).Draw(t, "steps"))
		for step := 0; !w.state.Phase.Ended(); step++ {
			if step > 100 {
				t.Fatalf("still %s after %d willing steps", w.state.Phase, step)
			}
			w.drain()
			w.checkNext()
			w.help()
		}
	})
}

func TestFromWhereverARequestIsTimeAloneBringsItToAClerkOrTheMoneyOrItsEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.live(rapid.IntRange(0, 60).Draw(t, "steps"))
		for step := 0; ; step++ {
			w.drain()
			w.checkNext()
			if next := w.rules.Summary(w.state).Next; next != domain.NextTrustees && next != domain.NextYou && next != domain.NextInterpreter {
				return
			}
			if step > 100 {
				t.Fatalf("still %s after %d steps of nobody doing anything", w.state.Phase, step)
			}
			w.at = w.at.Add(24 * time.Hour)
			w.fire()
		}
	})
}

// live lets things happen: people who may and who may not, messages late and twice, timers late, time going on.
func (w *world) live(steps int) {
	w.t.Helper()
	for range steps {
		switch what := w.pick(20); { // even odds, which rapid's own ranges do not give
		case what < 4 && len(w.routed) > 0:
			w.deliver(w.pick(len(w.routed)))
		case what == 4 && len(w.past) > 0:
			_ = w.send(w.past[w.pick(len(w.past))].(welfare.Command))
		case what == 5:
			w.at = w.at.Add(time.Duration(rapid.IntRange(0, 30).Draw(w.t, "hours")) * time.Hour)
		case what == 6:
			w.fire()
		case what == 7 && len(w.board) < 12:
			w.elect(rapid.Bool().Draw(w.t, "tied"))
		case what == 8:
			w.ahead = !w.ahead
			w.deposit(rapid.Int64Range(1, 200_000).Draw(w.t, "deposit"))
		case what < 11 && len(w.state.Pending()) > 0 && !w.state.Phase.Decided():
			w.waver()
		case what < 14:
			w.drain()
			w.help()
		case what < 18:
			_ = w.send(w.something())
		default:
			_ = w.send(w.anything())
		}
		if len(w.routed) == 0 {
			w.checkNext()
		}
	}
}

// anything is a wish of anybody, sensible or not.
func (w *world) anything() welfare.Command {
	by := rapid.SampledFrom(w.people).Draw(w.t, "by")
	if pending := w.state.Pending(); len(pending) > 0 && rapid.Bool().Draw(w.t, "a trustee with an open vote") {
		by = rapid.SampledFrom(pending).Draw(w.t, "seat").Trustee
	}
	reason := rapid.SampledFrom([]uuid.UUID{uuid.Nil, text}).Draw(w.t, "reason")
	cents := rapid.SampledFrom([]int64{-1, 0, 30, 50, 60_000, 99_999, 150_000, 300_000}).Draw(w.t, "cents")
	return rapid.SampledFrom([]welfare.Command{
		welfare.CastVote{By: by, Choice: welfare.Approve, AmountCents: cents, Reason: reason},
		welfare.CastVote{By: by, Choice: welfare.Decline, AmountCents: cents, Reason: reason},
		welfare.CastVote{By: by, Choice: "perhaps", AmountCents: cents, Reason: reason},
		welfare.Recuse{By: by, Reason: reason},
		welfare.Ask{By: by, Question: text},
		welfare.Answer{Answer: text},
		welfare.ConfirmMembership{By: by, NewMember: member},
		welfare.RefuseMembership{By: by, Reason: text},
		welfare.Redraw{By: by},
		welfare.Interpret{By: by, Story: reason, Explanation: reason},
		welfare.WaiveInterpretation{By: by, Reason: text},
		welfare.LateInterpretation{},
		welfare.Prepare{By: by, Method: "check", PayeeOK: cents > 0},
		welfare.Release{By: by},
		welfare.Return{By: by, Reason: text},
		welfare.Withdraw{},
		submission(),
		welfare.DrawPanel{},
		welfare.DrawAlternate{},
		welfare.Reserve{},
		welfare.RemindVotes{},
		welfare.ReplaceLate{},
		welfare.RemindQuestion{},
		welfare.LapseQuestion{},
	}).Draw(w.t, "command")
}

// something is a wish that fits where the request is, of somebody for whom it may not be.
func (w *world) something() welfare.Command {
	by := w.people[w.pick(len(w.people))]
	if sitting := w.record.sitting; len(sitting) > 0 && w.pick(2) == 0 {
		by = sitting[w.pick(len(sitting))]
	}
	fitting := []welfare.Command{welfare.CastVote{By: by, Choice: welfare.Approve, AmountCents: w.state.AskedCents}}
	switch w.state.Phase {
	case welfare.Preparing:
		fitting = append(fitting, welfare.Prepare{By: by, Method: "check", PayeeOK: true})
	case welfare.Releasing:
		fitting = append(fitting, welfare.Release{By: by}, welfare.Release{By: w.state.Preparer}, welfare.Return{By: by, Reason: text})
	case welfare.Awaiting:
		fitting = append(fitting, welfare.Reserve{})
	case welfare.Asking, welfare.Exhausted:
		fitting = append(fitting, welfare.Answer{Answer: text}, welfare.Redraw{By: by})
	default:
	}
	if w.pick(50) == 0 {
		return welfare.Withdraw{}
	}
	return fitting[w.pick(len(fitting))]
}

// waver is a trustee who does something else than vote, while the family takes its time.
func (w *world) waver() {
	w.t.Helper()
	seat := rapid.SampledFrom(w.state.Pending()).Draw(w.t, "wavers")
	if rapid.Bool().Draw(w.t, "asks") {
		_ = w.send(welfare.Ask{By: seat.Trustee, Question: text})
	} else {
		_ = w.send(welfare.Recuse{By: seat.Trustee})
	}
	if rapid.Bool().Draw(w.t, "time passes") {
		w.at = w.at.Add(time.Duration(rapid.IntRange(0, 30).Draw(w.t, "hours")) * time.Hour)
		w.fire()
	}
}

// help does what whoever is named next would do. It fails when they are refused.
func (w *world) help() {
	w.t.Helper()
	var c welfare.Command
	switch w.rules.Summary(w.state).Next {
	case domain.NextClerk:
		c = welfare.ConfirmMembership{By: clerk, NewMember: member}
		if w.hasTask(workflows.TaskFindInterpreter) {
			c = welfare.WaiveInterpretation{By: clerk, Reason: text}
		}
		if w.hasTask(workflows.TaskFindTrustees) {
			w.elect(false)
			c = welfare.Redraw{By: clerk}
		}
	case domain.NextInterpreter:
		c = welfare.Interpret{By: stranger, Story: text, Explanation: text}
	case domain.NextTrustees:
		seat := w.state.Pending()[w.pick(len(w.state.Pending()))]
		c = welfare.CastVote{By: seat.Trustee, Choice: welfare.Approve, AmountCents: 1 + int64(w.pick(int(w.state.AskedCents))), Reason: text}
		if w.pick(5) == 0 {
			c = welfare.CastVote{By: seat.Trustee, Choice: welfare.Decline, Reason: text}
		}
	case domain.NextYou:
		c = welfare.Answer{Answer: text}
	case domain.NextFund:
		w.ahead = false
		w.deposit(w.state.AwardCents)
		return
	case domain.NextTreasurer:
		c = welfare.Prepare{By: treasurer, Method: "check", PayeeOK: true}
	case domain.NextSignatory:
		c = welfare.Release{By: signatory}
		if w.state.Preparer == signatory {
			c = welfare.Release{By: stranger}
		}
	default:
		return
	}
	if err := w.send(c); err != nil {
		w.t.Fatalf("%s by whom it waits for: %v", c.CommandName(), err)
	}
}
