package demo

import (
	"context"
	"strings"
	"time"

	"github.com/almoner/almoner/node"
)

// Seed fills the demo's world: people, money, and requests in the middle of their road. It may be cut off anywhere and goes on
// at the next start.
func Seed(ctx context.Context, n *node.Node) error {
	if err := People(ctx, n); err != nil {
		return err
	}
	if err := Fund(ctx, n); err != nil {
		return err
	}
	if err := tell(ctx, n, newClient(n.Config.PublicURL)); err != nil {
		return err
	}
	return Shifts(ctx, n)
}

// story is one request that a visitor finds under way.
type story struct {
	key     string
	day     int // days before the visitor comes
	answers map[string]any
	then    func(ctx context.Context, c client, r receipt) error
	to      string // organization and program; empty: the county's fund
	by      string // who enters it; empty: the family itself
}

func stories() []story {
	return append(append(supportStories(), applicationStories()...), []story{
		{"paid", 5, asked("T-1001", "utilities", 42000, "The water heater broke in a cold week and the repair took the money for the electricity bill.", "Imaginary Electric Company"), pay, "", ""},
		{"late", 5, asked("T-1002", "funeral", 150000, "My mother-in-law died. We pay for the funeral, and two of us cannot work this month.", "Invented Funeral Home"), nil, "", ""},
		{"half", 1, asked("T-1003", "medical", 90000, "Our son was in hospital for a week. The insurance leaves us the first part of the bill.", ""), approveOnce, "", ""},
		{"question", 1, asked("T-1004", "housing", 120000, "The landlord raised the rent after the house was sold, and we have to put down a new deposit.", "Made-Up Homes"), askOnce, "", ""},
		{"release", 1, asked("T-1005", "disaster", 75000, "A storm took part of the roof. The repair cannot wait for the insurance.", "Fictional Roofers"), prepare, "", ""},
		{"unknown", 0, asked("", "other", 30000, "I need help with the journey to my father, who is very ill.", ""), nil, "", ""},
		{"fresh", 0, asked("T-2001", "utilities", 25000, "Three bills came together after my hours were cut.", ""), nil, "", ""},
	}...)
}

func asked(number, need string, cents int, what, payee string) map[string]any {
	a := map[string]any{
		"for_whom": "self", "member_name": "Somebody Fictional", "need": need, "what_happened": what, "amount_cents": cents,
		"contact_email": "family@county.demo.invalid",
	}
	if number != "" {
		a["member_number"] = number
	}
	if payee != "" {
		a["payee_name"] = payee
	}
	return a
}

// tell lets each story happen on its day: the clock is set back first and comes forward to the visitor's now.
func tell(ctx context.Context, n *node.Node, c client) error {
	done, err := n.Store.DemoTold(ctx)
	if err != nil || done {
		return err
	}
	day := 0
	for _, s := range stories() {
		day = max(day, s.day)
	}
	if err := n.SetClock(ctx, -time.Duration(day)*24*time.Hour); err != nil {
		return err
	}
	for ; day >= 0; day-- {
		for _, s := range stories() {
			if s.day != day {
				continue
			}
			if err := s.happen(ctx, c); err != nil {
				return err
			}
		}
		if err := gatherings(ctx, n, c, day); err != nil {
			return err
		}
		if day == 0 {
			if err := inSpanish(ctx, c); err != nil {
				return err
			}
		}
		if day > 0 {
			if _, err := n.Advance(ctx, 24*time.Hour); err != nil {
				return err
			}
		}
	}
	return n.Store.TellDemo(ctx)
}

// inSpanish is a request whose story waits for an interpreter.
func inSpanish(ctx context.Context, c client) error {
	_, err := c.ask(ctx, "county", "welfare", "", "demo-story-spanish", "es",
		asked("T-1006", "housing", 68000, "Nos subieron la renta y mi esposa está sin trabajo desde el verano. Nos falta un mes completo.", "Casas Ficticias"))
	return err
}

// send brings the story's request; once told, it gives the same receipt again.
func (s story) send(ctx context.Context, c client) (receipt, error) {
	organization, program, token := "county", "welfare", ""
	if s.to != "" {
		organization, program, _ = strings.Cut(s.to, "/")
	}
	if s.by != "" {
		token = tokenOf(s.by)
	}
	return c.send(ctx, organization, program, token, "demo-story-"+s.key, s.answers)
}

func (s story) happen(ctx context.Context, c client) error {
	r, err := s.send(ctx, c)
	if err != nil || s.then == nil {
		return err
	}
	return s.then(ctx, c, r)
}

// vote lets n trustees of a request's panel do something, if they have not.
func vote(ctx context.Context, c client, r receipt, n int, action string, body map[string]any) error {
	st, err := c.status(ctx, r)
	if err != nil || st.Status != "received" && st.Status != "in_review" {
		return err
	}
	seats, err := c.await(ctx, r.Reference, "vote", n, trustees()...)
	if err != nil {
		return err
	}
	for _, seat := range seats[:n] {
		if err := c.act(ctx, seat.token, seat.ID, action, body); err != nil {
			return err
		}
	}
	return nil
}

func approveOnce(ctx context.Context, c client, r receipt) error {
	return vote(ctx, c, r, 1, "approve", map[string]any{"amount_cents": 90000})
}

func askOnce(ctx context.Context, c client, r receipt) error {
	return vote(ctx, c, r, 1, "ask", map[string]any{"question": "Is the deposit due at once, or can it be paid in parts?"})
}

func prepare(ctx context.Context, c client, r receipt) error {
	if err := vote(ctx, c, r, 2, "approve", map[string]any{"amount_cents": 75000}); err != nil {
		return err
	}
	return prepareTo(ctx, c, r, "Fictional Roofers")
}

func prepareTo(ctx context.Context, c client, r receipt, payee string) error {
	open, err := c.await(ctx, r.Reference, "prepare_payment", 1, "treasurer")
	if err != nil {
		return err
	}
	return c.act(ctx, open[0].token, open[0].ID, "prepare", map[string]any{"payee": payee, "method": "check"})
}

func pay(ctx context.Context, c client, r receipt) error {
	st, err := c.status(ctx, r)
	if err != nil || st.Status == "paid" {
		return err
	}
	if err := vote(ctx, c, r, 2, "approve", map[string]any{"amount_cents": 42000}); err != nil {
		return err
	}
	if err := prepareTo(ctx, c, r, "Imaginary Electric Company"); err != nil {
		return err
	}
	open, err := c.await(ctx, r.Reference, "release_payment", 1, "signatory")
	if err != nil {
		return err
	}
	if err := c.act(ctx, open[0].token, open[0].ID, "release", nil); err != nil {
		return err
	}
	return c.awaitStatus(ctx, r, "paid")
}
