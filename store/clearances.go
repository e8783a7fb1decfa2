package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// Clearance is the word of one stream about a check of somebody. It is the last one that counts, in the order in which they were recorded.
type Clearance struct {
	CaseID, Person   uuid.UUID
	Check            string
	CheckedOn, Until time.Time // days; Until is zero when it counts for good
	By               uuid.UUID // zero when no person looked
	At               time.Time
	Withdrawn        bool
}

// clearances leave a withdrawn one where it is, so that an older word, read again when lists are made anew, does not come back to life.
func (q queue) clearances(n []Clearance) {
	for _, c := range n {
		if c.Withdrawn {
			q.b.Queue(`INSERT INTO clearances (organization, person_id, check_key, checked_on, by, case_id, at, withdrawn) VALUES ($1, $2, $3, $4::timestamptz::date, $5, $6, $4, true)
				ON CONFLICT (organization, person_id, check_key) DO UPDATE SET by = excluded.by, case_id = excluded.case_id, at = excluded.at, withdrawn = true
				WHERE clearances.at <= excluded.at`, q.org, c.Person, c.Check, c.At, idOrNil(c.By), c.CaseID)
			continue
		}
		q.b.Queue(`INSERT INTO clearances (organization, person_id, check_key, checked_on, until, by, case_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (organization, person_id, check_key) DO UPDATE SET checked_on = excluded.checked_on, until = excluded.until, by = excluded.by,
				case_id = excluded.case_id, at = excluded.at, withdrawn = false WHERE clearances.at <= excluded.at`,
			q.org, c.Person, c.Check, c.CheckedOn, orNil(c.Until), idOrNil(c.By), c.CaseID, c.At)
	}
}

// ClearanceRow is a clearance that stands. It may have ended; whether it counts on a day is for the rules to say.
type ClearanceRow struct {
	PersonID  uuid.UUID
	CheckKey  string
	CheckedOn time.Time
	Until     *time.Time // the last day on which it counts; nil: for good
	By        *uuid.UUID
}

// Clearances finds the clearances of many people in one round trip, as far as the transaction may see them: those of volunteers and coaches alike, from
// either compartment. Whoever has none is not there.
func (s *Store) Clearances(ctx context.Context, tx pgx.Tx, organization string, people []uuid.UUID) ([]ClearanceRow, error) {
	return rows[ClearanceRow](ctx, tx, `SELECT person_id, check_key, checked_on, until, by FROM clearances
		WHERE organization = $1 AND person_id = ANY ($2) AND NOT withdrawn ORDER BY person_id, check_key`, organization, people)
}

// Holders lists who has a role in the transaction's organization, behind whichever wall their record lies: ids only.
func (s *Store) Holders(ctx context.Context, tx pgx.Tx, role domain.Role, at time.Time) ([]uuid.UUID, error) {
	return ids(ctx, tx, `SELECT * FROM almoner_holders($1, $2)`, role, at)
}
