package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Addressees are the sealed contacts of people and of cases' requesters; who is not there was erased or never was.
type Addressees struct {
	People    map[uuid.UUID]SealedPerson
	Cases     map[uuid.UUID]SealedRequester // by case, and by relative
	Changed   map[uuid.UUID]SealedRequester // by case: how its family is reached since it changed that
	Workflows map[uuid.UUID]CaseProgram     // of every case that a message is about
}

// CaseProgram is what a message needs of its case whoever it goes to.
type CaseProgram struct{ Workflow, Program string }

// SealedPerson is what somebody's messages need.
type SealedPerson struct {
	ID, KeyID       uuid.UUID
	Wrapped, Sealed []byte
}

// SealedRequester is what messages to whoever asked need: the answers say where to write to.
type SealedRequester struct {
	ID                  uuid.UUID
	Reference, Language string
	KeyID               uuid.UUID
	Wrapped, Sealed     []byte
}

// Addressees finds contacts within a scope in one round trip.
func (s *Store) Addressees(ctx context.Context, sc Scope, people, cases, relatives, about []uuid.UUID) (Addressees, error) {
	found := Addressees{People: map[uuid.UUID]SealedPerson{}, Cases: map[uuid.UUID]SealedRequester{}, Changed: map[uuid.UUID]SealedRequester{}, Workflows: map[uuid.UUID]CaseProgram{}}
	err := s.Decide(ctx, sc, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`SELECT p.id, p.key_id, k.wrapped, p.sealed FROM people p JOIN data_keys k ON k.id = p.key_id
			WHERE p.id = ANY ($1) AND k.wrapped IS NOT NULL`, people).Query(func(r pgx.Rows) error {
			var p SealedPerson
			_, err := pgx.ForEachRow(r, []any{&p.ID, &p.KeyID, &p.Wrapped, &p.Sealed}, func() error {
				found.People[p.ID] = p
				return nil
			})
			return err
		})
		b.Queue(`SELECT c.id, c.reference, c.language, t.key_id, k.wrapped, t.sealed FROM cases c JOIN sealed_texts t ON t.case_id = c.id AND t.kind = 'answers'
				JOIN data_keys k ON k.id = t.key_id WHERE c.id = ANY ($1) AND k.wrapped IS NOT NULL`, cases).Query(func(r pgx.Rows) error {
			var c SealedRequester
			_, err := pgx.ForEachRow(r, []any{&c.ID, &c.Reference, &c.Language, &c.KeyID, &c.Wrapped, &c.Sealed}, func() error {
				found.Cases[c.ID] = c
				return nil
			})
			return err
		})
		b.Queue(`SELECT t.id, t.case_id, c.reference, c.language, t.key_id, k.wrapped, t.sealed FROM sealed_texts t JOIN cases c ON c.id = t.case_id
				JOIN data_keys k ON k.id = t.key_id WHERE t.id = ANY ($1) AND t.kind = 'relative' AND k.wrapped IS NOT NULL`, relatives).Query(func(r pgx.Rows) error {
			var id uuid.UUID
			var c SealedRequester
			_, err := pgx.ForEachRow(r, []any{&id, &c.ID, &c.Reference, &c.Language, &c.KeyID, &c.Wrapped, &c.Sealed}, func() error {
				found.Cases[id] = c
				return nil
			})
			return err
		})
		b.Queue(`SELECT DISTINCT ON (t.case_id) t.case_id, t.key_id, k.wrapped, t.sealed FROM sealed_texts t JOIN data_keys k ON k.id = t.key_id
			WHERE t.case_id = ANY ($1) AND t.kind = 'contact' AND k.wrapped IS NOT NULL ORDER BY t.case_id, t.at DESC, t.id DESC`, about).Query(func(r pgx.Rows) error {
			var c SealedRequester
			_, err := pgx.ForEachRow(r, []any{&c.ID, &c.KeyID, &c.Wrapped, &c.Sealed}, func() error {
				found.Changed[c.ID] = c
				return nil
			})
			return err
		})
		b.Queue(`SELECT id, workflow, program FROM cases WHERE id = ANY ($1)`, about).Query(func(r pgx.Rows) error {
			var id uuid.UUID
			var c CaseProgram
			_, err := pgx.ForEachRow(r, []any{&id, &c.Workflow, &c.Program}, func() error {
				found.Workflows[id] = c
				return nil
			})
			return err
		})
		return last(ctx, tx, b)
	})
	return found, err
}

// SettledNotice says what became of a message.
type SettledNotice struct {
	WaitingNotice
	At      time.Time
	Outcome string
	Channel string
	Key     uuid.UUID // of a message whose delivery will be reported
}

// SettleNotices says what became of messages, so that they are not taken again.
func (s *Store) SettleNotices(ctx context.Context, n []SettledNotice) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`UPDATE notices SET sent_at = u.at, outcome = u.outcome, channel = u.channel, key = u.key
			FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::uuid[]) AS u (cause, recipient, template, at, outcome, channel, key)
			WHERE notices.cause = u.cause AND notices.recipient = u.recipient AND notices.template = u.template`,
			column(n, func(s SettledNotice) uuid.UUID { return s.Cause }), column(n, func(s SettledNotice) uuid.UUID { return s.Recipient }),
			column(n, func(s SettledNotice) string { return s.Template }), column(n, func(s SettledNotice) time.Time { return s.At }),
			column(n, func(s SettledNotice) string { return s.Outcome }), column(n, func(s SettledNotice) string { return s.Channel }),
			column(n, func(s SettledNotice) *uuid.UUID { return idOrNil(s.Key) }))
		return last(ctx, tx, b)
	})
}
