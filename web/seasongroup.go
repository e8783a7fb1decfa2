package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
)

type groupPage struct {
	Reference, Title, Season string
	Done                     *noticeView
	Stands                   []summaryRow
	Links                    []link
	Sessions                 *tableView
	Roster                   *tableView
	Acts                     []actGroup
}

// showGroup is a group's own page: its meetings, and its roster, which prints without anything else.
func (s *Server) showGroup(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	return s.groupPage(w, q, g, tried{status: http.StatusOK})
}

func (s *Server) groupPage(w http.ResponseWriter, q *request, g groupFile, refused tried) error {
	say, leads := g.words.c.say, q.who.Has(domain.RoleCoordinator)
	body := groupPage{Reference: g.Reference, Title: g.name(), Season: g.seasonFile.name(), Done: seasonDone(q), Sessions: g.sessionTable()}
	body.Links = []link{{Href: g.path() + "/emergency", Label: say("page.group.emergency")}, {Href: g.path() + "/roster.csv", Label: say("page.group.roster_csv")}}
	if len(g.terms.Program.Application.Equipment) > 0 {
		body.Links = append(body.Links, link{Href: g.path() + "/equipment", Label: say("page.application.things")})
	}
	if m, is := g.today(); is {
		body.Links = append([]link{{Href: g.path() + "/sessions/" + strconv.Itoa(m.Number), Label: say("page.group.attendance")}}, body.Links...)
	}
	problems, wrong := problemsOf(refused.wrong)
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	v := g.words
	body.Stands = []summaryRow{v.row("page.season.head.taken", say("fact.of", g.group.Taken, g.group.Capacity))}
	if m, is := g.next(g.group); is {
		body.Stands = append(body.Stands, v.row("page.season.head.next", v.c.moment(m.StartsAt).Words), v.row("head.place", placeOf(g.terms.Program, g.group.Like, m.Topic)))
	}
	if leads {
		list, err := s.coachesFor(q, g.caseFile)
		if err != nil {
			return err
		}
		if g.coached() {
			body.Stands = append(body.Stands, v.row("page.season.head.coaches", orWords(list.names(g.group.Coaches), say("page.season.nobody"))))
		}
		body.Acts = g.groupForms(list, refused, wrong)
		if g.season().Over && g.terms.Program.Application.Completion.Certificate {
			body.Links = append(body.Links, link{Href: g.path() + "/certificates", Label: say("page.group.certificates")})
		}
	}
	s.noteReadings(q, g.children)
	body.Roster = g.rosterTable(leads)
	for i := range body.Links {
		body.Links[i].Kind = "quiet"
	}
	view := q.page(body.Title, body).staff()
	view.Problems, view.Back = problems, &link{Href: g.seasonFile.path(), Label: say("page.group.back")}
	return s.show(w, refused.status, "season_group", view)
}

// today is the meeting of today that takes place.
func (g groupFile) today() (season.Meeting, bool) {
	i := slices.IndexFunc(g.meetings, func(m season.Meeting) bool { return g.words.c.sameDay(m.StartsAt, g.words.c.now) })
	if i < 0 {
		return season.Meeting{}, false
	}
	return g.meetings[i], true
}

// noteReadings records for each family that its numbers were shown.
func (s *Server) noteReadings(q *request, children []*caseFile) {
	for _, child := range children {
		s.noteReading(q.Context(), q.who, child.Case, applicationFacts{})
	}
}

func (g groupFile) sessionTable() *tableView {
	v := g.words
	t := &tableView{Caption: v.c.say("page.group.sessions"), Heads: []tableHead{
		{Label: v.c.say("page.season.head.session")}, {Label: v.c.say("page.group.head.recorded")}, {Label: v.c.say("head.place")},
	}}
	topics := slices.ContainsFunc(g.meetings, func(m season.Meeting) bool { return m.Topic != "" })
	if topics {
		t.Heads = append(t.Heads, tableHead{Label: v.c.say("head.topic")})
	}
	for _, m := range g.meetings {
		recorded := v.c.say("page.group.ahead")
		met, taken := g.group.Met[m.Number]
		switch {
		case m.Cancelled():
			recorded = v.c.say("page.group.off")
		case taken:
			recorded = v.c.say("page.group.present", len(met.Present))
		case m.EndsAt.Before(v.c.now):
			recorded = v.c.say("page.group.unrecorded")
		}
		cells := []tableCell{
			{Text: g.sessionName(m), Href: g.path() + "/sessions/" + strconv.Itoa(m.Number)}, {Text: recorded}, {Text: placeOf(g.terms.Program, g.group.Like, m.Topic)},
		}
		if topics {
			cells = append(cells, tableCell{Text: topicTitle(g.terms.Program, m.Topic, v.language)})
		}
		t.row(cells...)
	}
	return t
}

// rosterTable is who has a place, with what a coach needs to know; how often they came, and whom to call.
func (g groupFile) rosterTable(leads bool) *tableView {
	v := g.words
	if len(g.children) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.group.roster"), Heads: []tableHead{
		{Label: v.c.say("fact.applicant")}, {Label: v.c.say("page.group.call")}, {Label: v.c.say("page.group.attended"), Number: true}, {Label: v.c.say("page.group.missing")},
	}}
	for _, child := range g.children {
		href := "/cases/" + child.Reference
		if !leads && child.application().Phase == application.Over {
			href = ""
		}
		t.row(tableCell{Text: child.applicant(), Href: href}, tableCell{Text: v.callWords(child)}, tableCell{Text: strconv.Itoa(g.season().Attended(child.ID))},
			tableCell{Text: orWords(v.missing(child, v.c.today()), v.c.say("page.group.nothing_missing"))})
	}
	return t
}

// callable are those of a child's contacts who may be called, in their order. Whoever is shut out is not among them.
func (f *caseFile) callable() []contactLine {
	return slices.DeleteFunc(f.contacts(), func(c contactLine) bool { return c.Barred })
}

// callsFor are the people to call for a child in their order, a line for each number: that for calls first, and then the one that was named for messages,
// unless it is somebody else's of the list, or of whoever is shut out.
func (v taskWords) callsFor(child *caseFile) (calls []emergencyCall) {
	listed := child.barredNumbers()
	for _, c := range child.callable() {
		listed[c.Phone] = true
	}
	for _, c := range child.callable() {
		line := emergencyCall{Who: c.Name, Relation: v.c.say("relation." + c.Relation)}
		if c.Phone != "" {
			line.Phone, line.Mind = &link{Href: c.Phone, Label: phoneWords(c.Phone)}, v.minding(c.Calling)
			calls = append(calls, line)
		}
		if c.Texting != nil && !listed[c.TextPhone] {
			listed[c.TextPhone] = true
			line.Phone, line.Mind = &link{Href: c.TextPhone, Label: phoneWords(c.TextPhone)}, v.c.say("call.short.other_number")+"; "+v.minding(*c.Texting)
			calls = append(calls, line)
		}
	}
	return calls
}

// callWords are the people to call for a child, with their numbers.
func (v taskWords) callWords(child *caseFile) string {
	var people []string
	for _, c := range v.callsFor(child) {
		people = append(people, orWords(c.Who, c.Relation)+" "+c.Phone.Label+" ("+c.Mind+")")
	}
	return orWords(strings.Join(people, "; "), v.c.say("page.group.no_number"))
}

// actOnGroup brings a form of a group's page to the desk, and comes back with what was typed when it is refused.
func (s *Server) actOnGroup(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	name := q.PathValue("action")
	if !slices.Contains(groupActs, name) {
		return domain.Errorf(domain.NotFound, "That cannot be done with this group.")
	}
	if name != "seat" {
		q.PostForm.Set("group", g.group.Key)
	}
	refused, err := s.tryAct(q, name, seasonFields[name], func(body []byte) error {
		_, err := s.Desk.ActOnCase(q.Context(), q.who, g.Case, name, "", body)
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.groupPage(w, q, g, *refused)
	}
	if to := s.afterSeasonAct(q, g.caseFile, name); to != "" {
		return seeOther(w, to)
	}
	return seeOther(w, g.path()+"?done="+name)
}

// downloadRoster is a group's roster for spreadsheets; guardians' numbers are for coordinators alone.
func (s *Server) downloadRoster(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	s.noteReadings(q, g.children)
	return writeCSV(w, "roster-"+g.Reference+"-"+g.group.Key+".csv", append([][]string{g.words.rosterHead(q.who)}, g.rosterRows(q.who)...))
}

func (v taskWords) rosterHead(who handlers.Person) []string {
	head := []string{v.c.say("fact.applicant"), v.c.say("fact.group"), v.c.say("fact.status"), v.c.say("page.group.attended"), v.c.say("page.group.missing")}
	if who.Has(domain.RoleCoordinator) {
		head = append(head, v.c.say("page.group.call"))
	}
	return head
}

func (g groupFile) rosterRows(who handlers.Person) (rows [][]string) {
	for _, child := range g.children {
		rows = append(rows, g.words.rosterRow(who, g.seasonFile, g.name(), child))
	}
	return rows
}

func (v taskWords) rosterRow(who handlers.Person, f seasonFile, group string, child *caseFile) []string {
	row := []string{child.applicant(), group, v.c.say("label." + string(child.Status)), strconv.Itoa(f.season().Attended(child.ID)), v.missing(child, v.c.today())}
	if who.Has(domain.RoleCoordinator) {
		row = append(row, v.callWords(child))
	}
	return row
}
