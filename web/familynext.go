package web

import (
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/workflows"
)

// standing puts a case where its events have brought it. The row was read a moment before them, and a page must not say of one case that nothing
// was done yet and what was done.
func (f *caseFile) standing() {
	if len(f.events) == 0 {
		return
	}
	sum := workflows.Find(f.Workflow).Summary(f.state)
	f.Status, f.Phase, f.NextWho, f.NextBy = sum.Status, sum.Phase, sum.Next, orNone(sum.NextBy)
	switch at := f.events[len(f.events)-1].At; {
	case !sum.Closed:
		f.ClosedAt = nil
	case f.ClosedAt == nil:
		f.ClosedAt = &at
	}
}

// nextStep says to whoever reads their own page who acts next and by when.
func (o opening) nextStep(c calendar) string {
	if o.file == nil || o.status.Support == nil || o.status.Next.Who != domain.NextMinisters {
		return nextOf(c, o.status.Status, o.status.Next)
	}
	s, people := o.file.support(), o.status.Support.People
	switch {
	case s.Phase == support.Assigned:
		return byWhen(c, c.say("next.family.contact", people), o.status.Next.By)
	case s.Phase == support.InContact && !s.FollowDue.IsZero():
		return byWhen(c, c.say("next.family.follow_up", people), &s.FollowDue)
	case s.Phase == support.InContact && !s.FollowAt.IsZero():
		return c.say("next.family.follow_up_from", people, c.day(later(s.FollowAt, s.PausedUntil)))
	case s.Phase == support.InContact:
		return c.say("next.family.nothing_due")
	}
	return c.say("next.family.asking")
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// byWhen ends a sentence with its deadline; without one it ends as it is.
func byWhen(c calendar, sentence string, by *time.Time) string {
	switch {
	case by == nil || by.IsZero():
		return strings.TrimSuffix(sentence, ".") + "."
	case by.Before(c.now):
		return c.say("page.receipt.overdue", sentence, c.deadline(*by))
	case c.onToday(*by):
		return c.say("page.receipt.by_today", sentence, c.clock(*by))
	}
	return c.say("page.receipt.by", sentence, c.deadline(*by))
}
