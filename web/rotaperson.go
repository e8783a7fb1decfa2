package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

type rotaPersonPage struct {
	Title      string
	Done       *noticeView
	Notice     *noticeView
	Rows       []summaryRow
	Duties     *tableView
	NoDuties   string
	Calendar   string // the secret address of their own
	Ways       []rotaEntry
	NoWay      string
	Shifts     []rotaEntry
	Quiet      []rotaEntry
	Away       []rotaEntry
	Enroll     *rotaForm
	Verify     *rotaForm
	AddShift   *rotaForm
	EndShift   *rotaForm
	SetQuiet   *rotaForm
	SetAway    *rotaForm
	Dismiss    *rotaForm
	OnRota     bool
	Coordinate bool
}

// personOf opens the rota at one minister: a coordinator at anybody's page, a minister at their own and no other.
func (s *Server) personOf(q *request) (*rotaView, error) {
	nobody := domain.Errorf(domain.NotFound, "We know no minister at this address.")
	id, err := uuid.Parse(q.PathValue("person"))
	if err != nil || !q.who.Has(domain.RoleCoordinator) && id != q.who.ID {
		return nil, nobody
	}
	v, err := s.rotaOf(q)
	if err != nil {
		return nil, err
	}
	_, on := v.state.Minister(id)
	if v.about = id; !on && !v.people[id].minister {
		return nil, nobody
	}
	return v, nil
}

func (s *Server) showRotaPerson(w http.ResponseWriter, q *request) error {
	v, err := s.personOf(q)
	if err != nil {
		return err
	}
	return v.showPerson(w, refusedChange{status: http.StatusOK})
}

func (s *Server) changeRotaPerson(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	v, err := s.personOf(q)
	if err != nil {
		return err
	}
	if !slices.Contains(append(ownChanges, "verify"), q.PostForm.Get("do")) {
		return domain.Errorf(domain.NotFound, "That cannot be done on this page.")
	}
	refused, err := v.takeForm(v.about)
	switch {
	case err != nil:
		return err
	case refused.status == 0:
		return seeOther(w, v.path("people", v.about.String())+"?done=rota."+refused.do)
	}
	return v.showPerson(w, refused)
}

func (v *rotaView) showPerson(w http.ResponseWriter, refused refusedChange) error {
	m, on := v.state.Minister(v.about)
	body := rotaPersonPage{Title: v.name(v.about), Done: doneNotice(v.request), OnRota: on, Coordinate: v.coordinates(), Notice: v.personNotice(m, on)}
	if refused.status != http.StatusOK {
		body.Done = nil
	}
	v.enrollForm(&body, m, on, refused)
	if on {
		body.Rows = v.personRows(m)
		body.Calendar = v.server.PublicURL + v.server.Desk.CalendarPath(v.who.Organization, v.program.Key, v.about)
		v.duties(&body)
		v.entries(&body, m)
		v.personForms(&body, m, refused)
	}
	p := v.page(v.c.say("rota.person.title", body.Title), body)
	p.Problems = refused.problems(body.Enroll, body.Verify, body.AddShift, body.EndShift, body.SetQuiet, body.SetAway)
	p.Back = v.backToCalendar()
	if v.coordinates() {
		p.Back = &link{Href: v.path("people"), Label: v.c.say("rota.person.back")}
	}
	return v.server.show(w, refused.status, "rota_person", p)
}

// personNotice says what keeps somebody from being called at all.
func (v *rotaView) personNotice(m rota.Minister, on bool) *noticeView {
	var n noticeView
	switch mine := v.about == v.who.ID; {
	case !on && mine:
		n = noticeOf(v.language(), "", "rota.person.off_self", "rota.person.off_self_then")
	case !on:
		n = noticeOf(v.language(), "", "rota.person.off", "rota.person.off_then")
	case !v.people[v.about].minister:
		n = noticeOf(v.language(), "late", "rota.person.former", "rota.person.former_then")
	case !m.Reachable() && mine && !v.coordinates():
		n = noticeOf(v.language(), "late", "rota.person.unreachable_self", "rota.person.unreachable_self_then")
	case !m.Reachable():
		n = noticeOf(v.language(), "late", "rota.person.unreachable", "rota.person.unreachable_then")
	default:
		return nil
	}
	return &n
}

func (v *rotaView) personRows(m rota.Minister) []summaryRow {
	row := func(key, value string) summaryRow {
		if value == "" {
			return summaryRow{Label: v.c.say(key), Value: v.c.say("rota.none_given"), Empty: true}
		}
		return summaryRow{Label: v.c.say(key), Value: value}
	}
	rows := []summaryRow{row("rota.head.languages", v.labels("language", m.Languages))}
	if len(v.program.Protocol.Faiths)+len(m.Faiths) > 0 {
		rows = append(rows, row("rota.head.faiths", v.labels("faith_wish", m.Faiths)))
	}
	return append(rows, row("rota.head.areas", v.labels("area", m.Areas)), row("rota.head.families", v.capWords(m)))
}

// duties lists when somebody stands in the coming weeks.
func (v *rotaView) duties(body *rotaPersonPage) {
	end := v.midnight(v.c.now, dutiesDays)
	spans := v.state.Shifts(v.rules, v.about, v.c.now, end)
	if len(spans) == 0 {
		body.NoDuties = v.c.say("rota.person.no_duties")
		return
	}
	t := &tableView{Caption: v.c.say("rota.person.duties"), Heads: []tableHead{{Label: v.c.say("rota.head.from")}, {Label: v.c.say("rota.head.until")}, {Label: v.c.say("rota.head.where")}, {Label: v.c.say("rota.head.why")}}}
	for _, span := range spans[:min(len(spans), dutiesShown)] {
		begin := v.c.say("date.moment", v.c.day(span.From), v.clock(span.From))
		if !span.From.After(v.c.now) {
			begin = v.c.say("rota.now")
		}
		until := v.whenUntil(span.Until)
		if !span.Until.Before(end) { // nobody looked further
			until = v.c.say("rota.beyond", v.c.day(end.Add(-time.Second)))
		}
		t.row(tableCell{Text: begin}, tableCell{Text: until}, tableCell{Text: v.area(span.Area)}, tableCell{Text: v.c.say("rota.why." + string(span.Because))})
	}
	body.Duties = t
}

// entries are what was planned with a minister, with what takes it back.
func (v *rotaView) entries(body *rotaPersonPage, m rota.Minister) {
	action := v.path("people", v.about.String())
	entry := func(text, do, name, value string) rotaEntry {
		return rotaEntry{Text: text, Action: action, Do: do, Name: name, Value: value, Button: buttonView{Label: v.c.say("rota.do." + do), Kind: "quiet", Unseen: text}}
	}
	for _, channel := range m.Channels {
		body.Ways = append(body.Ways, entry(v.wayWords(v.about, channel), "silence", "channel", string(channel)))
	}
	for _, shift := range v.shiftsOf(v.about) {
		body.Shifts = append(body.Shifts, rotaEntry{Text: v.shiftWords(shift)})
	}
	for _, quiet := range m.Quiet {
		body.Quiet = append(body.Quiet, entry(v.weekly(quiet.Weekdays, quiet.StartMinute, quiet.EndMinute), "clear_quiet", "id", quiet.ID.String()))
	}
	for _, a := range v.absences(m) {
		body.Away = append(body.Away, entry(v.interval(a.From, a.Until), "clear_away", "id", a.ID.String()))
	}
}

// enrollForm holds what is known of a minister; for one who is not on the rota it is all there is to do.
func (v *rotaView) enrollForm(body *rotaPersonPage, m rota.Minister, on bool, refused refusedChange) {
	if !v.people[v.about].minister {
		return
	}
	given := url.Values{"languages": m.Languages, "faiths": m.Faiths, "areas": m.Areas}
	if m.CapFamilies > 0 {
		given.Set("cap_families", fmt.Sprint(m.CapFamilies))
	}
	f := v.form("enroll", v.path("people", v.about.String()), given, refused)
	f.Open = f.Open || !on
	if on {
		f.Title, f.Button.Label = v.c.say("rota.do.enroll.again"), v.c.say("rota.do.enroll.again.button")
	}
	body.Enroll = &f
}

func (v *rotaView) personForms(body *rotaPersonPage, m rota.Minister, refused refusedChange) {
	form := func(do string, given url.Values) *rotaForm {
		f := v.form(do, v.path("people", v.about.String()), given, refused)
		return &f
	}
	if v.coordinates() {
		if len(v.ways(v.about)) > 0 {
			body.Verify = form("verify", nil)
			body.Verify.Open = body.Verify.Open || !m.Reachable()
		} else if len(m.Channels) == 0 {
			body.NoWay = v.c.say("rota.person.no_way")
		}
	}
	today := writtenDay(v.c.now)
	body.AddShift = form("add_shift", url.Values{"from_day": {today}})
	if len(body.Shifts) > 0 {
		body.EndShift = form("end_shift", url.Values{"last_day": {today}})
	}
	body.SetQuiet, body.SetAway = form("set_quiet", nil), form("away", nil)
	body.Dismiss = form("dismiss", nil)
	body.Dismiss.Button.Kind = "warn"
}
