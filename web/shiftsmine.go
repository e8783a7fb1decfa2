package web

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/volunteer"
)

const (
	openShown  = 12
	boardDays  = 56
	boardShown = 150
)

// showShifts is a volunteer's own page; whoever only coordinates goes to the board.
func (s *Server) showShifts(w http.ResponseWriter, q *request) error {
	v, err := s.shiftsOf(q)
	if err != nil {
		return err
	}
	if !v.volunteers() {
		return seeOther(w, v.path("board"))
	}
	body := shiftsPage{Title: v.c.say("shifts.mine.title", v.program.Name.In(v.language()))}
	body.Notices = v.lost()
	for _, section := range []shiftsSection{v.offersToMe(), v.myShifts(), v.openDates(), v.closedDates()} {
		if section.Title != "" {
			body.Sections = append(body.Sections, section)
		}
	}
	body.Sections = append(body.Sections, shiftsSection{
		Title: v.c.say("shifts.mine.calendar"), Text: v.c.say("shifts.mine.calendar_what"), Screen: true,
		Address: v.server.PublicURL + v.server.Desk.ShiftsCalendarPath(v.who.Organization, v.program.Key, v.who.ID),
	})
	return v.showSections(w, refusedChange{}, body, nil)
}

// lost says why places were taken back, and what to do.
func (v *shiftsView) lost() []noticeView {
	var list []noticeView
	for _, l := range v.state.Lost {
		slot, known := v.state.Slot(v.facts, l.Date)
		if l.Person != v.who.ID || !known || slot.Until.Before(v.c.now.AddDate(0, 0, -7)) {
			continue
		}
		n := noticeView{Kind: "late", Title: v.c.say("shifts.lost.title", v.shiftName(l.Shift), v.c.day(slot.From))}
		switch l.Because {
		case "check":
			n.Lines = []string{v.c.say("shifts.lost.check", v.checkName(l.Check)), v.c.say("shifts.lost.check_now")}
		case "date":
			n.Lines = []string{v.c.say("shifts.lost.date")}
		default:
			n.Lines = []string{v.c.say("shifts.lost.removed", v.c.say("shifts.reason."+l.Because))}
		}
		list = append(list, n)
	}
	return list
}

// offersToMe are shifts that I could take over, those that I was asked for by name first.
func (v *shiftsView) offersToMe() shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.mine.offers"), Text: v.c.say("shifts.mine.offers_what")}
	offers := v.state.OffersTo(v.who.ID, v.c.now)
	slices.SortStableFunc(offers, func(a, b volunteer.Place) int {
		switch mine := a.To == v.who.ID; {
		case mine == (b.To == v.who.ID):
			return 0
		case mine:
			return -1
		}
		return 1
	})
	for _, p := range offers {
		slot, known := v.state.Slot(v.facts, p.Date)
		if !known || slot.Canceled {
			continue
		}
		o := v.state.MayTake(v.facts, slot, volunteer.Candidate{OfAge: true, Person: v.who.ID}, v.c.now)
		if o.Because != "" && p.To != v.who.ID {
			continue // what everybody was asked, and I cannot take
		}
		card := v.card(slot, v.c.say("shifts.card.offered_by", v.name(p.Person)))
		card.Due, card.Urgent = v.c.say("shifts.card.answer_by", v.c.moment(p.Until).Words), ""
		if o.Because != "" {
			card.Due = v.obstacle(slot, o)
		}
		section.Cards = append(section.Cards, card)
	}
	if section.Cards == nil {
		return shiftsSection{}
	}
	return section
}

// card leads to a date.
func (v *shiftsView) card(slot volunteer.Slot, about ...string) taskCard {
	return taskCard{Href: v.datePath(slot.Date), Kind: v.c.say("shifts.card.title", v.shiftName(slot.Shift), v.c.day(slot.From)), About: append([]string{
		v.c.say("shifts.card.hours", v.clock(slot.From), v.clock(slot.Until)), v.place(slot.Shift),
	}, about...)}
}

func (v *shiftsView) myShifts() shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.mine.mine"), Empty: v.c.say("shifts.mine.none")}
	for _, slot := range v.coming() {
		p, mine := v.state.Place(slot.Date, v.who.ID)
		if !mine {
			continue
		}
		card := v.card(slot)
		card.Due = v.c.say("shifts.card.yours")
		switch lacks := v.facts.Lacks(slot.Role, v.who.ID, slot.On(v.c.zone)); {
		case lacks != "":
			card.Due, card.Late = v.c.say("shifts.card.yours_lacking", v.checkName(lacks)), true
		case p.Here:
			card.Due = v.c.say("shifts.card.here")
		case p.Offered && p.To != v.who.ID && v.people[p.To].name != "":
			card.Due = v.c.say("shifts.card.offered_to", v.name(p.To))
		case p.Offered:
			card.Due = v.c.say("shifts.card.offered_all")
		case slot.Moved:
			card.Due = v.c.say("shifts.card.moved")
		}
		section.Cards = append(section.Cards, card)
	}
	return section
}

// coming are the dates of the next weeks, in order.
func (v *shiftsView) coming() []volunteer.Slot {
	if v.soon == nil {
		v.soon = v.state.Slots(v.facts, v.c.now, v.c.now.AddDate(0, 0, boardDays))
	}
	return v.soon
}

// openDates lists what somebody could take, the next ones first.
func (v *shiftsView) openDates() shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.mine.open"), Text: v.c.say("shifts.mine.open_what"), Empty: v.c.say("shifts.mine.open_none")}
	shown := openShown
	if v.URL.Query().Get("show") == "all" {
		shown = boardShown
	}
	more := 0
	for _, slot := range v.coming() {
		if v.mySide(slot).Because != "" {
			continue
		}
		if len(section.Cards) >= shown {
			more++
			continue
		}
		card := v.card(slot, v.free(slot))
		card.Due = v.c.say("shifts.card.open")
		section.Cards = append(section.Cards, card)
	}
	if more > 0 {
		section.Links = []link{{Href: v.path() + "?show=all", Label: v.c.say("shifts.mine.more", more)}}
	}
	return section
}

// mySide is what keeps the reader from a date; that they have it already, too.
func (v *shiftsView) mySide(slot volunteer.Slot) volunteer.Obstacle {
	return v.state.SelfObstacle(v.facts, slot, volunteer.Candidate{OfAge: true, Person: v.who.ID}, v.c.now)
}

// closedDates says honestly why dates with free places are not open to somebody: once for each shift and reason, with the next such date.
func (v *shiftsView) closedDates() shiftsSection {
	section := shiftsSection{Title: v.c.say("shifts.mine.closed")}
	type reason struct {
		shift string
		volunteer.Obstacle
	}
	seen := map[reason]bool{}
	for _, slot := range v.coming() {
		o := v.mySide(slot)
		because := reason{slot.Shift, o}
		if o.Because != volunteer.Missing && o.Because != volunteer.Ending && o.Because != volunteer.Busy || v.state.Free(slot) <= 0 || seen[because] {
			continue
		}
		seen[because] = true
		card := v.card(slot, v.free(slot))
		card.Due = v.obstacle(slot, o)
		section.Cards = append(section.Cards, card)
	}
	if section.Cards == nil {
		return shiftsSection{}
	}
	return section
}

func (v *shiftsView) free(slot volunteer.Slot) string {
	return v.c.say("shifts.card.free", v.state.Free(slot), slot.Places)
}

// obstacle says why a date is not open to somebody, and what they can do.
func (v *shiftsView) obstacle(slot volunteer.Slot, o volunteer.Obstacle) string {
	switch o.Because {
	case volunteer.Missing:
		return v.c.say("shifts.obstacle.missing", v.checkName(o.Check))
	case volunteer.Ending:
		return v.c.say("shifts.obstacle.ending", v.checkName(o.Check), v.c.written(string(o.Until)))
	case volunteer.Early:
		return v.c.say("shifts.obstacle.early", v.c.day(v.state.OpensAt(v.facts, slot)))
	case volunteer.Young:
		return v.c.say("shifts.obstacle.young", slot.Role.AgeFrom)
	default:
		return v.c.say("shifts.obstacle." + string(o.Because))
	}
}

// hoursWords writes minutes as people say them: "2 h 30 min".
func (v *shiftsView) hoursWords(minutes int) string {
	switch {
	case minutes%60 == 0:
		return v.c.say("shifts.hours.whole", minutes/60)
	case minutes < 60:
		return v.c.say("shifts.hours.minutes", minutes)
	}
	return v.c.say("shifts.hours.both", minutes/60, minutes%60)
}

// today is the day that the organization's clocks show.
func (v *shiftsView) today() volunteer.Day { return volunteer.DayAt(v.c.now, v.c.zone) }

// clearances are somebody's, by name, with what is missing for roles that want more.
func (v *shiftsView) clearances(person uuid.UUID) []summaryRow {
	var rows []summaryRow
	for _, check := range v.facts.Rules.Checks {
		row := summaryRow{Label: v.checkName(check.Key), Value: v.c.say("shifts.clearance.none"), Empty: true}
		if until, known := v.facts.Ends(person, check.Key); known {
			row.Empty = false
			switch {
			case until == "":
				row.Value = v.c.say("shifts.clearance.good")
			case until < v.today():
				row.Value = v.c.say("shifts.clearance.ended", v.c.written(string(until)))
			default:
				row.Value = v.c.say("shifts.clearance.until", v.c.written(string(until)))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// short is a day of the calendar in words.
func (v *shiftsView) short(day volunteer.Day) string { return v.c.written(string(day)) }
