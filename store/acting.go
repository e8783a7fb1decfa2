package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Look asks for a task as one person sees it.
type Look struct {
	Scope Scope
	Task  uuid.UUID
}

// SeenTask is a task with what an act on it needs of its case; nil where the person has or had no such task. Wrapped is nil when the case's
// data was erased.
type SeenTask struct {
	TaskRow
	Workflow string
	KeyID    uuid.UUID
	Wrapped  []byte
}

const lookSQL = `SELECT t.id, t.organization, t.compartment, t.case_id, t.program, t.reference, t.kind, t.assignee, t.role, t.due_at, t.opened_at, t.closed_at,
		t.closed_as, t.brief, c.workflow, c.key_id, (SELECT k.wrapped FROM data_keys k WHERE k.id = c.key_id) AS wrapped
	FROM tasks t JOIN cases c ON c.id = t.case_id WHERE t.id = $1`

// LookAll finds many people's tasks in one round trip, each within that person's own walls.
func (s *Store) LookAll(ctx context.Context, looks []Look) ([]*SeenTask, error) {
	found := make([]*SeenTask, len(looks))
	err := in(ctx, s.web, nil, `BEGIN READ ONLY`, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		for i, l := range looks {
			b.Queue(applySQL, l.Scope.arguments()...)
			b.Queue(lookSQL, l.Task).Query(func(r pgx.Rows) error {
				seen, err := pgx.CollectRows(r, scanSeenTask)
				if err == nil && len(seen) == 1 {
					found[i] = seen[0]
				}
				return err
			})
		}
		return last(ctx, tx, b)
	})
	return found, err
}

func scanSeenTask(r pgx.CollectableRow) (*SeenTask, error) {
	t := &SeenTask{}
	return t, r.Scan(&t.ID, &t.Organization, &t.Compartment, &t.CaseID, &t.Program, &t.Reference, &t.Kind, &t.Assignee, &t.Role, &t.DueAt, &t.OpenedAt, &t.ClosedAt,
		&t.ClosedAs, &t.Brief, &t.Workflow, &t.KeyID, &t.Wrapped)
}
