package welfare

import "github.com/almoner/almoner/domain"

// Needs says which facts a command wants loaded beside the guideline, which every command gets.
type Needs struct {
	Fund   bool   // the fund, locked until the transaction ends
	Board  bool   // everybody in office, with load and ties to the member
	Former bool   // the household's awards in the guideline's period
	Member []byte // the keyed hash of a member number to look up on the roll
}

// NeedsOf says what a command needs in a state.
func NeedsOf(s State, c domain.Command) Needs {
	switch c := c.(type) {
	case Submit:
		return Needs{Member: c.MemberHash}
	case ConfirmMembership:
		return Needs{Member: c.MemberHash}
	case DrawPanel:
		return Needs{Board: true, Former: true}
	case DrawAlternate:
		return Needs{Board: true, Fund: true}
	case Redraw:
		return Needs{Board: true}
	case CastVote:
		return Needs{Fund: !s.Phase.Decided()}
	case Reserve:
		return Needs{Fund: true}
	}
	return Needs{}
}

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Submit:
		c.Facts = f
		return c
	case ConfirmMembership:
		c.Facts = f
		return c
	case LateInterpretation:
		c.Facts = f
		return c
	case DrawPanel:
		c.Facts = f
		return c
	case DrawAlternate:
		c.Facts = f
		return c
	case Redraw:
		c.Facts = f
		return c
	case CastVote:
		c.Facts = f
		return c
	case Ask:
		c.Facts = f
		return c
	case Reserve:
		c.Facts = f
		return c
	case Prepare:
		c.Facts = f
		return c
	case Return:
		c.Facts = f
		return c
	}
	return c
}
