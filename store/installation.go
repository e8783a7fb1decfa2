package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/domain"
)

// ReferenceBlock is how many reference numbers one block holds.
const ReferenceBlock = 1000

// blocksBegin is when blocks of reference numbers began to be counted: one a minute at least, so that a database restored from
// an old copy goes on behind whatever was given out after the copy was made. They last for sixty years.
var blocksBegin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// TakeReferences reserves the next block of reference numbers and returns its first.
func (s *Store) TakeReferences(ctx context.Context, now time.Time) (first uint64, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('reference_blocks'))`); err != nil {
			return err
		}
		var block int64
		if err := tx.QueryRow(ctx, `SELECT setval('reference_blocks', greatest(nextval('reference_blocks'), $1))`, int64(now.Sub(blocksBegin).Minutes())).Scan(&block); err != nil {
			return err
		}
		first = uint64(block) * ReferenceBlock
		return nil
	})
	return first, err
}

// ClockOffset is how far the program's clock is ahead of the real one; zero outside a demo.
func (s *Store) ClockOffset(ctx context.Context) (offset time.Duration, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		var us int64
		err := tx.QueryRow(ctx, `SELECT clock_offset_us FROM installation`).Scan(&us)
		offset = time.Duration(us) * time.Microsecond
		return err
	})
	return offset, err
}

// AdvanceClock moves the program's clock forward and returns the new offset.
func (s *Store) AdvanceClock(ctx context.Context, by time.Duration) (offset time.Duration, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		var us int64
		err := tx.QueryRow(ctx, `UPDATE installation SET clock_offset_us = clock_offset_us + $1 RETURNING clock_offset_us`, by.Microseconds()).Scan(&us)
		offset = time.Duration(us) * time.Microsecond
		return err
	})
	return offset, err
}

// SealedWith keeps the fingerprint of the master keys the first time, and afterwards gives the one that was kept.
func (s *Store) SealedWith(ctx context.Context, fingerprint []byte) (kept []byte, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `UPDATE installation SET keys = coalesce(keys, $1) RETURNING keys`, fingerprint).Scan(&kept)
	})
	return kept, err
}

// IntakeSeen notes that something came back out of INTAKE: the life-raft floats.
func (s *Store) IntakeSeen(ctx context.Context, at time.Time) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE installation SET intake_seen_at = $1`, at)
		return err
	})
}

// ProgramVersion is a program as some requests run under it.
type ProgramVersion struct {
	Version  string
	Program  string
	Document []byte
}

// KeepProgram keeps a version of a program, and opens the fund it pays from if there is one.
func (s *Store) KeepProgram(ctx context.Context, organization string, p ProgramVersion, fund string, at time.Time) error {
	sc := Scope{Organization: organization, Compartments: []domain.Compartment{domain.Welfare, domain.Public}}
	return s.Decide(ctx, sc, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO program_versions (version, organization, program, document, recorded_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (version) DO NOTHING`, p.Version, organization, p.Program, string(p.Document), at); err != nil || fund == "" {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO funds (organization, compartment, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, organization, domain.Welfare, fund)
		return err
	})
}

// Program gives a kept version; NotFound when there is none.
func (s *Store) Program(ctx context.Context, organization, version string) (p ProgramVersion, err error) {
	sc := Scope{Organization: organization, Compartments: []domain.Compartment{domain.Public}}
	err = s.Decide(ctx, sc, func(tx pgx.Tx) error {
		p, err = row[ProgramVersion](ctx, tx, `SELECT version, program, document::text::bytea AS document FROM program_versions WHERE version = $1`, version)
		return err
	})
	return p, err
}

// DemoReply is the channel of what a telephone of the demo wrote back; its recipient is who wrote.
const DemoReply = "reply"

// DemoMessage is one message in the demo's mailbox.
type DemoMessage struct {
	At        time.Time
	Channel   string
	Recipient string
	Subject   string
	Body      string
	Links     []string
	Key       uuid.UUID // of the notice
}

// KeepDemoMessage puts a message into the demo's mailbox.
func (s *Store) KeepDemoMessage(ctx context.Context, m DemoMessage) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO demo_messages (at, channel, recipient, subject, body, links, key) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			m.At, m.Channel, m.Recipient, m.Subject, m.Body, m.Links, m.Key)
		return err
	})
}

// DemoMessages lists the mailbox, latest first, of one recipient or of all, with or without what was written back.
func (s *Store) DemoMessages(ctx context.Context, to string, replies bool, limit int) (messages []DemoMessage, err error) {
	err = s.Read(ctx, Scope{}, func(tx pgx.Tx) error {
		messages, err = rows[DemoMessage](ctx, tx, `SELECT at, channel, recipient, subject, body, links, key FROM demo_messages
			WHERE ($1 = '' OR recipient = $1) AND ($2 OR channel <> $3) ORDER BY id DESC LIMIT $4`, to, replies, DemoReply, limit)
		return err
	})
	return messages, err
}

// DemoTold tells whether the demo's stories have all been told.
func (s *Store) DemoTold(ctx context.Context) (told bool, err error) {
	err = s.work(ctx, func(tx pgx.Tx) error { return tx.QueryRow(ctx, `SELECT demo_told FROM installation`).Scan(&told) })
	return told, err
}

// TellDemo notes that they have.
func (s *Store) TellDemo(ctx context.Context) error {
	return s.work(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE installation SET demo_told = true`)
		return err
	})
}
