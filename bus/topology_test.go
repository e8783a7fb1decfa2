package bus

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/almoner/almoner/domain"
)

func TestStreamsAreMadeAndKept(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	p := b.publisher(t)
	must(t, p.Publish(testSubject, newMessage("x")))
	created, _, err := Identity(t.Context(), b.conn.JS, EventsStream)
	must(t, err)
	must(t, EnsureStreams(t.Context(), b.conn.JS, Topology{EventsMaxBytes: 1 << 20, MaxAge: time.Minute}))

	stream, err := b.conn.JS.Stream(t.Context(), EventsStream)
	must(t, err)
	info := stream.CachedInfo()
	cfg := info.Config
	if cfg.PersistMode != jetstream.AsyncPersistMode || cfg.MaxBytes != 1<<20 || cfg.MaxAge != time.Minute || cfg.Duplicates != time.Minute {
		t.Errorf("events: %+v", cfg)
	}
	if !info.Created.Equal(created) || info.State.Msgs != 1 {
		t.Errorf("the stream was made anew: %+v", info.State)
	}
	stream, err = b.conn.JS.Stream(t.Context(), IntakeStream)
	must(t, err)
	cfg = stream.CachedInfo().Config
	if cfg.PersistMode != jetstream.DefaultPersistMode || cfg.Retention != jetstream.WorkQueuePolicy || cfg.Discard != jetstream.DiscardNew || cfg.Duplicates != 24*time.Hour || cfg.MaxAge != 0 {
		t.Errorf("intake: %+v", cfg)
	}
}

func TestPersistenceOfAnExistingStreamIsKept(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	must(t, b.conn.JS.DeleteStream(t.Context(), EventsStream))
	cfg := Topology{}.events()
	cfg.PersistMode = jetstream.DefaultPersistMode
	_, err := b.conn.JS.CreateStream(t.Context(), cfg)
	must(t, err)
	must(t, EnsureStreams(t.Context(), b.conn.JS, Topology{EventsMaxBytes: 1 << 20}))
	stream, err := b.conn.JS.Stream(t.Context(), EventsStream)
	must(t, err)
	if cfg := stream.CachedInfo().Config; cfg.PersistMode != jetstream.DefaultPersistMode || cfg.MaxBytes != 1<<20 {
		t.Errorf("events: %+v", cfg)
	}
}

func TestConsumerIsWhatWeAskedFor(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	for _, o := range []ConsumerOptions{{}, {Concurrency: 7, AckWait: time.Minute}} {
		c, err := EnsureConsumer(t.Context(), b.conn.JS, EventsStream, "route", []string{EventsFilter}, o)
		must(t, err)
		cfg := c.CachedInfo().Config
		wantPending, wantWait := 2*defaultConcurrency, defaultAckWait
		if o.Concurrency > 0 {
			wantPending, wantWait = 14, time.Minute
		}
		if cfg.Durable != "route" || cfg.MaxDeliver != -1 || cfg.AckPolicy != jetstream.AckExplicitPolicy || cfg.MaxAckPending != wantPending || cfg.AckWait != wantWait || cfg.InactiveThreshold != 0 {
			t.Errorf("consumer: %+v", cfg)
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ org, event, want string }{
		"an event":               {"masjid-noor", "welfare.request_submitted", "almoner.events.masjid-noor.welfare.request_submitted"},
		"a new version":          {"m", "welfare.trustee_assigned.v2", "almoner.events.m.welfare.trustee_assigned.v2"},
		"a wildcard as an org":   {"*", "welfare.request_submitted", ""},
		"a dot in the org":       {"a.b", "welfare.request_submitted", ""},
		"upper case":             {"m", "Welfare.Submitted", ""},
		"no workflow":            {"m", "submitted", ""},
		"a wildcard as an event": {"m", "welfare.>", ""},
		"too many parts":         {"m", "welfare.request.submitted", ""},
		"an empty part":          {"m", "welfare.", ""},
		"a space":                {"m", "welfare.a b", ""},
	} {
		got, err := EventSubject(c.org, c.event)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := EventFilter("welfare.request_submitted"); got != "almoner.events.*.welfare.request_submitted" || err != nil {
		t.Errorf("filter: %q, %v", got, err)
	}
	if got, err := IntakeSubject("masjid", "zakat"); got != "almoner.intake.masjid.zakat" || err != nil {
		t.Errorf("intake: %q, %v", got, err)
	}
	if _, err := IntakeSubject("masjid", ">"); err == nil {
		t.Error("intake of a wildcard: no error")
	}
}

func TestShelfComparesAndSets(t *testing.T) {
	t.Parallel()
	b := newTestBus(t)
	shelf, err := OpenShelf(t.Context(), b.conn.JS, "canary", 1)
	must(t, err)
	if _, _, err := shelf.Get(t.Context(), "k"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("get before put: %v", err)
	}
	first, err := shelf.Put(t.Context(), "k", []byte("one"), 0)
	must(t, err)
	if _, err := shelf.Put(t.Context(), "k", []byte("other"), 0); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("create twice: %v", err)
	}
	second, err := shelf.Put(t.Context(), "k", []byte("two"), first)
	must(t, err)
	if _, err := shelf.Put(t.Context(), "k", []byte("other"), first); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("put on an old revision: %v", err)
	}
	shelf, err = OpenShelf(t.Context(), b.conn.JS, "canary", 1)
	must(t, err)
	if value, revision, err := shelf.Get(t.Context(), "k"); string(value) != "two" || revision != second || err != nil {
		t.Errorf("got %q at %d, %v; want revision %d", value, revision, err, second)
	}
	b.server.Stop()
	eventually(t, "disconnected", func() bool { return !b.conn.Connected() })
	if _, _, err := shelf.Get(t.Context(), "k"); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("get from a stopped server: %v", err)
	}
}
