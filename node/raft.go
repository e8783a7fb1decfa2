package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/workflows"
)

// raft keeps sealed requests in INTAKE, each synced to disk before it is acknowledged.
type raft struct {
	conn      *bus.Connection
	publisher *bus.Publisher
}

// Keep stores a request under a key. A key that INTAKE knows gives what it kept then.
func (r *raft) Keep(ctx context.Context, organization, program, key string, sealed []byte) ([]byte, error) {
	subject, err := bus.IntakeSubject(organization, program)
	if err != nil {
		return nil, err
	}
	m := message.NewMessage(uuid.NewString(), sealed)
	m.Metadata.Set(bus.MetadataMsgID, key)
	m.Metadata.Set("organization", organization)
	m.Metadata.Set("program", program)
	seq, twice, err := r.publisher.PublishSync(ctx, subject, m)
	if err != nil || !twice {
		return nil, err
	}
	_, kept, err := bus.Fetch(ctx, r.conn.JS, bus.IntakeStream, seq)
	return kept, err
}

// Empty tells whether INTAKE holds nothing.
func (r *raft) Empty(ctx context.Context) (bool, error) {
	s, err := r.conn.JS.Stream(ctx, bus.IntakeStream)
	if err != nil {
		return false, err
	}
	return s.CachedInfo().State.Msgs == 0, nil
}

// Redeliver publishes the last n events again, so that every route gets them twice.
func (n *Node) Redeliver(ctx context.Context, count int) (done int, err error) {
	return n.redeliver(ctx, count, func(string, string) bool { return true })
}

// RedeliverTaken publishes the last n events again that some route takes, each once.
func (n *Node) RedeliverTaken(ctx context.Context, count int) (done int, err error) {
	before := map[string]bool{}
	return n.redeliver(ctx, count, func(id, kind string) bool {
		if before[id] || !slices.ContainsFunc(n.Table, func(r workflows.Route) bool { return slices.Contains(r.Events, kind) }) {
			return false
		}
		before[id] = true
		return true
	})
}

// lookBackMax is how many events are looked at to find those that are published again.
const lookBackMax = 1000

func (n *Node) redeliver(ctx context.Context, count int, wanted func(id, kind string) bool) (done int, err error) {
	_, last, err := bus.Identity(ctx, n.Conn.JS, bus.EventsStream)
	if err != nil {
		return 0, busIsAway(err)
	}
	for seq := last; seq > 0 && done < count && last-seq < lookBackMax; seq-- {
		headers, body, err := bus.Fetch(ctx, n.Conn.JS, bus.EventsStream, seq)
		if err != nil {
			return done, nil //nolint:nilerr // the stream begins here
		}
		if !wanted(first(headers[bus.HeaderID]), first(headers[bus.HeaderType])) {
			continue
		}
		if err := n.publishAgain(headers, body); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

// publishAgain makes a second message of one that went over the bus, which the server does not take for the first.
func (n *Node) publishAgain(headers map[string][]string, body []byte) error {
	m := message.NewMessage(first(headers[bus.HeaderID]), body)
	for key, values := range headers {
		if strings.HasPrefix(key, "ce-") || key == "traceparent" || key == "content-type" {
			m.Metadata.Set(key, first(values))
		}
	}
	subject, err := bus.EventSubject(first(headers[bus.HeaderOrganization]), first(headers[bus.HeaderType]))
	if err != nil {
		return err
	}
	m.Metadata.Set(bus.MetadataSubject, subject)
	m.Metadata.Set(bus.MetadataMsgID, fmt.Sprintf("%s again %s", m.UUID, uuid.NewString()))
	if err := n.publisher.Publish(subject, m); err != nil {
		return busIsAway(err)
	}
	return nil
}

func busIsAway(err error) error {
	return domain.Because(err, domain.Unavailable, "The bus does not answer at the moment. Please try again when it is back.")
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// shelf opens the key-value bucket when it is first needed, since NATS may not be there yet when the process starts.
type shelf struct {
	conn     *bus.Connection
	replicas int

	mu     sync.Mutex
	opened *bus.Shelf
}

func (s *shelf) open(ctx context.Context) (*bus.Shelf, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != nil {
		return s.opened, nil
	}
	opened, err := bus.OpenShelf(ctx, s.conn.JS, "almoner", s.replicas)
	s.opened = opened
	return opened, err
}

// Get reads a key.
func (s *shelf) Get(ctx context.Context, key string) ([]byte, uint64, error) {
	o, err := s.open(ctx)
	if err != nil {
		return nil, 0, err
	}
	return o.Get(ctx, key)
}

// Put replaces a revision of a key. A bucket that has vanished with NATS's directory is opened anew the next time.
func (s *shelf) Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	o, err := s.open(ctx)
	if err != nil {
		return 0, err
	}
	revision, err = o.Put(ctx, key, value, revision)
	if err != nil {
		s.mu.Lock()
		s.opened = nil
		s.mu.Unlock()
	}
	return revision, err
}
