// Package notify carries messages to people. What a message says is decided elsewhere; it never holds personal data beyond
// the address it goes to.
package notify

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Channel is a way to reach somebody.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Message is one message to one address.
type Message struct {
	Key     uuid.UUID // the same for every try, so that a receiver can tell a repetition
	At      time.Time
	Channel Channel
	To      string
	Subject string // empty for a text message
	Text    string
	Links   []string
}

// Sender delivers messages. A RefusedError is for good: another channel may do. Any other error means that nothing may have been
// delivered, and that the message is tried again later.
type Sender interface {
	Send(ctx context.Context, m Message) error
	// Reaches tells whether the channel is set up.
	Reaches(c Channel) bool
}

// Mailbox is the demo's sender: it keeps messages where the demo's visitors read them.
type Mailbox struct {
	Keep func(ctx context.Context, m Message) error
}

// Send keeps the message.
func (b Mailbox) Send(ctx context.Context, m Message) error { return b.Keep(ctx, m) }

// Reaches is true: the mailbox takes everything.
func (b Mailbox) Reaches(Channel) bool { return true }

// Nobody is the sender where no way to write to people is set up.
type Nobody struct{}

// Send is never called, since nobody is reached.
func (Nobody) Send(context.Context, Message) error { return nil }

// Reaches is false.
func (Nobody) Reaches(Channel) bool { return false }
