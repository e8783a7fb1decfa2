package localpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindInPrefersTheNewest(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for dir, version := range map[string]string{
		"path": "15.9 (Debian 15.9-1)", "lib/16/bin": "16.2", "lib/16b/bin": "16.10", "lib/17/bin": "17beta2", "lib/9/bin": "9.6.24",
	} {
		fake(t, filepath.Join(root, dir), version)
	}
	incomplete := filepath.Join(root, "lib/18/bin")
	fake(t, incomplete, "18.1")
	if err := os.Remove(filepath.Join(incomplete, "initdb")); err != nil {
		t.Fatal(err)
	}
	linked := filepath.Join(root, "linked")
	if err := os.Mkdir(linked, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "lib/16/bin/postgres"), filepath.Join(linked, "postgres")); err != nil {
		t.Fatal(err)
	}
	path := strings.Join([]string{filepath.Join(root, "path"), filepath.Join(root, "none"), linked}, string(os.PathListSeparator))
	var got []string
	for _, b := range findIn(path, []string{filepath.Join(root, "lib/*/bin")}) {
		got = append(got, b.version)
	}
	if want := "17beta2 16.10 16.2 15.9"; strings.Join(got, " ") != want {
		t.Fatalf("found %v, want %s", got, want)
	}
}

func TestFindInFindsNothing(t *testing.T) {
	t.Parallel()
	if got := findIn(t.TempDir(), []string{filepath.Join(t.TempDir(), "*")}); len(got) > 0 {
		t.Fatalf("found %v", got)
	}
	if text := ErrMissing.Error(); !strings.Contains(text, "install postgresql") || strings.Contains(text, "\n") {
		t.Fatalf("the error is %q", text)
	}
}

func TestDataOfAnotherMajorVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	all := []binaries{{version: "17.2", major: 17}, {version: "16.10", major: 16}, {version: "16.2", major: 16}}
	b, err := matching(all, "16", "/data")
	if err != nil || b.version != "16.10" {
		t.Fatalf("got %s, %v", b.version, err)
	}
	_, err = matching(all[:1], "16", "/data")
	if err == nil || err.Error() != "/data holds data of Postgres 16, but only Postgres 17.2 is installed" {
		t.Fatalf("the error is %v", err)
	}
}

func TestStartRefusesDataOfAnotherMajorVersion(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	file := filepath.Join(dir, "postgres", "PG_VERSION")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("9.6\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "holds data of Postgres 9.6") {
		t.Fatalf("the error is %v", err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
}

func TestTheDefaultClusterIsTurnedOffOnlyForTheInstallation(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "createcluster.d")
	undo, err := withoutCluster(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "almoner.conf"))
	if err != nil || string(text) != "create_main_cluster = false\n" {
		t.Fatalf("the file holds %q, %v", text, err)
	}
	undo()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Fatalf("left: %v, %v", left, err)
	}
}

// fake makes programs that only know their version.
func fake(t *testing.T, dir, version string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
