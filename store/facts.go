package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Wanted says which facts a batch's commands need, gathered over the batch.
type Wanted struct {
	Members      [][]byte    // keyed hashes of member numbers
	Board        bool        // everybody in office
	Bound        []uuid.UUID // members whose ties to the board matter
	Households   []uuid.UUID // whose former awards matter
	FormerSince  time.Time
	Funds        []string
	Organization string
	At           time.Time
}

// Facts is what was found. Funds are locked until the transaction ends; nothing else is.
type Facts struct {
	Members []RollEntry
	Board   []BoardSeat
	Kin     []Kin
	Chains  []ChainLink
	Ties    []TieRow
	Former  []FormerAward
	Funds   []FundRow
	Waiting []WaitingCase
}

// RollEntry is a member found by number.
type RollEntry struct {
	MemberHash []byte
	ID         uuid.UUID
	Household  uuid.UUID
}

// BoardSeat is a trustee in office with their open votes.
type BoardSeat struct {
	ID   uuid.UUID
	Load int
	Kin
}

// Kin is what ties are made of.
type Kin struct {
	PersonID  uuid.UUID
	Household uuid.UUID
	Unit      string
	NameHash  []byte
}

// ChainLink says that somebody is above somebody in the chain of command, at any distance up to ten.
type ChainLink struct{ Below, Above uuid.UUID }

// TieRow is a recorded tie.
type TieRow struct {
	PersonID, OtherID uuid.UUID
	Kind              string
}

// FormerAward is one earlier award of a household.
type FormerAward struct {
	Household uuid.UUID
	CaseID    uuid.UUID
	Cents     int64
	DecidedAt time.Time
}

// FundRow is a fund's balances.
type FundRow struct {
	Key                                                     string
	ReceivedCents, AvailableCents, ReservedCents, PaidCents int64
}

// WaitingCase is an approved case that waits for its fund.
type WaitingCase struct {
	ID        uuid.UUID
	Fund      string
	Emergency bool
	Cents     int64
}

const waitingMax = 1000

// Find loads the wanted facts in one round trip.
func (s *Store) Find(ctx context.Context, tx pgx.Tx, w Wanted) (Facts, error) {
	var f Facts
	b := &pgx.Batch{}
	if len(w.Members) > 0 {
		b.Queue(`SELECT member_hash, id, household_id AS household FROM people WHERE organization = $1 AND member_hash = ANY ($2)`,
			w.Organization, w.Members).Query(collect(&f.Members))
	}
	if w.Board {
		b.Queue(`SELECT p.id, p.id AS person_id, p.household_id AS household, p.unit, p.name_hash,
				(SELECT count(*) FROM tasks t WHERE t.assignee = p.id AND t.closed_at IS NULL AND t.kind = 'vote')::int AS load
			FROM grants g JOIN people p ON p.id = g.person_id
			WHERE g.organization = $1 AND g.role = 'trustee' AND g.since <= $2 AND (g.until IS NULL OR g.until > $2) ORDER BY p.id`,
			w.Organization, w.At).Query(collect(&f.Board))
	}
	if len(w.Bound) > 0 {
		s.queueTies(b, w, &f)
	}
	if len(w.Households) > 0 {
		b.Queue(`SELECT household_id AS household, id AS case_id, award_cents AS cents, decided_at FROM cases
			WHERE household_id = ANY ($1) AND award_cents > 0 AND decided_at >= $2 AND status <> 'withdrawn'`,
			w.Households, w.FormerSince).Query(collect(&f.Former))
	}
	if len(w.Funds) > 0 {
		b.Queue(`SELECT key, received_cents, available_cents, reserved_cents, paid_cents FROM funds
			WHERE organization = $1 AND key = ANY ($2) ORDER BY key FOR UPDATE`, w.Organization, w.Funds).Query(collect(&f.Funds))
		b.Queue(waitingSQL, w.Organization, w.Funds, waitingMax).Query(collect(&f.Waiting))
	}
	if b.Len() == 0 {
		return f, nil
	}
	return f, tx.SendBatch(ctx, b).Close()
}

const waitingSQL = `SELECT id, fund, emergency, award_cents AS cents FROM cases
	WHERE organization = $1 AND fund = ANY ($2) AND waits ORDER BY fund, emergency DESC, received_at, id LIMIT $3`

func (s *Store) queueTies(b *pgx.Batch, w Wanted, f *Facts) {
	b.Queue(`SELECT id AS person_id, household_id AS household, unit, name_hash FROM people WHERE id = ANY ($1)`, w.Bound).Query(collect(&f.Kin))
	b.Queue(`SELECT person_id, other_id, kind FROM ties WHERE person_id = ANY ($1)`, w.Bound).Query(collect(&f.Ties))
	b.Queue(`WITH RECURSIVE chain (below, above, steps) AS (
			SELECT p.id, p.supervisor, 1 FROM people p WHERE p.supervisor IS NOT NULL AND (p.id = ANY ($1)
				OR p.id IN (SELECT person_id FROM grants WHERE organization = $2 AND role = 'trustee'))
			UNION SELECT c.below, p.supervisor, c.steps + 1 FROM chain c JOIN people p ON p.id = c.above WHERE p.supervisor IS NOT NULL AND c.steps < 10)
		SELECT DISTINCT below, above FROM chain`, w.Bound, w.Organization).Query(collect(&f.Chains))
}

// Waiting lists the cases that wait for a fund, emergencies first, then the oldest; at most a thousand.
func (s *Store) Waiting(ctx context.Context, sc Scope, fund string) (waiting []WaitingCase, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		waiting, err = rows[WaitingCase](ctx, tx, waitingSQL, sc.Organization, []string{fund}, waitingMax)
		return err
	})
	return waiting, err
}
