package bus

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const patience = 20 * time.Second

// eventually polls until f holds.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !f() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("did not happen within %s: %s", patience, what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// testBus is a server of the test's own with a connection and both streams.
type testBus struct {
	dir    string
	server *Embedded
	conn   *Connection
}

func newTestBus(t *testing.T) *testBus {
	t.Helper()
	b := &testBus{dir: t.TempDir()}
	var err error
	b.server, err = StartEmbedded(b.dir)
	must(t, err)
	t.Cleanup(b.server.Stop)
	b.conn = b.connect(t)
	must(t, EnsureStreams(t.Context(), b.conn.JS, Topology{}))
	return b
}

func (b *testBus) connect(t *testing.T) *Connection {
	t.Helper()
	conn, err := Connect(t.Context(), Target{Embedded: b.server, Name: t.Name()}, quiet())
	must(t, err)
	t.Cleanup(conn.Close)
	return conn
}

func (b *testBus) publisher(t *testing.T) *Publisher {
	t.Helper()
	p, err := NewPublisher(b.conn, PublisherConfig{})
	must(t, err)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func (b *testBus) recreate(ctx context.Context) error {
	return EnsureStreams(ctx, b.conn.JS, Topology{})
}

// subscriber reads EVENTS; the topic is the subject, and the durable is made from it.
func (b *testBus) subscriber(t *testing.T, adjust func(*SubscriberConfig)) *Subscriber {
	t.Helper()
	cfg := SubscriberConfig{
		Stream:      EventsStream,
		Consumer:    durableFromTopic("test"),
		Concurrency: 8,
		NakDelay:    func(uint64) time.Duration { return 20 * time.Millisecond },
		CloseWithin: 500 * time.Millisecond,
		Recreate:    b.recreate,
		Logger:      quiet(),
	}
	if adjust != nil {
		adjust(&cfg)
	}
	s, err := NewSubscriber(b.conn, cfg)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func durableFromTopic(group string) func(string) (string, []string, error) {
	return func(topic string) (string, []string, error) {
		return group + "_" + strings.NewReplacer(".", "_", "*", "any", ">", "all").Replace(topic), []string{topic}, nil
	}
}

func durableName(topic string) string {
	name, _, _ := durableFromTopic("test")(topic)
	return name
}

// consumer tells how far the readers of testSubject are.
func (b *testBus) consumer(t *testing.T) *jetstream.ConsumerInfo {
	t.Helper()
	c, err := b.conn.JS.Consumer(t.Context(), EventsStream, durableName(testSubject))
	must(t, err)
	return c.CachedInfo()
}

const testSubject = "almoner.events.masjid.welfare.request_submitted"

func newMessage(body string) *message.Message {
	return message.NewMessage(uuid.NewString(), []byte(body))
}

func newMessages(n int) []*message.Message {
	messages := make([]*message.Message, n)
	for i := range messages {
		messages[i] = newMessage(fmt.Sprint(i))
	}
	return messages
}

// next waits for one message; the caller settles it.
func next(t *testing.T, in <-chan *message.Message) *message.Message {
	t.Helper()
	select {
	case msg, open := <-in:
		if !open {
			t.Fatal("channel closed instead of a message")
		}
		return msg
	case <-time.After(patience):
		t.Fatal("no message")
	}
	return nil
}

// none checks for a short time that nothing comes.
func none(t *testing.T, in <-chan *message.Message, within time.Duration) {
	t.Helper()
	select {
	case msg, open := <-in:
		if open {
			t.Fatalf("unexpected message %q, delivery %s", msg.Payload, msg.Metadata[MetadataDelivery])
		}
		t.Fatal("channel closed")
	case <-time.After(within):
	}
}
