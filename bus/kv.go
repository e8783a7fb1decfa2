package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/almoner/almoner/domain"
)

// Shelf keeps small values beside the streams, for what must be readable while Postgres is away.
type Shelf struct {
	kv jetstream.KeyValue
}

// OpenShelf makes the bucket if it is missing: on disk, with the newest value of each key only (as on the server), in the given number of copies.
func OpenShelf(ctx context.Context, js jetstream.JetStream, bucket string, replicas int) (*Shelf, error) {
	kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket:       bucket,
		Storage:      jetstream.FileStorage,
		Replicas:     max(replicas, 1),
		History:      1,
		MaxValueSize: eventBytesMax,
		MaxBytes:     shelfBytesMax,
	})
	if err != nil {
		return nil, fmt.Errorf("open shelf %s: %w", bucket, err)
	}
	return &Shelf{kv: kv}, nil
}

const shelfBytesMax = 64 << 20

// Get returns the value and the revision that Put must name to replace it; domain.NotFound when there is none.
func (s *Shelf) Get(ctx context.Context, key string) ([]byte, uint64, error) {
	entry, err := s.kv.Get(ctx, key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return nil, 0, domain.Because(err, domain.NotFound, "There is nothing under this key.")
	case err != nil:
		return nil, 0, fmt.Errorf("get %s: %w", key, unavailable(err))
	}
	return entry.Value(), entry.Revision(), nil
}

// Put stores value if the key still has the revision expected, 0 for a key without value, and returns the new revision;
// domain.Conflict when somebody else was faster.
func (s *Shelf) Put(ctx context.Context, key string, value []byte, expectedRevision uint64) (uint64, error) {
	var revision uint64
	var err error
	if expectedRevision == 0 {
		revision, err = s.kv.Create(ctx, key, value)
	} else {
		revision, err = s.kv.Update(ctx, key, value, expectedRevision)
	}
	switch {
	case errors.Is(err, jetstream.ErrKeyExists), errors.Is(err, jetstream.ErrKeyRevisionMismatch):
		return 0, domain.Because(err, domain.Conflict, "The value was changed in the meantime.")
	case err != nil:
		return 0, fmt.Errorf("put %s: %w", key, unavailable(err))
	}
	return revision, nil
}
