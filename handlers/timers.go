package handlers

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// timerRoute is where a dead letter says that it was a timer.
const timerRoute = "timer"

const (
	timersAtOnce  = 256
	timersEvery   = time.Second
	timerPostpone = time.Minute // times two for each failed try
)

// Timers fire what is due.
type Timers struct {
	Reactions *Reactions
	Now       func() time.Time
	Log       *slog.Logger

	once sync.Mutex // one round at a time in this process
}

// Run fires what falls due until ctx ends.
func (t *Timers) Run(ctx context.Context) {
	tick := time.NewTicker(timersEvery)
	defer tick.Stop()
	for {
		if _, err := t.Fire(ctx); err != nil && ctx.Err() == nil {
			t.Log.Debug("timers wait", "reason", domain.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Fire sends the commands of all timers that are due and returns how many there were.
func (t *Timers) Fire(ctx context.Context) (fired int, err error) {
	t.once.Lock()
	defer t.once.Unlock()
	for {
		due, err := t.Reactions.Desk.Handler.Store.DueTimers(ctx, t.Now(), timersAtOnce)
		if err != nil || len(due) == 0 {
			return fired, err
		}
		var wait sync.WaitGroup
		for _, timer := range due {
			wait.Add(1)
			go func() {
				defer wait.Done()
				t.fire(ctx, timer)
			}()
		}
		wait.Wait()
		fired += len(due)
		if ctx.Err() != nil {
			return fired, ctx.Err()
		}
	}
}

func (t *Timers) fire(ctx context.Context, timer store.DueTimer) {
	command, known := workflows.Find(timer.Workflow).TimedCommand(timer.Command)
	err := error(domain.Errorf(domain.Invalid, "No workflow knows this timer's command."))
	if known {
		err = t.Reactions.Desk.Lanes.Do(ctx, Message{
			Organization: timer.Organization, Compartment: timer.Compartment, Workflow: timer.Workflow, Stream: timer.StreamID, Command: command, Actor: "timer", Cause: timer.ID, Timer: true,
		}).Err
	}
	code := domain.CodeOf(err)
	if err == nil || code == domain.Unavailable {
		if err != nil {
			t.postpone(ctx, timer, timersEvery)
		}
		return
	}
	if disposition(code) == retry && timer.Attempts+1 < deliveriesMax {
		t.postpone(ctx, timer, timerPostpone<<timer.Attempts)
		return
	}
	headers := map[string]string{"command": timer.Command, "workflow": timer.Workflow, "organization": timer.Organization, "compartment": string(timer.Compartment), "case": timer.StreamID.String()}
	if t.Reactions.Bury(ctx, timerRoute, timer.ID.String(), timer.Command, headers, nil, timer.Attempts, err) == nil {
		err = t.Reactions.Desk.Handler.Store.DropTimer(ctx, timer.ID)
	}
	if err != nil {
		t.Log.Error("timer failed", "timer", timer.ID, "code", domain.CodeOf(err))
	}
}

func (t *Timers) postpone(ctx context.Context, timer store.DueTimer, by time.Duration) {
	if err := t.Reactions.Desk.Handler.Store.PostponeTimer(ctx, timer.ID, t.Now().Add(by)); err != nil {
		t.Log.Debug("timer cannot be postponed", "timer", timer.ID, "reason", domain.CodeOf(err))
	}
}
