package web

import (
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// describe adds what the rules of a program that people apply to say before anybody begins: who can take part, when, and what comes then.
func (v *programView) describe(rules application.Rules, o programs.Organization, c calendar, language string, now time.Time) {
	v.Choices = slices.DeleteFunc(v.Choices, func(f fieldView) bool {
		wishes := rules.Answers.Wishes
		return len(wishes) == 0 || f.Name != wishes[0] || len(f.Options) < 3 // of a single one, and none at all, nothing is chosen
	})
	for _, condition := range rules.Eligibility {
		v.Conditions = append(v.Conditions, condition.Say.In(language))
	}
	if rules.Season != nil {
		v.describeSeason(*rules.Season, o, c, now)
	}
	v.Then = []string{c.say("page.program.then_receipt")}
	if rules.Review.Needed {
		v.Then = append(v.Then, c.say("page.apply.then_review", c.span(rules.Review.Within)))
	}
	var checks []string
	for _, check := range rules.Screening {
		checks = append(checks, check.Title.In(language))
	}
	if len(checks) > 0 {
		v.Then = append(v.Then, c.say("page.apply.then_checks", strings.Join(checks, ", ")))
	}
	if rules.Season != nil {
		places := 0
		for _, g := range rules.Season.Groups {
			places += max(g.Number, 1) * g.Capacity
		}
		v.Then = append(v.Then, c.say("page.apply.then_places", places))
	}
}

// describeSeason tells for when one would apply now. Where nothing takes applications there is no button, and the day on which there is one again.
func (v *programView) describeSeason(s application.Season, o programs.Organization, c calendar, now time.Time) {
	zone := o.Location()
	if term, open := s.Next(now, zone); open {
		last := term.ApplyUntil.Add(-time.Minute).In(zone)
		v.Before = append(v.Before, c.say("page.apply.term", c.written(term.FirstDay.Format(time.DateOnly)), c.written(last.Format(time.DateOnly))))
		return
	}
	v.Open = false
	if opens, known := s.Opens(now, zone); known {
		v.Opens = c.say("page.apply.opens", c.written(opens.In(zone).Format(time.DateOnly)))
	}
}

// signs is the text that a yes to a question signs, to be read before it; nil for all other questions. Where it is not reviewed in the reader's
// language it is not shown, and a yes signs nothing yet.
func (a *asking) signs(question string) (text *noticeView, reviewed bool) {
	if a.program.Application == nil {
		return nil, false
	}
	for _, consent := range a.program.Application.Consents {
		if consent.Answer != question {
			continue
		}
		title := consent.Title.In(a.language())
		if slices.Contains(consent.Reviewed, a.language()) {
			return &noticeView{Title: title, Lines: strings.Split(consent.Text.In(a.language()), "\n")}, true
		}
		open := "page.apply.not_reviewed"
		if f, _ := a.program.Form.Field(question); f.Required {
			open = "page.apply.not_reviewed_needed"
		}
		return &noticeView{Title: title, Lines: []string{a.say(open)}}, false
	}
	return nil, false
}
