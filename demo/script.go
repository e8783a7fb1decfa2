package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/almoner/almoner/node"
)

// script prints what it does and how long each step took.
type script struct {
	client
	out   io.Writer
	begun time.Time
	last  time.Time
}

func (s *script) say(format string, args ...any) {
	now := time.Now()
	fmt.Fprintf(s.out, "%7.0f ms  %s\n", float64(now.Sub(s.last).Microseconds())/1000, fmt.Sprintf(format, args...))
	s.last = now
}

// Script walks the guided path without a browser: ask, approve twice, prepare, release, read the answer. It returns an error
// when a step does not do what it should.
func Script(ctx context.Context, n *node.Node, out io.Writer) error {
	s := &script{client: newClient(n.Config.PublicURL), out: out, begun: time.Now(), last: time.Now()}
	r, err := s.submit(ctx, "", fmt.Sprintf("guided-path-%d", time.Now().UnixNano()), asked("T-1010", "utilities", 60000,
		"The boiler failed in a frost and its repair took the rent.", "Imaginary Boilers"))
	if err != nil {
		return err
	}
	s.say("a member asks for $600.00: received as %s", r.Reference)
	seats, err := s.await(ctx, r.Reference, "vote", 3, trustees()...)
	if err != nil {
		return err
	}
	if len(seats) != 3 {
		return fmt.Errorf("the panel has %d trustees, not three", len(seats))
	}
	s.say("a panel of three is drawn; they see the need, not the name")
	for i, cents := range []int{60000, 50000} {
		body := map[string]any{"amount_cents": cents}
		if cents < 60000 {
			body["reason"] = "The usual price of such a repair is a little lower."
		}
		if err := s.act(ctx, seats[i].token, seats[i].ID, "approve", body); err != nil {
			return err
		}
		s.say("%s approves $%d.00", seats[i].person, cents/100)
	}
	return s.payOut(ctx, r, seats[2])
}

func (s *script) payOut(ctx context.Context, r receipt, late waiting) error {
	if err := s.awaitStatus(ctx, r, "approved"); err != nil {
		return err
	}
	s.say("two approvals decide; $550.00 is reserved in the fund")
	if err := s.act(ctx, late.token, late.ID, "decline", map[string]any{"reason": "Came too late."}); err != nil {
		return err
	}
	s.say("%s votes after the decision: recorded as late, without effect", late.person)
	open, err := s.await(ctx, r.Reference, "prepare_payment", 1, "treasurer")
	if err != nil {
		return err
	}
	if cents := open[0].Facts["amount_cents"]; cents != float64(55000) {
		return fmt.Errorf("the award is %v cents, not 55000", cents)
	}
	if err := prepareTo(ctx, s.client, r, "Imaginary Boilers"); err != nil {
		return err
	}
	s.say("the treasurer prepares the payment")
	release, err := s.await(ctx, r.Reference, "release_payment", 1, "signatory")
	if err != nil {
		return err
	}
	if err := s.act(ctx, release[0].token, release[0].ID, "release", nil); err != nil {
		return err
	}
	if err := s.awaitStatus(ctx, r, "paid"); err != nil {
		return err
	}
	s.say("the signatory releases it: paid, and the family is told")
	return s.checkFund(ctx)
}

func (s *script) checkFund(ctx context.Context) error {
	var answer struct {
		Funds []map[string]any `json:"funds"`
	}
	if err := s.call(ctx, "GET", "/api/v1/funds", tokenOf("treasurer"), "", nil, &answer); err != nil {
		return err
	}
	for _, f := range answer.Funds {
		number := func(key string) int64 { n, _ := f[key].(float64); return int64(n) }
		available, reserved, paid, received := number("available_cents"), number("reserved_cents"), number("paid_cents"), number("received_cents")
		if available+reserved+paid != received {
			return fmt.Errorf("fund %v does not balance", f["key"])
		}
		s.say("fund %v balances: %d available + %d reserved + %d paid = %d received (cents)", f["key"], available, reserved, paid, received)
	}
	fmt.Fprintf(s.out, "%7.0f ms  in all\n", float64(time.Since(s.begun).Microseconds())/1000)
	return nil
}
