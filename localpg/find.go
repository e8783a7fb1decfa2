package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the first major version with everything the migrations use.
const oldest = 15

// ErrMissing is the error of Find, and of Start, on a machine without a Postgres that is new enough.
var ErrMissing = errors.New("no Postgres 15 or later found: " + advice())

// places are where packages put their binaries beside PATH: Debian, Red Hat, Alpine, Homebrew, Postgres.app.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// binaries is a directory that holds postgres and initdb of one version.
type binaries struct {
	dir     string
	version string
	major   int
	minor   int
}

// Find gives the directory of the newest Postgres on this machine, or ErrMissing.
func Find() (string, error) {
	all := findIn(os.Getenv("PATH"), places)
	if len(all) == 0 {
		return "", ErrMissing
	}
	return all[0].dir, nil
}

// findIn gives every usable version in the directories of path and in those the patterns match, newest first.
func findIn(path string, patterns []string) []binaries {
	candidates := filepath.SplitList(path)
	for _, p := range patterns {
		matches, _ := filepath.Glob(p) // because the patterns are constants, and good ones
		candidates = append(candidates, matches...)
	}
	var all []binaries
	seen := map[string]bool{}
	for _, dir := range candidates {
		// PATH may hold a link, or a wrapper's link, to the program only; initdb lies beside the real one.
		program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
		if err != nil || seen[program] {
			continue
		}
		seen[program] = true
		if b, ok := inspect(program); ok {
			all = append(all, b)
		}
	}
	slices.SortStableFunc(all, func(a, b binaries) int {
		if a.major != b.major {
			return b.major - a.major
		}
		return b.minor - a.minor
	})
	return all
}

var versionText = regexp.MustCompile(`\(PostgreSQL\) ((\d+)(?:\.(\d+))?\S*)`)

// inspect asks a postgres program for its version.
func inspect(program string) (binaries, bool) {
	dir := filepath.Dir(program)
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return binaries{}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return binaries{}, false
	}
	found := versionText.FindStringSubmatch(string(out))
	if found == nil {
		return binaries{}, false
	}
	b := binaries{dir: dir, version: found[1], minor: -1} // a beta has no minor version and sorts below the release
	b.major, _ = strconv.Atoi(found[2])
	if found[3] != "" {
		b.minor, _ = strconv.Atoi(found[3])
	}
	return b, b.major >= oldest
}

// binariesFor chooses the newest version, or for data that exists the newest of the version which wrote it: another
// major version cannot read it.
func binariesFor(data string) (binaries, error) {
	all := findIn(os.Getenv("PATH"), places)
	if len(all) == 0 {
		return binaries{}, ErrMissing
	}
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return all[0], nil
	}
	if err != nil {
		return binaries{}, fmt.Errorf("read version of postgres data: %w", err)
	}
	return matching(all, strings.TrimSpace(string(text)), data)
}

func matching(all []binaries, version, data string) (binaries, error) {
	var have []string
	for _, b := range all {
		if strconv.Itoa(b.major) == version {
			return b, nil
		}
		have = append(have, b.version)
	}
	return binaries{}, fmt.Errorf("%s holds data of Postgres %s, but only Postgres %s is installed", data, version, strings.Join(have, ", "))
}
