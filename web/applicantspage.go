package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// applicantsView is the coordinators' list.
type applicantsView struct {
	Lead, None string
	Bounded    *noticeView
	Done       *noticeView
	Links      rotaLinks
	Filter     []fieldView
	Query      []fieldView // the filter, to come back to
	List       *tickTable
	Act        fieldView
	TickAll    *link
	More       *link
}

// tickTable is a table of which rows can be ticked. Below 44rem each row is a card.
type tickTable struct {
	tableView
	Name  string // of the checkboxes
	Ticks []tick
}

// tick is the box of one row.
type tick struct {
	ID, Value, Label string
	Chosen           bool
}

// Lines give the rows together with their boxes.
func (t tickTable) Lines() []tickLine {
	lines := make([]tickLine, len(t.Rows))
	for i := range t.Rows {
		lines[i] = tickLine{Name: t.Name, Tick: t.Ticks[i], Cells: t.Rows[i]}
	}
	return lines
}

type tickLine struct {
	Name  string
	Tick  tick
	Cells []tableCell
}

// again ticks what was ticked before.
func (t *tickTable) again(values []string) {
	for i := range t.Ticks {
		t.Ticks[i].Chosen = t.Ticks[i].Chosen || slices.Contains(values, t.Ticks[i].Value)
	}
}

// anchor is where a problem of a field leads to; empty when the list has nothing to tick any more.
func (b applicantsView) anchor(field string) string {
	switch {
	case b.List == nil:
		return ""
	case field == "case":
		return "#" + b.List.Ticks[0].ID
	}
	return "#" + field
}

// applicantWords put applications into words.
type applicantWords struct {
	c        calendar
	language string
	server   *Server
}

func (q *request) applicantWords() applicantWords {
	return applicantWords{c: q.server.calendar(q.say(), q.who.Organization), language: q.language(), server: q.server}
}

func (s *Server) showApplicants(w http.ResponseWriter, q *request) error {
	f, err := readApplicantFilter(q)
	if err != nil {
		return err
	}
	return s.applicantsPage(w, q, f, nil)
}

// findApplicants narrows the list. What an address may carry becomes one, to be kept or sent on; a name is answered here.
func (s *Server) findApplicants(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	f, err := q.applicantFilter(q.PostForm)
	if err != nil {
		return err
	}
	if !f.byName() {
		return seeOther(w, f.address("/applicants"))
	}
	return s.applicantsPage(w, q, f, nil)
}

// applicantsPage shows a list, or shows it again with what was wrong and the boxes as they were.
func (s *Server) applicantsPage(w http.ResponseWriter, q *request, f applicantFilter, wrong []domain.FieldError) error {
	list, err := s.applicants(q.Context(), q, f)
	if err != nil {
		return err
	}
	page, cursor := list.page(f, s.Now())
	if err := s.readNames(q.Context(), q, page); err != nil {
		return err
	}
	v := q.applicantWords()
	body := applicantsView{Lead: v.lead(f, list), Links: v.links(f), Filter: v.filter(q, f, list.all), Bounded: v.bounded(list)}
	for _, name := range sortedQuery(f.form()) {
		body.Query = append(body.Query, hiddenField(name, f.form().Get(name)))
	}
	if len(page) == 0 {
		body.None = v.none(f, list)
	} else {
		all := q.URL.Query().Get("tick") == "all"
		body.List = v.table(page, all)
		body.Act = v.acts(page, q.PostForm.Get("act"))
		body.List.again(q.PostForm["case"])
		if query := f.query(); !all && !f.byName() && len(page) > 1 {
			query.Set("tick", "all")
			if f.cursor != (applicantPlace{}) {
				query.Set("cursor", f.cursor.String())
			}
			body.TickAll = &link{Href: "/applicants?" + query.Encode(), Label: v.c.say("applicants.tick_all", len(page))}
		}
	}
	switch {
	case cursor != "" && f.byName():
		body.Bounded = &noticeView{Kind: "late", Lines: []string{v.c.say("applicants.names_bounded", len(page))}}
	case cursor != "":
		query := f.query()
		query.Set("cursor", cursor)
		body.More = &link{Href: "/applicants?" + query.Encode(), Label: v.c.say("applicants.more"), Kind: "second"}
	}
	p, status := q.page(v.c.say("applicants.title"), body).staff(), http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusBadRequest
		for _, problem := range wrong {
			p.Problems = append(p.Problems, problemLine{Href: body.anchor(problem.Field), Text: problem.Message})
		}
	}
	return s.show(w, status, "applicants", p)
}

// lead counts what is shown; of those that are open, who has a place waits for nothing any more.
func (v applicantWords) lead(f applicantFilter, list applicants) string {
	shown, key, none := len(list.shown), "applicants.lead", "applicants.lead_none"
	if f.Status == "" && f.Phase != string(application.Over) {
		key, none = "applicants.lead_open", "applicants.lead_open_none"
	}
	if shown == 0 {
		return v.c.say(none)
	}
	placed := 0
	for _, a := range list.shown {
		if a.state.Phase == application.InPlace {
			placed++
		}
	}
	lead := v.c.say(key, shown)
	if placed > 0 {
		lead += " " + v.c.say("applicants.lead_placed", placed)
	}
	return lead
}

func (v applicantWords) bounded(list applicants) *noticeView {
	if !list.bounded {
		return nil
	}
	return &noticeView{Kind: "late", Lines: []string{v.c.say("applicants.bounded", applicantsMax)}}
}

// none says why a list is empty, and what would be in it otherwise.
func (v applicantWords) none(f applicantFilter, list applicants) string {
	switch {
	case len(list.all) == 0 && len(f.form()) == 0:
		return v.c.say("applicants.none")
	case f.Status == "":
		return v.c.say("applicants.none_open")
	}
	return v.c.say("applicants.none_so")
}

func (v applicantWords) links(f applicantFilter) rotaLinks {
	links := rotaLinks{Label: v.c.say("applicants.links")}
	if !f.byName() { // they would be about more people than the list shows
		links.List = append(links.List,
			link{Href: f.address("/applicants/sheet"), Label: v.c.say("applicants.links.sheet")},
			link{Href: f.address("/applicants/export"), Label: v.c.say("applicants.links.export")},
		)
	}
	links.List = append(links.List, link{Href: f.address("/applicants/import"), Label: v.c.say("applicants.links.import")})
	return links
}

// table shows applications; with boxes when something can be done with them.
func (v applicantWords) table(page []*applicant, all bool) *tickTable {
	t := &tickTable{tableView: v.plainTable(page), Name: "case"}
	for _, a := range page {
		id := "case-" + a.Reference
		t.Ticks = append(t.Ticks, tick{ID: id, Value: a.ID.String(), Label: v.c.say("applicants.tick", v.nameOf(a)), Chosen: all})
	}
	return t
}

func (v applicantWords) plainTable(page []*applicant) tableView {
	t := tableView{Caption: v.c.say("applicants.caption"), Heads: []tableHead{
		{Label: v.c.say("applicants.head.name")},
		{Label: v.c.say("applicants.head.program")},
		{Label: v.c.say("applicants.head.stands")},
		{Label: v.c.say("fact.group")},
		{Label: v.c.say("applicants.head.missing")},
		{Label: v.c.say("applicants.head.since")},
		{Label: v.c.say("applicants.head.deadline")},
	}}
	for _, a := range page {
		since := v.c.stamp(a.since)
		t.row(
			tableCell{Text: v.nameOf(a), Href: "/cases/" + a.Reference}, tableCell{Text: v.programOf(a)}, tableCell{Text: v.stands(a)},
			tableCell{Text: v.groupOf(a)}, tableCell{Text: v.missing(a)}, tableCell{Date: &since}, tableCell{Text: v.deadline(a)},
		)
	}
	return t
}

// nameOf is who applies, and the reference of whoever's name was erased.
func (v applicantWords) nameOf(a *applicant) string {
	if name := a.name(); name != "" {
		return name
	}
	return a.Reference
}

func (v applicantWords) programOf(a *applicant) string {
	if to := a.state.Placing; to.Season != "" {
		return seasonFrom(v.c, a.program.Name.In(v.language), to.First)
	}
	return a.program.Name.In(v.language)
}

// stands is how far the application has come; on the waiting list, as which one.
func (v applicantWords) stands(a *applicant) string {
	if a.state.Phase == application.Waiting {
		return v.c.say("applicants.place.waiting", a.ahead+1)
	}
	if a.state.Phase == application.Over {
		return v.c.say("label." + string(a.Status))
	}
	return v.c.say("applicants.phase." + string(a.state.Phase))
}

// groupOf is the group in which somebody has a place, or is offered one.
func (v applicantWords) groupOf(a *applicant) string {
	if a.state.Group == "" {
		return v.c.say("applicants.no_group")
	}
	return groupName(a.program, a.state.Group, v.language)
}

// missing lists what an application waits for, beside the decision that its step names.
func (v applicantWords) missing(a *applicant) string {
	if a.state.Phase == application.Over {
		return v.c.say("applicants.missing.nothing")
	}
	var parts []string
	for _, key := range a.unfinished() {
		parts = append(parts, checkTitle(a.program, key, v.language))
	}
	for _, key := range a.state.Unsigned {
		parts = append(parts, v.c.say("applicants.missing.signature", consentTitle(a.program.Application.Consents, key, v.language)))
	}
	if len(a.state.Unclear) > 0 {
		parts = append(parts, v.c.say("applicants.missing.unclear"))
	}
	if a.Status == domain.WaitingForYou && a.state.Phase != application.Offered && len(a.state.Unsigned) == 0 {
		parts = append(parts, v.c.say("applicants.missing.answer"))
	}
	if a.state.Phase == application.Offered {
		parts = append(parts, v.c.say("applicants.missing.offer"))
	}
	if a.state.ToCall {
		parts = append(parts, v.c.say("applicants.missing.call"))
	}
	if len(parts) == 0 {
		return v.c.say("applicants.missing.nothing")
	}
	return strings.Join(parts, "; ")
}

func (v applicantWords) deadline(a *applicant) string {
	if a.NextBy == nil {
		return v.c.say("applicants.no_deadline")
	}
	text, _ := v.c.due(a.NextBy)
	return text
}
