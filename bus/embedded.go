package bus

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const embeddedReadyWithin = 10 * time.Second

// errStopped is what a client meets that dials an embedded server between Stop and Start.
var errStopped = errors.New("the embedded message server is stopped")

// Embedded is a NATS server inside this process, reachable only from it: it opens no port. It can be stopped and started again
// behind connections that stay open; they reconnect by themselves.
type Embedded struct {
	dir string
	mu  sync.Mutex
	srv *server.Server // nil while stopped
}

// StartEmbedded starts a server that keeps its streams in dir. Every write is synced to disk before it is acknowledged (the server's
// own default is every two minutes), except in streams that ask for asynchronous persistence.
func StartEmbedded(dir string) (*Embedded, error) {
	e := &Embedded{dir: dir}
	if err := e.Start(); err != nil {
		return nil, err
	}
	return e, nil
}

// Start starts the server on what the directory holds, which may be nothing. It does nothing while the server runs.
func (e *Embedded) Start() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.srv != nil {
		return nil
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: "almoner-embedded",
		DontListen: true,
		JetStream:  true,
		StoreDir:   e.dir,
		SyncAlways: true,
		NoSigs:     true,
		NoLog:      true,
	})
	if err != nil {
		return fmt.Errorf("set up embedded message server: %w", err)
	}
	srv.Start()
	if !srv.ReadyForConnections(embeddedReadyWithin) || !srv.JetStreamEnabled() {
		srv.Shutdown()
		srv.WaitForShutdown()
		return fmt.Errorf("embedded message server on %s is not ready after %s", e.dir, embeddedReadyWithin)
	}
	e.srv = srv
	return nil
}

// Stop ends the server, keeps its files, and returns when they are closed. It does nothing while the server is stopped.
func (e *Embedded) Stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.srv == nil {
		return
	}
	e.srv.Shutdown()
	e.srv.WaitForShutdown()
	e.srv = nil
}

// Running says whether a client could connect now.
func (e *Embedded) Running() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.srv != nil
}

// InProcessConn gives one more client connection to the server that runs now; nats.go calls it for each attempt to connect.
func (e *Embedded) InProcessConn() (net.Conn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.srv == nil {
		return nil, errStopped
	}
	return e.srv.InProcessConn()
}
