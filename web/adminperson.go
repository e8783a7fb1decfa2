package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// tokenDays is how long a token lasts that an administrator issues.
const tokenDays = 90

// officeEventsMax is how many of the latest acts about somebody their page shows.
const officeEventsMax = 50

// staffMember is somebody opened: record, name, and what was done about them.
type staffMember struct {
	store.StaffMember
	handlers.Contact
	events []store.StoredEvent
}

func nobodyHere() error {
	return domain.Errorf(domain.NotFound, "Nobody of that id holds or held an office here.")
}

func (s *Server) staffByID(q *request, id uuid.UUID) (store.StaffMember, error) {
	m, err := s.Store.StaffByID(q.Context(), q.who.Scope(), id, s.Now())
	if domain.CodeOf(err) == domain.NotFound {
		err = nobodyHere()
	}
	return m, err
}

func (s *Server) staffMember(q *request) (m staffMember, err error) {
	id, err := uuid.Parse(q.PathValue("person"))
	if err != nil {
		return m, nobodyHere()
	}
	if m.StaffMember, err = s.staffByID(q, id); err != nil {
		return m, err
	}
	if m.Contact, err = s.Desk.OpenContact(q.who.Organization, m.ID, m.KeyID, m.Wrapped, m.Sealed); err != nil {
		return m, err
	}
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		m.events, err = s.Store.Events(q.Context(), tx, office.Stream(q.who.Organization, m.ID))
		return err
	})
	return m, err
}

func (s *Server) showStaffMember(w http.ResponseWriter, q *request) error {
	m, err := s.staffMember(q)
	if err != nil {
		return err
	}
	return s.staffPage(w, q, m, well)
}

func (s *Server) staffPage(w http.ResponseWriter, q *request, m staffMember, refused tried) error {
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	everybody, err := s.staffLines(q)
	if err != nil {
		return err
	}
	body := adminView{Title: m.Name, Done: doneNotice(q)}
	row := func(key, value string) summaryRow {
		if value == "" {
			return summaryRow{Label: say(key), Value: say("field.not_provided"), Empty: true}
		}
		return summaryRow{Label: say(key), Value: value}
	}
	seen := say("admin.people.never")
	if m.SignedInAt != nil {
		seen = c.moment(*m.SignedInAt).Words
	}
	body.Sections = []adminSection{
		{Title: say("admin.person.about"), Rows: []summaryRow{
			row("admin.new.email", m.Email), row("admin.new.phone", phoneWords(m.Phone)), row("admin.head.signed_in", seen), row("admin.person.ways", say("admin.person.open", m.Tokens, m.Sessions)),
		}},
		{Table: grantTable(c, m.Grants)},
		{Table: s.tieTable(q, m.Ties)},
		{Title: say("page.task.act"), Acts: s.staffActs(q, m, everybody, refused)},
	}
	if events := s.officeEvents(c, m.events, everybody); events != nil {
		body.Sections = append(body.Sections, adminSection{Title: say("admin.person.events"), Events: events})
	}
	return s.adminPage(w, q, body, link{Href: "/admin/people", Label: say("admin.people.back")}, refused)
}

func grantTable(c calendar, grants []store.GrantRow) *tableView {
	t := tableView{Caption: c.say("admin.person.roles"), Heads: []tableHead{{Label: c.say("admin.field.role")}, {Label: c.say("admin.head.since")}, {Label: c.say("admin.head.until")}}}
	for _, g := range grants {
		until := c.say("admin.person.for_good")
		if g.Until != nil {
			until = c.day(g.Until.Add(-time.Second)) // midnight ends the day before
		}
		t.row(tableCell{Text: c.say("role." + string(g.Role))}, tableCell{Text: c.day(g.Since)}, tableCell{Text: until})
	}
	return &t
}

// tieTable names those among the tied who hold an office. Whoever else is tied may be a family, and stays a number.
func (s *Server) tieTable(q *request, ties []store.TiedPerson) *tableView {
	say := q.say()
	t := tableView{Caption: say("admin.person.ties"), Heads: []tableHead{{Label: say("admin.head.tied")}, {Label: say("admin.head.kind")}}}
	for _, tie := range ties {
		name := say("admin.person.member")
		if tie.Office {
			if contact, err := s.Desk.OpenContact(q.who.Organization, tie.ID, tie.KeyID, tie.Wrapped, tie.Sealed); err == nil {
				name = contact.Name
			}
		}
		t.row(tableCell{Text: name}, tableCell{Text: say("admin.tie." + tie.Kind)})
	}
	return shownTable(t)
}

// staffActs are what can be done about somebody.
func (s *Server) staffActs(q *request, m staffMember, everybody []staffLine, refused tried) []actForm {
	say, own := q.say(), m.ID == q.who.ID
	_, wrong := problemsOf(refused.wrong)
	act := func(name string, fields ...fieldView) actForm {
		for i := range fields {
			fields[i].ID = name + "-" + fields[i].Name
			fields[i].Error = wrong[fields[i].ID]
		}
		return actForm{
			Label: say("admin.act." + name), Help: say("admin.act." + name + "_help"), Action: "/admin/people/" + m.ID.String() + "/" + name, Open: refused.action == name,
			Fields: fields, Button: buttonView{Label: say("admin.act." + name)},
		}
	}
	var held, free []domain.Role
	for _, r := range officeRoles() {
		switch {
		case slices.Contains(m.Roles, string(r)):
			held = append(held, r)
		case slices.Contains(r.Compartments(), m.Compartment):
			free = append(free, r)
		}
	}
	var acts []actForm
	if len(free) > 0 && !own { // nobody gives a role to themselves
		acts = append(acts, act("grant", roleField(say, free, refused.typed["role"], ""), untilField(say, refused.typed["until"], "")))
	}
	if len(held) > 0 {
		token := act("token", hiddenField("key", newID()))
		told := "admin.act.token_told"
		if m.Email == "" && m.Phone == "" {
			told = "admin.act.token_untold"
		}
		token.Help += " " + say(told)
		if slices.ContainsFunc(held, decides) {
			token.Help += " " + say("admin.act.token_decides")
		}
		if own {
			token.Help += " " + say("admin.act.token_own")
		}
		acts = append(acts, act("end", roleField(say, held, refused.typed["role"], "")), token)
	}
	if m.Tokens+m.Sessions > 0 {
		acts = append(acts, act("sign_out"))
	}
	other := textField("other", "select", say("admin.field.other"), refused.typed["other"])
	other.choose("", say("admin.field.choose"), other.Value)
	for _, p := range everybody {
		if p.ID != m.ID {
			other.choose(p.ID.String(), p.name, other.Value)
		}
	}
	return append(acts, act("tie", other))
}

// decides tells whether somebody with a role decides about money, so that a token for them is worth taking.
func decides(r domain.Role) bool {
	return slices.Contains([]domain.Role{domain.RoleTrustee, domain.RoleTreasurer, domain.RoleSignatory, domain.RoleChief}, r)
}

// officeEvents are what administrators did about somebody, latest first.
func (s *Server) officeEvents(c calendar, events []store.StoredEvent, everybody []staffLine) (rows []timelineRow) {
	for _, e := range slices.Backward(events) {
		if len(rows) == officeEventsMax {
			return rows
		}
		var named struct {
			By                           uuid.UUID `json:"by"`
			Role                         string    `json:"role"`
			Added, Changed, Ended, Lines int
		}
		if json.Unmarshal(e.Data, &named) != nil {
			continue
		}
		by := c.say("admin.by.operator")
		for _, p := range everybody {
			if p.ID == named.By {
				by = p.name
			}
		}
		text := c.say("event." + e.Type)
		if named.Role != "" {
			text = c.say("event."+e.Type, c.say("role."+named.Role))
		}
		switch {
		case named.Added+named.Changed+named.Ended > 0:
			text += " (" + c.say("admin.rolls.tally", named.Added, named.Changed, named.Ended) + ")"
		case named.Lines > 0:
			text += " (" + c.say("admin.rolls.lines", named.Lines) + ")"
		}
		rows = append(rows, timelineRow{At: c.moment(e.At), Text: text, By: by})
	}
	return rows
}

// staffWish is what an act about somebody brings.
type staffWish struct {
	Key   string      `json:"-"` // of the page that was pressed, so that a second press makes no second token
	Role  domain.Role `json:"role"`
	Until string      `json:"until"`
	Other uuid.UUID   `json:"other"`
}

// staffAct carries one act out, and gives the secret of a new token.
func (s *Server) staffAct(ctx context.Context, q *request, id uuid.UUID, action string, wish staffWish) (secret string, err error) {
	o := s.Desk.Office(q.who.Organization, q.who.ID)
	switch action {
	case "grant":
		if !slices.Contains(officeRoles(), wish.Role) {
			return "", fieldProblem("role", "Please choose a role.")
		}
		until, err := s.typedUntil(q, strings.TrimSpace(wish.Until))
		if err != nil {
			return "", err
		}
		return "", o.Grant(ctx, id, wish.Role, until)
	case "end":
		if wish.Role == "" {
			return "", fieldProblem("role", "Please choose a role.")
		}
		return "", o.End(ctx, id, wish.Role)
	case "token":
		secret, hash := NewToken()
		return secret, o.IssueToken(ctx, id, wish.Key, hash, s.Now().Add(tokenDays*24*time.Hour))
	case "sign_out":
		return "", o.EndSignIns(ctx, id)
	case "tie":
		if wish.Other == uuid.Nil {
			return "", fieldProblem("other", "Please choose whom they are tied to.")
		}
		return "", o.Tie(ctx, id, wish.Other)
	}
	return "", domain.Errorf(domain.NotFound, "There is nothing of that name to be done here.")
}

func (s *Server) actOnStaff(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	m, err := s.staffMember(q)
	if err != nil {
		return err
	}
	action := q.PathValue("action")
	other, _ := uuid.Parse(q.PostForm.Get("other")) // nobody, when nobody was chosen
	secret, err := s.staffAct(q.Context(), q, m.ID, action, staffWish{Key: q.PostForm.Get("key"), Role: domain.Role(q.PostForm.Get("role")), Until: q.PostForm.Get("until"), Other: other})
	if refused, ok := adminRefused(err, action); ok {
		refused.typed = map[string]string{"role": q.PostForm.Get("role"), "until": q.PostForm.Get("until"), "other": q.PostForm.Get("other")}
		for i := range refused.wrong {
			refused.wrong[i].Field = action + "-" + refused.wrong[i].Field
		}
		return s.staffPage(w, q, m, refused)
	}
	if err != nil {
		return err
	}
	say, page := q.say(), "/admin/people/"+m.ID.String()
	if secret != "" {
		body := adminView{Title: say("admin.token.title"), Lead: say("admin.token.lead", tokenDays), Secret: secret, Sections: []adminSection{{Lines: []string{say("admin.token.then")}}}}
		return s.adminPage(w, q, body, link{Href: page, Label: say("admin.person.back")}, well)
	}
	return seeOther(w, page+"?done=office_"+action)
}

func (s *Server) actOnStaffByAPI(w http.ResponseWriter, q *request) error {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		return nobodyHere()
	}
	if _, err := s.staffByID(q, id); err != nil {
		return err
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var wish staffWish
	if len(body) > 0 {
		if err := json.Unmarshal(body, &wish); err != nil {
			return domain.Because(err, domain.Invalid, "The body has to be JSON, with “role”, “until” or “other” as the act needs.")
		}
	}
	secret, err := s.staffAct(q.Context(), q, id, q.PathValue("action"), wish)
	if err != nil {
		return err
	}
	answer := object{"id": id}
	if secret != "" {
		answer["token"] = secret
	}
	return writeJSON(w, http.StatusOK, answer)
}
