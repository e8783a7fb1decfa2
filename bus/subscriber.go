package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	defaultCloseWithin = 15 * time.Second
	defaultBytesMax    = 1 << 20
	nakDelayMin        = 5 * time.Second
	nakDelayMax        = 10 * time.Minute
)

var errSubscriberClosed = errors.New("subscriber is closed")

// SubscriberConfig says what a Subscriber reads and how. Stream and Consumer are required.
type SubscriberConfig struct {
	Stream      string
	Concurrency int           // messages of one subscription in flight at once; 64 when zero
	AckWait     time.Duration // after it the server gives up on a process that shows no sign of life; 30 s when zero, as on the server
	CloseWithin time.Duration // how long closing waits for handlers before their contexts end; 15 s when zero
	BytesMax    int           // larger messages, headers included, are malformed; 1 MiB when zero

	// Consumer names the durable consumer behind a topic and the subjects it reads.
	Consumer func(topic string) (durable string, subjects []string, err error)

	// NakDelay is the wait after a delivery that failed, 1 for the first; 5 s doubling up to 10 min when nil (server: none).
	NakDelay func(delivery uint64) time.Duration

	// Malformed puts away what cannot be read. After nil the message is never delivered again, after an error it is, with delay;
	// so it is, for ever, when there is no Malformed.
	Malformed func(ctx context.Context, topic string, headers map[string][]string, body []byte, reason error) error

	// Recreate makes the stream again when it is gone (EnsureStreams). Without it the subscriber waits until somebody else does.
	Recreate func(ctx context.Context) error

	Logger *slog.Logger
}

// Subscriber reads a stream through durable pull consumers. It is a Watermill subscriber: several processes, or several calls of
// Subscribe, that use the same durable share its messages. It neither deletes consumers nor closes the connection.
type Subscriber struct {
	conn *Connection
	cfg  SubscriberConfig

	mu     sync.Mutex
	closed bool
	stops  []context.CancelFunc
	active sync.WaitGroup
}

var _ message.Subscriber = (*Subscriber)(nil)

// NewSubscriber fills in the defaults of cfg.
func NewSubscriber(conn *Connection, cfg SubscriberConfig) (*Subscriber, error) {
	if cfg.Stream == "" || cfg.Consumer == nil {
		return nil, errors.New("a subscriber needs a stream and the names of its consumers")
	}
	if cfg.Concurrency < 0 || cfg.AckWait < 0 || cfg.CloseWithin < 0 || cfg.BytesMax < 0 {
		return nil, errors.New("a subscriber's bounds cannot be negative")
	}
	cfg.Concurrency = orDefault(cfg.Concurrency, defaultConcurrency)
	cfg.AckWait = orDefault(cfg.AckWait, defaultAckWait)
	cfg.CloseWithin = orDefault(cfg.CloseWithin, defaultCloseWithin)
	cfg.BytesMax = orDefault(cfg.BytesMax, defaultBytesMax)
	if cfg.NakDelay == nil {
		cfg.NakDelay = defaultNakDelay
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	return &Subscriber{conn: conn, cfg: cfg}, nil
}

func defaultNakDelay(delivery uint64) time.Duration {
	delay := nakDelayMin
	for ; delivery > 1 && delay < nakDelayMax; delivery-- {
		delay *= 2
	}
	return min(delay, nakDelayMax)
}

// Subscribe begins to read a topic until ctx ends or the subscriber is closed; then the channel is closed. An error means that the
// consumer cannot be as asked for. While the server is away there is no error: messages come when it is back.
//
// The context of a message has the values of ctx, no deadline, and ends when the message is settled or closing has waited long enough.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	durable, subjects, err := s.cfg.Consumer(topic)
	if err != nil {
		return nil, fmt.Errorf("consumer for topic %s: %w", topic, err)
	}
	runCtx, stop := context.WithCancel(ctx)
	sub := newSubscription(runCtx, s.conn, s.cfg, topic, durable, subjects)
	first, err := sub.open(runCtx)
	if refused(err) {
		stop()
		return nil, err
	}
	if err != nil {
		sub.log.Warn("message bus cannot be read yet", "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		stop() // and run below ends at once
	}
	s.stops = append(s.stops, stop)
	s.active.Add(1)
	go func() {
		defer s.active.Done()
		defer stop()
		sub.run(runCtx, first)
	}()
	if s.closed {
		return nil, errSubscriberClosed
	}
	return sub.out, nil
}

// refused says whether the server understood what was asked for and will not do it, now or later.
func refused(err error) bool {
	if errors.Is(err, jetstream.ErrInvalidConsumerName) || errors.Is(err, jetstream.ErrInvalidStreamName) {
		return true
	}
	var api *jetstream.APIError
	return errors.As(err, &api) && api.Code == 400
}

// Close stops reading, gives back at once what no handler has taken, waits for the handlers, ends their contexts if that takes
// longer than CloseWithin, and closes the channels. What was not settled is delivered again to whoever reads the consumer next.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	for _, stop := range s.stops {
		stop()
	}
	s.stops = nil
	s.mu.Unlock()
	s.active.Wait()
	return nil
}
