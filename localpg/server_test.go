package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestDataSurvivesAKillAndAnotherStart(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	s := start(t, Options{Dir: dir})
	run(t, s, "create table t as select generate_series(1, 1000) as n")
	pid := s.Pid()
	s.Kill()
	if isServerOf(pid, s.data) || s.Pid() != 0 {
		t.Fatal("the killed server is still there")
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := query(t, s, "select count(*)::text from t"); got != "1000" {
		t.Fatalf("after a kill %s rows are left", got)
	}
	if got := query(t, s, "show fsync"); got != "off" {
		t.Fatalf("fsync is %s", got)
	}
	if err := errors.Join(s.Stop(), s.Stop()); err != nil {
		t.Fatal(err)
	}
	s = start(t, Options{Dir: dir, Durable: true, Settings: map[string]string{"max_connections": "33"}})
	if got := query(t, s, "select count(*)::text from t"); got != "1000" {
		t.Fatalf("after a second start %s rows are left", got)
	}
	for name, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_connections": "33",
		"TimeZone": "UTC", "listen_addresses": "", "server_encoding": "UTF8", "log_parameter_max_length": "0",
	} {
		if got := query(t, s, "select current_setting('"+name+"')"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := query(t, s, "show server_version"); !strings.HasPrefix(got, s.Version()) {
		t.Errorf("version is %q, the server says %q", s.Version(), got)
	}
}

func TestADirectoryInUseIsRefused(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	s := start(t, Options{Dir: dir})
	_, err := Start(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "is in use") {
		t.Fatalf("a second start says %v", err)
	}
	run(t, s, "select 1")
}

func TestStartStopsAnOrphanAndClearsLeftovers(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	half := filepath.Join(dir, "postgres.new-1")
	if err := os.MkdirAll(filepath.Join(half, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	orphan := start(t, Options{Dir: dir})
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the unfinished data directory is still there: %v", err)
	}
	run(t, orphan, "create table t (n int)")
	pid := orphan.Pid()
	if err := unlockDir(orphan.lock); err != nil { // as the kernel does when its owner dies
		t.Fatal(err)
	}
	s := start(t, Options{Dir: dir})
	run(t, s, "insert into t values (1)")
	if pid == s.Pid() || isServerOf(pid, s.data) {
		t.Fatal("the orphan was adopted or left")
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	// A lock file whose number belongs to a live process that is no Postgres.
	stale := fmt.Sprintf("%d\n%s\n", os.Getpid(), s.data)
	if err := os.WriteFile(filepath.Join(s.data, "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := query(t, s, "select count(*)::text from t"); got != "1" {
		t.Fatalf("%s rows are left", got)
	}
}

// TestADirectoryIsFreeAtOnce: also while a child that is just being started still holds a copy of the lock, as every file is copied into it.
func TestADirectoryIsFreeAtOnce(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	lock, err := lockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := syscall.Dup(int(lock.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(copied) })
	if err := unlockDir(lock); err != nil {
		t.Fatal(err)
	}
	again, err := lockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := unlockDir(again); err != nil {
		t.Error(err)
	}
}

func TestALongAndStrangePathWorks(t *testing.T) {
	t.Parallel()
	above := testDir(t)
	if err := os.Chmod(above, 0o711); err != nil { // for a root that must run Postgres as another user
		t.Fatal(err)
	}
	above = filepath.Join(above, `with space, "quote" and [x]*`)
	if err := os.Mkdir(above, 0o711); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(above, strings.Repeat("long", 25))
	s := start(t, Options{Dir: dir})
	if err := s.CreateDatabase(t.Context(), `odd "name`, ""); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", `odd "name`))
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateDatabase(t.Context(), "copy", `odd "name`); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket directory outside Dir is left: %v", err)
	}
}

func TestTheLogHoldsNoValues(t *testing.T) {
	t.Parallel()
	var log buffer
	s := start(t, Options{Dir: testDir(t), Log: &log})
	run(t, s, "create table t (name text primary key)")
	run(t, s, "insert into t values ('hidden')")
	conn := connect(t, s)
	for _, sql := range []string{
		"insert into t values ('hidden')", "select 'hidden'::int", "select hidden from", "do $$ begin raise warning 'hidden'; end $$",
	} {
		_, _ = conn.Exec(t.Context(), sql)
	}
	if _, err := conn.Exec(t.Context(), "insert into t values ($1)", "hidden"); err == nil {
		t.Fatal("a duplicate was accepted")
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if text := log.String(); strings.Contains(text, "hidden") || !strings.Contains(text, "shut down") {
		t.Fatalf("the log is:\n%s", text)
	}
}

func TestRootWithoutNamespacesRunsAsAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root must become another user")
	}
	dir := testDir(t)
	s := start(t, Options{Dir: dir, noNamespace: true})
	run(t, s, "create table t (n int)")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if uid, _, err := owner(s.data); err != nil || uid == 0 {
		t.Fatalf("the data belongs to %d: %v", uid, err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o007 != 0 {
		t.Fatalf("the directory is open to everyone: %v, %v", info, err)
	}
	s = start(t, Options{Dir: dir}) // where namespaces work again
	run(t, s, "insert into t values (1)")

	_, err = Start(t.Context(), Options{Dir: filepath.Join(testDir(t), "below"), noNamespace: true})
	if err == nil || !strings.Contains(err.Error(), "cannot enter") {
		t.Fatalf("a closed directory above: %v", err)
	}
}

func TestACanceledStartLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { // as soon as the data directory is being made
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			begun, err := filepath.Glob(filepath.Join(dir, "postgres.new-*"))
			if err != nil || len(begun) > 0 || ctx.Err() != nil {
				cancel()
				return
			}
		}
	}()
	if s, err := Start(ctx, Options{Dir: dir}); err == nil {
		_ = s.Stop()
		t.Fatal("it started although it was canceled")
	}
	left, err := filepath.Glob(filepath.Join(dir, "postgres.new-*"))
	if err != nil || len(left) > 0 {
		t.Fatalf("left behind: %v %v", left, err)
	}
	start(t, Options{Dir: dir})
}

func TestDoneTellsOfAServerThatEndsByItself(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Dir: testDir(t)})
	done := s.Done()
	if err := syscall.Kill(s.Pid(), syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was told")
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(s.Pid(), syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if err := s.Stop(); err == nil {
		t.Error("a server that ended by itself was called well")
	}
}

// testDir is directly under the directory of temporary files, which every user may enter.
func testDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "almoner-localpg-*") //nolint:usetesting // t.TempDir keeps other users out
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Kill() })
	return s
}

func connect(t *testing.T, s *Server) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres", "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func run(t *testing.T, s *Server, sql string) {
	t.Helper()
	if _, err := connect(t, s).Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func query(t *testing.T, s *Server, sql string) (value string) {
	t.Helper()
	if err := connect(t, s).QueryRow(t.Context(), sql).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// buffer may be written and read at once.
type buffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
