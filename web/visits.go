package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

type visitsView struct {
	Done, Notice *noticeView
	Title, When  string
	Links        linkRow
	Rows         []summaryRow
	Tally        *rotaForm
	Changes      []rotaForm
	Agenda       []rotaEntry
	AddAgenda    *rotaForm
	Questions    []spokenView
	Visits       *tableView
	None         string
}

// visitsDesk is a coordinator at work on one gathering, with the answers opened.
type visitsDesk struct {
	*seriesDesk

	g     series.Gathering
	files map[uuid.UUID]*caseFile
}

// visitsOf opens the answers of the gathering that the path names, and of those who asked something for it.
func (s *Server) visitsOf(q *request) (*visitsDesk, error) {
	d, err := s.seriesDesk(q)
	if err != nil {
		return nil, err
	}
	v := &visitsDesk{seriesDesk: d}
	var found bool
	if v.g, found = d.State.Gathering(q.PathValue("gathering")); !found {
		return nil, domain.Errorf(domain.NotFound, "There is no gathering at this address (any more).")
	}
	var ids []uuid.UUID
	for _, visit := range v.g.Visits {
		if standsOnList(visit.Standing) {
			ids = append(ids, visit.ID)
		}
	}
	for _, asked := range v.waitingQuestions() {
		ids = append(ids, asked.Visit)
	}
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		cases, err := s.Store.CasesByID(q.Context(), tx, ids)
		if err != nil {
			return err
		}
		v.files, err = s.openFiles(q.Context(), tx, cases)
		return err
	})
	return v, err
}

func standsOnList(standing series.Standing) bool {
	return standing == series.Seated || standing == series.Waiting || standing == series.Offered
}

func (v *visitsDesk) waitingQuestions() (list []series.Question) {
	for _, asked := range v.State.Questions {
		if asked.Gathering == v.g.Key && asked.Text == uuid.Nil {
			list = append(list, asked)
		}
	}
	return list
}

func (s *Server) showVisits(w http.ResponseWriter, q *request) error {
	v, err := s.visitsOf(q)
	if err != nil {
		return err
	}
	return v.show(w)
}

// changeGatheringOnPage takes the forms about one gathering.
func (s *Server) changeGatheringOnPage(w http.ResponseWriter, q *request) error {
	v, err := s.visitsOf(q)
	if err != nil {
		return err
	}
	if err := v.take(v.g.Key); err != nil {
		return err
	}
	if v.refused.do != "" {
		return v.show(w)
	}
	return seeOther(w, v.path(v.g.Key)+"?done="+url.QueryEscape(q.PostForm.Get("do")))
}

func (v *visitsDesk) show(w http.ResponseWriter) error {
	say, here := v.c.say, v.path(v.g.Key)
	body := visitsView{
		Done: v.done(), Title: v.Name(v.g, v.language()), When: v.server.whenWords(v.c, v.g), Rows: v.rows(), Visits: v.table(), None: v.none(),
		Links: linkRow{Label: say("series.pages"), List: []link{
			{Href: here + "/list", Label: say("visits.list")},
			{Href: gatheringPath(v.Program, v.g.Key), Label: say("visits.public")},
		}},
	}
	if v.g.Because != "" {
		body.Notice = &noticeView{Kind: "late", Title: say("gathering.because." + v.g.Because)}
	}
	coming := comes(v.g, v.c.now)
	if coming {
		body.Links.List = append(body.Links.List, link{Href: gatheringPath(v.Program, v.g.Key) + "/flyer", Label: say("page.gathering.flyer")},
			link{Href: rsvpPath(v.Program, v.g.Key), Label: say("visits.enter")})
		body.Changes = []rotaForm{v.form("move", here, uuid.New(), v.written()), v.form("capacity", here, uuid.New(), url.Values{"capacity": {strconv.Itoa(v.g.Capacity)}}), v.form("call_off", here, uuid.New(), url.Values{})}
		add := v.form("agenda", here, uuid.New(), url.Values{})
		body.AddAgenda = &add
	}
	for _, item := range v.g.Agenda {
		entry := rotaEntry{Text: v.Text(item)}
		if coming {
			entry.Action, entry.Do, entry.Name, entry.Value = here, "remove_agenda", "id", item.String()
			entry.Button = buttonView{Label: say("series.do.remove_agenda.button"), Kind: "quiet", Unseen: entry.Text}
		}
		body.Agenda = append(body.Agenda, entry)
	}
	if len(v.Program.Gathering.Areas) > 0 && v.g.Because == "" && !v.c.now.Before(v.g.StartsAt) {
		tally := v.form("tally", here, uuid.New(), v.counted())
		tally.Open = len(v.g.Areas) == 0 || tally.Open
		body.Tally = &tally
	}
	for _, asked := range v.waitingQuestions() {
		text := ""
		if f := v.files[asked.Visit]; f != nil {
			text = f.texts[asked.ID]
		}
		if text == "" {
			continue
		}
		body.Questions = append(body.Questions, spokenView{Text: text, Forms: []rotaForm{
			v.form("publish", here, asked.ID, url.Values{"text": {text}}), v.form("decline", here, asked.ID, url.Values{}),
		}})
	}
	p := v.page(body.Title+", "+v.c.day(v.g.StartsAt), body)
	p.Back = &link{Href: v.path(), Label: say("visits.back")}
	return v.server.show(w, v.status(), "visits", p)
}

// none says why nobody is listed.
func (v *visitsDesk) none() string {
	if v.g.Ended {
		return v.c.say("visits.none_after")
	}
	return v.c.say("visits.none")
}

// written is when it is, for the form that moves it.
func (v *visitsDesk) written() url.Values {
	starts, ends := v.g.StartsAt.In(v.c.zone), v.g.EndsAt.In(v.c.zone)
	return url.Values{"day": {writtenDay(starts)}, "from": {v.c.clock(starts)}, "to": {v.c.clock(ends)}}
}

func (v *visitsDesk) counted() url.Values {
	values := url.Values{}
	for i, area := range v.g.Areas {
		values.Set(area, strconv.Itoa(v.g.Counts[i]))
	}
	return values
}

// rows are the figures of the gathering: how many come, and what they need.
func (v *visitsDesk) rows() []summaryRow {
	say, place := v.c.say, v.Place(v.g)
	t := taskWords{c: v.c}
	rows := []summaryRow{t.row("page.gathering.where", place.Name+", "+place.Street), t.row("head.places", v.placesWords(v.g))}
	adults, children, interpreters, needs, diets := 0, 0, map[string]int{}, 0, 0
	for _, visit := range v.g.Visits {
		f := v.files[visit.ID]
		if f == nil || visit.Standing != series.Seated {
			continue
		}
		s := f.visit()
		adults, children = adults+s.Adults, children+s.Children
		if s.Interpreter != "" {
			interpreters[s.Interpreter]++
		}
		if s.Access {
			needs++
		}
		if f.answers.Text("diet") != "" {
			diets++
		}
	}
	if v.g.Ended {
		return rows
	}
	var languages []string
	asked, _ := v.Program.Form.Field(programs.AnswerInterpreter)
	for _, language := range v.Program.Gathering.Interpreters {
		if n := interpreters[language]; n > 0 {
			languages = append(languages, say("visits.interpreter_count", optionLabel(asked, v.language(), language), n))
		}
	}
	if len(languages) == 0 {
		languages = []string{say("visits.nobody")}
	}
	return append(rows, t.row("visits.heads", say("visits.heads_count", adults, children)), t.row("visits.waiting", say("series.count", len(v.g.InLine()))),
		t.row("visits.interpreters", strings.Join(languages, ", ")), t.row("visits.needs", say("series.count", needs)), t.row("visits.diets", say("series.count", diets)))
}

// table lists who comes and who waits; those with a place first, by name, then the line in its order.
func (v *visitsDesk) table() *tableView {
	say := v.c.say
	t := &tableView{Caption: say("visits.caption"), Heads: []tableHead{
		{Label: say("head.name")}, {Label: say("head.people")}, {Label: say("head.state")}, {Label: say("head.needs")}, {Label: say("head.diet")}, {Label: say("head.reference")},
	}}
	list := slices.DeleteFunc(slices.Clone(v.g.Visits), func(visit series.Visit) bool { return v.files[visit.ID] == nil || !standsOnList(visit.Standing) })
	rank := func(visit series.Visit) int {
		if visit.Standing == series.Seated {
			return 0
		}
		return visit.Number
	}
	name := func(visit series.Visit) string { return v.files[visit.ID].answers.Text("full_name") }
	slices.SortStableFunc(list, func(a, b series.Visit) int {
		if rank(a) != rank(b) {
			return rank(a) - rank(b)
		}
		return compareNames(name(a), name(b))
	})
	for _, visit := range list {
		f := v.files[visit.ID]
		s := f.visit()
		t.row(tableCell{Text: name(visit)}, tableCell{Text: say("visits.people", s.Adults, s.Children)}, tableCell{Text: v.standingWords(visit)},
			tableCell{Text: v.needWords(f)}, tableCell{Text: orDash(f.answers.Text("diet"))}, tableCell{Text: f.Reference, Href: "/cases/" + f.Reference})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (v *visitsDesk) standingWords(visit series.Visit) string {
	switch visit.Standing {
	case series.Waiting:
		return v.c.say("visits.standing.waiting", v.g.Position(visit.ID))
	case series.Offered:
		return v.c.say("visits.standing.offered", v.c.moment(visit.Until).Words)
	case series.Seated, series.Lapsed, series.Refused, series.Left, series.CalledOff:
	}
	return v.c.say("visits.standing.seated")
}

// needWords are what somebody needs to take part, and whether it is arranged.
func (v *visitsDesk) needWords(f *caseFile) string {
	s, facts := f.visit(), f.visitFacts()
	var parts []string
	if s.Interpreter != "" {
		asked, _ := v.Program.Form.Field(programs.AnswerInterpreter)
		parts = append(parts, v.c.say("visits.interpreter", optionLabel(asked, v.language(), s.Interpreter)))
	}
	parts = append(parts, facts.Needs...)
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, "; ") + arrangedWords(v.c.say, s.Arrangement)
}

func arrangedWords(say speaker, a gathering.Arrangement) string {
	switch {
	case a.Open && a.Owner != uuid.Nil:
		return " " + say("visits.arranging.owned")
	case a.Open:
		return " " + say("visits.arranging.open")
	case a.Outcome != "":
		return " " + say("visits.arranging."+string(a.Outcome))
	}
	return ""
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// showDoorList is the list to print for the door: those with a place, and nothing that nobody at a door needs.
func (s *Server) showDoorList(w http.ResponseWriter, q *request) error {
	v, err := s.visitsOf(q)
	if err != nil {
		return err
	}
	say := v.c.say
	body := visitsView{Title: v.Name(v.g, v.language()), When: s.whenWords(v.c, v.g), Rows: v.rows(), None: v.none()}
	t := &tableView{Caption: say("visits.door", v.c.moment(s.Now().Truncate(time.Minute)).Words), Heads: []tableHead{{Label: say("head.name")}, {Label: say("head.people")}, {Label: say("head.needs")}}}
	for _, visit := range v.g.Visits {
		if f := v.files[visit.ID]; f != nil && visit.Standing == series.Seated {
			t.row(tableCell{Text: f.answers.Text("full_name")}, tableCell{Text: say("visits.people", f.visit().Adults, f.visit().Children)}, tableCell{Text: v.needWords(f)})
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b []tableCell) int { return compareNames(a[0].Text, b[0].Text) })
	if len(t.Rows) > 0 {
		body.Visits = t
	}
	p := v.page(say("visits.list")+", "+v.c.day(v.g.StartsAt), body)
	p.Back = &link{Href: v.path(v.g.Key), Label: say("layout.back")}
	return s.show(w, http.StatusOK, "doorlist", p)
}
