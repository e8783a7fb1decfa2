package bus

import (
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
)

const (
	relayBatch     = 256
	handedOverMax  = 4096        // more wait in the outbox
	ackedMax       = 16          // batches; more are forgotten before the next is published
	sweepAfter     = time.Second // how long the process that committed an event has to publish it itself
	sweepEvery     = 500 * time.Millisecond
	relayLock      = 0x616c6d6f // "almo": the advisory lock of the process that sweeps
	compareEvery   = 30 * time.Second
	compareAgain   = 5 * time.Second // after one that failed
	compareOverlap = 5 * time.Minute
)

// The CloudEvents 1.0 attributes that travel as headers, and our extension for the organization.
const (
	HeaderID           = "ce-id"
	HeaderType         = "ce-type"
	HeaderSource       = "ce-source"
	HeaderSubject      = "ce-subject" // the case
	HeaderTime         = "ce-time"
	HeaderOrganization = "ce-organization"
	HeaderCompartment  = "ce-compartment"
)

// Relay publishes what was committed: at once what this process hands over, and when it leads, whatever else lies in the
// outbox: after a crash, from a process that has no relay, from the time NATS was down.
type Relay struct {
	Store     *store.Store
	Publisher message.Publisher
	Conn      *Connection
	Now       func() time.Time
	Routes    map[string][]string // event types by route, to publish again what NATS forgot
	Log       *slog.Logger

	handed chan domain.Recorded
	acked  chan []domain.Recorded // published by hand-over, still in the outbox
}

// NewRelay prepares a relay; it publishes while Run runs.
func NewRelay(s *store.Store, p message.Publisher, c *Connection, now func() time.Time, routes map[string][]string, log *slog.Logger) *Relay {
	return &Relay{Store: s, Publisher: p, Conn: c, Now: now, Routes: routes, Log: log, handed: make(chan domain.Recorded, handedOverMax), acked: make(chan []domain.Recorded, ackedMax)}
}

// HandOver takes committed events without waiting. What does not fit stays in the outbox for the sweeper.
func (r *Relay) HandOver(events []domain.Recorded) {
	for _, e := range events {
		select {
		case r.handed <- e:
		default:
			return
		}
	}
}

// Run publishes until ctx ends. lead says whether this process may sweep.
func (r *Relay) Run(ctx context.Context, lead bool) {
	if lead {
		go r.sweepWhileLeading(ctx)
	}
	go r.forgetAcked(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-r.handed:
			batch := []domain.Recorded{first}
			for len(batch) < relayBatch && len(r.handed) > 0 {
				batch = append(batch, <-r.handed)
			}
			acked, _ := r.send(batch)
			select {
			case r.acked <- acked:
			default:
				r.forget(ctx, acked)
			}
		}
	}
}

// forgetAcked takes published events out of the outbox while the next are on their way, as many together as there are by then. What
// it does not come to before ctx ends the sweeper publishes once more.
func (r *Relay) forgetAcked(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case acked := <-r.acked:
			for len(acked) < handedOverMax && len(r.acked) > 0 {
				acked = append(acked, <-r.acked...)
			}
			r.forget(ctx, acked)
		}
	}
}

func (r *Relay) sweepWhileLeading(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := r.Store.Lead(ctx, relayLock, r.sweep); err != nil && ctx.Err() == nil {
			r.Log.Debug("relay cannot lead", "reason", domain.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweep publishes leftovers for as long as this process leads, and republishes when NATS has lost its memory.
func (r *Relay) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var seen memory
	for {
		if r.Conn.Connected() {
			r.compare(ctx, &seen)
			r.sweepOnce(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *Relay) sweepOnce(ctx context.Context) {
	for ctx.Err() == nil {
		left, err := r.Store.Outgoing(ctx, r.Now().Add(-sweepAfter), relayBatch)
		if err != nil || len(left) == 0 {
			return
		}
		batch := make([]domain.Recorded, len(left))
		for i, e := range left {
			batch[i] = domain.Recorded{
				ID: e.ID, Organization: e.Organization, Compartment: e.Compartment, Workflow: e.Workflow, Stream: e.StreamID, Version: e.Version,
				At: e.At, Event: stored(e.Type), Data: e.Data,
			}
		}
		if !r.publish(ctx, batch) {
			return
		}
	}
}

// stored is an event of which only the name matters here.
type stored string

func (s stored) EventType() string { return string(s) }

// memory is what a leader knows of NATS: which server, which stream, and up to when events were seen to have arrived.
type memory struct {
	server     string
	created    time.Time
	compared   time.Time // real time of the last comparison
	handledTil time.Time // program time up to which everything was compared
	failed     bool      // the last comparison did not come to its end
}

// compare publishes again what some route has not handled: all of it when the server or its stream is another one than before,
// since whatever it had not written to disk may be gone, and what is young every half minute, in case a consumer skipped it.
func (r *Relay) compare(ctx context.Context, seen *memory) {
	server := r.Conn.NC.ConnectedServerId()
	if since := time.Since(seen.compared); since < compareEvery && (server == seen.server || seen.failed && since < compareAgain) {
		return
	}
	created, _, err := Identity(ctx, r.Conn.JS, EventsStream)
	if err != nil {
		return
	}
	now := r.Now()
	since, before := seen.handledTil.Add(-compareOverlap), now.Add(-compareEvery)
	if server != seen.server || !created.Equal(seen.created) {
		since, before = time.Time{}, now
	}
	for route, types := range r.Routes {
		n, err := r.Store.PublishAgain(ctx, route, types, since, before)
		if err != nil {
			seen.compared, seen.failed = time.Now(), true
			return
		}
		if n > 0 {
			r.Log.Info("publishing again what was not handled", "route", route, "events", n)
		}
	}
	*seen = memory{server: server, created: created, compared: time.Now(), handledTil: before}
}

// publish sends events and forgets those that NATS has acknowledged.
func (r *Relay) publish(ctx context.Context, batch []domain.Recorded) bool {
	acked, all := r.send(batch)
	r.forget(ctx, acked)
	return all
}

// send gives the events that NATS has acknowledged, and whether that was all of them.
func (r *Relay) send(batch []domain.Recorded) (acked []domain.Recorded, all bool) {
	messages := make([]*message.Message, 0, len(batch))
	for _, e := range batch {
		m, err := Envelope(e)
		if err != nil {
			r.Log.Error("event has no subject", "type", e.Event.EventType(), "event", e.ID)
			continue
		}
		messages = append(messages, m)
	}
	failed := map[string]error{}
	if err := r.Publisher.Publish(EventsStream, messages...); err != nil {
		if failed = failures(err); failed == nil {
			r.Log.Debug("nothing published", "reason", err)
			return nil, false
		}
	}
	if len(failed) == 0 {
		return batch, true
	}
	for _, e := range batch {
		if failed[e.ID.String()] == nil {
			acked = append(acked, e)
		}
	}
	return acked, false
}

func (r *Relay) forget(ctx context.Context, acked []domain.Recorded) {
	if len(acked) == 0 {
		return
	}
	streams, versions := make([]uuid.UUID, len(acked)), make([]int, len(acked))
	for i, e := range acked {
		streams[i], versions[i] = e.Stream, e.Version
	}
	if err := r.Store.Published(ctx, streams, versions); err != nil {
		r.Log.Debug("published events stay in the outbox", "reason", domain.CodeOf(err))
	}
}

// Envelope makes a message of an event: CloudEvents 1.0, binary mode.
func Envelope(e domain.Recorded) (*message.Message, error) {
	subject, err := EventSubject(e.Organization, e.Event.EventType())
	if err != nil {
		return nil, err
	}
	m := message.NewMessage(e.ID.String(), e.Data)
	m.Metadata = message.Metadata{
		MetadataSubject: subject, "ce-specversion": "1.0", HeaderID: e.ID.String(), HeaderType: e.Event.EventType(),
		HeaderSource: "/almoner/" + e.Organization, HeaderSubject: e.Stream.String(), HeaderTime: e.At.UTC().Format(time.RFC3339Nano),
		HeaderOrganization: e.Organization, HeaderCompartment: string(e.Compartment), "content-type": "application/json", "traceparent": traceParent(e),
	}
	return m, nil
}

// traceParent makes one trace of everything that one message or act led to.
func traceParent(e domain.Recorded) string {
	cause := e.Cause
	if cause == uuid.Nil {
		cause = e.ID
	}
	return "00-" + hex.EncodeToString(cause[:]) + "-" + hex.EncodeToString(e.ID[8:]) + "-00"
}

// failures are the messages that were not acknowledged; nil when nothing at all was sent.
func failures(err error) map[string]error {
	var partial *PublishError
	if errors.As(err, &partial) {
		return partial.Failed
	}
	return nil
}
