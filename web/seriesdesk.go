package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/words"
)

type seriesView struct {
	Done     *noticeView
	Title    string
	Links    linkRow
	Next     tableView
	Add      rotaForm
	Promises []spokenView
	Promise  rotaForm
	Past     *tableView
}

// linkRow is a row of links with a name for those who hear the page.
type linkRow struct {
	Label string
	List  []link
}

// spokenView is something that was said, and what can be done about it.
type spokenView struct {
	Text, More string
	Forms      []rotaForm
}

// hasSeries tells whether an organization has a program with gatherings.
func (s *Server) hasSeries(organization string) bool {
	for _, p := range s.Catalog.Programs(organization) {
		if p.Gathering != nil {
			return true
		}
	}
	return false
}

// findSeries leads to the first program of the organization that has gatherings.
func (s *Server) findSeries(w http.ResponseWriter, q *request) error {
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		if p.Gathering != nil {
			return seeOther(w, "/gatherings/"+p.Key)
		}
	}
	return domain.Errorf(domain.NotFound, "Your organization has no gatherings.")
}

func (s *Server) showSeries(w http.ResponseWriter, q *request) error {
	d, err := s.seriesDesk(q)
	if err != nil {
		return err
	}
	return d.show(w)
}

// changeSeriesOnPage takes the forms that are about no single gathering.
func (s *Server) changeSeriesOnPage(w http.ResponseWriter, q *request) error {
	d, err := s.seriesDesk(q)
	if err != nil {
		return err
	}
	if err := d.take(""); err != nil {
		return err
	}
	if d.refused.do != "" {
		return d.show(w)
	}
	return seeOther(w, d.path()+"?done="+url.QueryEscape(q.PostForm.Get("do")))
}

// page begins a page of these gatherings.
func (d *seriesDesk) page(title string, body any) page {
	p := d.request.page(title, body).staff()
	for i := range p.Nav {
		p.Nav[i].Here = p.Nav[i].Href == "/gatherings"
	}
	p.Problems = d.problems()
	return p
}

func (d *seriesDesk) status() int {
	if d.refused.do != "" {
		return d.refused.status
	}
	return http.StatusOK
}

// done confirms what was done on the page before.
func (d *seriesDesk) done() *noticeView {
	key := "series.done." + d.URL.Query().Get("done")
	if d.Method != http.MethodGet || key == "series.done." || !words.Known(key) {
		return nil
	}
	n := noticeOf(d.language(), "good", key)
	return &n
}

func (d *seriesDesk) show(w http.ResponseWriter) error {
	say := d.c.say
	rules := d.Program.Gathering
	given := url.Values{"capacity": {"0"}, "from": {""}, "to": {""}}
	body := seriesView{
		Done: d.done(), Title: d.Program.Name.In(d.language()),
		Links: linkRow{Label: say("series.pages"), List: []link{
			{Href: "/g/" + d.Program.Organization, Label: say("series.public")},
			{Href: v1 + "/organizations/" + d.Program.Organization + "/calendar.ics", Label: say("page.gatherings.calendar_get")},
		}},
		Next: d.table(say("series.next"), func(g series.Gathering) bool { return g.EndsAt.After(d.c.now) }, false),
		Add:  d.form("add_single", d.path(), uuid.New(), given), Promise: d.form("promise", d.path(), uuid.New(), url.Values{}),
	}
	for _, other := range d.server.Catalog.Programs(d.who.Organization) {
		if other.Gathering != nil && other.Key != d.Program.Key {
			body.Links.List = append(body.Links.List, link{Href: "/gatherings/" + other.Key, Label: other.Name.In(d.language())})
		}
	}
	if len(rules.Areas) == 0 {
		body.Past = nil
	}
	if past := d.table(say("series.past"), func(g series.Gathering) bool { return !g.EndsAt.After(d.c.now) && g.Because == "" }, true); len(past.Rows) > 0 {
		body.Past = &past
	}
	for _, p := range d.State.Promises {
		if !p.Open() {
			continue
		}
		at := d.c.due
		due, _ := at(&p.DueOn)
		body.Promises = append(body.Promises, spokenView{Text: d.Text(p.Text), More: due, Forms: []rotaForm{
			d.form("kept", d.path(), p.ID, url.Values{}), d.form("dropped", d.path(), p.ID, url.Values{}),
		}})
	}
	return d.server.show(w, d.status(), "series", d.page(body.Title, body))
}

// table lists gatherings with how full they are.
func (d *seriesDesk) table(caption string, which func(series.Gathering) bool, backwards bool) tableView {
	say := d.c.say
	t := tableView{Caption: caption, Heads: []tableHead{{Label: say("head.when")}, {Label: say("head.gathering")}, {Label: say("head.places")}, {Label: say("head.waiting")}, {Label: say("head.state")}}}
	list := slices.Clone(d.State.Gatherings)
	if backwards {
		slices.Reverse(list)
	}
	for _, g := range list {
		if !which(g) {
			continue
		}
		t.row(tableCell{Text: d.c.moment(g.StartsAt).Words, Href: d.path(g.Key)}, tableCell{Text: d.Name(g, d.language())}, tableCell{Text: d.placesWords(g)},
			tableCell{Text: say("series.count", len(g.InLine()))}, tableCell{Text: d.stateWords(g)})
	}
	return t
}

func (d *seriesDesk) placesWords(g series.Gathering) string {
	taken := g.Taken()
	if g.Ended {
		taken = g.Came
	}
	if g.Capacity == 0 {
		return d.c.say("series.places_open", taken)
	}
	return d.c.say("series.places", taken, g.Capacity)
}

func (d *seriesDesk) stateWords(g series.Gathering) string {
	switch {
	case g.Because != "":
		return d.c.say("series.state.off")
	case g.Ended && len(g.Areas) > 0:
		return d.c.say("series.state.counted")
	case g.Ended || !d.c.now.Before(g.EndsAt):
		return d.c.say("series.state.over")
	case g.Moved:
		return d.c.say("series.state.moved")
	case isFull(g):
		return d.c.say("series.state.full")
	}
	return d.c.say("series.state.on")
}
