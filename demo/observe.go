package demo

import (
	"sync"

	"github.com/google/uuid"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/web"
)

// takingsMax is how many events of the tape are remembered with every delivery; of older ones the inbox knows that they were handled.
const takingsMax = 4000

// observer remembers how each delivery of an event ended, for the tape. What it knows ends with the process: counting deliveries in Postgres would
// cost every installation a write, and only a demo shows them.
type observer struct {
	mu     sync.Mutex
	byOf   map[taking]web.Taking
	oldest []taking // the order in which they came
}

type taking struct{ event, route string }

// note adds one delivery.
func (o *observer) note(d handlers.Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byOf == nil {
		o.byOf = map[taking]web.Taking{}
	}
	of := taking{d.Message, d.Route}
	seen, known := o.byOf[of]
	if !known {
		if o.oldest = append(o.oldest, of); len(o.oldest) > takingsMax {
			delete(o.byOf, o.oldest[0])
			o.oldest = o.oldest[1:]
		}
	}
	o.byOf[of] = seen.With(d)
}

// taking tells what is remembered of an event and a route.
func (o *observer) taking(event uuid.UUID, route string) web.Taking {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byOf[taking{event.String(), route}]
}
