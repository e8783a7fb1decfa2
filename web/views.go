package web

import (
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// view is what pages and API tell of one workflow's tasks and cases. What a workflow has nothing of its own for stays nil.
type view struct {
	// task is what a task shows: all that the act needs, and nothing else of the case.
	task func(s *Server, who handlers.Person, t store.TaskRow, f *caseFile) any
	// facts are what of a case a person may read outside of a task.
	facts func(s *Server, who handlers.Person, f *caseFile) map[string]any
	// card tells of a task what one needs to choose it, and nobody's name.
	card func(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard
	// words put a task's facts on its page.
	words func(v taskWords, body *taskPage)
	// page is a case's own page, for whoever is let in; nil: the one that every case has.
	page func(s *Server, w http.ResponseWriter, q *request, f *caseFile, refused tried) error
	// opens tells who is shown that page.
	opens func(who handlers.Person, f *caseFile) bool
	// visible are the events that a person may read; nil: all.
	visible func(f *caseFile, who handlers.Person) []domain.Recorded
	// after tells where a page goes on once an act is done; empty, or nil: back to the case.
	after func(s *Server, q *request, f *caseFile, act string) string
	// fields are the fields of acts on a case, by act.
	fields map[string][]actField
}

// views is every workflow's part in the pages, by the workflow's name. Welfare has pages of its own.
var views map[string]view

func init() { // not where it is declared: pages name functions that look into it
	support := view{
		task: (*Server).supportFacts, facts: (*Server).supportCase, card: careCard,
		visible: func(f *caseFile, who handlers.Person) []domain.Recorded {
			if !f.openTo(who) {
				return f.withoutConcerns()
			}
			return f.events
		},
	}
	beside := view{task: (*Server).supportFacts, facts: (*Server).supportCase, card: careCard}
	support.page, support.fields = (*Server).familyCase, caseFields
	support.opens = func(who handlers.Person, f *caseFile) bool { return f.openTo(who) }
	views = map[string]view{
		"support": support, "referral": beside, "need": beside, "gathering": beside, "series": beside, "volunteer": beside,
		"application": applicationView(), "season": seasonView(),
		"concern": concernView(),
	}
}
