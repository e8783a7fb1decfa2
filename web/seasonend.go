package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/words"
)

// peoplePage is everybody with a place in a season: how often they came, and what is not recorded yet. It is looked through before the season is
// ended.
type peoplePage struct {
	Title    string
	Done     *noticeView
	Notices  []noticeView
	Rows     []summaryRow
	Open     *tableView
	Groups   []peopleGroup
	Complete *actForm
	Billed   string
	Link     link
}

type peopleGroup struct {
	Table tableView
	Link  *link
}

func (s *Server) showSeasonPeople(w http.ResponseWriter, q *request) error {
	f, err := s.seasonFor(q)
	if err != nil {
		return err
	}
	groups, err := s.everyGroup(q, f)
	if err != nil {
		return err
	}
	say := f.words.c.say
	body := peoplePage{Title: say("page.people.title", f.name()), Link: link{Href: f.path() + "/people.csv", Label: say("page.season.people_csv")}}
	if key := "done.season." + q.URL.Query().Get("done"); words.Known(key) {
		n := noticeOf(q.language(), "good", key, "done.recorded")
		body.Done = &n
	}
	f.fillPeople(&body, groups)
	view := q.page(body.Title, body).staff()
	view.Back = &link{Href: f.path(), Label: say("page.group.back")}
	return s.show(w, http.StatusOK, "season_people", view)
}

// everyGroup opens all groups of a season with everybody in them, in one look.
func (s *Server) everyGroup(q *request, f seasonFile) (groups []groupFile, err error) {
	of := f.season()
	var ids []uuid.UUID
	for _, g := range of.Groups {
		ids = append(ids, of.In(g.Key)...)
	}
	files, err := s.applicationsOf(q, ids)
	for _, g := range of.Groups {
		group := groupFile{seasonFile: f, group: g, meetings: of.Plan(g, f.plan)}
		for _, id := range of.In(g.Key) {
			if files[id] != nil {
				group.children = append(group.children, files[id])
			}
		}
		slices.SortStableFunc(group.children, byName)
		groups = append(groups, group)
	}
	return groups, err
}

// unrecorded lists the meetings of a group that are over and were not recorded.
func (g groupFile) unrecorded() (list []season.Meeting) {
	for _, m := range g.meetings {
		if _, taken := g.group.Met[m.Number]; !taken && !m.Cancelled() && m.EndsAt.Before(g.words.c.now) {
			list = append(list, m)
		}
	}
	return list
}

func (f seasonFile) fillPeople(body *peoplePage, groups []groupFile) {
	v, of, say := f.words, f.season(), f.words.c.say
	open := &tableView{Caption: say("page.people.unrecorded"), Heads: []tableHead{{Label: say("fact.group")}, {Label: say("page.season.head.session")}}}
	people, complete, borne := 0, 0, int64(0)
	for _, g := range groups {
		for _, m := range g.unrecorded() {
			if len(g.children) > 0 && !of.Over {
				open.row(tableCell{Text: g.name()}, tableCell{Text: g.sessionName(m), Href: g.path() + "/sessions/" + strconv.Itoa(m.Number)})
			}
		}
		if len(g.children) == 0 {
			continue
		}
		table := peopleGroup{Table: tableView{Caption: g.name(), Heads: []tableHead{
			{Label: say("fact.applicant")}, {Label: say("page.group.attended"), Number: true}, {Label: say("page.people.outcome")}, {Label: say("fact.borne"), Number: true},
		}}}
		for _, child := range g.children {
			attended := of.Attended(child.ID)
			people++
			if attended >= of.Sessions {
				complete++
			}
			borne += child.application().BorneCents
			table.Table.row(tableCell{Text: child.applicant(), Href: "/cases/" + child.Reference}, tableCell{Text: f.attendedWords(attended)}, tableCell{Text: g.outcomeWords(attended)},
				tableCell{Text: v.c.say.usd(child.application().BorneCents)})
		}
		if of.Over && f.terms.Program.Application.Completion.Certificate {
			table.Link = &link{Href: g.path() + "/certificates", Label: say("page.people.certificates", g.name())}
		}
		body.Groups = append(body.Groups, table)
	}
	if len(open.Rows) > 0 {
		body.Open = open
	}
	enough := "page.people.enough"
	if of.Over {
		enough = "fact.completed"
	}
	body.Rows = []summaryRow{v.row("page.people.people", say("fact.number", people))}
	if of.Over || of.Sessions > 0 {
		body.Rows = append(body.Rows, v.row(enough, say("fact.number", complete)))
	}
	body.Rows = append(body.Rows, v.row("page.people.borne", v.c.say.usd(borne)))
	body.Billed = say("page.equipment.nobody")
	switch {
	case of.Over:
		body.Notices = []noticeView{{Lines: []string{say("page.season.over")}}}
	case v.c.now.Before(f.ends()):
		body.Notices = []noticeView{{Lines: []string{say("page.people.early", v.c.moment(f.ends()).Words)}}}
	default:
		body.Complete = &actForm{
			Label: say("act.end_season.complete"), Help: say("act.end_season.complete.help"), Action: f.path() + "/acts/complete",
			Button: buttonView{Label: say("act.end_season.complete.button")},
		}
	}
}

// ends is when the last session of all is over.
func (f seasonFile) ends() time.Time {
	last := f.season().Last
	return f.season().LastEnds(season.Facts{
		Meetings: f.plan, DayEnds: time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, f.words.c.zone),
	})
}

// attendedWords say how often somebody came, and of how often that it takes.
func (f seasonFile) attendedWords(attended int) string {
	if f.season().Sessions == 0 {
		return strconv.Itoa(attended)
	}
	return f.words.c.say("fact.of", attended, f.season().Sessions)
}

// outcomeWords say whether somebody completed the season, or how far they are. Where no number of sessions is needed, whoever keeps the place to the end
// completes it.
func (g groupFile) outcomeWords(attended int) string {
	f := g.seasonFile
	switch of := f.season(); {
	case of.Over && attended >= of.Sessions:
		return f.words.c.say("page.people.completed")
	case of.Over:
		return f.words.c.say("page.people.did_not")
	case len(g.group.Met) == 0:
		return f.words.c.say("page.people.no_session")
	case of.Sessions == 0:
		return f.words.c.say("page.people.by_staying")
	case attended >= of.Sessions:
		return f.words.c.say("page.people.completes")
	default:
		return f.words.c.say("page.people.not_yet", of.Sessions-attended)
	}
}

// downloadSeason is everybody with a place, for spreadsheets.
func (s *Server) downloadSeason(w http.ResponseWriter, q *request) error {
	f, err := s.seasonFor(q)
	if err != nil {
		return err
	}
	groups, err := s.everyGroup(q, f)
	if err != nil {
		return err
	}
	rows := [][]string{f.words.rosterHead(q.who)}
	for _, g := range groups {
		s.noteReadings(q, g.children)
		rows = append(rows, g.rosterRows(q.who)...)
	}
	return writeCSV(w, "season-"+f.Reference+".csv", rows)
}

// certificateView is one person's, made for paper.
type certificateView struct{ Name, Program, Organization, Dates, Sessions string }

type certificatesPage struct {
	Title string
	List  []certificateView
	None  string
}

// certificateOf is what a certificate says of somebody who completed a season.
func (s *Server) certificateOf(v taskWords, child *caseFile, first, last time.Time) certificateView {
	o, _ := s.Catalog.Organization(child.Organization)
	state := child.application()
	return certificateView{
		Name: child.applicant(), Program: child.terms.Program.Name.In(v.language), Organization: o.Name,
		Dates:    v.c.say("page.certificate.dates", v.c.longDay(first), v.c.longDay(last)),
		Sessions: v.c.say("page.certificate.sessions", state.Attended),
	}
}

// longDay is a date as a certificate writes it, always with the year.
func (c calendar) longDay(at time.Time) string {
	return c.say("page.certificate.day", c.say("month."+strconv.Itoa(int(at.Month()))), at.Day(), at.Year())
}

// certified tells whether somebody has a certificate.
func (f *caseFile) certified() bool {
	return f.terms.Program.Application != nil && f.terms.Program.Application.Completion.Certificate && f.application().Outcome == application.Done
}

func (s *Server) showCertificates(w http.ResponseWriter, q *request) error {
	g, err := s.groupFor(q)
	if err != nil {
		return err
	}
	body := certificatesPage{Title: q.say()("page.certificate.all", g.name()), None: q.say()("page.certificate.none")}
	for _, child := range g.children {
		if child.certified() {
			body.List = append(body.List, s.certificateOf(g.words, child, g.season().First, g.season().Last))
		}
	}
	view := q.page(body.Title, body)
	view.Back = &link{Href: g.path(), Label: g.name()}
	return s.show(w, http.StatusOK, "season_certificates", view)
}

// showOwnCertificate is a family's own, once the season is completed.
func (s *Server) showOwnCertificate(w http.ResponseWriter, q *request) error {
	r, err := s.opened(q.Context(), q.PathValue("reference"), q.PathValue("token"))
	if err != nil {
		return err
	}
	file, err := s.familyFile(q.Context(), r)
	if err != nil {
		return err
	}
	if file.Workflow != "application" || !file.certified() {
		return domain.Errorf(domain.NotFound, "There is no certificate here. It is ready once the season is completed.")
	}
	say := q.say()
	v := taskWords{openTask: openTask{file: file}, c: s.calendar(say, file.Organization), language: q.language()}
	placing := file.application().Placing
	body := certificatesPage{Title: say("page.certificate.own"), List: []certificateView{s.certificateOf(v, file, placing.First, placing.Last)}}
	view := s.withinProgram(q.page(body.Title, body), file.terms.Program)
	view.Back = &link{Href: receiptPath(r.reference, q.PathValue("token")), Label: say("page.mine.back")}
	return s.show(w, http.StatusOK, "season_certificates", view)
}
