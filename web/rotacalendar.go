package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
)

const (
	rotaDays   = 14 // that a calendar shows
	gapsShown  = 6  // above the calendar, which shows all of them
	stripWidth = 1008
)

type rotaPage struct {
	Title           string
	Programs, Links *rotaLinks
	Gaps            *noticeView
	Fine            string
	Now             []summaryRow
	When, Need      string
	Around          *rotaLinks
	Areas           []rotaArea
}

// rotaLinks lead on within the rota; Label says where to, for whoever hears the page.
type rotaLinks struct {
	Label string
	List  []link
}

// rotaArea is the calendar of one area: drawn, and the same in words.
type rotaArea struct {
	ID, Name, Drawn, Caption string
	Ticks                    []rotaTick
	Parts                    []rotaPart
	Width                    int
	Days                     []rotaDay
}

type rotaTick struct {
	Weekday, Day string
	X            int
}

// rotaPart is a stretch of the drawing. What stands in it is told by its height, too.
type rotaPart struct {
	Class               string // "enough", "few" or "none"
	X, Y, Width, Height int
}

// rotaDay is one day, or several that are alike.
type rotaDay struct {
	Name  string
	Lines []rotaLine
	alone bool
}

type rotaLine struct{ Kind, Hours, Short, Who, Because string }

func (s *Server) showRota(w http.ResponseWriter, q *request) error {
	v, err := s.rotaOf(q)
	if err != nil {
		return err
	}
	from := v.firstDay()
	until := v.midnight(from, rotaDays)
	name := v.program.Name.In(v.language())
	body := rotaPage{
		Title: v.c.say("rota.page.title", name), Programs: v.programs(), Links: v.links(), Around: v.around(from),
		When: v.c.say("rota.page.when", v.c.day(from), v.c.day(until.Add(-time.Second))), Need: v.need(),
	}
	v.tellGaps(&body, from, until)
	if now := v.c.now; !now.Before(from) && now.Before(until) {
		for _, area := range v.rules.Areas {
			body.Now = append(body.Now, v.standing(area))
		}
	}
	for _, area := range v.rules.Areas {
		body.Areas = append(body.Areas, v.areaView(area, from, until))
	}
	return s.show(w, http.StatusOK, "rota", v.page(body.Title, body))
}

// firstDay is the day that the address names, else today.
func (v *rotaView) firstDay() time.Time {
	today := v.midnight(v.c.now, 0)
	day, err := time.ParseInLocation(time.DateOnly, v.URL.Query().Get("from"), v.c.zone)
	if err != nil || day.Before(today.AddDate(-5, 0, 0)) || day.After(today.AddDate(5, 0, 0)) {
		return today
	}
	return v.midnight(day, 0)
}

// programs are the organization's other rotas; nothing when there is one only.
func (v *rotaView) programs() *rotaLinks {
	var list []link
	for _, p := range v.server.Catalog.Programs(v.who.Organization) {
		if p.Protocol != nil {
			list = append(list, link{Href: "/rota/" + p.Key, Label: p.Name.In(v.language()), Here: p.Key == v.program.Key})
		}
	}
	if len(list) < 2 {
		return nil
	}
	return &rotaLinks{v.c.say("rota.page.programs"), list}
}

func (v *rotaView) links() *rotaLinks {
	var list []link
	if v.coordinates() {
		list = append(list, link{Href: v.path("people"), Label: v.c.say("rota.page.people")}, link{Href: v.path("changes"), Label: v.c.say("rota.page.changes")})
	}
	if v.people[v.who.ID].minister {
		list = append(list, link{Href: v.path("people", v.who.ID.String()), Label: v.c.say("rota.page.mine")})
	}
	return &rotaLinks{v.c.say("rota.page.links"), list}
}

func (v *rotaView) around(from time.Time) *rotaLinks {
	to := func(days int) string { return v.path() + "?from=" + v.midnight(from, days).Format(time.DateOnly) }
	list := []link{{Href: to(-rotaDays), Label: v.c.say("rota.page.earlier", rotaDays)}}
	if !from.Equal(v.midnight(v.c.now, 0)) {
		list = append(list, link{Href: v.path(), Label: v.c.say("rota.page.today")})
	}
	return &rotaLinks{v.c.say("rota.page.around"), append(list, link{Href: to(rotaDays), Label: v.c.say("rota.page.later", rotaDays)})}
}

func (v *rotaView) need() string {
	if v.rules.OnDuty == 1 {
		return v.c.say("rota.page.need_one")
	}
	return v.c.say("rota.page.need", v.rules.OnDuty)
}

// standing says who may be called in an area at this moment, and until when the first of them.
func (v *rotaView) standing(area string) summaryRow {
	var ids []uuid.UUID
	var until time.Time
	for _, d := range v.state.OnDuty(v.rules, area, v.c.now) {
		ids = append(ids, d.Minister)
		if until.IsZero() || d.Until.Before(until) {
			until = d.Until
		}
	}
	row := summaryRow{Label: v.area(area), Value: v.c.say("rota.nobody"), Empty: true}
	if len(ids) > 0 {
		row = summaryRow{Label: v.area(area), Value: v.c.say("rota.page.standing", v.names(ids), v.whenUntil(until))}
	}
	if len(ids) > 0 && !until.Before(v.c.now.AddDate(0, 0, 7)) { // nobody looked further
		row.Value = v.c.say("rota.page.standing_on", v.names(ids))
	}
	if len(ids) > 0 && len(ids) < v.rules.OnDuty {
		row.Value += " " + v.c.say("rota.page.standing_few")
	}
	return row
}

func (v *rotaView) clock(at time.Time) string { return v.c.clock(at) }

// whenUntil is an end; the midnight after a day belongs to that day.
func (v *rotaView) whenUntil(at time.Time) string {
	return v.c.say("date.moment", v.c.day(at.Add(-time.Second)), v.clock(at))
}

func (v *rotaView) areaView(area string, from, until time.Time) rotaArea {
	spans := v.state.Spans(v.rules, area, from, until)
	view := rotaArea{ID: "area-" + area, Name: v.area(area), Width: stripWidth, Days: v.days(spans, from), Parts: v.drawn(spans, from)}
	var enough, all time.Duration
	for _, span := range spans {
		all += span.Until.Sub(span.From)
		if len(span.Ministers) >= v.rules.OnDuty {
			enough += span.Until.Sub(span.From)
		}
	}
	view.Caption = v.c.say("rota.page.enough", int(enough.Hours()), int(all.Hours()))
	view.Drawn = v.c.say("rota.page.drawn", view.Name, v.c.day(from), v.c.day(until.Add(-time.Second)), view.Caption)
	for i := range rotaDays {
		at := v.midnight(from, i)
		weekday := []rune(v.c.say(fmt.Sprintf("weekday.%d", at.Weekday())))
		view.Ticks = append(view.Ticks, rotaTick{Weekday: string(weekday[:1]), Day: fmt.Sprint(at.Day()), X: i * stripWidth / rotaDays})
	}
	return view
}

// crowd says whether enough, too few or none stand.
func (v *rotaView) crowd(span rota.Span) string {
	switch n := len(span.Ministers); {
	case n >= v.rules.OnDuty:
		return "enough"
	case n > 0:
		return "few"
	}
	return "none"
}
