package node

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/almoner/almoner/bus"
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/web"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

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
	sender, gateway, err := n.senders()
	if err != nil {
		return err
	}
	reactions := &handlers.Reactions{Desk: n.Desk, Table: n.Table, Delivered: n.metrics.delivered, Log: n.Config.Log}
	n.Timers = &handlers.Timers{Reactions: reactions, Now: n.Now, Log: n.Config.Log}
	n.Seasons = &handlers.Seasons{Desk: n.Desk, Log: n.Config.Log}
	n.Drafts = &handlers.Drafts{Desk: n.Desk, Log: n.Config.Log}
	n.Bulks = &handlers.Bulks{Desk: n.Desk, Log: n.Config.Log}
	n.Notices = &handlers.Notices{Desk: n.Desk, Sender: sender, Log: n.Config.Log}
	n.Replies = &handlers.Replies{Desk: n.Desk, Gateway: gateway, Sender: sender, Log: n.Config.Log}
	n.Server = &web.Server{
		Replies: n.Replies, Reactions: reactions,
		Desk: n.Desk, Store: n.Store, Keys: n.Keys, Catalog: n.Catalog, Now: n.Now, Ready: n.NotReady, Metrics: n.metrics.handler(n), Log: n.Config.Log,
	}
	n.Server.Watch(n.Conn.Watch)
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

// senders are the ways out to people, and the way in for what they write back.
func (n *Node) senders() (notify.Sender, notify.Receiver, error) {
	if n.Config.Sender != nil {
		return n.Config.Sender, n.Config.Gateway, nil
	}
	var channels notify.Channels
	if n.Config.MailURL == "" && n.Config.SMSURL == "" {
		n.Config.Log.Warn("neither ALMONER_MAIL_URL nor ALMONER_SMS_URL is set: nobody is written to; inboxes and status pages tell what there is")
		return notify.Nobody{}, nil, nil
	}
	if n.Config.MailURL != "" {
		mail, err := notify.NewSMTP(n.Config.MailURL)
		if err != nil {
			return nil, nil, err
		}
		channels.Email = mail
	}
	if n.Config.SMSURL == "" {
		return channels, nil, nil
	}
	gateway, err := notify.NewSMS(n.Config.SMSURL)
	if err != nil {
		return nil, nil, err
	}
	n.sms = gateway
	channels.SMS = gateway
	return channels, gateway, nil
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
