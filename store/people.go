package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// NewPerson is somebody new on the roll or in office. Sealed holds name, e-mail and telephone under the person's own key.
type NewPerson struct {
	ID, KeyID, Household uuid.UUID
	Sealed               []byte
	MemberHash, NameHash []byte
	PhoneHash            []byte // of staff, who can answer by text message
	Unit                 string
	Supervisor           uuid.UUID
}

func (q queue) people(w *Write) {
	for _, p := range w.People {
		q.b.Queue(`INSERT INTO people (organization, compartment, id, key_id, sealed, member_hash, name_hash, household_id, unit, supervisor, phone_hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, member_hash = excluded.member_hash, name_hash = excluded.name_hash,
				household_id = excluded.household_id, unit = excluded.unit, supervisor = excluded.supervisor, phone_hash = excluded.phone_hash`,
			q.org, q.compartment, p.ID, p.KeyID, p.Sealed, p.MemberHash, p.NameHash, p.Household, p.Unit, idOrNil(p.Supervisor), p.PhoneHash)
	}
}

// grants are few.
func (q queue) grants(n []RoleGrant) {
	for _, g := range n {
		if g.Ends {
			q.b.Queue(`UPDATE grants SET until = $3 WHERE person_id = $1 AND role = $2 AND (until IS NULL OR until > $3)`, g.Person, string(g.Role), g.At)
			continue
		}
		if g.Moves {
			q.b.Queue(`UPDATE grants SET until = $4 WHERE person_id = $1 AND role = $2 AND (until IS NULL OR until > $3)`, g.Person, string(g.Role), g.At, orNil(g.Until))
			continue
		}
		q.b.Queue(`INSERT INTO grants (organization, compartment, person_id, role, since, until) SELECT $1, $2, $3, $4, $5::timestamptz, $6::timestamptz
			WHERE NOT EXISTS (SELECT 1 FROM grants WHERE person_id = $3 AND role = $4 AND until IS NULL) ON CONFLICT DO NOTHING`,
			q.org, q.compartment, g.Person, string(g.Role), g.At, orNil(g.Until))
	}
}

// AddPerson records somebody together with their key.
func (s *Store) AddPerson(ctx context.Context, sc Scope, p NewPerson, wrapped []byte) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		return s.Save(ctx, tx, sc, &Write{People: []NewPerson{p}, Keys: []DataKey{{ID: p.KeyID, Wrapped: wrapped}}})
	})
}

// Grant gives a person of the organization a role from now on, or until a moment when it is not zero; a role they hold already stays
// as it is. NotFound when nobody of the organization has that id.
func (s *Store) Grant(ctx context.Context, sc Scope, person uuid.UUID, role domain.Role, since, until time.Time) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO grants (organization, compartment, person_id, role, since, until) SELECT $1, $2, $3, $4, $5::timestamptz, $6::timestamptz
			WHERE NOT EXISTS (SELECT 1 FROM grants WHERE person_id = $3 AND role = $4 AND (until IS NULL OR until > $5)) ON CONFLICT DO NOTHING`,
			sc.Organization, sc.Compartments[0], person, role, since, orNil(until))
		return err
	})
}

// Tie declares something between two people, in both directions.
func (s *Store) Tie(ctx context.Context, sc Scope, a, b uuid.UUID, kind string) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ties (organization, compartment, person_id, other_id, kind) VALUES ($1, $2, $3, $4, $5), ($1, $2, $4, $3, $5)
			ON CONFLICT DO NOTHING`, sc.Organization, sc.Compartments[0], a, b, kind)
		return err
	})
}

// Credential is a token or session by the hash of its secret.
type Credential struct {
	Hash      []byte
	Person    uuid.UUID
	Kind      string // "token" or "session"
	CreatedAt time.Time
	ExpiresAt time.Time
}

// AddCredential records one; the same hash again changes nothing.
func (s *Store) AddCredential(ctx context.Context, sc Scope, c Credential) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO credentials (organization, compartment, hash, person_id, kind, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING`,
			sc.Organization, sc.Compartments[0], c.Hash, c.Person, c.Kind, c.CreatedAt, c.ExpiresAt)
		return err
	})
}

// EndCredential revokes one token or session of a person by its hash.
func (s *Store) EndCredential(ctx context.Context, sc Scope, person uuid.UUID, hash []byte, at time.Time) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE credentials SET revoked_at = $3 WHERE person_id = $1 AND hash = $2 AND revoked_at IS NULL`, person, hash, at)
		return err
	})
}

// SignedIn is the person behind a credential.
type SignedIn struct {
	PersonID     uuid.UUID
	Organization string
	KeyID        uuid.UUID
	Wrapped      []byte
	Sealed       []byte
	Roles        []string
}

// SignIn finds whose credential it is; Unauthorized when it is nobody's, expired or revoked.
func (s *Store) SignIn(ctx context.Context, hash []byte, at time.Time) (SignedIn, error) {
	r, err := s.web.Query(ctx, `SELECT * FROM almoner_sign_in($1, $2)`, hash, at)
	if err != nil {
		return SignedIn{}, translate(err)
	}
	found, err := pgx.CollectRows(r, pgx.RowToStructByName[SignedIn])
	if err != nil {
		return SignedIn{}, translate(err)
	}
	if len(found) == 0 {
		return SignedIn{}, domain.Errorf(domain.Unauthorized, "Please sign in: this token or session is not valid (any more).")
	}
	return found[0], nil
}

// Person is a row of the roll, sealed.
type Person struct {
	ID      uuid.UUID
	KeyID   uuid.UUID
	Wrapped []byte
	Sealed  []byte
	Roles   []string
}

// People lists everybody who holds a role in the organization.
func (s *Store) People(ctx context.Context, sc Scope, at time.Time) (people []Person, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		people, err = rows[Person](ctx, tx, `SELECT p.id, p.key_id, k.wrapped, p.sealed, array_agg(g.role ORDER BY g.role) AS roles
			FROM people p JOIN data_keys k ON k.id = p.key_id JOIN grants g ON g.person_id = p.id AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
			WHERE p.organization = $1 AND k.wrapped IS NOT NULL GROUP BY p.id, p.key_id, k.wrapped, p.sealed ORDER BY p.id LIMIT 10000`, sc.Organization, at)
		return err
	})
	return people, err
}

// PersonByID gives one person; NotFound when there is none within the scope.
func (s *Store) PersonByID(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Person, error) {
	return row[Person](ctx, tx, `SELECT p.id, p.key_id, k.wrapped, p.sealed, array(SELECT g.role FROM grants g WHERE g.person_id = p.id) AS roles
		FROM people p JOIN data_keys k ON k.id = p.key_id WHERE p.id = $1`, id)
}
