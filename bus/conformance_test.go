package bus

import (
	"io"
	"log"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/google/uuid"
)

// conformance runs against one server; each test of the suite has a subject of its own.
func (b *testBus) conformance(concurrency int) tests.ConsumerGroupPubSubConstructor {
	return func(t *testing.T, group string) (message.Publisher, message.Subscriber) {
		t.Helper()
		return idPerTopic{b.publisher(t)}, b.subscriber(t, func(cfg *SubscriberConfig) {
			cfg.Concurrency = concurrency
			cfg.Consumer = durableFromTopic(group)
			cfg.NakDelay = func(uint64) time.Duration { return time.Millisecond }
		})
	}
}

// idPerTopic is needed because the suite sends the same UUIDs to twenty topics, and a stream takes each Nats-Msg-Id only once.
type idPerTopic struct{ *Publisher }

func (p idPerTopic) Publish(topic string, messages ...*message.Message) error {
	for _, msg := range messages {
		msg.Metadata.Set(MetadataMsgID, topic+"/"+msg.UUID)
	}
	return p.Publisher.Publish(topic, messages...)
}

func subjectOf(tctx tests.TestContext) string {
	return "almoner.events.suite.conformance." + string(tctx.TestID)
}

// TestPubSub is Watermill's own suite. Order is not promised, as messages are handled side by side; the suite's restart of the
// server by a command does not fit a server in the process and is a test of ours.
func TestPubSub(t *testing.T) {
	t.Parallel()
	log.SetOutput(io.Discard)
	b := newTestBus(t)
	construct := b.conformance(16)
	tests.TestPubSub(t, tests.Features{
		ConsumerGroups:    true,
		Persistent:        true,
		GenerateTopicFunc: subjectOf,
	}, func(t *testing.T) (message.Publisher, message.Subscriber) {
		t.Helper()
		return construct(t, "suite")
	}, construct)
}

func TestConformanceOfOneAtATime(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	construct := b.conformance(1)
	same := func(t *testing.T) (message.Publisher, message.Subscriber) {
		t.Helper()
		return construct(t, "suite")
	}
	own := func(t *testing.T) (message.Publisher, message.Subscriber) {
		t.Helper()
		return construct(t, uuid.NewString())
	}
	for name, test := range map[string]func(*testing.T, tests.TestContext, tests.PubSubConstructor){
		"messages come in order":             tests.TestPublishSubscribeInOrder,
		"nothing comes before the ack":       tests.TestNoAck,
		"a new durable gets the old message": tests.TestNewSubscriberReceivesOldMessages,
	} {
		construct := same
		if name == "a new durable gets the old message" {
			construct = own
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, tests.TestContext{TestID: tests.NewTestID(), Features: tests.Features{
				GuaranteedOrder:                     true,
				GuaranteedOrderWithSingleSubscriber: true,
				Persistent:                          true,
				NewSubscriberReceivesOldMessages:    true,
				GenerateTopicFunc:                   subjectOf,
			}}, construct)
		})
	}
}
