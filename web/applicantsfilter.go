package web

import (
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// filter are the fields by which a list is narrowed. What can be chosen is what there is.
func (v applicantWords) filter(q *request, f applicantFilter, all []*applicant) []fieldView {
	say := v.c.say
	choice := func(name, value string) fieldView {
		field := textField(name, "select", say("applicants.filter."+name), value)
		field.choose("", say("applicants.any"), value)
		return field
	}
	program := choice("program", f.Program)
	for _, p := range v.programs(q) {
		program.choose(p.Key, p.Name.In(v.language), f.Program)
	}
	status := textField("status", "select", say("applicants.filter.status"), f.Status)
	status.choose("", say("applicants.open"), f.Status)
	status.choose(everyStatus, say("applicants.all"), f.Status)
	for _, known := range applicantStatuses {
		status.choose(string(known), say("label."+string(known)), f.Status)
	}
	phase := choice("phase", f.Phase)
	for _, known := range applicantPhases {
		phase.choose(string(known), say("applicants.phase."+string(known)), f.Phase)
	}
	fields := []fieldView{program, status, phase}
	for _, choosing := range []struct {
		name, value string
		of          func(*applicant) map[string]string // words by key
	}{
		{"season", f.Season, func(a *applicant) map[string]string {
			return map[string]string{a.state.Placing.Season: a.state.Placing.Season}
		}},
		{"check", f.Check, func(a *applicant) map[string]string {
			return titlesOf(a.unfinished(), a.program, v.language, checkTitle)
		}},
		{"consent", f.Consent, func(a *applicant) map[string]string {
			return titlesOf(a.state.Unsigned, a.program, v.language, signatureTitle)
		}},
		{"group", f.Group, func(a *applicant) map[string]string {
			return map[string]string{a.state.Group: groupName(a.program, a.state.Group, v.language)}
		}},
	} {
		field := choice(choosing.name, choosing.value)
		known := map[string]string{choosing.value: choosing.value}
		for _, a := range all {
			for key, text := range choosing.of(a) {
				known[key] = text
			}
		}
		delete(known, "")
		for _, key := range sortedKeys(known) {
			field.choose(key, known[key], choosing.value)
		}
		if len(known) > 0 {
			fields = append(fields, field)
		}
	}
	search := textField("q", "text", say("applicants.filter.q"), f.Search)
	return append(fields, search)
}

func sortedKeys(words map[string]string) []string {
	keys := make([]string, 0, len(words))
	for key := range words {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func titlesOf(keys []string, p programs.Program, language string, title func(programs.Program, string, string) string) map[string]string {
	list := map[string]string{}
	for _, key := range keys {
		list[key] = title(p, key, language)
	}
	return list
}

func signatureTitle(p programs.Program, key, language string) string {
	return consentTitle(p.Application.Consents, key, language)
}

var (
	applicantStatuses = []domain.Status{
		domain.InReview, domain.WaitingForYou, domain.Accepted, domain.WaitingList, domain.Completed, domain.Declined, domain.Closed, domain.Withdrawn, domain.Lapsed,
	}
	applicantPhases = []application.Phase{
		application.Screening, application.Reviewing, application.Signing, application.Seeking, application.Waiting, application.Offered, application.InPlace, application.Over,
	}
)

// programs are those of the reader's organization that people apply to.
func (v applicantWords) programs(q *request) (list []programs.Program) {
	for _, p := range v.server.Catalog.Programs(q.who.Organization) {
		if p.Application != nil {
			list = append(list, p)
		}
	}
	return list
}

// acts are what can be done with those who are ticked, as far as anybody on the page waits for it.
func (v applicantWords) acts(page []*applicant, chosen string) fieldView {
	field := textField("act", "select", v.c.say("applicants.act"), chosen)
	field.choose("", v.c.say("applicants.act.choose"), chosen)
	checks := map[string]string{}
	for _, a := range page {
		for key, title := range titlesOf(a.unfinished(), a.program, v.language, checkTitle) {
			checks[key] = title
		}
	}
	for _, key := range sortedKeys(checks) {
		field.choose("clear."+key, v.c.say("applicants.act.clear", checks[key]), chosen)
	}
	for _, name := range []string{"accept", "waitlist", "refuse", "ask"} {
		field.choose(name, v.c.say("applicants.act."+name), chosen)
	}
	return field
}
