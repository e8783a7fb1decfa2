package demo

import (
	"context"
	"net/url"
	"sync"

	"github.com/google/uuid"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/web"
)

// guide walks the road of one request with a visitor, a step for each press of a button, through the same doors as anybody.
type guide struct {
	client
	n *node.Node

	referring *sync.Mutex // one visitor at a time takes a telephone that is free and refers its family
}

// Guide gives the guided path of a demo: what each of its steps does, and where it leads.
func Guide(n *node.Node) (steps []web.GuideStep) {
	var referring sync.Mutex
	for _, step := range []func(guide, context.Context, web.Guided) (web.Guided, error){guide.ask, guide.vote, guide.pay, guide.read, guide.send, guide.audit} {
		steps = append(steps, func(ctx context.Context, at web.Guided) (web.Guided, error) {
			for _, p := range cast() { // it goes through their doors
				if err := revive(ctx, n, p); err != nil {
					return at, err
				}
			}
			return step(guide{newClient(n.Config.PublicURL), n, &referring}, ctx, at) // the address is known once the node listens
		})
	}
	return steps
}

// ask brings a family's request. The member is another one for each visitor, as long as there are some.
func (g guide) ask(ctx context.Context, _ web.Guided) (web.Guided, error) {
	r, err := g.submit(ctx, "", "guide-"+uuid.NewString(), asked(someMember(), "utilities", 60000, "The boiler failed in a frost, and its repair took the rent.", "Imaginary Boilers"))
	return web.Guided{Reference: r.Reference, Token: r.Token, Path: "/r/" + r.Reference + "/" + r.Token + "?new=1"}, err
}

// vote lets the first trustee approve, and makes the visitor the second one, before whom the request lies.
func (g guide) vote(ctx context.Context, at web.Guided) (web.Guided, error) {
	seats, err := g.await(ctx, at.Reference, "vote", 2, trustees()...)
	if err != nil {
		return at, err
	}
	if len(seats) > 2 {
		if err := g.act(ctx, seats[0].token, seats[0].ID, "approve", map[string]any{"amount_cents": 60000}); err != nil {
			return at, err
		}
	}
	at.Be, at.Path = "county/"+seats[1].person, "/tasks/"+seats[1].ID
	return at, nil
}

// pay lets the second trustee approve where the visitor has not, then the treasurer prepare and the signatory release.
func (g guide) pay(ctx context.Context, at web.Guided) (web.Guided, error) {
	r := receipt{Reference: at.Reference, Token: at.Token}
	if err := g.answer(ctx, r); err != nil {
		return at, err
	}
	if err := vote(ctx, g.client, r, 1, "approve", map[string]any{"amount_cents": 60000}); err != nil {
		return at, err
	}
	if err := g.awaitStatus(ctx, r, "approved"); err != nil {
		return at, err
	}
	if err := prepareTo(ctx, g.client, r, "Imaginary Boilers"); err != nil {
		return at, err
	}
	open, err := g.await(ctx, at.Reference, "release_payment", 1, "signatory")
	if err != nil {
		return at, err
	}
	if err := g.act(ctx, open[0].token, open[0].ID, "release", nil); err != nil {
		return at, err
	}
	at.Be, at.Path = "county/treasurer", "/funds"
	return at, g.awaitStatus(ctx, r, "paid")
}

// answer lets the family answer what the visitor asked it, as a trustee, on its own page.
func (g guide) answer(ctx context.Context, r receipt) error {
	st, err := g.status(ctx, r)
	if err != nil || st.Status != "waiting_for_you" {
		return err
	}
	err = g.call(ctx, "POST", "/api/v1/requests/"+url.PathEscape(r.Reference)+"/answers", r.Token, "", map[string]any{"answer": "The boiler is repaired, and the bill is due within two weeks."}, nil)
	if err != nil {
		return err
	}
	return until(ctx, r.Reference+" to be in review again", func() (bool, error) {
		st, err := g.status(ctx, r)
		return st.Status != "waiting_for_you", err
	})
}

// read leads to the family's own page, where the answer stands.
func (guide) read(_ context.Context, at web.Guided) (web.Guided, error) {
	at.Be, at.Path = "", "/r/"+at.Reference+"/"+at.Token
	return at, nil
}

// send has the homicide desk refer a family, and one of the two ministers who are asked say yes from the telephone.
func (g guide) send(ctx context.Context, at web.Guided) (web.Guided, error) {
	asked, err := g.referred(ctx)
	if err != nil {
		return at, err
	}
	phone := ""
	for _, p := range cast() {
		if p.organization+"/"+p.key == asked[0].person {
			phone = p.phone
		}
	}
	if err := g.texted(ctx, phone); err != nil {
		return at, err
	}
	if err := Reply(g.n)(ctx, phone, "1"); err != nil {
		return at, err
	}
	at.Be, at.Path = "", "/demo/mailbox?to=%2B"+phone[1:]
	return at, nil
}

// referred refers a family of whom nobody else is asked, and gives the two who are asked to go.
func (g guide) referred(ctx context.Context) ([]waiting, error) {
	g.referring.Lock()
	defer g.referring.Unlock()
	number, err := g.freeNumber(ctx)
	if err != nil {
		return nil, err
	}
	r, err := g.client.send(ctx, "city", "hmca", tokenOf("city/desk"), "guide-"+uuid.NewString(), referred("Somebody Fictional", number, "north"))
	if err != nil {
		return nil, err
	}
	return offers(ctx, g.client, r, 2)
}

// texted waits until a telephone has a message.
func (g guide) texted(ctx context.Context, phone string) error {
	return until(ctx, "a text message", func() (bool, error) {
		var box struct {
			Messages []struct {
				Channel string `json:"channel"`
			} `json:"messages"`
		}
		err := g.call(ctx, "GET", "/demo/mailbox.json?to=%2B"+phone[1:], "", "", nil, &box)
		return len(box.Messages) > 0, err
	})
}

// audit leads to what happened to the request, by whom, in order.
func (guide) audit(_ context.Context, at web.Guided) (web.Guided, error) {
	at.Be, at.Path = "county/auditor", "/cases/"+at.Reference
	return at, nil
}
