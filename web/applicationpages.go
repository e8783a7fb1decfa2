package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// applicationCard tells of a task the program and what is to be looked at.
func applicationCard(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
	card.About = append(card.About, f.terms.Program.Name.In(language))
	if about := taskAbout(c.say, language, t, f.terms.Program); about != "" {
		card.About = append(card.About, about)
	}
	if season := f.application().Placing.Season; season != "" {
		card.About = append(card.About, season)
	}
	card.Due, card.Late = taskDue(c, t)
	return card
}

// taskAbout names the check or the look that a task is for.
func taskAbout(say speaker, language string, t store.TaskRow, p programs.Program) string {
	switch t.Kind {
	case workflows.TaskScreen:
		return checkTitle(p, t.Brief.Kind, language)
	case workflows.TaskFit:
		if t.Brief.Kind != "" {
			return groupName(p, t.Brief.Kind, language)
		}
		return say("page.application.eligibility")
	case workflows.TaskStanding:
		return standingTitle(p, t.Brief.Kind, language)
	case workflows.TaskReview:
		if t.Brief.Kind != "" {
			return say("page.review." + t.Brief.Kind)
		}
	case workflows.TaskCall:
		var about []string
		if why := "page.call." + t.Brief.Kind; words.Known(why) {
			about = append(about, say(why))
		}
		if t.Brief.Language != "" {
			about = append(about, say("page.call.language", say("language."+t.Brief.Language)))
		}
		return strings.Join(about, "; ")
	}
	return ""
}

// interpreterWords say for which language an interpreter is wanted on the telephone.
func (v taskWords) interpreterWords(facts applicationFacts) string {
	if facts.InterpreterOther != "" {
		return facts.InterpreterOther
	}
	return v.c.say("language." + facts.Interpreter)
}

func checkTitle(p programs.Program, key, language string) string {
	for _, check := range p.Application.Screening {
		if check.Key == key {
			return check.Title.In(language)
		}
	}
	return strings.ReplaceAll(key, "_", " ")
}

func standingTitle(p programs.Program, key, language string) string {
	for _, standing := range p.Application.Standing {
		if standing.Key == key {
			return standing.Title.In(language)
		}
	}
	return strings.ReplaceAll(key, "_", " ")
}

// application puts a task of an application on its page.
func (v taskWords) application(body *taskPage) {
	facts := v.facts.(applicationFacts)
	var lines []string
	if words.Known("page.task." + v.Kind) {
		lines = append(lines, v.c.say("page.task."+v.Kind))
	}
	if about := taskAbout(v.c.say, v.language, v.TaskRow, v.file.terms.Program); about != "" {
		body.Title += ": " + about
	}
	kind := ""
	if v.Kind == workflows.TaskFit {
		kind, lines = "late", append(lines, v.doubtWords(v.file.application())...)
	}
	if facts.Again {
		lines = append(lines, v.c.say("page.application.again"))
	}
	if facts.Appeal != "" {
		kind, lines = "late", append(lines, v.c.say("page.application.appeal"), facts.Appeal)
	}
	for _, key := range facts.Excepted {
		kind, lines = "late", append(lines, v.c.say("page.application.excepted", v.conditionWords(key)))
	}
	if facts.Exception != "" {
		lines = append(lines, facts.Exception)
	}
	if len(lines) > 0 {
		body.Notice = &noticeView{Kind: kind, Lines: lines}
	}
	body.Rows = v.applicationRows(facts)
	if v.Kind == workflows.TaskCall && facts.Interpreter != "" {
		body.Rows = append([]summaryRow{v.row("fact.interpreter", v.interpreterWords(facts))}, body.Rows...)
	}
	for _, c := range v.file.applicationChecks(v.language) {
		body.Checks = append(body.Checks, check{Kind: c.Kind, Word: v.c.say("check." + c.Word), Text: c.Text})
	}
	for _, key := range facts.Unclear {
		body.Checks = append(body.Checks, check{Kind: "know", Word: v.c.say("check.unclear"), Text: v.conditionWords(key)})
	}
	open, answered := exchangeViews(facts.Questions, v.c)
	body.Questions = append(answered, open...)
	body.Files = v.file.pictureLinks(v.c.say)
	body.Notes = v.noteRows(facts.Notes)
	body.Go = &link{Href: "/cases/" + v.file.Reference, Label: v.c.say("page.application.open"), Kind: "second"}
}

// conditionWords say a condition as whoever does not fulfill it reads it.
func (v taskWords) conditionWords(key string) string {
	for _, c := range v.file.terms.Program.Application.Eligibility {
		if c.Key == key && c.Say.In(v.language) != "" {
			return c.Say.In(v.language)
		}
	}
	return strings.ReplaceAll(key, "_", " ")
}

// applicationRows are the answers, and how whoever is responsible can be reached.
func (v taskWords) applicationRows(facts applicationFacts) []summaryRow {
	p := v.file.terms.Program
	var rows []summaryRow
	if _, given := facts.Answers[p.Application.Answers.Name]; !given && facts.Applicant != "" {
		rows = append(rows, v.row("fact.applicant", facts.Applicant)) // a coach reads few answers, but knows whose they are
	}
	for _, field := range p.Form.Fields {
		value, given := facts.Answers[field.Key]
		if !given {
			continue
		}
		rows = append(rows, summaryRow{Label: field.Label.In(v.language), Value: showAnswer(field, v.language, v.c, value)})
	}
	rows = v.file.signedRows(v.c.say, v.language, rows)
	for _, c := range facts.Contacts {
		rows = append(rows, summaryRow{Label: v.c.say("relation." + c.Relation), Value: v.calledWords(c)})
		for _, before := range c.Before {
			rows = append(rows, v.row("page.application.before", before))
		}
	}
	return rows
}

func reachedAt(name, phone, email string) string {
	parts := slices.DeleteFunc([]string{name, phoneWords(phone), email}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

func (v taskWords) contactWords(c contactLine) string {
	text := reachedAt(c.Name, c.Phone, c.Email)
	switch {
	case c.Barred:
		return v.c.say("page.application.barred", text)
	case !c.Written:
		return v.c.say("page.application.by_call", text)
	}
	return text
}

// applicationChecks are the checks of an application in words.
func (f *caseFile) applicationChecks(language string) []check {
	var list []check
	for _, c := range f.application().Checks {
		kind := "know"
		switch c.Status {
		case application.CheckGood:
			kind = "fine"
		case application.CheckBad, application.CheckStale:
			kind = "care"
		case application.CheckOpen:
		}
		list = append(list, check{Kind: kind, Word: string(c.Status), Text: checkTitle(f.terms.Program, c.Key, language)})
	}
	return list
}

// applicationPage is an application's own page, for coordinators and its coaches.
type applicationPage struct {
	Reference, Title string
	Done             *noticeView
	Notices          []noticeView
	Rows, Stands     []summaryRow
	Checks           []check
	Consents         *tableView
	Contacts         *tableView
	Items            *tableView
	Notes, Events    []timelineRow
	Questions        []exchangeView
	Files            []link // pictures from the family
	Groups           []actGroup
	Card             *link
}

func (s *Server) applicationPage(w http.ResponseWriter, q *request, f *caseFile, refused tried) error {
	say := q.say().about(f)
	v := taskWords{openTask: openTask{file: f}, c: s.calendar(say, f.Organization), language: q.language(), who: q.who.ID}
	state := f.application()
	facts := f.applicationFacts()
	if !q.who.Has(domain.RoleCoordinator) {
		facts = f.forCoach(facts)
	}
	s.noteReading(q.Context(), q.who, f.Case, facts)
	body := applicationPage{
		Reference: f.Reference, Title: f.terms.Program.Name.In(v.language), Rows: v.applicationRows(facts), Notes: v.noteRows(facts.Notes),
		Stands: v.standsWhere(s, facts, state),
	}
	if key := "done.application." + q.URL.Query().Get("done"); words.Known(key) {
		n := noticeOf(v.language, "good", key, "done.recorded")
		body.Done = &n
	}
	for _, c := range f.applicationChecks(v.language) {
		body.Checks = append(body.Checks, check{Kind: c.Kind, Word: say("check." + c.Word), Text: c.Text})
	}
	body.Notices = v.applicationNotices(facts, state)
	body.Consents, body.Items = v.consentTable(s.consentsToday(f), state), v.itemTable(state)
	open, answered := exchangeViews(facts.Questions, v.c)
	body.Questions = append(answered, open...)
	if f.looksAfter(q.who) {
		body.Files = f.pictureLinks(say)
	}
	problems, byField := problemsOf(refused.wrong)
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	body.Groups = v.applicationForms(s.consentsToday(f), q.who, refused, byField)
	for _, r := range f.visibleEvents(q.who) {
		body.Events = append(body.Events, timelineRow{At: v.c.moment(r.At), Text: f.applicationEvent(say, r.Event, v.language), By: byWords(say, r, q.who.ID.String())})
	}
	view := q.page(say("page.case.title", f.Reference), body).staff()
	view.Problems, view.Back = problems, &link{Href: "/cases", Label: say("page.case.back")}
	return s.show(w, refused.status, "application", view)
}

func (v taskWords) standsWhere(s *Server, facts applicationFacts, state application.State) []summaryRow {
	f := v.file
	rows := []summaryRow{
		v.row("head.status", v.c.say("label."+string(f.Status))), v.row("head.next", s.nextInTable(v.c, f.Case)),
		v.row("fact.received", v.c.moment(f.ReceivedAt).Words), v.row("fact.channel", v.c.say("channel."+f.Channel)),
	}
	if facts.Season != "" {
		rows = append(rows, v.row("fact.season", seasonFrom(v.c, f.terms.Program.Name.In(v.language), state.Placing.First)))
	}
	if facts.Group != "" {
		rows = append(rows, v.row("fact.group", groupName(f.terms.Program, facts.Group, v.language)))
	}
	if state.Why != "" {
		rows = append(rows, v.row("fact.why", v.c.say("why."+state.Why)))
	}
	if facts.Borne > 0 {
		rows = append(rows, v.row("fact.borne", v.c.say.usd(facts.Borne)))
	}
	return rows
}

// groupName is what people call a group; one more of a kind is numbered after it.
func groupName(p programs.Program, key, language string) string {
	if p.Application == nil || p.Application.Season == nil {
		return key
	}
	for _, g := range p.Application.Season.Groups {
		if rest, of := strings.CutPrefix(key, g.Key); of && (rest == "" || strings.HasPrefix(rest, "-")) {
			if rest == "" {
				return g.Name.In(language)
			}
			return g.Name.In(language) + " (" + strings.TrimPrefix(rest, "-") + ")"
		}
	}
	return key
}

func (v taskWords) applicationNotices(facts applicationFacts, s application.State) []noticeView {
	var list []noticeView
	add := func(yes bool, kind, key string, values ...any) {
		if yes {
			list = append(list, noticeView{Kind: kind, Lines: []string{v.c.say(key, values...)}})
		}
	}
	add(slices.ContainsFunc(s.Contacts, func(c application.Contact) bool { return c.Barred }), "late", "page.application.has_barred")
	add(len(s.Unsigned) > 0, "late", "page.application.unsigned")
	add(s.ToCall, "", "page.application.to_call")
	if s.Speaks != "" {
		add(true, "", "page.application.interpreter", v.interpreterWords(facts))
	}
	add(facts.Again, "", "page.application.again")
	if len(facts.Doubted) > 0 || facts.Misfit != "" {
		list = append(list, noticeView{Kind: "late", Title: v.c.say("page.application.doubt"), Lines: v.doubtWords(s)})
	}
	for _, c := range s.Checks {
		add(c.Status == application.CheckStale, "late", "page.application.stale", checkTitle(v.file.terms.Program, c.Key, v.language))
	}
	return list
}
