package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/seal"
)

// CounselNote is a note that only its author's passphrase opens. Sealed is empty in a list of dates.
type CounselNote struct {
	ID     uuid.UUID
	Sealed []byte
	At     time.Time
}

// CounselKey gives a person's key, if it is the scope's actor's own; NotFound otherwise, and when there is none.
func (s *Store) CounselKey(ctx context.Context, tx pgx.Tx, person uuid.UUID) (seal.CounselKey, error) {
	return row[seal.CounselKey](ctx, tx, `SELECT recipient, wrapped FROM counsel_keys WHERE person_id = $1`, person)
}

// HasCounselKey tells whether the scope's actor has made a key.
func (s *Store) HasCounselKey(ctx context.Context, tx pgx.Tx, person uuid.UUID) (has bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM counsel_keys WHERE person_id = $1)`, person).Scan(&has)
	return has, err
}

// CounselNotes lists an author's notes in a case, latest first; row security leaves none of anybody but the scope's actor.
func (s *Store) CounselNotes(ctx context.Context, tx pgx.Tx, caseID, author uuid.UUID) ([]CounselNote, error) {
	return rows[CounselNote](ctx, tx, `SELECT id, sealed, at FROM counsel_notes WHERE case_id = $1 AND author = $2 ORDER BY at DESC, id`, caseID, author)
}

// CounselDates is CounselNotes without what is in them.
func (s *Store) CounselDates(ctx context.Context, tx pgx.Tx, caseID, author uuid.UUID) ([]CounselNote, error) {
	return rows[CounselNote](ctx, tx, `SELECT id, ''::bytea AS sealed, at FROM counsel_notes WHERE case_id = $1 AND author = $2 ORDER BY at DESC, id`, caseID, author)
}

// CounselCase finds the case of a reference if the scope's actor has notes there, also one that is closed to them by now; NotFound otherwise.
// Of the case itself it tells no more than where it lies.
func (s *Store) CounselCase(ctx context.Context, sc Scope) (c Case, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		c.Reference = sc.Reference
		return tx.QueryRow(ctx, `SELECT r.case_id, r.organization, r.compartment FROM receipts r WHERE r.reference = $1 AND r.organization = $2
			AND EXISTS (SELECT 1 FROM counsel_notes n WHERE n.case_id = r.case_id AND n.author = $3)`, sc.Reference, sc.Organization, sc.Actor).
			Scan(&c.ID, &c.Organization, &c.Compartment)
	})
	return c, err
}

// AddCounselKey keeps a person's first key; Conflict when they have one.
func (s *Store) AddCounselKey(ctx context.Context, organization string, person uuid.UUID, k seal.CounselKey, at time.Time) error {
	sc := counselScope(organization)
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO counsel_keys (person_id, organization, compartment, recipient, wrapped, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			person, sc.Organization, sc.Compartments[0], k.Recipient, k.Wrapped, at)
		return err
	})
}

// RewrapCounselKey puts a new wrapping in the place of the former one; Conflict when that is no longer there.
func (s *Store) RewrapCounselKey(ctx context.Context, organization string, person uuid.UUID, former, wrapped []byte) error {
	return s.Decide(ctx, counselScope(organization), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE counsel_keys SET wrapped = $3 WHERE person_id = $1 AND wrapped = $2`, person, former, wrapped)
		if err == nil && tag.RowsAffected() == 0 {
			return domain.Errorf(domain.Conflict, "Your passphrase was changed at the same moment, somewhere else. Please look again.")
		}
		return err
	})
}

// AddCounselNote keeps a sealed note; Conflict when there is one of its id.
func (s *Store) AddCounselNote(ctx context.Context, organization string, caseID, author uuid.UUID, n CounselNote) error {
	sc := counselScope(organization)
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO counsel_notes (id, organization, compartment, case_id, author, sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			n.ID, sc.Organization, sc.Compartments[0], caseID, author, n.Sealed, n.At)
		return err
	})
}

// counselScope is where all counsel lies: on the ministers' side of the wall.
func counselScope(organization string) Scope {
	return Scope{Organization: organization, Compartments: []domain.Compartment{domain.Support}}
}
