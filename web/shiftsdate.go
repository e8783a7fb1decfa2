package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

// shiftDate is one date of a shift as its page shows it.
type shiftDate struct {
	*shiftsView
	slot volunteer.Slot
}

func (s *Server) dateOf(q *request) (*shiftDate, error) {
	v, err := s.shiftsOf(q)
	if err != nil {
		return nil, err
	}
	slot, known := v.state.Slot(v.facts, volunteer.Date{Shift: q.PathValue("shift"), Day: volunteer.Day(q.PathValue("day"))})
	if !known {
		return nil, domain.Errorf(domain.NotFound, "There is no such date of this shift, or not any more.")
	}
	return &shiftDate{v, slot}, nil
}

func (s *Server) showShiftDate(w http.ResponseWriter, q *request) error {
	d, err := s.dateOf(q)
	if err != nil {
		return err
	}
	return d.show(w, refusedChange{})
}

func (s *Server) changeShiftDate(w http.ResponseWriter, q *request) error {
	if err := readRotaForm(q); err != nil {
		return err
	}
	d, err := s.dateOf(q)
	if err != nil {
		return err
	}
	c, wrong := d.typed(q.PostForm)
	refused := refusedChange{do: c.Do, typed: q.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if len(wrong) == 0 {
		err := d.change(c)
		if err == nil {
			return seeOther(w, d.datePath(d.slot.Date)+"?done=shifts."+url.QueryEscape(c.Do))
		}
		if refused, err = refusedBy(c.Do, q.PostForm, err); err != nil {
			return err
		}
		if fresh, err := s.dateOf(q); err == nil { // what was refused was often settled by somebody else
			d = fresh
		}
	}
	return d.show(w, refused)
}

// typed reads the form of a page. What cannot be read is wrong; the rules look at the rest.
func (d *shiftDate) typed(form url.Values) (c shiftChange, wrong []domain.FieldError) {
	id := func(field string) uuid.UUID {
		found, _ := uuid.Parse(form.Get(field)) // the zero one is nobody
		return found
	}
	refuse := func(field, key string) { wrong = append(wrong, domain.FieldError{Field: field, Message: d.c.say(key)}) }
	c = shiftChange{
		Do: form.Get("do"), Shift: d.slot.Shift, Day: d.slot.Day, Person: id("person"), To: id("to"), OfAge: form.Get("of_age") == "yes", Reason: form.Get("reason"),
	}
	if c.Person == uuid.Nil {
		c.Person = id("id")
	}
	switch c.Do {
	case "move_date":
		day, fine := d.c.typedDay(form.Get("day"))
		if !fine {
			refuse("day", "wrong.day")
		}
		from, known := typedTime(form.Get("from"))
		until, ends := typedTime(form.Get("until"))
		if !known {
			refuse("from", "wrong.time")
		}
		if !ends {
			refuse("until", "wrong.time")
		}
		if until <= from {
			until += 24 * 60
		}
		c.From, c.Until = d.c.instant(day, from), d.c.instant(day, until)
	case "set_places":
		places, err := strconv.Atoi(domain.CleanLine(form.Get("places")))
		if err != nil {
			refuse("places", "shifts.wrong.number")
		}
		c.Places = places
	case "offer":
		if to := form.Get("to"); to == "" {
			refuse("to", "shifts.wrong.to")
		}
	}
	return c, wrong
}

func (d *shiftDate) show(w http.ResponseWriter, refused refusedChange) error {
	body := shiftsPage{Title: d.c.say("shifts.date.title", d.shiftName(d.slot.Shift), d.c.day(d.slot.From))}
	body.Notices = d.notices()
	body.Sections = append(body.Sections, shiftsSection{Rows: d.rows()})
	if d.volunteers() {
		body.Sections = append(body.Sections, d.mine(refused))
	}
	if d.coordinates() {
		body.Sections = append(body.Sections, d.whoComes(refused), d.exceptions(refused))
	}
	back := &link{Href: d.path(), Label: d.c.say("shifts.back.mine")}
	if d.coordinates() {
		back = &link{Href: d.path("board"), Label: d.c.say("shifts.back.board")}
	}
	return d.showSections(w, refused, body, back)
}

func (d *shiftDate) notices() (list []noticeView) {
	switch {
	case d.slot.Canceled:
		list = append(list, noticeView{Kind: "late", Title: d.c.say("shifts.date.canceled")})
	case d.slot.Moved:
		list = append(list, noticeView{Title: d.c.say("shifts.date.moved", d.short(d.slot.Day))})
	}
	if _, mine := d.state.Place(d.slot.Date, d.who.ID); !mine {
		for i, l := range d.state.Lost {
			if l.Person == d.who.ID && l.Date == d.slot.Date && !d.slot.Canceled {
				v := *d.shiftsView
				v.state.Lost = d.state.Lost[i : i+1]
				list = append(list, v.lost()...)
			}
		}
	}
	return list
}

func (d *shiftDate) rows() []summaryRow {
	held := d.state.At(d.slot.Date)
	rows := []summaryRow{
		{Label: d.c.say("shifts.row.when"), Value: d.when(d.slot)},
		{Label: d.c.say("shifts.row.where"), Value: d.place(d.slot.Shift)},
		{Label: d.c.say("shifts.row.role"), Value: d.slot.Role.Name.In(d.language())},
		{Label: d.c.say("shifts.row.places"), Value: d.c.say("shifts.row.taken", len(held), d.slot.Places)},
	}
	if len(held) > 0 && !d.coordinates() { // who has their own list below
		rows = append(rows, summaryRow{Label: d.c.say("shifts.row.who"), Value: d.names(held)})
	}
	var needs []string
	for _, need := range d.slot.Role.Needs {
		needs = append(needs, d.checkName(need))
	}
	if needs != nil {
		rows = append(rows, summaryRow{Label: d.c.say("shifts.row.needs"), Value: strings.Join(needs, ", ")})
	}
	if d.slot.Role.AgeFrom > 0 {
		rows = append(rows, summaryRow{Label: d.c.say("shifts.row.age"), Value: d.c.say("shifts.row.age_from", d.slot.Role.AgeFrom)})
	}
	return rows
}

// age is the field by which somebody is stated to be old enough, where a role asks for it: by themselves, or by a coordinator.
func (d *shiftDate) age(key string) []shiftField {
	if d.slot.Role.AgeFrom == 0 {
		return nil
	}
	return []shiftField{{name: "of_age", kind: "checks", label: d.c.say("shifts.field.of_age"), options: []link{{Href: "yes", Label: d.c.say(key, d.slot.Role.AgeFrom)}}}}
}

// mine is what a volunteer can do about the date.
func (d *shiftDate) mine(refused refusedChange) shiftsSection {
	section := shiftsSection{Title: d.c.say("shifts.date.mine")}
	action := d.datePath(d.slot.Date)
	add := func(do, id string, fields []shiftField) {
		section.Forms = append(section.Forms, d.form(do, action, id, fields, nil, refused))
	}
	p, mine := d.state.Place(d.slot.Date, d.who.ID)
	for i, offer := range d.state.OffersTo(d.who.ID, d.c.now) {
		if offer.Date != d.slot.Date || mine {
			continue
		}
		form := d.form("take", action, offer.Person.String(), d.age("shifts.of_age.mine"), nil, refused)
		if len(section.Forms) > 0 {
			form.number(i)
		}
		form.Title, form.Open = d.c.say("shifts.do.take_from", d.name(offer.Person)), true
		section.Forms = append(section.Forms, form)
		if offer.To == d.who.ID {
			add("decline", offer.Person.String(), nil)
		}
	}
	begun := !d.slot.From.After(d.c.now)
	switch {
	case !mine && len(section.Forms) > 0 && d.state.Free(d.slot) <= 0:
	case !mine:
		o := d.state.SelfObstacle(d.facts, d.slot, volunteer.Candidate{OfAge: true, Person: d.who.ID}, d.c.now)
		if o.Because != "" {
			section.Text = d.obstacle(d.slot, o)
			break
		}
		form := d.form("sign_up", action, "", d.age("shifts.of_age.mine"), nil, refused)
		form.Open = len(section.Forms) == 0 || refused.do == "sign_up"
		if len(section.Forms) > 0 {
			form.Title, form.Help = d.c.say("shifts.do.sign_up.beside"), d.c.say("shifts.do.sign_up.beside_help")
		}
		section.Forms = append(section.Forms, form)
	case p.Here:
		section.Text = d.c.say("shifts.date.here")
		section.Links = []link{{Href: d.path("hours"), Label: d.c.say("shifts.links.hours")}}
	case begun && !d.slot.Until.After(d.c.now):
		section.Text = d.c.say("shifts.date.over")
		section.Links = []link{{Href: d.path("hours"), Label: d.c.say("shifts.links.hours")}}
	default:
		d.holding(&section, p, begun, add)
	}
	return section
}

// holding is what somebody can do about a shift that is theirs.
func (d *shiftDate) holding(section *shiftsSection, p volunteer.Place, begun bool, add func(do, id string, fields []shiftField)) {
	section.Text = d.c.say("shifts.date.yours")
	if lacks := d.facts.Lacks(d.slot.Role, d.who.ID, d.slot.On(d.c.zone)); lacks != "" {
		section.Text = d.c.say("shifts.card.yours_lacking", d.checkName(lacks))
	}
	if !d.c.now.Before(d.slot.From.Add(-volunteer.CheckInBefore)) {
		add("check_in", "", nil)
	}
	if begun {
		return
	}
	if p.Offered {
		section.Text = d.c.say("shifts.date.offered", d.c.moment(p.Until).Words)
		add("withdraw_offer", "", nil)
	} else {
		add("offer", "", []shiftField{{name: "to", kind: "select", options: d.substitutes()}})
	}
	add("cancel", "", nil)
}

// substitutes are whom a shift can be offered to; who is cleared is not told here, the rules look at it.
func (d *shiftDate) substitutes() []link {
	others := slices.DeleteFunc(d.byName(), func(id uuid.UUID) bool {
		_, has := d.state.Place(d.slot.Date, id)
		return has || id == d.who.ID
	})
	list := d.among(others)
	return slices.Insert(list, 1, link{Href: "all", Label: d.c.say("shifts.to_all")})
}

// whoComes is a coordinator's part: who has a place, and who could have one.
func (d *shiftDate) whoComes(refused refusedChange) shiftsSection {
	section := shiftsSection{Title: d.c.say("shifts.date.who"), Empty: d.c.say("shifts.date.nobody")}
	action := d.datePath(d.slot.Date)
	var holders []uuid.UUID
	checkIn := !d.slot.Canceled && !d.c.now.Before(d.slot.From.Add(-volunteer.CheckInBefore)) && d.slot.Until.After(d.c.now)
	for _, p := range d.state.At(d.slot.Date) {
		holders = append(holders, p.Person)
		entry := rotaEntry{Text: d.name(p.Person), More: d.standing(p)}
		if checkIn && !p.Here {
			entry.Action, entry.Do, entry.Name, entry.Value = action, "check_in", "person", p.Person.String()
			entry.Button = buttonView{Label: d.c.say("shifts.do.check_in.button"), Kind: "quiet", Unseen: entry.Text}
		}
		section.Entries = append(section.Entries, entry)
	}
	if section.Entries != nil {
		section.Empty = ""
	}
	if d.slot.Canceled || !d.slot.Until.After(d.c.now) {
		return section
	}
	var able, others []uuid.UUID
	for _, id := range d.byName() {
		switch d.state.MayTake(d.facts, d.slot, volunteer.Candidate{OfAge: true, Person: id}, d.c.now).Because {
		case "":
			able = append(able, id)
		case volunteer.Yours:
		default:
			others = append(others, id)
		}
	}
	if d.state.Free(d.slot) > 0 && d.slot.From.After(d.c.now) {
		section.Forms = append(section.Forms,
			d.form("assign", action, "", append([]shiftField{{name: "person", kind: "select", options: d.among(able), help: d.c.say("shifts.date.able", len(able), len(others))}}, d.age("shifts.of_age")...), nil, refused),
			d.callOut(action, len(able), refused))
	}
	if checkIn && d.state.Free(d.slot) > 0 {
		walkIn := d.form("check_in", action, "", []shiftField{{name: "person", kind: "select", options: d.among(d.walkIns())}}, nil, refused)
		walkIn.Title, walkIn.Help = d.c.say("shifts.do.walk_in"), d.c.say("shifts.do.walk_in.help")
		section.Forms = append(section.Forms, walkIn)
	}
	if holders != nil {
		section.Forms = append(section.Forms, d.form("remove", action, "", []shiftField{
			{name: "person", kind: "select", options: d.among(holders)}, {name: "reason", kind: "select", options: d.reasons(volunteer.Reasons())},
		}, nil, refused))
	}
	return section
}

func (d *shiftDate) walkIns() []uuid.UUID {
	return slices.DeleteFunc(d.byName(), func(id uuid.UUID) bool {
		_, has := d.state.Place(d.slot.Date, id)
		return has
	})
}

func (d *shiftDate) callOut(action string, able int, refused refusedChange) rotaForm {
	form := d.form("call_out", action, "", nil, nil, refused)
	form.Help = d.c.say("shifts.do.call_out.help", able)
	if called, was := d.state.CallAgain(d.slot.Date); was {
		form.Help += " " + d.c.say("shifts.date.called", called.People, d.c.moment(called.Again).Words)
	}
	return form
}

// standing says how somebody's place stands.
func (v *shiftsView) standing(p volunteer.Place) string {
	slot, _ := v.state.Slot(v.facts, p.Date)
	switch lacks := v.facts.Lacks(slot.Role, p.Person, slot.On(v.c.zone)); {
	case p.Here:
		return v.c.say("shifts.standing.here")
	case lacks != "":
		return v.c.say("shifts.standing.lacks", v.checkName(lacks))
	case p.Offered && p.To != uuid.Nil:
		return v.c.say("shifts.standing.offered_to", v.name(p.To))
	case p.Offered:
		return v.c.say("shifts.standing.offered")
	}
	return ""
}
