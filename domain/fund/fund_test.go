package fund_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
)

func TestDeposit(t *testing.T) {
	t.Parallel()
	treasurer := uuid.UUID{1}
	tests := map[string]struct {
		cents int64
		code  domain.Code
	}{
		"a cent":                      {cents: 1},
		"a hundred million dollars":   {cents: 10_000_000_000},
		"a cent more is a slip":       {cents: 10_000_000_001, code: domain.Invalid},
		"nothing is no deposit":       {cents: 0, code: domain.Invalid},
		"nothing is taken out either": {cents: -1, code: domain.Invalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := fund.Decide(fund.State{Deposits: 3}, fund.Deposit{Fund: "welfare", AmountCents: tt.cents, By: treasurer}, time.Time{})
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			var want []domain.Event
			if tt.code == "" {
				want = []domain.Event{fund.Deposited{Fund: "welfare", AmountCents: tt.cents, By: treasurer}}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryDepositCounts(t *testing.T) {
	t.Parallel()
	s := fund.Evolve(fund.Evolve(fund.State{}, fund.Deposited{}), fund.Deposited{})
	if s.Deposits != 2 {
		t.Errorf("two deposits are counted as %d", s.Deposits)
	}
}

func TestEachFundOfEachOrganizationHasItsStream(t *testing.T) {
	t.Parallel()
	streams := map[uuid.UUID]bool{}
	for _, organization := range []string{"county", "city", "county"} {
		for _, key := range []string{"welfare", "relief"} {
			streams[fund.Stream(organization, key)] = true
		}
	}
	if len(streams) != 4 {
		t.Errorf("four funds have %d streams", len(streams))
	}
}
