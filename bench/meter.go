package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ticks is what the kernel counts processor time in, for every program that asks: USER_HZ.
const ticks = 100

// meter reads what a part of the run costs: processor time of this process and of all of Postgres, and what one database wrote.
type meter struct {
	conn     *pgx.Conn // of an administrator, to another database than the one that is measured
	postgres int       // the server's process
	database string
}

// reading is a state of the counters, or the difference of two.
type reading struct {
	cpu            time.Duration
	wal            int64
	commits, syncs int64
}

func (r reading) minus(before reading) reading {
	return reading{cpu: r.cpu - before.cpu, wal: r.wal - before.wal, commits: r.commits - before.commits, syncs: r.syncs - before.syncs}
}

func (r reading) plus(more reading) reading {
	return reading{cpu: r.cpu + more.cpu, wal: r.wal + more.wal, commits: r.commits + more.commits, syncs: r.syncs + more.syncs}
}

func (m meter) read(ctx context.Context) (r reading, err error) {
	if err := m.conn.QueryRow(ctx, `SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint,
		(SELECT xact_commit FROM pg_stat_database WHERE datname = $1)`, m.database).Scan(&r.wal, &r.commits); err != nil {
		return r, fmt.Errorf("read counters: %w", err)
	}
	if err := m.conn.QueryRow(ctx, syncsSQL(m.conn)).Scan(&r.syncs); err != nil {
		return r, fmt.Errorf("read counters: %w", err)
	}
	own, err := ownCPU()
	if err != nil {
		return r, err
	}
	server, err := treeCPU(m.postgres)
	r.cpu = own + server
	return r, err
}

// syncsSQL asks where this server's version counts how often it synced its log.
func syncsSQL(conn *pgx.Conn) string {
	version, _ := strconv.Atoi(firstDigits(conn.PgConn().ParameterStatus("server_version")))
	switch {
	case version >= 18:
		return `SELECT coalesce(sum(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'`
	case version >= 14:
		return `SELECT wal_sync FROM pg_stat_wal`
	}
	return `SELECT 0::bigint`
}

func firstDigits(s string) string {
	for i, r := range s {
		if r < '0' || r > '9' {
			return s[:i]
		}
	}
	return s
}

func ownCPU() (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}

// treeCPU adds up a process, its children that run, and those that have ended. It is zero where there is no /proc.
func treeCPU(pid int) (time.Duration, error) {
	names, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	total := int64(0)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has just ended, and its parent counts it
		}
		s := parseStat(text)
		switch {
		case s.pid == pid:
			total += s.own + s.reaped
		case s.parent == pid:
			total += s.own
		}
	}
	return time.Duration(total) * time.Second / ticks, nil
}

type stat struct {
	pid, parent int
	own, reaped int64
}

// parseStat reads a line of /proc. Its second field is the program's name in parentheses, which may hold anything.
func parseStat(text []byte) (s stat) {
	before, _, _ := bytes.Cut(text, []byte(" "))
	s.pid, _ = strconv.Atoi(string(before))
	end := bytes.LastIndexByte(text, ')')
	if end < 0 {
		return stat{}
	}
	fields := bytes.Fields(text[end+1:])
	if len(fields) < 15 {
		return stat{}
	}
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(string(fields[i]), 10, 64)
		return n
	}
	return stat{pid: s.pid, parent: int(number(1)), own: number(11) + number(12), reaped: number(13) + number(14)}
}
