package demo

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/node"
)

// gatheringID is the same at every start, so that a seed that was cut off makes nothing twice.
func gatheringID(what string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo/gatherings/"+what))
}

// gatherings lets happen what a visitor finds of the city's meetings: one that was and was counted, one that is full, one that was moved, somebody who
// needs an interpreter, a question to look at, a promise that was kept and one that is due.
func gatherings(ctx context.Context, n *node.Node, c client, day int) error {
	if p, known := n.Catalog.Find("city", "outreach"); !known || p.Gathering == nil {
		return nil // replaced by another program of that name
	}
	g := gatheringStory{client: c, ctx: ctx, n: n}
	switch day {
	case 5:
		g.announce()
	case 1:
		g.answers()
	case 0:
		g.yesterday()
	}
	return g.err
}

// gatheringStory is one day of it. After the first thing that went wrong nothing more happens.
type gatheringStory struct {
	client

	ctx context.Context //nolint:containedctx // it lasts no longer than the call it is part of
	n   *node.Node
	err error
}

// change does something as the coordinator.
func (g *gatheringStory) change(do string, more map[string]any) {
	if g.err != nil {
		return
	}
	more["do"] = do
	g.err = g.call(g.ctx, "POST", "/api/v1/gatherings/outreach/changes", tokenOf("city/coordinator"), "", more, nil)
}

// date is a day counted from the clock of the demo, as the city writes it.
func (g *gatheringStory) date(days int) string {
	o, _ := g.n.Catalog.Organization("city")
	return g.n.Now().In(o.Location()).AddDate(0, 0, days).Format(time.DateOnly)
}

// next are the gatherings of the rule that are far enough away for all of this.
func (g *gatheringStory) next() (keys []string) {
	all, err := g.n.Desk.ReadSeries(g.ctx, "city", "outreach")
	if err != nil {
		g.err = err
		return nil
	}
	for _, one := range all.State.Gatherings {
		if !one.Single && one.Because == "" && one.StartsAt.After(g.n.Now().AddDate(0, 0, 14)) {
			keys = append(keys, one.Key)
		}
	}
	return keys
}

// comes answers an invitation.
func (g *gatheringStory) comes(key, gathering string, adults, children int, more map[string]any) (r receipt) {
	answers := map[string]any{
		"gathering": gathering, "adults": adults, "children": children, "full_name": "Somebody Fictional", "contact_email": key + "@city.demo.invalid",
	}
	for field, value := range more {
		answers[field] = value
	}
	if g.err == nil {
		r, g.err = g.send(g.ctx, "city", "outreach", "", "demo-gathering-"+key, answers)
	}
	return r
}

// announce is what the coordinator did last week.
func (g *gatheringStory) announce() {
	evening, graduation := gatheringID("evening"), gatheringID("graduation")
	g.change("add_single", map[string]any{"id": evening, "day": g.date(2), "from": "18:00", "to": "19:00", "capacity": 0, "name": "Evening on the Corner of Imaginary Street", "place": "Invented Library", "street": "1 Imaginary Street"})
	g.change("add_single", map[string]any{"id": graduation, "day": g.date(25), "from": "18:00", "to": "20:00", "capacity": 5, "name": "Graduation of the Imaginary Academy"})
	g.change("promise", map[string]any{"id": gatheringID("lamp"), "text": "The street lamp at the corner of Imaginary and Invented is mended.", "day": g.date(4)})
	g.change("promise", map[string]any{"id": gatheringID("crossing"), "text": "We bring the city’s answer about a safe crossing at the Made-Up School.", "day": g.date(35)})
	keys := g.next()
	if len(keys) < 2 {
		return
	}
	g.change("agenda", map[string]any{"id": gatheringID("agenda-1"), "gathering": keys[0], "text": "What became of what was promised"})
	g.change("agenda", map[string]any{"id": gatheringID("agenda-2"), "gathering": keys[0], "text": "Cars that are broken into, and what helps"})
	g.change("agenda", map[string]any{"id": gatheringID("agenda-3"), "gathering": keys[0], "text": "Your questions"})
	if moved, err := time.Parse(time.DateOnly, keys[1]); err == nil {
		g.change("move", map[string]any{"gathering": keys[1], "day": moved.AddDate(0, 0, 7).Format(time.DateOnly), "from": "19:00", "to": "20:30", "place": "Imaginary Community Hall", "street": "20 Invented Avenue"})
	}
}

// answers are those of the week: the graduation fills up, and somebody needs an interpreter for the meeting.
func (g *gatheringStory) answers() {
	graduation := series.SingleKey(gatheringID("graduation"))
	for _, family := range []struct {
		key              string
		adults, children int
	}{{"grad-1", 2, 0}, {"grad-2", 2, 1}} {
		r := g.comes(family.key, graduation, family.adults, family.children, nil)
		g.await(r, "accepted")
	}
	for _, key := range []string{"grad-3", "grad-4"} {
		g.await(g.comes(key, graduation, 1, 0, nil), "waiting_list")
	}
	keys := g.next()
	if len(keys) == 0 {
		return
	}
	r := g.comes("meeting-1", keys[0], 1, 2, map[string]any{"interpreter": "es", "access_needs": "A seat close to the front, because I do not hear well.", "full_name": "Rosa Fictional"})
	g.await(r, "accepted")
	if g.err == nil {
		g.err = g.call(g.ctx, "POST", "/api/v1/requests/"+r.Reference+"/choices/ask", r.Token, "demo-gathering-ask", map[string]any{"question": "When does the playground on Imaginary Street get its fence?"}, nil)
	}
	g.await(g.comes("meeting-2", keys[0], 2, 0, map[string]any{"diet": "No pork, please."}), "accepted")
	g.change("kept", map[string]any{"id": gatheringID("lamp"), "text": "It was mended in time."})
}

func (g *gatheringStory) await(r receipt, status string) {
	if g.err == nil {
		g.err = g.awaitStatus(g.ctx, r, status)
	}
}

// yesterday counts who came to the evening that was.
func (g *gatheringStory) yesterday() {
	g.change("tally", map[string]any{"gathering": series.SingleKey(gatheringID("evening")), "areas": map[string]int{"north": 23, "central": 9, "south": 3, "elsewhere": 2}})
}
