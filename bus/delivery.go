package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
)

// delivery is one message on its way through a handler.
type delivery struct {
	sub    *subscription
	by     *pull
	raw    *nats.Msg
	number uint64 // 1 for the first time
}

// handle sees one message from its arrival to its settlement, with signs of life to the server all the time, also while it waits
// for a handler to take it.
func (d delivery) handle() {
	defer d.sub.release()
	ctx, cancel := context.WithCancel(d.sub.work)
	defer cancel()
	if meta, err := d.raw.Metadata(); err == nil {
		d.number = meta.NumDelivered
	}
	msg, reason := fromNATS(d.raw, d.number, d.sub.cfg.BytesMax)
	if reason != nil {
		d.putAway(ctx, reason)
		return
	}
	msg.SetContext(ctx)
	d.offer(ctx, msg)
}

func (d delivery) offer(ctx context.Context, msg *message.Message) {
	beat := time.NewTicker(d.sub.cfg.AckWait / 2)
	defer beat.Stop()
	out, closing := d.sub.out, d.sub.closing
	for {
		select {
		case out <- msg:
			out, closing = nil, nil
		case <-closing:
			d.nak(0)
			return
		case <-msg.Acked():
			d.answer("+ACK")
			return
		case <-msg.Nacked():
			d.nak(d.sub.cfg.NakDelay(d.number))
			return
		case <-beat.C:
			d.answer("+WPI")
		case <-ctx.Done():
			select {
			case <-msg.Acked(): // because done is done, even if both came at once
				d.answer("+ACK")
			default:
				d.nak(d.sub.cfg.NakDelay(d.number))
			}
			return
		}
	}
}

// putAway gives a message that cannot be read to Malformed.
func (d delivery) putAway(ctx context.Context, reason error) {
	d.sub.log.Error("message cannot be read", "subject", d.raw.Subject, "delivery", d.number, "reason", reason)
	if d.sub.cfg.Malformed == nil {
		d.nak(d.sub.cfg.NakDelay(d.number))
		return
	}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- d.sub.cfg.Malformed(ctx, d.sub.topic, d.raw.Header, d.raw.Data, reason)
	}()
	beat := time.NewTicker(d.sub.cfg.AckWait / 2)
	defer beat.Stop()
	for {
		select {
		case err := <-done:
			if err == nil {
				d.answer("+TERM")
				return
			}
			d.sub.log.Error("message cannot be put away", "subject", d.raw.Subject, "delivery", d.number, "error", err)
			d.nak(d.sub.cfg.NakDelay(d.number))
			return
		case <-beat.C:
			d.answer("+WPI")
		case <-ctx.Done():
			d.nak(d.sub.cfg.NakDelay(d.number))
			return
		}
	}
}

func (d delivery) nak(delay time.Duration) {
	if delay <= 0 {
		d.answer("-NAK")
		return
	}
	d.answer(fmt.Sprintf(`-NAK {"delay": %d}`, delay))
}

// answer tells the server what became of the message. When it cannot, the message is delivered again, as after a crash.
func (d delivery) answer(what string) {
	if !d.sub.answerable(d.by) {
		return
	}
	if err := d.sub.conn.NC.Publish(d.raw.Reply, []byte(what)); err != nil {
		d.sub.log.Debug("message cannot be settled and will come again", "subject", d.raw.Subject, "error", err)
	}
}
