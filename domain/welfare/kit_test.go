package welfare_test

import (
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

var (
	noon      = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	member    = person(1)
	household = person(2)
	clerk     = person(3)
	treasurer = person(4)
	signatory = person(5)
	stranger  = person(6)
	text      = person(7) // any sealed text
	ann       = person(11)
	bob       = person(12)
	cem       = person(13)
	dee       = person(14)
	eve       = person(15)

	everyTie  = []welfare.Tie{welfare.SameHousehold, welfare.SameUnit, welfare.ChainOfCommand, welfare.Declared, welfare.Payment}
	deposited = fund.Deposited{Fund: "welfare", AmountCents: 1, By: treasurer}
)

// person gives the same id for the same number.
func person(n int) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	id[6], id[8] = 0x40, 0x80
	return id
}

// guideline is the rules of most tests: three of the board, two decide, a quarter of spread.
func guideline() welfare.Guideline {
	const hour = time.Hour
	return welfare.Guideline{
		Fund: "welfare", CapCents: 150_000, Exception: welfare.Exception{CapCents: 500_000, ExplainAtLeast: 200, Unanimous: true},
		Period: welfare.Period{Months: 12, Awards: 1, Exceeded: welfare.WithCare},
		Board:  7, Panel: 3, Quorum: 2, SpreadPercent: 25, Ties: everyTie,
		Family: []string{"self", "spouse"}, Needs: []string{"medical", "funeral"}, Payees: []welfare.PayeeKind{welfare.PayRequester, welfare.PayNamed},
		Methods: []string{"check", "card"},
		Deadlines: welfare.Deadlines{
			Confirm: 48 * hour, Vote: welfare.VoteDeadline{Remind: 48 * hour, Replace: 96 * hour},
			Answer: 336 * hour, AnswerRemind: 168 * hour, Prepare: 72 * hour, Release: 24 * hour, Redraw: 36 * hour,
		},
		Emergency: welfare.VoteDeadline{Remind: 6 * hour, Replace: 12 * hour},
	}
}

func tellEverything() []welfare.Notice {
	var tell []welfare.Notice
	for _, event := range workflows.EventTypes() {
		for _, who := range []welfare.Recipient{welfare.ToRequester, welfare.ToTrustee, welfare.ToClerk, welfare.ToTreasurer, welfare.ToSignatory} {
			tell = append(tell, welfare.Notice{When: event, Who: who, Say: "news"})
		}
	}
	return tell
}

// submission is a request that the guideline lets pass.
func submission() welfare.Submit {
	return welfare.Submit{
		Program: "welfare", Version: "v1", Open: true, Channel: welfare.Web, ForWhom: "self", Need: "medical", AmountCents: 100_000, Answers: text,
		Facts: welfare.Facts{Guideline: guideline(), Member: welfare.Member{ID: member, Household: household}},
	}
}

// facts has a board of the given trustees, without load or ties, and plenty in the fund.
func facts(board ...uuid.UUID) welfare.Facts {
	f := welfare.Facts{Guideline: guideline(), Seed: 7, Fund: welfare.Fund{AvailableCents: 10_000_000}}
	for _, id := range board {
		f.Board = append(f.Board, welfare.Trustee{ID: id})
	}
	return f
}

// with changes a copy of facts.
func with(f welfare.Facts, change func(*welfare.Facts)) welfare.Facts {
	change(&f)
	return f
}

func after(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

func submitted() welfare.RequestSubmitted {
	return welfare.RequestSubmitted{
		Program: "welfare", Version: "v1", Channel: welfare.Web, ForWhom: "self", Need: "medical", AmountCents: 100_000, Answers: text,
	}
}

var confirmed = welfare.MembershipConfirmed{Member: member, Household: household}

func drawn(panel ...uuid.UUID) welfare.PanelDrawn {
	return welfare.PanelDrawn{Panel: panel, Seed: 7, Eligible: len(panel), RemindAt: after(48), DueAt: after(96)}
}

func alternate(trustee uuid.UUID, from int) welfare.AlternateDrawn {
	return welfare.AlternateDrawn{Trustee: trustee, Seed: 7, Eligible: 1, RemindAt: after(from + 48), DueAt: after(from + 96)}
}

func approves(trustee uuid.UUID, cents int64) welfare.VoteCast {
	v := welfare.VoteCast{Trustee: trustee, Choice: welfare.Approve, AmountCents: cents}
	if cents < 100_000 {
		v.Reason = text
	}
	return v
}

func declines(trustee uuid.UUID) welfare.VoteCast {
	return welfare.VoteCast{Trustee: trustee, Choice: welfare.Decline, Reason: text}
}

func approve(trustee uuid.UUID, cents int64) welfare.CastVote {
	return welfare.CastVote{By: trustee, Choice: welfare.Approve, AmountCents: cents, Reason: approves(trustee, cents).Reason, Facts: facts()}
}

func decline(trustee uuid.UUID) welfare.CastVote {
	return welfare.CastVote{By: trustee, Choice: welfare.Decline, Reason: text, Facts: facts()}
}

func asked(trustee uuid.UUID, at int) welfare.QuestionAsked {
	return welfare.QuestionAsked{Trustee: trustee, Question: text, PausedAt: after(at), RemindAt: after(at + 168), AnswerBy: after(at + 336)}
}

func reserved(cents int64, at int, approvers ...uuid.UUID) welfare.FundsReserved {
	return welfare.FundsReserved{Fund: "welfare", AmountCents: cents, Approvers: approvers, DueAt: after(at + 72)}
}

// seatedPanel is a case whose panel is ann, bob and cem.
func seatedPanel(more ...domain.Event) []domain.Event {
	return append([]domain.Event{submitted(), confirmed, drawn(ann, bob, cem)}, more...)
}

// approvedBy is a case that ann and bob approved at noon and whose award is reserved.
func approvedBy(more ...domain.Event) []domain.Event {
	return append(seatedPanel(approves(ann, 100_000), approves(bob, 100_000),
		welfare.RequestApproved{AmountCents: 100_000, Approvers: []uuid.UUID{ann, bob}}, reserved(100_000, 0, ann, bob)), more...)
}
