package web

import (
	"slices"

	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
)

// promisesMax is how many promises the public page shows.
const promisesMax = 40

// promiseTable is what people were promised: what is still to be done first, in the order in which it is due, then what became of the rest.
func promiseTable(c calendar, all []handlers.Series) *tableView {
	t := &tableView{Caption: c.say("page.gatherings.promises_caption"), Heads: []tableHead{
		{Label: c.say("head.promised")}, {Label: c.say("head.due")}, {Label: c.say("head.became")},
	}}
	type promised struct {
		a handlers.Series
		p series.Promise
	}
	var list []promised
	for _, a := range all {
		for _, p := range a.State.Promises {
			list = append(list, promised{a, p})
		}
	}
	slices.SortStableFunc(list, func(a, b promised) int {
		if a.p.Open() != b.p.Open() {
			return map[bool]int{true: -1, false: 1}[a.p.Open()]
		}
		if a.p.Open() {
			return a.p.DueOn.Compare(b.p.DueOn)
		}
		return b.p.SettledAt.Compare(a.p.SettledAt)
	})
	for _, l := range list[:min(promisesMax, len(list))] {
		t.row(tableCell{Text: l.a.Text(l.p.Text), Lang: writtenIn}, tableCell{Text: c.day(l.p.DueOn)},
			tableCell{Text: promiseWords(c, l.p), Then: l.a.Text(l.p.Outcome), Lang: writtenIn})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func promiseWords(c calendar, p series.Promise) string {
	switch {
	case p.Kept:
		return c.say("promise.kept", c.day(p.SettledAt))
	case p.Dropped:
		return c.say("promise.dropped", c.day(p.SettledAt))
	case p.DueOn.Before(c.now):
		return c.say("promise.late")
	}
	return c.say("promise.open")
}
