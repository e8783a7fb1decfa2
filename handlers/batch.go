package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// batch is one transaction under way.
type batch struct {
	handler  *Handler
	workflow workflows.Workflow
	scope    store.Scope
	at       time.Time
	messages []Message
	found    store.Opened
	streams  map[uuid.UUID]*stream
	onces    map[string]store.Once
	facts    briefing
	write    store.Write
	results  []Result
}

// stream is one case within a batch: its state runs along as the batch's messages are decided.
type stream struct {
	id        uuid.UUID
	keys      store.CaseKeys
	terms     *Terms
	opens     *store.NewCase // what opens it, if this batch does
	state     any
	version   int
	hash      []byte
	decidedAt time.Time
	changed   bool
	added     int // events of this batch
}

func (b *batch) open(ctx context.Context, tx store.Tx) (err error) {
	of := kinds[b.workflow.Name]
	o := store.Opening{At: b.at, Rows: of.submit != nil || of.beside != nil || of.opens != nil}
	b.streams, b.onces = map[uuid.UUID]*stream{}, map[string]store.Once{}
	b.results = make([]Result, len(b.messages))
	for _, m := range b.messages {
		if _, twice := b.streams[m.Stream]; !twice {
			b.streams[m.Stream] = &stream{id: m.Stream, state: b.workflow.Zero}
			o.Streams = append(o.Streams, m.Stream)
		}
		if m.Route != "" {
			o.Routes, o.Causes = append(o.Routes, m.Route), append(o.Causes, m.Cause)
		}
		if m.Timer {
			o.Timers = append(o.Timers, m.Cause)
		}
		if m.Once != nil {
			o.Scopes, o.Keys = append(o.Scopes, m.Once.Scope), append(o.Keys, m.Once.KeyHash)
		}
	}
	if b.found, err = b.handler.Store.Open(ctx, tx, b.scope, o); err != nil {
		return err
	}
	for _, once := range b.found.Onces {
		b.onces[once.Scope+string(once.KeyHash)] = once
	}
	for _, e := range b.found.Events {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return err
		}
		s := b.streams[e.StreamID]
		s.state, s.version, s.hash = b.workflow.Evolve(s.state, event), e.Version, e.Hash
	}
	for _, c := range b.found.Cases {
		s := b.streams[c.ID]
		s.keys = c
		if c.DecidedAt != nil {
			s.decidedAt = *c.DecidedAt
		}
	}
	return b.terms(ctx)
}

// terms finds the program version that each case of the batch runs under.
func (b *batch) terms(ctx context.Context) (err error) {
	for _, m := range b.messages {
		s := b.streams[m.Stream]
		if s.version == 0 && m.Opens != nil {
			s.opens = m.Opens
			s.keys = store.CaseKeys{
				ID: m.Stream, Program: m.Opens.Program, ProgramVersion: m.Opens.Version, Reference: m.Opens.Reference, KeyID: m.Opens.KeyID,
				ReceivedAt: m.Opens.ReceivedAt, NameHash: m.Opens.NameHash, PayeeHash: m.Opens.PayHash,
			}
		}
		if s.terms == nil && s.keys.ProgramVersion != "" {
			if s.terms, err = b.handler.Programs.Terms(ctx, b.scope.Organization, s.keys.ProgramVersion); err != nil {
				return err
			}
		}
	}
	return nil
}

// decide takes one message. A person's refusal is their result; a machine's refusal fails the batch, so that its message
// is tried alone and then found again by whoever looks after failed messages.
func (b *batch) decide(i int) error {
	m, s := b.messages[i], b.streams[b.messages[i].Stream]
	b.results[i].CaseID = m.Stream
	switch {
	case m.Route != "" && b.found.Seen[store.Seen{Route: m.Route, ID: m.Cause}], m.Timer && !b.found.Timers[m.Cause]:
		b.results[i].State, b.results[i].Seen = s.state, m.Route != ""
		return nil
	case m.Once != nil && b.replay(i):
		return nil
	}
	if m.Route != "" {
		b.found.Seen[store.Seen{Route: m.Route, ID: m.Cause}] = true
	}
	events, err := b.ask(s, m)
	if err != nil {
		if m.Route != "" || m.Timer {
			return err
		}
		b.results[i].Err = err
		return nil
	}
	for _, e := range events {
		recorded, err := b.record(s, m, e)
		if err != nil {
			return err
		}
		b.results[i].Events = append(b.results[i].Events, recorded)
	}
	b.results[i].State = s.state
	if len(events) > 0 {
		b.bring(s, m)
	}
	return b.remember(i)
}

// replay answers a request whose key is known: the same answer for the same input, Conflict for another.
func (b *batch) replay(i int) bool {
	m := b.messages[i]
	once, known := b.onces[m.Once.Scope+string(m.Once.KeyHash)]
	if !known {
		return false
	}
	if string(once.BodyHash) != string(m.Once.BodyHash) {
		b.results[i].Err = keyUsed()
		return true
	}
	b.results[i] = Result{Answer: once.Result, CaseID: once.CaseID, Replayed: true}
	return true
}

// ask puts the facts into the command and lets the rules decide. Rules that panic are a fault of ours, not of the batch.
func (b *batch) ask(s *stream, m Message) (events []domain.Event, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.handler.Log.Error("rules panicked", "workflow", m.Workflow, "command", m.Command.CommandName(), "stack", string(debug.Stack()))
			events, err = nil, domain.Errorf(domain.Internal, "rules of %s panicked at %s", m.Workflow, m.Command.CommandName())
		}
	}()
	return b.workflow.Decide(s.state, b.facts.into(s, m.Command), b.at)
}

func (b *batch) record(s *stream, m Message, e domain.Event) (domain.Recorded, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return domain.Recorded{}, fmt.Errorf("encode %s: %w", e.EventType(), err)
	}
	r := domain.Recorded{
		ID: b.handler.NewID(), Organization: b.scope.Organization, Compartment: b.scope.Compartments[0], Workflow: b.workflow.Name,
		Stream: s.id, Version: s.version + 1, At: b.at, Actor: m.Actor, Cause: m.Cause, Event: e, Data: data,
	}
	r.Hash = store.Chain(s.hash, r)
	before := b.workflow.Summary(s.state)
	s.state, s.version, s.hash, s.changed = b.workflow.Evolve(s.state, e), r.Version, r.Hash, true
	s.added++
	after := b.workflow.Summary(s.state)
	if before.AwardCents == 0 && after.AwardCents > 0 {
		s.decidedAt = b.at
	}
	effects := b.workflow.Work(s.terms.rules(), s.state, e)
	work{&b.write}.add(s.keys, r, effects)
	b.facts.learn(s, effects, after)
	b.write.Events = append(b.write.Events, r)
	return r, nil
}

// bring saves what came along with a message that had an effect.
func (b *batch) bring(s *stream, m Message) {
	if m.Opens != nil && s.version == s.added {
		b.write.NewCases = append(b.write.NewCases, *m.Opens)
	}
	b.write.Texts = append(b.write.Texts, m.Texts...)
	b.write.Receipts = append(b.write.Receipts, m.Receipts...)
	b.write.Numbers = append(b.write.Numbers, m.Numbers...)
	if m.Draft != nil {
		b.write.Drafts = append(b.write.Drafts, m.Draft)
	}
	b.write.Credentials = append(b.write.Credentials, m.Credentials...)
	b.write.People = append(b.write.People, m.Listed...)
	b.write.Unlisted = append(b.write.Unlisted, m.Unlisted...)
	for _, p := range m.People {
		if !b.names(s.id, p.ID) {
			return // the roll knew the member after all
		}
		b.write.People = append(b.write.People, p)
	}
	b.write.Keys = append(b.write.Keys, m.Keys...)
}

// names tells whether an event of this batch names a person.
func (b *batch) names(stream, person uuid.UUID) bool {
	for _, e := range b.eventsOf(stream) {
		if bytes.Contains(e.Data, []byte(person.String())) {
			return true
		}
	}
	return false
}

func (b *batch) eventsOf(stream uuid.UUID) (events []domain.Recorded) {
	for _, e := range b.write.Events {
		if e.Stream == stream {
			events = append(events, e)
		}
	}
	return events
}

func (b *batch) remember(i int) error {
	m := b.messages[i]
	if m.Once == nil || len(b.results[i].Events) == 0 {
		return nil
	}
	answer, err := json.Marshal(m.Once.Answer(b.results[i]))
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	b.results[i].Answer = answer
	once := store.Once{
		Scope: m.Once.Scope, KeyHash: m.Once.KeyHash, BodyHash: m.Once.BodyHash, CaseID: m.Stream, Reference: m.Once.Reference, Result: answer,
	}
	b.onces[once.Scope+string(once.KeyHash)] = once
	b.write.Onces = append(b.write.Onces, once)
	return nil
}

// finish adds the row of each changed case.
func (b *batch) finish() *store.Write {
	done := map[uuid.UUID]bool{}
	for _, m := range b.messages {
		s := b.streams[m.Stream]
		if !s.changed || done[s.id] || s.keys.Reference == "" {
			continue
		}
		done[s.id] = true
		b.write.Summaries = append(b.write.Summaries, store.CaseSummary{
			ID: s.id, Version: s.version, At: b.at, DecidedAt: s.decidedAt, Summary: b.workflow.Summary(s.state),
		})
	}
	return &b.write
}
