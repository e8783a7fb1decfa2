package web

import (
	"strings"

	"github.com/almoner/almoner/words"
)

// vote fills a page with the packet that a trustee decides on: the story, and beside it the guideline and what it says of this
// request.
func (v taskWords) vote(body *taskPage, facts voteFacts) {
	say := v.c.say
	body.Story = &titled{Title: say("fact.story"), Text: facts.WhatHappened}
	if facts.Explanation != "" {
		body.Explanation = &titled{Title: say("fact.explanation"), Text: facts.Explanation}
	}
	if facts.Own != nil {
		body.Story.Title = say("fact.story_interpreted")
		body.Own = &titled{Title: say("fact.story_own", languageWords(say, facts.Own.Language)), Text: facts.Own.WhatHappened, Lang: facts.Own.Language}
		if facts.Own.Explanation != "" {
			body.Own.Text += "\n\n" + facts.Own.Explanation
		}
	}
	body.Rows, body.Files = v.packet(facts), v.file.pictureLinks(say)
	open, answered := exchangeViews(facts.Questions, v.c)
	body.Questions = append(answered, open...)
	body.Checks = v.checks(facts)
	g := facts.Guideline
	body.Guideline = []summaryRow{
		v.row("guideline.cap", v.c.say.usd(g.CapCents)), v.row("guideline.exception", exceptionWords(say, g.ExceptionCap)),
		v.row("guideline.period", say("guideline.awards", g.PeriodAwards, g.PeriodMonths)), v.row("guideline.panel", say("guideline.trustees", g.Panel)),
		v.row("guideline.quorum", say("guideline.votes", g.Quorum)), v.row("guideline.spread", say("guideline.percent", g.SpreadPercent)),
	}
	body.Note = v.file.terms.Program.Note.In(v.language)
	if facts.Waiting {
		n := noticeOf(v.language, "", "page.vote.waiting", "page.vote.waiting_then")
		body.Notice = &n
	}
}

// languageWords name a language; one that the catalog has no word for is said by its tag.
func languageWords(say speaker, tag string) string {
	if words.Known("language." + tag) {
		return say("language." + tag)
	}
	return tag
}

func exceptionWords(say speaker, cents int64) string {
	if cents == 0 {
		return say("guideline.no_exception")
	}
	return say.usd(cents)
}

// packet is what a request asks for, without names.
func (v taskWords) packet(facts voteFacts) []summaryRow {
	rows := []summaryRow{
		v.row("fact.asked", v.c.say.usd(facts.AmountCents)), v.answered("fact.need", "need", facts.Need),
		v.answered("fact.for_whom", "for_whom", facts.ForWhom), v.row("fact.paid_to", v.c.say(named(facts.PaysNamed))),
	}
	if facts.NeededBy != "" {
		rows = append(rows, v.row("fact.needed_by", v.c.written(facts.NeededBy)))
	}
	return rows
}

func named(payee bool) string {
	if payee {
		return "fact.paid_to_named"
	}
	return "fact.paid_to_family"
}

// checks compare a request with the guideline. They inform, and keep nobody from deciding.
func (v taskWords) checks(facts voteFacts) []check {
	say := v.c.say
	list := []check{{"fine", say("check.within"), say("check.within_why", say.usd(facts.Guideline.CapCents))}}
	if facts.Exception {
		list[0] = check{"care", say("check.exception"), say("check.exception_why", say.usd(facts.Guideline.CapCents))}
	}
	months := facts.Former.Months
	switch facts.Former.Count {
	case 0:
		list = append(list, check{"fine", say("check.first"), say("check.first_why", months)})
	case 1:
		list = append(list, check{"care", say("check.former_one"), say("check.former_why", say.usd(facts.Former.Cents), months)})
	default:
		list = append(list, check{"care", say("check.former", facts.Former.Count), say("check.former_why", say.usd(facts.Former.Cents), months)})
	}
	if facts.Unanimous {
		list = append(list, check{"care", say("check.unanimous"), say("check.unanimous_why")})
	}
	if facts.Emergency {
		list = append(list, check{"care", say("check.emergency"), say("check.emergency_why")})
	}
	return append(list, check{"know", say("check.tied"), say("check.tied_why")})
}

// methodWords name a way to pay. A guideline may have ways of its own; their keys are words.
func methodWords(say speaker, method string) string {
	if words.Known("method." + method) {
		return say("method." + method)
	}
	return strings.ReplaceAll(method, "_", " ")
}
