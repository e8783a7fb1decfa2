package bus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	pullExpires   = 30 * time.Second
	pullBeat      = 2 * time.Second
	silenceMax    = 2*pullBeat + pullBeat/2
	drainInbox    = 2 * time.Second
	smallPullWait = 2 * time.Millisecond
)

var (
	errReconnected = errors.New("the connection was lost and is back")
	errSilent      = errors.New("the server shows no sign of life")
)

// pull asks one consumer for exactly as many messages as there are free places. jetstream.Consume would fetch ahead, into a buffer
// where messages age without a sign of life and are given to somebody else.
type pull struct {
	sub        *subscription
	created    time.Time // of the consumer: tells this one from a later one of the same name
	reconnects uint64    // of the connection, when the consumer was known to exist
	next       string    // the subject to ask at
	inbox      *nats.Subscription
	trouble    chan error
	ended      chan struct{} // the inbox is closed
	heard      atomic.Int64  // when the server was last heard, or asked, in Unix nanoseconds
	credit     int           // asked for and not yet come; guarded by sub.mu
}

func (p *pull) listen() error {
	nc := p.sub.conn.NC
	inbox, err := nc.Subscribe(nc.NewInbox(), p.receive)
	if err != nil {
		return fmt.Errorf("listen for messages: %w", err)
	}
	inbox.SetClosedHandler(func(string) { close(p.ended) })
	p.inbox = inbox
	return nil
}

// run asks for messages until ctx ends or the consumer may be lost; then it says why.
func (p *pull) run(ctx context.Context) error {
	nc := p.sub.conn.NC
	status := nc.StatusChanged(nats.CONNECTED)
	defer nc.RemoveStatusListener(status)
	check := time.NewTicker(pullBeat)
	defer check.Stop()
	soon := time.NewTimer(0)
	defer soon.Stop()
	eager := false
	for {
		if nc.Stats().Reconnects != p.reconnects {
			return errReconnected
		}
		n, wait := p.wanted(eager)
		eager = false
		if n > 0 {
			if err := p.ask(n); err != nil && nc.IsConnected() {
				return err
			}
		}
		if wait {
			soon.Reset(smallPullWait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-p.trouble:
			return err
		case <-soon.C:
			eager = true
		case <-check.C:
			if p.silent() && nc.IsConnected() {
				return errSilent
			}
		case <-status:
		case <-p.sub.wake:
		}
	}
}

// wanted says how many messages to ask for now. Small requests are put off a little, because a busy subscription frees its places one by one.
func (p *pull) wanted(eager bool) (n int, wait bool) {
	p.sub.mu.Lock()
	defer p.sub.mu.Unlock()
	places := p.sub.cfg.Concurrency
	free := places - p.sub.holding - p.credit
	switch {
	case free <= 0, p.credit > places/4:
		return 0, false
	case free < places/8 && !eager:
		return 0, p.credit == 0
	}
	p.credit += free
	return free, false
}

func (p *pull) ask(n int) error {
	p.heard.Store(time.Now().UnixNano())
	request := fmt.Appendf(nil, `{"batch":%d,"expires":%d,"idle_heartbeat":%d}`, n, pullExpires, pullBeat)
	if err := p.sub.conn.NC.PublishRequest(p.next, p.inbox.Subject, request); err != nil {
		p.refund(n)
		return fmt.Errorf("ask for messages: %w", err)
	}
	return nil
}

func (p *pull) refund(n int) {
	p.sub.mu.Lock()
	p.credit = max(p.credit-n, 0)
	p.sub.mu.Unlock()
}

func (p *pull) silent() bool {
	p.sub.mu.Lock()
	asked := p.credit > 0
	p.sub.mu.Unlock()
	return asked && time.Since(time.Unix(0, p.heard.Load())) > silenceMax
}

// receive gets messages and what the server says about requests; only messages have a reply subject.
func (p *pull) receive(m *nats.Msg) {
	p.heard.Store(time.Now().UnixNano())
	if m.Reply == "" {
		p.notice(m)
		return
	}
	d := delivery{sub: p.sub, by: p, raw: m}
	if !p.sub.take(p) {
		d.nak(0)
		return
	}
	go d.handle()
}

// notice handles the server's word on a request: a sign of life, its end, or trouble.
func (p *pull) notice(m *nats.Msg) {
	switch status := m.Header.Get("Status"); status {
	case "100":
	case "408":
		left, err := strconv.Atoi(m.Header.Get("Nats-Pending-Messages"))
		if err != nil {
			p.report(fmt.Errorf("read end of request: %w", err))
			return
		}
		p.refund(left)
		p.sub.nudge()
	case "503":
		p.report(jetstream.ErrConsumerNotFound)
	default:
		p.report(fmt.Errorf("status %s: %s", status, m.Header.Get("Description")))
	}
}

func (p *pull) report(err error) {
	select {
	case p.trouble <- err:
	default:
	}
}

// drain receives what the server had already sent, and ends the inbox.
func (p *pull) drain() {
	if err := p.inbox.Drain(); err != nil {
		return // because the connection is closed, and the inbox with it
	}
	late := time.NewTimer(drainInbox)
	defer late.Stop()
	select {
	case <-p.ended:
	case <-late.C:
	}
}

// apiPrefix is where JetStream's requests go.
func apiPrefix(js jetstream.JetStream) string {
	o := js.Options()
	switch {
	case o.Domain != "":
		return "$JS." + o.Domain + ".API."
	case o.APIPrefix != "":
		return o.APIPrefix
	}
	return jetstream.DefaultAPIPrefix
}
