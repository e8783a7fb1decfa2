package testkit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Held is a transaction that holds a lock until it is released.
type Held struct {
	tx   pgx.Tx
	conn *pgx.Conn
	url  string
}

// Lock runs a statement in a transaction that stays open.
func Lock(t testing.TB, url, sql string, args ...any) *Held {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, sql, args...); err != nil {
		t.Fatal(err)
	}
	h := &Held{tx: tx, conn: conn, url: url}
	t.Cleanup(h.Release)
	return h
}

// Release gives the lock back; twice does no harm.
func (h *Held) Release() {
	_ = h.tx.Rollback(context.Background()) // it is over either way
	_ = h.conn.Close(context.Background())
}

// Dump gives every row of every table as text, but for some tables.
func Dump(t testing.TB, url string, except ...string) string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx) //nolint:errcheck // it was only asked
	rows, err := conn.Query(ctx, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, table := range tables {
		if slices.Contains(except, table) {
			continue
		}
		var text *string
		if err := conn.QueryRow(ctx, fmt.Sprintf(`SELECT string_agg(x::text, E'\n' ORDER BY x::text) FROM %s x`, pgx.Identifier{table}.Sanitize())).Scan(&text); err != nil {
			t.Fatal(err)
		}
		if text != nil {
			b.WriteString(table + "\n" + *text + "\n")
		}
	}
	return b.String()
}
