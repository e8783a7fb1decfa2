package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func TestNackComesAgainAfterTheDelay(t *testing.T) {
	t.Parallel()
	const delay = 300 * time.Millisecond
	b := newTestBus(t)
	var asked atomic.Uint64
	s := b.subscriber(t, func(cfg *SubscriberConfig) {
		cfg.NakDelay = func(delivery uint64) time.Duration {
			asked.Store(delivery)
			return delay
		}
	})
	must(t, b.publisher(t).Publish(testSubject, newMessage("x")))
	in, err := s.Subscribe(t.Context(), testSubject)
	must(t, err)

	first := next(t, in)
	nacked := time.Now()
	first.Nack()
	second := next(t, in)
	second.Ack()

	if waited := time.Since(nacked); waited < delay {
		t.Errorf("came again after %s, want at least %s", waited, delay)
	}
	if first.Metadata[MetadataDelivery] != "1" || second.Metadata[MetadataDelivery] != "2" || asked.Load() != 1 {
		t.Errorf("deliveries %s, %s; delay asked for %d", first.Metadata[MetadataDelivery], second.Metadata[MetadataDelivery], asked.Load())
	}
	if second.Metadata[MetadataArrived] != testSubject || second.UUID != first.UUID {
		t.Errorf("second delivery is %q on %q", second.UUID, second.Metadata[MetadataArrived])
	}
}

func TestDefaultDelaysGrowToTenMinutes(t *testing.T) {
	t.Parallel()
	for delivery, want := range map[uint64]time.Duration{
		0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 7: 320 * time.Second, 8: 10 * time.Minute, 1 << 60: 10 * time.Minute,
	} {
		if got := defaultNakDelay(delivery); got != want {
			t.Errorf("delay after delivery %d is %s, want %s", delivery, got, want)
		}
	}
}

func TestSlowHandlerKeepsItsMessages(t *testing.T) {
	t.Parallel()
	const ackWait = 400 * time.Millisecond
	b := newTestBus(t)
	adjust := func(cfg *SubscriberConfig) {
		cfg.AckWait = ackWait
		cfg.Concurrency = 2
	}
	must(t, b.publisher(t).Publish(testSubject, newMessages(2)...))
	in, err := b.subscriber(t, adjust).Subscribe(t.Context(), testSubject)
	must(t, err)
	slow := next(t, in)
	if _, has := slow.Context().Deadline(); has {
		t.Error("message context has a deadline")
	}
	eventually(t, "the other waits to be taken", func() bool { return b.consumer(t).NumAckPending == 2 })

	other, err := b.subscriber(t, adjust).Subscribe(t.Context(), testSubject)
	must(t, err)
	none(t, other, 3*ackWait)
	slow.Ack()
	second := next(t, in)
	second.Ack()
	if second.Metadata[MetadataDelivery] != "1" || second.UUID == slow.UUID {
		t.Errorf("message %s delivered %s times", second.Payload, second.Metadata[MetadataDelivery])
	}
	eventually(t, "both are settled", func() bool { return b.consumer(t).AckFloor.Stream == 2 })
}

func TestNoMoreThanConcurrencyInFlight(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	s := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.Concurrency = 3 })
	must(t, b.publisher(t).Publish(testSubject, newMessages(20)...))
	in, err := s.Subscribe(t.Context(), testSubject)
	must(t, err)
	for handled := 0; handled < 18; handled += 3 {
		first, second, third := next(t, in), next(t, in), next(t, in)
		none(t, in, 20*time.Millisecond)
		if n := third.Metadata[MetadataDelivery]; n != "1" {
			t.Errorf("message %s delivered %s times: more was asked for than there were places", third.Payload, n)
		}
		first.Ack()
		second.Ack()
		third.Ack()
	}
}

func TestUnreadableMessagesArePutAway(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	var mu sync.Mutex
	reasons := map[string][]error{}
	s := b.subscriber(t, func(cfg *SubscriberConfig) {
		cfg.Concurrency = 1
		cfg.BytesMax = 1000
		cfg.Malformed = func(_ context.Context, topic string, _ map[string][]string, body []byte, reason error) error {
			mu.Lock()
			defer mu.Unlock()
			name := string(body[:min(len(body), 10)])
			reasons[name] = append(reasons[name], reason)
			switch {
			case topic != testSubject:
				return errors.New("wrong topic")
			case name == "at the 2nd" && len(reasons[name]) == 1:
				return errors.New("put it away later")
			case name == "at the 3rd" && len(reasons[name]) < 3:
				panic("no room")
			}
			return nil
		}
	})
	id := nats.Header{MetadataMsgID: {"a"}}
	for _, m := range []*nats.Msg{
		{Data: []byte("doubled"), Header: nats.Header{MetadataMsgID: {"b"}, "ce-type": {"x", "y"}}},
		{Data: []byte("no uuid")},
		{Data: []byte("at the 2nd")},
		{Data: []byte("at the 3rd")},
		{Data: append([]byte("too large "), make([]byte, 1000)...), Header: nats.Header{MetadataMsgID: {"c"}}},
		{Data: []byte("good"), Header: id},
	} {
		m.Subject = testSubject
		_, err := b.conn.JS.PublishMsg(t.Context(), m)
		must(t, err)
	}
	in, err := s.Subscribe(t.Context(), testSubject)
	must(t, err)
	good := next(t, in)
	good.Ack()
	if string(good.Payload) != "good" || good.UUID != "a" {
		t.Errorf("got %q with UUID %q", good.Payload, good.UUID)
	}
	eventually(t, "all are settled", func() bool { return b.consumer(t).AckFloor.Stream == 6 })
	mu.Lock()
	defer mu.Unlock()
	for name, want := range map[string]struct {
		reason error
		calls  int
	}{
		"doubled": {ErrDoubledHeader, 1}, "no uuid": {ErrNoUUID, 1}, "at the 2nd": {ErrNoUUID, 2}, "at the 3rd": {ErrNoUUID, 3}, "too large ": {ErrTooLarge, 1},
	} {
		if got := reasons[name]; len(got) != want.calls || !errors.Is(got[0], want.reason) {
			t.Errorf("%s: put away for %v, want %d times %v", name, got, want.calls, want.reason)
		}
	}
}

func TestCloseUnderLoadLosesNothing(t *testing.T) {
	t.Parallel()
	const total = 2000
	b := newTestBus(t)
	must(t, b.publisher(t).Publish(testSubject, newMessages(total)...))
	var mu sync.Mutex
	handled := map[string]bool{}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(handled)
	}
	for round := 1; count() < total; round++ {
		if round > 200 {
			t.Fatalf("only %d of %d handled after %d rounds", count(), total, round)
		}
		s := b.subscriber(t, func(cfg *SubscriberConfig) {
			cfg.AckWait = time.Second
			cfg.CloseWithin = 50 * time.Millisecond
		})
		in, err := s.Subscribe(t.Context(), testSubject)
		must(t, err)
		before := count()
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for n := 0; ; n++ {
					msg, open := <-in
					if !open {
						return
					}
					if n == 7 && round < 4 {
						continue // a handler that never answers
					}
					mu.Lock()
					handled[msg.UUID] = true
					mu.Unlock()
					msg.Ack()
				}
			})
		}
		eventually(t, "some are handled", func() bool { return count() >= min(before+100, total) })
		var closers sync.WaitGroup
		for range 3 {
			closers.Go(func() { _ = s.Close() })
		}
		closers.Wait()
		readers.Wait()
	}
	if !b.conn.Connected() {
		t.Error("closing a subscriber closed the connection")
	}
}

func TestWhatWasNotTakenGoesToTheNextSubscriberAtOnce(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	must(t, b.publisher(t).Publish(testSubject, newMessages(5)...))
	s := b.subscriber(t, nil)
	in, err := s.Subscribe(t.Context(), testSubject)
	must(t, err)
	abandoned := next(t, in)
	must(t, s.Close())
	if abandoned.Context().Err() == nil {
		t.Error("the message's context has not ended with Close")
	}
	if _, open := <-in; open {
		t.Error("a message came after Close")
	}
	if _, err := s.Subscribe(t.Context(), testSubject); !errors.Is(err, errSubscriberClosed) {
		t.Errorf("subscribe after close: %v", err)
	}
	in, err = b.subscriber(t, nil).Subscribe(t.Context(), testSubject)
	must(t, err)
	seen := map[string]bool{}
	for len(seen) < 5 { // long before the server's own patience of 30 s
		msg := next(t, in)
		seen[string(msg.Payload)] = true
		msg.Ack()
	}
}

func TestTwoProcessesShareOneDurable(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	first, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.Concurrency = 2 }).Subscribe(t.Context(), testSubject)
	must(t, err)
	second, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.Concurrency = 2 }).Subscribe(t.Context(), testSubject)
	must(t, err)
	must(t, b.publisher(t).Publish(testSubject, newMessages(4)...))
	seen := map[string]int{}
	for range 2 { // neither can take more than two, so each gets two
		seen[string(next(t, first).Payload)]++
		seen[string(next(t, second).Payload)]++
	}
	if len(seen) != 4 {
		t.Errorf("seen: %v", seen)
	}
}

func TestSubscribeRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	for name, adjust := range map[string]func(*SubscriberConfig){
		"a topic nobody knows": func(cfg *SubscriberConfig) {
			cfg.Consumer = func(topic string) (string, []string, error) { return "", nil, fmt.Errorf("no route %s", topic) }
		},
		"a durable with a dot": func(cfg *SubscriberConfig) {
			cfg.Consumer = func(topic string) (string, []string, error) { return "a.b", []string{topic}, nil }
		},
		"subjects that overlap": func(cfg *SubscriberConfig) {
			cfg.Consumer = func(topic string) (string, []string, error) { return "a", []string{topic, EventsFilter}, nil }
		},
	} {
		if _, err := b.subscriber(t, adjust).Subscribe(t.Context(), testSubject); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := NewSubscriber(b.conn, SubscriberConfig{Stream: EventsStream}); err == nil {
		t.Error("a subscriber without consumers: no error")
	}
}
