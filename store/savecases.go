package store

import (
	"time"

	"github.com/google/uuid"
)

// cases writes new cases as they are at the end of the batch, and what changed of others. A case keeps its program's fund from the
// beginning: no column that an index covers changes then until it ends, so that its row can be rewritten in place.
func (q queue) cases(w *Write) {
	last := map[uuid.UUID]CaseSummary{}
	for _, s := range w.Summaries {
		last[s.ID] = s
	}
	begun := make([]CaseSummary, len(w.NewCases))
	for i, c := range w.NewCases {
		begun[i] = last[c.ID]
		delete(last, c.ID)
		if begun[i].Fund == "" {
			begun[i].Fund = c.Fund
		}
		if begun[i].At.IsZero() {
			begun[i].At = c.ReceivedAt
		}
	}
	q.newCases(w.NewCases, begun)
	changed := make([]CaseSummary, 0, len(last))
	for _, s := range w.Summaries {
		if _, ok := last[s.ID]; ok {
			changed = append(changed, s)
		}
	}
	q.summaries(changed)
}

func (q queue) newCases(n []NewCase, begun []CaseSummary) {
	if len(n) == 0 {
		return
	}
	arguments := append([]any{q.org, q.compartment}, q.summaryColumns(begun)...)
	arguments = append(arguments,
		column(n, func(c NewCase) string { return c.Workflow }), column(n, func(c NewCase) string { return c.Program }),
		column(n, func(c NewCase) string { return c.Version }), column(n, func(c NewCase) string { return c.Reference }),
		column(n, func(c NewCase) string { return c.Language }), column(n, func(c NewCase) string { return c.Channel }),
		column(n, func(c NewCase) uuid.UUID { return c.KeyID }), column(n, func(c NewCase) time.Time { return c.ReceivedAt }),
		column(n, func(c NewCase) []byte { return c.MemberHash }), column(n, func(c NewCase) []byte { return c.NameHash }),
		column(n, func(c NewCase) []byte { return c.PayHash }), column(n, func(c NewCase) uuid.UUID { return c.ID }),
		column(n, func(c NewCase) []byte { return c.ContactHash }), column(n, func(c NewCase) *uuid.UUID { return idOrNil(c.Beside) }))
	q.b.Queue(`INSERT INTO cases (organization, compartment, id, version, status, phase, next_who, next_by, emergency, fund, asked_cents, award_cents,
			member_id, household_id, waits, decided_at, updated_at, closed_at, workflow, program, program_version, reference, language, channel, key_id,
			received_at, member_hash, name_hash, payee_hash, matter, contact_hash, beside)
		SELECT $1, $2, c.id, version, status, phase, next_who, next_by, emergency, fund, asked, award, member, household, waits, decided_at, at,
			CASE WHEN closed THEN at END, workflow, program, program_version, reference, language, channel, key_id, received_at, member_hash, name_hash, payee_hash, matter,
			contact_hash, beside
		FROM unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bool[], $10::text[], $11::bigint[], $12::bigint[],
			$13::uuid[], $14::uuid[], $15::bool[], $16::timestamptz[], $17::timestamptz[], $18::bool[], $19::uuid[], $20::text[], $21::text[], $22::text[],
			$23::text[], $24::text[], $25::text[], $26::uuid[], $27::timestamptz[], $28::bytea[], $29::bytea[], $30::bytea[], $31::uuid[], $32::bytea[], $33::uuid[])
			AS c (summary_of, version, status, phase, next_who, next_by, emergency, fund, asked, award, member, household, waits, decided_at, at, closed,
				matter, workflow, program, program_version, reference, language, channel, key_id, received_at, member_hash, name_hash, payee_hash, id, contact_hash, beside)`,
		arguments...)
}

func (q queue) summaries(n []CaseSummary) {
	if len(n) == 0 {
		return
	}
	q.b.Queue(`UPDATE cases SET version = u.version, status = u.status, phase = u.phase, next_who = u.next_who, next_by = u.next_by,
			emergency = u.emergency, fund = CASE WHEN u.fund <> '' THEN u.fund ELSE cases.fund END, asked_cents = u.asked, award_cents = u.award,
			member_id = u.member, household_id = u.household, waits = u.waits, decided_at = u.decided_at, updated_at = u.at,
			closed_at = CASE WHEN u.closed THEN coalesce(closed_at, u.at) END, matter = u.matter
		FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bool[], $8::text[], $9::bigint[], $10::bigint[],
			$11::uuid[], $12::uuid[], $13::bool[], $14::timestamptz[], $15::timestamptz[], $16::bool[], $17::uuid[])
			AS u (id, version, status, phase, next_who, next_by, emergency, fund, asked, award, member, household, waits, decided_at, at, closed, matter)
		WHERE cases.id = u.id`, q.summaryColumns(n)...)
}

func (q queue) summaryColumns(n []CaseSummary) []any {
	return []any{
		column(n, func(c CaseSummary) uuid.UUID { return c.ID }), column(n, func(c CaseSummary) int { return c.Version }),
		column(n, func(c CaseSummary) string { return string(c.Status) }), column(n, func(c CaseSummary) string { return c.Phase }),
		column(n, func(c CaseSummary) string { return string(c.Next) }), column(n, func(c CaseSummary) *time.Time { return orNil(c.NextBy) }),
		column(n, func(c CaseSummary) bool { return c.Emergency }), column(n, func(c CaseSummary) string { return c.Fund }),
		column(n, func(c CaseSummary) int64 { return c.AskedCents }), column(n, func(c CaseSummary) int64 { return c.AwardCents }),
		column(n, func(c CaseSummary) *uuid.UUID { return idOrNil(c.Member) }), column(n, func(c CaseSummary) *uuid.UUID { return idOrNil(c.Household) }),
		column(n, func(c CaseSummary) bool { return c.Waits }), column(n, func(c CaseSummary) *time.Time { return orNil(c.DecidedAt) }),
		column(n, func(c CaseSummary) time.Time { return c.At }), column(n, func(c CaseSummary) bool { return c.Closed }),
		column(n, func(c CaseSummary) *uuid.UUID { return idOrNil(c.Matter) }),
	}
}
