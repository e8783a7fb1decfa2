package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/migrations"
)

// database is the name of the private database.
const database = "almoner"

// servers starts those servers that the configuration does not name.
func (n *Node) servers(ctx context.Context) (err error) {
	if n.Config.DatabaseURL == "" {
		if err := n.privatePostgres(ctx); err != nil {
			return err
		}
	}
	if n.Config.OwnerURL == "" {
		n.Config.OwnerURL = n.Config.DatabaseURL
	}
	if n.Config.NATSURL == "" {
		if n.NATS, err = bus.StartEmbedded(filepath.Join(n.Config.DataDir, "nats")); err != nil {
			return fmt.Errorf("start NATS: %w", err)
		}
	}
	return nil
}

func (n *Node) privatePostgres(ctx context.Context) (err error) {
	if _, err := localpg.Find(); errors.Is(err, localpg.ErrMissing) {
		if err := localpg.Install(ctx, os.Stderr); err != nil {
			return err
		}
	}
	n.Postgres, err = localpg.Start(ctx, localpg.Options{
		Dir: n.Config.DataDir, Durable: !n.Config.Demo, Settings: map[string]string{"max_connections": "60"},
	})
	if err != nil {
		return err
	}
	err = n.Postgres.CreateDatabase(ctx, database, "template1")
	var pg *pgconn.PgError
	if err != nil && (!errors.As(err, &pg) || pg.Code != pgDuplicateDatabase) {
		return fmt.Errorf("create database: %w", err)
	}
	n.Config.DatabaseURL = n.Postgres.URL("postgres", database)
	return nil
}

const pgDuplicateDatabase = "42P04"

// boot prepares what needs Postgres: the schema, the programs' versions, the routes, reference numbers.
func (n *Node) boot(ctx context.Context) error {
	if err := n.migrate(ctx); err != nil {
		return err
	}
	fingerprint := n.Keys.Organization("").Lookup("fingerprint", "of the master keys")
	kept, err := n.Store.SealedWith(ctx, fingerprint)
	if err != nil {
		return err
	}
	if !bytes.Equal(kept, fingerprint) {
		return errors.New("the master keys are not those that this database was sealed with: put the right key file back, and start again")
	}
	offset, err := n.Store.ClockOffset(ctx)
	if err != nil {
		return err
	}
	n.offset.Store(int64(offset))
	if err := n.Desk.Handler.Programs.Keep(ctx, n.Now()); err != nil {
		return err
	}
	names := []string{}
	for _, r := range n.Table {
		names = append(names, r.Name)
	}
	if err := n.Store.RegisterRoutes(ctx, names, n.Now()); err != nil {
		return err
	}
	if err := n.Desk.PlanSeries(ctx); err != nil {
		return err
	}
	n.booted.Store(true)
	return nil
}

// migrate brings the schema up to date when it may, and else insists that somebody has.
func (n *Node) migrate(ctx context.Context) error {
	_, err := migrations.Apply(ctx, n.Config.OwnerURL)
	if err == nil {
		return nil
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return domain.Because(err, domain.Unavailable, "Postgres does not answer.")
	}
	conn, connectErr := pgx.Connect(ctx, n.Config.DatabaseURL)
	if connectErr != nil {
		return domain.Because(connectErr, domain.Unavailable, "Postgres does not answer.")
	}
	defer conn.Close(ctx) //nolint:errcheck // it was only asked
	current, currentErr := migrations.Current(ctx, conn)
	if currentErr == nil && current >= migrations.Latest() {
		return nil // somebody else has, and this process rightly may not
	}
	if strings.Contains(err.Error(), "permission denied") || strings.Contains(err.Error(), "must be owner") {
		return fmt.Errorf("the schema is at %d and has to be at %d: run `almoner migrate` as its owner", current, migrations.Latest())
	}
	return err
}

// bootLater tries again until Postgres answers.
func (n *Node) bootLater(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := n.boot(ctx)
			if err == nil {
				n.Config.Log.Info("Postgres answers")
				return
			}
			if domain.CodeOf(err) != domain.Unavailable {
				n.fault <- err
				return
			}
		}
	}
}

// canaryEvery is how often a canary goes through INTAKE.
const canaryEvery = time.Hour

// tend keeps the streams and reference numbers at hand and sends the canary.
func (n *Node) tend(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	var last time.Time
	n.Conn.OnReconnect(func() { n.streams.Store(false) })
	for {
		if !n.streams.Load() {
			n.streams.Store(n.topology(ctx) == nil)
		}
		if err := n.Desk.References.Refill(ctx); err != nil && ctx.Err() == nil {
			n.Config.Log.Debug("reference numbers are not refilled", "reason", domain.CodeOf(err))
		}
		if orgs := n.Catalog.Organizations(); time.Since(last) > canaryEvery && len(orgs) > 0 {
			if err := n.Desk.Canary(ctx, orgs[0].Key); err == nil {
				last = time.Now()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// watchPostgres restarts a private Postgres that ended by itself.
func (n *Node) watchPostgres(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.Postgres.Done():
			if ctx.Err() != nil {
				return
			}
			n.Config.Log.Error("the private Postgres ended; starting it again")
			if err := n.Postgres.Restart(ctx); err != nil && ctx.Err() == nil {
				n.fault <- fmt.Errorf("restart Postgres: %w", err)
				return
			}
		}
	}
}

// NotReady names what is not ready, in words.
func (n *Node) NotReady(ctx context.Context) (missing []string) {
	if !n.booted.Load() || n.Store.Ping(ctx) != nil {
		missing = append(missing, "postgres")
	}
	if !n.Conn.Connected() {
		missing = append(missing, "nats")
	}
	if n.Config.has(Web) && !n.streams.Load() {
		missing = append(missing, "streams")
	}
	if n.Config.has(Web) && !n.Desk.References.AtHand() {
		missing = append(missing, "reference numbers")
	}
	if n.router != nil && !n.router.IsRunning() {
		missing = append(missing, "routes")
	}
	if waits := n.ready.Load(); waits != nil && *waits != "" {
		missing = append(missing, *waits)
	}
	return missing
}

// Hold keeps the process from being ready, with a reason; an empty one lets it.
func (n *Node) Hold(reason string) { n.ready.Store(&reason) }

// Advance moves a demo's clock forward, fires what fell due and sends what that led to.
func (n *Node) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	offset, err := n.Store.AdvanceClock(ctx, by)
	if err != nil {
		return time.Time{}, err
	}
	n.offset.Store(int64(offset))
	if err := n.Seasons.Open(ctx); err != nil {
		return time.Time{}, err
	}
	if _, err := n.Timers.Fire(ctx); err != nil {
		return time.Time{}, err
	}
	if _, err := n.Bulks.CarryOut(ctx); err != nil {
		return time.Time{}, err
	}
	if err := n.Drafts.Purge(ctx); err != nil {
		return time.Time{}, err
	}
	n.settle(ctx)
	_, err = n.Notices.Send(ctx)
	return n.Now(), err
}

// SetClock sets how far a demo's clock is from the real one, without firing anything.
func (n *Node) SetClock(ctx context.Context, offset time.Duration) error {
	now, err := n.Store.AdvanceClock(ctx, offset-time.Duration(n.offset.Load()))
	n.offset.Store(int64(now))
	return err
}

// settle waits until the relay has nothing left to publish, for a short while.
func (n *Node) settle(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		b, err := n.Store.Backlog(within, n.Now())
		if err != nil || b.Outbox == 0 && b.Timers == 0 {
			return
		}
		select {
		case <-within.Done():
			return
		case <-tick.C:
		}
	}
}

// StopBus stops the demo's NATS and starts it again after a while.
func (n *Node) StopBus(d time.Duration) {
	n.NATS.Stop()
	time.AfterFunc(d, func() {
		if err := n.NATS.Start(); err != nil {
			n.fault <- fmt.Errorf("start NATS again: %w", err)
		}
	})
}

var _ handlers.Raft = (*raft)(nil)
