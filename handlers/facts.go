package handlers

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/store"
)

// welfareFacts is the briefing of welfare requests: roll, board, former awards, and the fund as each decision leaves it.
type welfareFacts struct {
	batch *batch
	at    time.Time
	seed  func() uint64
	found store.Facts
	votes map[uuid.UUID]int // open votes by trustee, with those this batch adds
	above map[store.ChainLink]bool
	waits map[string][]store.WaitingCase // by fund, who comes first
	cents map[string]int64               // available by fund
}

func newWelfareFacts(b *batch) briefing {
	return &welfareFacts{
		batch: b, at: b.at, seed: b.handler.NewSeed, votes: map[uuid.UUID]int{}, above: map[store.ChainLink]bool{},
		waits: map[string][]store.WaitingCase{}, cents: map[string]int64{},
	}
}

// load gathers what the batch's commands need and finds it in one round trip.
func (f *welfareFacts) load(ctx context.Context, tx store.Tx) (err error) {
	b := f.batch
	wanted := store.Wanted{Organization: b.scope.Organization, At: b.at, FormerSince: b.at}
	for _, m := range b.messages {
		s := b.streams[m.Stream]
		if s.terms == nil {
			continue
		}
		state := s.state.(welfare.State)
		needs := welfare.NeedsOf(state, m.Command)
		f.wantCase(&wanted, s, state, needs)
		if needs.Member != nil {
			wanted.Members = append(wanted.Members, needs.Member)
		}
		if needs.Fund && !slices.Contains(wanted.Funds, s.terms.Program.Guideline.Fund) {
			wanted.Funds = append(wanted.Funds, s.terms.Program.Guideline.Fund)
		}
	}
	if f.found, err = b.handler.Store.Find(ctx, tx, wanted); err != nil {
		return err
	}
	for _, t := range f.found.Board {
		f.votes[t.ID] = t.Load
	}
	for _, link := range f.found.Chains {
		f.above[link] = true
	}
	for _, w := range f.found.Waiting {
		f.waits[w.Fund] = append(f.waits[w.Fund], w)
	}
	for _, fund := range f.found.Funds {
		f.cents[fund.Key] = fund.AvailableCents
	}
	return nil
}

func (f *welfareFacts) wantCase(wanted *store.Wanted, s *stream, state welfare.State, needs welfare.Needs) {
	if needs.Board {
		wanted.Board = true
		wanted.Bound = append(wanted.Bound, state.Member)
	}
	if needs.Former && state.Household != uuid.Nil {
		wanted.Households = append(wanted.Households, state.Household)
		if since := f.at.AddDate(0, -s.terms.Program.Guideline.Period.Months, 0); since.Before(wanted.FormerSince) {
			wanted.FormerSince = since
		}
	}
}

// into gives the command with its facts.
func (f *welfareFacts) into(s *stream, c domain.Command) domain.Command {
	state := s.state.(welfare.State)
	if s.terms == nil {
		return c
	}
	needs := welfare.NeedsOf(state, c)
	g := s.terms.Program.Guideline
	facts := welfare.Facts{Guideline: *g}
	if needs.Member != nil {
		facts.Member = f.member(needs.Member)
	}
	if needs.Board {
		facts.Board, facts.Seed = f.board(s, state), f.seed()
	}
	if needs.Former {
		facts.Former = f.former(s, state, f.at.AddDate(0, -g.Period.Months, 0))
	}
	if needs.Fund {
		facts.Fund = welfare.Fund{AvailableCents: f.cents[g.Fund], Ahead: f.ahead(s.id, g.Fund, state.Emergency)}
	}
	return welfare.WithFacts(c, facts)
}

func (f *welfareFacts) member(hash []byte) welfare.Member {
	for _, m := range f.found.Members {
		if bytes.Equal(m.MemberHash, hash) {
			return welfare.Member{ID: m.ID, Household: m.Household}
		}
	}
	return welfare.Member{}
}

// board gives everybody in office with their ties to the case's member.
func (f *welfareFacts) board(s *stream, state welfare.State) []welfare.Trustee {
	member := store.Kin{PersonID: state.Member, Household: state.Household}
	for _, k := range f.found.Kin {
		if k.PersonID == state.Member {
			member = k
		}
	}
	board := make([]welfare.Trustee, 0, len(f.found.Board))
	for _, t := range f.found.Board {
		same := len(t.NameHash) > 0 && bytes.Equal(t.NameHash, s.keys.NameHash)
		seat := welfare.Trustee{ID: t.ID, Load: f.votes[t.ID], Self: same || slices.Contains([]uuid.UUID{state.Member, state.EnteredBy, state.ConfirmedBy, state.Interpreter}, t.ID)}
		if t.Household == member.Household {
			seat.Ties = append(seat.Ties, welfare.SameHousehold)
		}
		if t.Unit != "" && t.Unit == member.Unit {
			seat.Ties = append(seat.Ties, welfare.SameUnit)
		}
		if f.above[store.ChainLink{Below: t.ID, Above: state.Member}] || f.above[store.ChainLink{Below: state.Member, Above: t.ID}] {
			seat.Ties = append(seat.Ties, welfare.ChainOfCommand)
		}
		if len(t.NameHash) > 0 && bytes.Equal(t.NameHash, s.keys.PayeeHash) {
			seat.Ties = append(seat.Ties, welfare.Payment)
		}
		for _, tie := range f.found.Ties {
			if tie.PersonID == state.Member && tie.OtherID == t.ID {
				seat.Ties = append(seat.Ties, welfare.Tie(tie.Kind))
			}
		}
		board = append(board, seat)
	}
	return board
}

func (f *welfareFacts) former(s *stream, state welfare.State, since time.Time) welfare.Former {
	var former welfare.Former
	for _, a := range f.found.Former {
		if a.Household == state.Household && a.CaseID != s.id && !a.DecidedAt.Before(since) {
			former.Awards++
			former.Cents += a.Cents
		}
	}
	return former
}

// ahead tells whether somebody who comes before this case waits for the fund.
func (f *welfareFacts) ahead(id uuid.UUID, fund string, emergency bool) bool {
	for _, w := range f.waits[fund] {
		if w.ID == id {
			return false
		}
		if w.Emergency || !emergency {
			return true
		}
	}
	return false
}

// learn takes in what a decision did.
func (f *welfareFacts) learn(s *stream, effects []domain.Effect, after domain.Summary) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case domain.OpenTask:
			f.votes[e.Assignee]++
		case domain.Transfer:
			switch e.Kind {
			case domain.TransferDeposit, domain.TransferVoid:
				f.cents[e.Fund] += e.Cents
			case domain.TransferReserve:
				f.cents[e.Fund] -= e.Cents
			case domain.TransferPost:
			}
		default: // nothing else is counted here
		}
	}
	if after.Fund == "" {
		return
	}
	queue := f.waits[after.Fund]
	at := slices.IndexFunc(queue, func(w store.WaitingCase) bool { return w.ID == s.id })
	switch {
	case at >= 0 && !after.Waits:
		f.waits[after.Fund] = slices.Delete(queue, at, at+1)
	case at < 0 && after.Waits:
		place := len(queue)
		if after.Emergency {
			place = slices.IndexFunc(append(queue, store.WaitingCase{}), func(w store.WaitingCase) bool { return !w.Emergency })
		}
		f.waits[after.Fund] = slices.Insert(queue, place, store.WaitingCase{ID: s.id, Fund: after.Fund, Emergency: after.Emergency, Cents: after.AwardCents})
	}
}
