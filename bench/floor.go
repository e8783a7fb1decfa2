package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// floorConns is what served the floor best: more connections than this make it slower on two cores.
const floorConns = 16

// floor is the workload with nothing around it: six transactions of one statement for each request. It shares no code with the
// product.
type floor struct {
	pool *pgxpool.Pool
	done int
}

const floorSchema = `
CREATE TABLE funds (id int PRIMARY KEY, available bigint NOT NULL, reserved bigint NOT NULL DEFAULT 0, CHECK (available >= 0)) WITH (fillfactor = 50);
CREATE TABLE requests (id uuid PRIMARY KEY, fund int NOT NULL, cents bigint NOT NULL, votes int NOT NULL DEFAULT 0, status text NOT NULL, answers jsonb NOT NULL);
CREATE TABLE tasks (request_id uuid, trustee int, voted_at timestamptz, PRIMARY KEY (request_id, trustee));
CREATE TABLE decisions (request_id uuid PRIMARY KEY, cents bigint NOT NULL);
CREATE TABLE notifications (request_id uuid PRIMARY KEY, template text NOT NULL);
INSERT INTO funds (id, available) SELECT n, 1000000000000 FROM generate_series(0, 99) n;`

const (
	floorSubmit = `INSERT INTO requests (id, fund, cents, status, answers) VALUES ($1, $2, $3, 'received', $4)`
	floorRoute  = `WITH r AS (UPDATE requests SET status = 'in_review' WHERE id = $1 AND status = 'received' RETURNING id)
		INSERT INTO tasks (request_id, trustee) SELECT r.id, t FROM r, unnest($2::int[]) t`
	floorVote = `WITH t AS (UPDATE tasks SET voted_at = now() WHERE request_id = $1 AND trustee = $2 AND voted_at IS NULL RETURNING request_id),
		r AS (UPDATE requests SET votes = votes + 1, status = CASE WHEN votes >= 1 THEN 'approved' ELSE status END FROM t WHERE id = t.request_id
			RETURNING id, fund, cents, votes),
		d AS (INSERT INTO decisions (request_id, cents) SELECT id, cents FROM r WHERE votes = 2),
		f AS (UPDATE funds SET available = available - r.cents, reserved = reserved + r.cents FROM r WHERE r.votes = 2 AND funds.id = r.fund)
		INSERT INTO notifications (request_id, template) SELECT id, 'decision' FROM r WHERE votes = 2`
)

func newFloor(ctx context.Context, url string) (*floor, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	config.MaxConns = floorConns
	f := &floor{}
	if f.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	if _, err := f.pool.Exec(ctx, floorSchema); err != nil {
		f.pool.Close()
		return nil, fmt.Errorf("floor: make schema: %w", err)
	}
	return f, nil
}

// request carries one request from its submission to its third vote; decided is when the second vote returned.
func (f *floor) request(ctx context.Context, n int) (decided time.Time, err error) {
	conn, err := f.pool.Acquire(ctx)
	if err != nil {
		return decided, fmt.Errorf("floor: %w", err)
	}
	defer conn.Release()
	id, err := uuid.NewV7()
	if err != nil {
		return decided, fmt.Errorf("floor: %w", err)
	}
	trustees := []int{n % 30, (n + 1) % 30, (n + 2) % 30}
	if err := exec(ctx, conn.Conn(), floorSubmit, id[:], n%100, awardCents, answersJSON(n)); err != nil {
		return decided, err
	}
	if err := exec(ctx, conn.Conn(), floorRoute, id[:], trustees); err != nil {
		return decided, err
	}
	for i, t := range trustees {
		if err := exec(ctx, conn.Conn(), floorVote, id[:], t); err != nil {
			return decided, err
		}
		if i == 1 {
			decided = time.Now()
		}
	}
	return decided, nil
}

func exec(ctx context.Context, conn *pgx.Conn, sql string, args ...any) error {
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("floor: %w", err)
	}
	return nil
}

// check counts what has to be there after n requests.
func (f *floor) check(ctx context.Context, n int) error {
	var tasks, votes, decisions, notifications, reserved int64
	err := f.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM tasks WHERE voted_at IS NOT NULL), (SELECT count(*) FROM decisions),
		(SELECT count(*) FROM notifications), (SELECT sum(reserved)::bigint FROM funds)`).Scan(&tasks, &votes, &decisions, &notifications, &reserved)
	if err != nil {
		return fmt.Errorf("floor: check: %w", err)
	}
	want := int64(n)
	if tasks != 3*want || votes != 3*want || decisions != want || notifications != want || reserved != want*awardCents {
		return fmt.Errorf("floor: after %d requests there are %d tasks, %d votes, %d decisions, %d notifications and %d cents reserved",
			n, tasks, votes, decisions, notifications, reserved)
	}
	return nil
}
