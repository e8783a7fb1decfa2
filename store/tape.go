package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// TapeEvent is an event as the demo's tape shows it.
type TapeEvent struct {
	StoredEvent
	Waits bool // it is still to be published
}

// Taken is that a route has handled an event, as the inbox remembers it.
type Taken struct {
	Route     string
	MessageID uuid.UUID
	HandledAt time.Time
}

// GivenUp is an event that became a dead letter of a route, the last one if there are several.
type GivenUp struct {
	ID           uuid.UUID
	Organization string
	Route        string
	MessageID    uuid.UUID
	Attempts     int
	SettledAs    string // empty while it waits for a person
}

// Recent lists the latest events of all organizations, for the demo's tape: they hold no personal data.
func (s *Store) Recent(ctx context.Context, limit int) (events []TapeEvent, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		events, err = rows[TapeEvent](ctx, tx, `SELECT `+prefixed+`, EXISTS (SELECT 1 FROM outbox o WHERE o.stream_id = e.stream_id AND o.version = e.version) AS waits
			FROM events e ORDER BY e.at DESC, e.stream_id, e.version DESC LIMIT $1`, limit)
		return err
	})
	return events, err
}

// Fates tells what became of messages with routes, both named pairwise.
func (s *Store) Fates(ctx context.Context, routes []string, messages []uuid.UUID) (taken []Taken, up []GivenUp, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		if taken, err = rows[Taken](ctx, tx, `SELECT i.route, i.message_id, i.handled_at FROM inbox i
			JOIN unnest($1::text[], $2::uuid[]) AS w (route, message_id) ON i.route = w.route AND i.message_id = w.message_id`, routes, messages); err != nil {
			return err
		}
		up, err = rows[GivenUp](ctx, tx, `SELECT DISTINCT ON (d.route, d.message_id) d.id, d.organization, d.route, w.message_id, d.attempts, d.settled_as
			FROM dead_letters d JOIN unnest($1::text[], $2::uuid[]) AS w (route, message_id) ON d.route = w.route AND d.message_id = w.message_id::text
			ORDER BY d.route, d.message_id, d.at DESC`, routes, messages)
		return err
	})
	return taken, up, err
}
