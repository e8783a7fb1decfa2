package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/localpg"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/web"
	"github.com/almoner/almoner/words"
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
	Timers  *handlers.Timers
	Relay   *bus.Relay

	Postgres *localpg.Server // nil when the server is not ours
	NATS     *bus.Embedded   // nil when the server is not ours
	Conn     *bus.Connection

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

// files reads keys and programs.
func (n *Node) files() (err error) {
	keepsOwn := n.Config.DatabaseURL == "" || n.Config.NATSURL == "" || n.Config.KeyFile == ""
	if keepsOwn {
		if err := os.MkdirAll(n.Config.DataDir, 0o700); err != nil {
			return fmt.Errorf("make data directory: %w", err)
		}
	}
	own := filepath.Join(n.Config.DataDir, "keys")
	switch {
	case n.Config.KeyFile == "" && !exists(own) && exists(filepath.Join(n.Config.DataDir, "postgres")):
		return fmt.Errorf("%s is missing, and without it nothing in %s can be opened: put the key file back", own, n.Config.DataDir)
	case n.Config.KeyFile == "":
		n.Keys, err = seal.CreateKeys(own)
	default:
		n.Keys, err = seal.LoadKeys(n.Config.KeyFile)
	}
	if err != nil {
		return err
	}
	n.Catalog, err = Programs(n.Config.ProgramsDir)
	return err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Programs loads the builtin programs and those of a directory, which may be empty.
func Programs(dir string) (*programs.Catalog, error) {
	var overlay fs.FS
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("programs: %s is not a directory", dir)
		}
		overlay = os.DirFS(dir)
	}
	return programs.NewCatalog(programs.Builtin(), overlay, Known())
}

// Known is what a program may refer to: the events and the messages there are.
func Known() programs.Known {
	events := map[string]bool{}
	for _, name := range workflows.EventTypes() {
		events[name] = true
	}
	kinds := map[string]bool{}
	for _, w := range workflows.All() {
		kinds[w.Name] = w.Reference != ""
	}
	return programs.Known{Kinds: kinds, Events: events, Messages: words.Templates()}
}

func (n *Node) connect(ctx context.Context) (err error) {
	target := bus.Target{URL: n.Config.NATSURL, Embedded: n.NATS, Name: "almoner"}
	if n.Conn, err = bus.Connect(ctx, target, n.Config.Log); err != nil {
		return err
	}
	n.publisher, err = bus.NewPublisher(n.Conn, bus.PublisherConfig{})
	return err
}

func (n *Node) topology(ctx context.Context) error {
	return bus.EnsureStreams(ctx, n.Conn.JS, bus.Topology{Replicas: max(1, n.Config.Replicas)})
}

// Now is the program's clock: the real one, and in a demo as much later as its visitors wanted.
func (n *Node) Now() time.Time { return time.Now().UTC().Add(time.Duration(n.offset.Load())) }

// wire puts the parts together; nothing runs yet.
func (n *Node) wire() error {
	types := map[string][]string{}
	for _, r := range n.Table {
		types[r.Name] = r.Events
	}
	n.Relay = bus.NewRelay(n.Store, n.publisher, n.Conn, n.Now, types, n.Config.Log)
	n.office()
	n.Desk.Raft = &raft{conn: n.Conn, publisher: n.publisher}
	n.Desk.References.Shelf = &shelf{conn: n.Conn, replicas: max(1, n.Config.Replicas)}
	sender, err := n.sender()
	if err != nil {
		return err
	}
	reactions := &handlers.Reactions{Desk: n.Desk, Table: n.Table, Log: n.Config.Log}
	n.Timers = &handlers.Timers{Reactions: reactions, Now: n.Now, Log: n.Config.Log}
	n.Notices = &handlers.Notices{Desk: n.Desk, Sender: sender, Log: n.Config.Log}
	n.Server = &web.Server{
		Desk: n.Desk, Store: n.Store, Keys: n.Keys, Catalog: n.Catalog, Now: n.Now, Ready: n.NotReady, Metrics: n.metrics.handler(n), Log: n.Config.Log,
	}
	return n.route(reactions)
}

// office is the desk and what it decides with.
func (n *Node) office() {
	h := &handlers.Handler{
		Store: n.Store, Programs: &handlers.Programs{Catalog: n.Catalog, Store: n.Store}, Now: n.Now, NewID: newID, NewSeed: newSeed, Log: n.Config.Log,
		HandOver: n.handOver,
	}
	n.Desk = &handlers.Desk{
		Handler: h, Lanes: handlers.NewLanes(h), Looks: handlers.NewLooks(n.Store), Keys: n.Keys,
		References: &handlers.References{Store: n.Store, Keys: n.Keys, Now: n.Now},
	}
}

func (n *Node) sender() (notify.Sender, error) {
	switch {
	case n.Config.Sender != nil:
		return n.Config.Sender, nil
	case n.Config.MailURL != "":
		return notify.NewSMTP(n.Config.MailURL)
	}
	n.Config.Log.Warn("ALMONER_MAIL_URL is not set: nobody is written to; inboxes and status pages tell what there is")
	return notify.Nobody{}, nil
}

// route attaches the table to the bus.
func (n *Node) route(reactions *handlers.Reactions) (err error) {
	if !n.Config.has(Handlers) {
		return nil
	}
	log := watermill.NewSlogLogger(n.Config.Log)
	if n.router, err = message.NewRouter(message.RouterConfig{CloseTimeout: stopWithin}, log); err != nil {
		return fmt.Errorf("make router: %w", err)
	}
	events, err := n.subscriber(reactions, bus.EventsStream, n.eventsOf)
	if err != nil {
		return err
	}
	intake, err := n.subscriber(reactions, bus.IntakeStream, func(string) ([]string, error) { return []string{bus.IntakeFilter}, nil })
	if err != nil {
		return err
	}
	reactions.Attach(n.router, events, intake)
	return nil
}

func (n *Node) subscriber(reactions *handlers.Reactions, stream string, subjects func(topic string) ([]string, error)) (*bus.Subscriber, error) {
	return bus.NewSubscriber(n.Conn, bus.SubscriberConfig{
		Stream: stream, Concurrency: handlers.BatchMax, Recreate: n.topology, Logger: n.Config.Log,
		Consumer: func(topic string) (string, []string, error) {
			of, err := subjects(topic)
			return topic, of, err
		},
		Malformed: func(ctx context.Context, topic string, headers map[string][]string, body []byte, reason error) error {
			id := "unreadable " + uuid.NewSHA1(uuid.NameSpaceOID, body).String()
			return reactions.Bury(ctx, topic, id, "", headers, body, 1, domain.Because(reason, domain.Invalid, "The message cannot be read."))
		},
	})
}

// eventsOf gives the subjects of a route's events, of every organization.
func (n *Node) eventsOf(topic string) (subjects []string, err error) {
	for _, r := range n.Table {
		if r.Name != topic {
			continue
		}
		for _, e := range r.Events {
			filter, err := bus.EventFilter(e)
			if err != nil {
				return nil, err
			}
			subjects = append(subjects, filter)
		}
		return subjects, nil
	}
	return nil, fmt.Errorf("no route is named %s", topic)
}

func (n *Node) handOver(events []domain.Recorded) {
	for _, e := range events {
		n.metrics.events.WithLabelValues(e.Event.EventType()).Inc()
	}
	if n.Relay != nil && n.Config.has(Relay) {
		n.Relay.HandOver(events)
	}
}

func newID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		panic("node: no randomness: " + err.Error())
	}
	return id
}

// newSeed fits into what every reader of JSON can count: 53 bits.
func newSeed() uint64 { return rand.Uint64() >> 11 } //nolint:gosec // it breaks ties; it guards nothing

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
		n.Notices.PublicURL = n.Config.PublicURL
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
	n.Server.PublicURL, n.Notices.PublicURL = n.Config.PublicURL, n.Config.PublicURL
	return nil
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
