package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
)

// The names of the two databases that are compared.
const (
	floorDatabase   = "floor"
	almonerDatabase = "almoner"
)

const (
	warmUp      = time.Second
	drainWithin = 2 * time.Minute
)

// Options say how long and how much. The zero value of Seconds or Concurrency means the default.
type Options struct {
	Seconds     int // of saturation, for each side; a request alone is measured for half as long
	Concurrency int // requests under way at once
	History     int // closed requests written beforehand
}

// The defaults. A history of ten thousand is what a larger one is held against; an empty database would flatter nobody but
// the planner.
const (
	DefaultSeconds     = 6
	DefaultConcurrency = 256
	DefaultHistory     = 10_000
)

// run is one measurement under way.
type run struct {
	options Options
	dir     string
	server  *localpg.Server
	admin   *pgx.Conn // to the database postgres
	floor   *floor
	result  Result
}

// Run measures floor, product, and floor again, checks both from outside, and says what came out. An error means that something
// was lost, doubled or could not be measured; then there is no result.
func Run(ctx context.Context, o Options) (result Result, err error) {
	if o.Seconds <= 0 {
		o.Seconds = DefaultSeconds
	}
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	dir, err := os.MkdirTemp("", "almoner-bench-*")
	if err != nil {
		return result, fmt.Errorf("make directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &run{options: o, dir: dir}
	if err := r.servers(ctx); err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, r.stop(ctx)) }()
	// The floor stands on both sides of the product, because a machine is faster at one time than at another.
	if err := r.measureFloor(ctx); err != nil {
		return result, err
	}
	if err := r.measureAlmoner(ctx); err != nil {
		return result, err
	}
	if err := r.measureFloor(ctx); err != nil {
		return result, err
	}
	if err := r.floor.check(ctx, r.floor.done); err != nil {
		return result, err
	}
	r.result.Checks = "passed"
	return r.result.rounded(), nil
}

func (r *run) servers(ctx context.Context) (err error) {
	if _, err := localpg.Find(); errors.Is(err, localpg.ErrMissing) {
		if err := localpg.Install(ctx, os.Stderr); err != nil {
			return err
		}
	}
	r.server, err = localpg.Start(ctx, localpg.Options{
		Dir: r.dir, Durable: true, Settings: map[string]string{"max_connections": "200", "shared_buffers": "1GB"},
	})
	if err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	for _, name := range []string{floorDatabase, almonerDatabase} {
		if err := r.server.CreateDatabase(ctx, name, ""); err != nil {
			return errors.Join(err, r.stop(ctx))
		}
	}
	if r.admin, err = pgx.Connect(ctx, r.server.URL("postgres", "postgres")); err != nil {
		return errors.Join(fmt.Errorf("connect: %w", err), r.stop(ctx))
	}
	if r.floor, err = newFloor(ctx, r.server.URL("postgres", floorDatabase)); err != nil {
		return errors.Join(err, r.stop(ctx))
	}
	return nil
}

func (r *run) stop(ctx context.Context) error {
	if r.floor != nil {
		r.floor.pool.Close()
	}
	if r.admin != nil {
		_ = r.admin.Close(context.WithoutCancel(ctx)) // because the server ends anyway
	}
	return r.server.Stop()
}

func (r *run) seconds(share float64) time.Duration {
	return time.Duration(share * float64(r.options.Seconds) * float64(time.Second))
}

// measureFloor takes half of the floor's time.
func (r *run) measureFloor(ctx context.Context) error {
	m := meter{conn: r.admin, postgres: r.server.Pid(), database: floorDatabase}
	first, _, err := saturate(ctx, r.floor.request, r.floor.done, floorConns, warmUp/4)
	if err != nil {
		return err
	}
	r.floor.done += first
	s, err := measure(ctx, m, func() (int, time.Duration, error) {
		return saturate(ctx, r.floor.request, r.floor.done, floorConns, r.seconds(0.5))
	}, nil)
	if err != nil {
		return err
	}
	r.floor.done += s.requests
	took, err := alone(ctx, r.floor.request, r.floor.done, r.seconds(0.25))
	if err != nil {
		return err
	}
	r.floor.done += len(took)
	r.result.addFloor(s, took)
	return nil
}

// sample is what came out of one time of saturation.
type sample struct {
	requests int
	took     time.Duration
	cost     reading
}

// measure reads the counters around a load and whatever it leaves to be done afterwards.
func measure(ctx context.Context, m meter, load func() (int, time.Duration, error), drain func() error) (s sample, err error) {
	before, err := m.read(ctx)
	if err != nil {
		return s, err
	}
	if s.requests, s.took, err = load(); err != nil {
		return s, err
	}
	if drain != nil {
		if err := drain(); err != nil {
			return s, err
		}
	}
	after, err := m.read(ctx)
	s.cost = after.minus(before)
	return s, err
}

func (r *run) measureAlmoner(ctx context.Context) error {
	dir := filepath.Join(r.dir, "programs")
	if err := writePrograms(dir); err != nil {
		return err
	}
	w := &walker{panels: map[uuid.UUID]chan []seat{}}
	n, err := node.Start(ctx, node.Config{
		DatabaseURL: r.server.URL("postgres", almonerDatabase), DataDir: filepath.Join(r.dir, "node"), Listen: "127.0.0.1:0", ProgramsDir: dir,
		Sender: discard{},
	}, w.listen)
	if err != nil {
		return fmt.Errorf("start almoner: %w", err)
	}
	defer n.Stop()
	outside, err := pgx.Connect(ctx, n.Config.DatabaseURL)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer outside.Close(ctx) //nolint:errcheck // the server ends anyway
	if w.world, err = populate(ctx, n); err != nil {
		return err
	}
	if err := writeHistory(ctx, outside, w, r.options.History); err != nil {
		return err
	}
	return r.load(ctx, w, outside)
}

func (r *run) load(ctx context.Context, w *walker, outside *pgx.Conn) error {
	drained := func() error { return drain(ctx, outside) }
	m := meter{conn: r.admin, postgres: r.server.Pid(), database: almonerDatabase}
	done := 1 // the request that the history was made from
	warm, _, err := saturate(ctx, w.walk, done, r.options.Concurrency, warmUp)
	if err != nil {
		return err
	}
	done += warm
	if err := drained(); err != nil {
		return err
	}
	s, err := measure(ctx, m, func() (int, time.Duration, error) {
		return saturate(ctx, w.walk, done, r.options.Concurrency, r.seconds(1))
	}, drained)
	if err != nil {
		return err
	}
	done += s.requests
	took, err := alone(ctx, w.walk, done, r.seconds(0.5))
	if err != nil {
		return err
	}
	done += len(took)
	if err := drained(); err != nil {
		return err
	}
	r.result.addAlmoner(s, took)
	r.result.History = r.options.History
	return checkOutside(ctx, outside, done, r.options.History)
}

// drain waits until nothing is left to publish or to send, so that the work that a load leaves behind counts as its own.
func drain(ctx context.Context, outside *pgx.Conn) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(drainWithin)
	defer late.Stop()
	for {
		var left bool
		if err := outside.QueryRow(ctx, `SELECT EXISTS (SELECT FROM outbox) OR EXISTS (SELECT FROM notices WHERE sent_at IS NULL)`).Scan(&left); err != nil {
			return fmt.Errorf("look what is left: %w", err)
		}
		if !left {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			return fmt.Errorf("events or messages are left after %s", drainWithin)
		case <-tick.C:
		}
	}
}

// discard is a sender whose messages reach everybody at once and nobody reads.
type discard struct{}

// Send takes the message.
func (discard) Send(context.Context, notify.Message) error { return nil }

// Reaches is true.
func (discard) Reaches(notify.Channel) bool { return true }
