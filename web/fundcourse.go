package web

import (
	"fmt"
	"time"

	"github.com/almoner/almoner/store"
)

// courseMonths is how far back a fund's course goes.
const courseMonths = 12

// fundCourse draws what a fund held at the end of each month; nil when nothing was moved yet. The last row is today.
func (s *Server) fundCourse(q *request, fund string) (*plotView, error) {
	c := s.calendar(q.say(), q.who.Organization)
	first := time.Date(c.now.Year(), c.now.Month()-courseMonths+1, 1, 0, 0, 0, 0, c.zone)
	months, err := s.Store.FundMonths(q.Context(), q.who.Scope(), fund, c.zone.String(), first)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	return c.course(months), nil
}

// course runs the sums up, month by month, those in which nothing moved too.
func (c calendar) course(months []store.Sums) *plotView {
	say := c.say
	p := &plotView{Caption: say("page.funds.course"), Heads: []string{say("page.funds.month"), say("fund.available"), say("fund.reserved"), say("fund.paid")}}
	var held [3]int64
	var rows [][3]int64
	at := months[0].Month.In(c.zone)
	for next := 0; !at.After(c.now) && len(rows) <= courseMonths; at = at.AddDate(0, 1, 0) {
		if next < len(months) && !months[next].Month.After(at) {
			m := months[next]
			held[0] += m.Deposit - m.Reserve + m.Voiding
			held[1] += m.Reserve - m.Post - m.Voiding
			held[2] += m.Post
			next++
		}
		rows = append(rows, held)
		label := say("page.funds.month_of", say(fmt.Sprintf("month.%d", at.Month())), at.Year())
		if at.Year() == c.now.Year() && at.Month() == c.now.Month() {
			label = say("page.funds.today")
		}
		p.Rows = append(p.Rows, plotRow{Label: label, Values: []string{say.usd(held[0]), say.usd(held[1]), say.usd(held[2])}})
	}
	most := int64(1)
	for _, r := range rows {
		most = max(most, r[0]+r[1]+r[2])
	}
	for i, r := range rows {
		p.Rows[i].Parts = stacked(most, r)
	}
	return p
}

// stacked lays available, reserved and paid behind one another, of a thousand for the most there ever was.
func stacked(most int64, r [3]int64) (parts []barPart) {
	before := int64(0)
	for i, class := range []string{"available", "reserved", "paid"} {
		x := before * 1000 / most
		before += r[i]
		parts = append(parts, barPart{Class: class, Cents: r[i], X: x, Width: before*1000/most - x})
	}
	return parts
}
