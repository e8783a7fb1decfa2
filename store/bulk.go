package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// BulkAct is what somebody wants done with several tasks. Until DueAt it can be undone.
type BulkAct struct {
	ID       uuid.UUID
	PersonID uuid.UUID
	Action   string
	Tasks    []uuid.UUID
	Cases    []uuid.UUID // of the tasks, in the same order
	Sealed   []byte      // the act's body; nil once it is over
	MadeAt   time.Time
	DueAt    time.Time
	UndoneAt *time.Time
	DoneAt   *time.Time
	Results  json.RawMessage
}

const bulkColumns = `id, person_id, action, tasks, cases, sealed, made_at, due_at, undone_at, done_at, results::text::bytea AS results`

// bulkKept is how long the results of bulk acts stay to be read.
const bulkKept = 30 * 24 * time.Hour

func bulkScope(organization string) Scope {
	return Scope{Organization: organization, Compartments: []domain.Compartment{domain.Public}}
}

// KeepBulk holds a bulk act back until it is due. The same id again changes nothing. Results of the person's that are old go.
func (s *Store) KeepBulk(ctx context.Context, organization string, b BulkAct) error {
	return s.Decide(ctx, bulkScope(organization), func(tx pgx.Tx) error {
		q := &pgx.Batch{}
		q.Queue(`DELETE FROM bulk_acts WHERE person_id = $1 AND made_at < $2 AND (done_at IS NOT NULL OR undone_at IS NOT NULL)`, b.PersonID, b.MadeAt.Add(-bulkKept))
		q.Queue(`INSERT INTO bulk_acts (id, organization, person_id, action, tasks, cases, sealed, made_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT DO NOTHING`, b.ID, organization, b.PersonID, b.Action, b.Tasks, b.Cases, b.Sealed, b.MadeAt, b.DueAt)
		return tx.SendBatch(ctx, q).Close()
	})
}

// Bulk gives a bulk act of the scope's person; NotFound when it is somebody else's.
func (s *Store) Bulk(ctx context.Context, sc Scope, id uuid.UUID) (b BulkAct, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		b, err = row[BulkAct](ctx, tx, `SELECT `+bulkColumns+` FROM bulk_acts WHERE id = $1`, id)
		return err
	})
	return b, err
}

// UndoBulk takes a person's bulk act back unless somebody has begun to carry it out, and tells whether it did. Twice is no harm.
func (s *Store) UndoBulk(ctx context.Context, organization string, person, id uuid.UUID, at time.Time) (undone bool, err error) {
	err = s.Decide(ctx, bulkScope(organization), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE bulk_acts SET undone_at = coalesce(undone_at, $3), sealed = NULL
			WHERE id = $1 AND person_id = $2 AND done_at IS NULL AND held_until IS NULL AND (undone_at IS NOT NULL OR due_at > $3)`, id, person, at)
		undone = err == nil && tag.RowsAffected() > 0
		return err
	})
	return undone, err
}

// DueBulk names a bulk act that was taken.
type DueBulk struct {
	ID           uuid.UUID
	Organization string
	Attempts     int
}

// TakeBulks takes bulk acts that are due and puts them off until a moment, so that nobody else takes them and a crash only delays them.
func (s *Store) TakeBulks(ctx context.Context, at, until time.Time, limit int) (due []DueBulk, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		due, err = rows[DueBulk](ctx, tx, `UPDATE bulk_acts b SET held_until = $2, attempts = b.attempts + 1
			FROM (SELECT id FROM bulk_acts WHERE done_at IS NULL AND undone_at IS NULL AND due_at <= $1 AND (held_until IS NULL OR held_until <= $1)
				ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
			WHERE b.id = d.id RETURNING b.id, b.organization, b.attempts`, at, until, limit)
		return err
	})
	return due, err
}

// BulkToDo gives a bulk act that is to be carried out; NotFound when it is over.
func (s *Store) BulkToDo(ctx context.Context, organization string, id uuid.UUID) (b BulkAct, err error) {
	err = s.Decide(ctx, bulkScope(organization), func(tx pgx.Tx) error {
		b, err = row[BulkAct](ctx, tx, `SELECT `+bulkColumns+` FROM bulk_acts WHERE id = $1 AND done_at IS NULL AND undone_at IS NULL`, id)
		return err
	})
	return b, err
}

// SettleBulk keeps what became of a bulk act and wipes what was written for it.
func (s *Store) SettleBulk(ctx context.Context, organization string, id uuid.UUID, results json.RawMessage, at time.Time) error {
	return s.Decide(ctx, bulkScope(organization), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE bulk_acts SET done_at = $2, results = $3, sealed = NULL WHERE id = $1 AND done_at IS NULL AND undone_at IS NULL`, id, at, string(results))
		return err
	})
}
