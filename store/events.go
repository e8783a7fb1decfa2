package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// StoredEvent is an event's row; Data is its JSON, byte for byte as it was hashed.
type StoredEvent struct {
	StreamID     uuid.UUID
	Version      int
	ID           uuid.UUID
	Organization string
	Compartment  domain.Compartment
	Workflow     string
	Type         string
	At           time.Time
	Actor        string
	Cause        uuid.UUID
	Data         []byte
	Hash         []byte
}

const eventColumns = `stream_id, version, id, organization, compartment, workflow, type, at, actor, cause, data::text::bytea AS data, hash`

// Opened is what a batch finds: the streams it asked for, locked, and which of its messages were handled before.
type Opened struct {
	Events []StoredEvent // by stream and version
	Cases  []CaseKeys
	Seen   map[Seen]bool
	Onces  []Once
	Timers map[uuid.UUID]bool // those that still were to fire, now taken
}

// CaseKeys are what a batch needs of a case beside its events.
type CaseKeys struct {
	ID             uuid.UUID
	Program        string
	ProgramVersion string
	Reference      string
	KeyID          uuid.UUID
	ReceivedAt     time.Time
	Emergency      bool
	AwardCents     int64
	DecidedAt      *time.Time
	NameHash       []byte
	PayeeHash      []byte
	Version        int
}

// Seen names a message that a route has handled.
type Seen struct {
	Route string
	ID    uuid.UUID
}

// Once is a request's key within its scope. Hash covers the input; Result is what was answered.
type Once struct {
	Scope     string
	KeyHash   []byte
	BodyHash  []byte
	CaseID    uuid.UUID
	Reference string
	Result    []byte
}

// Opening says what a batch wants to find.
type Opening struct {
	Streams []uuid.UUID
	Routes  []string    // with Causes, pairwise: messages from the bus
	Causes  []uuid.UUID //
	Timers  []uuid.UUID
	Scopes  []string // with Keys, pairwise: requests with a key
	Keys    [][]byte
	At      time.Time
	Rows    bool // each of the streams has a case's row
	Whole   bool // events with everything that their hashes cover, not only what it takes to go on
}

// Open locks the cases of a batch in id order, loads their streams, claims its messages and timers, and finds known keys: one round trip.
func (s *Store) Open(ctx context.Context, tx pgx.Tx, sc Scope, o Opening) (Opened, error) {
	found := Opened{Seen: map[Seen]bool{}, Timers: map[uuid.UUID]bool{}}
	var b pgx.Batch
	b.Queue(lockCases, o.Streams).Query(collect(&found.Cases))
	queueEvents(&b, o, &found.Events)
	if len(o.Routes) > 0 {
		for i := range o.Routes {
			found.Seen[Seen{o.Routes[i], o.Causes[i]}] = true
		}
		b.Queue(`INSERT INTO inbox (route, message_id, organization, compartment, handled_at)
			SELECT DISTINCT route, id, $3, $4, $5::timestamptz FROM unnest($1::text[], $2::uuid[]) AS m (route, id) ORDER BY route, id
			ON CONFLICT DO NOTHING RETURNING route, message_id AS id`,
			o.Routes, o.Causes, sc.Organization, sc.Compartments[0], o.At).Query(func(r pgx.Rows) error {
			fresh, err := pgx.CollectRows(r, pgx.RowToStructByName[Seen])
			for _, f := range fresh {
				found.Seen[f] = false
			}
			return err
		})
	}
	if len(o.Timers) > 0 {
		b.Queue(`DELETE FROM timers WHERE id = ANY ($1) RETURNING id`, o.Timers).Query(func(r pgx.Rows) error {
			ids, err := pgx.CollectRows(r, pgx.RowTo[uuid.UUID])
			for _, id := range ids {
				found.Timers[id] = true
			}
			return err
		})
	}
	if len(o.Scopes) > 0 {
		b.Queue(`SELECT o.scope, o.key_hash, o.body_hash, o.case_id, o.reference, o.result::text::bytea AS result
			FROM unnest($2::text[], $3::bytea[]) AS k (scope, key_hash) JOIN onces o ON o.organization = $1 AND o.scope = k.scope AND o.key_hash = k.key_hash`,
			sc.Organization, o.Scopes, o.Keys).Query(collect(&found.Onces))
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return found, err
	}
	return found, found.late(ctx, tx, o)
}

const lockCases = `SELECT id, program, program_version, reference, key_id, received_at, emergency, award_cents, decided_at, name_hash, payee_hash, version
	FROM cases WHERE id = ANY ($1) ORDER BY id FOR UPDATE`

// late locks the cases that another transaction opened between the statement that looked for rows and the one that read the events: without
// their rows this batch would go on with the events and leave the rows behind.
func (found *Opened) late(ctx context.Context, tx pgx.Tx, o Opening) error {
	if !o.Rows {
		return nil
	}
	known := map[uuid.UUID]bool{}
	for _, c := range found.Cases {
		known[c.ID] = true
	}
	var missing []uuid.UUID
	for _, e := range found.Events {
		if !known[e.StreamID] {
			known[e.StreamID], missing = true, append(missing, e.StreamID)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	more, err := rows[CaseKeys](ctx, tx, lockCases, missing)
	if err == nil && len(more) < len(missing) {
		err = domain.Errorf(domain.Conflict, "a case has events and no row")
	}
	found.Cases = append(found.Cases, more...)
	return err
}

func queueEvents(b *pgx.Batch, o Opening, into *[]StoredEvent) {
	if o.Whole {
		b.Queue(`SELECT `+eventColumns+` FROM events WHERE stream_id = ANY ($1) ORDER BY stream_id, version`, o.Streams).Query(collect(into))
		return
	}
	b.Queue(`SELECT stream_id, version, type, data, hash FROM events WHERE stream_id = ANY ($1) ORDER BY stream_id, version`, o.Streams).Query(func(r pgx.Rows) error {
		var e StoredEvent
		_, err := pgx.ForEachRow(r, []any{&e.StreamID, &e.Version, &e.Type, &e.Data, &e.Hash}, func() error {
			*into = append(*into, e)
			return nil
		})
		return err
	})
}

func collect[T any](into *[]T) func(pgx.Rows) error {
	return func(r pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(r, pgx.RowToStructByName[T])
		return err
	}
}

// Chain gives the hash of an event: SHA-256 over the hash before it in its stream, its place, time, name and bytes.
func Chain(before []byte, r domain.Recorded) []byte {
	h := sha256.New()
	part := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	part(before)
	part(r.ID[:])
	part(r.Stream[:])
	part(binary.BigEndian.AppendUint64(nil, uint64(r.Version)))
	part(binary.BigEndian.AppendUint64(nil, uint64(r.At.UnixMicro())))
	part([]byte(r.Organization))
	part([]byte(r.Workflow))
	part([]byte(r.Actor))
	part(r.Cause[:])
	part([]byte(r.Event.EventType()))
	part(r.Data)
	return h.Sum(nil)
}
