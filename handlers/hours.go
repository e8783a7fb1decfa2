package handlers

import (
	"context"
	"fmt"
	"time"

	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
)

// Hours are those of a day in which a telephone may ring: from From o'clock until Until. The zero value is the whole day.
type Hours struct{ From, Until int }

// ReadHours reads the answer to call_hours, h09_17 from nine until five; anything else says nothing.
func ReadHours(answer string) (h Hours) {
	var tail string
	n, _ := fmt.Sscanf(answer+"\n", "h%02d_%02d%s", &h.From, &h.Until, &tail) // what does not fit is no answer
	if n != 2 || h.From < 0 || h.From >= h.Until || h.Until > 24 {
		return Hours{}
	}
	return h
}

// Known tells whether there is anything to mind.
func (h Hours) Known() bool { return h.Until > 0 }

// next is the first moment from a given one at which the telephone may ring.
func (h Hours) next(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	hour := at.Hour()
	switch {
	case !h.Known() || hour >= h.From && hour < h.Until:
		return at
	case hour < h.From:
		return time.Date(at.Year(), at.Month(), at.Day(), h.From, 0, 0, 0, zone)
	}
	return time.Date(at.Year(), at.Month(), at.Day()+1, h.From, 0, 0, 0, zone)
}

// waits puts a text message off until the hours that a family named, also one that is sent because e-mail was refused. E-mail makes no noise, and does
// not wait.
func (n *Notices) waits(ctx context.Context, notice store.WaitingNotice, to address, channel notify.Channel) (bool, error) {
	hours := ReadHours(to.contact.Hours)
	if channel != notify.SMS || !hours.Known() {
		return false, nil
	}
	o, _ := n.Desk.Handler.Programs.Catalog.Organization(notice.Organization)
	now := n.Desk.Handler.Now()
	if next := hours.next(now, o.Location()); next.After(now) {
		return true, n.Desk.Handler.Store.PostponeNotice(ctx, notice, next)
	}
	return false, nil
}
