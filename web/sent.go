package web

import (
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
)

// sentTitle names what was sent, and when; an application's answers are those that hold now, whenever they were changed last.
func (f *caseFile) sentTitle(c calendar) string {
	key, at := "page.receipt.sent_on", f.ReceivedAt
	for _, r := range f.events {
		if _, changed := r.Event.(application.AnswersChanged); changed {
			key, at = "page.receipt.sent_changed_on", r.At
		}
	}
	return c.say(key, c.day(at))
}

// sentSince tells whether something of what was sent holds no more, because it was changed elsewhere than in the answers themselves. Whoever referred a
// family does not hear that the family is reached otherwise now.
func (f *caseFile) sentSince() bool {
	return !f.referrer && slices.ContainsFunc(f.events, func(r domain.Recorded) bool {
		switch r.Event.(type) {
		case gathering.NumbersChanged, gathering.NeedStated,
			welfare.ContactChanged, support.ContactChanged, concern.ContactChanged, gathering.ContactChanged, application.ContactChanged:
			return true
		}
		return false
	})
}
