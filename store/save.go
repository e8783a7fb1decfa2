package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/almoner/almoner/domain"
)

// Write is everything one transaction saves, row by row, in the order of the decisions that made it.
type Write struct {
	Events      []domain.Recorded
	NewCases    []NewCase
	Summaries   []CaseSummary
	Tasks       []Task
	Closes      []TaskClose
	Moves       []TaskMove
	Timers      []Timer
	Notices     []Notice
	RoleNotices []RoleNotice
	Redirects   []Redirect
	Hushes      []Hush
	Transfers   []Transfer
	Awards      []Award
	Keys        []DataKey
	Texts       []SealedText
	Numbers     []CaseNumber
	Receipts    []Receipt
	Onces       []Once
	People      []NewPerson
	Engagements []Engagement
	Clearances  []Clearance
	Grants      []RoleGrant
	Credentials []Credential
	SignOuts    []SignOut
	Ties        []Tie
	Unlisted    []uuid.UUID // people whose member number is nobody's any more
	Forget      []uuid.UUID // sealed texts to be erased
	Drafts      [][]byte    // hashes of the keys of drafts that became requests
	// ForgetPeople are people whose key is erased, and with it their record; ForgetNames are cases that no hash recognizes any more.
	ForgetPeople, ForgetNames []uuid.UUID
}

// CaseNumber is the telephone number by which a case is found from now on, as its keyed hash; without one by none.
type CaseNumber struct {
	CaseID uuid.UUID
	Hash   []byte
}

// Redirect gives what waits for a relative to whoever they are from now on, as if nothing had been tried.
type Redirect struct{ CaseID, From, To uuid.UUID }

// RoleGrant gives somebody a role, moves its end, or ends it.
type RoleGrant struct {
	Person uuid.UUID
	Role   domain.Role
	At     time.Time
	Until  time.Time // zero: for good
	Ends   bool
	Moves  bool
}

// SignOut ends every token and session of somebody that there is.
type SignOut struct {
	Person uuid.UUID
	At     time.Time
}

// Tie is one that was declared.
type Tie struct{ Person, Other uuid.UUID }

// Engagement lets a person into a case, or out of it once Until is set.
type Engagement struct {
	CaseID, Person uuid.UUID
	Standing       bool
	At, Until      time.Time
	As             string
}

// NewCase is what a case's row keeps from its first moment. Hashes are keyed.
type NewCase struct {
	ID                            uuid.UUID
	Workflow, Program, Version    string
	Reference, Language, Channel  string
	KeyID                         uuid.UUID
	Fund                          string // that its program pays from
	ReceivedAt                    time.Time
	MemberHash, NameHash, PayHash []byte
	ContactHash                   []byte    // of the telephone number, by which the same family is found again
	Beside                        uuid.UUID // the case whose reference it shares; zero for a case of its own
}

// CaseSummary is what a case's row shows of its state.
type CaseSummary struct {
	ID        uuid.UUID
	Version   int
	At        time.Time
	DecidedAt time.Time
	domain.Summary
}

// Task is something that waits for a person, or for whoever holds a role.
type Task struct {
	ID, CaseID uuid.UUID
	Program    string
	Reference  string
	Kind       string
	Assignee   uuid.UUID
	Role       domain.Role
	DueAt      time.Time
	OpenedAt   time.Time
	ClosedAt   time.Time
	ClosedAs   string
	ClosedBy   uuid.UUID // zero when it closed by itself
	Brief      domain.Brief
}

// TaskClose takes open tasks of a case off their lists; a zero assignee means everybody's.
type TaskClose struct {
	CaseID, Assignee uuid.UUID
	By               uuid.UUID // zero when it closes by itself
	Kind, As         string
	At               time.Time
	Of               string // only tasks whose brief is of this kind
}

// TaskMove sets a new deadline.
type TaskMove struct {
	CaseID, Assignee uuid.UUID
	Kind             string
	DueAt            time.Time
}

// Timer sends a command to a stream when it is due.
type Timer struct {
	ID       uuid.UUID
	Workflow string
	Stream   uuid.UUID
	Command  string
	DueAt    time.Time
}

// Notice is a message to be sent once to a person, to a case's requester, or to one of its relatives.
type Notice struct {
	Cause, Recipient, CaseID uuid.UUID
	Template                 string
	Requester, Relative      bool
	At                       time.Time
	Refused                  string // channels that it must not take, each with a comma behind it
}

// RoleNotice is a message to everybody who holds a role when it is written.
type RoleNotice struct {
	Cause, CaseID uuid.UUID
	Template      string
	Role          domain.Role
	At            time.Time
}

// Transfer is one immutable movement in the ledger; its id is that of the event it reports.
type Transfer struct {
	ID, CaseID uuid.UUID
	Fund       string
	Kind       domain.TransferKind
	Cents      int64
	At         time.Time
}

// Award is a change to one award's row.
type Award struct {
	CaseID uuid.UUID
	At     time.Time
	domain.Award
}

// DataKey is a wrapped key.
type DataKey struct {
	ID      uuid.UUID
	Wrapped []byte
}

// SealedText is a piece of personal data under a case's key.
type SealedText struct {
	ID, CaseID, KeyID uuid.UUID
	Kind              string
	Sealed            []byte
	At                time.Time
}

// Hush settles what was to be sent to a relative of a case until a moment, without sending it.
type Hush struct {
	CaseID, Relative uuid.UUID
	At               time.Time
}

// Receipt opens a case to whoever knows the secret that belongs to its reference.
type Receipt struct {
	Reference string
	CaseID    uuid.UUID
	At        time.Time
}

// Save writes it all in one round trip.
func (s *Store) Save(ctx context.Context, tx pgx.Tx, sc Scope, w *Write) error {
	if b := batchOf(sc, w); b.Len() > 0 {
		return tx.SendBatch(ctx, b).Close()
	}
	return nil
}

// Finish is Save with the commit in the same round trip; nothing can be said in the transaction after it.
func (s *Store) Finish(ctx context.Context, tx pgx.Tx, sc Scope, w *Write) error {
	if b := batchOf(sc, w); b.Len() > 0 {
		return last(ctx, tx, b)
	}
	return nil
}

func batchOf(sc Scope, w *Write) *pgx.Batch {
	b := &pgx.Batch{}
	q := queue{b: b, org: sc.Organization, compartment: string(sc.Compartments[0])}
	q.people(w)
	q.personal(w)
	q.events(w.Events)
	q.cases(w)
	q.receipts(w)
	q.drafts(w.Drafts)
	q.engagements(w.Engagements)
	q.clearances(w.Clearances)
	q.grants(w.Grants)
	q.office(w)
	q.tasks(w)
	q.timers(w.Timers)
	q.notices(w)
	q.hushes(w.Hushes)
	q.money(w)
	q.onces(w)
	return b
}

type queue struct {
	b                *pgx.Batch
	org, compartment string
}

// column gathers one field of many rows, as an array parameter.
func column[R, V any](rows []R, f func(R) V) pgtype.FlatArray[V] {
	values := make(pgtype.FlatArray[V], len(rows))
	for i, r := range rows {
		values[i] = f(r)
	}
	return values
}

func (q queue) events(events []domain.Recorded) {
	if len(events) == 0 {
		return
	}
	streams := column(events, func(r domain.Recorded) uuid.UUID { return r.Stream })
	versions := column(events, func(r domain.Recorded) int { return r.Version })
	q.b.Queue(`INSERT INTO events (organization, compartment, stream_id, version, id, workflow, type, at, actor, cause, data, hash)
		SELECT $1, $2, * FROM unnest($3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::uuid[], $11::json[], $12::bytea[])`,
		q.org, q.compartment, streams, versions,
		column(events, func(r domain.Recorded) uuid.UUID { return r.ID }),
		column(events, func(r domain.Recorded) string { return r.Workflow }),
		column(events, func(r domain.Recorded) string { return r.Event.EventType() }),
		column(events, func(r domain.Recorded) time.Time { return r.At }),
		column(events, func(r domain.Recorded) string { return r.Actor }),
		column(events, func(r domain.Recorded) uuid.UUID { return r.Cause }),
		column(events, func(r domain.Recorded) string { return string(r.Data) }),
		column(events, func(r domain.Recorded) []byte { return r.Hash }))
	q.b.Queue(`INSERT INTO outbox (organization, compartment, stream_id, version, committed_at)
		SELECT $1, $2, stream, version, $5::timestamptz FROM unnest($3::uuid[], $4::int[]) AS e (stream, version)`,
		q.org, q.compartment, streams, versions, events[0].At)
}

func (q queue) receipts(w *Write) {
	if n := w.Receipts; len(n) > 0 {
		q.b.Queue(`INSERT INTO receipts (organization, compartment, reference, case_id, created_at)
			SELECT $1, $2, * FROM unnest($3::text[], $4::uuid[], $5::timestamptz[]) ON CONFLICT (reference) DO NOTHING`,
			q.org, q.compartment, column(n, func(r Receipt) string { return r.Reference }),
			column(n, func(r Receipt) uuid.UUID { return r.CaseID }), column(n, func(r Receipt) time.Time { return r.At }))
	}
}
