package web

import (
	"net/http"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// rollPath begins the addresses that take a file of the roll.
const rollPath = "/admin/rolls"

// rollNumberMax bounds a member number, in characters.
const rollNumberMax = 32

// memberRoll is the list of members.
func (s *Server) memberRoll() adminList {
	return adminList{path: rollPath, words: "admin.rolls.", done: "roll", atOnce: true, plan: s.planRoll, form: s.rollForm, apply: func(q *request, plan handlers.RollPlan) error {
		return s.Desk.Office(q.who.Organization, q.who.ID).ApplyRoll(q.Context(), plan)
	}}
}

func (s *Server) hasRoll(organization string) bool {
	return slices.ContainsFunc(s.Catalog.Programs(organization), func(p programs.Program) bool { return p.Kind == programs.KindWelfare })
}

func noRoll() error {
	return domain.Errorf(domain.NotFound, "No program of your organization looks at a member roll.")
}

func (s *Server) showRoll(w http.ResponseWriter, q *request) error { return s.rollForm(w, q, well) }

func (s *Server) rollForm(w http.ResponseWriter, q *request, refused tried) error {
	say := q.say()
	body := adminView{Title: say("admin.rolls.title"), Lead: say("admin.rolls.lead", listRows), Done: doneNotice(q)}
	if !s.hasRoll(q.who.Organization) {
		body.Lead = say("admin.rolls.none")
		return s.adminPage(w, q, body, toAdmin(say), refused)
	}
	recent, err := s.recentSection(q, q.rollStream())
	if err != nil {
		return err
	}
	body.Form = s.memberRoll().listForm(say, refused)
	body.Links = []link{{Href: rollPath + "/template", Label: say("admin.rolls.template")}}
	body.Sections = []adminSection{s.memberRoll().exportSection(say), recent}
	return s.adminPage(w, q, body, toAdmin(say), refused)
}

func (s *Server) rollTemplate(w http.ResponseWriter, _ *request) error {
	return writeCSV(w, "roll.csv", [][]string{handlers.RollColumns()})
}

// exportRoll sends the roll in the columns that a file of it has.
func (s *Server) exportRoll(w http.ResponseWriter, q *request) error {
	if !s.hasRoll(q.who.Organization) {
		return noRoll()
	}
	list, err := s.Desk.Office(q.who.Organization, q.who.ID).ExportRoll(q.Context())
	if err != nil {
		return err
	}
	rows := [][]string{handlers.RollColumns()}
	for _, m := range list {
		rows = append(rows, []string{m.Member, m.Name, m.Email, m.Phone, m.Unit, m.Household})
	}
	return s.sendList(w, q, "roll", rows)
}

// readRoll reads a file, and says of each line that cannot be taken what is wrong with it.
func readRoll(say speaker, data []byte) (lines []handlers.RollLine, wrong map[int]string, err error) {
	read, has, err := readList(data, handlers.RollColumns(), "number", "name")
	if err != nil {
		return nil, nil, err
	}
	wrong = map[int]string{}
	for _, r := range read {
		if sentence := r.unreadable(); sentence != "" {
			wrong[r.line] = sentence
			continue
		}
		l := handlers.RollLine{
			Line: r.line, Number: domain.CleanLine(r.typed["number"]), Name: domain.CleanLine(r.typed["name"]),
			Email: r.cell(has, "email"), Phone: r.cell(has, "phone"), Unit: r.cell(has, "unit"), Household: r.cell(has, "household"),
		}
		if sentence := rollLineWrong(say, &l); sentence != "" {
			wrong[l.Line] = sentence
			continue
		}
		lines = append(lines, l)
	}
	return lines, wrong, nil
}

func rollLineWrong(say speaker, l *handlers.RollLine) string {
	switch {
	case handlers.MemberNumber(l.Number) == "" || len([]rune(l.Number)) > rollNumberMax:
		return "A member number is missing, or longer than 32 characters."
	case l.Unit != nil && len([]rune(*l.Unit)) > nameMax:
		return "The unit is longer than 128 characters."
	}
	return contactWrong(say, l.Name, l.Email, l.Phone)
}

func (s *Server) planRoll(q *request, state listState) (handlers.RollPlan, error) {
	if !s.hasRoll(q.who.Organization) {
		return handlers.RollPlan{}, noRoll()
	}
	lines, wrong, err := readRoll(q.say(), state.Data)
	if err != nil {
		return handlers.RollPlan{}, err
	}
	plan, err := s.Desk.PlanRoll(q.Context(), q.who.Organization, lines, state.Whole && len(wrong) == 0)
	return plan.Refuse(wrong), err
}

func (s *Server) tryRoll(w http.ResponseWriter, q *request) error { return s.memberRoll().try(w, q) }

func (s *Server) applyRoll(w http.ResponseWriter, q *request) error {
	if !s.hasRoll(q.who.Organization) {
		return noRoll()
	}
	return s.memberRoll().carryOut(w, q)
}
