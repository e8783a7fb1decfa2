package bus

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

const (
	programPassword = "1234567890"
	deskPassword    = "0987654321"
	referral        = "almoner.events.city.referral.accepted"
	talk            = "almoner.events.city.support.opened"
	request         = "almoner.intake.city.support"
)

// guardedServer is the server of deploy/nats.conf, but for where it listens and keeps its files. It gives its address without "nats://".
func guardedServer(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "deploy", "nats.conf"))
	must(t, err)
	variables := `ALMONER_NATS_PASSWORD: "` + programPassword + `"` + "\n" + `ALMONER_NATS_DESK_PASSWORD: "` + deskPassword + `"` + "\n"
	options := &server.Options{}
	must(t, options.ProcessConfigString(variables+string(text)))
	options.Host, options.Port, options.HTTPPort = "127.0.0.1", server.RANDOM_PORT, 0
	options.StoreDir, options.NoSigs, options.NoLog = t.TempDir(), true, true
	srv, err := server.NewServer(options)
	must(t, err)
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(patience) {
		t.Fatal("the server is not ready")
	}
	return srv.Addr().String()
}

// guardedBus is the program's side of that server.
func guardedBus(t *testing.T, address string) *testBus {
	t.Helper()
	conn, err := Connect(t.Context(), Target{URL: "nats://almoner:" + programPassword + "@" + address}, quiet())
	must(t, err)
	t.Cleanup(conn.Close)
	must(t, EnsureStreams(t.Context(), conn.JS, Topology{}))
	return &testBus{conn: conn}
}

func deskConnection(t *testing.T, address string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect("nats://"+address, nats.UserInfo("desk", deskPassword), nats.CustomInboxPrefix("_INBOX_desk"),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	must(t, err)
	t.Cleanup(nc.Close)
	return nc
}

func TestNobodyGetsInWithoutAPassword(t *testing.T) {
	t.Parallel()
	address := guardedServer(t)
	for name, who := range map[string]string{
		"nobody": "", "no password": "almoner@", "a wrong password": "almoner:wrong@", "no such user": "watcher:" + deskPassword + "@",
		"the desk as the program": "almoner:" + deskPassword + "@",
	} {
		if nc, err := nats.Connect("nats://" + who + address); !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s: %v", name, err)
			nc.Close()
		}
	}
}

func TestTheProgramMayDoItsWork(t *testing.T) {
	t.Parallel()
	b := guardedBus(t, guardedServer(t))
	must(t, EnsureStreams(t.Context(), b.conn.JS, Topology{EventsMaxBytes: 1 << 20}))
	p := b.publisher(t)
	for stream, subject := range map[string]string{EventsStream: talk, IntakeStream: request} {
		in, err := b.subscriber(t, func(cfg *SubscriberConfig) { cfg.Stream = stream }).Subscribe(t.Context(), subject)
		must(t, err)
		must(t, p.Publish(subject, newMessage("one")))
		first := next(t, in)
		first.Nack()
		again := next(t, in)
		if string(again.Payload) != "one" || again.UUID != first.UUID {
			t.Errorf("%s: got %q", stream, again.Payload)
		}
		again.Ack()
		_, _, err = p.PublishSync(t.Context(), subject, newMessage("two"))
		must(t, err)
		next(t, in).Ack()
		_, seq, err := Identity(t.Context(), b.conn.JS, stream)
		if seq != 2 || err != nil {
			t.Errorf("%s: at %d, %v", stream, seq, err)
		}
	}
	if _, body, err := Fetch(t.Context(), b.conn.JS, EventsStream, 1); string(body) != "one" || err != nil {
		t.Errorf("fetched %q, %v", body, err)
	}
	shelf, err := OpenShelf(t.Context(), b.conn.JS, "kept", 1)
	must(t, err)
	revision, err := shelf.Put(t.Context(), "k", []byte("one"), 0)
	must(t, err)
	if value, at, err := shelf.Get(t.Context(), "k"); string(value) != "one" || at != revision || err != nil {
		t.Errorf("got %q at %d, %v", value, at, err)
	}
	if err := b.conn.NC.LastError(); err != nil {
		t.Errorf("refused: %v", err)
	}
}

func TestTheDeskSeesReferralsOnly(t *testing.T) {
	t.Parallel()
	address := guardedServer(t)
	b, desk := guardedBus(t, address), deskConnection(t, address)
	seen, err := desk.SubscribeSync("almoner.events.*.referral.>")
	must(t, err)
	_, err = desk.SubscribeSync(desk.NewInbox())
	must(t, err)
	must(t, desk.Flush())
	must(t, desk.LastError())

	p := b.publisher(t)
	for _, subject := range []string{talk, request, referral, talk} {
		must(t, p.Publish(subject, newMessage(subject)))
	}
	msg, err := seen.NextMsg(patience)
	must(t, err)
	if msg.Subject != referral || string(msg.Data) != referral {
		t.Errorf("got %q from %s", msg.Data, msg.Subject)
	}
	must(t, desk.Flush())
	if left, _, err := seen.Pending(); left != 0 || err != nil {
		t.Errorf("%d more, %v", left, err)
	}
}

func TestTheDeskIsRefusedTheRest(t *testing.T) {
	t.Parallel()
	address := guardedServer(t)
	b, desk := guardedBus(t, address), deskConnection(t, address)
	refused := func(what string) {
		must(t, desk.Flush()) // the server answers in order, so that what it refuses is known by now
		if err := desk.LastError(); !errors.Is(err, nats.ErrPermissionViolation) || !strings.HasSuffix(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, subject := range []string{
		"almoner.events.city.support.>", talk, "almoner.events.>", "almoner.events.*.*.>", "almoner.events.city.*.opened", "almoner.>", "*.>", ">",
		"almoner.intake.>", request, "$JS.API.>", "$JS.EVENT.ADVISORY.>", "$JS.ACK.>", "$KV.>", "$SYS.>", "_INBOX.>",
	} {
		_, err := desk.SubscribeSync(subject)
		must(t, err)
		refused(`Subscription to "` + subject + `"`)
		_, err = desk.QueueSubscribeSync(subject, "watchers")
		must(t, err)
		refused(`Subscription to "` + subject + `" using queue "watchers"`)
	}
	for _, subject := range []string{
		referral, talk, request, "$JS.API.INFO", "$JS.API.STREAM.MSG.GET.EVENTS", "$JS.API.DIRECT.GET.EVENTS", "$JS.API.CONSUMER.CREATE.EVENTS", "$JS.ACK.EVENTS",
		"$KV.kept.k", "$SYS.REQ.SERVER.PING", "_INBOX.answer", "_INBOX_desk.answer", "anything",
	} {
		must(t, desk.Publish(subject, nil))
		refused(`Publish to "` + subject + `"`)
	}
	for _, stream := range []string{EventsStream, IntakeStream} {
		if _, seq, err := Identity(t.Context(), b.conn.JS, stream); seq != 0 || err != nil {
			t.Errorf("%s holds %d messages, %v", stream, seq, err)
		}
	}
}
