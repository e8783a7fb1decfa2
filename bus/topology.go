package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The streams.
const (
	EventsStream = "EVENTS"
	IntakeStream = "INTAKE"
)

const (
	eventBytesMax       = 64 << 10
	intakeBytesMax      = 512 << 10
	eventsDuplicates    = 2 * time.Minute
	intakeDuplicates    = 24 * time.Hour
	defaultEventsMax    = 1 << 30
	defaultIntakeMax    = 256 << 20
	defaultAckWait      = 30 * time.Second
	defaultConcurrency  = 64
	unlimitedDeliveries = -1
)

// Topology is what an installation may choose about its streams.
type Topology struct {
	Replicas       int           // copies in the cluster; 1 when zero, as on the server
	EventsMaxBytes int64         // oldest events go beyond it; 1 GiB when zero (server: unlimited)
	IntakeMaxBytes int64         // requests are refused beyond it; 256 MiB when zero (server: unlimited)
	MaxAge         time.Duration // events older than this go; 0 keeps them, as on the server. INTAKE never forgets by age
}

// EnsureStreams makes both streams or brings them to the given topology, keeping what they hold. The persistence of an existing
// stream cannot be changed and is kept as it is.
func EnsureStreams(ctx context.Context, js jetstream.JetStream, t Topology) error {
	for _, cfg := range []jetstream.StreamConfig{t.events(), t.intake()} {
		if err := ensureStream(ctx, js, cfg); err != nil {
			return fmt.Errorf("ensure stream %s: %w", cfg.Name, err)
		}
	}
	return nil
}

func (t Topology) events() jetstream.StreamConfig {
	cfg := jetstream.StreamConfig{
		Name:        EventsStream,
		Description: "what happened: ids, amounts, codes; can be published again from Postgres",
		Subjects:    []string{EventsFilter},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardOld,
		MaxBytes:    orDefault(t.EventsMaxBytes, defaultEventsMax),
		MaxAge:      t.MaxAge,
		MaxMsgSize:  eventBytesMax,
		Duplicates:  eventsDuplicates,
		Replicas:    max(t.Replicas, 1),
	}
	if t.MaxAge > 0 {
		cfg.Duplicates = min(cfg.Duplicates, t.MaxAge) // because the server refuses a longer one
	}
	if cfg.Replicas == 1 { // because the server allows it on a single replica only, where a sync for each event costs a factor of twenty
		cfg.PersistMode = jetstream.AsyncPersistMode
	}
	return cfg
}

func (t Topology) intake() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:        IntakeStream,
		Description: "sealed requests that wait for Postgres",
		Subjects:    []string{IntakeFilter},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.WorkQueuePolicy,
		Discard:     jetstream.DiscardNew, // because a full raft must refuse, not drop who came first
		MaxBytes:    orDefault(t.IntakeMaxBytes, defaultIntakeMax),
		MaxMsgSize:  intakeBytesMax,
		Duplicates:  intakeDuplicates,
		Replicas:    max(t.Replicas, 1),
	}
}

func ensureStream(ctx context.Context, js jetstream.JetStream, cfg jetstream.StreamConfig) error {
	stream, err := js.Stream(ctx, cfg.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = js.CreateStream(ctx, cfg)
		if !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return err
		}
		stream, err = js.Stream(ctx, cfg.Name) // because another process may have made it in between, from other settings
	}
	if err != nil {
		return err
	}
	cfg.PersistMode = stream.CachedInfo().Config.PersistMode
	_, err = js.UpdateStream(ctx, cfg)
	return err
}

// ConsumerOptions say how fast the messages of one durable consumer are handled.
type ConsumerOptions struct {
	Concurrency int           // messages in flight per process; 64 when zero. The server allows twice as many unacknowledged in all (its default: 1000)
	AckWait     time.Duration // without a sign of life the server sends a message again after it; 30 s when zero, as on the server
}

// EnsureConsumer makes or updates a durable pull consumer that starts with the oldest message and is sent every message until it is
// acknowledged: there is no last delivery on the server's side, whoever handles the message counts.
func EnsureConsumer(ctx context.Context, js jetstream.JetStream, stream, durable string, subjects []string, o ConsumerOptions) (jetstream.Consumer, error) {
	consumer, err := js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable:        durable,
		FilterSubjects: subjects,
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        orDefault(o.AckWait, defaultAckWait),
		MaxDeliver:     unlimitedDeliveries,
		MaxAckPending:  2 * orDefault(o.Concurrency, defaultConcurrency),
	})
	if err != nil {
		return nil, fmt.Errorf("ensure consumer %s of %s: %w", durable, stream, err)
	}
	return consumer, nil
}

// Identity tells one life of a stream from another: after its files were lost, created is later and lastSeq starts over.
func Identity(ctx context.Context, js jetstream.JetStream, stream string) (created time.Time, lastSeq uint64, err error) {
	s, err := js.Stream(ctx, stream)
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("identify stream %s: %w", stream, err)
	}
	info := s.CachedInfo()
	return info.Created, info.State.LastSeq, nil
}

func orDefault[T int | int64 | time.Duration](v, fallback T) T {
	if v == 0 {
		return fallback
	}
	return v
}
