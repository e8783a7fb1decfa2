package web

import (
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/words"
)

// ofAdults tells whether a case is about people of age who take part for themselves: nobody is their guardian, and there is no family to speak to.
func (f *caseFile) ofAdults() bool {
	if f == nil || f.terms == nil || f.terms.Program.Application == nil || f.terms.Program.Application.For == application.ForChildren {
		return false
	}
	return f.Workflow == "season" || f.Workflow == "application" && !f.application().Minor
}

// about speaks of a case as it is: the words about a family and its children have others beside them, which are said of adults.
func (say speaker) about(f *caseFile) speaker {
	if !f.ofAdults() {
		return say
	}
	return func(key string, values ...any) string {
		if of := "adult." + key; words.Known(of) {
			key = of
		}
		return say(key, values...)
	}
}

func (c calendar) about(f *caseFile) calendar {
	c.say = c.say.about(f)
	return c
}
