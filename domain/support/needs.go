package support

import "github.com/almoner/almoner/domain"

// Needs says which facts a command wants loaded beside the protocol, which every command gets.
type Needs struct {
	Candidates bool   // everybody on the rota, as seen from the case
	Contact    []byte // the keyed hash of a telephone number to look for among open cases
}

// NeedsOf says what a command needs.
func NeedsOf(c domain.Command) Needs {
	switch c := c.(type) {
	case Refer:
		return Needs{Contact: c.ContactHash}
	case OfferNext:
		return Needs{Candidates: true}
	}
	return Needs{}
}

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Refer:
		c.Facts = f
		return c
	case RecordNotified:
		c.Facts = f
		return c
	case Proceed:
		c.Facts = f
		return c
	case Divert:
		c.Facts = f
		return c
	case OfferNext:
		c.Facts = f
		return c
	case Accept:
		c.Facts = f
		return c
	case SearchAgain:
		c.Facts = f
		return c
	case Assign:
		c.Facts = f
		return c
	case HandOver:
		c.Facts = f
		return c
	case Made:
		c.Facts = f
		return c
	case CheckIn:
		c.Facts = f
		return c
	case AddDate:
		c.Facts = f
		return c
	case RaiseConcern:
		c.Facts = f
		return c
	case ReferToPartner:
		c.Facts = f
		return c
	case OpenClaim:
		c.Facts = f
		return c
	case TickPaper:
		c.Facts = f
		return c
	case PostNeed:
		c.Facts = f
		return c
	case Reopen:
		c.Facts = f
		return c
	case Wake:
		c.Facts = f
		return c
	}
	return c
}
