package handlers

import (
	"strconv"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
)

// Ended is what came of one delivery of a message.
type Ended string

// How a delivery can end.
const (
	Done     Ended = "done"     // its command was decided and recorded
	Repeated Ended = "repeated" // it had come before, and nothing was done twice
	Idle     Ended = "idle"     // there was nobody to send its command to
	Failed   Ended = "failed"   // it comes again by itself
	GivenUp  Ended = "given_up" // it is a dead letter now
)

// Delivery is how one message fared with one route, one time. It holds no more than its names.
type Delivery struct {
	Route   string
	Message string // its id; of an event, the event's
	Number  int    // as the bus counts, 1 for the first time
	Ended   Ended
	At      time.Time
}

// tell passes a delivery's end on to whoever counts.
func (r *Reactions) tell(route string, m *message.Message, ended Ended) {
	if r.Delivered == nil {
		return
	}
	number, _ := strconv.Atoi(m.Metadata.Get(metadataDelivery))
	r.Delivered(Delivery{Route: route, Message: m.UUID, Number: number, Ended: ended, At: r.Desk.Handler.Now()})
}

// endedBy tells a message that was decided from one that the inbox knew.
func endedBy(r Result) Ended {
	if r.Seen {
		return Repeated
	}
	return Done
}
