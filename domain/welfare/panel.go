package welfare

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// drawPanel seats the first panel. A household beyond the guideline's period is declined, decided unanimously or only
// pointed out to the trustees, as the guideline says.
func drawPanel(s State, f Facts, at time.Time) []domain.Event {
	if s.Phase != Drawing || s.Member == uuid.Nil {
		return nil
	}
	g := f.Guideline
	exceeded := g.Period.Months > 0 && f.Former.Awards >= g.Period.Awards
	if exceeded && g.Period.Exceeded == Refuse {
		return []domain.Event{RequestDeclined{Code: DeclinedByPeriod}, CaseClosed{}}
	}
	eligible := s.eligible(f.Board, g, false)
	panel := pick(eligible, g.Panel, f.Seed)
	remind, due := s.voteDeadlines(g, at)
	events := []domain.Event{PanelDrawn{
		Panel: panel, Seed: f.Seed, Eligible: len(eligible), Excluded: len(distinct(f.Board)) - len(eligible),
		Unanimous:    (s.Exception && g.Exception.Unanimous) || (exceeded && g.Period.Exceeded == Unanimously),
		FormerAwards: f.Former.Awards, FormerAwardsCents: f.Former.Cents, RemindAt: remind, DueAt: due,
	}}
	if len(panel) < g.Quorum {
		events = append(events, exhausted(g, len(panel), at))
	}
	return events
}

// drawAlternate fills empty seats. When nobody is left to draw, the votes that were cast decide if they can, the panel goes
// on if it still has a quorum, and else a clerk has to find trustees.
func drawAlternate(s State, f Facts, at time.Time) []domain.Event {
	if (s.Phase != Voting && s.Phase != Asking) || s.vacancies(f.Guideline) == 0 {
		return nil
	}
	if seats := s.fill(f, at, false); len(seats) > 0 {
		return seats
	}
	if decision := s.settle(f, at, true); decision != nil {
		return decision
	}
	if len(s.Seats) < f.Guideline.Quorum || len(s.Pending()) == 0 {
		return []domain.Event{exhausted(f.Guideline, len(s.Seats), at)}
	}
	return nil
}

// redraw is a clerk's second try: trustees who were too late may be drawn again, the recused never.
func redraw(s State, c Redraw, at time.Time) ([]domain.Event, error) {
	if s.Phase != Exhausted {
		return nil, settled(s, "The board is not exhausted any more")
	}
	seats := s.fill(c.Facts, at, true)
	if len(seats) == 0 {
		return nil, domain.Errorf(domain.Rejected, "Still nobody can be drawn: every trustee in office is tied to the member or has stepped back. Add a trustee, then draw again.")
	}
	return append([]domain.Event{BoardReopened{By: c.By}}, seats...), nil
}

// fill seats whom it can; when those are too few to decide, a clerk has to find more while they vote.
func (s State) fill(f Facts, at time.Time, relieved bool) []domain.Event {
	eligible := s.eligible(f.Board, f.Guideline, relieved)
	remind, due := s.voteDeadlines(f.Guideline, at)
	var events []domain.Event
	for _, trustee := range pick(eligible, s.vacancies(f.Guideline), f.Seed) {
		events = append(events, AlternateDrawn{Trustee: trustee, Seed: f.Seed, Eligible: len(eligible), RemindAt: remind, DueAt: due})
	}
	if seated := len(s.Seats) + len(events); len(events) > 0 && seated < f.Guideline.Quorum {
		events = append(events, exhausted(f.Guideline, seated, at))
	}
	return events
}

func exhausted(g Guideline, seated int, at time.Time) BoardExhausted {
	return BoardExhausted{Seated: seated, DueAt: at.Add(g.Deadlines.Redraw)}
}

// vacancies counts empty seats, or one more seat for a full panel that is tied.
func (s State) vacancies(g Guideline) int {
	empty := max(0, g.Panel-len(s.Seats))
	if empty == 0 && len(s.Pending()) == 0 {
		return 1
	}
	return empty
}

// eligible leaves out everybody who is tied to the member, is seated, or has left this panel before.
func (s State) eligible(board []Trustee, g Guideline, relieved bool) []Trustee {
	var eligible []Trustee
	for _, t := range distinct(board) {
		_, seated := s.Seat(t.ID)
		tied := slices.ContainsFunc(t.Ties, func(tie Tie) bool { return slices.Contains(g.Ties, tie) })
		late := slices.Contains(s.Relieved, t.ID) && !relieved
		if !seated && !tied && !t.Self && !late && !slices.Contains(s.Recused, t.ID) {
			eligible = append(eligible, t)
		}
	}
	return eligible
}

// distinct keeps each trustee once, because a new term may begin before the former one ends and nobody has two seats.
func distinct(board []Trustee) []Trustee {
	var once []Trustee
	for _, t := range board {
		if !slices.ContainsFunc(once, func(other Trustee) bool { return other.ID == t.ID }) {
			once = append(once, t)
		}
	}
	return once
}

// pick takes the n least loaded; the seed orders those who are equally loaded.
func pick(from []Trustee, n int, seed uint64) []uuid.UUID {
	type ranked struct {
		Trustee
		lot [32]byte
	}
	lots := make([]ranked, len(from))
	for i, t := range from {
		lots[i] = ranked{t, sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, seed), t.ID[:]...))}
	}
	slices.SortFunc(lots, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.Load, b.Load), bytes.Compare(a.lot[:], b.lot[:]))
	})
	picked := []uuid.UUID{}
	for _, l := range lots[:min(n, len(lots))] {
		picked = append(picked, l.ID)
	}
	return picked
}

// voteDeadlines start now, or when the clock last stopped, since they are moved on by as long as it stood.
func (s State) voteDeadlines(g Guideline, at time.Time) (remind, due time.Time) {
	d := g.Deadlines.Vote
	if s.Emergency {
		d = g.Emergency
	}
	if !s.PausedAt.IsZero() {
		at = s.PausedAt
	}
	return at.Add(d.Remind), at.Add(d.Replace)
}

func recuse(s State, c Recuse) ([]domain.Event, error) {
	seat, seated := s.Seat(c.By)
	switch {
	case !seated && slices.Contains(s.Recused, c.By):
		return nil, domain.Errorf(domain.Conflict, "You have stepped back from this request already.")
	case !seated:
		return nil, notSeated(s, c.By)
	case s.Phase.Decided():
		return nil, settled(s, "The matter is settled")
	case seat.Voted:
		return nil, domain.Errorf(domain.Conflict, "You have voted on this request already. If you should not have, please tell the clerk at once.")
	}
	return []domain.Event{TrusteeRecused{Trustee: c.By, Reason: c.Reason}}, nil
}

func ask(s State, c Ask, at time.Time) ([]domain.Event, error) {
	seat, seated := s.Seat(c.By)
	switch {
	case !seated:
		return nil, notSeated(s, c.By)
	case s.Phase.Decided():
		return nil, settled(s, "The matter is settled")
	case seat.Voted:
		return nil, domain.Errorf(domain.Conflict, "You have voted on this request already.")
	}
	d := c.Facts.Guideline.Deadlines
	paused := s.PausedAt
	if paused.IsZero() {
		paused = at
	}
	return []domain.Event{QuestionAsked{
		Trustee: c.By, Question: c.Question, PausedAt: paused, RemindAt: at.Add(d.AnswerRemind), AnswerBy: at.Add(d.Answer),
	}}, nil
}

func remindVotes(s State, at time.Time) []domain.Event {
	if !s.votesAreDue() {
		return nil
	}
	var late []uuid.UUID
	for _, seat := range s.Pending() {
		if !seat.Reminded && !at.Before(seat.RemindAt) {
			late = append(late, seat.Trustee)
		}
	}
	if late == nil {
		return nil
	}
	return []domain.Event{VoteReminded{Trustees: late}}
}

func replaceLate(s State, at time.Time) []domain.Event {
	if !s.votesAreDue() {
		return nil
	}
	var events []domain.Event
	for _, seat := range s.Pending() {
		if !at.Before(seat.DueAt) {
			events = append(events, TrusteeRelieved{Trustee: seat.Trustee})
		}
	}
	return events
}

// votesAreDue tells whether the trustees' clock runs; a vote that is open while a clerk looks for more trustees is due too.
func (s State) votesAreDue() bool {
	return (s.Phase == Voting || s.Phase == Exhausted) && s.PausedAt.IsZero()
}

// notSeated tells somebody who is not on the panel no more than they know.
func notSeated(s State, trustee uuid.UUID) error {
	if slices.Contains(s.Recused, trustee) || slices.Contains(s.Relieved, trustee) {
		return domain.Errorf(domain.Conflict, "You are not on this panel any more.")
	}
	return domain.Errorf(domain.Forbidden, "Only a trustee on this panel can do that.")
}
