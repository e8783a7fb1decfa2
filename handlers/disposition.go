package handlers

import "github.com/almoner/almoner/domain"

// fate is what becomes of a message that failed.
type fate int

const (
	dead  fate = iota // no retry can help: a person has to look
	retry             // another try later may succeed
)

// disposition says what becomes of a message by its error's code.
func disposition(code domain.Code) fate {
	switch code {
	case domain.Conflict, domain.Unavailable, domain.Internal, domain.RateLimited:
		return retry
	case domain.Invalid, domain.Rejected, domain.Unauthorized, domain.Forbidden, domain.NotFound, domain.MethodNotAllowed, domain.TooLarge:
		return dead
	}
	return retry
}
