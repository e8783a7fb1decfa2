package welfare_test

import (
	"errors"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

// record keeps by its own means what was said about seats, votes and money.
type record struct {
	sitting   []uuid.UUID
	gone      []uuid.UUID // recused, for ever
	votes     map[uuid.UUID]welfare.VoteCast
	unanimous bool
	decisions int
	approvers []uuid.UUID
	preparer  uuid.UUID
	remindAt  time.Time // of the last question
}

// take checks one event against what happened before it.
func (r *record) take(w *world, before welfare.State, event domain.Event) {
	w.t.Helper()
	switch e := event.(type) {
	case welfare.PanelDrawn:
		r.unanimous = e.Unanimous
		for _, t := range e.Panel {
			r.seat(w, t)
		}
	case welfare.AlternateDrawn:
		r.seat(w, e.Trustee)
	case welfare.TrusteeRecused:
		r.leave(w, e.Trustee)
		r.gone = append(r.gone, e.Trustee)
	case welfare.TrusteeRelieved:
		r.leave(w, e.Trustee)
		if seat, _ := before.Seat(e.Trustee); !before.PausedAt.IsZero() || w.at.Before(seat.DueAt) {
			w.t.Fatalf("%s was relieved before their time, or while the clock stood", e.Trustee)
		}
	case welfare.QuestionReminded:
		if w.at.Before(r.remindAt) {
			w.t.Fatalf("the family was reminded before %v", r.remindAt)
		}
	case welfare.QuestionAsked:
		r.remindAt = e.RemindAt
	case welfare.VoteCast:
		r.vote(w, before, e)
	case welfare.RequestApproved:
		r.approved(w, e)
	case welfare.RequestDeclined:
		r.declined(w, e)
	case welfare.PaymentPrepared:
		r.preparer = e.By
		if slices.Contains(r.approvers, e.By) {
			w.t.Fatalf("%s approved and prepared", e.By)
		}
	case welfare.PaymentReturned:
		if r.preparer == e.By {
			w.t.Fatalf("%s returned what they prepared", e.By)
		}
		r.preparer = uuid.Nil
	case welfare.PaymentReleased:
		if slices.Contains(r.approvers, e.By) || r.preparer == e.By || r.preparer == uuid.Nil {
			w.t.Fatalf("%s released, and approved or prepared", e.By)
		}
	}
}

func (r *record) seat(w *world, trustee uuid.UUID) {
	w.t.Helper()
	i := slices.IndexFunc(w.board, func(t welfare.Trustee) bool { return t.ID == trustee })
	switch {
	case i < 0:
		w.t.Fatalf("%s was seated and is not in office", trustee)
	case slices.Contains(r.sitting, trustee), slices.Contains(r.gone, trustee):
		w.t.Fatalf("%s was seated again", trustee)
	case w.board[i].Self, slices.ContainsFunc(w.board[i].Ties, func(tie welfare.Tie) bool { return slices.Contains(w.g.Ties, tie) }):
		w.t.Fatalf("%s was seated and is tied to the member", trustee)
	}
	r.sitting = append(r.sitting, trustee)
}

func (r *record) leave(w *world, trustee uuid.UUID) {
	w.t.Helper()
	i := slices.Index(r.sitting, trustee)
	if _, voted := r.votes[trustee]; i < 0 || voted {
		w.t.Fatalf("%s left without a seat or after a vote", trustee)
	}
	r.sitting = slices.Delete(r.sitting, i, i+1)
}

func (r *record) vote(w *world, before welfare.State, e welfare.VoteCast) {
	w.t.Helper()
	if _, twice := r.votes[e.Trustee]; twice || !slices.Contains(r.sitting, e.Trustee) {
		w.t.Fatalf("%s voted twice or without a seat", e.Trustee)
	}
	if e.Late != before.Phase.Decided() || e.Late != (r.decisions > 0) {
		w.t.Fatalf("vote in phase %s is called late: %v", before.Phase, e.Late)
	}
	if (e.Choice != welfare.Approve && e.Choice != welfare.Decline) || (e.AmountCents > 0) != (e.Choice == welfare.Approve) {
		w.t.Fatalf("vote %q of %d", e.Choice, e.AmountCents)
	}
	if r.votes == nil {
		r.votes = map[uuid.UUID]welfare.VoteCast{}
	}
	r.votes[e.Trustee] = e
}

// count gives the approvals of those who sit, who they are, the declines, and how many have not voted.
func (r *record) count() (amounts []int64, approvers []uuid.UUID, declines, pending int) {
	for _, t := range r.sitting {
		switch v, voted := r.votes[t]; {
		case !voted:
			pending++
		case v.Choice == welfare.Approve:
			amounts, approvers = append(amounts, v.AmountCents), append(approvers, t)
		default:
			declines++
		}
	}
	return amounts, approvers, declines, pending
}

func (r *record) approved(w *world, e welfare.RequestApproved) {
	w.t.Helper()
	amounts, approvers, declines, pending := r.count()
	low, high, limit := slices.Min(amounts), slices.Max(amounts), w.g.CapCents
	if w.state.Exception {
		limit = w.g.Exception.CapCents
	}
	slices.Sort(amounts)
	want := amounts[len(amounts)/2]
	if n := len(amounts); n%2 == 0 {
		if want = (amounts[n/2-1] + amounts[n/2]) / 200 * 100; want == 0 {
			want = low
		}
	}
	r.decisions++
	r.approvers = approvers
	switch {
	case r.decisions > 1:
		w.t.Fatalf("decided twice")
	case len(approvers) < w.g.Quorum || len(approvers) < 2 || !slices.Equal(approvers, e.Approvers):
		w.t.Fatalf("approved by %v, votes are of %v, quorum %d", e.Approvers, approvers, w.g.Quorum)
	case e.AmountCents != want:
		w.t.Fatalf("award %d of %v, want %d", e.AmountCents, amounts, want)
	case e.AmountCents <= 0 || e.AmountCents > w.state.AskedCents || e.AmountCents > limit:
		w.t.Fatalf("award %d, asked %d, limit %d", e.AmountCents, w.state.AskedCents, limit)
	case r.unanimous && (declines > 0 || pending > 0):
		w.t.Fatalf("not unanimous: %d declines, %d pending", declines, pending)
	case 100*(high-low) > int64(w.g.SpreadPercent)*high && pending > 0:
		w.t.Fatalf("approved %v without waiting for %d more", amounts, pending)
	}
}

func (r *record) declined(w *world, e welfare.RequestDeclined) {
	w.t.Helper()
	amounts, _, declines, _ := r.count()
	r.decisions++
	switch {
	case r.decisions > 1:
		w.t.Fatalf("decided twice")
	case e.Code == welfare.DeclinedByPeriod && w.g.Period.Exceeded == welfare.Refuse && len(r.sitting) == 0:
	case e.Code != welfare.DeclinedByPanel:
		w.t.Fatalf("declined by %s", e.Code)
	case r.unanimous && declines > 0 && declines+len(amounts) >= w.g.Quorum:
	case declines < w.g.Quorum:
		w.t.Fatalf("declined by %d, quorum %d", declines, w.g.Quorum)
	}
}

func (w *world) checkRefusal(c welfare.Command, events []domain.Event, err error) {
	w.t.Helper()
	if err == nil {
		return
	}
	var refusal *domain.Error
	polite := errors.As(err, &refusal) && refusal.Message != "" &&
		slices.Contains([]domain.Code{domain.Invalid, domain.Rejected, domain.Forbidden, domain.Conflict}, refusal.Code)
	if !polite || len(events) > 0 {
		w.t.Fatalf("%s: %v with %d events", c.CommandName(), err, len(events))
	}
	switch c.(type) {
	case welfare.DrawPanel, welfare.DrawAlternate, welfare.RemindVotes, welfare.ReplaceLate, welfare.RemindQuestion, welfare.LapseQuestion, welfare.Reserve:
		w.t.Fatalf("a machine was refused: %s: %v", c.CommandName(), err)
	}
}

// checkState holds after every command, whatever is still on its way.
func (w *world) checkState(before welfare.State, events []domain.Event) {
	w.t.Helper()
	var folded welfare.State
	for _, e := range w.events {
		folded = welfare.Evolve(folded, e)
	}
	if diff := cmp.Diff(folded, w.state); diff != "" {
		w.t.Fatalf("the running state is not the folded one: %s", diff)
	}
	if before.Phase.Ended() {
		for _, e := range events {
			if vote, ok := e.(welfare.VoteCast); !ok || !vote.Late {
				w.t.Fatalf("%s after %s", e.EventType(), before.Phase)
			}
		}
	}
	s := w.state
	if s.Phase.Ended() && len(w.tasks) > 0 {
		w.t.Fatalf("%s with open tasks %v", s.Phase, w.tasks)
	}
	if s.PausedAt.IsZero() != (len(s.Askers) == 0) || (!s.PausedAt.IsZero() && s.Phase.Decided()) {
		w.t.Fatalf("the clock stands since %v while %d wait for an answer in %s", s.PausedAt, len(s.Askers), s.Phase)
	}
	if (s.Phase == welfare.Voting && len(s.Askers) > 0) || (s.Phase == welfare.Asking && len(s.Askers) == 0) {
		w.t.Fatalf("%s with %d open questions", s.Phase, len(s.Askers))
	}
	for _, seat := range s.Pending() {
		due := seat.DueAt
		if !s.PausedAt.IsZero() {
			due = time.Time{}
		}
		task := domain.OpenTask{Kind: workflows.TaskVote, Role: domain.RoleTrustee, Assignee: seat.Trustee, DueAt: due}
		if slices.Contains(w.tasks, task) == s.Phase.Decided() {
			w.t.Fatalf("phase %s, not %+v among %+v, or just so", s.Phase, task, w.tasks)
		}
		if s.PausedAt.IsZero() && !s.Phase.Decided() && !w.hasTimer("replace_late", func(t domain.SetTimer) bool { return !t.At.Before(seat.DueAt) }) {
			w.t.Fatalf("nothing will replace %s when late", seat.Trustee)
		}
	}
	if len(s.Askers) > 0 && !w.hasTimer("lapse_question", func(t domain.SetTimer) bool { return !t.At.Before(s.AnswerBy) }) {
		w.t.Fatalf("nothing will end the wait for an answer in %s", s.Phase)
	}
}

func (w *world) hasTimer(command string, good func(domain.SetTimer) bool) bool {
	return slices.ContainsFunc(w.timers, func(t domain.SetTimer) bool { return t.Command == command && good(t) })
}

// checkNext holds when nothing is on its way: somebody is named who comes next, and it is on their list.
func (w *world) checkNext() {
	w.t.Helper()
	sum := w.rules.Summary(w.state)
	due := map[domain.Actor]bool{
		domain.NextNobody:      w.state.Phase.Ended(),
		domain.NextClerk:       w.hasTask(workflows.TaskConfirmMembership) || w.hasTask(workflows.TaskFindTrustees) || w.hasTask(workflows.TaskFindInterpreter),
		domain.NextInterpreter: w.hasTask(workflows.TaskInterpret) && !w.state.Overdue,
		domain.NextTrustees:    w.hasTask(workflows.TaskVote) && len(w.state.Seats) >= w.g.Quorum,
		domain.NextYou:         len(w.state.Askers) > 0,
		domain.NextFund:        sum.Waits,
		domain.NextTreasurer:   w.hasTask(workflows.TaskPrepare),
		domain.NextSignatory:   w.hasTask(workflows.TaskRelease),
	}
	if !due[sum.Next] || sum.Closed != (sum.Next == domain.NextNobody) {
		w.t.Fatalf("next is %q in phase %q, and that is not so; tasks %v", sum.Next, w.state.Phase, w.tasks)
	}
	if sum.NextBy.IsZero() != (sum.Next == domain.NextNobody || sum.Next == domain.NextFund) {
		w.t.Fatalf("next is %q by %v", sum.Next, sum.NextBy)
	}
}
