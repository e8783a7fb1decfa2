package workflows

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
)

func fundWorkflow() Workflow {
	return define(Workflow{
		Name:        "fund",
		Compartment: domain.Welfare,
		Work: func(_, _ any, event domain.Event) []domain.Effect {
			if e, ok := event.(fund.Deposited); ok {
				return []domain.Effect{domain.Transfer{Kind: domain.TransferDeposit, Fund: e.Fund, Cents: e.AmountCents}}
			}
			return nil
		},
	}, fund.Decide, fund.Evolve, func(fund.State) domain.Summary { return domain.Summary{} })
}
