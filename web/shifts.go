package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// shiftPeople carry shifts; coordinators alone plan for others.
var shiftPeople = only(domain.RoleVolunteer, domain.RoleCoordinator)

// shiftPages is the shifts' part of the table.
func (s *Server) shiftPages() []route {
	return []route{
		onPage("GET", "/shifts", shiftPeople, (*Server).findShifts),
		onPage("GET", "/shifts/{program}", shiftPeople, (*Server).showShifts),
		onPage("GET", "/shifts/{program}/dates/{shift}/{day}", shiftPeople, (*Server).showShiftDate),
		onPage("POST", "/shifts/{program}/dates/{shift}/{day}", shiftPeople, (*Server).changeShiftDate),
		onPage("GET", "/shifts/{program}/hours", only(domain.RoleVolunteer), (*Server).showOwnHours),
		onPage("POST", "/shifts/{program}/hours", only(domain.RoleVolunteer), (*Server).logOwnHours),
		onPage("GET", "/shifts/{program}/letter", only(domain.RoleVolunteer), (*Server).showOwnLetter),
		onPage("GET", "/shifts/{program}/calendar/{token}", public, (*Server).showShiftsFeed),
		onPage("GET", "/shifts/{program}/board", coordinators, (*Server).showShiftBoard),
		onPage("POST", "/shifts/{program}/board", coordinators, (*Server).addShiftDate),
		onPage("GET", "/shifts/{program}/roster/{day}", coordinators, (*Server).showShiftRoster),
		onPage("POST", "/shifts/{program}/roster/{day}", coordinators, (*Server).checkInOnRoster),
		onPage("GET", "/shifts/{program}/confirm", coordinators, (*Server).showHoursToConfirm),
		onPage("POST", "/shifts/{program}/confirm", coordinators, (*Server).settleHours),
		onPage("GET", "/shifts/{program}/totals", coordinators, (*Server).showHourTotals),
		onPage("GET", "/shifts/{program}/totals.csv", coordinators, (*Server).exportHourTotals),
		onPage("GET", "/shifts/{program}/people", coordinators, (*Server).showShiftPeople),
		onPage("GET", "/shifts/{program}/people/{person}", coordinators, (*Server).showShiftPerson),
		onPage("POST", "/shifts/{program}/people/{person}", coordinators, (*Server).changeShiftPerson),
		onPage("GET", "/shifts/{program}/people/{person}/letter", coordinators, (*Server).showLetter),
		{"GET", v1 + "/shifts/{program}", shiftPeople, (*Server).readShifts, true, false, "Dates of shifts, how many places are taken, and which are mine"},
		{"POST", v1 + "/shifts/{program}/changes", shiftPeople, (*Server).changeShifts, true, false, "Change shifts, hours or clearances"},
	}
}

// shiftsView is the shifts of a program as somebody of its organization reads them.
type shiftsView struct {
	*request
	program programs.Program
	state   volunteer.State
	facts   volunteer.Facts
	people  map[uuid.UUID]shiftPerson
	soon    []volunteer.Slot // the dates of the next weeks, once they were looked for
	c       calendar
}

// shiftPerson is somebody whose name can be read here.
type shiftPerson struct {
	name      string
	volunteer bool // holds the role today
}

// shiftsOf reads the shifts that the path names, with everybody who carries them as far as the reader's walls show them.
func (s *Server) shiftsOf(q *request) (*shiftsView, error) {
	v := &shiftsView{request: q, people: map[uuid.UUID]shiftPerson{}, c: s.calendar(q.say(), q.who.Organization)}
	staff, err := s.Store.People(q.Context(), q.who.Scope(), s.Now())
	if err != nil {
		return nil, err
	}
	ids := []uuid.UUID{q.who.ID}
	for _, p := range staff {
		if slices.Contains(p.Roles, string(domain.RoleVolunteer)) {
			v.meet(p, true)
			ids = append(ids, p.ID)
		}
	}
	key := q.PathValue("program")
	if v.state, v.facts, err = s.Desk.ReadShifts(q.Context(), q.who, key, ids...); err != nil {
		return nil, err
	}
	v.program, _ = s.Catalog.Find(q.who.Organization, key)
	return v, v.findFormer()
}

// findFormer opens the names of those who hold the role no more and are still in the lists.
func (v *shiftsView) findFormer() error {
	var former []uuid.UUID
	for _, p := range v.state.Places {
		former = append(former, p.Person)
	}
	for _, p := range v.state.Volunteers {
		former = append(former, p.ID)
	}
	return v.server.Store.Read(v.Context(), v.who.Scope(), func(tx store.Tx) error {
		for _, id := range former {
			if _, known := v.people[id]; known {
				continue
			}
			p, err := v.server.Store.PersonByID(v.Context(), tx, id)
			if domain.CodeOf(err) == domain.NotFound {
				v.people[id] = shiftPerson{}
				continue
			}
			if err != nil {
				return err
			}
			v.meet(p, false)
		}
		return nil
	})
}

// meet opens a name; whoever's key was destroyed has none any more.
func (v *shiftsView) meet(p store.Person, holds bool) {
	c, err := v.server.Desk.OpenContact(v.who.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
	if err != nil {
		c = handlers.Contact{}
	}
	v.people[p.ID] = shiftPerson{name: c.Name, volunteer: holds}
}

func (v *shiftsView) coordinates() bool { return v.who.Has(domain.RoleCoordinator) }

func (v *shiftsView) volunteers() bool { return v.who.Has(domain.RoleVolunteer) }

func (v *shiftsView) name(id uuid.UUID) string {
	if name := v.people[id].name; name != "" {
		return name
	}
	return v.c.say("shifts.unknown")
}

// byName lists everybody who holds the role, in the order of the alphabet.
func (v *shiftsView) byName() []uuid.UUID {
	var list []uuid.UUID
	for id, p := range v.people {
		if p.volunteer {
			list = append(list, id)
		}
	}
	slices.SortFunc(list, func(a, b uuid.UUID) int {
		if order := compareNames(v.name(a), v.name(b)); order != 0 {
			return order
		}
		return strings.Compare(a.String(), b.String())
	})
	return list
}

func (v *shiftsView) names(places []volunteer.Place) string {
	var list []string
	for _, p := range places {
		list = append(list, v.name(p.Person))
	}
	slices.SortFunc(list, compareNames)
	return strings.Join(list, ", ")
}

func (v *shiftsView) shiftName(key string) string {
	if shift, known := v.facts.Rules.Shift(key); known {
		return shift.Name.In(v.language())
	}
	if key == "" {
		return v.c.say("shifts.other_work")
	}
	return v.c.say("shifts.former_shift")
}

func (v *shiftsView) checkName(key string) string {
	if check, known := v.facts.Rules.Check(key); known {
		return check.Name.In(v.language())
	}
	return key
}

func (v *shiftsView) place(key string) string {
	shift, _ := v.facts.Rules.Shift(key)
	return shift.Place
}

func (v *shiftsView) clock(at time.Time) string { return (&rotaView{c: v.c}).clock(at) }

// when is day and hours: "Saturday, November 28, 9:00 a.m. to 11:30 a.m."
func (v *shiftsView) when(slot volunteer.Slot) string {
	return v.c.say("shifts.when", v.c.day(slot.From), v.clock(slot.From), v.clock(slot.Until))
}

func (v *shiftsView) path(parts ...string) string {
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "/shifts/" + strings.Join(append([]string{v.program.Key}, parts...), "/")
}

func (v *shiftsView) datePath(d volunteer.Date) string {
	return v.path("dates", d.Shift, string(d.Day))
}

// page begins a page of these shifts.
func (v *shiftsView) page(title string, body any) page {
	p := v.request.page(title, body).staff()
	for i := range p.Nav {
		p.Nav[i].Here = p.Nav[i].Href == "/shifts"
	}
	return p
}

// links lead to the pages that the reader may open.
func (v *shiftsView) links() *rotaLinks {
	var list []link
	add := func(key string, parts ...string) {
		href := v.path(parts...)
		list = append(list, link{Href: href, Label: v.c.say(key), Here: v.URL.Path == href})
	}
	if v.volunteers() {
		add("shifts.links.mine")
		add("shifts.links.hours", "hours")
	}
	if v.coordinates() {
		add("shifts.links.board", "board")
		add("shifts.links.roster", "roster", string(volunteer.DayAt(v.c.now, v.c.zone)))
		add("shifts.links.confirm", "confirm")
		add("shifts.links.totals", "totals")
		add("shifts.links.people", "people")
	}
	return &rotaLinks{v.c.say("shifts.links.label"), list}
}

// others are the organization's other programs with shifts; nothing when there is one only.
func (v *shiftsView) others() *rotaLinks {
	var list []link
	for _, p := range v.server.Catalog.Programs(v.who.Organization) {
		if p.Volunteering != nil {
			list = append(list, link{Href: "/shifts/" + p.Key, Label: p.Name.In(v.language()), Here: p.Key == v.program.Key})
		}
	}
	if len(list) < 2 {
		return nil
	}
	return &rotaLinks{v.c.say("shifts.links.programs"), list}
}

// findShifts leads to the first program of the organization that has shifts.
func (s *Server) findShifts(w http.ResponseWriter, q *request) error {
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		if p.Volunteering != nil {
			return seeOther(w, "/shifts/"+p.Key)
		}
	}
	return domain.Errorf(domain.NotFound, "Your organization has no shifts.")
}

// hasShifts tells whether an organization has any.
func (s *Server) hasShifts(organization string) bool {
	return slices.ContainsFunc(s.Catalog.Programs(organization), func(p programs.Program) bool { return p.Volunteering != nil })
}
