package notify

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// State is what became of a message after the service took it.
type State string

// The states; those in between are not told.
const (
	Delivered State = "delivered"
	Failed    State = "failed"
)

// Inbound is one thing a service calls about: a text from somebody (From, Text and ID) or what became of a message of ours (Key
// and State). Services repeat their calls; ID and Key are the same each time.
type Inbound struct {
	From string // telephone number, as the service writes it
	Text string
	ID   string

	Key   uuid.UUID // of the Message
	State State     // empty for a text
}

// Receiver reads the calls of a messaging service. publicURL is this installation's base, such as "https://help.example.org",
// without the path of the request. A call that is not signed, or was signed more than five minutes ago where the signature has a
// time, is domain.Unauthorized; one that is signed but cannot be read is domain.Invalid. Nothing and no error means that there
// is nothing to do.
type Receiver interface {
	Receive(r *http.Request, publicURL string, body []byte, now time.Time) ([]Inbound, error)
}

func unsigned() error {
	return domain.Errorf(domain.Unauthorized, "This call is not signed by the messaging service.")
}

func unreadable() error {
	return domain.Errorf(domain.Invalid, "This call of the messaging service cannot be read.")
}
