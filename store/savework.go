package store

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func (q queue) tasks(w *Write) {
	// One's own first: the vote that decides closes its own task as voted, and the others' as decided.
	q.closes(w.Closes, func(c TaskClose) bool { return c.Assignee != uuid.Nil })
	q.closes(w.Closes, func(c TaskClose) bool { return c.Assignee == uuid.Nil })
	if n := w.Moves; len(n) > 0 {
		q.b.Queue(`UPDATE tasks SET due_at = u.due_at
			FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS u (case_id, assignee, kind, due_at)
			WHERE tasks.case_id = u.case_id AND tasks.kind = u.kind AND tasks.closed_at IS NULL AND tasks.assignee = u.assignee`,
			column(n, func(m TaskMove) uuid.UUID { return m.CaseID }), column(n, func(m TaskMove) uuid.UUID { return m.Assignee }),
			column(n, func(m TaskMove) string { return m.Kind }), column(n, func(m TaskMove) *time.Time { return orNil(m.DueAt) }))
	}
	if n := w.Tasks; len(n) > 0 {
		q.b.Queue(`INSERT INTO tasks (organization, compartment, id, case_id, program, reference, kind, assignee, role, due_at, opened_at, closed_at, closed_as, closed_by, brief)
			SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::timestamptz[],
				$11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::json[]) ON CONFLICT (id) DO NOTHING`,
			q.org, q.compartment, column(n, func(t Task) uuid.UUID { return t.ID }), column(n, func(t Task) uuid.UUID { return t.CaseID }),
			column(n, func(t Task) string { return t.Program }), column(n, func(t Task) string { return t.Reference }),
			column(n, func(t Task) string { return t.Kind }), column(n, func(t Task) *uuid.UUID { return idOrNil(t.Assignee) }),
			column(n, func(t Task) string { return string(t.Role) }), column(n, func(t Task) *time.Time { return orNil(t.DueAt) }),
			column(n, func(t Task) time.Time { return t.OpenedAt }), column(n, func(t Task) *time.Time { return orNil(t.ClosedAt) }),
			column(n, func(t Task) string { return t.ClosedAs }), column(n, func(t Task) *uuid.UUID { return idOrNil(t.ClosedBy) }),
			column(n, func(t Task) string { return briefJSON(t.Brief) }))
	}
}

// briefJSON writes a brief; most tasks have none.
func briefJSON(b domain.Brief) string {
	if b == (domain.Brief{}) {
		return "{}"
	}
	data, err := json.Marshal(b)
	if err != nil {
		panic("store: " + err.Error()) // strings and a time always marshal
	}
	return string(data)
}

// engagements are few, and what happens to one person in a batch has an order.
func (q queue) engagements(n []Engagement) {
	for _, e := range n {
		if !e.Until.IsZero() {
			q.b.Queue(`UPDATE engagements SET until = $3, ended_as = $4 WHERE case_id = $1 AND person_id = $2 AND until IS NULL`, e.CaseID, e.Person, e.Until, e.As)
			continue
		}
		q.b.Queue(`INSERT INTO engagements (organization, compartment, case_id, person_id, standing, since) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (case_id, person_id) DO UPDATE SET standing = excluded.standing, until = NULL, ended_as = ''`,
			q.org, q.compartment, e.CaseID, e.Person, e.Standing, e.At)
	}
}

func (q queue) closes(all []TaskClose, which func(TaskClose) bool) {
	var n []TaskClose
	for _, c := range all {
		if which(c) {
			n = append(n, c)
		}
	}
	if len(n) == 0 {
		return
	}
	q.b.Queue(`UPDATE tasks SET closed_at = u.at, closed_as = u.closed_as,
			closed_by = CASE WHEN tasks.assignee IS NULL OR tasks.assignee = u.closed_by THEN u.closed_by END
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::uuid[], $7::text[]) AS u (case_id, assignee, kind, closed_as, at, closed_by, of)
		WHERE tasks.case_id = u.case_id AND tasks.kind = u.kind AND tasks.closed_at IS NULL AND (u.assignee IS NULL OR tasks.assignee = u.assignee)
			AND (u.of = '' OR tasks.brief->>'Kind' = u.of)`,
		column(n, func(c TaskClose) uuid.UUID { return c.CaseID }), column(n, func(c TaskClose) *uuid.UUID { return idOrNil(c.Assignee) }),
		column(n, func(c TaskClose) string { return c.Kind }), column(n, func(c TaskClose) string { return c.As }),
		column(n, func(c TaskClose) time.Time { return c.At }), column(n, func(c TaskClose) *uuid.UUID { return idOrNil(c.By) }),
		column(n, func(c TaskClose) string { return c.Of }))
}

func (q queue) timers(n []Timer) {
	if len(n) == 0 {
		return
	}
	q.b.Queue(`INSERT INTO timers (organization, compartment, id, workflow, stream_id, command, due_at)
		SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[]) ON CONFLICT (id) DO NOTHING`,
		q.org, q.compartment, column(n, func(t Timer) uuid.UUID { return t.ID }), column(n, func(t Timer) string { return t.Workflow }),
		column(n, func(t Timer) uuid.UUID { return t.Stream }), column(n, func(t Timer) string { return t.Command }),
		column(n, func(t Timer) time.Time { return t.DueAt }))
}

func (q queue) notices(w *Write) {
	for _, r := range w.Redirects { // before what this transaction sends to where they were reached before
		q.b.Queue(`UPDATE notices SET recipient = $3, attempts = 0, refused = ''
			WHERE case_id = $1 AND recipient = $2 AND relative AND sent_at IS NULL`, r.CaseID, r.From, r.To)
	}
	if n := w.Notices; len(n) > 0 {
		q.b.Queue(`INSERT INTO notices (organization, compartment, cause, recipient, template, case_id, requester, relative, due_at, refused)
			SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::bool[], $8::bool[], $9::timestamptz[], $10::text[]) ON CONFLICT DO NOTHING`,
			q.org, q.compartment, column(n, func(r Notice) uuid.UUID { return r.Cause }), column(n, func(r Notice) uuid.UUID { return r.Recipient }),
			column(n, func(r Notice) string { return r.Template }), column(n, func(r Notice) uuid.UUID { return r.CaseID }),
			column(n, func(r Notice) bool { return r.Requester }), column(n, func(r Notice) bool { return r.Relative }),
			column(n, func(r Notice) time.Time { return r.At }), column(n, func(r Notice) string { return r.Refused }))
	}
	if n := w.RoleNotices; len(n) > 0 {
		q.b.Queue(`INSERT INTO notices (organization, compartment, cause, recipient, template, case_id, requester, due_at)
			SELECT $1, $2, u.cause, g.person_id, u.template, u.case_id, false, u.at
			FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[]) AS u (cause, case_id, template, role, at)
				CROSS JOIN LATERAL almoner_holders(u.role, u.at) AS g (person_id)
			ON CONFLICT DO NOTHING`,
			q.org, q.compartment, column(n, func(r RoleNotice) uuid.UUID { return r.Cause }), column(n, func(r RoleNotice) uuid.UUID { return r.CaseID }),
			column(n, func(r RoleNotice) string { return r.Template }), column(n, func(r RoleNotice) string { return string(r.Role) }),
			column(n, func(r RoleNotice) time.Time { return r.At }))
	}
}

// hushes come after the messages of the same transaction, some of which may be what is taken back.
func (q queue) hushes(n []Hush) {
	if len(n) == 0 {
		return
	}
	q.b.Queue(`UPDATE notices SET sent_at = u.at, outcome = 'taken back' FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS u (case_id, relative, at)
		WHERE notices.case_id = u.case_id AND notices.recipient = u.relative AND notices.relative AND notices.sent_at IS NULL AND notices.due_at <= u.at`,
		column(n, func(h Hush) uuid.UUID { return h.CaseID }), column(n, func(h Hush) uuid.UUID { return h.Relative }), column(n, func(h Hush) time.Time { return h.At }))
}

func (q queue) personal(w *Write) {
	if n := w.Keys; len(n) > 0 {
		q.b.Queue(`INSERT INTO data_keys (organization, compartment, id, wrapped) SELECT $1, $2, * FROM unnest($3::uuid[], $4::bytea[])`,
			q.org, q.compartment, column(n, func(k DataKey) uuid.UUID { return k.ID }), column(n, func(k DataKey) []byte { return k.Wrapped }))
	}
	if n := w.Texts; len(n) > 0 {
		q.b.Queue(`INSERT INTO sealed_texts (organization, compartment, id, case_id, key_id, kind, sealed, at)
			SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[])`,
			q.org, q.compartment, column(n, func(t SealedText) uuid.UUID { return t.ID }), column(n, func(t SealedText) uuid.UUID { return t.CaseID }),
			column(n, func(t SealedText) uuid.UUID { return t.KeyID }), column(n, func(t SealedText) string { return t.Kind }),
			column(n, func(t SealedText) []byte { return t.Sealed }), column(n, func(t SealedText) time.Time { return t.At }))
	}
	for _, n := range w.Numbers {
		q.b.Queue(`UPDATE cases SET contact_hash = $2 WHERE id = $1`, n.CaseID, n.Hash)
	}
	if len(w.Forget) > 0 {
		q.b.Queue(`DELETE FROM sealed_texts WHERE id = ANY ($1)`, w.Forget)
	}
	if len(w.ForgetNames) > 0 {
		q.b.Queue(`UPDATE cases SET member_hash = NULL, name_hash = NULL, payee_hash = NULL, contact_hash = NULL WHERE id = ANY ($1)`, w.ForgetNames)
	}
	if len(w.ForgetPeople) > 0 { // a trigger of the database erases their hashes
		q.b.Queue(`UPDATE data_keys SET wrapped = NULL, erased_at = $2 WHERE id IN (SELECT key_id FROM people WHERE id = ANY ($1)) AND wrapped IS NOT NULL`, w.ForgetPeople, w.Events[0].At)
	}
}

func (q queue) onces(w *Write) {
	if n := w.Onces; len(n) > 0 {
		at := time.Time{}
		for _, e := range w.Events {
			at = e.At
		}
		q.b.Queue(`INSERT INTO onces (organization, compartment, at, scope, key_hash, body_hash, case_id, reference, result)
			SELECT $1, $2, $3::timestamptz, * FROM unnest($4::text[], $5::bytea[], $6::bytea[], $7::uuid[], $8::text[], $9::json[])`,
			q.org, q.compartment, at, column(n, func(o Once) string { return o.Scope }), column(n, func(o Once) []byte { return o.KeyHash }),
			column(n, func(o Once) []byte { return o.BodyHash }), column(n, func(o Once) uuid.UUID { return o.CaseID }),
			column(n, func(o Once) string { return o.Reference }), column(n, func(o Once) string { return string(o.Result) }))
	}
}

// accounts names the two accounts of each kind of transfer.
var accounts = map[domain.TransferKind][2]string{
	domain.TransferDeposit: {"received", "available"},
	domain.TransferReserve: {"available", "reserved"},
	domain.TransferPost:    {"reserved", "paid"},
	domain.TransferVoid:    {"reserved", "available"},
}

func (q queue) money(w *Write) {
	if n := w.Transfers; len(n) > 0 {
		q.b.Queue(`INSERT INTO transfers (organization, compartment, id, case_id, fund, kind, debit, credit, amount_cents, at)
			SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::timestamptz[])`,
			q.org, q.compartment, column(n, func(t Transfer) uuid.UUID { return t.ID }), column(n, func(t Transfer) uuid.UUID { return t.CaseID }),
			column(n, func(t Transfer) string { return t.Fund }), column(n, func(t Transfer) string { return string(t.Kind) }),
			column(n, func(t Transfer) string { return accounts[t.Kind][0] }), column(n, func(t Transfer) string { return accounts[t.Kind][1] }),
			column(n, func(t Transfer) int64 { return t.Cents }), column(n, func(t Transfer) time.Time { return t.At }))
		q.b.Queue(`UPDATE funds SET received_cents = received_cents + s.received, available_cents = available_cents + s.available,
				reserved_cents = reserved_cents + s.reserved, paid_cents = paid_cents + s.paid
			FROM (SELECT fund, sum(CASE kind WHEN 'deposit' THEN amount ELSE 0 END) received,
				sum(CASE kind WHEN 'deposit' THEN amount WHEN 'void' THEN amount WHEN 'reserve' THEN -amount ELSE 0 END) available,
				sum(CASE kind WHEN 'reserve' THEN amount WHEN 'void' THEN -amount WHEN 'post' THEN -amount ELSE 0 END) reserved,
				sum(CASE kind WHEN 'post' THEN amount ELSE 0 END) paid
				FROM unnest($2::text[], $3::text[], $4::bigint[]) AS t (fund, kind, amount) GROUP BY fund) s
			WHERE organization = $1 AND key = s.fund`,
			q.org, column(n, func(t Transfer) string { return t.Fund }), column(n, func(t Transfer) string { return string(t.Kind) }),
			column(n, func(t Transfer) int64 { return t.Cents }))
	}
	q.awards(w.Awards)
}

// awards writes the new ones together and each change to an older one by itself.
func (q queue) awards(all []Award) {
	var n []Award
	for _, a := range all {
		if a.Approvers == nil {
			continue
		}
		n = append(n, a)
	}
	if len(n) > 0 {
		q.b.Queue(`INSERT INTO awards (organization, compartment, case_id, fund, amount_cents, reserved_at, approvers)
			SELECT $1, $2, id, fund, cents, at, approvers::uuid[]
			FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[]) AS a (id, fund, cents, at, approvers)`,
			q.org, q.compartment, column(n, func(a Award) uuid.UUID { return a.CaseID }), column(n, func(a Award) string { return a.Fund }),
			column(n, func(a Award) int64 { return a.Cents }), column(n, func(a Award) time.Time { return a.At }), column(n, approvers))
	}
	for _, a := range all {
		q.award(a)
	}
}

// approvers writes ids as Postgres reads an array, because an array of arrays would need them to be equally many.
func approvers(a Award) string {
	ids := make([]string, len(a.Approvers))
	for i, id := range a.Approvers {
		ids[i] = id.String()
	}
	return "{" + strings.Join(ids, ",") + "}"
}

func (q queue) award(a Award) {
	switch {
	case a.Preparer != uuid.Nil:
		q.b.Queue(`UPDATE awards SET preparer = $2, method = $3, prepared_at = $4 WHERE case_id = $1`, a.CaseID, a.Preparer, a.Method, a.At)
	case a.Unprepared:
		q.b.Queue(`UPDATE awards SET preparer = NULL, method = '', prepared_at = NULL WHERE case_id = $1`, a.CaseID)
	case a.Releaser != uuid.Nil:
		q.b.Queue(`UPDATE awards SET releaser = $2, released_at = $3 WHERE case_id = $1`, a.CaseID, a.Releaser, a.At)
	case a.Voided:
		q.b.Queue(`UPDATE awards SET voided_at = $2 WHERE case_id = $1`, a.CaseID, a.At)
	}
}
