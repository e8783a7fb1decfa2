package testkit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/almoner/almoner/migrations"
)

// Database is a migrated database of one test.
type Database struct {
	Name     string
	OwnerURL string // as the superuser, whom row security does not hold

	cluster *cluster
}

// URL connects to the same database as another role; there are no passwords.
func (d *Database) URL(user string) string { return d.cluster.url(user, d.Name) }

// Postgres gives the test a database of its own with every migration applied, on the test process' private server or
// on that of ALMONER_TEST_POSTGRES, and drops it at the end of the test, whoever is still connected.
func Postgres(t testing.TB) *Database {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatalf("postgres for tests: %v", err)
	}
	template, err := c.template(t.Context())
	if err != nil {
		t.Fatalf("template database: %v", err)
	}
	name := "almoner_test_" + hex.EncodeToString(randomBytes(8))
	if err := c.copyOf(t.Context(), template, name); err != nil {
		t.Fatalf("database for test: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := c.exec(ctx, "drop database if exists "+name+" with (force)"); err != nil {
			t.Errorf("drop database of test: %v", err)
		}
	})
	return &Database{Name: name, OwnerURL: c.url(c.owner, name), cluster: c}
}

// templateLock is an advisory lock in the database that cluster.admin names: exclusive while a template is made,
// shared while one is copied.
const templateLock = 0x74656d706c617465 // "template"

// template gives the name of a migrated database to copy from. The name is that of the migrations' content, so
// processes with the same migrations share it, and others do not meet.
func (c *cluster) template(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ready != "" {
		return c.ready, nil
	}
	all, err := migrations.All()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, m := range all {
		_, _ = fmt.Fprintln(sum, m.Name, m.Checksum) // because a hash never fails
	}
	name := "almoner_template_" + hex.EncodeToString(sum.Sum(nil))[:16]
	if err := c.locked(ctx, "pg_advisory_lock", func(conn *pgx.Conn) error { return c.makeTemplate(ctx, conn, name) }); err != nil {
		return "", err
	}
	c.ready = name
	return name, nil
}

// makeTemplate migrates under another name and renames last, so that a process which dies in between leaves no
// template that is half made. Nobody can connect to the result, for a database in use cannot be copied.
func (c *cluster) makeTemplate(ctx context.Context, conn *pgx.Conn, name string) error {
	var exists bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil || exists {
		return err
	}
	half := name + "_half"
	for _, sql := range []string{"drop database if exists " + half + " with (force)", "create database " + half} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if _, err := migrations.Apply(ctx, c.url(c.owner, half)); err != nil {
		return err
	}
	for _, sql := range []string{"alter database " + half + " with allow_connections false", "alter database " + half + " rename to " + name} {
		if err := patiently(ctx, conn, sql); err != nil {
			return err
		}
	}
	return nil
}

// copyOf makes a database from a template.
func (c *cluster) copyOf(ctx context.Context, template, name string) error {
	return c.locked(ctx, "pg_advisory_lock_shared", func(conn *pgx.Conn) error {
		return patiently(ctx, conn, "create database "+name+" template "+template)
	})
}

// patiently repeats a statement that the last session of a database, on its way out, can make fail. There is no pause
// between attempts, because Postgres itself waits five seconds for the session before it gives up.
func patiently(ctx context.Context, conn *pgx.Conn, sql string) error {
	const objectInUse = "55006"
	for attempt := 0; ; attempt++ {
		_, err := conn.Exec(ctx, sql)
		var pg *pgconn.PgError
		if attempt == 5 || !errors.As(err, &pg) || pg.Code != objectInUse {
			return err
		}
	}
}

// locked runs do on a connection that holds the lock; the lock goes with the connection.
func (c *cluster) locked(ctx context.Context, lock string, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, c.admin)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "select "+lock+"($1)", int64(templateLock)); err != nil {
		return err
	}
	return do(conn)
}

func (c *cluster) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, c.admin)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // because it never fails
	return b
}
