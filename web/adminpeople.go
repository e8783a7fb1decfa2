package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// nameMax bounds a name, in characters.
const nameMax = 128

// officeRoles are the roles that can be given here. A member and a guardian are what a request makes them.
func officeRoles() []domain.Role {
	return slices.DeleteFunc(domain.Roles(), func(r domain.Role) bool { return r == domain.RoleMember || r == domain.RoleGuardian })
}

// staffLine is somebody with their name opened.
type staffLine struct {
	store.StaffRow
	name string
}

// staffLines opens the names of everybody who holds or held an office, in their order.
func (s *Server) staffLines(q *request) ([]staffLine, error) {
	staff, err := s.Store.Staff(q.Context(), q.who.Scope(), s.Now())
	if err != nil {
		return nil, err
	}
	var lines []staffLine
	for _, p := range staff {
		contact, err := s.Desk.OpenContact(q.who.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		if err != nil {
			return nil, err
		}
		lines = append(lines, staffLine{p, contact.Name})
	}
	slices.SortStableFunc(lines, func(a, b staffLine) int {
		if (len(a.Roles) == 0) != (len(b.Roles) == 0) {
			return len(b.Roles) - len(a.Roles) // who holds none stands last
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return lines, nil
}

func roleWords(say speaker, roles []string) string {
	var names []string
	for _, r := range roles {
		names = append(names, say("role."+r))
	}
	if names == nil {
		return say("admin.people.no_role")
	}
	return strings.Join(names, ", ")
}

func (s *Server) showStaff(w http.ResponseWriter, q *request) error {
	lines, err := s.staffLines(q)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	t := tableView{Caption: say("admin.people.table"), Heads: []tableHead{{Label: say("admin.head.name")}, {Label: say("admin.head.roles")}, {Label: say("admin.head.signed_in")}}}
	for _, p := range lines {
		seen := tableCell{Text: say("admin.people.never")}
		if p.SignedInAt != nil {
			at := c.stamp(*p.SignedInAt)
			seen = tableCell{Date: &at}
		}
		t.row(tableCell{Text: p.name, Href: "/admin/people/" + p.ID.String()}, tableCell{Text: roleWords(say, p.Roles)}, seen)
	}
	body := adminView{
		Title: say("admin.people.title"), Lead: say("admin.people.lead"), Done: doneNotice(q), Sections: []adminSection{{Table: shownTable(t)}},
		Links: []link{{Href: rosterPath, Label: say("admin.roster.title"), Text: say("admin.roster.what")}},
		More:  &link{Href: "/admin/people/new", Label: say("admin.people.add")},
	}
	return s.adminPage(w, q, body, toAdmin(say), well)
}

func (s *Server) showNewPerson(w http.ResponseWriter, q *request) error {
	return s.newPersonPage(w, q, well)
}

func (s *Server) newPersonPage(w http.ResponseWriter, q *request, refused tried) error {
	say := q.say()
	_, wrong := problemsOf(refused.wrong)
	form := actForm{Action: "/admin/people/new", Button: buttonView{Label: say("admin.people.add")}}
	for _, f := range []struct {
		name, input string
		optional    bool
	}{{"name", "text", false}, {"email", "email", true}, {"phone", "tel", true}, {"number", "text", true}, {"unit", "text", true}} {
		field := textField(f.name, "text", say("admin.new."+f.name), refused.typed[f.name])
		field.Input, field.Optional, field.Error = f.input, f.optional, wrong[f.name]
		if f.name == "number" || f.name == "unit" {
			field.Help = say("admin.new." + f.name + "_help")
		}
		form.Fields = append(form.Fields, field)
	}
	form.Fields = append(form.Fields, roleField(say, officeRoles(), refused.typed["role"], wrong["role"]), untilField(say, refused.typed["until"], wrong["until"]))
	body := adminView{Title: say("admin.people.add"), Lead: say("admin.new.lead"), Form: &form}
	return s.adminPage(w, q, body, link{Href: "/admin/people", Label: say("admin.people.back")}, refused)
}

func roleField(say speaker, roles []domain.Role, chosen, wrong string) fieldView {
	field := textField("role", "select", say("admin.field.role"), chosen)
	field.Error = wrong
	field.choose("", say("admin.field.choose"), chosen)
	for _, r := range roles {
		field.choose(string(r), say("role."+string(r)), chosen)
	}
	return field
}

func untilField(say speaker, typed, wrong string) fieldView {
	field := textField("until", "text", say("admin.field.until"), typed)
	field.Optional, field.Help, field.Error = true, say("admin.field.until_help"), wrong
	return field
}

// addStaff records somebody; they have no way to sign in before a token is issued for them.
func (s *Server) addStaff(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	p, role, until, err := s.typedPerson(q)
	var id uuid.UUID
	if err == nil {
		id, err = s.Desk.Office(q.who.Organization, q.who.ID).Add(q.Context(), p, []domain.Role{role}, until)
	}
	if refused, ok := adminRefused(err, "add"); ok {
		refused.typed = map[string]string{}
		for key := range q.PostForm {
			refused.typed[key] = q.PostForm.Get(key)
		}
		return s.newPersonPage(w, q, refused)
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/admin/people/"+id.String()+"?done=person_added")
}

func (s *Server) typedPerson(q *request) (p handlers.NewPerson, role domain.Role, until time.Time, err error) {
	typed := func(name string) string { return domain.CleanLine(q.PostForm.Get(name)) }
	var wrong []domain.FieldError
	refuse := func(field, sentence string) {
		wrong = append(wrong, domain.FieldError{Field: field, Message: sentence})
	}
	p.Contact = handlers.Contact{Name: typed("name"), Email: typed("email"), Phone: typed("phone")}
	p.MemberNumber, p.Unit = typed("number"), typed("unit")
	if n := len([]rune(p.Contact.Name)); n == 0 || n > nameMax {
		refuse("name", "Please write the name, in at most 128 characters.")
	}
	var bad string
	if p.Contact.Email != "" {
		if p.Contact.Email, bad = programs.ReadEmail(p.Contact.Email); bad != "" {
			refuse("email", "This is not an e-mail address. Please look at it again, or leave it empty.")
		}
	}
	if p.Contact.Phone != "" {
		if p.Contact.Phone, bad = programs.ReadPhone(p.Contact.Phone); bad != "" {
			refuse("phone", bad)
		}
	}
	if len([]rune(p.MemberNumber)) > rollNumberMax {
		refuse("number", "This is longer than any number or unit we know. Please look at it again.")
	}
	if len([]rune(p.Unit)) > nameMax {
		refuse("unit", "This is longer than any number or unit we know. Please look at it again.")
	}
	if role = domain.Role(q.PostForm.Get("role")); !slices.Contains(officeRoles(), role) {
		refuse("role", "Please choose a role.")
	}
	if until, err = s.typedUntil(q, typed("until")); err != nil {
		wrong = append(wrong, fieldsOf(err)...)
	}
	if wrong != nil {
		e := domain.Errorf(domain.Invalid, "Something is missing or wrong. Nothing was recorded.")
		e.Fields = wrong
		return p, role, until, e
	}
	p.Compartment = handlers.Home([]domain.Role{role})
	return p, role, until, nil
}

// typedUntil is the end of the day that was typed, by the organization's clock; zero when none was.
func (s *Server) typedUntil(q *request, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	c := s.calendar(q.say(), q.who.Organization)
	typed, known := c.typedDay(text)
	if !known {
		return time.Time{}, fieldProblem("until", c.say("wrong.day"))
	}
	day := c.instant(typed, 0)
	if !day.AddDate(0, 0, 1).After(s.Now()) || day.Year() > s.Now().Year()+50 {
		return time.Time{}, fieldProblem("until", "Please give a day in the future, or none.")
	}
	return day.AddDate(0, 0, 1), nil
}

// listStaff gives ids, roles and times, and nobody's name.
func (s *Server) listStaff(w http.ResponseWriter, q *request) error {
	staff, err := s.Store.Staff(q.Context(), q.who.Scope(), s.Now())
	if err != nil {
		return err
	}
	list := []object{}
	for _, p := range staff {
		list = append(list, object{"id": p.ID, "roles": p.Roles, "signed_in_at": p.SignedInAt})
	}
	return writeJSON(w, http.StatusOK, object{"people": list})
}
