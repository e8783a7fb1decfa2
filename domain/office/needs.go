package office

import (
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Needs names the person of whom the rules have to know something before they decide; the zero id when they do not.
func Needs(c domain.Command) uuid.UUID {
	switch c := c.(type) {
	case Arrange:
		return c.Person
	case Grant:
		return c.Person
	case End:
		return c.Person
	case IssueToken:
		return c.Person
	}
	return uuid.Nil
}

// Unseats tells whether a command may leave fewer administrators than there were. Two such commands have to be decided one after the other, or each
// would count the other's administrator.
func Unseats(c domain.Command) bool {
	switch c := c.(type) {
	case Arrange:
		return slices.Contains(c.End, domain.RoleAdmin) || slices.ContainsFunc(c.Hold, func(t Term) bool { return t.Role == domain.RoleAdmin && !t.Until.IsZero() })
	case End:
		return c.Role == domain.RoleAdmin
	}
	return false
}

// WithFacts gives a command what is known of its person.
func WithFacts(c domain.Command, f Facts) domain.Command {
	switch c := c.(type) {
	case Arrange:
		c.Facts = f
		return c
	case Grant:
		c.Facts = f
		return c
	case End:
		c.Facts = f
		return c
	case IssueToken:
		c.Facts = f
		return c
	}
	return c
}
