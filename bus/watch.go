package bus

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"
)

// Watch calls tell with the organization of each event that is published from now on, until stop is called. Nothing is replayed and
// nothing is kept: it is for screens that look again, never for work.
func (c *Connection) Watch(tell func(organization string)) (stop func(), err error) {
	sub, err := c.NC.Subscribe(eventsPrefix+">", func(m *nats.Msg) {
		organization, _, _ := strings.Cut(strings.TrimPrefix(m.Subject, eventsPrefix), ".")
		tell(organization)
	})
	if err != nil {
		return nil, fmt.Errorf("watch events: %w", err)
	}
	return func() { _ = sub.Unsubscribe() }, nil // a connection that is gone has no subscriptions either
}
