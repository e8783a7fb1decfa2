package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// rotaPeople may read a rota; coordinators alone plan for others.
var (
	rotaPeople   = only(domain.RoleCoordinator, domain.RoleMinister)
	coordinators = only(domain.RoleCoordinator)
)

// rotaPages is the rota's part of the table.
func (s *Server) rotaPages() []route {
	return []route{
		onPage("GET", "/rota", rotaPeople, (*Server).findRota),
		onPage("GET", "/rota/{program}", rotaPeople, (*Server).showRota),
		onPage("GET", "/rota/{program}/people", coordinators, (*Server).showRotaPeople),
		onPage("GET", "/rota/{program}/people/{person}", rotaPeople, (*Server).showRotaPerson),
		onPage("POST", "/rota/{program}/people/{person}", rotaPeople, (*Server).changeRotaPerson),
		onPage("GET", "/rota/{program}/changes", coordinators, (*Server).showRotaChanges),
		onPage("POST", "/rota/{program}/changes", coordinators, (*Server).changeRotaDays),
		onPage("GET", "/rota/{program}/calendar/{token}", public, (*Server).showRotaFeed),
		{"GET", v1 + "/rota/{program}", rotaPeople, (*Server).readRota, true, false, "Who stands when, and where too few do"},
		{"POST", v1 + "/rota/{program}/changes", coordinators, (*Server).changeRota, true, false, "Change a rota"},
	}
}

// rotaView is the rota of a program as somebody of its organization reads it.
type rotaView struct {
	*request
	program programs.Program
	state   rota.State
	rules   rota.Rules
	people  map[uuid.UUID]rotaPerson
	about   uuid.UUID // whose page it is, of a page about one minister
	c       calendar
}

// rotaPerson is somebody who may be called, with their sealed contact opened.
type rotaPerson struct {
	id       uuid.UUID
	contact  handlers.Contact
	minister bool // holds the role today
}

// rotaOf reads the rota that the path names, with everybody who is or could be on it.
func (s *Server) rotaOf(q *request) (*rotaView, error) {
	key := q.PathValue("program")
	state, rules, err := s.Desk.ReadRota(q.Context(), q.who, key)
	if err != nil {
		return nil, err
	}
	program, _ := s.Catalog.Find(q.who.Organization, key)
	v := &rotaView{request: q, program: program, state: state, rules: rules, c: s.calendar(q.say(), q.who.Organization)}
	return v, v.findPeople()
}

// findPeople opens the contacts of all ministers, and of whoever is on the rota and holds the role no more.
func (v *rotaView) findPeople() error {
	s := v.server
	v.people = map[uuid.UUID]rotaPerson{}
	staff, err := s.Store.People(v.Context(), v.who.Scope(), s.Now())
	if err != nil {
		return err
	}
	for _, p := range staff {
		if slices.Contains(p.Roles, string(domain.RoleMinister)) {
			v.meet(p, true)
		}
	}
	return s.Store.Read(v.Context(), v.who.Scope(), func(tx store.Tx) error {
		for _, m := range v.state.Ministers {
			if _, known := v.people[m.ID]; known {
				continue
			}
			p, err := s.Store.PersonByID(v.Context(), tx, m.ID)
			if domain.CodeOf(err) == domain.NotFound {
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

// meet opens a contact; whoever's key was destroyed has no name any more.
func (v *rotaView) meet(p store.Person, minister bool) {
	c, err := v.server.Desk.OpenContact(v.who.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
	if err != nil {
		c = handlers.Contact{}
	}
	v.people[p.ID] = rotaPerson{id: p.ID, contact: c, minister: minister}
}

func (v *rotaView) coordinates() bool { return v.who.Has(domain.RoleCoordinator) }

func (v *rotaView) name(id uuid.UUID) string {
	if name := v.people[id].contact.Name; name != "" {
		return name
	}
	return v.c.say("rota.unknown")
}

// names are in the order of the alphabet, so that the same people always read the same.
func (v *rotaView) names(ids []uuid.UUID) string {
	var list []string
	for _, id := range ids {
		list = append(list, v.name(id))
	}
	slices.SortFunc(list, compareNames)
	return v.listed(list)
}

func compareNames(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}

// listed writes "a, b and c".
func (v *rotaView) listed(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return v.c.say("rota.and", strings.Join(list[:last], ", "), list[last])
}

// onRota lists the ministers of the rota by name.
func (v *rotaView) onRota() []rotaPerson {
	var list []rotaPerson
	for _, m := range v.state.Ministers {
		p := v.people[m.ID]
		p.id = m.ID
		list = append(list, p)
	}
	v.sort(list)
	return list
}

func (v *rotaView) sort(list []rotaPerson) {
	slices.SortFunc(list, func(a, b rotaPerson) int {
		return cmp.Or(compareNames(v.name(a.id), v.name(b.id)), strings.Compare(a.id.String(), b.id.String()))
	})
}

// label is what the program's form calls a code that its protocol lists too.
func (v *rotaView) label(field, code string) string {
	f, _ := v.program.Form.Field(field)
	return optionLabel(f, v.language(), code)
}

func (v *rotaView) area(code string) string { return v.label("area", code) }

func (v *rotaView) labels(field string, codes []string) string {
	var list []string
	for _, code := range codes {
		list = append(list, v.label(field, code))
	}
	return strings.Join(list, ", ")
}

func (v *rotaView) path(parts ...string) string {
	return "/rota/" + strings.Join(append([]string{v.program.Key}, parts...), "/")
}

// page begins a page of this rota with the way back to its calendar.
func (v *rotaView) page(title string, body any) page {
	p := v.request.page(title, body).staff()
	for i := range p.Nav {
		p.Nav[i].Here = p.Nav[i].Href == "/rota"
	}
	return p
}

func (v *rotaView) backToCalendar() *link {
	return &link{Href: v.path(), Label: v.c.say("rota.page.back")}
}

// midnight is the first moment of the day that many days after the one of a moment.
func (v *rotaView) midnight(at time.Time, days int) time.Time {
	year, month, day := at.In(v.c.zone).Date()
	return time.Date(year, month, day+days, 0, 0, 0, 0, v.c.zone)
}

// findRota leads to the first program of the organization that has a rota.
func (s *Server) findRota(w http.ResponseWriter, q *request) error {
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		if p.Protocol != nil {
			return seeOther(w, "/rota/"+p.Key)
		}
	}
	return domain.Errorf(domain.NotFound, "Your organization has no rota.")
}
