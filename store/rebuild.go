package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CaseIDs lists cases within the scope after an id.
func (s *Store) CaseIDs(ctx context.Context, tx pgx.Tx, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return ids(ctx, tx, `SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// StreamIDs lists streams within the scope after an id.
func (s *Store) StreamIDs(ctx context.Context, tx pgx.Tx, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return ids(ctx, tx, `SELECT stream_id FROM events WHERE stream_id > $1 AND version = 1 ORDER BY stream_id LIMIT $2`, after, limit)
}

func ids(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]uuid.UUID, error) {
	r, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(r, pgx.RowTo[uuid.UUID])
}

// ForgetWork takes away the tasks, timers, engagements and clearances of cases, so that they can be made anew in the same transaction.
func (s *Store) ForgetWork(ctx context.Context, tx pgx.Tx, cases []uuid.UUID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM tasks WHERE case_id = ANY ($1)`, cases); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM engagements WHERE case_id = ANY ($1)`, cases); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM clearances WHERE case_id = ANY ($1)`, cases); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM timers WHERE stream_id = ANY ($1)`, cases)
	return err
}

// TransfersOf gives the transfers of cases and fund streams: amount by transfer, by stream.
func (s *Store) TransfersOf(ctx context.Context, tx pgx.Tx, streams []uuid.UUID) (map[uuid.UUID]map[uuid.UUID]int64, error) {
	type moved struct {
		ID, CaseID  uuid.UUID
		AmountCents int64
	}
	list, err := rows[moved](ctx, tx, `SELECT id, case_id, amount_cents FROM transfers WHERE case_id = ANY ($1)`, streams)
	if err != nil {
		return nil, err
	}
	byStream := map[uuid.UUID]map[uuid.UUID]int64{}
	for _, m := range list {
		if byStream[m.CaseID] == nil {
			byStream[m.CaseID] = map[uuid.UUID]int64{}
		}
		byStream[m.CaseID][m.ID] = m.AmountCents
	}
	return byStream, nil
}

// Unbalanced names funds whose balances are not the sum of their transfers.
func (s *Store) Unbalanced(ctx context.Context, sc Scope) (findings []string, err error) {
	type fund struct{ Key string }
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		wrong, err := rows[fund](ctx, tx, `SELECT f.key FROM funds f CROSS JOIN LATERAL (
				SELECT coalesce(sum(amount_cents) FILTER (WHERE debit = 'received'), 0) AS received,
					coalesce(sum(CASE WHEN credit = 'available' THEN amount_cents WHEN debit = 'available' THEN -amount_cents END), 0) AS available,
					coalesce(sum(CASE WHEN credit = 'reserved' THEN amount_cents WHEN debit = 'reserved' THEN -amount_cents END), 0) AS reserved,
					coalesce(sum(amount_cents) FILTER (WHERE credit = 'paid'), 0) AS paid
				FROM transfers t WHERE t.organization = f.organization AND t.fund = f.key) s
			WHERE (f.received_cents, f.available_cents, f.reserved_cents, f.paid_cents) IS DISTINCT FROM (s.received, s.available, s.reserved, s.paid)`)
		for _, f := range wrong {
			findings = append(findings, fmt.Sprintf("the balances of fund %s are not the sum of its transfers", f.Key))
		}
		return err
	})
	return findings, err
}
