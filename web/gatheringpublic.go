package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/domain/veil"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/words"
)

// The bounds of the public page.
const (
	nextMax   = 30
	pastShown = 8
)

type gatheringsView struct {
	Lead     string
	Next     []nextView
	Calendar *link
	Promises *tableView
	Past     []pastView
	Written  string // that what coordinators wrote is in their language alone; empty for its readers
}

// nextView is a gathering to come.
type nextView struct {
	Day  link
	Name string // its own, as a coordinator wrote it
	Text string
}

// pastView is a gathering that was, with how many came from where.
type pastView struct {
	Name  string // its own, as a coordinator wrote it
	Title string
	Rows  []summaryRow
}

// showGatherings is everything an organization invites to, what it promised, and how it went.
func (s *Server) showGatherings(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	all, err := s.Desk.AllSeries(q.Context(), o.Key)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, o.Key)
	body := gatheringsView{Lead: say("page.gatherings.lead", o.Name)}
	type listed struct {
		a handlers.Series
		g series.Gathering
	}
	var next, past []listed
	for _, a := range all {
		for _, g := range a.State.Gatherings {
			if g.EndsAt.After(s.Now()) {
				next = append(next, listed{a, g})
			} else if g.Because == "" {
				past = append(past, listed{a, g})
			}
		}
	}
	slices.SortStableFunc(next, func(a, b listed) int { return a.g.StartsAt.Compare(b.g.StartsAt) })
	slices.SortStableFunc(past, func(a, b listed) int { return b.g.StartsAt.Compare(a.g.StartsAt) })
	for _, l := range next[:min(nextMax, len(next))] {
		body.Next = append(body.Next, nextView{
			Day: link{Href: gatheringPath(l.a.Program, l.g.Key), Label: c.say("date.moment", unbroken(c.day(l.g.StartsAt)), joined(c.clock(l.g.StartsAt)))}, Name: l.a.Text(l.g.Name), Text: comingWords(c, l.a, l.g, q.language()),
		})
	}
	for _, l := range past[:min(pastShown, len(past))] {
		was := pastView{Name: l.a.Text(l.g.Name), Title: unbroken(c.day(l.g.StartsAt)), Rows: tallyRows(say, l.a, l.g, q.language())}
		if was.Name == "" {
			was.Title = say("page.gatherings.was", l.a.Name(l.g, q.language()), was.Title)
		}
		body.Past = append(body.Past, was)
	}
	if len(all) > 0 {
		body.Calendar = &link{Href: s.PublicURL + v1 + "/organizations/" + o.Key + "/calendar.ics", Label: say("page.gatherings.calendar_get"), Kind: "second"}
	}
	if body.Promises = promiseTable(c, all); body.Promises != nil {
		body.Written = writtenWords(q)
	}
	view := q.page(say("page.gatherings.title"), body).within(o, o.Phone)
	return s.show(w, http.StatusOK, "gatherings", view)
}

// writtenIn is the language of what coordinators write on public pages. It is not translated.
const writtenIn = "en"

// writtenWords say that a text stands there in the coordinators' language alone; empty for whoever reads that.
func writtenWords(q *request) string {
	if q.language() == writtenIn {
		return ""
	}
	return q.say()("page.gathering.written")
}

// comingWords say of a gathering to come what it is, unless it has a name of its own, where, and whether it takes place.
func comingWords(c calendar, a handlers.Series, g series.Gathering, language string) string {
	words := placeWords(a, g) + "."
	if a.Text(g.Name) == "" {
		words = a.Name(g, language) + ". " + words
	}
	switch {
	case g.Because != "":
		return words + " " + c.say("gathering.because."+g.Because)
	case isFull(g):
		return words + " " + c.say("page.gatherings.full")
	}
	return words
}

func isFull(g series.Gathering) bool {
	free, limited := g.Free()
	return limited && (free == 0 || len(g.InLine()) > 0)
}

// tallyRows say how many came from each area. Few people could be recognized, so small counts, and what would give them away, are left out.
func tallyRows(say speaker, a handlers.Series, g series.Gathering, language string) (rows []summaryRow) {
	if len(g.Areas) == 0 {
		return nil
	}
	hidden, whole := veil.Hide(g.Counts)
	total := 0
	for i, key := range g.Areas {
		total += g.Counts[i]
		row := summaryRow{Label: areaName(a.Program, key, language), Value: strconv.Itoa(g.Counts[i])}
		if hidden[i] {
			row.Value, row.Empty = say("page.gatherings.few"), true
		}
		rows = append(rows, row)
	}
	if whole {
		return []summaryRow{{Label: say("page.gatherings.all"), Value: say("page.gatherings.few"), Empty: true}}
	}
	return append(rows, summaryRow{Label: say("page.gatherings.all"), Value: strconv.Itoa(total)})
}

func areaName(p programs.Program, key, language string) string {
	for _, area := range p.Gathering.Areas {
		if area.Key == key {
			return area.Name.In(language)
		}
	}
	return key
}

type gatheringView struct {
	Notice     *noticeView
	Name, When string
	Own        bool // the name is the coordinators', in their language
	Start      *link
	Rows       []summaryRow
	Agenda     []string
	Questions  []string
	Written    string // that agenda and questions are in their writers' language alone
	Part       []string
	Phone      link
	Links      linkRow
}

// gatheringOf finds the gathering of a page's address.
func (s *Server) gatheringOf(q *request, organization string) (a handlers.Series, g series.Gathering, err error) {
	if a, err = s.Desk.ReadSeries(q.Context(), organization, q.PathValue("program")); err != nil {
		return a, g, err
	}
	g, found := a.State.Gathering(q.PathValue("gathering"))
	if !found {
		return a, g, domain.Errorf(domain.NotFound, "There is no gathering at this address (any more). Those to come are on our list.")
	}
	return a, g, nil
}

func (s *Server) showGathering(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	a, g, err := s.gatheringOf(q, o.Key)
	if err != nil {
		return err
	}
	say, rules := q.say(), a.Program.Gathering
	c := s.calendar(say, o.Key)
	place := a.Place(g)
	body := gatheringView{Name: a.Name(g, q.language()), Own: a.Text(g.Name) != "", When: s.whenWords(c, g), Phone: *phoneLink(a.Program.Phone), Notice: s.stateNotice(c, a, g)}
	if g.OpenAt(rules.RSVPUntil, s.Now()) && a.Program.Open {
		body.Start = &link{Href: rsvpPath(a.Program, g.Key), Label: say("page.gathering.answer")}
		if isFull(g) {
			body.Start.Label = say("page.gathering.answer_full")
		}
	}
	v := taskWords{c: c}
	body.Rows = []summaryRow{v.row("page.gathering.when", s.whenWords(c, g))}
	if zone := zoneWords(c); zone != "" {
		body.Rows = append(body.Rows, v.row("page.gathering.zone", zone))
	}
	body.Rows = append(body.Rows, v.row("page.gathering.where", place.Name+", "+place.Street))
	if free, limited := g.Free(); limited && g.Because == "" && !g.Ended {
		body.Rows = append(body.Rows, v.row("page.gathering.places", say("page.gathering.places_free", free, g.Capacity)))
	}
	for _, item := range g.Agenda {
		body.Agenda = append(body.Agenda, a.Text(item))
	}
	for _, asked := range a.State.Questions {
		if asked.Gathering == g.Key && a.Text(asked.Text) != "" {
			body.Questions = append(body.Questions, a.Text(asked.Text))
		}
	}
	if len(body.Agenda)+len(body.Questions) > 0 {
		body.Written = writtenWords(q)
	}
	body.Part = takingPart(c, a, g, body.Start != nil, q.language())
	body.Links = linkRow{Label: say("series.pages"), List: []link{
		{Href: "/g/" + o.Key, Label: say("page.gathering.all")},
		{Href: v1 + "/organizations/" + o.Key + "/calendar.ics", Label: say("page.gatherings.calendar_get")},
	}}
	if comes(g, s.Now()) {
		body.Links.List = append(body.Links.List, link{Href: gatheringPath(a.Program, g.Key) + "/flyer", Label: say("page.gathering.flyer")})
	}
	view := q.page(body.Name+", "+c.day(g.StartsAt), body).within(o, a.Program.Phone)
	view.Back = &link{Href: "/g/" + o.Key, Label: say("page.gathering.all")}
	return s.show(w, http.StatusOK, "gathering", view)
}

// comes tells whether a gathering takes place and is not over.
func comes(g series.Gathering, now time.Time) bool { return g.Because == "" && now.Before(g.EndsAt) }

// takingPart says how to take part, and where to ask for what one needs: in an answer as long as there can be one. Of what is over it says nothing.
func takingPart(c calendar, a handlers.Series, g series.Gathering, answers bool, language string) []string {
	if !comes(g, c.now) {
		return nil
	}
	part := []string{c.say("page.gathering.everybody")}
	if f, asks := a.Program.Form.Field(programs.AnswerInterpreter); asks {
		var languages []string
		for _, option := range f.Options {
			languages = append(languages, option.Label.In(language))
		}
		offered, until := strings.Join(languages, ", "), g.StartsAt.Add(-a.Program.Gathering.Arrange.AskBefore)
		switch {
		case !answers:
			part = append(part, c.say("page.gathering.interpreter_call", offered))
		case !c.now.Before(until):
			part = append(part, c.say("page.gathering.interpreter_late", offered))
		default:
			part = append(part, c.say("page.gathering.interpreter", offered, c.day(until)))
		}
	}
	if !answers {
		return append(part, c.say("page.gathering.access_call"))
	}
	return append(part, c.say("page.gathering.access"))
}

// whenWords say when it begins and ends.
func (s *Server) whenWords(c calendar, g series.Gathering) string {
	end := c.clock(g.EndsAt)
	if c.day(g.EndsAt) != c.day(g.StartsAt) {
		end = c.moment(g.EndsAt).Words
	}
	return c.say("page.gathering.from_to", c.moment(g.StartsAt).Words, end)
}

// zoneWords call a time zone as its people do; empty for one that nobody has put into words.
func zoneWords(c calendar) string {
	key := "zone." + strings.ToLower(strings.ReplaceAll(c.zone.String(), "/", "_"))
	if !words.Known(key) {
		return ""
	}
	return c.say(key)
}

// stateNotice says why somebody cannot simply come, and what they can do instead; nil when they can.
func (s *Server) stateNotice(c calendar, a handlers.Series, g series.Gathering) *noticeView {
	instead := c.say("page.gathering.instead_call", a.Program.Phone)
	if insteadOf(a.State, g.Key, a.Program.Gathering.RSVPUntil, s.Now()) {
		instead = c.say("page.gathering.instead")
	}
	n := noticeView{Kind: "late", Lines: []string{instead}}
	switch until := a.Program.Gathering.RSVPUntil; {
	case g.Because != "":
		n.Title = c.say("gathering.because." + g.Because)
	case !s.Now().Before(g.EndsAt):
		n.Title = c.say("page.gathering.over")
	case !s.Now().Before(g.StartsAt):
		n.Title = c.say("page.gathering.now")
		n.Lines = []string{c.say("page.gathering.come_anyway")}
	case !g.OpenAt(until, s.Now()) || !a.Program.Open:
		n.Title = c.say("page.gathering.closed")
		n.Lines = []string{c.say("page.gathering.come_anyway")}
	case isFull(g):
		n.Kind, n.Title = "", c.say("page.gathering.full")
		n.Lines = []string{c.say("page.gathering.full_then")}
	case g.Moved:
		n.Kind, n.Title = "", c.say("page.gathering.moved")
		n.Lines = []string{c.say("page.gathering.moved_then", c.moment(g.StartsAt).Words, placeWords(a, g))}
	default:
		return nil
	}
	return &n
}
