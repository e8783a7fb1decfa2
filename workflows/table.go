package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/domain/welfare"
)

// Route sends a command because of an event. Its name is its durable consumer: renaming it replays its events.
type Route struct {
	Name     string
	Events   []string // types, any of which starts it
	Workflow string   // that the command goes to
	To       Target
	Command  domain.Command
	From     From // makes the command where it has to say something of the event
}

// From makes a command of an event and the stream it belongs to.
type From func(of uuid.UUID, e domain.Event) domain.Command

// Target says which cases a route's command goes to.
type Target string

// The targets.
const (
	SameCase       Target = "the same case"
	Elsewhere      Target = "the stream that the event names"
	WaitingForFund Target = "cases waiting for the event's fund, emergencies first, then the oldest"
)

// Table is every reaction of the product.
func Table() []Route {
	return slices.Concat([]Route{
		on("welfare-draw-panel", welfare.DrawPanel{}, welfare.MembershipConfirmed{}, welfare.StoryInterpreted{}, welfare.InterpretationWaived{}),
		on("welfare-draw-alternate", welfare.DrawAlternate{}, welfare.TrusteeRecused{}, welfare.TrusteeRelieved{}, welfare.PanelTied{}),
		onFund("welfare-proceed-when-funded", welfare.Reserve{}, fund.Deposited{}, welfare.ReservationVoided{}, welfare.WaitEnded{}),
	}, supportRoutes(), referralRoutes(), needRoutes(), applicationRoutes(), gatheringRoutes())
}

func on(name string, c domain.Command, causes ...domain.Event) Route {
	workflow, _, _ := strings.Cut(name, "-")
	r := Route{Name: name, Workflow: workflow, To: SameCase, Command: c}
	for _, e := range causes {
		r.Events = append(r.Events, e.EventType())
	}
	return r
}

func onFund(name string, c domain.Command, causes ...domain.Event) Route {
	r := on(name, c, causes...)
	r.To = WaitingForFund
	return r
}

// elsewhere sends a command, made of the event, to the stream that the event names.
func elsewhere(name string, from From, causes ...domain.Event) Route {
	r := on(name, from(uuid.Nil, causes[0]), causes...)
	r.To, r.From = Elsewhere, from
	return r
}

// Print writes the table for people: the review of a workflow change is the difference of two of these.
func Print() string {
	var b strings.Builder
	for _, r := range Table() {
		for _, e := range r.Events {
			fmt.Fprintf(&b, "%-28s %-28s -> %s to %s\n", r.Name, e, r.Command.CommandName(), r.To)
		}
	}
	return b.String()
}
