package welfare_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

// world is one case with everything around it that the rules lean on: routes, timers, task lists, a ledger.
type world struct {
	t      *rapid.T
	rules  workflows.Workflow
	g      *welfare.Guideline
	at     time.Time
	state  welfare.State
	events []domain.Event
	board  []welfare.Trustee
	people []uuid.UUID // everybody who may try something: trustees, staff, strangers
	former welfare.Former
	ahead  bool // somebody else waits for the fund, and comes first
	seed   uint64

	routed []domain.Command // on their way
	past   []domain.Command // delivered, or fired, before
	timers []domain.SetTimer
	tasks  []domain.OpenTask
	books  books
	record record
}

// send lets the rules decide twice, takes in what they say and checks it against everything that has to hold.
func (w *world) send(c welfare.Command) error {
	w.t.Helper()
	c = welfare.WithFacts(c, w.facts(c)).(welfare.Command)
	events, err := welfare.Decide(w.state, c, w.at)
	again, errAgain := welfare.Decide(w.state, c, w.at)
	if diff := cmp.Diff(events, again); diff != "" || domain.MessageOf(err) != domain.MessageOf(errAgain) {
		w.t.Fatalf("%s decides differently the second time: %s", c.CommandName(), diff)
	}
	w.checkRefusal(c, events, err)
	before := w.state
	for _, e := range events {
		w.state = w.rules.Evolve(w.state, e).(welfare.State)
		w.events = append(w.events, e)
		w.record.take(w, before, e)
		for _, effect := range w.rules.Work(w.g, w.state, e) {
			w.effect(effect)
		}
		w.route(e)
	}
	w.checkState(before, events)
	return err
}

// facts gives a command what it needs and no more.
func (w *world) facts(c welfare.Command) welfare.Facts {
	w.seed++
	needs := welfare.NeedsOf(w.state, c)
	f := welfare.Facts{Guideline: *w.g}
	if needs.Board {
		f.Board, f.Seed = w.inOffice(), w.seed
	}
	if needs.Former {
		f.Former = w.former
	}
	if needs.Fund {
		f.Fund = welfare.Fund{AvailableCents: w.books.available, Ahead: w.ahead}
	}
	return f
}

func (w *world) inOffice() []welfare.Trustee {
	board := slices.Clone(w.board)
	for i := range board {
		for _, task := range w.tasks {
			if task.Kind == workflows.TaskVote && task.Assignee == board[i].ID {
				board[i].Load++
			}
		}
	}
	if len(board) > 0 {
		board = append(board, board[0]) // elected again before the former term has ended
	}
	return board
}

// route does what the table says about an event.
func (w *world) route(e domain.Event) {
	for _, r := range workflows.Table() {
		if !slices.Contains(r.Events, e.EventType()) {
			continue
		}
		if r.To == workflows.SameCase || w.rules.Summary(w.state).Waits {
			w.routed = append(w.routed, r.Command)
		}
	}
}

// deliver hands over one routed command; no order is promised.
func (w *world) deliver(i int) {
	w.t.Helper()
	c := w.routed[i]
	w.routed = slices.Delete(w.routed, i, i+1)
	w.past = append(w.past, c)
	_ = w.send(c.(welfare.Command))
}

func (w *world) drain() {
	w.t.Helper()
	for len(w.routed) > 0 {
		w.deliver(0)
	}
}

// fire lets every timer go off whose time has come.
func (w *world) fire() {
	w.t.Helper()
	for i := 0; i < len(w.timers); i++ {
		timer := w.timers[i]
		if timer.At.After(w.at) {
			continue
		}
		c, ok := w.rules.TimedCommand(timer.Command)
		if !ok {
			w.t.Fatalf("timer %q has no command", timer.Command)
		}
		w.timers = slices.Delete(w.timers, i, i+1)
		i--
		w.past = append(w.past, c)
		_ = w.send(c.(welfare.Command))
	}
}

func (w *world) deposit(cents int64) {
	w.books.available += cents
	w.route(deposited)
}

func (w *world) effect(effect domain.Effect) {
	w.t.Helper()
	switch e := effect.(type) {
	case domain.OpenTask:
		if slices.ContainsFunc(w.tasks, func(o domain.OpenTask) bool { return o.Kind == e.Kind && o.Assignee == e.Assignee }) {
			w.t.Fatalf("task %s opened twice for %s", e.Kind, e.Assignee)
		}
		w.tasks = append(slices.Clone(w.tasks), e)
	case domain.CloseTasks:
		w.tasks = slices.DeleteFunc(slices.Clone(w.tasks), func(o domain.OpenTask) bool {
			return o.Kind == e.Kind && (e.Assignee == uuid.Nil || e.Assignee == o.Assignee)
		})
	case domain.MoveTask:
		for i, o := range w.tasks {
			if o.Kind == e.Kind && o.Assignee == e.Assignee {
				w.tasks[i].DueAt = e.DueAt
			}
		}
	case domain.SetTimer:
		w.timers = append(w.timers, e)
	case domain.Transfer:
		w.books.transfer(w.t, e)
	case domain.Award:
	case domain.Notify:
		seat := e.Person == uuid.Nil || slices.ContainsFunc(w.state.Seats, func(s welfare.Seat) bool { return s.Trustee == e.Person })
		if !seat {
			w.t.Fatalf("%s is told %q without a seat", e.Person, e.Template)
		}
	}
}

func (w *world) hasTask(kind string) bool {
	return slices.ContainsFunc(w.tasks, func(o domain.OpenTask) bool { return o.Kind == kind })
}

// books is a small ledger that refuses what the real one refuses.
type books struct {
	available, reserved, paid int64
	reserves, posts, voids    int
}

func (b *books) transfer(t *rapid.T, e domain.Transfer) {
	t.Helper()
	if e.Cents <= 0 {
		t.Fatalf("transfer %s of %d cents", e.Kind, e.Cents)
	}
	switch e.Kind {
	case domain.TransferDeposit:
		b.available += e.Cents
	case domain.TransferReserve:
		b.available, b.reserved, b.reserves = b.available-e.Cents, b.reserved+e.Cents, b.reserves+1
	case domain.TransferPost:
		b.reserved, b.paid, b.posts = b.reserved-e.Cents, b.paid+e.Cents, b.posts+1
	case domain.TransferVoid:
		b.reserved, b.available, b.voids = b.reserved-e.Cents, b.available+e.Cents, b.voids+1
	}
	if b.available < 0 || b.reserved < 0 || b.reserves > 1 || b.posts+b.voids > 1 {
		t.Fatalf("the ledger refuses %s of %d: %+v", e.Kind, e.Cents, *b)
	}
}

// newWorld draws a guideline that the checker lets pass, a board, and a request under it.
func newWorld(t *rapid.T) *world {
	panel := rapid.IntRange(2, 7).Draw(t, "panel")
	hours := func(label string, low, high int) time.Duration {
		return time.Duration(rapid.IntRange(low, high).Draw(t, label)) * time.Hour
	}
	g := guideline()
	g.Panel = panel
	g.Quorum = rapid.IntRange(max(2, panel/2+1), panel).Draw(t, "quorum")
	g.SpreadPercent = rapid.IntRange(0, 100).Draw(t, "spread")
	g.Period.Awards = rapid.SampledFrom([]int{1, 1, 1, 0, 2}).Draw(t, "period awards")
	g.Period.Exceeded = rapid.SampledFrom([]welfare.ExceededRule{welfare.WithCare, welfare.Unanimously, welfare.Refuse}).Draw(t, "exceeded")
	g.Exception.Unanimous = rapid.Bool().Draw(t, "unanimous")
	g.Ties = rapid.SliceOfDistinct(rapid.SampledFrom(everyTie), rapid.ID[welfare.Tie]).Draw(t, "ties")
	g.Deadlines.Vote = welfare.VoteDeadline{Remind: hours("remind", 1, 10), Replace: hours("replace", 11, 20)}
	g.Deadlines.AnswerRemind, g.Deadlines.Answer = hours("answer remind", 1, 10), hours("answer", 11, 60)
	g.Tell = tellEverything()
	w := &world{
		t: t, rules: workflows.Find("welfare"), g: &g, at: noon, seed: rapid.Uint64().Draw(t, "seed"),
		former: welfare.Former{Awards: rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2}).Draw(t, "former")},
		ahead:  rapid.IntRange(0, 4).Draw(t, "ahead") == 0,
		books:  books{available: rapid.SampledFrom([]int64{0, 50_000, 1_000_000}).Draw(t, "fund")},
	}
	for range rapid.IntRange(0, 9).Draw(t, "board") {
		w.elect(rapid.IntRange(0, 3).Draw(t, "tied") == 0)
	}
	w.people = append(w.people, clerk, treasurer, signatory, stranger)
	w.submit()
	return w
}

// elect puts one more trustee in office, tied to the member or not.
func (w *world) elect(tied bool) {
	trustee := welfare.Trustee{ID: person(100 + len(w.board))}
	if tied {
		trustee.Self = rapid.IntRange(0, 3).Draw(w.t, "self") == 0
		trustee.Ties = rapid.SliceOfN(rapid.SampledFrom(everyTie), 0, 2).Draw(w.t, "ties of one")
	}
	w.board = append(w.board, trustee)
	w.people = append(w.people, trustee.ID)
}

func (w *world) submit() {
	c := submission()
	c.AmountCents = rapid.SampledFrom([]int64{50, 99_999, 150_000, 300_000}).Draw(w.t, "asked")
	c.Explanation = 500
	c.Language = rapid.SampledFrom([]string{"", "", "es", "bs"}).Draw(w.t, "language")
	c.Facts = w.facts(c)
	if rapid.Bool().Draw(w.t, "on the roll") {
		c.Facts.Member = welfare.Member{ID: member, Household: household}
	}
	events, err := welfare.Decide(w.state, c, w.at)
	if err != nil {
		w.t.Fatalf("submit: %v", err)
	}
	for _, e := range events {
		w.state = w.rules.Evolve(w.state, e).(welfare.State)
		w.events = append(w.events, e)
		for _, effect := range w.rules.Work(w.g, w.state, e) {
			w.effect(effect)
		}
		w.route(e)
	}
}

// pick chooses repeatably among what is there, without a draw of its own.
func (w *world) pick(n int) int {
	w.seed++
	return rand.New(rand.NewPCG(w.seed, 1)).IntN(n)
}
