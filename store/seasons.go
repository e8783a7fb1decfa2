package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CasesByIDs lists those of some cases that lie within the scope, in no order. Whoever looks after one group finds nobody else's.
func (s *Store) CasesByIDs(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c WHERE c.id = ANY ($1)`, ids)
}

// Seasons lists the seasons within the scope that still run, and those that ended since a moment, the latest first.
func (s *Store) Seasons(ctx context.Context, tx pgx.Tx, organization string, since time.Time, limit int) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c
		WHERE c.organization = $1 AND c.workflow = 'season' AND (c.closed_at IS NULL OR c.closed_at >= $2) ORDER BY c.received_at DESC, c.id LIMIT $3`, organization, since, limit)
}

// Told is what became of one message about a case.
type Told struct {
	CaseID    uuid.UUID
	Cause     uuid.UUID // the event that it is about
	Recipient uuid.UUID
	Outcome   string // empty while it is under way
	Channel   string
	SentAt    *time.Time
}

// TellingOf gives what became of the messages that some events caused.
func (s *Store) TellingOf(ctx context.Context, tx pgx.Tx, causes []uuid.UUID) ([]Told, error) {
	return rows[Told](ctx, tx, `SELECT case_id, cause, recipient, outcome, channel, sent_at FROM notices WHERE cause = ANY ($1) ORDER BY cause, recipient, template`, causes)
}

// OpenTasks lists the tasks of a kind that some cases wait for, as far as the scope's actor can do them.
func (s *Store) OpenTasks(ctx context.Context, tx pgx.Tx, kind string, cases []uuid.UUID) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE kind = $1 AND case_id = ANY ($2) AND closed_at IS NULL ORDER BY opened_at, id`, kind, cases)
}
