package web

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// concernView is what pages tell of reports about an adult: everything to whoever was named for them, and nothing to anybody else.
func concernView() view {
	return view{
		task: func(_ *Server, who handlers.Person, _ store.TaskRow, f *caseFile) any { return f.concernFacts(who) },
		facts: func(_ *Server, who handlers.Person, f *caseFile) map[string]any {
			if !who.Has(domain.RoleSafeguard) {
				return map[string]any{}
			}
			return map[string]any{"concern": f.concernFacts(who)}
		},
		card: func(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
			card.About = append(card.About, f.terms.Program.Name.In(language))
			card.Due, card.Late = taskDue(c, t)
			if f.Emergency {
				card.Urgent = c.say("card.danger")
			}
			return card
		},
		words: taskWords.concern,
	}
}

type concernFacts struct {
	Answers map[string]any `json:"answers"`
	Notes   []noteFacts    `json:"notes"`
	Danger  bool           `json:"danger"`
}

func (f *caseFile) concernFacts(who handlers.Person) concernFacts {
	facts := concernFacts{Answers: map[string]any{}, Notes: []noteFacts{}, Danger: f.Emergency}
	if !who.Has(domain.RoleSafeguard) {
		return facts
	}
	for key, value := range f.answers {
		facts.Answers[key] = value
	}
	if f.reachedSince() != uuid.Nil {
		for _, field := range handlers.ReachForm(f.terms.Program).Form.Fields {
			delete(facts.Answers, field.Key)
		}
		for key, value := range f.reached().Answers() {
			if _, asked := f.terms.Program.Form.Field(key); asked {
				facts.Answers[key] = value
			}
		}
	}
	for _, r := range f.events {
		switch e := r.Event.(type) {
		case concern.Added:
			facts.Notes = append(facts.Notes, noteFacts{At: r.At, By: e.By, Text: f.texts[e.Note]})
		case concern.Referred:
			facts.Notes = append(facts.Notes, noteFacts{At: r.At, By: e.By, Text: f.texts[e.Note]})
		}
	}
	return facts
}

// concern puts a report on the page of whoever looks into it.
func (v taskWords) concern(body *taskPage) {
	facts := v.facts.(concernFacts)
	kind, lines := "", []string{v.c.say("page.concern.what"), v.c.say("page.concern.duty")}
	if facts.Danger {
		kind, lines = "late", append([]string{v.c.say("page.concern.danger")}, lines...)
	}
	body.Notice = &noticeView{Kind: kind, Lines: lines}
	for _, field := range v.file.terms.Program.Form.Fields {
		if value, given := facts.Answers[field.Key]; given {
			body.Rows = append(body.Rows, summaryRow{Label: field.Label.In(v.language), Value: showAnswer(field, v.language, v.c, value)})
			if field.Key == "contact_phone" {
				body.Rows = append(body.Rows, v.rulesOfCalling(v.file.callRules(), true)...)
			}
		}
	}
	body.Notes = v.noteRows(facts.Notes)
}

// concernChoices are the fields of what whoever reported something can do.
var concernChoices = map[string][]actField{"add": {{"note", "long_text"}}}

// concernReasons are how a report ended, as whoever reported it reads it.
func (f *caseFile) concernReasons() (reasons []string) {
	for _, r := range f.events {
		if e, ended := r.Event.(concern.Settled); ended && f.texts[e.Reason] != "" {
			reasons = append(reasons, f.texts[e.Reason])
		}
	}
	return reasons
}
