// Package handlers is where a transaction happens: Handle for whatever is decided, and around it the edges that bring it
// work: people's acts, requests, messages from the bus, timers.
package handlers

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// BatchMax is how many messages one transaction takes at most.
const BatchMax = 256

// triesMax is how often a message is decided anew after somebody else was faster.
const triesMax = 3

// Handler decides and records. All its fields are needed.
type Handler struct {
	Store    *store.Store
	Programs *Programs
	Now      func() time.Time        // UTC
	NewID    func() uuid.UUID        // time-ordered
	NewSeed  func() uint64           // randomness that a draw records
	HandOver func([]domain.Recorded) // called with what was committed, to be published
	Log      *slog.Logger
}

// Message is one command on its way into a transaction, with what it brings along.
type Message struct {
	Organization string
	Compartment  domain.Compartment // of a workflow whose cases lie in several
	Workflow     string
	Stream       uuid.UUID
	Command      domain.Command
	Actor        string    // who is recorded as having caused the events
	Cause        uuid.UUID // the message, act or timer
	Route        string    // set for a message from the bus, which is handled once per route
	Timer        bool      // Cause is a timer, which is taken by whoever handles it
	Once         *Once     // set for a request that carries a key
	Opens        *store.NewCase
	Keys         []store.DataKey
	Texts        []store.SealedText
	People       []store.NewPerson
	Receipts     []store.Receipt
	Numbers      []store.CaseNumber
	Draft        []byte // hash of the key of the draft that it was, which is erased with it
	Credentials  []store.Credential
	Listed       []store.NewPerson // people of a roll, whom no event names one by one
	Unlisted     []uuid.UUID       // people whose member number is nobody's any more
}

// compartment is where the message's stream lies.
func (m Message) compartment() domain.Compartment {
	if w := workflows.Find(m.Workflow); w.Compartment != "" {
		return w.Compartment
	}
	return m.Compartment
}

// scope is what the message's transaction sees. What it writes lies in the first of the compartments.
func (m Message) scope() store.Scope {
	home := m.compartment()
	s := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{home}}
	if kinds[m.Workflow].everywhere {
		s.Compartments = append(s.Compartments, slices.DeleteFunc(domain.Compartments(), func(c domain.Compartment) bool { return c == home })...)
	}
	return s
}

// Once makes a repeated request give the same answer. The answer is stored, so it holds no personal data.
type Once struct {
	Scope     string
	KeyHash   []byte
	BodyHash  []byte
	Reference string
	Answer    func(Result) any
}

// Result is what became of one message. No events and no error: it changed nothing.
type Result struct {
	Events   []domain.Recorded
	State    any
	Answer   json.RawMessage // of a message with a key
	CaseID   uuid.UUID       // of the case that a message with a key was answered for
	Replayed bool
	Seen     bool // a message that its route had handled before
	Err      error
}

// Handle decides messages of one workflow, one organization and one compartment, in order, in one transaction: events and everything they
// cause are saved together or not at all. When the batch fails, each message is tried alone.
func (h *Handler) Handle(ctx context.Context, messages []Message) []Result {
	results, err := h.batch(ctx, messages)
	for try := 1; len(messages) == 1 && domain.CodeOf(err) == domain.Conflict && results == nil && try < triesMax; try++ {
		results, err = h.batch(ctx, messages)
	}
	if err == nil {
		return results
	}
	results = make([]Result, len(messages))
	for i := range messages {
		if len(messages) == 1 || domain.CodeOf(err) == domain.Unavailable {
			results[i] = Result{Err: err}
			continue
		}
		results[i] = h.Handle(ctx, messages[i:i+1])[0]
	}
	return results
}

func (h *Handler) batch(ctx context.Context, messages []Message) (results []Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			h.Log.Error("batch panicked", "workflow", messages[0].Workflow, "stack", string(debug.Stack()))
			results, err = nil, domain.Errorf(domain.Internal, "a batch of %s panicked", messages[0].Workflow)
		}
	}()
	w := workflows.Find(messages[0].Workflow)
	scope := messages[0].scope()
	run := &batch{handler: h, workflow: w, scope: scope, at: h.Now().UTC().Truncate(time.Microsecond), messages: messages}
	err = h.Store.Decide(ctx, scope, func(tx store.Tx) error {
		if err := run.open(ctx, tx); err != nil {
			return err
		}
		run.facts = briefingOf(run)
		if err := run.facts.load(ctx, tx); err != nil {
			return err
		}
		for i := range messages {
			if err := run.decide(i); err != nil {
				return err
			}
		}
		return h.Store.Finish(ctx, tx, scope, run.finish())
	})
	if err != nil {
		return nil, err
	}
	if len(run.write.Events) > 0 {
		h.HandOver(run.write.Events)
	}
	return run.results, nil
}
