package demo

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
)

// everyDay is a shift on all seven days.
const everyDay = 0b1111111

// demoPIN opens the facts behind a call-out's link in the demo.
const demoPIN = "314159"

// Rotas puts the demo's ministers and peers on their rotas: each reachable by text message, two and more on duty in every area around the clock.
func Rotas(ctx context.Context, n *node.Node) error {
	for _, r := range []struct{ organization, program, prefix string }{{"city", "hmca", "minister-"}, {"county", "family", "peer-"}, {"county", "ucan", "peer-"}} {
		if err := standby(ctx, n, r.organization, r.program, r.prefix); err != nil {
			return err
		}
	}
	return nil
}

func standby(ctx context.Context, n *node.Node, organization, program, prefix string) error {
	p, known := n.Catalog.Find(organization, program)
	if !known || p.Protocol == nil {
		return nil // replaced by another program of that name
	}
	coordinator := handlers.Person{ID: personID(organization, "coordinator"), Organization: organization, Roles: []domain.Role{domain.RoleCoordinator}}
	state, _, err := n.Desk.ReadRota(ctx, coordinator, program)
	if err != nil || len(state.Ministers) > 0 {
		return err
	}
	i := 0
	for _, person := range cast() {
		if person.organization != organization || !strings.HasPrefix(person.key, prefix) {
			continue
		}
		area := p.Protocol.Areas[i/2%len(p.Protocol.Areas)]
		var faiths []string
		if len(p.Protocol.Faiths) > 0 {
			faiths = []string{p.Protocol.Faiths[i%len(p.Protocol.Faiths)]}
		}
		languages := []string{p.Protocol.Languages[0]}
		if other := p.Protocol.Languages[i%len(p.Protocol.Languages)]; other != languages[0] {
			languages = append(languages, other)
		}
		for _, c := range []rota.Command{
			rota.Enroll{By: coordinator.ID, Minister: person.ID(), Languages: languages, Faiths: faiths, Areas: []string{area}, CapFamilies: p.Protocol.Care.CapFamilies},
			rota.Verify{By: coordinator.ID, Minister: person.ID(), Channel: rota.SMS},
			rota.AddShift{
				By: coordinator.ID, Shift: uuid.NewSHA1(person.ID(), []byte(program)), Minister: person.ID(), Area: area, Weekdays: everyDay,
				FromDay: rota.Day(longAgo.AddDate(5, 0, 0).Format(time.DateOnly)),
			},
		} {
			if err := n.Desk.Rota(ctx, coordinator, program, c); err != nil {
				return err
			}
		}
		if err := n.Desk.SetPIN(ctx, handlers.Person{ID: person.ID(), Organization: organization}, demoPIN); err != nil {
			return err
		}
		i++
	}
	return nil
}
