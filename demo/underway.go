package demo

import (
	"context"
	"slices"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/web"
)

// finder finds a story again: the same request with the same key gives the receipt that it got when it was told.
type finder struct {
	n *node.Node
}

// Stories are what a visitor finds under way, each with the person who sees it best.
func Stories(n *node.Node) []web.Story {
	f := finder{n}
	return []web.Story{
		{Key: "late", Be: "county/clerk", Path: "/cases", Find: f.fileOf("late", "county/clerk")},
		{Key: "half", Be: "county/auditor", Path: "/cases?status=in_review", Find: f.fileOf("half", "county/auditor")},
		{Key: "question", Be: "county/auditor", Path: "/cases?status=waiting_for_you", Find: f.fileOf("question", "county/auditor")},
		{Key: "recuse", Path: "/", Find: f.seatOf("fresh")},
		{Key: "spanish", Be: "county/interpreter", Path: "/inbox"},
		{Key: "release", Be: "county/signatory", Path: "/inbox"},
		{Key: "paid", Be: "county/auditor", Path: "/cases?status=paid", Find: f.fileOf("paid", "county/auditor")},
		{Key: "receipt", Path: "/status", Find: f.ownPageOf("paid")},
		{Key: "missing", Be: "city/coordinator", Path: "/cases", Find: f.fileOf("missing", "city/coordinator")},
		{Key: "unknowing", Be: "city/desk", Path: "/inbox"},
		{Key: "league", Be: "city/coordinator", Path: "/seasons", Find: f.seasonOf("city/coordinator", "pal")},
		{Key: "academy", Be: "county/coordinator", Path: "/seasons", Find: f.seasonOf("county/coordinator", "citizen-academy")},
		{Key: "applicant", Path: "/status", Find: f.ownPageOf("evening-3")},
		{Key: "meeting", Be: "city/coordinator", Path: "/gatherings"},
	}
}

// receiptOf gives the receipt of a story that was told; false when it was not, or its program is another one now.
func (f finder) receiptOf(ctx context.Context, key string) (r receipt, told bool) {
	if done, err := f.n.Store.DemoTold(ctx); err != nil || !done {
		return receipt{}, false // what looks for a story must not tell it
	}
	all := stories()
	i := slices.IndexFunc(all, func(s story) bool { return s.key == key })
	if i < 0 {
		return receipt{}, false
	}
	r, err := all[i].send(ctx, newClient(f.n.Config.PublicURL))
	return r, err == nil
}

// fileOf leads somebody to the story's file.
func (f finder) fileOf(key, be string) func(ctx context.Context) (string, string) {
	return func(ctx context.Context) (string, string) {
		r, told := f.receiptOf(ctx, key)
		if !told {
			return "", ""
		}
		return be, "/cases/" + r.Reference
	}
}

// ownPageOf leads to the page that only the family or applicant has the link to.
func (f finder) ownPageOf(key string) func(ctx context.Context) (string, string) {
	return func(ctx context.Context) (string, string) {
		r, told := f.receiptOf(ctx, key)
		if !told {
			return "", ""
		}
		return "", "/r/" + r.Reference + "/" + r.Token
	}
}

// seatOf leads to a trustee before whom the story lies.
func (f finder) seatOf(key string) func(ctx context.Context) (string, string) {
	return func(ctx context.Context) (string, string) {
		r, told := f.receiptOf(ctx, key)
		if !told {
			return "", ""
		}
		c := newClient(f.n.Config.PublicURL)
		for _, trustee := range trustees() {
			open, err := c.tasks(ctx, tokenOf(trustee), r.Reference)
			if err == nil && len(open) > 0 && open[0].Kind == "vote" {
				return "county/" + trustee, "/tasks/" + open[0].ID
			}
		}
		return "county/auditor", "/cases/" + r.Reference // it was decided meanwhile
	}
}

// seasonOf leads a coordinator to the open season of a program.
func (f finder) seasonOf(coordinator, program string) func(ctx context.Context) (string, string) {
	return func(ctx context.Context) (string, string) {
		reference, err := newClient(f.n.Config.PublicURL).openSeason(ctx, coordinator, program)
		if err != nil || reference == "" {
			return "", ""
		}
		return coordinator, "/cases/" + reference
	}
}
