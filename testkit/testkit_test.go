package testkit

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/migrations"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestEachTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for range 3 {
		d := Postgres(t)
		conn := connect(t, d.OwnerURL)
		if n, err := migrations.Current(t.Context(), conn); err != nil || n != migrations.Latest() {
			t.Fatalf("migrated to %d: %v", n, err)
		}
		if _, err := conn.Exec(t.Context(), "create table only_here (n int)"); err != nil {
			t.Fatal(err)
		}
		names[d.Name] = true
	}
	if len(names) != 3 {
		t.Fatalf("got %v", names)
	}
}

func TestADatabaseIsDroppedAtTheEndOfItsTest(t *testing.T) {
	t.Parallel()
	var d *Database
	t.Run("with a connection left open", func(t *testing.T) { // its end is awaited
		d = Postgres(t)
		if _, err := pgx.Connect(t.Context(), d.OwnerURL); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := pgx.Connect(t.Context(), d.OwnerURL); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Fatalf("got %v", err)
	}
}

func TestURLConnectsAsAnotherRole(t *testing.T) {
	t.Parallel()
	d := Postgres(t)
	role := "role_of_" + d.Name
	conn := connect(t, d.OwnerURL)
	if _, err := conn.Exec(t.Context(), "create role "+role+" login"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Exec(context.Background(), "drop role "+role) })
	other := connect(t, d.URL(role))
	var user, database string
	if err := other.QueryRow(t.Context(), "select current_user, current_database()").Scan(&user, &database); err != nil {
		t.Fatal(err)
	}
	if user != role || database != d.Name {
		t.Fatalf("connected as %s to %s", user, database)
	}
	if err := other.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Several processes with an address of one server race to make the template.
func TestProcessesShareAServer(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "almoner-testkit-*") //nolint:usetesting // t.TempDir keeps other users out
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s, err := localpg.Start(t.Context(), localpg.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			cmd := exec.CommandContext(t.Context(), self, "-test.run=TestEachTestHas|TestADatabaseIs|TestURLConnects")
			cmd.Env = append(os.Environ(), environment+"="+s.URL("postgres", "postgres"))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	group.Wait()
	rows, err := connect(t, s.URL("postgres", "postgres")).Query(t.Context(), "select datname from pg_database where datname like 'almoner%'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) != 1 || !strings.HasPrefix(names[0], "almoner_template_") {
		t.Fatalf("left: %v, %v", names, err)
	}
}

func TestReaddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://boss:secret@db.example:5433/postgres?sslmode=disable",
		"postgres:///postgres?host=db.example&port=5433&user=boss&password=secret&sslmode=disable",
		"host=db.example port=5433 user=boss password=secret dbname=postgres sslmode=disable",
	} {
		for user, password := range map[string]string{"boss": "secret", "o'ther": ""} {
			config, err := pgx.ParseConfig(readdress(address, "boss", user, "one two"))
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			got := fmt.Sprint(config.Host, config.Port, config.User, config.Password, config.Database)
			if want := fmt.Sprint("db.example", 5433, user, password, "one two"); got != want {
				t.Errorf("%s: got %s, want %s", address, got, want)
			}
		}
	}
}

func TestSweepRemovesOnlyWhatNobodyHolds(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	for _, name := range []string{directory + "held", directory + "left", "other"} {
		if err := os.Mkdir(filepath.Join(temp, name), 0o700); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(temp, name, "postgres.lock"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		if name == directory+"held" {
			if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
				t.Fatal(err)
			}
		}
	}
	remain := func(want int) {
		t.Helper()
		if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) != want {
			t.Fatalf("left: %v, %v", left, err)
		}
	}
	sweep(temp, time.Hour)
	remain(3)
	sweep(temp, 0)
	remain(2)
	if _, err := os.Stat(filepath.Join(temp, directory+"left")); err == nil {
		t.Error("the wrong directory was removed")
	}
}

func TestEventually(t *testing.T) {
	t.Parallel()
	polls := 0
	Eventually(t, time.Minute, "three polls", func() bool { polls++; return polls == 3 })
	failed := &recorder{TB: t}
	func() {
		defer func() { _ = recover() }()
		Eventually(failed, 20*time.Millisecond, "the impossible", func() bool { return false })
	}()
	if !strings.Contains(failed.said, "the impossible") {
		t.Fatalf("said %q", failed.said)
	}
}

// recorder keeps what a failing test would say; Fatalf panics to leave the function under test.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.said = fmt.Sprintf(format, args...)
	panic(r.said)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
