// Package store is the only SQL: events, what they cause, lists to read, people, sealed data, the ledger, and the walls
// between them. Rules are not here; the constraints of the schema say again what a row alone can show.
package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/almoner/almoner/domain"
)

// Store reaches Postgres in three roles, each behind its own walls: web reads for one person, handler decides for one
// organization, worker moves queues that hold no personal data.
type Store struct {
	web, handler, worker *pgxpool.Pool
}

// Tx is a transaction under way. Only this package knows what can be said in it.
type Tx = pgx.Tx

// Options bound the connections. Zero values mean 8 for web, 8 for handler and 4 for worker.
type Options struct {
	WebConns, HandlerConns, WorkerConns int32
}

// planOnce keeps one plan for each statement of those who decide and carry. Whatever they ask for they find by an index, however many
// rows they ask for; left to itself the planner would weigh that anew for each batch, which costs more than most statements do. A plan
// may be made while a table is still empty, so it must not be one that reads the whole table.
const planOnce = "; SET plan_cache_mode = 'force_generic_plan'; SET enable_seqscan = off"

// Open prepares pools against a database whose URL may sign in as a member of the three roles. It does not wait for the server.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	s := &Store{}
	for _, p := range []struct {
		pool     **pgxpool.Pool
		role     string
		conns    int32
		planning string
	}{
		{&s.web, "almoner_web", o.WebConns, ""}, {&s.handler, "almoner_handler", o.HandlerConns, planOnce}, {&s.worker, "almoner_worker", o.WorkerConns, planOnce},
	} {
		c, err := pgxpool.ParseConfig(url)
		if err != nil {
			return nil, fmt.Errorf("database URL: %w", err)
		}
		c.MaxConns = p.conns
		if c.MaxConns == 0 {
			c.MaxConns = 8
		}
		c.MaxConnIdleTime = 5 * time.Minute
		c.ConnConfig.ConnectTimeout = 2 * time.Second
		c.ConnConfig.RuntimeParams["application_name"] = p.role
		c.ConnConfig.RuntimeParams["timezone"] = "UTC"
		c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			registerUUID(conn.TypeMap())
			_, err := conn.Exec(ctx, "SET ROLE "+p.role+"; SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '30s'; SET jit = off"+p.planning)
			return err
		}
		if *p.pool, err = pgxpool.NewWithConfig(ctx, c); err != nil {
			return nil, fmt.Errorf("open pool of %s: %w", p.role, err)
		}
	}
	return s, nil
}

// Close gives all connections back.
func (s *Store) Close() {
	s.web.Close()
	s.handler.Close()
	s.worker.Close()
}

// Ping asks whether Postgres answers; Unavailable if not.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.worker.Exec(ctx, "SELECT 1")
	return translate(err)
}

// Scope is what a transaction may see: one organization, some of its compartments, and for pages one person.
type Scope struct {
	Organization string
	Compartments []domain.Compartment
	Actor        uuid.UUID
	Roles        []domain.Role
	Reference    string // the one receipt it may open
}

func (sc Scope) apply(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, applySQL, sc.arguments()...)
	return err
}

func actor(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func join[S ~string](words []S) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// Decide opens the transaction of a batch: as the handler, limited to one organization and compartment.
func (s *Store) Decide(ctx context.Context, sc Scope, f func(pgx.Tx) error) error {
	return in(ctx, s.handler, &sc, `BEGIN`, f)
}

// Read opens a transaction that sees what one person may see and changes nothing.
func (s *Store) Read(ctx context.Context, sc Scope, f func(pgx.Tx) error) error {
	return in(ctx, s.web, &sc, `BEGIN READ ONLY`, f)
}

// work opens a transaction of the background loops, which see every organization's queues.
func (s *Store) work(ctx context.Context, f func(pgx.Tx) error) error {
	return in(ctx, s.worker, nil, `BEGIN`, f)
}

func rows[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]T, error) {
	r, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(r, pgx.RowToStructByName[T])
}

func row[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) (T, error) {
	r, err := tx.Query(ctx, sql, args...)
	if err != nil {
		var zero T
		return zero, err
	}
	return pgx.CollectExactlyOneRow(r, pgx.RowToStructByName[T])
}

// orNil makes SQL NULL of a zero time.
func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// idOrNil makes SQL NULL of a zero id.
func idOrNil(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
