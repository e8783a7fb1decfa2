package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/workflows"
)

// panelWithin is how long a panel may take before the run has failed.
const panelWithin = 30 * time.Second

// walker takes requests along the product's own road. It learns of a drawn panel from what the process commits, as a trustee
// does from a message; everything else goes through the desk.
type walker struct {
	node  *node.Node
	world *world

	mu     sync.Mutex
	panels map[uuid.UUID]chan []seat
}

type seat struct{ trustee, task uuid.UUID }

// listen has the walker hear of panels; it is for node.Start, before anything runs.
func (w *walker) listen(n *node.Node) {
	w.node = n
	publish := n.Desk.Handler.HandOver
	n.Desk.Handler.HandOver = func(events []domain.Recorded) {
		publish(events)
		w.hear(events)
	}
}

func (w *walker) hear(events []domain.Recorded) {
	for _, r := range events {
		drawn, ok := r.Event.(welfare.PanelDrawn)
		if !ok {
			continue
		}
		seats := make([]seat, len(drawn.Panel))
		for i, t := range drawn.Panel {
			seats[i] = seat{t, uuid.NewSHA1(r.ID, append([]byte(workflows.TaskVote), t[:]...))}
		}
		w.panel(r.Stream) <- seats
	}
}

// panel is where a case's seats arrive, whoever asks first.
func (w *walker) panel(id uuid.UUID) chan []seat {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.panels[id]
	if !ok {
		c = make(chan []seat, 1)
		w.panels[id] = c
	}
	return c
}

func (w *walker) forget(id uuid.UUID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.panels, id)
}

// walk carries the n-th request from its submission to its third vote; decided is when the deciding vote was answered.
func (w *walker) walk(ctx context.Context, n int) (decided time.Time, err error) {
	submission := w.world.submission(n)
	receipt, err := w.node.Desk.Submit(ctx, submission)
	if err != nil {
		return decided, fmt.Errorf("submit request %d: %w", n, err)
	}
	seats, err := w.await(ctx, receipt.ID)
	if err != nil {
		return decided, fmt.Errorf("request %d: %w", n, err)
	}
	for i, s := range seats {
		o, err := w.vote(ctx, s)
		if err != nil {
			return decided, fmt.Errorf("vote on request %d: %w", n, err)
		}
		if i == 1 {
			decided = time.Now()
		}
		if (i >= 1) != (o.Status == domain.Approved) || (i == 2) != o.Late {
			return decided, fmt.Errorf("vote %d on request %d led to %+v", i+1, n, o)
		}
	}
	return decided, nil
}

func (w *walker) await(ctx context.Context, id uuid.UUID) ([]seat, error) {
	late := time.NewTimer(panelWithin)
	defer late.Stop()
	defer w.forget(id)
	select {
	case seats := <-w.panel(id):
		return seats, nil
	case <-late.C:
		return nil, fmt.Errorf("no panel after %s", panelWithin)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

var approval = json.RawMessage(fmt.Sprintf(`{"amount_cents": %d}`, awardCents))

func (w *walker) vote(ctx context.Context, s seat) (o handlers.Outcome, err error) {
	_, answer, err := w.node.Desk.Act(ctx, w.world.people[s.trustee], s.task, "approve", approval)
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(answer, &o)
}
