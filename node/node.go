package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/web"
	"github.com/almoner/almoner/workflows"
)

// stopWithin bounds a graceful stop.
const stopWithin = 25 * time.Second

// Node is a process under way.
type Node struct {
	Config  Config
	Table   []workflows.Route
	Keys    *seal.Keys
	Catalog *programs.Catalog
	Store   *store.Store
	Desk    *handlers.Desk
	Server  *web.Server
	Notices *handlers.Notices
	Replies *handlers.Replies
	Timers  *handlers.Timers
	Seasons *handlers.Seasons
	Bulks   *handlers.Bulks
	Drafts  *handlers.Drafts
	Relay   *bus.Relay

	Postgres *localpg.Server // nil when the server is not ours
	NATS     *bus.Embedded   // nil when the server is not ours
	Conn     *bus.Connection

	sms       *notify.Gateway // nil without one
	publisher *bus.Publisher
	router    *message.Router
	listener  net.Listener
	http      *http.Server
	offset    atomic.Int64 // of the clock, in nanoseconds
	booted    atomic.Bool
	streams   atomic.Bool            // EVENTS and INTAKE are there
	ready     atomic.Pointer[string] // what a demo still waits for
	loops     sync.WaitGroup
	cancel    context.CancelFunc
	metrics   *metrics
	fault     chan error
}

// Start brings a process up: servers of its own first, then what reads and writes them, then whoever lets people in. It returns
// once people may come; what needs Postgres is prepared as soon as that answers. arrange, if given, changes what is put together
// before anything runs.
func Start(ctx context.Context, c Config, arrange ...func(*Node)) (n *Node, err error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	roomForGarbage()
	n = &Node{Config: c, Table: append(workflows.Table(), c.Routes...), cancel: cancel, metrics: newMetrics(), fault: make(chan error, 4)}
	defer func() {
		if err != nil {
			n.Stop()
		}
	}()
	if err := n.files(); err != nil {
		return n, err
	}
	if err := n.servers(ctx); err != nil {
		return n, err
	}
	if n.Store, err = store.Open(ctx, n.Config.DatabaseURL, store.Options{}); err != nil {
		return n, err
	}
	if err := n.connect(ctx); err != nil {
		return n, err
	}
	if err := n.wire(); err != nil {
		return n, err
	}
	if err := n.boot(ctx); err != nil {
		if n.Postgres != nil || domain.CodeOf(err) != domain.Unavailable {
			return n, err
		}
		c.Log.Warn("Postgres does not answer yet; requests are kept until it does")
		n.loop(func() { n.bootLater(running) })
	}
	for _, f := range arrange {
		f(n)
	}
	if err := n.listen(); err != nil {
		return n, err
	}
	n.work(running)
	n.serve()
	return n, nil
}

// Now is the program's clock: the real one, and in a demo as much later as its visitors wanted.
func (n *Node) Now() time.Time { return time.Now().UTC().Add(time.Duration(n.offset.Load())) }

// work starts everything that moves by itself.
func (n *Node) work(ctx context.Context) {
	if n.router != nil {
		n.loop(func() {
			if err := n.router.Run(ctx); err != nil {
				n.fault <- fmt.Errorf("run router: %w", err)
			}
		})
	}
	if n.Config.has(Relay) {
		n.loop(func() { n.Relay.Run(ctx, true) })
	}
	if n.Config.has(Timers) {
		n.loop(func() { n.Timers.Run(ctx) })
		n.loop(func() { n.Notices.Run(ctx) })
		n.loop(func() { n.Seasons.Run(ctx) })
		n.loop(func() { n.Bulks.Run(ctx) })
		n.loop(func() { n.Drafts.Run(ctx) })
	}
	if n.Config.has(Web) {
		n.loop(func() { n.tend(ctx) })
	}
	if n.Postgres != nil {
		n.loop(func() { n.watchPostgres(ctx) })
	}
}

func (n *Node) loop(f func()) {
	n.loops.Add(1)
	go func() {
		defer n.loops.Done()
		f()
	}()
}

func (n *Node) listen() error {
	if !n.Config.has(Web) {
		n.published()
		return nil
	}
	l, err := net.Listen("tcp", n.Config.Listen) //nolint:noctx // it is opened once and lives as long as the process
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	n.listener = l
	if n.Config.PublicURL == "" {
		n.Config.PublicURL = "http://" + l.Addr().String()
	}
	n.published()
	return nil
}

// published tells everybody who writes links what they begin with.
func (n *Node) published() {
	n.Server.PublicURL, n.Notices.PublicURL, n.Replies.PublicURL = n.Config.PublicURL, n.Config.PublicURL, n.Config.PublicURL
	if n.sms != nil {
		n.sms.CallbackURL = n.Config.PublicURL + "/hooks/sms"
	}
}

// serve lets people in.
func (n *Node) serve() {
	if n.listener == nil {
		return
	}
	n.http = &http.Server{
		Handler: n.metrics.watch(n.Server.Handler()), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	n.http.RegisterOnShutdown(n.Server.HangUp)
	n.loop(func() {
		if err := n.http.Serve(n.listener); !errors.Is(err, http.ErrServerClosed) {
			n.fault <- fmt.Errorf("serve: %w", err)
		}
	})
}

// Addr is where it listens.
func (n *Node) Addr() string { return n.listener.Addr().String() }

// Wait returns nil when ctx ends, or why the process cannot go on.
func (n *Node) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-n.fault:
		return err
	}
}

// Stop lets nobody in any more, finishes what is under way, and stops servers of its own. It leaves no process behind.
func (n *Node) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	if n.http != nil {
		if err := n.http.Shutdown(ctx); err != nil {
			n.Config.Log.Warn("some connections were cut", "error", err)
			n.http.Close() //nolint:errcheck // it is over either way
		}
	}
	if n.router != nil && n.router.IsRunning() {
		if err := n.router.Close(); err != nil {
			n.Config.Log.Warn("router did not stop in time", "error", err)
		}
	}
	n.cancel()
	n.loops.Wait()
	if n.publisher != nil {
		n.publisher.Close() //nolint:errcheck // what was not published lies in the outbox
	}
	if n.Conn != nil {
		n.Conn.Close()
	}
	if n.Store != nil {
		n.Store.Close()
	}
	if n.NATS != nil {
		n.NATS.Stop()
	}
	if n.Postgres != nil {
		if err := n.Postgres.Stop(); err != nil {
			n.Config.Log.Error("Postgres did not stop", "error", err)
		}
	}
}
