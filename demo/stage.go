package demo

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/web"
)

// Stage is what the pages of a demo have beside those of every other node. It listens to the node, so it is called before anything runs.
func Stage(n *node.Node) *web.Demo {
	seen := &observer{}
	counted, handedOver := n.Server.Reactions.Delivered, n.Desk.Handler.HandOver
	n.Server.Reactions.Delivered = func(d handlers.Delivery) {
		counted(d)
		seen.note(d)
		n.Server.Ring()
	}
	n.Desk.Handler.HandOver = func(events []domain.Recorded) {
		handedOver(events)
		n.Server.Ring() // the bus, which tells of events otherwise, may stand still
	}
	n.Conn.OnReconnect(n.Server.Ring)
	return &web.Demo{
		Personas: played(n), Advance: n.Advance, StopBus: n.StopBus, BusUp: n.Conn.Connected, Redeliver: n.Redeliver, Repeat: n.RedeliverTaken,
		Ask: askAgain(n), Taking: seen.taking, Reply: Reply(n), Guide: Guide(n), Revive: Revive(n), Stories: Stories(n),
	}
}

// played are the people of a demo; the guardian begins on the page of her children's applications.
func played(n *node.Node) []web.Persona {
	own := finder{n}.ownPageOf("soccer")
	list := Personas()
	for i, p := range list {
		if p.Key == "guardian" {
			list[i].Own = func(ctx context.Context) string {
				_, path := own(ctx)
				return path
			}
		}
	}
	return list
}

// askAgain brings one more family's request, so that something happens while the bus stands still.
func askAgain(n *node.Node) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		_, err := newClient(n.Config.PublicURL).submit(ctx, "", "tape-"+uuid.NewString(), asked(someMember(), "utilities", 35000, "The power was cut for two days, and everything in the freezer is spoiled.", ""))
		return err
	}
}

// turns counts who asked for somebody of the roll; it begins anywhere, so that a restart does not always begin with the same.
var turns atomic.Int64

func init() { turns.Store(time.Now().Unix()) }

// someMember is the next one on the roll each time, as long as there are some: whoever asks again and again gets no more than the guideline's year allows.
func someMember() string { return fmt.Sprintf("T-%d", 1011+turns.Add(1)%30) }
