package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/almoner/almoner/domain"
)

const (
	defaultPublishWithin = 5 * time.Second
	defaultUnackedMax    = 512
)

// errPublisherClosed is the fate of what is published after Close.
var errPublisherClosed = errors.New("publisher is closed")

// PublisherConfig bounds a Publisher; zero values mean the defaults.
type PublisherConfig struct {
	Within     time.Duration // one call of Publish or PublishSync, acknowledgments included; 5 s when zero (nats.go: no bound on Publish)
	UnackedMax int           // messages sent and not yet acknowledged, over all calls; 512 when zero (nats.go: 4000). More wait their turn
}

// Publisher sends messages to whichever stream listens on their subject. It is a Watermill publisher, safe for concurrent use.
type Publisher struct {
	js     jetstream.JetStream
	within time.Duration

	mu     sync.Mutex
	closed bool
	calls  sync.WaitGroup
}

var _ message.Publisher = (*Publisher)(nil)

// PublishError names the messages of one call that were not acknowledged, by UUID. They may or may not have been stored; sending
// them again with the same id is safe within the stream's window for duplicates. All others were acknowledged.
type PublishError struct {
	Failed map[string]error
}

// Error gives the number of messages and the cause of one of them.
func (e *PublishError) Error() string {
	for _, err := range e.Unwrap() {
		return fmt.Sprintf("publish: %d messages not acknowledged, one of them because: %v", len(e.Failed), err)
	}
	return "publish: nothing failed"
}

// Unwrap gives the causes, ordered by UUID.
func (e *PublishError) Unwrap() []error {
	ids := make([]string, 0, len(e.Failed))
	for id := range e.Failed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	causes := make([]error, len(ids))
	for i, id := range ids {
		causes[i] = e.Failed[id]
	}
	return causes
}

// NewPublisher makes a publisher with its own window of unacknowledged messages. It does not close the connection.
func NewPublisher(conn *Connection, cfg PublisherConfig) (*Publisher, error) {
	within := orDefault(cfg.Within, defaultPublishWithin)
	js, err := jetstream.New(conn.NC,
		jetstream.WithPublishAsyncMaxPending(orDefault(cfg.UnackedMax, defaultUnackedMax)),
		jetstream.WithPublishAsyncTimeout(within), // because an acknowledgment that never comes would hold its place for ever
	)
	if err != nil {
		return nil, fmt.Errorf("open jetstream: %w", err)
	}
	return &Publisher{js: js, within: within}, nil
}

type sent struct {
	uuid string
	ctx  context.Context //nolint:containedctx // Watermill passes a context in each message
	ack  jetstream.PubAckFuture
}

// Publish sends all messages, in order, and returns when each is acknowledged or has failed; then the error is a *PublishError.
// A message goes to the subject in its metadata under MetadataSubject, or else to the topic.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	if !p.enter() {
		return errPublisherClosed
	}
	defer p.calls.Done()
	deadline := time.Now().Add(p.within)
	failed := map[string]error{}
	flying := make([]sent, 0, len(messages))
	for _, msg := range messages {
		ack, err := p.send(topic, msg, deadline)
		if err != nil {
			failed[msg.UUID] = err
			continue
		}
		flying = append(flying, sent{msg.UUID, msg.Context(), ack})
	}
	late := time.NewTimer(time.Until(deadline))
	defer late.Stop()
	expired := make(chan struct{})
	for _, s := range flying {
		if err := s.wait(late.C, expired); err != nil {
			failed[s.uuid] = err
		}
	}
	if len(failed) > 0 {
		return &PublishError{Failed: failed}
	}
	return nil
}

// enter keeps Close waiting until calls.Done; false after Close.
func (p *Publisher) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.calls.Add(1)
	return true
}

func (p *Publisher) send(topic string, msg *message.Message, deadline time.Time) (jetstream.PubAckFuture, error) {
	if err := msg.Context().Err(); err != nil {
		return nil, err
	}
	out, err := toNATS(topic, msg)
	if err != nil {
		return nil, err
	}
	stall := time.Until(deadline)
	if stall <= 0 {
		return nil, jetstream.ErrTooManyStalledMsgs
	}
	return p.js.PublishMsgAsync(out, jetstream.WithStallWait(stall))
}

// wait returns the fate of one message. Whoever meets the end of the common time closes expired for those that come after.
func (s sent) wait(late <-chan time.Time, expired chan struct{}) error {
	select { // because an answer that is there counts, however late it is
	case <-s.ack.Ok():
		return nil
	case err := <-s.ack.Err():
		return err
	default:
	}
	select {
	case <-s.ack.Ok():
		return nil
	case err := <-s.ack.Err():
		return err
	case <-s.ctx.Done():
		return s.ctx.Err()
	case <-late:
		close(expired)
		return jetstream.ErrAsyncPublishTimeout
	case <-expired:
		return jetstream.ErrAsyncPublishTimeout
	}
}

// PublishSync sends one message and returns its place in the stream; duplicate means that the stream already had it. Every
// failure to reach the stream, and a full stream, is domain.Unavailable.
func (p *Publisher) PublishSync(ctx context.Context, subject string, msg *message.Message) (seq uint64, duplicate bool, err error) {
	if !p.enter() {
		return 0, false, errPublisherClosed
	}
	defer p.calls.Done()
	out, err := toNATS(subject, msg)
	if err != nil {
		return 0, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	ack, err := p.js.PublishMsg(ctx, out)
	if err != nil {
		if errors.Is(err, jetstream.ErrStreamMessageExceedsMaximum) {
			return 0, false, domain.Because(err, domain.TooLarge, "This is more than can be taken at once.")
		}
		return 0, false, unavailable(err)
	}
	return ack.Sequence, ack.Duplicate, nil
}

// Close waits for the calls that are under way, which are all bounded in time, and refuses further ones.
func (p *Publisher) Close() error {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	p.mu.Unlock()
	p.calls.Wait()
	if first {
		p.js.CleanupPublisher()
	}
	return nil
}

func unavailable(err error) error {
	return domain.Because(err, domain.Unavailable, "The message bus cannot be reached just now.")
}
