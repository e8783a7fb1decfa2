package web

import (
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// offerEnded is an offer that is over: when, what became of the place, and where the application stands now.
type offerEnded struct {
	At     *time.Time    `json:"at,omitempty"`
	Group  string        `json:"group,omitempty"`
	Why    string        `json:"why"`  // no_answer or own_wish
	Seat   string        `json:"seat"` // passed_on: to whoever is next on the list
	Stands domain.Status `json:"stands"`
}

// doubtView is why a coordinator looks whether a place still fits. Until then it stays.
type doubtView struct {
	Conditions []string   `json:"conditions"` // that are not met any more, in the program's words
	Group      string     `json:"group,omitempty"`
	LookBy     *time.Time `json:"look_by,omitempty"`
}

func (f *caseFile) offerEnded() *offerEnded {
	past := f.application().OfferPast
	if past.Why == "" {
		return nil
	}
	ended := &offerEnded{Group: past.Group, Why: past.Why, Seat: "passed_on", Stands: f.Status}
	if past.Why != "own_wish" {
		ended.At = orNil(past.Ended)
	}
	return ended
}

func (f *caseFile) doubt(language string) *doubtView {
	s := f.application()
	if !s.InDoubt() {
		return nil
	}
	return &doubtView{Conditions: conditionTexts(f.terms.Program, s.Doubted, language, false), Group: s.Misfit, LookBy: orNil(s.DoubtDue)}
}

// outgrown says which conditions were not met any more when the rules alone declined an application, and what to do instead.
func (f *caseFile) outgrown(language string) []string {
	var texts []string
	for _, r := range f.events {
		if e, is := r.Event.(application.Refused); is && len(e.Failed) > 0 && f.texts[e.Reason] == "" {
			texts = conditionTexts(f.terms.Program, e.Failed, language, true)
		}
	}
	return texts
}

// conditionTexts are what somebody reads who does not meet conditions, each with what to do instead.
func conditionTexts(p programs.Program, keys []string, language string, instead bool) []string {
	texts := []string{}
	for _, c := range p.Application.Eligibility {
		if !slices.Contains(keys, c.Key) {
			continue
		}
		text := orWords(c.Say.In(language), strings.ReplaceAll(c.Key, "_", " "))
		if more := c.Instead.In(language); instead && more != "" {
			text += " " + more
		}
		texts = append(texts, strings.TrimSpace(text))
	}
	return texts
}

// offerRows say of an offer that is over when it ended and what became of the place; of an open one nothing, because its own row does.
func (v taskWords) offerRows(s application.State) []summaryRow {
	past := s.OfferPast
	if past.Why == "" || s.Phase == application.Offered {
		return nil
	}
	group := orWords(groupName(v.file.terms.Program, past.Group, v.language), v.c.say("page.mine.offer_group"))
	text := v.c.say("page.mine.offer_left", group)
	if past.Why != "own_wish" {
		text = v.c.say("page.mine.offer_ended", group, v.c.moment(past.Ended).Words)
	}
	switch {
	case s.Phase == application.Over && s.Outcome == application.Lapsed:
		text += " " + v.c.say("page.mine.offer_second")
	case s.Phase == application.Over:
	case past.Season != s.Placing.Season:
		text += " " + v.c.say("page.mine.offer_next_season", v.c.written(s.Placing.First.Format(time.DateOnly)))
	case s.Phase == application.Waiting && past.Why != "own_wish":
		text += " " + v.c.say("page.mine.offer_end_of_list")
	case s.Phase == application.Waiting:
		text += " " + v.c.say("page.mine.offer_turn_kept")
	}
	return []summaryRow{v.row("fact.offer_ended", text)}
}

// doubtRows say why a coordinator looks, and that the place stays until then.
func (v taskWords) doubtRows(s application.State) []summaryRow {
	if !s.InDoubt() {
		return nil
	}
	stays := "page.mine.doubt_turn"
	if s.Phase == application.InPlace || s.Phase == application.Offered {
		stays = "page.mine.doubt_place"
	}
	lines := append(v.doubtWords(s), v.c.say(stays, v.c.moment(s.DoubtDue).Words))
	return []summaryRow{v.row("fact.doubt", strings.Join(lines, " "))}
}

// doubtWords are the reasons of a doubt.
func (v taskWords) doubtWords(s application.State) []string {
	lines := conditionTexts(v.file.terms.Program, s.Doubted, v.language, false)
	if s.Misfit != "" {
		lines = append(lines, v.c.say("page.application.misfit", groupName(v.file.terms.Program, s.Misfit, v.language)))
	}
	return lines
}
