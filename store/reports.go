package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReportEvent is what a report reads of an event. Reference is its case's; the rota has none.
type ReportEvent struct {
	StreamID  uuid.UUID
	Reference string
	Type      string
	At        time.Time
	Data      []byte
}

const reportColumns = `e.stream_id, e.type, e.at, e.data::text::bytea AS data`

// ReportFilter narrows what a report reads, so that no report grows with the years. Limit bounds cases where a question is about cases, and
// events where it is about events; the latest are kept.
type ReportFilter struct {
	Organization, Program string
	Since                 time.Time
	Types                 []string
	Limit                 int
}

// EventsOfNewCases gives events of the cases that were received since a moment, case by case in the order in which they happened.
func (s *Store) EventsOfNewCases(ctx context.Context, tx pgx.Tx, f ReportFilter) ([]ReportEvent, error) {
	return rows[ReportEvent](ctx, tx, `SELECT c.reference, `+reportColumns+` FROM (
			SELECT id, reference FROM cases WHERE organization = $1 AND program = $2 AND beside IS NULL AND received_at >= $3
			ORDER BY received_at DESC, id LIMIT $5) c JOIN events e ON e.stream_id = c.id
		WHERE e.type = ANY ($4) ORDER BY e.stream_id, e.version`, f.Organization, f.Program, f.Since, f.Types, f.Limit)
}

// EventsOfCases gives what happened since a moment in any case of a program, latest first.
func (s *Store) EventsOfCases(ctx context.Context, tx pgx.Tx, f ReportFilter) ([]ReportEvent, error) {
	return rows[ReportEvent](ctx, tx, `SELECT c.reference, `+reportColumns+` FROM events e JOIN cases c ON c.id = e.stream_id
		WHERE c.organization = $1 AND c.program = $2 AND c.beside IS NULL AND e.at >= $3 AND e.type = ANY ($4) ORDER BY e.at DESC, e.id LIMIT $5`,
		f.Organization, f.Program, f.Since, f.Types, f.Limit)
}

// EventsOfStream gives what happened since a moment in one stream, in the order in which it happened.
func (s *Store) EventsOfStream(ctx context.Context, tx pgx.Tx, stream uuid.UUID, f ReportFilter) ([]ReportEvent, error) {
	return rows[ReportEvent](ctx, tx, `SELECT x.reference, x.stream_id, x.type, x.at, x.data FROM (SELECT '' AS reference, `+reportColumns+`, e.version FROM events e
		WHERE e.stream_id = $1 AND e.organization = $2 AND e.at >= $3 AND e.type = ANY ($4) ORDER BY e.version DESC LIMIT $5) x ORDER BY version`,
		stream, f.Organization, f.Since, f.Types, f.Limit)
}

// Load is with how many families somebody is now, in whatever program.
type Load struct {
	PersonID uuid.UUID
	Families int
}

// Loads counts the families that people stand by now; whoever stands by none has no row.
func (s *Store) Loads(ctx context.Context, tx pgx.Tx, people []uuid.UUID) ([]Load, error) {
	return rows[Load](ctx, tx, `SELECT person_id, count(*)::int AS families FROM engagements
		WHERE person_id = ANY ($1) AND standing AND until IS NULL GROUP BY person_id`, people)
}
