package web

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain/rota"
)

// rotaGap is a time at which too few are on call in an area. When it comes again at the same hours of other days it is told once.
type rotaGap struct {
	rota.Gap

	begins []time.Time
}

// tellGaps says on top where nobody is on call, from now on, and then where too few are.
func (v *rotaView) tellGaps(body *rotaPage, from, until time.Time) {
	if now := v.c.now.Truncate(time.Minute); from.Before(now) {
		from = now
	}
	if !from.Before(until) {
		return
	}
	gaps := v.gaps(from, until)
	if len(gaps) == 0 {
		body.Fine = v.c.say("rota.page.fine")
		return
	}
	n := noticeView{Kind: "late", Title: v.c.say("rota.page.gaps")}
	for _, g := range gaps[:min(len(gaps), gapsShown)] {
		n.Lines = append(n.Lines, v.gapWords(g, from, until))
	}
	if more := len(gaps) - gapsShown; more > 0 {
		n.Lines = append(n.Lines, v.c.say("rota.page.gaps_more", more))
	}
	body.Gaps = &n
}

// gaps are those of all areas: first where nobody is on call, each kind in the order in which it begins. They are looked for from a day before to a day
// after, so that each has the beginning and the end that it really has.
func (v *rotaView) gaps(from, until time.Time) []rotaGap {
	var all []rotaGap
	for _, area := range v.rules.Areas {
		for _, g := range v.state.Gaps(v.rules, area, v.midnight(from, -1), v.midnight(until, 1)) {
			if !g.Until.After(from) || !g.From.Before(until) {
				continue
			}
			i := slices.IndexFunc(all, func(other rotaGap) bool { return v.sameHours(other.Gap, g) })
			if i < 0 {
				all = append(all, rotaGap{g, []time.Time{g.From}})
				continue
			}
			all[i].begins = append(all[i].begins, g.From)
		}
	}
	slices.SortStableFunc(all, func(a, b rotaGap) int {
		if nobody := a.Standing == 0; nobody != (b.Standing == 0) {
			return map[bool]int{true: -1, false: 1}[nobody]
		}
		return a.From.Compare(b.From)
	})
	return all
}

// sameHours tells whether one gap is like another, at the same hours of another day.
func (v *rotaView) sameHours(a, b rota.Gap) bool {
	const day = 24 * time.Hour
	return a.Area == b.Area && a.Standing == b.Standing && a.Until.Sub(a.From) < day && b.Until.Sub(b.From) < day &&
		v.clock(a.From) == v.clock(b.From) && v.clock(a.Until) == v.clock(b.Until)
}

// gapWords tells of one gap: "South: nobody from 8:00 p.m. to 8:00 a.m. every night".
func (v *rotaView) gapWords(g rotaGap, from, until time.Time) string {
	who := v.c.say("rota.gap.nobody")
	if g.Standing > 0 {
		who = v.c.say("rota.gap.few", g.Standing, v.rules.OnDuty)
	}
	return v.c.say("rota.gap.line", v.area(g.Area), who, v.gapTimes(g, from, until))
}

func (v *rotaView) gapTimes(g rotaGap, from, until time.Time) string {
	begin, end := v.clock(g.From), v.clock(g.Until)
	last := v.c.day(until.Add(-time.Second)) // of those that the page shows
	begun, open := !g.From.After(from), !g.Until.Before(until)
	switch {
	case len(g.begins) > 1 && v.daily(g, from, until):
		if v.c.day(g.From) == v.c.day(g.Until.Add(-time.Second)) {
			return v.c.say("rota.gap.daily", begin, end)
		}
		return v.c.say("rota.gap.nightly", begin, end)
	case len(g.begins) > 1:
		return v.c.say("rota.gap.often", begin, end, len(g.begins), v.c.day(g.From))
	case begun && open:
		return v.c.say("rota.gap.until", last)
	case open:
		return v.c.say("rota.gap.span", v.c.say("date.moment", v.c.day(g.From), begin), last)
	case begun && from.Equal(v.c.now.Truncate(time.Minute)):
		return v.c.say("rota.gap.now", v.whenUntil(g.Until))
	case v.c.day(g.From) == v.c.day(g.Until.Add(-time.Second)):
		return v.c.say("rota.gap.day", v.c.day(g.From), begin, end)
	}
	return v.c.say("rota.gap.span", v.c.say("date.moment", v.c.day(g.From), begin), v.whenUntil(g.Until))
}

// daily tells whether a gap comes on every day that is shown.
func (v *rotaView) daily(g rotaGap, from, until time.Time) bool {
	local := g.From.In(v.c.zone)
	minute, length := local.Hour()*60+local.Minute(), g.Until.Sub(g.From)
	for i := 0; v.midnight(from, i).Before(until); i++ {
		at := v.c.instant(dayOn(v.midnight(from, i).In(v.c.zone)), minute)
		if at.Add(length).After(from) && !slices.ContainsFunc(g.begins, at.Equal) {
			return false
		}
	}
	return true
}
