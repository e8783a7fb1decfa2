package handlers

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// told is a stream read from its beginning: its last state, and every row that its events cause.
type told struct {
	state   any
	version int
	hash    []byte
	write   store.Write
	last    store.CaseSummary
}

// tell folds a stored stream again. An event that cannot be read is an error; a hash that does not fit is a finding.
func (h *Handler) tell(ctx context.Context, keys store.CaseKeys, stream []store.StoredEvent) (t told, findings []string, err error) {
	w := workflows.Find(stream[0].Workflow)
	t.state = w.Zero
	var terms any
	if keys.ProgramVersion != "" {
		found, err := h.Programs.Terms(ctx, stream[0].Organization, keys.ProgramVersion)
		if err != nil {
			return t, nil, err
		}
		terms = found.rules()
	}
	for i, e := range stream {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return t, nil, err
		}
		r := domain.Recorded{
			ID: e.ID, Organization: e.Organization, Compartment: e.Compartment, Workflow: e.Workflow, Stream: e.StreamID, Version: e.Version, At: e.At,
			Actor: e.Actor, Cause: e.Cause, Event: event, Data: e.Data,
		}
		if e.Version != i+1 {
			findings = append(findings, fmt.Sprintf("stream %s: event %d stands where %d should", e.StreamID, e.Version, i+1))
		}
		if !bytes.Equal(store.Chain(t.hash, r), e.Hash) {
			findings = append(findings, fmt.Sprintf("stream %s: event %d does not fit the one before it", e.StreamID, e.Version))
		}
		before := w.Summary(t.state)
		t.state, t.version, t.hash = w.Evolve(t.state, event), e.Version, e.Hash
		work{&t.write}.add(keys, r, w.Work(terms, t.state, event))
		t.last = store.CaseSummary{ID: e.StreamID, Version: e.Version, At: e.At, DecidedAt: t.last.DecidedAt, Summary: w.Summary(t.state)}
		if before.AwardCents == 0 && t.last.AwardCents > 0 {
			t.last.DecidedAt = e.At
		}
	}
	return t, findings, nil
}

// Rebuild makes the worklists of an organization anew from its events: case rows, tasks, engagements, clearances, and timers of open cases. It never
// touches ledger, notifications or inbox. It returns how many cases there were.
func (h *Handler) Rebuild(ctx context.Context, organization string) (cases int, err error) {
	for _, compartment := range domain.RoleAdmin.Compartments() {
		n, err := h.rebuildIn(ctx, store.Scope{Organization: organization, Compartments: []domain.Compartment{compartment}})
		cases += n
		if err != nil {
			return cases, err
		}
	}
	return cases, h.rebuildClearances(ctx, organization)
}

// rebuildClearances reads again what coordinators recorded of checks beside any application: in the shifts of programs, which are no cases.
func (h *Handler) rebuildClearances(ctx context.Context, organization string) error {
	scope := store.Scope{Organization: organization, Compartments: []domain.Compartment{domain.Volunteer}}
	for _, p := range h.Programs.Catalog.Programs(organization) {
		if p.Volunteering == nil {
			continue
		}
		stream := volunteer.Stream(organization, p.Key)
		err := h.Store.Decide(ctx, scope, func(tx store.Tx) error {
			events, err := h.Store.Events(ctx, tx, stream)
			if err != nil || len(events) == 0 {
				return err
			}
			t, _, err := h.tell(ctx, store.CaseKeys{ID: stream}, events)
			if err != nil {
				return err
			}
			return h.Store.Save(ctx, tx, scope, &store.Write{Clearances: t.write.Clearances})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *Handler) rebuildIn(ctx context.Context, scope store.Scope) (cases int, err error) {
	var after uuid.UUID
	for {
		var ids []uuid.UUID
		err := h.Store.Decide(ctx, scope, func(tx store.Tx) error {
			if ids, err = h.Store.CaseIDs(ctx, tx, after, BatchMax); err != nil || len(ids) == 0 {
				return err
			}
			return h.rebuild(ctx, tx, scope, ids)
		})
		if err != nil || len(ids) == 0 {
			return cases, err
		}
		cases += len(ids)
		after = ids[len(ids)-1]
	}
}

func (h *Handler) rebuild(ctx context.Context, tx store.Tx, scope store.Scope, ids []uuid.UUID) error {
	opened, err := h.Store.Open(ctx, tx, scope, store.Opening{Streams: ids, At: h.Now(), Whole: true})
	if err != nil {
		return err
	}
	streams := map[uuid.UUID][]store.StoredEvent{}
	for _, e := range opened.Events {
		streams[e.StreamID] = append(streams[e.StreamID], e)
	}
	var write store.Write
	for _, keys := range opened.Cases {
		if len(streams[keys.ID]) == 0 {
			continue
		}
		t, _, err := h.tell(ctx, keys, streams[keys.ID])
		if err != nil {
			return err
		}
		write.Summaries = append(write.Summaries, t.last)
		write.Tasks = append(write.Tasks, t.write.Tasks...)
		write.Engagements = append(write.Engagements, t.write.Engagements...)
		write.Clearances = append(write.Clearances, t.write.Clearances...)
		if !t.last.Closed || kinds[streams[keys.ID][0].Workflow].afterwards {
			write.Timers = append(write.Timers, t.write.Timers...)
		}
	}
	if err := h.Store.ForgetWork(ctx, tx, ids); err != nil {
		return err
	}
	return h.Store.Save(ctx, tx, scope, &write)
}

// Verify recomputes the hash of every event, folds every stream again, and compares what follows with case rows, transfers and
// balances. Each finding is a sentence; none means that nothing was altered.
func (h *Handler) Verify(ctx context.Context, organization string) (streams int, findings []string, err error) {
	for _, compartment := range domain.RoleAdmin.Compartments() {
		n, found, err := h.verifyIn(ctx, store.Scope{Organization: organization, Compartments: []domain.Compartment{compartment}})
		streams, findings = streams+n, append(findings, found...)
		if err != nil {
			return streams, findings, err
		}
	}
	return streams, findings, nil
}

func (h *Handler) verifyIn(ctx context.Context, scope store.Scope) (streams int, findings []string, err error) {
	var after uuid.UUID
	for {
		var ids []uuid.UUID
		err := h.Store.Decide(ctx, scope, func(tx store.Tx) error {
			if ids, err = h.Store.StreamIDs(ctx, tx, after, BatchMax); err != nil || len(ids) == 0 {
				return err
			}
			found, err := h.verify(ctx, tx, scope, ids)
			findings = append(findings, found...)
			return err
		})
		if err != nil {
			return streams, findings, err
		}
		if len(ids) == 0 {
			break
		}
		streams += len(ids)
		after = ids[len(ids)-1]
	}
	unbalanced, err := h.Store.Unbalanced(ctx, scope)
	return streams, append(findings, unbalanced...), err
}

func (h *Handler) verify(ctx context.Context, tx store.Tx, scope store.Scope, ids []uuid.UUID) (findings []string, err error) {
	opened, err := h.Store.Open(ctx, tx, scope, store.Opening{Streams: ids, At: h.Now(), Whole: true})
	if err != nil {
		return nil, err
	}
	keys := map[uuid.UUID]store.CaseKeys{}
	for _, c := range opened.Cases {
		keys[c.ID] = c
	}
	streams := map[uuid.UUID][]store.StoredEvent{}
	for _, e := range opened.Events {
		streams[e.StreamID] = append(streams[e.StreamID], e)
	}
	moved, err := h.Store.TransfersOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		t, found, err := h.tell(ctx, keys[id], streams[id])
		if err != nil {
			return append(findings, fmt.Sprintf("stream %s cannot be folded: %v", id, err)), nil
		}
		findings = append(findings, found...)
		if c, isCase := keys[id]; isCase && c.Version != t.version {
			findings = append(findings, fmt.Sprintf("stream %s ends at event %d; its case knows %d", id, t.version, c.Version))
		}
		findings = append(findings, compare(t.write.Transfers, moved[id])...)
	}
	return findings, nil
}

// compare holds the transfers that events report against those in the ledger.
func compare(told []store.Transfer, moved map[uuid.UUID]int64) (findings []string) {
	for _, t := range told {
		if moved[t.ID] != t.Cents {
			findings = append(findings, fmt.Sprintf("event %s moved %d cents; the ledger says %d", t.ID, t.Cents, moved[t.ID]))
		}
	}
	if len(moved) > len(told) {
		findings = append(findings, fmt.Sprintf("the ledger has %d transfers more than the events report", len(moved)-len(told)))
	}
	return findings
}
