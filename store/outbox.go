package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Outgoing takes up to limit events that were committed before a moment and are still to be published, oldest first, and
// keeps other sweepers off them until done returns. Only the leader sweeps.
func (s *Store) Outgoing(ctx context.Context, before time.Time, limit int) (events []StoredEvent, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		events, err = rows[StoredEvent](ctx, tx, `SELECT `+prefixed+` FROM (SELECT stream_id, version, committed_at FROM outbox
				WHERE committed_at < $1 ORDER BY committed_at, stream_id, version LIMIT $2) o
			CROSS JOIN LATERAL (SELECT * FROM events e WHERE e.stream_id = o.stream_id AND e.version = o.version OFFSET 0) e
			ORDER BY o.committed_at, o.stream_id, o.version`, before, limit)
		return err
	})
	return events, err
}

const prefixed = `e.stream_id, e.version, e.id, e.organization, e.compartment, e.workflow, e.type, e.at, e.actor, e.cause, e.data::text::bytea AS data, e.hash`

// Published forgets outgoing events that NATS has acknowledged. A forgotten forgetting is a second publish, which is harmless,
// so this commit does not wait for the disk.
func (s *Store) Published(ctx context.Context, streams []uuid.UUID, versions []int) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`SET LOCAL synchronous_commit = off`)
		b.Queue(`DELETE FROM outbox o USING unnest($1::uuid[], $2::int[]) AS d (stream_id, version) WHERE o.stream_id = d.stream_id AND o.version = d.version`, streams, versions)
		return last(ctx, tx, b)
	})
}

// PublishAgain puts every event of the given types, recorded between two moments, that a route has not handled back into the
// outbox. Events from before the route was registered are not for it, and dead letters have been looked at. It returns how many.
func (s *Store) PublishAgain(ctx context.Context, route string, types []string, since, before time.Time) (n int64, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		// It may have to look through every event there is.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO outbox (stream_id, version, organization, compartment, committed_at)
			SELECT e.stream_id, e.version, e.organization, e.compartment, e.at FROM events e JOIN routes r ON r.name = $1
			WHERE e.type = ANY ($2) AND e.at >= r.registered_at AND e.at >= $3 AND e.at <= $4
				AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.route = $1 AND i.message_id = e.id)
				AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.route = $1 AND d.message_id = e.id::text)
			ON CONFLICT DO NOTHING`, route, types, since, before)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// RegisterRoutes notes routes that are new: they begin with the events from now on.
func (s *Store) RegisterRoutes(ctx context.Context, names []string, at time.Time) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO routes (name, registered_at) SELECT n, $2 FROM unnest($1::text[]) AS u (n) ON CONFLICT DO NOTHING`, names, at)
		return err
	})
}

// Lead tries to become the one process that sweeps; it holds a connection for as long as it leads and calls f meanwhile.
// It returns false at once when another process leads.
func (s *Store) Lead(ctx context.Context, key int64, f func(ctx context.Context)) (bool, error) {
	conn, err := s.worker.Acquire(ctx)
	if err != nil {
		return false, translate(err)
	}
	defer conn.Release()
	var leads bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, key).Scan(&leads); err != nil || !leads {
		return false, translate(err)
	}
	held, lost := context.WithCancel(ctx)
	defer lost()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		defer lost()
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-held.Done():
				return
			case <-t.C:
				if err := conn.Ping(held); err != nil {
					return
				}
			}
		}
	}()
	f(held)
	lost()
	<-watched // because a connection has one user at a time
	unlock, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_, err = conn.Exec(unlock, `SELECT pg_advisory_unlock($1)`, key)
	return true, translate(err)
}
