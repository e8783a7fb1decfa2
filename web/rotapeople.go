package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/rota"
)

const (
	dutiesDays  = 28 // ahead that a minister's page looks
	dutiesShown = 10
)

type rotaPeoplePage struct {
	Title, Lead string
	Table       tableView
	Off         []link // ministers who are not on the rota
}

func (s *Server) showRotaPeople(w http.ResponseWriter, q *request) error {
	v, err := s.rotaOf(q)
	if err != nil {
		return err
	}
	body := rotaPeoplePage{Title: v.c.say("rota.people.title"), Table: tableView{Caption: v.c.say("rota.people.caption")}}
	for _, key := range []string{"rota.head.name", "rota.head.on", "rota.head.languages", "rota.head.faiths", "rota.head.areas", "rota.head.families", "rota.head.ways", "rota.head.away"} {
		body.Table.Heads = append(body.Table.Heads, tableHead{Label: v.c.say(key)})
	}
	var list []rotaPerson
	for _, p := range v.people {
		list = append(list, p)
	}
	v.sort(list)
	for _, p := range list {
		if m, on := v.state.Minister(p.id); on {
			v.personRow(&body.Table, p, m)
		} else {
			body.Off = append(body.Off, link{Href: v.path("people", p.id.String()), Label: v.name(p.id)})
		}
	}
	body.Lead = v.c.say("rota.people.lead", len(v.state.Ministers), len(list))
	p := v.page(body.Title, body)
	p.Back = v.backToCalendar()
	return s.show(w, http.StatusOK, "rota_people", p)
}

func (v *rotaView) personRow(t *tableView, p rotaPerson, m rota.Minister) {
	or := func(text string) tableCell {
		if text == "" {
			text = v.c.say("rota.none")
		}
		return tableCell{Text: text}
	}
	t.row(tableCell{Text: v.name(p.id), Href: v.path("people", p.id.String())}, tableCell{Text: v.onWords(p)}, or(v.labels("language", m.Languages)),
		or(v.labels("faith_wish", m.Faiths)), or(v.labels("area", m.Areas)), tableCell{Text: v.capWords(m)}, tableCell{Text: v.waysWords(m)}, or(v.quietNow(m)))
}

// onWords says that somebody can be called, or that something is in the way.
func (v *rotaView) onWords(p rotaPerson) string {
	switch m, _ := v.state.Minister(p.id); {
	case !p.minister:
		return v.c.say("rota.people.former")
	case !m.Reachable():
		return v.c.say("rota.people.unreachable")
	}
	return v.c.say("rota.people.on")
}

func (v *rotaView) capWords(m rota.Minister) string {
	if limit := v.program.Protocol.Care.CapFamilies; m.CapFamilies == 0 || m.CapFamilies > limit {
		return v.c.say("rota.cap.program", limit)
	}
	return fmt.Sprint(m.CapFamilies)
}

func (v *rotaView) waysWords(m rota.Minister) string {
	var list []string
	for _, channel := range m.Channels {
		list = append(list, v.c.say("rota.way."+string(channel)))
	}
	if list == nil {
		return v.c.say("rota.way.none")
	}
	return strings.Join(list, ", ")
}

// quietNow says why somebody cannot be called at this moment, though they can be reached; else when they are away next.
func (v *rotaView) quietNow(m rota.Minister) string {
	next := ""
	for _, a := range v.absences(m) {
		if !a.From.After(v.c.now) {
			return v.c.say("rota.away.until", v.whenUntil(a.Until))
		}
		if next == "" {
			next = v.c.say("rota.away.from", v.c.day(a.From))
		}
	}
	if m.Reachable() && !slices.Contains(v.state.Ready(v.rules, v.c.now), m.ID) {
		return v.c.say("rota.quiet.now")
	}
	return next
}

// absences are those that are not over, in order.
func (v *rotaView) absences(m rota.Minister) []rota.Absence {
	list := slices.DeleteFunc(slices.Clone(m.Absences), func(a rota.Absence) bool { return !a.Until.After(v.c.now) })
	slices.SortFunc(list, func(a, b rota.Absence) int { return a.From.Compare(b.From) })
	return list
}

// ways are those by which somebody could be reached and of which nobody has said yet that they do: of what is on file.
func (v *rotaView) ways(minister uuid.UUID) []rota.Channel {
	m, _ := v.state.Minister(minister)
	var list []rota.Channel
	for _, channel := range []rota.Channel{rota.SMS, rota.Voice, rota.Email} {
		if v.addressOf(minister, channel) != "" && !slices.Contains(m.Channels, channel) {
			list = append(list, channel)
		}
	}
	return list
}

func (v *rotaView) addressOf(minister uuid.UUID, channel rota.Channel) string {
	c := v.people[minister].contact
	if channel == rota.Email {
		return c.Email
	}
	return phoneWords(c.Phone)
}

func (v *rotaView) wayWords(minister uuid.UUID, channel rota.Channel) string {
	way := v.c.say("rota.way." + string(channel))
	if address := v.addressOf(minister, channel); address != "" {
		return v.c.say("rota.way.to", way, address)
	}
	return way
}

// shiftsOf are a minister's shifts that begin again, in the order in which they were planned.
func (v *rotaView) shiftsOf(minister uuid.UUID) []rota.Shift {
	today := dayOn(v.c.now)
	return slices.DeleteFunc(slices.Clone(v.state.Regular), func(s rota.Shift) bool {
		return s.Minister != minister || s.UntilDay != "" && s.UntilDay < today
	})
}

func (v *rotaView) shiftWords(s rota.Shift) string {
	text := v.c.say("rota.shift.words", v.area(s.Area), v.weekly(s.Weekdays, s.StartMinute, s.EndMinute))
	if s.FromDay > dayOn(v.c.now) {
		text = v.c.say("rota.shift.from", text, v.c.written(string(s.FromDay)))
	}
	if s.UntilDay != "" {
		text = v.c.say("rota.shift.until", text, v.c.written(string(s.UntilDay)))
	}
	return text
}
