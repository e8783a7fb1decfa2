package testkit

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/localpg"
)

// environment names a server to use instead of a private one: a superuser's URL or keyword/value string.
const environment = "ALMONER_TEST_POSTGRES"

// cluster is the server behind every test of this process.
type cluster struct {
	admin string // connects to a database that is never copied or dropped
	owner string // the superuser
	url   func(user, database string) string
	stop  func() error

	mu    sync.Mutex
	ready string // the template, once made
}

var (
	started sync.Once
	current *cluster
	failure error
)

// shared starts the server when the first test asks for it. A failure is final, so that tests do not try one by one.
func shared() (*cluster, error) {
	started.Do(func() {
		if address := os.Getenv(environment); address != "" {
			current, failure = external(address)
		} else {
			current, failure = private()
		}
	})
	return current, failure
}

// Main runs the tests, then stops the server and removes its directory. Without it the server still ends with the
// process, but its directory stays until some later test process removes it.
func Main(m *testing.M) int {
	code := m.Run()
	started.Do(func() {}) // no test may start one now
	if current == nil {
		return code
	}
	if err := current.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop postgres of tests:", err)
		return max(code, 1)
	}
	return code
}

const directory = "almoner-test-"

// private starts a server in a directory of temporary files.
func private() (*cluster, error) {
	sweep(os.TempDir(), time.Minute)
	dir, err := os.MkdirTemp("", directory+"*")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s, err := localpg.Start(ctx, localpg.Options{
		Dir:      dir,
		Settings: map[string]string{"max_connections": "200", "autovacuum": "off", "max_wal_size": "2GB"},
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &cluster{
		admin: s.URL("postgres", "postgres"),
		owner: "postgres",
		url:   s.URL,
		stop: func() error {
			s.Kill() // nothing in it is wanted any more
			return os.RemoveAll(dir)
		},
	}, nil
}

// sweep removes the directories of test processes that were killed: those whose lock nobody holds and which are old
// enough not to be somebody's who is about to take it.
func sweep(temp string, age time.Duration) {
	found, _ := filepath.Glob(filepath.Join(temp, directory+"*")) // because a strange path only leaves them there
	for _, dir := range found {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < age {
			continue
		}
		lock, err := os.Open(filepath.Join(dir, "postgres.lock"))
		if err != nil {
			continue
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(dir) // because another process may be at it too
		}
		_ = lock.Close()
	}
}

// external uses a server that somebody else starts and stops.
func external(address string) (*cluster, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", environment, err)
	}
	c := &cluster{admin: address, owner: config.User, stop: func() error { return nil }}
	c.url = func(user, database string) string { return readdress(address, config.User, user, database) }
	return c, nil
}

// readdress changes user and database of an address. The password goes with the user it belongs to.
func readdress(address, owner, user, database string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		text := address + " user='" + escape(user) + "' dbname='" + escape(database) + "'" // the last mention counts
		if user != owner {
			text += " password=''"
		}
		return text
	}
	query := u.Query()
	for _, name := range []string{"user", "dbname", "database"} {
		query.Del(name)
	}
	if user != owner {
		query.Del("password")
		u.User = url.User(user)
	} else if u.User == nil {
		u.User = url.User(owner)
	}
	u.Path, u.RawQuery = "/"+database, query.Encode()
	return u.String()
}

func escape(value string) string { return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) }
