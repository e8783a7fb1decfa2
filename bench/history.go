package bench

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/almoner/almoner/handlers"
)

// writeHistory takes one request along the whole road until it is paid and closed, and copies its rows: a request for every hour
// back from now, each with ids in the order of time and a family of its own for every four. Hashes of events are copies, too, so
// an audit would object to them.
func writeHistory(ctx context.Context, outside *pgx.Conn, w *walker, count int) error {
	id, err := firstRequest(ctx, outside, w)
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	if err := drain(ctx, outside); err != nil {
		return err
	}
	if _, err := outside.Exec(ctx, copyFunctions); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	for _, c := range copies {
		if _, err := outside.Exec(ctx, c, id, count); err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	for _, sql := range []string{copyFund, dropFunctions} {
		if _, err := outside.Exec(ctx, sql); err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	// The checkpoint that so much writing brings about comes now, not in the middle of what is measured.
	for _, sql := range []string{`VACUUM ANALYZE`, `CHECKPOINT`} {
		if _, err := outside.Exec(ctx, sql); err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	return nil
}

// firstRequest is request number 0, paid.
func firstRequest(ctx context.Context, outside *pgx.Conn, w *walker) (id uuid.UUID, err error) {
	if _, err := w.walk(ctx, 0); err != nil {
		return id, err
	}
	organization := w.world.programs[0].Organization
	for _, step := range []struct {
		kind, action, body string
		who                handlers.Person
	}{
		{"prepare_payment", "prepare", `{"payee": "Made-up Landlord Company", "method": "check"}`, w.world.treasurer[organization]},
		{"release_payment", "release", `{}`, w.world.signatory[organization]},
	} {
		var task uuid.UUID
		if err := outside.QueryRow(ctx, `SELECT id::text, case_id::text FROM tasks WHERE kind = $1 AND closed_at IS NULL`, step.kind).Scan(&task, &id); err != nil {
			return id, err
		}
		if _, _, err := w.node.Desk.Act(ctx, step.who, task, step.action, json.RawMessage(step.body)); err != nil {
			return id, fmt.Errorf("%s: %w", step.action, err)
		}
	}
	return id, nil
}

// The n-th copy of an id keeps its order in time, or for ids that have none is any other. Both are the same for the same id.
const copyFunctions = `
CREATE FUNCTION copied(id uuid, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
	$$ SELECT overlay(replace(id::text, '-', '') PLACING lpad(to_hex(1500000000000 + n), 12, '0') FROM 1 FOR 12)::uuid $$;
CREATE FUNCTION mixed(id uuid, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5(id::text || n)::uuid $$;`

const (
	dropFunctions = `DROP FUNCTION copied; DROP FUNCTION mixed`
	ago           = ` - n * interval '1 hour'`
)

var copies = []string{
	`INSERT INTO events SELECT copied(stream_id, n), version, copied(id, n), organization, compartment, workflow, type, at` + ago + `, actor, cause, data, hash
		FROM events, generate_series(1, $2) n WHERE stream_id = $1::text::uuid`,
	`INSERT INTO inbox SELECT route, copied(message_id, n), i.organization, i.compartment, handled_at` + ago + `
		FROM inbox i JOIN events e ON e.id = i.message_id, generate_series(1, $2) n WHERE e.stream_id = $1::text::uuid`,
	`INSERT INTO onces SELECT organization, compartment, scope, sha256(key_hash || int4send(n)), body_hash, copied(case_id, n), reference || n, result, at` + ago + `
		FROM onces, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO cases (id, organization, compartment, workflow, program, program_version, reference, language, channel, key_id, received_at, status, phase,
			next_who, next_by, emergency, fund, asked_cents, award_cents, member_id, household_id, member_hash, name_hash, payee_hash, waits, decided_at,
			version, updated_at, closed_at)
		SELECT copied(id, n), organization, compartment, workflow, program, program_version, reference || n, language, channel, copied(key_id, n),
			received_at` + ago + `, status, phase, next_who, next_by, emergency, fund, asked_cents, award_cents, mixed(member_id, n / 4),
			mixed(household_id, n / 4), sha256(member_hash || int4send(n / 4)), name_hash, payee_hash, waits, decided_at` + ago + `, version,
			updated_at` + ago + `, closed_at` + ago + `
		FROM cases, generate_series(1, $2) n WHERE id = $1::text::uuid`,
	`INSERT INTO receipts SELECT reference || n, organization, compartment, copied(case_id, n), created_at` + ago + `
		FROM receipts, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO tasks SELECT mixed(id, n), organization, compartment, copied(case_id, n), program, reference || n, kind, assignee, role, due_at` + ago + `,
			opened_at` + ago + `, closed_at` + ago + `, closed_as, closed_by
		FROM tasks, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO notices SELECT copied(cause, n), CASE WHEN requester THEN copied(recipient, n) ELSE recipient END, template, organization, compartment,
			copied(case_id, n), requester, due_at` + ago + `, held_until, attempts, sent_at` + ago + `, outcome
		FROM notices, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO data_keys SELECT copied(k.id, n), k.organization, k.compartment, k.wrapped, k.erased_at
		FROM data_keys k JOIN cases c ON c.key_id = k.id, generate_series(1, $2) n WHERE c.id = $1::text::uuid`,
	`INSERT INTO sealed_texts SELECT copied(id, n), organization, compartment, copied(case_id, n), copied(key_id, n), kind, sealed, at` + ago + `
		FROM sealed_texts, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO transfers SELECT copied(id, n), organization, compartment, fund, copied(case_id, n), kind, debit, credit, amount_cents, at` + ago + `
		FROM transfers, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
	`INSERT INTO awards SELECT copied(case_id, n), organization, compartment, fund, amount_cents, approvers, preparer, method, releaser, reserved_at` + ago + `,
			prepared_at` + ago + `, released_at` + ago + `, voided_at
		FROM awards, generate_series(1, $2) n WHERE case_id = $1::text::uuid`,
}

// copyFund brings the fund's balances up to its transfers; it was given enough for that.
const copyFund = `UPDATE funds f SET available_cents = available_cents + paid_cents - t.cents, paid_cents = t.cents
	FROM (SELECT organization, fund, sum(amount_cents) AS cents FROM transfers WHERE kind = 'post' GROUP BY organization, fund) t
	WHERE f.organization = t.organization AND f.key = t.fund AND f.paid_cents <> t.cents`
