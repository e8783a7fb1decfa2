package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Twin is an open case found by the keyed hash of its family's telephone number.
type Twin struct {
	Hash []byte
	ID   uuid.UUID
}

// Twins finds open cases by telephone number, the oldest of each, and keeps other transactions from opening one of the same number meanwhile.
func (s *Store) Twins(ctx context.Context, tx pgx.Tx, organization, program string, hashes [][]byte) (twins []Twin, err error) {
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock(hashtextextended($1 || encode(h, 'hex'), 0)) FROM (SELECT h FROM unnest($2::bytea[]) AS u (h) ORDER BY h) s`,
		organization+"/"+program+"/", hashes)
	b.Queue(`SELECT DISTINCT ON (contact_hash) contact_hash AS hash, id FROM cases
		WHERE organization = $1 AND program = $2 AND contact_hash = ANY ($3) AND closed_at IS NULL AND beside IS NULL ORDER BY contact_hash, received_at`,
		organization, program, hashes).Query(collect(&twins))
	return twins, tx.SendBatch(ctx, b).Close()
}

// Standing is what is known of one person's engagements, as seen from one case.
type Standing struct {
	CaseID   uuid.UUID // that it is seen from
	PersonID uuid.UUID
	Load     int        // live engagements with other cases, offers included
	Last     *time.Time // when they last accepted a family
	Recent   int        // how many families they accepted since a moment
	Earlier  bool       // they were with a family of the same telephone number
	Tied     bool       // they are or were with another family of the same matter
}

// Standings gives everybody's engagements as seen from cases. Whoever asks for them holds the program's rota until the transaction ends, so that
// nobody is sent beyond their cap by two who ask at once.
func (s *Store) Standings(ctx context.Context, tx pgx.Tx, rota uuid.UUID, cases []uuid.UUID, recent time.Time) (standings []Standing, events []StoredEvent, err error) {
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, rota.String())
	b.Queue(`SELECT stream_id, version, type, data, hash FROM events WHERE stream_id = $1 ORDER BY version`, rota).Query(func(r pgx.Rows) error {
		var e StoredEvent
		_, err := pgx.ForEachRow(r, []any{&e.StreamID, &e.Version, &e.Type, &e.Data, &e.Hash}, func() error {
			events = append(events, e)
			return nil
		})
		return err
	})
	b.Queue(`SELECT c.id AS case_id, g.person_id, count(*) FILTER (WHERE g.until IS NULL AND g.case_id <> c.id)::int AS load,
			max(g.since) FILTER (WHERE g.standing AND g.case_id <> c.id) AS last, count(*) FILTER (WHERE g.standing AND g.case_id <> c.id AND g.since > $2)::int AS recent,
			coalesce(bool_or(g.standing AND o.id <> c.id AND o.contact_hash = c.contact_hash), false) AS earlier,
			coalesce(bool_or(g.standing AND o.id <> c.id AND o.matter = c.matter AND o.contact_hash IS DISTINCT FROM c.contact_hash), false) AS tied
		FROM cases c CROSS JOIN engagements g JOIN cases o ON o.id = g.case_id WHERE c.id = ANY ($1) GROUP BY c.id, g.person_id`, cases, recent).Query(collect(&standings))
	return standings, events, tx.SendBatch(ctx, b).Close()
}

// EngagedRow is one person's part in a case.
type EngagedRow struct {
	CaseID   uuid.UUID
	PersonID uuid.UUID
	Standing bool
	Since    time.Time
	Until    *time.Time
	EndedAs  string
}

// Engagements lists who is or was with cases, within the scope.
func (s *Store) Engagements(ctx context.Context, tx pgx.Tx, cases []uuid.UUID) ([]EngagedRow, error) {
	return rows[EngagedRow](ctx, tx, `SELECT case_id, person_id, standing, since, until, ended_as FROM engagements WHERE case_id = ANY ($1) ORDER BY since, person_id`, cases)
}

// Reading is one time that somebody opened a family's file.
type Reading struct {
	PersonID uuid.UUID
	Role     string
	At       time.Time
}

// NoteReading records that somebody opened a case.
func (s *Store) NoteReading(ctx context.Context, sc Scope, id, caseID uuid.UUID, r Reading) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO readings (id, organization, compartment, case_id, person_id, role, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, sc.Organization, sc.Compartments[0], caseID, r.PersonID, r.Role, r.At)
		return err
	})
}

// Readings lists who opened a case, latest first.
func (s *Store) Readings(ctx context.Context, tx pgx.Tx, caseID uuid.UUID, limit int) ([]Reading, error) {
	return rows[Reading](ctx, tx, `SELECT person_id, role, at FROM readings WHERE case_id = $1 ORDER BY at DESC, id LIMIT $2`, caseID, limit)
}
