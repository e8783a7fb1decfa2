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
	case OfferNext, Accept, Assign:
		return Needs{Candidates: true}
	}
	return Needs{}
}

// WithFacts gives the command together with its facts.
func WithFacts(c domain.Command, f Facts) domain.Command {
	if c, wants := c.(interface{ with(f Facts) domain.Command }); wants {
		return c.with(f)
	}
	return c
}

func (c Refer) with(f Facts) domain.Command          { c.Facts = f; return c }
func (c ReferAgain) with(f Facts) domain.Command     { c.Facts = f; return c }
func (c RecordNotified) with(f Facts) domain.Command { c.Facts = f; return c }
func (c Proceed) with(f Facts) domain.Command        { c.Facts = f; return c }
func (c Divert) with(f Facts) domain.Command         { c.Facts = f; return c }
func (c OfferNext) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c Accept) with(f Facts) domain.Command         { c.Facts = f; return c }
func (c SearchAgain) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c Assign) with(f Facts) domain.Command         { c.Facts = f; return c }
func (c HandOver) with(f Facts) domain.Command       { c.Facts = f; return c }
func (c Made) with(f Facts) domain.Command           { c.Facts = f; return c }
func (c CheckIn) with(f Facts) domain.Command        { c.Facts = f; return c }
func (c AddDate) with(f Facts) domain.Command        { c.Facts = f; return c }
func (c AddRelative) with(f Facts) domain.Command    { c.Facts = f; return c }
func (c SkipDate) with(f Facts) domain.Command       { c.Facts = f; return c }
func (c RaiseConcern) with(f Facts) domain.Command   { c.Facts = f; return c }
func (c ReferToPartner) with(f Facts) domain.Command { c.Facts = f; return c }
func (c OpenClaim) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c TickPaper) with(f Facts) domain.Command      { c.Facts = f; return c }
func (c PostNeed) with(f Facts) domain.Command       { c.Facts = f; return c }
func (c Reopen) with(f Facts) domain.Command         { c.Facts = f; return c }
func (c Wake) with(f Facts) domain.Command           { c.Facts = f; return c }
