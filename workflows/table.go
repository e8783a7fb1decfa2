package workflows

import (
	"fmt"
	"strings"

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
}

// Target says which cases a route's command goes to.
type Target string

// The targets.
const (
	SameCase       Target = "the same case"
	WaitingForFund Target = "cases waiting for the event's fund, emergencies first, then the oldest"
)

// Table is every reaction of the product.
func Table() []Route {
	return []Route{
		on("welfare-draw-panel", welfare.DrawPanel{}, welfare.MembershipConfirmed{}),
		on("welfare-draw-alternate", welfare.DrawAlternate{}, welfare.TrusteeRecused{}, welfare.TrusteeRelieved{}, welfare.PanelTied{}),
		onFund("welfare-proceed-when-funded", welfare.Reserve{}, fund.Deposited{}, welfare.ReservationVoided{}, welfare.WaitEnded{}),
	}
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
