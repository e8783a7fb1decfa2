package bench

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// road carries the n-th request from its submission to its last vote, and says when it was decided.
type road func(ctx context.Context, n int) (decided time.Time, err error)

// saturate keeps as many requests under way as concurrency says for a while, numbered from first on, waits for the last of them,
// and returns how many there were and how long that took.
func saturate(ctx context.Context, walk road, first, concurrency int, within time.Duration) (requests int, took time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	begin := time.Now()
	var next atomic.Int64
	var group sync.WaitGroup
	for range concurrency {
		group.Go(func() {
			for ctx.Err() == nil && time.Since(begin) < within {
				if _, err := walk(ctx, first+int(next.Add(1))-1); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	group.Wait()
	return int(next.Load()), time.Since(begin), context.Cause(ctx)
}

// latency is how long one request took from its submission to its decision, when it was alone.
type latency struct{ p50, p99 time.Duration }

// alone sends one request after the other for a while.
func alone(ctx context.Context, walk road, first int, within time.Duration) (took []time.Duration, err error) {
	for begin := time.Now(); time.Since(begin) < within; {
		sent := time.Now()
		decided, err := walk(ctx, first+len(took))
		if err != nil {
			return nil, err
		}
		took = append(took, decided.Sub(sent))
	}
	return took, nil
}

func latencyOf(took []time.Duration) latency {
	if len(took) == 0 {
		return latency{}
	}
	slices.Sort(took)
	return latency{p50: took[len(took)/2], p99: took[len(took)*99/100]}
}
