package bus

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/almoner/almoner/domain"
)

func TestOneCallPublishesToManySubjects(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	intake, err := IntakeSubject("masjid", "zakat")
	must(t, err)
	here, there := newMessage("here"), newMessage("there")
	there.Metadata.Set(MetadataSubject, intake)
	must(t, p.Publish(testSubject, here, there))
	must(t, p.Publish(testSubject, here, there)) // a duplicate is no error and not stored

	for stream, want := range map[string]string{EventsStream: "here", IntakeStream: "there"} {
		_, last, err := Identity(t.Context(), b.conn.JS, stream)
		must(t, err)
		headers, body, err := Fetch(t.Context(), b.conn.JS, stream, 1)
		must(t, err)
		if last != 1 || string(body) != want || len(headers) != 1 {
			t.Errorf("%s holds %d messages; the first is %q with headers %v", stream, last, body, headers)
		}
	}
	if _, _, err := Fetch(t.Context(), b.conn.JS, EventsStream, 99); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("fetch what was never there: %v", err)
	}
}

func TestMetadataTravelsUnchanged(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	in, err := b.subscriber(t, nil).Subscribe(t.Context(), testSubject)
	must(t, err)
	for name, metadata := range map[string]map[string]string{
		"none":                 {},
		"an id of its own":     {MetadataMsgID: "event-7", "ce-type": "welfare.request_submitted"},
		"empty and odd values": {"empty": "", "Traceparent": "00-ab:cd \"x\" ü", "traceparent": "other"},
	} {
		sent := newMessage(name)
		maps.Copy(sent.Metadata, metadata)
		must(t, b.publisher(t).Publish(testSubject, sent))
		got := next(t, in)
		got.Ack()
		delete(got.Metadata, MetadataDelivery)
		delete(got.Metadata, MetadataArrived)
		if got.UUID != sent.UUID || !maps.Equal(got.Metadata, sent.Metadata) {
			t.Errorf("%s: sent %s %v, got %s %v", name, sent.UUID, sent.Metadata, got.UUID, got.Metadata)
		}
	}
}

func TestPublishErrorNamesWhatFailed(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	good, tooLarge, noStream, badHeader, ended := newMessage("good"), newMessage(strings.Repeat("x", 70_000)), newMessage("n"), newMessage("h"), newMessage("e")
	noStream.Metadata.Set(MetadataSubject, "nobody.listens")
	badHeader.Metadata.Set("line", "a\r\nb")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended.SetContext(ctx)

	err := p.Publish(testSubject, good, tooLarge, noStream, badHeader, ended)
	var failure *PublishError
	if !errors.As(err, &failure) || len(failure.Failed) != 4 {
		t.Fatalf("got %v", err)
	}
	for _, id := range []string{tooLarge.UUID, noStream.UUID, badHeader.UUID, ended.UUID} {
		if failure.Failed[id] == nil {
			t.Errorf("a message that cannot be published is not named: %v", failure.Failed)
		}
	}
	if !errors.Is(err, jetstream.ErrNoStreamResponse) || !errors.Is(err, context.Canceled) {
		t.Errorf("causes are not kept: %v", err)
	}
	if _, last, err := Identity(t.Context(), b.conn.JS, EventsStream); err != nil || last != 1 {
		t.Errorf("stored %d, %v", last, err)
	}
}

func TestPublishToStoppedServerFailsForAll(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	must(t, p.Publish(testSubject, newMessage("x")))
	b.server.Stop()
	messages := newMessages(10)
	begun := time.Now()
	err := p.Publish(testSubject, messages...)
	var failure *PublishError
	if !errors.As(err, &failure) || len(failure.Failed) != len(messages) {
		t.Fatalf("got %v", err)
	}
	if took := time.Since(begun); took > defaultPublishWithin+time.Second {
		t.Errorf("it took %s", took)
	}
	must(t, b.server.Start())
	eventually(t, "published after all", func() bool { return p.Publish(testSubject, messages...) == nil })
}

func TestSmallWindowTakesLargeBatches(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p, err := NewPublisher(b.conn, PublisherConfig{UnackedMax: 4})
	must(t, err)
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() {
			if err := p.Publish(testSubject, newMessages(300)...); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	must(t, p.Close())
	must(t, p.Close())
	if err := p.Publish(testSubject, newMessage("x")); !errors.Is(err, errPublisherClosed) {
		t.Errorf("publish after close: %v", err)
	}
}

func TestCallEndsInTime(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	deaf, err := b.conn.NC.SubscribeSync("deaf.*") // listens and never acknowledges
	must(t, err)
	must(t, b.conn.NC.Flush())
	p, err := NewPublisher(b.conn, PublisherConfig{Within: 200 * time.Millisecond, UnackedMax: 2})
	must(t, err)
	for range 2 { // the second call would find the window full if the first still held its places
		err = p.Publish("deaf.ear", newMessages(3)...)
		var failure *PublishError
		if !errors.As(err, &failure) || len(failure.Failed) != 3 {
			t.Fatalf("got %v", err)
		}
	}
	must(t, p.Publish(testSubject, newMessage("x")))
	must(t, deaf.Unsubscribe())
	must(t, p.Close())
}

func TestPublishSync(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	subject, err := IntakeSubject("masjid", "zakat")
	must(t, err)
	msg := newMessage("sealed")
	for _, again := range []bool{false, true} {
		seq, duplicate, err := p.PublishSync(t.Context(), subject, msg)
		if seq != 1 || duplicate != again || err != nil {
			t.Errorf("sent again %t: %d, %t, %v", again, seq, duplicate, err)
		}
	}
	if _, _, err := p.PublishSync(t.Context(), subject, newMessage(strings.Repeat("x", intakeBytesMax))); domain.CodeOf(err) != domain.TooLarge {
		t.Errorf("too large: %v", err)
	}
	if _, _, err := p.PublishSync(t.Context(), "nobody.listens", newMessage("x")); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("no stream: %v", err)
	}
}

func TestFullRaftRefuses(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	must(t, EnsureStreams(t.Context(), b.conn.JS, Topology{IntakeMaxBytes: 20_000}))
	p := b.publisher(t)
	subject, err := IntakeSubject("masjid", "zakat")
	must(t, err)
	stored := 0
	for ; stored < 30; stored++ {
		if _, _, err = p.PublishSync(t.Context(), subject, newMessage(strings.Repeat("x", 1000))); err != nil {
			break
		}
	}
	if stored == 0 || stored == 30 || domain.CodeOf(err) != domain.Unavailable {
		t.Fatalf("stored %d, then %v", stored, err)
	}
	if _, body, err := Fetch(t.Context(), b.conn.JS, IntakeStream, 1); err != nil || len(body) != 1000 {
		t.Errorf("the first is gone: %v", err)
	}
}

func ExamplePublishError() {
	err := &PublishError{Failed: map[string]error{"b": errors.New("too large"), "a": errors.New("no stream")}}
	fmt.Println(err)
	// Output: publish: 2 messages not acknowledged, one of them because: no stream
}
