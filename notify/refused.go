package notify

import "fmt"

// RefusedError says that the same message will never get through on this channel, so that the next channel is tried at once.
type RefusedError struct {
	Channel Channel
	Code    int  // the answer of an SMTP or HTTP server, or Twilio's own code of five digits; 0 where the address cannot be read
	Setup   bool // what is refused is this installation (its password, sender or credit), not the person's address
}

// Error names the code and nothing of the message.
func (e *RefusedError) Error() string {
	switch {
	case e.Code == 0:
		return fmt.Sprintf("%s: the address cannot be written to", e.Channel)
	case e.Setup:
		return fmt.Sprintf("%s: the service refuses this installation: %d", e.Channel, e.Code)
	}
	return fmt.Sprintf("%s: the service refuses the message: %d", e.Channel, e.Code)
}
