package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	openWithin   = 5 * time.Second
	retryWaitMin = 100 * time.Millisecond
	retryWaitMax = 5 * time.Second
)

// subscription is one topic being read. It outlives the pull it reads by: each time the connection, the stream or the consumer was
// lost it makes a new one.
type subscription struct {
	conn     *Connection
	cfg      SubscriberConfig
	topic    string
	durable  string
	subjects []string
	log      *slog.Logger
	out      chan *message.Message
	wake     chan struct{} // a place became free, or a request ended
	closing  <-chan struct{}

	work    context.Context //nolint:containedctx // the parent of all message contexts; ends after the grace of closing
	endWork context.CancelFunc
	held    sync.WaitGroup

	mu      sync.Mutex
	current *pull // the newest; nil until there is one
	holding int   // messages here that are not settled
	closed  bool
}

// newSubscription makes a subscription that closes when ctx ends.
func newSubscription(ctx context.Context, conn *Connection, cfg SubscriberConfig, topic, durable string, subjects []string) *subscription {
	s := &subscription{
		conn: conn, cfg: cfg, topic: topic, durable: durable, subjects: subjects,
		log:     cfg.Logger.With("stream", cfg.Stream, "consumer", durable),
		out:     make(chan *message.Message),
		wake:    make(chan struct{}, 1),
		closing: ctx.Done(),
	}
	s.work, s.endWork = context.WithCancel(context.WithoutCancel(ctx))
	return s
}

// run reads until ctx ends. first may be nil.
func (s *subscription) run(ctx context.Context, first *pull) {
	p, wait := first, retryWaitMin
	for ctx.Err() == nil {
		if p == nil {
			s.awaitConnection(ctx)
			var err error
			if p, err = s.open(ctx); err != nil {
				s.log.Warn("message bus cannot be read", "error", err, "retry_in", wait)
				pause(ctx, wait)
				wait = min(2*wait, retryWaitMax)
				continue
			}
		}
		begun := time.Now()
		err := p.run(ctx)
		p.drain()
		p = nil
		if ctx.Err() != nil {
			break
		}
		s.log.Info("message bus is read anew", "because", err)
		if time.Since(begun) > retryWaitMax {
			wait = retryWaitMin
		}
		if !errors.Is(err, errReconnected) {
			pause(ctx, wait)
			wait = min(2*wait, retryWaitMax)
		}
	}
	if p != nil {
		p.drain()
	}
	s.finish()
}

// awaitConnection returns when there is a connection or ctx ends.
func (s *subscription) awaitConnection(ctx context.Context) {
	status := s.conn.NC.StatusChanged(nats.CONNECTED)
	defer s.conn.NC.RemoveStatusListener(status)
	for !s.conn.Connected() {
		timer := time.NewTimer(retryWaitMax)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-status:
		}
		timer.Stop()
	}
}

// open makes what is missing, stream and consumer, and an inbox to receive messages in.
func (s *subscription) open(ctx context.Context) (*pull, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	reconnects := s.conn.NC.Stats().Reconnects
	consumer, err := s.ensureConsumer(ctx)
	if err != nil {
		return nil, err
	}
	p := &pull{
		sub:        s,
		created:    consumer.CachedInfo().Created,
		reconnects: reconnects,
		next:       fmt.Sprintf("%sCONSUMER.MSG.NEXT.%s.%s", apiPrefix(s.conn.JS), s.cfg.Stream, s.durable),
		trouble:    make(chan error, 1),
		ended:      make(chan struct{}),
	}
	if err := p.listen(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.current = p
	s.mu.Unlock()
	return p, nil
}

func (s *subscription) ensureConsumer(ctx context.Context) (jetstream.Consumer, error) {
	o := ConsumerOptions{Concurrency: s.cfg.Concurrency, AckWait: s.cfg.AckWait}
	consumer, err := EnsureConsumer(ctx, s.conn.JS, s.cfg.Stream, s.durable, s.subjects, o)
	if !errors.Is(err, jetstream.ErrStreamNotFound) || s.cfg.Recreate == nil {
		return consumer, err
	}
	s.log.Warn("stream is gone and is made again")
	if err := s.cfg.Recreate(ctx); err != nil {
		return nil, fmt.Errorf("recreate stream %s: %w", s.cfg.Stream, err)
	}
	return EnsureConsumer(ctx, s.conn.JS, s.cfg.Stream, s.durable, s.subjects, o)
}

// finish waits for the messages still held, first patiently, then with their contexts ended, and closes the channel after the last.
func (s *subscription) finish() {
	s.mu.Lock()
	s.closed = true // no message is taken from here on, so the group below cannot grow
	s.mu.Unlock()
	patience := time.AfterFunc(s.cfg.CloseWithin, s.endWork)
	s.held.Wait()
	patience.Stop()
	s.endWork()
	close(s.out)
}

// take counts in one more message; false when there is no place for it or the subscription is closing.
func (s *subscription) take(p *pull) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.credit--; p.credit <= 0 {
		p.credit = 0
		s.nudge() // because places may be free that were too few to ask for while something was still to come
	}
	if s.closed || s.holding >= s.cfg.Concurrency {
		return false
	}
	s.holding++
	s.held.Add(1)
	return true
}

// release is the end of a message that was taken.
func (s *subscription) release() {
	s.mu.Lock()
	s.holding--
	s.mu.Unlock()
	s.held.Done()
	s.nudge()
}

// nudge has the pull look again whether to ask for more.
func (s *subscription) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// answerable says whether an answer to a message that came by p would be about that message. After the server came back with another
// stream of the same name, the same number is another message, which an old answer would settle unseen.
func (s *subscription) answerable(p *pull) bool {
	s.mu.Lock()
	current := s.current
	s.mu.Unlock()
	return current.created.Equal(p.created) && current.reconnects == s.conn.NC.Stats().Reconnects
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
