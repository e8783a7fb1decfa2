package handlers

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// blocksKept is how many blocks of reference numbers a process keeps ahead: as many requests it can take while Postgres is down.
const blocksKept = 8

// Shelf keeps a few bytes outside of Postgres, with compare and set by revision; zero is "not there yet".
type Shelf interface {
	Get(ctx context.Context, key string) (value []byte, revision uint64, err error)
	Put(ctx context.Context, key string, value []byte, revision uint64) (uint64, error)
}

// References gives out reference numbers from blocks reserved beforehand, so that a request can be answered while Postgres is
// down. Numbers look random but never repeat.
type References struct {
	Store *store.Store
	Keys  *seal.Keys
	Now   func() time.Time
	Shelf Shelf // blocks for a process that starts while Postgres is down

	mu     sync.Mutex
	blocks []block
}

type block struct {
	Next uint64 `json:"next"`
	Left uint64 `json:"left"`
}

// shelved is the one key on the shelf.
const shelved = "reference-blocks"

// Take gives a reference of a kind; Unavailable when every reserved number is used and no more can be reserved.
func (r *References) Take(ctx context.Context, kind string) (string, error) {
	n, ok := r.take()
	if !ok {
		if err := r.Refill(ctx); err != nil {
			return "", err
		}
		if n, ok = r.take(); !ok {
			return "", domain.Errorf(domain.Unavailable, "We cannot take requests at the moment. Please call the number on this page.")
		}
	}
	return domain.NewReference(kind, r.Keys.Permute(n)), nil
}

func (r *References) take() (uint64, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.blocks) > 0 {
		b := &r.blocks[0]
		if b.Left > 0 {
			b.Next++
			b.Left--
			return b.Next - 1, true
		}
		r.blocks = r.blocks[1:]
	}
	return 0, false
}

// Refill reserves blocks until enough are at hand, here and on the shelf. While Postgres is down and nothing is at hand it
// takes one from the shelf.
func (r *References) Refill(ctx context.Context) error {
	for r.missing() > 0 {
		first, err := r.Store.TakeReferences(ctx, r.Now())
		if err != nil {
			if r.missing() == blocksKept && r.fromShelf(ctx) {
				return nil
			}
			return err
		}
		r.add(block{Next: first, Left: store.ReferenceBlock})
	}
	return r.toShelf(ctx)
}

// AtHand tells whether a request could be given a reference now, whatever is down.
func (r *References) AtHand() bool { return r.missing() < blocksKept }

func (r *References) missing() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return blocksKept - len(r.blocks)
}

func (r *References) add(b block) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blocks = append(r.blocks, b)
}

func (r *References) fromShelf(ctx context.Context) bool {
	blocks, revision, err := r.onShelf(ctx)
	if err != nil || len(blocks) == 0 {
		return false
	}
	rest, err := json.Marshal(blocks[1:])
	if err != nil {
		return false
	}
	if _, err := r.Shelf.Put(ctx, shelved, rest, revision); err != nil {
		return false
	}
	r.add(blocks[0])
	return true
}

// toShelf keeps as many blocks on the shelf as in memory. Two processes may do so at once; the slower one's blocks are lost,
// which costs nothing but numbers.
func (r *References) toShelf(ctx context.Context) error {
	blocks, revision, err := r.onShelf(ctx)
	if err != nil || len(blocks) >= blocksKept {
		return err
	}
	for len(blocks) < blocksKept {
		first, err := r.Store.TakeReferences(ctx, r.Now())
		if err != nil {
			return err
		}
		blocks = append(blocks, block{Next: first, Left: store.ReferenceBlock})
	}
	all, err := json.Marshal(blocks)
	if err != nil {
		return err
	}
	_, err = r.Shelf.Put(ctx, shelved, all, revision)
	return err
}

func (r *References) onShelf(ctx context.Context) ([]block, uint64, error) {
	value, revision, err := r.Shelf.Get(ctx, shelved)
	if domain.CodeOf(err) == domain.NotFound {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	var blocks []block
	err = json.Unmarshal(value, &blocks)
	return blocks, revision, err
}
