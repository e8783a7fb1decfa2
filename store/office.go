package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// office saves how people sign in, whom they are tied to, and who is not on the roll any more.
func (q queue) office(w *Write) {
	for _, c := range w.Credentials {
		q.b.Queue(`INSERT INTO credentials (organization, compartment, hash, person_id, kind, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING`, q.org, q.compartment, c.Hash, c.Person, c.Kind, c.CreatedAt, c.ExpiresAt)
	}
	for _, o := range w.SignOuts {
		q.b.Queue(`UPDATE credentials SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL`, o.Person, o.At)
	}
	for _, t := range w.Ties {
		q.b.Queue(`INSERT INTO ties (organization, compartment, person_id, other_id, kind) VALUES ($1, $2, $3, $4, 'declared'), ($1, $2, $4, $3, 'declared')
			ON CONFLICT DO NOTHING`, q.org, q.compartment, t.Person, t.Other)
	}
	if len(w.Unlisted) > 0 {
		q.b.Queue(`UPDATE people SET member_hash = NULL WHERE id = ANY ($1)`, w.Unlisted)
	}
}

// StaffRow is somebody who holds or held a role, sealed.
type StaffRow struct {
	ID, KeyID       uuid.UUID
	Wrapped, Sealed []byte
	Compartment     domain.Compartment
	Roles           []string
	SignedInAt      *time.Time // when they last began a session
}

// staffMax bounds the list of people.
const staffMax = 2000

const staffSelect = `SELECT p.id, p.key_id, k.wrapped, p.sealed, p.compartment,
		array(SELECT DISTINCT g.role FROM grants g WHERE g.person_id = p.id AND g.since <= $2 AND (g.until IS NULL OR g.until > $2) ORDER BY g.role) AS roles,
		(SELECT max(c.created_at) FROM credentials c WHERE c.person_id = p.id AND c.kind = 'session') AS signed_in_at
	FROM people p JOIN data_keys k ON k.id = p.key_id
	WHERE p.organization = $1 AND k.wrapped IS NOT NULL AND EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND NOT g.role = ANY ($3))`

// familyRoles are held by those whom a request is about: they are nobody's staff.
func familyRoles() []string { return []string{string(domain.RoleMember), string(domain.RoleGuardian)} }

// Staff lists everybody who holds an office or held one; families and members without an office are not among them.
func (s *Store) Staff(ctx context.Context, sc Scope, at time.Time) (staff []StaffRow, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		staff, err = rows[StaffRow](ctx, tx, staffSelect+` ORDER BY p.id LIMIT $4`, sc.Organization, at, familyRoles(), staffMax)
		return err
	})
	return staff, err
}

// GrantRow is a role that somebody holds, will hold or held.
type GrantRow struct {
	Role  domain.Role
	Since time.Time
	Until *time.Time
}

// StaffMember is one of them with what there is to know.
type StaffMember struct {
	StaffRow
	Grants           []GrantRow
	Ties             []TiedPerson
	Tokens, Sessions int // that still let them in
}

// TiedPerson is somebody whom a person is tied to.
type TiedPerson struct {
	Kind            string
	ID, KeyID       uuid.UUID
	Wrapped, Sealed []byte
	Office          bool // holds or held one; whoever does not may be a family
}

// StaffByID gives one of them; NotFound for anybody else.
func (s *Store) StaffByID(ctx context.Context, sc Scope, id uuid.UUID, at time.Time) (m StaffMember, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		if m.StaffRow, err = row[StaffRow](ctx, tx, staffSelect+` AND p.id = $4`, sc.Organization, at, familyRoles(), id); err != nil {
			return err
		}
		if m.Grants, err = rows[GrantRow](ctx, tx, `SELECT role, since, until FROM grants WHERE person_id = $1 ORDER BY until IS NULL DESC, until DESC, role LIMIT 100`, id); err != nil {
			return err
		}
		if m.Ties, err = rows[TiedPerson](ctx, tx, `SELECT t.kind, p.id, p.key_id, k.wrapped, p.sealed,
				EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND NOT g.role = ANY ($2)) AS office
			FROM ties t JOIN people p ON p.id = t.other_id JOIN data_keys k ON k.id = p.key_id
			WHERE t.person_id = $1 AND k.wrapped IS NOT NULL ORDER BY t.kind, p.id LIMIT 200`, id, familyRoles()); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE kind = 'token'), count(*) FILTER (WHERE kind = 'session') FROM credentials
			WHERE person_id = $1 AND revoked_at IS NULL AND expires_at > $2`, id, at).Scan(&m.Tokens, &m.Sessions)
	})
	return m, err
}

// OfficeFacts are what the rules of the office know of people.
type OfficeFacts struct {
	Homes  []PersonHome
	Terms  []HeldRole
	Admins []uuid.UUID // of the organization, who stay so
}

// PersonHome says behind which wall somebody's record lies.
type PersonHome struct {
	ID   uuid.UUID
	Home domain.Compartment
}

// HeldRole is a role that somebody holds, with the latest end where it was given behind several walls.
type HeldRole struct {
	Person uuid.UUID
	Role   domain.Role
	Until  *time.Time
}

// End is when it ends; the zero time when it does not.
func (h HeldRole) End() time.Time {
	if h.Until == nil {
		return time.Time{}
	}
	return *h.Until
}

const heldSQL = `SELECT person_id AS person, role, CASE WHEN bool_or(until IS NULL) THEN NULL ELSE max(until) END AS until FROM grants
	WHERE person_id = ANY ($1) AND since <= $2 AND (until IS NULL OR until > $2) GROUP BY person_id, role ORDER BY person_id, role`

// QueueForAdministrators lets one transaction at a time, until it ends, decide about who administers the organization.
func (s *Store) QueueForAdministrators(ctx context.Context, tx pgx.Tx, sc Scope) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('almoner administrators of ' || $1, 0))`, sc.Organization)
	return err
}

// OfficeFacts reads them as far as the transaction sees behind walls. Administrators are those who still are at another moment.
func (s *Store) OfficeFacts(ctx context.Context, tx pgx.Tx, ids []uuid.UUID, at, stay time.Time) (f OfficeFacts, err error) {
	if f.Homes, err = rows[PersonHome](ctx, tx, `SELECT id, compartment AS home FROM people WHERE id = ANY ($1)`, ids); err != nil {
		return f, err
	}
	if f.Terms, err = rows[HeldRole](ctx, tx, heldSQL, ids, at); err != nil {
		return f, err
	}
	admins, err := rows[struct{ ID uuid.UUID }](ctx, tx, `SELECT id FROM almoner_holders('admin', $1) AS a (id)`, stay)
	for _, a := range admins {
		f.Admins = append(f.Admins, a.ID)
	}
	return f, err
}

// Home says behind which wall of the scope somebody's record lies; NotFound when the organization knows nobody of that id.
func (s *Store) Home(ctx context.Context, sc Scope, id uuid.UUID) (home domain.Compartment, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		p, err := row[PersonHome](ctx, tx, `SELECT id, compartment AS home FROM people WHERE organization = $1 AND id = $2`, sc.Organization, id)
		home = p.Home
		return err
	})
	return home, err
}

// RosterRow is somebody who holds or held an office, with what a list of people has to keep.
type RosterRow struct {
	ID, KeyID            uuid.UUID
	Wrapped, Sealed      []byte
	Compartment          domain.Compartment
	MemberHash, NameHash []byte
	HouseholdID          uuid.UUID
	Unit                 string
	Supervisor           *uuid.UUID
}

// Roster lists them with the roles that each holds, at most so many people.
func (s *Store) Roster(ctx context.Context, sc Scope, at time.Time, limit int) (people []RosterRow, held []HeldRole, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		people, err = rows[RosterRow](ctx, tx, `SELECT p.id, p.key_id, k.wrapped, p.sealed, p.compartment, p.member_hash, p.name_hash, p.household_id, p.unit, p.supervisor
			FROM people p JOIN data_keys k ON k.id = p.key_id
			WHERE p.organization = $1 AND k.wrapped IS NOT NULL AND EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND NOT g.role = ANY ($2))
			ORDER BY p.id LIMIT $3`, sc.Organization, familyRoles(), limit)
		if err != nil {
			return err
		}
		ids := make([]uuid.UUID, len(people))
		for i, p := range people {
			ids[i] = p.ID
		}
		held, err = rows[HeldRole](ctx, tx, heldSQL, ids, at)
		return err
	})
	return people, held, err
}

// MemberByHash finds who has a member number; the zero id when nobody has.
func (s *Store) MemberByHash(ctx context.Context, sc Scope, hash []byte) (id uuid.UUID, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		found, err := rows[struct{ ID uuid.UUID }](ctx, tx, `SELECT id FROM people WHERE organization = $1 AND member_hash = $2`, sc.Organization, hash)
		for _, f := range found {
			id = f.ID
		}
		return err
	})
	return id, err
}

// VersionRow is a version of a program, and how many open cases run under it.
type VersionRow struct {
	Program, Version string
	RecordedAt       time.Time
	Open             int
}

// ProgramVersions lists the versions that were ever used, latest first, at most a thousand.
func (s *Store) ProgramVersions(ctx context.Context, sc Scope) (list []VersionRow, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		list, err = rows[VersionRow](ctx, tx, `SELECT v.program, v.version, v.recorded_at, coalesce(c.open, 0)::int AS open FROM program_versions v
			LEFT JOIN (SELECT program_version, count(*) AS open FROM cases WHERE organization = $1 AND closed_at IS NULL GROUP BY program_version) c
			ON c.program_version = v.version WHERE v.organization = $1 ORDER BY v.recorded_at DESC, v.program LIMIT 1000`, sc.Organization)
		return err
	})
	return list, err
}

// RollRow is a member of the roll, sealed, with whatever an update has to keep.
type RollRow struct {
	ID, KeyID       uuid.UUID
	Wrapped, Sealed []byte
	MemberHash      []byte
	HouseholdID     uuid.UUID
	Unit            string
	Supervisor      *uuid.UUID
	Serves          bool // holds an office
}

// Roll lists the members of the roll, at most so many.
func (s *Store) Roll(ctx context.Context, sc Scope, at time.Time, limit int) (list []RollRow, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		list, err = rows[RollRow](ctx, tx, `SELECT p.id, p.key_id, k.wrapped, p.sealed, p.member_hash, p.household_id, p.unit, p.supervisor,
				EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND NOT g.role = ANY ($3) AND (g.until IS NULL OR g.until > $4)) AS serves
			FROM people p JOIN data_keys k ON k.id = p.key_id
			WHERE p.organization = $1 AND p.member_hash IS NOT NULL AND k.wrapped IS NOT NULL ORDER BY p.id LIMIT $2`, sc.Organization, limit, familyRoles(), at)
		return err
	})
	return list, err
}
