package bench

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// rules are what has to hold for every request of the run, as an administrator sees it. Each query counts what breaks its rule.
var rules = []struct{ name, count string }{
	{"every request has one decision", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT stream_id, count(*) AS n FROM events
		WHERE type IN ('welfare.request_approved', 'welfare.request_declined') GROUP BY stream_id) d ON d.stream_id = c.id WHERE d.n IS DISTINCT FROM 1`},
	{"every request has three votes of three trustees", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT stream_id, count(*) AS n, count(DISTINCT data->>'trustee') AS t
		FROM events WHERE type = 'welfare.vote_cast' GROUP BY stream_id) v ON v.stream_id = c.id WHERE (v.n, v.t) IS DISTINCT FROM (3, 3)`},
	{"every request has three vote tasks, all closed", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT case_id, count(*) AS n, count(closed_at) AS closed
		FROM tasks WHERE kind = 'vote' GROUP BY case_id) t ON t.case_id = c.id WHERE (t.n, t.closed) IS DISTINCT FROM (3, 3)`},
	{"every request reserved its award once", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT case_id, count(*) AS n, sum(amount_cents) AS cents
		FROM transfers WHERE kind = 'reserve' GROUP BY case_id) t ON t.case_id = c.id WHERE (t.n, t.cents) IS DISTINCT FROM (1, c.award_cents)`},
	{"every request's answers are sealed", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT s.case_id, count(*) AS n FROM sealed_texts s JOIN data_keys k ON k.id = s.key_id
		WHERE s.kind = 'answers' AND position('Fictional'::bytea IN s.sealed) = 0 AND k.wrapped IS NOT NULL GROUP BY s.case_id) s ON s.case_id = c.id
		WHERE s.n IS DISTINCT FROM 1`},
	{"everybody was told once", `SELECT count(*) FROM (SELECT * FROM cases WHERE workflow = 'welfare') c LEFT JOIN (SELECT n.case_id, count(*) FILTER (WHERE requester AND template = 'received') AS received,
			count(*) FILTER (WHERE requester AND template = 'decision') AS decision, count(t.id) AS panel, count(DISTINCT t.id) AS panelists,
			count(*) FILTER (WHERE sent_at IS NULL OR outcome <> 'sent') AS unsent
		FROM notices n LEFT JOIN tasks t ON t.case_id = n.case_id AND t.assignee = n.recipient AND n.template = 'task' GROUP BY n.case_id) n ON n.case_id = c.id
		WHERE (n.received, n.decision, n.panel, n.panelists, n.unsent) IS DISTINCT FROM (1, 1, 3, 3, 0)`},
	{"every stream counts from one without a gap", `SELECT count(*) FROM (SELECT stream_id FROM events GROUP BY stream_id HAVING count(*) <> max(version)) s`},
	{"every event but the first builds on the one before", `SELECT count(*) FROM events e JOIN events b ON b.stream_id = e.stream_id AND b.version = e.version - 1
		WHERE b.hash = e.hash OR length(e.hash) <> 32`},
	{"every fund's balances are what its transfers say", `SELECT count(*) FROM funds f LEFT JOIN (SELECT organization, fund,
			sum(amount_cents) FILTER (WHERE kind = 'deposit') AS deposits, sum(amount_cents) FILTER (WHERE kind = 'reserve') AS reserves,
			sum(amount_cents) FILTER (WHERE kind = 'post') AS posts FROM transfers GROUP BY organization, fund) t USING (organization)
		WHERE t.fund = f.key AND (f.received_cents, f.available_cents, f.reserved_cents, f.paid_cents) IS DISTINCT FROM
			(t.deposits, t.deposits - coalesce(t.reserves, 0), coalesce(t.reserves, 0) - coalesce(t.posts, 0), coalesce(t.posts, 0))`},
	{"every transfer is what its event says", `SELECT count(*) FROM transfers t FULL JOIN (SELECT id, data->>'fund' AS fund, (data->>'amount_cents')::bigint AS cents
			FROM events WHERE type IN ('fund.deposited', 'welfare.funds_reserved', 'welfare.payment_released')) e USING (id)
		WHERE (t.fund, t.amount_cents) IS DISTINCT FROM (e.fund, e.cents)`},
	{"nothing is left to publish, and nothing failed", `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM dead_letters)`},
}

// checkOutside holds the database against the rules. done counts the requests that were answered, in load and alone.
func checkOutside(ctx context.Context, outside *pgx.Conn, done, history int) error {
	var cases int
	if err := outside.QueryRow(ctx, `SELECT count(*) FROM cases WHERE workflow = 'welfare'`).Scan(&cases); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if cases != done+history {
		return fmt.Errorf("check: there are %d requests, and %d were answered", cases, done+history)
	}
	for _, rule := range rules {
		var broken int
		if err := outside.QueryRow(ctx, rule.count).Scan(&broken); err != nil {
			return fmt.Errorf("check whether %s: %w", rule.name, err)
		}
		if broken > 0 {
			return fmt.Errorf("check whether %s: %d times not", rule.name, broken)
		}
	}
	return nil
}
