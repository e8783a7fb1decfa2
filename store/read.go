package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// Case is a case's row as lists show it.
type Case struct {
	ID             uuid.UUID
	Organization   string
	Compartment    domain.Compartment
	Workflow       string
	Program        string
	ProgramVersion string
	Reference      string
	Language       string
	Channel        string
	KeyID          uuid.UUID
	ReceivedAt     time.Time
	Status         domain.Status
	Phase          string
	NextWho        domain.Actor
	NextBy         *time.Time
	Emergency      bool
	AskedCents     int64
	AwardCents     int64
	HouseholdID    *uuid.UUID
	Matter         *uuid.UUID
	Beside         *uuid.UUID // the case that a stream stands beside
	UpdatedAt      time.Time
	ClosedAt       *time.Time
}

const caseColumns = `c.id, c.organization, c.compartment, c.workflow, c.program, c.program_version, c.reference, c.language, c.channel, c.key_id, c.received_at,
	c.status, c.phase, c.next_who, c.next_by, c.emergency, c.asked_cents, c.award_cents, c.household_id, c.matter, c.beside, c.updated_at, c.closed_at`

// OpenReceipt finds the case that a reference belongs to; NotFound when it is nobody's. The caller has checked the secret.
func (s *Store) OpenReceipt(ctx context.Context, reference string) (c Case, err error) {
	var at struct {
		Organization string
		Compartment  domain.Compartment
		CaseID       uuid.UUID
	}
	err = s.Read(ctx, Scope{Reference: reference}, func(tx pgx.Tx) error {
		r, err := tx.Query(ctx, `SELECT organization, compartment, case_id FROM receipts WHERE reference = $1`, reference)
		if err != nil {
			return err
		}
		if at, err = pgx.CollectExactlyOneRow(r, pgx.RowToStructByName[struct {
			Organization string
			Compartment  domain.Compartment
			CaseID       uuid.UUID
		}]); err != nil {
			return err
		}
		sc := Scope{Organization: at.Organization, Compartments: []domain.Compartment{at.Compartment}, Reference: reference}
		if err := sc.apply(ctx, tx); err != nil {
			return err
		}
		c, err = s.CaseByID(ctx, tx, at.CaseID)
		return err
	})
	return c, err
}

// AddReceipt lets a second reference open a case: a request that was repeated while Postgres was down got a receipt of its own.
func (s *Store) AddReceipt(ctx context.Context, sc Scope, r Receipt) error {
	return s.Decide(ctx, sc, func(tx pgx.Tx) error { return s.Save(ctx, tx, sc, &Write{Receipts: []Receipt{r}}) })
}

// CaseByID gives a case within the scope; NotFound otherwise.
func (s *Store) CaseByID(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Case, error) {
	return row[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c WHERE c.id = $1`, id)
}

// CasesByID gives those of some cases that lie within the scope.
func (s *Store) CasesByID(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c WHERE c.id = ANY ($1)`, ids)
}

// CaseByReference gives a case within the scope; NotFound otherwise.
func (s *Store) CaseByReference(ctx context.Context, tx pgx.Tx, reference string) (Case, error) {
	return row[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c
		WHERE c.reference = $1 OR c.id = (SELECT r.case_id FROM receipts r WHERE r.reference = $1) ORDER BY c.beside NULLS FIRST LIMIT 1`, reference)
}

// CaseFilter narrows a list of cases. Empty fields do not. Before continues after a page's last row. Panelist limits
// welfare cases to those that a trustee votes or voted on.
type CaseFilter struct {
	Program, Status string
	Beside          bool // streams beside cases instead of cases
	Seasons         bool // seasons too
	BeforeAt        time.Time
	BeforeID        uuid.UUID
	Panelist        uuid.UUID
	LateAt          time.Time // the moment now: only open cases whose next step should have been taken, the longest late first
	Limit           int
}

// Cases lists cases within the scope, latest first.
func (s *Store) Cases(ctx context.Context, sc Scope, f CaseFilter) (cases []Case, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		order := `c.received_at DESC, c.id DESC`
		if !f.LateAt.IsZero() {
			order = `c.next_by, c.id`
		}
		cases, err = rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c
			WHERE c.organization = $1 AND ($10::timestamptz IS NULL OR c.closed_at IS NULL AND c.next_by < $10) AND ($2 = '' OR c.program = $2) AND ($3 = '' OR c.status = $3)
				AND ($4::timestamptz IS NULL OR (c.received_at, c.id) < ($4, $5))
				AND (c.beside IS NOT NULL) = $8 AND (c.workflow <> 'season' OR $9) AND ($6::uuid IS NULL OR c.compartment <> 'welfare' OR EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = c.id AND t.assignee = $6 AND t.closed_as NOT IN ('recused', 'relieved')))
			ORDER BY `+order+` LIMIT $7`,
			sc.Organization, f.Program, f.Status, orNil(f.BeforeAt), f.BeforeID, idOrNil(f.Panelist), f.Limit, f.Beside, f.Seasons, orNil(f.LateAt))
		return err
	})
	return cases, err
}

// HouseholdCases lists the cases of a household within the scope, the oldest first.
func (s *Store) HouseholdCases(ctx context.Context, tx pgx.Tx, household uuid.UUID, limit int) ([]Case, error) {
	return rows[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases c WHERE c.household_id = $1 ORDER BY c.received_at, c.id LIMIT $2`, household, limit)
}

// CasesOfOlderVersions lists open cases that run under another version of their program than today's, in order of id after one.
func (s *Store) CasesOfOlderVersions(ctx context.Context, sc Scope, workflow, program, version string, after uuid.UUID, limit int) (ids []uuid.UUID, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		r, err := tx.Query(ctx, `SELECT id FROM cases WHERE organization = $1 AND workflow = $2 AND program = $3 AND program_version <> $4 AND closed_at IS NULL AND id > $5
			ORDER BY id LIMIT $6`, sc.Organization, workflow, program, version, after, limit)
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(r, pgx.RowTo[uuid.UUID])
		return err
	})
	return ids, err
}

// Events gives a case's stream.
func (s *Store) Events(ctx context.Context, tx pgx.Tx, stream uuid.UUID) ([]StoredEvent, error) {
	return rows[StoredEvent](ctx, tx, `SELECT `+eventColumns+` FROM events WHERE stream_id = $1 ORDER BY version`, stream)
}

// TaskRow is a task as its owner finds it.
type TaskRow struct {
	ID           uuid.UUID
	Organization string
	Compartment  domain.Compartment
	CaseID       uuid.UUID
	Program      string
	Reference    string
	Kind         string
	Assignee     *uuid.UUID
	Role         domain.Role
	DueAt        *time.Time
	OpenedAt     time.Time
	ClosedAt     *time.Time
	ClosedAs     string
	Brief        domain.Brief
}

const taskColumns = `brief, id, organization, compartment, case_id, program, reference, kind, assignee, role, due_at, opened_at, closed_at, closed_as`

// TaskPlace is a task's place in the order of deadlines, whatever becomes of the task. The zero place is before all of them, and a zero Due after
// every deadline.
type TaskPlace struct {
	Due time.Time
	ID  uuid.UUID
}

// taskDue orders tasks: by deadline; what has none is due since it was opened, but for a vote, which then waits for the family.
const taskDue = `coalesce(due_at, CASE kind WHEN 'vote' THEN 'infinity'::timestamptz ELSE opened_at END)`

// Place is where a task stands in that order.
func (t TaskRow) Place() TaskPlace {
	p := TaskPlace{ID: t.ID}
	switch {
	case t.DueAt != nil:
		p.Due = *t.DueAt
	case t.Kind != "vote":
		p.Due = t.OpenedAt
	}
	return p
}

// Tasks lists what waits for the scope's actor, earliest deadline first and what waits for the family last. What waits for
// everybody with a role does not wait for those who sit or sat on the case's panel. After continues behind a place.
func (s *Store) Tasks(ctx context.Context, tx pgx.Tx, after TaskPlace, limit int) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks t
		WHERE closed_at IS NULL AND (assignee IS NOT NULL OR NOT EXISTS (
				SELECT 1 FROM tasks v WHERE v.case_id = t.case_id AND v.kind = 'vote' AND v.assignee = (SELECT almoner_actor())))
			AND ($1::uuid IS NULL OR (`+taskDue+`, id) > (coalesce($2::timestamptz, 'infinity'), $1))
		ORDER BY `+taskDue+`, id LIMIT $3`, idOrNil(after.ID), orNil(after.Due), limit)
}

// DoneTasks lists what the scope's actor has finished, latest first.
func (s *Store) DoneTasks(ctx context.Context, tx pgx.Tx, actor uuid.UUID, limit int) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE closed_at IS NOT NULL AND closed_by = $1 ORDER BY closed_at DESC, id LIMIT $2`, actor, limit)
}

// Task gives one task, open or not, if it is or was the scope's actor's; NotFound otherwise.
func (s *Store) Task(ctx context.Context, tx pgx.Tx, id uuid.UUID) (TaskRow, error) {
	return row[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE id = $1`, id)
}

// Seats lists the vote tasks that a trustee has or had on a case.
func (s *Store) Seats(ctx context.Context, tx pgx.Tx, caseID uuid.UUID) ([]TaskRow, error) {
	return rows[TaskRow](ctx, tx, `SELECT `+taskColumns+` FROM tasks WHERE case_id = $1 AND kind = 'vote'`, caseID)
}

// TextRow is a sealed text with the key that opens it.
type TextRow struct {
	ID      uuid.UUID
	CaseID  uuid.UUID
	KeyID   uuid.UUID
	Kind    string
	Sealed  []byte
	At      time.Time
	Wrapped []byte
}

// BytesOfDocument is the kind of the sealed texts that hold files. They are read one by one.
const BytesOfDocument = "document_data"

// Texts gives the sealed texts, but for files, of cases whose key was not erased.
func (s *Store) Texts(ctx context.Context, tx pgx.Tx, cases []uuid.UUID) ([]TextRow, error) {
	return rows[TextRow](ctx, tx, `SELECT t.id, t.case_id, t.key_id, t.kind, t.sealed, t.at, k.wrapped
		FROM sealed_texts t JOIN data_keys k ON k.id = t.key_id WHERE t.case_id = ANY ($1) AND t.kind <> $2 AND k.wrapped IS NOT NULL ORDER BY t.at, t.id`, cases, BytesOfDocument)
}

// SealedFile gives the sealed bytes of one of a case's files; NotFound when it was removed, or lies outside the scope.
func (s *Store) SealedFile(ctx context.Context, tx pgx.Tx, caseID, id uuid.UUID) (TextRow, error) {
	return row[TextRow](ctx, tx, `SELECT t.id, t.case_id, t.key_id, t.kind, t.sealed, t.at, k.wrapped
		FROM sealed_texts t JOIN data_keys k ON k.id = t.key_id WHERE t.case_id = $1 AND t.id = $2 AND t.kind = $3 AND k.wrapped IS NOT NULL`, caseID, id, BytesOfDocument)
}

// Key gives a wrapped data key; NotFound when it was erased.
func (s *Store) Key(ctx context.Context, tx pgx.Tx, id uuid.UUID) ([]byte, error) {
	var wrapped []byte
	err := tx.QueryRow(ctx, `SELECT wrapped FROM data_keys WHERE id = $1 AND wrapped IS NOT NULL`, id).Scan(&wrapped)
	return wrapped, err
}

// Funds lists an organization's funds.
func (s *Store) Funds(ctx context.Context, sc Scope) (funds []FundRow, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		funds, err = rows[FundRow](ctx, tx, `SELECT key, received_cents, available_cents, reserved_cents, paid_cents FROM funds ORDER BY key`)
		return err
	})
	return funds, err
}

// Movement is one transfer of a fund.
type Movement struct {
	Kind        string
	AmountCents int64
	At          time.Time
}

// Movements lists the latest transfers of a fund.
func (s *Store) Movements(ctx context.Context, sc Scope, fund string, limit int) (m []Movement, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		m, err = rows[Movement](ctx, tx, `SELECT kind, amount_cents, at FROM transfers WHERE fund = $1 ORDER BY at DESC, id LIMIT $2`, fund, limit)
		return err
	})
	return m, err
}

// Sums are what a fund moved in one month, by the organization's clock.
type Sums struct {
	Month                           time.Time // its first moment, in UTC
	Deposit, Reserve, Post, Voiding int64
}

// FundMonths sums the transfers of a fund by month, oldest first. The first of at most so many months holds all that was before it.
func (s *Store) FundMonths(ctx context.Context, sc Scope, fund, zone string, since time.Time) (months []Sums, err error) {
	err = s.Read(ctx, sc, func(tx pgx.Tx) error {
		months, err = rows[Sums](ctx, tx, `SELECT date_trunc('month', greatest(at, $3::timestamptz), $2) AS month,
				coalesce(sum(amount_cents) FILTER (WHERE kind = 'deposit'), 0)::bigint AS deposit, coalesce(sum(amount_cents) FILTER (WHERE kind = 'reserve'), 0)::bigint AS reserve,
				coalesce(sum(amount_cents) FILTER (WHERE kind = 'post'), 0)::bigint AS post, coalesce(sum(amount_cents) FILTER (WHERE kind = 'void'), 0)::bigint AS voiding
			FROM transfers WHERE fund = $1 GROUP BY 1 ORDER BY 1`, fund, zone, since)
		return err
	})
	return months, err
}

// Former counts a household's awards decided since a moment, leaving one case out.
func (s *Store) Former(ctx context.Context, tx pgx.Tx, household, except uuid.UUID, since time.Time) (count int, cents int64, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(award_cents), 0) FROM cases
		WHERE household_id = $1 AND id <> $2 AND award_cents > 0 AND decided_at >= $3 AND status <> 'withdrawn'`, household, except, since).Scan(&count, &cents)
	return count, cents, err
}

// KeyReference gives the reference of the case that a request's key stands for; empty for one that was not used.
func (s *Store) KeyReference(ctx context.Context, sc Scope, scope string, keyHash []byte) (reference string, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT reference FROM onces WHERE organization = $1 AND scope = $2 AND key_hash = $3`, sc.Organization, scope, keyHash).Scan(&reference)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	return reference, err
}

// KnowsKey tells whether a request's key was used in its scope.
func (s *Store) KnowsKey(ctx context.Context, sc Scope, scope string, keyHash []byte) (known bool, err error) {
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM onces WHERE organization = $1 AND scope = $2 AND key_hash = $3)`, sc.Organization, scope, keyHash).Scan(&known)
	})
	return known, err
}
