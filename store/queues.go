package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// DueTimer is a timer whose time has come.
type DueTimer struct {
	ID           uuid.UUID
	Organization string
	Compartment  domain.Compartment
	Workflow     string
	StreamID     uuid.UUID
	Command      string
	Attempts     int
}

// DueTimers lists timers due at a moment, the longest due first. Whoever handles one takes it within its own transaction, so
// two processes that see the same one do no harm.
func (s *Store) DueTimers(ctx context.Context, at time.Time, limit int) (due []DueTimer, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		due, err = rows[DueTimer](ctx, tx, `SELECT id, organization, compartment, workflow, stream_id, command, attempts FROM timers
			WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`, at, limit)
		return err
	})
	return due, err
}

// PostponeTimer tries a timer that failed again later.
func (s *Store) PostponeTimer(ctx context.Context, id uuid.UUID, until time.Time) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE timers SET due_at = $2, attempts = attempts + 1 WHERE id = $1`, id, until)
		return err
	})
}

// DropTimer takes a timer away that no retry helped.
func (s *Store) DropTimer(ctx context.Context, id uuid.UUID) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM timers WHERE id = $1`, id)
		return err
	})
}

// WaitingNotice is a message that is still to be sent.
type WaitingNotice struct {
	Cause, Recipient, CaseID uuid.UUID
	Organization             string
	Compartment              domain.Compartment
	Template                 string
	Requester, Relative      bool
	Refused                  string // channels that did not take it, each with a comma behind
	Attempts                 int
}

// TakeNotices takes messages that are due and puts them off until a moment, so that nobody else takes them and a crash only
// delays them.
func (s *Store) TakeNotices(ctx context.Context, at, until time.Time, limit int) (taken []WaitingNotice, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		taken, err = rows[WaitingNotice](ctx, tx, `UPDATE notices n SET held_until = $2, attempts = attempts + 1
			FROM (SELECT cause, recipient, template FROM notices
				WHERE sent_at IS NULL AND due_at <= $1 AND (held_until IS NULL OR held_until <= $1) ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
			WHERE n.cause = d.cause AND n.recipient = d.recipient AND n.template = d.template
			RETURNING n.cause, n.recipient, n.case_id, n.organization, n.compartment, n.template, n.requester, n.relative, n.refused, n.attempts`, at, until, limit)
		return err
	})
	return taken, err
}

// PostponeNotice puts a message off that may not be sent yet. It does not count as a try.
func (s *Store) PostponeNotice(ctx context.Context, n WaitingNotice, until time.Time) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notices SET held_until = $4, attempts = greatest(attempts - 1, 0) WHERE cause = $1 AND recipient = $2 AND template = $3 AND sent_at IS NULL`,
			n.Cause, n.Recipient, n.Template, until)
		return err
	})
}

// DeadLetter is a message that no retry helped.
type DeadLetter struct {
	ID           uuid.UUID
	Organization string
	Route        string
	MessageID    string
	Subject      string
	Headers      json.RawMessage
	Body         []byte
	Code         string
	Reason       string
	Attempts     int
	At           time.Time
}

// Bury keeps a dead letter. The same message of the same route again changes nothing while the first one is open.
func (s *Store) Bury(ctx context.Context, d DeadLetter) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO dead_letters (id, organization, route, message_id, subject, headers, body, code, reason, attempts, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
			d.ID, d.Organization, d.Route, d.MessageID, d.Subject, string(d.Headers), d.Body, d.Code, d.Reason, d.Attempts, d.At)
		return err
	})
}

// DeadLetters lists open ones, oldest first, at most a thousand.
func (s *Store) DeadLetters(ctx context.Context) (dead []DeadLetter, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		dead, err = rows[DeadLetter](ctx, tx, `SELECT id, organization, route, message_id, subject, headers::text::bytea AS headers, body, code, reason, attempts, at
			FROM dead_letters WHERE settled_at IS NULL ORDER BY at, id LIMIT 1000`)
		return err
	})
	return dead, err
}

// SettleDeadLetter closes one as "retried" or "dropped" with a reason; NotFound when it is not open.
func (s *Store) SettleDeadLetter(ctx context.Context, id uuid.UUID, at time.Time, as, why string) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE dead_letters SET settled_at = $2, settled_as = $3, settled_why = $4 WHERE id = $1 AND settled_at IS NULL`, id, at, as, why)
		if err == nil && tag.RowsAffected() == 0 {
			return domain.Errorf(domain.NotFound, "No open dead letter has that id.")
		}
		return err
	})
}

// Backlog counts what waits in each queue, for operators.
type Backlog struct {
	Outbox, Timers, Notices, DeadLetters int64
}

// Backlog counts what is due at a moment.
func (s *Store) Backlog(ctx context.Context, at time.Time) (b Backlog, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		b, err = row[Backlog](ctx, tx, `SELECT (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM timers WHERE due_at <= $1) AS timers,
			(SELECT count(*) FROM notices WHERE sent_at IS NULL AND due_at <= $1 AND (held_until IS NULL OR held_until <= $1)) AS notices,
			(SELECT count(*) FROM dead_letters WHERE settled_at IS NULL) AS dead_letters`, at)
		return err
	})
	return b, err
}
