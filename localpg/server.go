// Package localpg runs a private Postgres from the binaries of the machine: the database of the default run and of
// the tests. It listens on a Unix socket only, ends with the process that started it, and logs no row values.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options says where a server keeps its data and how much a crash of the machine may cost.
type Options struct {
	Dir      string            // data in Dir/postgres, socket in Dir/run where the path is short enough
	Durable  bool              // false: a power cut may destroy the data, a killed process or server loses nothing
	Settings map[string]string // more settings; they win over those of this package
	Log      io.Writer         // the server's log; nil discards it

	noNamespace bool // for tests: as on a machine that forbids user namespaces
}

// Server is one Postgres. Its methods may be called from several goroutines.
type Server struct {
	options Options
	dir     string
	data    string
	socket  string

	mu      sync.Mutex // held for the whole of a start or stop
	bin     binaries
	as      identity
	lock    *os.File
	process *process
}

// Start makes the data directory if there is none and returns once the server answers. What a killed process left
// behind (a running server, lock files, half a data directory) is cleared away; a directory in use is refused.
func Start(ctx context.Context, o Options) (*Server, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("locate postgres directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make postgres directory: %w", err)
	}
	// Links are resolved because the path of a running server, as the system reports it, has none.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("locate postgres directory: %w", err)
	}
	s := &Server{options: o, dir: dir, data: filepath.Join(dir, "postgres"), socket: socketDir(dir)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// start takes the directory's lock and brings the server up; on error nothing is left running or locked.
func (s *Server) start(ctx context.Context) error {
	lock, err := lockDir(s.dir)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return errors.Join(err, unlockDir(lock))
	}
	p, err := s.launch(ctx)
	if err != nil {
		return errors.Join(err, unlockDir(lock))
	}
	s.lock, s.process = lock, p
	return nil
}

// prepare leaves a data directory nobody uses, and a socket directory, both belonging to whom the server runs as.
func (s *Server) prepare(ctx context.Context) error {
	bin, err := binariesFor(s.data)
	if err != nil {
		return err
	}
	s.bin = bin
	if err := stopOrphan(ctx, s.data); err != nil {
		return err
	}
	if s.as, err = chooseIdentity(bin.dir, s.data, s.options.noNamespace); err != nil {
		return err
	}
	if err := s.as.enter(s.dir); err != nil {
		return err
	}
	if err := s.ensureCluster(ctx); err != nil {
		return err
	}
	return prepareSocketDir(s.socket, s.as)
}

// launch starts the server and waits until it answers. A killed predecessor's last backends may still be going: the
// server refuses to start beside them, so that refusal, and no other, is retried.
func (s *Server) launch(ctx context.Context) (*process, error) {
	args := append([]string{"-D", s.data}, s.settings()...)
	for attempt := 0; ; attempt++ {
		p, err := s.spawn("postgres", args, s.options.Log)
		if err != nil {
			return nil, fmt.Errorf("start postgres: %w", err)
		}
		err = s.ready(ctx, p)
		if err == nil {
			return p, nil
		}
		p.end(quit)
		if attempt == 50 || !p.output.contains("is still in use") {
			return nil, err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return nil, fmt.Errorf("wait for an earlier postgres to end: %w", err)
		}
	}
}

// ready polls until the server accepts a connection, exits, or ctx ends.
func (s *Server) ready(ctx context.Context, p *process) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w", ctx.Err())
		case <-p.done:
			return fmt.Errorf("postgres ended at start: %s", p.output.reason(p.err))
		case <-tick.C:
		}
	}
}

// URL is a connection string for pgx. The superuser is "postgres"; no user has a password, because only the owner of
// the directory can reach the socket.
func (s *Server) URL(user, database string) string {
	return socketURL(s.socket, user, database)
}

func socketURL(socket, user, database string) string {
	query := url.Values{"host": {socket}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// CreateDatabase makes a database as the superuser; an empty template means Postgres' own.
func (s *Server) CreateDatabase(ctx context.Context, name, template string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
	if err != nil {
		return fmt.Errorf("connect to postgres: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	sql := "create database " + pgx.Identifier{name}.Sanitize()
	if template != "" {
		sql += " template " + pgx.Identifier{template}.Sanitize()
	}
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Version is that of the binaries in use, such as "17.2".
func (s *Server) Version() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bin.version
}

// Pid is the server's process, or 0 after Stop or Kill.
func (s *Server) Pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.pid
}

// Done is closed when the server that runs now has ended, by Stop or by itself.
func (s *Server) Done() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		ended := make(chan struct{})
		close(ended)
		return ended
	}
	return s.process.done
}

// Stop rolls back what is open, writes everything to disk and returns when no process is left. Stopping twice is fine.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end(fast)
}

// Kill ends the server as a crash would: the next start recovers from the write-ahead log.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.end(quit) // because a killed server always reports a bad exit
}

// Restart stops the server if it runs and starts it again on the same data and socket, also after it ended by itself.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.end(fast) // because after a bad end a start is what helps, and it recovers
	return s.start(ctx)
}

// end ends the process, gives the directory free and forgets both.
func (s *Server) end(how shutdown) error {
	if s.process == nil {
		return nil
	}
	p, lock := s.process, s.lock
	s.process, s.lock = nil, nil
	clean := p.end(how)
	if filepath.Dir(s.socket) != s.dir {
		_ = os.Remove(s.socket) // because it lies outside Dir; made anew at the next start
	}
	err := unlockDir(lock)
	if !clean {
		err = errors.Join(fmt.Errorf("postgres ended badly: %s", p.output.reason(p.err)), err)
	}
	return err
}
