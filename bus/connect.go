package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	dialWithin      = 2 * time.Second
	reconnectWait   = 100 * time.Millisecond
	reconnectJitter = 400 * time.Millisecond
	pingEvery       = 10 * time.Second
	drainWithin     = 5 * time.Second
)

// Target is where the server is: Embedded wins over URL.
type Target struct {
	URL      string // as in NATS_URL; may list several servers, separated by commas
	Embedded *Embedded
	Name     string // shown in the server's list of connections; "almoner" when empty
}

// Connection is one client connection and its JetStream interface. It never gives up reconnecting and never keeps messages back
// while it is down: what is sent then fails at once.
type Connection struct {
	NC *nats.Conn
	JS jetstream.JetStream

	log    *slog.Logger
	closed chan struct{}
	mu     sync.Mutex
	hooks  []func()
}

// Connect returns a connection even when no server answers yet; Connected says whether one does. An error means that the target
// cannot be right, or that ctx had ended.
func Connect(ctx context.Context, target Target, log *slog.Logger) (*Connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("connect to message bus: %w", err)
	}
	if log == nil {
		log = slog.Default()
	}
	c := &Connection{log: log, closed: make(chan struct{})}
	options := c.options(target)
	if target.Embedded != nil {
		target.URL = nats.DefaultURL
		options = append(options, nats.InProcessServer(target.Embedded))
	} else if target.URL == "" {
		return nil, errors.New("connect to message bus: neither a URL nor an embedded server is given")
	}
	var err error
	if c.NC, err = nats.Connect(target.URL, options...); err != nil {
		return nil, fmt.Errorf("connect to message bus: %w", err)
	}
	if c.JS, err = jetstream.New(c.NC); err != nil {
		c.NC.Close()
		return nil, fmt.Errorf("open jetstream: %w", err)
	}
	return c, nil
}

func (c *Connection) options(target Target) []nats.Option {
	name := target.Name
	if name == "" {
		name = "almoner"
	}
	return []nats.Option{
		nats.Name(name),
		nats.Timeout(dialWithin),
		nats.MaxReconnects(-1), nats.IgnoreAuthErrorAbort(),
		nats.RetryOnFailedConnect(true),
		nats.ReconnectWait(reconnectWait),
		nats.ReconnectJitter(reconnectJitter, reconnectJitter),
		nats.ReconnectBufSize(-1), // because a message that waits in memory looks sent and is not
		nats.PingInterval(pingEvery),
		nats.DrainTimeout(drainWithin),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { c.log.Warn("message bus disconnected", "error", err) }),
		nats.ConnectHandler(func(*nats.Conn) { c.connected() }),
		nats.ReconnectHandler(func(*nats.Conn) { c.connected() }),
		nats.ClosedHandler(func(*nats.Conn) { close(c.closed) }),
		nats.ErrorHandler(func(_ *nats.Conn, sub *nats.Subscription, err error) {
			subject := ""
			if sub != nil {
				subject = sub.Subject
			}
			c.log.Warn("message bus reports a problem", "subject", subject, "error", err)
		}),
	}
}

// OnReconnect has f called, in a goroutine of its own, each time the connection has come back, and when it comes up for the first
// time after Connect found no server. The first call may also come right after Connect, so f must bear being called once too often.
func (c *Connection) OnReconnect(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hooks = append(c.hooks, f)
}

func (c *Connection) connected() {
	c.log.Info("message bus connected")
	c.mu.Lock()
	hooks := append([]func(){}, c.hooks...)
	c.mu.Unlock()
	if len(hooks) == 0 {
		return
	}
	go func() {
		for _, hook := range hooks {
			hook()
		}
	}()
}

// Connected says whether the server is reachable as far as is known; a dead network is noticed after about twenty seconds.
func (c *Connection) Connected() bool { return c.NC.IsConnected() }

// Close sends what is buffered, ends all subscriptions, and closes the connection, in five seconds at most.
func (c *Connection) Close() {
	if err := c.NC.Drain(); err == nil {
		late := time.NewTimer(drainWithin)
		defer late.Stop()
		select {
		case <-c.closed:
			return
		case <-late.C:
		}
	}
	c.NC.Close()
}
