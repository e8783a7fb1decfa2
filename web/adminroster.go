package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
)

// rosterPath begins the addresses that take a file of people with an office.
const rosterPath = "/admin/people/file"

// rosterColumns are the columns that such a file may have; only the name has to be there. The id comes from an exported file.
var rosterColumns = []string{"name", "email", "phone", "roles", "until", "id"}

// staffRoster is the list of people with an office.
func (s *Server) staffRoster() adminList {
	return adminList{path: rosterPath, words: "admin.roster.", done: "people", plan: s.planPeople, form: s.rosterForm, apply: func(q *request, plan handlers.RollPlan) error {
		return s.Desk.Office(q.who.Organization, q.who.ID).ApplyPeople(q.Context(), plan)
	}}
}

func (s *Server) showRoster(w http.ResponseWriter, q *request) error { return s.rosterForm(w, q, well) }

func (s *Server) rosterForm(w http.ResponseWriter, q *request, refused tried) error {
	say, list := q.say(), s.staffRoster()
	recent, err := s.recentSection(q, q.peopleStream())
	if err != nil {
		return err
	}
	codes := adminSection{Title: say("admin.roster.codes"), Lines: []string{say("admin.roster.codes_help")}}
	for _, r := range officeRoles() {
		codes.Rows = append(codes.Rows, summaryRow{Label: string(r), Value: say("role." + string(r))})
	}
	body := adminView{
		Title: say("admin.roster.title"), Lead: say("admin.roster.lead", listRows), Done: doneNotice(q), Form: list.listForm(say, refused),
		Links:    []link{{Href: rosterPath + "/template", Label: say("admin.rolls.template")}},
		Sections: []adminSection{list.exportSection(say), codes, recent},
	}
	return s.adminPage(w, q, body, link{Href: "/admin/people", Label: say("admin.people.back")}, refused)
}

func (s *Server) rosterTemplate(w http.ResponseWriter, _ *request) error {
	return writeCSV(w, "people.csv", [][]string{rosterColumns})
}

func (s *Server) tryRoster(w http.ResponseWriter, q *request) error { return s.staffRoster().try(w, q) }

func (s *Server) applyRoster(w http.ResponseWriter, q *request) error {
	return s.staffRoster().carryOut(w, q)
}

// exportRoster sends the list in the columns that a file of it has. Whose roles end on different days has a line for each.
func (s *Server) exportRoster(w http.ResponseWriter, q *request) error {
	list, err := s.Desk.Office(q.who.Organization, q.who.ID).ExportPeople(q.Context())
	if err != nil {
		return err
	}
	zone := s.calendar(q.say(), q.who.Organization).zone
	rows := [][]string{rosterColumns}
	for _, e := range list {
		roles, until := make([]string, len(e.Roles)), ""
		for i, r := range e.Roles {
			roles[i] = string(r)
		}
		if !e.Until.IsZero() {
			until = e.Until.In(zone).Add(-time.Second).Format(time.DateOnly) // midnight ends the day before
		}
		rows = append(rows, []string{e.Name, e.Email, e.Phone, strings.Join(roles, " "), until, e.ID.String()})
	}
	return s.sendList(w, q, "people", rows)
}

func (s *Server) planPeople(q *request, state listState) (handlers.RollPlan, error) {
	read, has, err := readList(state.Data, rosterColumns, "name")
	if err != nil {
		return handlers.RollPlan{}, err
	}
	wrong := map[int]string{}
	var lines []handlers.RosterLine
	for _, r := range read {
		l, sentence := s.rosterLine(q, r, has)
		if sentence != "" {
			wrong[r.line] = sentence
			continue
		}
		lines = append(lines, l)
	}
	plan, err := s.Desk.Office(q.who.Organization, q.who.ID).PlanPeople(q.Context(), lines, state.Whole && len(wrong) == 0, state.Seed)
	return plan.Refuse(wrong), err
}

// rosterLine reads one line, or says why it cannot be taken.
func (s *Server) rosterLine(q *request, r importRow, has map[string]bool) (l handlers.RosterLine, sentence string) {
	if sentence = r.unreadable(); sentence != "" {
		return l, sentence
	}
	l = handlers.RosterLine{Line: r.line, Name: domain.CleanLine(r.typed["name"]), Email: r.cell(has, "email"), Phone: r.cell(has, "phone"), Dated: has["until"]}
	if typed := domain.CleanLine(r.typed["id"]); typed != "" {
		id, err := uuid.Parse(typed)
		if err != nil {
			return l, "Nobody of this id is on the list."
		}
		l.ID = id
	}
	if sentence = contactWrong(q.say(), l.Name, l.Email, l.Phone); sentence != "" {
		return l, sentence
	}
	var unknown string
	if l.Roles, unknown = rolesTyped(r.typed["roles"]); unknown != "" {
		return l, wrongValue(q.say(), "admin.lists.wrong.role", unknown)
	}
	until, err := s.typedUntil(q, domain.CleanLine(r.typed["until"]))
	if err != nil {
		return l, domain.MessageOf(err)
	}
	l.Until = until
	return l, ""
}

// rolesTyped reads roles with semicolons, commas or blanks between them: as codes, or as pages call them in any language.
func rolesTyped(text string) (roles []domain.Role, unknown string) {
	add := func(name string) bool {
		for _, r := range officeRoles() {
			called := strings.EqualFold(name, string(r)) || slices.ContainsFunc(words.Languages(), func(language string) bool {
				return strings.EqualFold(name, words.Say(language, "role."+string(r)))
			})
			if called {
				if !slices.Contains(roles, r) {
					roles = append(roles, r)
				}
				return true
			}
		}
		return false
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' }) {
		if part = domain.CleanLine(part); part == "" || add(part) {
			continue
		}
		for word := range strings.FieldsSeq(part) {
			if !add(word) {
				return nil, word
			}
		}
	}
	return roles, ""
}
