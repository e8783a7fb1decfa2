package migrations

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/localpg"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		files []string
		fault string // the error names this file; empty: none
	}{
		"nothing":                     {},
		"in order":                    {files: []string{"0001_a.sql", "0002_b_c2.sql", "readme.md"}},
		"a gap":                       {files: []string{"0001_a.sql", "0003_b.sql"}, fault: "0003_b.sql"},
		"a duplicate":                 {files: []string{"0001_a.sql", "0001_b.sql"}, fault: "0001_b.sql"},
		"a start other than one":      {files: []string{"0000_a.sql"}, fault: "0000_a.sql"},
		"too few digits":              {files: []string{"0001_a.sql", "2_b.sql"}, fault: "2_b.sql"},
		"no words":                    {files: []string{"0001_.sql"}, fault: "0001_.sql"},
		"upper case":                  {files: []string{"0001_A.sql"}, fault: "0001_A.sql"},
		"a name that is no migration": {files: []string{"0001_a.sql", "notes.sql"}, fault: "notes.sql"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := fstest.MapFS{}
			for _, f := range test.files {
				dir[f] = &fstest.MapFile{Data: []byte("select 1")}
			}
			all, err := load(dir)
			if test.fault == "" && err != nil || test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)) {
				t.Fatalf("got %v, %v", all, err)
			}
		})
	}
}

func TestTheEmbeddedFilesAreInOrder(t *testing.T) {
	t.Parallel()
	all, err := All()
	if err != nil || len(all) != Latest() {
		t.Fatalf("%d of %d: %v", len(all), Latest(), err)
	}
	if _, err := ApplyTo(t.Context(), "", len(all)+1); err == nil {
		t.Fatal("a number beyond the last was accepted")
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	s := server(t)
	two := migrationsOf(t, "create table t (n int); insert into t values (1), (2);", "set search_path = pg_temp; alter table public.t add m int")
	bad := "create table u (n int); insert into nowhere values (1)"

	t.Run("each once, with several statements in a file", func(t *testing.T) {
		t.Parallel()
		url, conn := database(t, s, "once")
		expect(t, current(t, conn), 0)
		expect(t, must(apply(t.Context(), url, two[:1])), 1)
		expect(t, current(t, conn), 1)
		expect(t, must(apply(t.Context(), url, two)), 1)
		expect(t, must(apply(t.Context(), url, two)), 0)
		expect(t, must(apply(t.Context(), url, two[:1])), 0)
		expect(t, current(t, conn), 2)
	})
	t.Run("a file that fails leaves nothing and is named", func(t *testing.T) {
		t.Parallel()
		url, conn := database(t, s, "fails")
		n, err := apply(t.Context(), url, migrationsOf(t, two[0].SQL, bad))
		if n != 1 || err == nil || !strings.Contains(err.Error(), "0002_words.sql") {
			t.Fatalf("got %d, %v", n, err)
		}
		expect(t, current(t, conn), 1)
		var left bool
		if err := conn.QueryRow(t.Context(), "select to_regclass('u') is not null").Scan(&left); err != nil || left {
			t.Fatalf("half a migration is left: %v", err)
		}
	})
	t.Run("an applied file that was edited is refused", func(t *testing.T) {
		t.Parallel()
		url, _ := database(t, s, "edited")
		expect(t, must(apply(t.Context(), url, two)), 2)
		_, err := apply(t.Context(), url, migrationsOf(t, two[0].SQL+" ", two[1].SQL))
		if err == nil || !strings.Contains(err.Error(), "0001_words.sql") {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("a file that commits is refused", func(t *testing.T) {
		t.Parallel()
		url, conn := database(t, s, "commits")
		if _, err := apply(t.Context(), url, migrationsOf(t, "create table t (n int); commit;")); err == nil {
			t.Fatal("it was accepted")
		}
		expect(t, current(t, conn), 0)
	})
	t.Run("of several at once one does the work", func(t *testing.T) {
		t.Parallel()
		url, conn := database(t, s, "several")
		var group sync.WaitGroup
		counts := make([]int, 8)
		for i := range counts {
			group.Go(func() { counts[i] = must(apply(t.Context(), url, two)) })
		}
		group.Wait()
		sum := 0
		for _, n := range counts {
			sum += n
		}
		expect(t, sum, 2)
		expect(t, current(t, conn), 2)
	})
	t.Run("the embedded files", func(t *testing.T) {
		t.Parallel()
		url, conn := database(t, s, "embedded")
		expect(t, must(Apply(t.Context(), url)), Latest())
		expect(t, current(t, conn), Latest())
	})
}

// server outlives the parallel subtests, because cleanup waits for them.
func server(t *testing.T) *localpg.Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "almoner-migrations-*") //nolint:usetesting // t.TempDir keeps other users out
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s, err := localpg.Start(t.Context(), localpg.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

func database(t *testing.T, s *localpg.Server, name string) (string, *pgx.Conn) {
	t.Helper()
	if err := s.CreateDatabase(t.Context(), name, ""); err != nil {
		t.Fatal(err)
	}
	url := s.URL("postgres", name)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return url, conn
}

func migrationsOf(t *testing.T, texts ...string) []Migration {
	t.Helper()
	dir := fstest.MapFS{}
	for i, text := range texts {
		dir["000"+string(rune('1'+i))+"_words.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	all, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func current(t *testing.T, conn *pgx.Conn) int {
	t.Helper()
	n, err := Current(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func must(n int, err error) int {
	if err != nil {
		panic(err)
	}
	return n
}

func expect(t *testing.T, got, want int) {
	t.Helper()
	if got != want {
		t.Fatalf("got %d, want %d", got, want)
	}
}
