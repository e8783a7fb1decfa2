package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// FoundPerson is somebody found by their telephone number, with the roles they hold.
type FoundPerson struct {
	ID    uuid.UUID
	Roles []string
}

// PersonByPhone finds who holds a role and has a number, by its keyed hash.
func (s *Store) PersonByPhone(ctx context.Context, sc Scope, hash []byte, at time.Time) (people []FoundPerson, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		people, err = rows[FoundPerson](ctx, tx, `SELECT p.id, array_agg(DISTINCT g.role) AS roles FROM people p
			JOIN grants g ON g.person_id = p.id AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
			WHERE p.organization = $1 AND p.phone_hash = $2 GROUP BY p.id ORDER BY p.id`, sc.Organization, hash, at)
		return err
	})
	return people, err
}

// ContactCase is an open case whose family has a number.
type ContactCase struct {
	ID       uuid.UUID
	Phase    string
	Program  string
	Language string
}

// CasesByContact lists the open cases whose family has a number, by its keyed hash, latest first.
func (s *Store) CasesByContact(ctx context.Context, sc Scope, hash []byte) (cases []ContactCase, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		cases, err = rows[ContactCase](ctx, tx, `SELECT id, phase, program, language FROM cases
			WHERE organization = $1 AND contact_hash = $2 AND closed_at IS NULL AND beside IS NULL ORDER BY received_at DESC, id`, sc.Organization, hash)
		return err
	})
	return cases, err
}

// OptOut records that an address wants no more messages, or that it does again.
func (s *Store) OptOut(ctx context.Context, sc Scope, hash []byte, out bool, at time.Time) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		if !out {
			_, err := tx.Exec(ctx, `DELETE FROM opt_outs WHERE organization = $1 AND address_hash = $2`, sc.Organization, hash)
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO opt_outs (organization, compartment, address_hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			sc.Organization, sc.Compartments[0], hash, at)
		return err
	})
}

// OptedOut tells which of some addresses want no messages.
func (s *Store) OptedOut(ctx context.Context, organization string, hashes [][]byte) (out map[string]bool, err error) {
	sc := Scope{Organization: organization, Compartments: domain.Compartments()}
	out = map[string]bool{}
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		r, err := tx.Query(ctx, `SELECT address_hash FROM opt_outs WHERE organization = $1 AND address_hash = ANY ($2)`, organization, hashes)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(r, pgx.RowTo[[]byte])
		for _, hash := range found {
			out[string(hash)] = true
		}
		return err
	})
	return out, err
}

// Delivered notes what a gateway reports of a message: that it arrived, or that it did not, after which the next channel is tried.
func (s *Store) Delivered(ctx context.Context, key uuid.UUID, arrived bool, at time.Time) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		if arrived {
			_, err := tx.Exec(ctx, `UPDATE notices SET delivered_at = $2 WHERE key = $1 AND delivered_at IS NULL`, key, at)
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE notices SET sent_at = NULL, outcome = '', held_until = NULL, attempts = 0, due_at = $2, refused = refused || channel || ',', key = NULL
			WHERE key = $1 AND delivered_at IS NULL`, key, at)
		return err
	})
}

// TaskWithOwner gives a task with the roles that its assignee holds; NotFound when there is none within the scope.
func (s *Store) TaskWithOwner(ctx context.Context, sc Scope, task uuid.UUID, at time.Time) (t TaskRow, roles []string, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		if t, err = row[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE id = $1`, task); err != nil || t.Assignee == nil {
			return err
		}
		r, err := tx.Query(ctx, `SELECT DISTINCT role FROM grants WHERE person_id = $1 AND since <= $2 AND (until IS NULL OR until > $2) ORDER BY role`, *t.Assignee, at)
		if err != nil {
			return err
		}
		roles, err = pgx.CollectRows(r, pgx.RowTo[string])
		return err
	})
	return t, roles, err
}

// OwnTasks lists a person's own tasks, open ones and those closed last, at most fifty.
func (s *Store) OwnTasks(ctx context.Context, tx pgx.Tx, person uuid.UUID) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE assignee = $1 ORDER BY closed_at DESC NULLS FIRST, opened_at DESC LIMIT 50`, person)
}

// CasesWith lists the open cases that a person is with, at most fifty.
func (s *Store) CasesWith(ctx context.Context, tx pgx.Tx, person uuid.UUID) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c JOIN engagements g ON g.case_id = c.id
		WHERE g.person_id = $1 AND g.until IS NULL AND g.standing AND c.closed_at IS NULL ORDER BY g.since DESC LIMIT 50`, person)
}

// SetPIN keeps the keyed hash of a person's PIN and forgets former failures.
func (s *Store) SetPIN(ctx context.Context, sc Scope, person uuid.UUID, hash []byte) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE people SET pin_hash = $2, pin_failures = 0 WHERE id = $1`, person, hash)
		return err
	})
}

// CheckPIN compares the keyed hash of a PIN and counts failures; after tries of them no PIN is right any more.
func (s *Store) CheckPIN(ctx context.Context, sc Scope, person uuid.UUID, hash []byte, tries int) (right bool, failures int, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `UPDATE people SET pin_failures = CASE WHEN pin_failures < $3 AND pin_hash = $2 THEN 0 ELSE least(pin_failures + 1, $3) END
			WHERE id = $1 RETURNING pin_failures = 0 AND pin_hash IS NOT NULL, pin_failures`, person, hash, tries).Scan(&right, &failures)
	})
	return right, failures, err
}
