package migrations

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// lockKey is the advisory lock that makes one process at a time migrate a database. Changing it would let an old
// binary and a new one migrate together.
const lockKey = 0x616c6d6f6e6572 // "almoner"

// Apply brings the database to Latest as the owner behind url and tells how many migrations that took. A database
// ahead of this binary is left as it is.
func Apply(ctx context.Context, url string) (applied int, err error) {
	all, err := All()
	if err != nil {
		return 0, err
	}
	return apply(ctx, url, all)
}

// ApplyTo is Apply up to and including number last: for tests that begin with the schema of an earlier release.
func ApplyTo(ctx context.Context, url string, last int) (applied int, err error) {
	all, err := All()
	if err != nil {
		return 0, err
	}
	if last < 0 || last > len(all) {
		return 0, fmt.Errorf("migrate to %04d: the last migration is %04d", last, len(all))
	}
	return apply(ctx, url, all[:last])
}

// Current is the number of the last migration applied to a database, 0 for one that has none.
func Current(ctx context.Context, conn *pgx.Conn) (int, error) {
	var exists bool
	if err := conn.QueryRow(ctx, "select to_regclass('almoner_migrations') is not null").Scan(&exists); err != nil {
		return 0, fmt.Errorf("look for migrations: %w", err)
	}
	if !exists {
		return 0, nil
	}
	var number int
	if err := conn.QueryRow(ctx, "select coalesce(max(number), 0) from almoner_migrations").Scan(&number); err != nil {
		return 0, fmt.Errorf("read last migration: %w", err)
	}
	return number, nil
}

// apply holds the lock for the whole run, so that of several processes that start together one migrates and the
// others find nothing left to do.
func apply(ctx context.Context, url string, all []Migration) (applied int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, fmt.Errorf("connect to migrate: %w", err)
	}
	// Closing ends the session and with it the lock, also after ctx has ended.
	defer func() { err = errors.Join(err, closeConn(conn)) }()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(lockKey)); err != nil {
		return 0, fmt.Errorf("lock migrations: %w", err)
	}
	_, err = conn.Exec(ctx, `create table if not exists almoner_migrations (
		number     int primary key,
		name       text not null,
		checksum   text not null,
		applied_at timestamptz not null)`)
	if err != nil {
		return 0, fmt.Errorf("create table of migrations: %w", err)
	}
	// A process that may not migrate still has to see how far the schema is.
	if _, err := conn.Exec(ctx, "grant select on almoner_migrations to public"); err != nil {
		return 0, fmt.Errorf("open table of migrations: %w", err)
	}
	done, err := recorded(ctx, conn)
	if err != nil {
		return 0, err
	}
	for _, m := range all {
		if sum, ok := done[m.Number]; ok {
			if sum != m.Checksum {
				return applied, fmt.Errorf("migration %s: the file differs from what was applied; undo the edit and add a new file", m.Name)
			}
			continue
		}
		if err := applyOne(ctx, conn, m); err != nil {
			return applied, fmt.Errorf("migration %s: %w", m.Name, err)
		}
		applied++
	}
	return applied, nil
}

// recorded gives the checksums of what was applied, by number.
func recorded(ctx context.Context, conn *pgx.Conn) (map[int]string, error) {
	rows, err := conn.Query(ctx, "select number, checksum from almoner_migrations")
	if err != nil {
		return nil, fmt.Errorf("read applied migrations: %w", err)
	}
	done := map[int]string{}
	var number int
	var checksum string
	if _, err := pgx.ForEachRow(rows, []any{&number, &checksum}, func() error {
		done[number] = checksum
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read applied migrations: %w", err)
	}
	return done, nil
}

// applyOne runs a file by the simple protocol, which takes several statements at once.
func applyOne(ctx context.Context, conn *pgx.Conn, m Migration) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := conn.PgConn().Exec(ctx, m.SQL).ReadAll(); err != nil {
			return err
		}
		if conn.PgConn().TxStatus() != 'T' {
			return errors.New("the file must not end its transaction")
		}
		// Settings a file made, such as another search_path or role, must not reach the next statement or file.
		if _, err := conn.PgConn().Exec(ctx, "reset role; reset all").ReadAll(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "insert into almoner_migrations (number, name, checksum, applied_at) values ($1, $2, $3, now())",
			m.Number, m.Name, m.Checksum)
		return err
	})
}

func closeConn(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return conn.Close(ctx)
}
