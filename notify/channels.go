package notify

import (
	"context"
	"fmt"
)

// Channels gives each message to the sender of its channel; a channel that is not set up stays nil.
type Channels struct {
	Email, SMS Sender
}

// Reaches asks the channel's sender.
func (c Channels) Reaches(channel Channel) bool {
	s := c.sender(channel)
	return s != nil && s.Reaches(channel)
}

// Send uses the channel that the message names, and no other.
func (c Channels) Send(ctx context.Context, m Message) error {
	if !c.Reaches(m.Channel) {
		return fmt.Errorf("send %s: no such channel here", m.Channel)
	}
	return c.sender(m.Channel).Send(ctx, m)
}

func (c Channels) sender(channel Channel) Sender {
	switch channel {
	case Email:
		return c.Email
	case SMS:
		return c.SMS
	}
	return nil
}
