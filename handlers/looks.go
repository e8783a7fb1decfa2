package handlers

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

// looksMax is how many people's tasks one round trip looks for at most.
const looksMax = 64

// Looks gather what people are about to act on, as Lanes gather what they do: whoever comes while others are looked for is looked
// for together with those who come meanwhile. Each sees what lies within their own walls.
type Looks struct {
	store *store.Store

	mu      sync.Mutex
	waiting []*look
	running bool
}

type look struct {
	store.Look
	done chan looked
}

type looked struct {
	task *store.SeenTask
	err  error
}

// NewLooks gathers for a store.
func NewLooks(s *store.Store) *Looks { return &Looks{store: s} }

// At finds a task of the person's; NotFound when it is not and never was theirs.
func (l *Looks) At(ctx context.Context, who Person, task uuid.UUID) (*store.SeenTask, error) {
	w := &look{Look: store.Look{Scope: who.Scope(), Task: task}, done: make(chan looked, 1)}
	if !l.enter(w) {
		return nil, domain.Errorf(domain.Unavailable, "Too much is going on at the moment. Nothing was changed; please try again in a minute.")
	}
	select {
	case found := <-w.done:
		if found.err == nil && found.task == nil {
			return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
		}
		return found.task, found.err
	case <-ctx.Done():
		return nil, domain.Because(ctx.Err(), domain.Unavailable, "This takes longer than it should. Please try again in a minute; nothing is done twice.")
	}
}

func (l *Looks) enter(w *look) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) >= waitingMax {
		return false
	}
	l.waiting = append(l.waiting, w)
	if !l.running {
		l.running = true
		go l.run()
	}
	return true
}

func (l *Looks) run() {
	for {
		group := l.take()
		if group == nil {
			return
		}
		asked := make([]store.Look, len(group))
		for i, w := range group {
			asked[i] = w.Look
		}
		ctx, cancel := context.WithTimeout(context.Background(), batchWithin)
		found, err := l.store.LookAll(ctx, asked)
		cancel()
		for i, w := range group {
			if err != nil {
				w.done <- looked{err: err}
				continue
			}
			w.done <- looked{task: found[i]}
		}
	}
}

func (l *Looks) take() []*look {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.waiting), looksMax)
	if n == 0 {
		l.running = false
		return nil
	}
	group := l.waiting[:n:n]
	l.waiting = l.waiting[n:]
	return group
}

// readAnswers opens what the requester wrote.
func (a *acting) readAnswers(ctx context.Context) error {
	return a.desk.Handler.Store.Read(ctx, a.who.Scope(), func(tx store.Tx) (err error) {
		a.answers, err = a.desk.answers(ctx, tx, a.of)
		return err
	})
}

func erased() error { return domain.Errorf(domain.NotFound, "This case's data was erased.") }
