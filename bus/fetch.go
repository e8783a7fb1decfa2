package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/almoner/almoner/domain"
)

// Fetch reads one stored message by its place in the stream, without any consumer knowing; domain.NotFound when it is gone.
func Fetch(ctx context.Context, js jetstream.JetStream, stream string, seq uint64) (headers map[string][]string, body []byte, err error) {
	s, err := js.Stream(ctx, stream)
	if err != nil {
		return nil, nil, fmt.Errorf("open stream %s: %w", stream, unavailable(err))
	}
	msg, err := s.GetMsg(ctx, seq)
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return nil, nil, domain.Because(err, domain.NotFound, "The message is no longer stored.")
	case err != nil:
		return nil, nil, fmt.Errorf("get message %d of %s: %w", seq, stream, unavailable(err))
	}
	return msg.Header, msg.Data, nil
}
