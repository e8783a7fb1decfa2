package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/words"
)

// waitingMax is how many of a waiting list a page shows.
const waitingMax = 100

type seasonPage struct {
	Reference, Title string
	Done             *noticeView
	Notices          []noticeView
	Tonight          *tonightView
	Groups           *tableView
	Plot             *plotView
	Empty            *titledTable
	Waiting          *tableView
	More             string
	Stands           []summaryRow
	Links            []link
	Acts             []actGroup
	Coaches          *titledTable
	Events           []timelineRow
}

// titledTable is a table that is folded away under its title.
type titledTable struct {
	Title string
	Table *tableView
}

// tonightView is what takes place today, with the one form that calls all of it off.
type tonightView struct {
	Title    string
	Sessions []link
	Cancel   *actForm
}

// seasonPage is a season's own page: its groups, its waiting list, and what can be done.
func (s *Server) seasonPage(w http.ResponseWriter, q *request, file *caseFile, refused tried) error {
	f := s.seasonFile(q, file)
	say, leads := f.words.c.say, q.who.Has(domain.RoleCoordinator)
	body := seasonPage{Reference: f.Reference, Title: f.name(), Done: seasonDone(q)}
	var list volunteers
	var err error
	if leads {
		if list, err = s.coachesFor(q, file); err != nil {
			return err
		}
	}
	body.Stands, body.Notices = f.stands(q), append(f.notices(leads), f.shortOfCoaches(q, list, leads)...)
	f.groupTables(q, list, leads, &body)
	body.Tonight = f.tonight(q, leads, refused)
	problems, wrong := problemsOf(refused.wrong)
	if leads {
		waiting, err := s.waitingTable(q, f, &body)
		if err != nil {
			return err
		}
		body.Coaches = s.coachTable(f, list)
		people := "page.season.people"
		if f.season().Over {
			people = "page.season.people_over"
		}
		body.Links = []link{{Href: f.path() + "/people", Label: say(people)}, {Href: f.path() + "/people.csv", Label: say("page.season.people_csv")}}
		body.Acts = f.seasonForms(list, waiting, refused, wrong)
		if body.Events, err = s.happened(q, f, list); err != nil {
			return err
		}
	}
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	if !slices.Contains(seasonActs, refused.action) && refused.action != "cancel_day" {
		for i := range problems {
			problems[i].Href = "" // its form is on another page
		}
	}
	view := q.page(body.Title, body).staff()
	view.Problems, view.Back = problems, &link{Href: "/seasons", Label: say("page.seasons.title")}
	return s.show(w, refused.status, "season", view)
}

func seasonDone(q *request) *noticeView {
	key := "done.season." + q.URL.Query().Get("done")
	if !words.Known(key) {
		return nil
	}
	n := noticeOf(q.language(), "good", key, "done.recorded")
	return &n
}

func (f seasonFile) stands(q *request) []summaryRow {
	v, of, n := f.words, f.season(), countSeason(q.who, f.caseFile)
	return []summaryRow{
		v.row("head.status", v.c.say("page.season.phase."+phaseOf(of, v.c.now))),
		v.row("fact.first_day", v.c.written(of.First.Format(time.DateOnly))), v.row("fact.last_day", v.c.written(of.Last.Format(time.DateOnly))),
		v.row("page.season.closes", v.c.lastDay(of.ClosesAt)), v.row("page.season.head.taken", v.c.say("fact.of", n.taken, n.places)),
	}
}

func (f seasonFile) notices(leads bool) (list []noticeView) {
	say := f.words.c.say
	if f.season().Ending && leads {
		list = append(list, noticeView{Kind: "late", Title: say("page.season.ending"), Lines: []string{say("page.season.ending_what")}})
	}
	if !f.season().DrawAt.IsZero() && !f.season().Drawn {
		list = append(list, noticeView{Lines: []string{say("page.season.draw", f.words.c.moment(f.season().DrawAt).Words)}})
	}
	if f.season().Over {
		list = append(list, noticeView{Lines: []string{say("page.season.over")}})
	}
	return list
}

// coachesAt is the column of the coaches in the table of groups; left out where nobody coaches.
const coachesAt = 2

// coached tells whether groups of this season have coaches, or should.
func (f seasonFile) coached() bool {
	return coachesNeeded(f.caseFile) > 0 || slices.ContainsFunc(f.season().Groups, func(g *season.Group) bool { return len(g.Coaches) > 0 })
}

// groupTables list the groups that whoever looks may see, and draw how full they are. Those that nobody has come to yet are folded away.
func (f seasonFile) groupTables(q *request, list volunteers, leads bool, body *seasonPage) {
	say := f.words.c.say
	heads := []tableHead{
		{Label: say("fact.group")},
		{Label: say("page.season.head.next")},
		{Label: say("page.season.head.coaches")},
		{Label: say("page.season.head.taken"), Number: true},
		{Label: say("page.season.head.places"), Number: true},
	}
	row := func(t *tableView, cells []tableCell) {
		if !f.coached() {
			cells = slices.Delete(slices.Clone(cells), coachesAt, coachesAt+1)
		}
		t.row(cells...)
	}
	if !f.coached() {
		heads = slices.Delete(heads, coachesAt, coachesAt+1)
	}
	body.Groups = &tableView{Caption: say("page.season.groups"), Heads: heads}
	empty := &tableView{Caption: say("page.season.groups"), Heads: heads}
	p := &plotView{Caption: say("page.season.drawn"), Heads: []string{say("fact.group"), say("page.season.head.taken"), say("page.season.head.places")}}
	for _, g := range f.season().Groups {
		if !leads && !slices.Contains(g.Coaches, q.who.ID) {
			continue
		}
		if cells := f.groupCells(g, list); g.Taken > 0 || len(g.Coaches) > 0 {
			row(body.Groups, cells)
			p.Rows = append(p.Rows, plotRow{Label: cells[0].Text, Values: []string{cells[3].Text, cells[4].Text}, Width: min(1000, g.Taken*1000/max(1, g.Capacity))})
		} else {
			row(empty, cells)
		}
	}
	if len(body.Groups.Rows) == 0 {
		body.Groups, empty = empty, &tableView{}
	}
	if n := len(empty.Rows); n > 0 {
		body.Empty = &titledTable{Title: say("page.season.empty_groups", n), Table: empty}
	}
	if n := len(p.Rows); n > 0 && n <= plotMax {
		body.Plot = p
	}
}

func (f seasonFile) groupCells(g *season.Group, list volunteers) []tableCell {
	say, each := f.words.c.say, coachesNeeded(f.caseFile)
	next := tableCell{Text: say("page.season.no_next")}
	if m, is := f.next(g); is {
		at := f.words.c.stamp(m.StartsAt)
		next = tableCell{Date: &at}
	}
	coaches := say("fact.of", len(g.Coaches), max(each, len(g.Coaches)))
	if names := list.names(g.Coaches); names != "" {
		coaches = names
	}
	if len(g.Coaches) < each {
		coaches = say("page.season.too_few", len(g.Coaches), each)
	}
	return []tableCell{
		{Text: groupName(f.terms.Program, g.Key, f.words.language), Href: f.path() + "/groups/" + g.Key},
		next,
		{Text: coaches},
		{Text: strconv.Itoa(g.Taken)},
		{Text: strconv.Itoa(g.Capacity)},
	}
}

// plotMax is how many groups are drawn on one page.
const plotMax = 24

// tonight lists the meetings of today, for coordinators with the form that calls them off.
func (f seasonFile) tonight(q *request, leads bool, refused tried) *tonightView {
	c := f.words.c
	t := &tonightView{Title: c.say("page.season.tonight", c.day(c.now))}
	ahead := 0
	for _, g := range f.season().Groups {
		if !leads && !slices.Contains(g.Coaches, q.who.ID) {
			continue
		}
		for _, m := range f.season().Plan(g, f.plan) {
			if !c.sameDay(m.StartsAt, c.now) {
				continue
			}
			if m.EndsAt.After(c.now) {
				ahead++
			}
			if len(f.season().In(g.Key)) == 0 {
				continue // nobody is expected
			}
			t.Sessions = append(t.Sessions, link{
				Href:  f.path() + "/groups/" + g.Key + "/sessions/" + strconv.Itoa(m.Number),
				Label: c.say("page.season.session_at", groupName(f.terms.Program, g.Key, f.words.language), c.clock(m.StartsAt)),
			})
		}
	}
	if len(t.Sessions) == 0 && ahead == 0 {
		return nil
	}
	if leads && ahead > 0 && !f.season().Over {
		on := c.now
		t.Cancel = &actForm{
			Label: c.say("page.season.cancel_tonight"), Help: c.say("act.season.cancel_day.help"), Action: f.path() + "/acts/cancel_day", Open: refused.action == "cancel_day",
			Fields: []fieldView{hiddenField("day-year", strconv.Itoa(on.Year())), hiddenField("day-month", strconv.Itoa(int(on.Month()))), hiddenField("day-day", strconv.Itoa(on.Day()))},
			Button: buttonView{Label: c.say("page.season.cancel_tonight.button"), Kind: "warn"},
		}
	}
	return t
}

// waitingTable lists who waits, in the order in which places are offered, and gives them as they can be chosen.
func (s *Server) waitingTable(q *request, f seasonFile, body *seasonPage) ([]optionView, error) {
	of, c := f.season(), f.words.c
	list := slices.Clone(of.WaitingList())
	for _, id := range of.Order {
		if of.Candidates[id].Place == season.Offered {
			list = append([]*season.Candidate{of.Candidates[id]}, list...)
		}
	}
	if len(list) > waitingMax {
		body.More, list = c.say("page.season.waiting_more", len(list)-waitingMax), list[:waitingMax]
	}
	if len(list) == 0 {
		return nil, nil
	}
	var ids []uuid.UUID
	for _, candidate := range list {
		ids = append(ids, candidate.Application)
	}
	files, err := s.applicationsOf(q, ids)
	if err != nil {
		return nil, err
	}
	seated := map[uuid.UUID]bool{}
	for _, candidate := range of.Candidates {
		if candidate.Place == season.Seated && candidate.Household != uuid.Nil {
			seated[candidate.Household] = true
		}
	}
	t := &tableView{Caption: c.say("page.season.waiting"), Heads: []tableHead{
		{Label: c.say("page.season.head.position")}, {Label: c.say("fact.applicant")}, {Label: c.say("page.season.head.wants")}, {Label: c.say("fact.why")}, {Label: c.say("page.season.head.since")},
	}}
	var options []optionView
	position := 0
	for _, candidate := range list {
		child := files[candidate.Application]
		if child == nil {
			continue
		}
		at, stands := c.stamp(candidate.Since), c.say("page.season.offered", c.moment(candidate.Until).Words)
		if candidate.Place == season.Waiting {
			position++
			stands = strconv.Itoa(position)
		}
		t.row(tableCell{Text: stands}, tableCell{Text: child.applicant(), Href: "/cases/" + child.Reference}, tableCell{Text: f.wishes(candidate)},
			tableCell{Text: f.reasons(candidate, child, seated)}, tableCell{Date: &at})
		options = append(options, optionView{Value: candidate.Application.String(), Label: child.applicant()})
	}
	body.Waiting = t
	return options, nil
}

// wishes are the groups that somebody would take, the first alternatives of each wish.
func (f seasonFile) wishes(candidate *season.Candidate) string {
	var names []string
	for _, alternatives := range candidate.Options {
		if len(alternatives) > 0 && alternatives[0] != "" {
			name := groupName(f.terms.Program, alternatives[0], f.words.language)
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return orWords(strings.Join(names, "; "), f.words.c.say("why.no_fit"))
}

// reasons say why somebody waits, and that a brother or sister has a place.
func (f seasonFile) reasons(candidate *season.Candidate, child *caseFile, seated map[uuid.UUID]bool) string {
	var parts []string
	if why := child.application().Why; why != "" {
		parts = append(parts, f.words.c.say("why."+why))
	}
	if f.season().Siblings && seated[candidate.Household] {
		parts = append(parts, f.words.c.say("page.season.sibling"))
	}
	if candidate.Standby {
		parts = append(parts, f.words.c.say("page.season.standby"))
	}
	return strings.Join(parts, ". ")
}
