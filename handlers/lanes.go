package handlers

import (
	"context"
	"sync"
	"time"

	"github.com/almoner/almoner/domain"
)

// waitingMax bounds how many messages wait in one lane; one more is told to come back later.
const waitingMax = 8192

// batchWithin bounds one transaction.
const batchWithin = 20 * time.Second

// Lanes gather messages of one kind, workflow and organization that arrive while a transaction is under way, and handle them in
// the next one together. A message that arrives at rest goes at once.
type Lanes struct {
	handler *Handler

	mu    sync.Mutex
	lanes map[laneKey]*lane
}

// laneKey tells lanes apart: one for each kind of command, because a step that has to wait for a fund need not keep requests waiting
// that only want to be recorded. Whatever meets in a case is put in order by the case's lock.
type laneKey struct{ organization, compartment, workflow, command string }

type lane struct {
	waiting []*waiting
	running bool
}

type waiting struct {
	ctx     context.Context //nolint:containedctx // it is the caller's, asked once whether they still wait
	message Message
	done    chan Result
}

// NewLanes gathers for a handler.
func NewLanes(h *Handler) *Lanes { return &Lanes{handler: h, lanes: map[laneKey]*lane{}} }

// Do handles one message. When ctx ends first the outcome is Unavailable and unknown: whoever repeats the message gets to know it.
func (l *Lanes) Do(ctx context.Context, m Message) Result {
	w := &waiting{ctx: ctx, message: m, done: make(chan Result, 1)}
	if !l.enter(w) {
		return Result{Err: domain.Errorf(domain.Unavailable, "Too much is going on at the moment. Nothing was changed; please try again in a minute.")}
	}
	select {
	case r := <-w.done:
		return r
	case <-ctx.Done():
		return Result{Err: domain.Because(ctx.Err(), domain.Unavailable, "This takes longer than it should. Please try again in a minute; nothing is done twice.")}
	}
}

func (l *Lanes) enter(w *waiting) bool {
	key := laneKey{w.message.Organization, string(w.message.compartment()), w.message.Workflow, w.message.Command.CommandName()}
	l.mu.Lock()
	defer l.mu.Unlock()
	in := l.lanes[key]
	if in == nil {
		in = &lane{}
		l.lanes[key] = in
	}
	if len(in.waiting) >= waitingMax {
		return false
	}
	in.waiting = append(in.waiting, w)
	if !in.running {
		in.running = true
		go l.run(in)
	}
	return true
}

// run handles what waits until nothing does.
func (l *Lanes) run(in *lane) {
	for {
		group := l.take(in)
		if group == nil {
			return
		}
		messages := make([]Message, len(group))
		for i, w := range group {
			messages[i] = w.message
		}
		ctx, cancel := context.WithTimeout(context.Background(), batchWithin)
		results := l.handler.Handle(ctx, messages)
		cancel()
		for i, w := range group {
			w.done <- results[i]
		}
	}
}

// take gives the next batch, without those whose caller has gone.
func (l *Lanes) take(in *lane) []*waiting {
	l.mu.Lock()
	defer l.mu.Unlock()
	var group []*waiting
	for len(in.waiting) > 0 && len(group) < BatchMax {
		w := in.waiting[0]
		in.waiting[0], in.waiting = nil, in.waiting[1:]
		if w.ctx.Err() == nil {
			group = append(group, w)
		}
	}
	if group == nil {
		in.running = false
	}
	return group
}
