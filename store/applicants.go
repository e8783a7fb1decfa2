package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ApplicationFilter narrows a list of applications. Empty fields do not.
type ApplicationFilter struct {
	Program, Status, Phase string
	Open                   bool   // only those that go on
	Reference              string // what a reference begins with, as it is written; nothing else than letters, digits and dashes
	Limit                  int
}

// Applications lists applications within the scope, the newest first.
func (s *Store) Applications(ctx context.Context, tx pgx.Tx, organization string, f ApplicationFilter) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c
		WHERE c.organization = $1 AND c.workflow = 'application' AND c.beside IS NULL AND ($2 = '' OR c.program = $2) AND ($3 = '' OR c.status = $3)
			AND ($4 = '' OR c.phase = $4) AND (NOT $5 OR c.closed_at IS NULL) AND starts_with(c.reference, $6)
		ORDER BY c.received_at DESC, c.id DESC LIMIT $7`,
		organization, f.Program, f.Status, f.Phase, f.Open, f.Reference, f.Limit)
}

// EventsOf gives the streams of several cases, one stream after the other.
func (s *Store) EventsOf(ctx context.Context, tx pgx.Tx, streams []uuid.UUID) ([]StoredEvent, error) {
	return rows[StoredEvent](ctx, tx, `SELECT `+eventColumns+` FROM events WHERE stream_id = ANY ($1) ORDER BY stream_id, version`, streams)
}

// AnswersOf gives what was answered in several cases, the latest of each last. Cases whose key was erased have none.
func (s *Store) AnswersOf(ctx context.Context, tx pgx.Tx, cases []uuid.UUID) ([]TextRow, error) {
	return rows[TextRow](ctx, tx, `SELECT t.id, t.case_id, t.key_id, t.kind, t.sealed, t.at, k.wrapped
		FROM sealed_texts t JOIN data_keys k ON k.id = t.key_id WHERE t.case_id = ANY ($1) AND t.kind = 'answers' AND k.wrapped IS NOT NULL ORDER BY t.at, t.id`, cases)
}

// OpenTasksOf lists what waits in several cases for the scope's person.
func (s *Store) OpenTasksOf(ctx context.Context, tx pgx.Tx, cases []uuid.UUID) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks t WHERE t.case_id = ANY ($1) AND t.closed_at IS NULL ORDER BY t.opened_at, t.id`, cases)
}

// NoteReadings records that somebody was given what several cases of one compartment hold; each reading has the id that stands beside its case.
func (s *Store) NoteReadings(ctx context.Context, sc Scope, ids, cases []uuid.UUID, r Reading) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO readings (id, organization, compartment, case_id, person_id, role, at)
			SELECT u.id, $3, $4, u.case_id, $5, $6, $7 FROM unnest($1::uuid[], $2::uuid[]) AS u (id, case_id)`,
			ids, cases, sc.Organization, sc.Compartments[0], r.PersonID, r.Role, r.At)
		return err
	})
}
