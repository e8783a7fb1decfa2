package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// errOutcomeUnknown stands for a commit that Postgres turned into a rollback.
var errOutcomeUnknown = errors.New("the transaction was rolled back instead of committed")

// scoped is a transaction that saves round trips: its beginning and its scope travel with its first statements, and its end can
// travel with its last ones. Only what is overridden here may be used of pgx.Tx.
type scoped struct {
	pgx.Tx
	conn  *pgxpool.Conn
	begin string
	scope *Scope // nil: the role alone says what it may see
	open  bool
	ended bool
}

const applySQL = `SELECT set_config('almoner.organization', $1, true), set_config('almoner.compartments', $2, true),
	set_config('almoner.actor', $3, true), set_config('almoner.roles', $4, true), set_config('almoner.reference', $5, true)`

func (sc Scope) arguments() []any {
	return []any{sc.Organization, join(sc.Compartments), actor(sc.Actor), join(sc.Roles), sc.Reference}
}

// in runs f within one transaction of a scope. f may have ended it with its last statements.
func in(ctx context.Context, pool *pgxpool.Pool, sc *Scope, begin string, f func(pgx.Tx) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Release() // which closes a connection that is still within a transaction
	tx := &scoped{conn: conn, begin: begin, scope: sc}
	err = f(tx)
	if err == nil && tx.open && !tx.ended {
		err = tx.Commit(ctx)
	}
	if err != nil && conn.Conn().PgConn().TxStatus() != 'I' {
		if _, undo := conn.Exec(ctx, `ROLLBACK`); undo != nil {
			_ = conn.Conn().Close(ctx) // because nobody may find it in this state
		}
	}
	return translate(err)
}

// first puts the beginning before the statements of a batch.
func (t *scoped) first(b *pgx.Batch) *pgx.Batch {
	if t.open {
		return b
	}
	t.open = true
	var whole pgx.Batch
	whole.Queue(t.begin)
	if t.scope != nil {
		whole.Queue(applySQL, t.scope.arguments()...)
	}
	whole.QueuedQueries = append(whole.QueuedQueries, b.QueuedQueries...)
	return &whole
}

func (t *scoped) ensureOpen(ctx context.Context) error {
	if t.open {
		return nil
	}
	return t.conn.SendBatch(ctx, t.first(&pgx.Batch{})).Close()
}

// SendBatch runs statements in one round trip; their results are read by the functions that were queued with them.
func (t *scoped) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.conn.SendBatch(ctx, t.first(b))
}

// sendLast is SendBatch with the commit behind it: when a statement fails nothing is committed.
func (t *scoped) sendLast(ctx context.Context, b *pgx.Batch) error {
	whole := t.first(b)
	t.ended = true
	whole.Queue(`COMMIT`).Exec(committed)
	return t.conn.SendBatch(ctx, whole).Close()
}

func committed(tag pgconn.CommandTag) error {
	if tag.String() != "COMMIT" {
		return errOutcomeUnknown
	}
	return nil
}

// Exec runs one statement.
func (t *scoped) Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error) {
	if err := t.ensureOpen(ctx); err != nil {
		return pgconn.CommandTag{}, err
	}
	return t.conn.Exec(ctx, sql, arguments...)
}

// Query runs one query.
func (t *scoped) Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error) {
	if err := t.ensureOpen(ctx); err != nil {
		return nil, err
	}
	return t.conn.Query(ctx, sql, arguments...)
}

// QueryRow runs one query for one row.
func (t *scoped) QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row {
	if err := t.ensureOpen(ctx); err != nil {
		return failedRow{err}
	}
	return t.conn.QueryRow(ctx, sql, arguments...)
}

// Commit ends the transaction.
func (t *scoped) Commit(ctx context.Context) error {
	t.ended = true
	tag, err := t.conn.Exec(ctx, `COMMIT`)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return committed(tag)
}

// failedRow is the row of a query that could not be asked.
type failedRow struct{ err error }

// Scan gives the reason.
func (r failedRow) Scan(...any) error { return r.err }

// last runs the final statements of a transaction together with its commit.
func last(ctx context.Context, tx pgx.Tx, b *pgx.Batch) error {
	if t, ok := tx.(*scoped); ok {
		return t.sendLast(ctx, b)
	}
	return tx.SendBatch(ctx, b).Close()
}
