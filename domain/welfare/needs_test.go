package welfare_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/welfare"
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	hash := []byte{1}
	tests := map[string]struct {
		given []domain.Event
		c     domain.Command
		want  welfare.Needs
	}{
		"a request, its member":                                   {c: welfare.Submit{MemberHash: hash}, want: welfare.Needs{Member: hash}},
		"a clerk's word, too":                                     {c: welfare.ConfirmMembership{MemberHash: hash}, want: welfare.Needs{Member: hash}},
		"a panel, the board and former awards":                    {c: welfare.DrawPanel{}, want: welfare.Needs{Board: true, Former: true}},
		"an alternate, the fund also, since the votes may decide": {c: welfare.DrawAlternate{}, want: welfare.Needs{Board: true, Fund: true}},
		"a clerk's draw, the board":                               {c: welfare.Redraw{}, want: welfare.Needs{Board: true}},
		"a vote, the fund":                                        {given: seatedPanel(), c: welfare.CastVote{}, want: welfare.Needs{Fund: true}},
		"a late vote, nothing":                                    {given: approvedBy(), c: welfare.CastVote{}},
		"a deposit came, the fund":                                {c: welfare.Reserve{}, want: welfare.Needs{Fund: true}},
		"a payment, nothing":                                      {c: welfare.Prepare{}},
		"another workflow's command, nothing":                     {c: fund.Deposit{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, welfare.NeedsOf(fold(tt.given), tt.c)); diff != "" {
				t.Errorf("needs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFactsReachTheirCommands(t *testing.T) {
	t.Parallel()
	f := facts(ann)
	for _, tt := range []struct{ bare, want domain.Command }{
		{welfare.Submit{}, welfare.Submit{Facts: f}},
		{welfare.ConfirmMembership{}, welfare.ConfirmMembership{Facts: f}},
		{welfare.DrawPanel{}, welfare.DrawPanel{Facts: f}},
		{welfare.DrawAlternate{}, welfare.DrawAlternate{Facts: f}},
		{welfare.Redraw{}, welfare.Redraw{Facts: f}},
		{welfare.CastVote{}, welfare.CastVote{Facts: f}},
		{welfare.Ask{}, welfare.Ask{Facts: f}},
		{welfare.Reserve{}, welfare.Reserve{Facts: f}},
		{welfare.Prepare{}, welfare.Prepare{Facts: f}},
		{welfare.Return{}, welfare.Return{Facts: f}},
		{welfare.Withdraw{}, welfare.Withdraw{}},
	} {
		if diff := cmp.Diff(tt.want, welfare.WithFacts(tt.bare, f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.bare.CommandName(), diff)
		}
	}
}
