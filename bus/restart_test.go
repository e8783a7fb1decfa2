package bus

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/almoner/almoner/domain"
)

// wipe deletes what the stopped server stored.
func (b *testBus) wipe(t *testing.T) {
	t.Helper()
	must(t, os.RemoveAll(filepath.Join(b.dir, "jetstream")))
}

// publishWhenBack retries until the server, and the stream, are there again.
func publishWhenBack(t *testing.T, p *Publisher, msg *message.Message) {
	t.Helper()
	eventually(t, "published again", func() bool { return p.Publish(testSubject, msg) == nil })
}

func TestSubscriptionSurvivesRestarts(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	in, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.AckWait = time.Second }).Subscribe(t.Context(), testSubject)
	must(t, err)
	for round := range 4 {
		lost := round%2 == 1
		_, before, err := Identity(t.Context(), b.conn.JS, EventsStream)
		must(t, err)
		b.server.Stop()
		if b.server.Running() {
			t.Fatal("running after Stop")
		}
		if lost {
			b.wipe(t)
		}
		must(t, b.server.Start())
		publishWhenBack(t, p, newMessage("after restart"))
		msg := next(t, in)
		if string(msg.Payload) != "after restart" {
			t.Fatalf("got %q", msg.Payload)
		}
		msg.Ack()
		_, after, err := Identity(t.Context(), b.conn.JS, EventsStream)
		must(t, err)
		if !lost && after != before+1 || lost && after != 1 {
			t.Errorf("round %d: last sequence %d after %d", round, after, before)
		}
	}
}

func TestWhatWasInFlightAtARestartComesAgain(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	must(t, b.publisher(t).Publish(testSubject, newMessage("x")))
	in, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.AckWait = 500 * time.Millisecond }).Subscribe(t.Context(), testSubject)
	must(t, err)
	before := next(t, in)
	b.server.Stop()
	before.Ack() // nobody hears it
	must(t, b.server.Start())
	again := next(t, in)
	again.Ack()
	if again.UUID != before.UUID {
		t.Errorf("got another message: %q", again.Payload)
	}
}

func TestOldAnswerDoesNotSettleAnotherMessageOfTheSameNumber(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	in, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.AckWait = 500 * time.Millisecond }).Subscribe(t.Context(), testSubject)
	must(t, err)
	must(t, p.Publish(testSubject, newMessage("old number 1")))
	old := next(t, in)
	b.server.Stop()
	b.wipe(t)
	must(t, b.server.Start())
	publishWhenBack(t, p, newMessage("new number 1"))
	young := next(t, in)
	if string(young.Payload) != "new number 1" {
		t.Fatalf("got %q", young.Payload)
	}
	old.Ack()
	<-old.Context().Done() // whatever was to be said about it has been said
	must(t, b.conn.NC.Flush())
	young.Nack()
	again := next(t, in)
	again.Ack()
	if string(again.Payload) != "new number 1" || again.Metadata[MetadataDelivery] != "2" {
		t.Errorf("got %q, delivery %s", again.Payload, again.Metadata[MetadataDelivery])
	}
}

func TestSubscriptionSurvivesTheLossOf(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(context.Context, *testBus) error{
		"its consumer": func(ctx context.Context, b *testBus) error {
			return b.conn.JS.DeleteConsumer(ctx, EventsStream, durableName(testSubject))
		},
		"its stream": func(ctx context.Context, b *testBus) error { return b.conn.JS.DeleteStream(ctx, EventsStream) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestBus(t)
			in, err := b.subscriber(t, nil).Subscribe(t.Context(), testSubject)
			must(t, err)
			must(t, lose(t.Context(), b))
			publishWhenBack(t, b.publisher(t), newMessage("x"))
			next(t, in).Ack()
		})
	}
}

func TestSubscribeBeforeTheServerIsThere(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	b.server.Stop()
	b.wipe(t)
	late := b.connect(t)
	if late.Connected() {
		t.Fatal("connected to a stopped server")
	}
	came := make(chan struct{}, 10)
	late.OnReconnect(func() { came <- struct{}{} })
	s := b.subscriber(t, nil)
	s.conn = late
	in, err := s.Subscribe(t.Context(), testSubject)
	must(t, err)

	must(t, b.server.Start())
	publishWhenBack(t, b.publisher(t), newMessage("x"))
	next(t, in).Ack()
	<-came
}

func TestHooksRunAtEachReconnect(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	came := make(chan struct{}, 10)
	b.conn.OnReconnect(func() { came <- struct{}{} })
	for range 2 {
		b.server.Stop()
		eventually(t, "disconnected", func() bool { return !b.conn.Connected() })
		must(t, b.server.Start())
		must(t, b.server.Start()) // twice is once
		<-came
		eventually(t, "connected", b.conn.Connected)
	}
}

func TestConnectRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	if _, err := Connect(t.Context(), Target{}, quiet()); err == nil {
		t.Error("no target: no error")
	}
	if _, err := Connect(t.Context(), Target{URL: "nats://[broken"}, quiet()); err == nil {
		t.Error("a URL that cannot be read: no error")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Connect(ended, Target{URL: "nats://127.0.0.1:1"}, quiet()); err == nil {
		t.Error("context has ended: no error")
	}
}

func TestNothingIsKeptBackWhileTheServerIsAway(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	b.server.Stop()
	eventually(t, "disconnected", func() bool { return !b.conn.Connected() })
	begun := time.Now()
	_, _, err := p.PublishSync(t.Context(), testSubject, newMessage("x"))
	if domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("publish to a stopped server: %v", err)
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %s to say so", took)
	}
	must(t, b.server.Start())
	eventually(t, "connected", b.conn.Connected)
	if _, last, err := Identity(t.Context(), b.conn.JS, EventsStream); err != nil || last != 0 {
		t.Errorf("after the restart the stream ends at %d, %v", last, err)
	}
}
