// Package fund is the rules of a fund's own stream: money that comes in. What goes out belongs to the cases it is for.
package fund

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// DepositCentsMax bounds one deposit, in cents: a hundred million dollars is a slip of the finger.
const DepositCentsMax int64 = 100_000_000_00

// State is what the rules need of one fund.
type State struct{ Deposits int }

// Deposited records money received into a fund.
type Deposited struct {
	Fund        string    `json:"fund"`
	AmountCents int64     `json:"amount_cents"`
	By          uuid.UUID `json:"by"`
}

// EventType is the stored name.
func (Deposited) EventType() string { return "fund.deposited" }

// FundKey names the fund that grew.
func (e Deposited) FundKey() string { return e.Fund }

// Deposit is the treasurer's word that money came in.
type Deposit struct {
	Fund        string
	AmountCents int64
	By          uuid.UUID
}

// CommandName is the stored name.
func (Deposit) CommandName() string { return "deposit" }

// Decide refuses amounts that cannot be meant with Invalid.
func Decide(_ State, command domain.Command, _ time.Time) ([]domain.Event, error) {
	c, ok := command.(Deposit)
	if !ok {
		panic("fund: unknown command")
	}
	if c.AmountCents <= 0 || c.AmountCents > DepositCentsMax {
		err := domain.Errorf(domain.Invalid, "A deposit has to be more than zero and at most %s.", domain.FormatUSD(DepositCentsMax))
		err.Fields = []domain.FieldError{{Field: "amount_cents", Message: err.Message}}
		return nil, err
	}
	return []domain.Event{Deposited(c)}, nil
}

// Evolve counts deposits.
func Evolve(s State, _ domain.Event) State {
	s.Deposits++
	return s
}

// Stream is the id of a fund's stream.
func Stream(organization, fund string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("fund/"+organization+"/"+fund))
}
