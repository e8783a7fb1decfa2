package web

import (
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
)

// toldOf names what an event of an application was about, for those who may read it; empty for one that needs no more words than its own.
func (f *caseFile) toldOf(event domain.Event, language string) string {
	p := f.terms.Program
	switch e := event.(type) {
	case application.ConsentAsked:
		return consentTitle(p.Application.Consents, e.Consent, language)
	case application.ConsentSigned:
		return consentTitle(p.Application.Consents, e.Consent, language)
	case application.ConsentTaken:
		return consentTitle(p.Application.Consents, e.Consent, language)
	case application.CheckAwaited:
		return checkTitle(p, e.Check, language)
	case application.CheckCleared:
		return checkTitle(p, e.Check, language)
	case application.CheckRefused:
		return checkTitle(p, e.Check, language)
	case application.CheckEnding:
		return checkTitle(p, e.Check, language)
	case application.CheckEnded:
		return checkTitle(p, e.Check, language)
	}
	return ""
}

// applicationEvent says what happened to an application, for staff: with the text that was signed, the check or the place that it was about.
func (f *caseFile) applicationEvent(say speaker, event domain.Event, language string) string {
	if e, is := event.(application.PlaceNoted); is {
		return f.placeWords(say, "event.application.place_noted", "event.application.place_", e, language)
	}
	text := eventWords(say, event)
	if of := f.toldOf(event, language); of != "" {
		text += ": " + of
	}
	return text
}

// applicationHistory says the same to whoever applied; empty for what needs no other words than those of every case.
func (f *caseFile) applicationHistory(event domain.Event, language string) string {
	say := in(language)
	if e, is := event.(application.PlaceNoted); is {
		return f.placeWords(say, "history.application.place_noted", "history.application.place_", e, language)
	}
	if _, is := event.(application.Accepted); is && f.terms.Program.Application.Season != nil {
		return say("history.application.accepted_to_season")
	}
	if of := f.toldOf(event, language); of != "" {
		if text := say(eventHistory(event)); strings.HasSuffix(text, ".") {
			return strings.TrimSuffix(text, ".") + ": " + of + "."
		}
	}
	return ""
}

func eventHistory(event domain.Event) string {
	_, code, _ := strings.Cut(event.EventType(), ".")
	return "history.application." + code
}

// placeWords say what a season decided about a place. Why somebody has it is left out: it can be about another child.
func (f *caseFile) placeWords(say speaker, otherwise, prefix string, e application.PlaceNoted, language string) string {
	group := orWords(groupName(f.terms.Program, e.Group, language), say("page.mine.offer_group"))
	switch e.Place {
	case application.PlaceSeated, application.PlaceOffered:
		return say(prefix+string(e.Place), group)
	case application.PlaceWaiting:
		if e.Why == "" || e.Why == string(season.BySibling) {
			return say(prefix + "waiting")
		}
		return say(prefix+"waiting_why", say("why."+e.Why))
	case application.PlacePassed, application.PlaceLapsed, application.PlaceUnplaced:
		return say(prefix + string(e.Place))
	}
	return say(otherwise)
}

// signedRows say beside an answer that would sign a text that the text is not signed: it never was, or the signature was taken back.
func (f *caseFile) signedRows(say speaker, language string, rows []summaryRow) []summaryRow {
	if f.Workflow != "application" || f.terms.Program.Application == nil {
		return rows
	}
	s := f.application()
	for _, consent := range s.Consents(f.terms.Program.Application.Consents) {
		yes, _ := f.allAnswers().Bool(consent.Answer)
		if _, signed := s.Signature(consent.Key); signed || !yes {
			continue
		}
		asked, _ := f.terms.Program.Form.Field(consent.Answer)
		for i := range rows {
			if rows[i].Label == asked.Label.In(language) {
				rows[i].Value = say("page.mine.answer_unsigned", rows[i].Value)
			}
		}
	}
	return rows
}
