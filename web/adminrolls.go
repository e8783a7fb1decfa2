package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

const (
	// rollPath begins the addresses that take a file of the roll.
	rollPath = "/admin/rolls"
	// rollRows bounds one file.
	rollRows = 5000
	// rollShown bounds each list of a dry run; the counts are of all.
	rollShown = 200
)

// rollState travels sealed from the dry run to the act.
type rollState struct {
	Data  []byte `json:"data"`
	Whole bool   `json:"whole"`
	Print []byte `json:"print"`
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
	body := adminView{Title: say("admin.rolls.title"), Lead: say("admin.rolls.lead", rollRows), Done: doneNotice(q)}
	if !s.hasRoll(q.who.Organization) {
		body.Lead = say("admin.rolls.none")
		return s.adminPage(w, q, body, toAdmin(say), refused)
	}
	_, wrong := problemsOf(refused.wrong)
	file := textField("file", "file", say("applicants.import.file"), "")
	file.Help, file.Accept, file.Error = say("admin.rolls.file_help"), ".csv,text/csv", wrong["file"]
	whole := textField("whole", "choice", say("admin.rolls.whole"), "")
	chosen := refused.typed["whole"]
	if chosen == "" {
		chosen = "no"
	}
	whole.choose("no", say("admin.rolls.part"), chosen)
	whole.choose("yes", say("admin.rolls.all"), chosen)
	body.Form = &actForm{Action: rollPath + "/try", Files: true, Fields: []fieldView{file, whole}, Button: buttonView{Label: say("admin.rolls.try")}}
	body.Links = []link{{Href: rollPath + "/template", Label: say("admin.rolls.template")}}
	return s.adminPage(w, q, body, toAdmin(say), refused)
}

func (s *Server) rollTemplate(w http.ResponseWriter, _ *request) error {
	return writeCSV(w, "roll.csv", [][]string{handlers.RollColumns()})
}

// readRoll reads a file, and says of each line that cannot be taken what is wrong with it.
func readRoll(data []byte) (lines []handlers.RollLine, wrong map[int]string, err error) {
	has := map[string]bool{}
	read, err := readSheet(sheet{
		columns: func(head []string) ([]string, error) {
			keys, err := rollHead(head)
			for _, key := range keys {
				has[key] = true
			}
			return keys, err
		}, rows: rollRows,
		many: "The file has more than %d lines. Nothing was changed; please divide it into several files.",
		none: "There is nobody below the first line. Nothing was changed.",
	}, data)
	if err != nil {
		return nil, nil, err
	}
	wrong = map[int]string{}
	for _, r := range read {
		cell := func(key string) *string {
			text := domain.CleanLine(r.typed[key])
			if !has[key] {
				return nil
			}
			return &text
		}
		l := handlers.RollLine{
			Line: r.line, Number: domain.CleanLine(r.typed["number"]), Name: domain.CleanLine(r.typed["name"]),
			Email: cell("email"), Phone: cell("phone"), Unit: cell("unit"), Household: cell("household"),
		}
		if sentence := rollLineWrong(&l); sentence != "" {
			wrong[l.Line] = sentence
			continue
		}
		lines = append(lines, l)
	}
	return lines, wrong, nil
}

// rollLineWrong says what is wrong with a line, and writes its telephone number as it is kept.
func rollLineWrong(l *handlers.RollLine) string {
	switch {
	case l.Number == "" || len(l.Number) > 32:
		return "A member number is missing, or longer than 32 characters."
	case l.Name == "" || len([]rune(l.Name)) > nameMax:
		return "A name is missing, or longer than 128 characters."
	case l.Unit != nil && len(*l.Unit) > nameMax:
		return "The unit is longer than 128 characters."
	}
	if l.Email != nil && *l.Email != "" {
		if _, err := mail.ParseAddress(*l.Email); err != nil {
			return "The e-mail address is none."
		}
	}
	if l.Phone != nil && *l.Phone != "" {
		phone, sentence := programs.ReadPhone(*l.Phone)
		if sentence != "" {
			return sentence
		}
		l.Phone = &phone
	}
	return ""
}

func rollHead(head []string) (keys []string, err error) {
	for i, cell := range head {
		key := strings.ToLower(domain.CleanLine(cell))
		switch {
		case !slices.Contains(handlers.RollColumns(), key):
			return nil, fileProblem("Column %d of the first line is none of number, name, email, phone, unit, household. Nothing was changed; the template has them.", i+1)
		case slices.Contains(keys, key):
			return nil, fileProblem("Column %d of the first line is there twice. Nothing was changed.", i+1)
		}
		keys = append(keys, key)
	}
	if !slices.Contains(keys, "number") || !slices.Contains(keys, "name") {
		return nil, fileProblem("The columns number and name have to be there. Nothing was changed; the template has them.")
	}
	return keys, nil
}

func (s *Server) planRoll(q *request, data []byte, whole bool) (handlers.RollPlan, error) {
	if !s.hasRoll(q.who.Organization) {
		return handlers.RollPlan{}, noRoll()
	}
	lines, wrong, err := readRoll(data)
	if err != nil {
		return handlers.RollPlan{}, err
	}
	plan, err := s.Desk.PlanRoll(q.Context(), q.who.Organization, lines, whole && len(wrong) == 0)
	for line, sentence := range wrong {
		if plan.Wrong != nil {
			plan.Wrong[line] = sentence
		}
	}
	return plan, err
}

// tryRoll shows what a file would change. It changes nothing.
func (s *Server) tryRoll(w http.ResponseWriter, q *request) error {
	name, data, err := upload(q)
	whole := q.FormValue("whole") == "yes"
	if err == nil && name == "" && len(data) == 0 {
		err = fileProblem("Please choose a file.")
	}
	var plan handlers.RollPlan
	if err == nil {
		plan, err = s.planRoll(q, data, whole)
	}
	if refused, ok := adminRefused(err, "try"); ok {
		refused.typed = map[string]string{"whole": q.FormValue("whole")}
		return s.rollForm(w, q, refused)
	}
	if err != nil {
		return err
	}
	return s.rollTried(w, q, plan, rollState{Data: data, Whole: whole, Print: plan.Print}, nil)
}

func rollContext(q *request) string { return "roll/" + q.who.ID.String() }

func (s *Server) rollTried(w http.ResponseWriter, q *request, plan handlers.RollPlan, state rollState, notice *noticeView) error {
	say := q.say()
	body := adminView{
		Title: say("admin.rolls.tried"), Done: notice, Lead: say("admin.rolls.counts", plan.Count(handlers.RollAdded), plan.Count(handlers.RollChanged), plan.Count(handlers.RollEnded), plan.Same),
		Sections: rollSections(q, plan),
	}
	switch {
	case len(plan.Wrong) > 0:
		body.Lead = say("admin.rolls.mend", len(plan.Wrong))
	case len(plan.Changes) == 0:
		body.Lead = say("admin.rolls.nothing", plan.Same)
	default:
		plain, err := json.Marshal(state)
		if err != nil {
			return err
		}
		sealed, err := s.Keys.Organization(q.who.Organization).SealForm(rollContext(q), plain)
		if err != nil {
			return err
		}
		body.Form = &actForm{
			Action: rollPath + "/apply", Fields: []fieldView{hiddenField("state", base64.RawURLEncoding.EncodeToString(sealed))},
			Button: buttonView{Label: say("admin.rolls.apply", len(plan.Changes))},
		}
	}
	return s.adminPage(w, q, body, link{Href: rollPath, Label: say("admin.rolls.other")}, well)
}

// rollSections list what is wrong, and then what would change.
func rollSections(q *request, plan handlers.RollPlan) (sections []adminSection) {
	say := q.say()
	line := func(n int) tableCell {
		if n == 0 {
			return tableCell{Text: "–"}
		}
		return tableCell{Text: say("applicants.number", n)}
	}
	if len(plan.Wrong) > 0 {
		t := tableView{Caption: say("admin.rolls.wrong"), Heads: []tableHead{{Label: say("applicants.import.line"), Number: true}, {Label: say("applicants.import.what")}}}
		var lines []int
		for n := range plan.Wrong {
			lines = append(lines, n)
		}
		slices.Sort(lines)
		for _, n := range lines[:min(len(lines), rollShown)] {
			t.row(line(n), tableCell{Text: say(plan.Wrong[n])})
		}
		sections = append(sections, adminSection{Table: &t})
	}
	for _, kind := range []handlers.RollKind{handlers.RollAdded, handlers.RollChanged, handlers.RollEnded} {
		t := tableView{Caption: say("admin.rolls."+string(kind), plan.Count(kind)), Heads: []tableHead{{Label: say("applicants.import.line"), Number: true}, {Label: say("admin.head.name")}, {Label: say("admin.head.fields")}}}
		for _, c := range plan.Changes {
			if c.Kind != kind || len(t.Rows) == rollShown {
				continue
			}
			var fields []string
			for _, f := range c.Fields {
				fields = append(fields, say("admin.new."+f))
			}
			if fields == nil {
				fields = []string{say("admin.rolls.kind." + string(kind))}
			}
			t.row(line(c.Line), tableCell{Text: c.Name}, tableCell{Text: strings.Join(fields, ", ")})
		}
		section := adminSection{Table: shownTable(t)}
		if n := plan.Count(kind); n > rollShown {
			section.Lines = []string{say("admin.rolls.cut", rollShown, n)}
		}
		if section.Table != nil {
			sections = append(sections, section)
		}
	}
	return sections
}

// applyRoll makes exactly the changes that were shown. Pressed again there is nothing left to do; changed meanwhile, the changes are shown anew.
func (s *Server) applyRoll(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	if !s.hasRoll(q.who.Organization) {
		return noRoll()
	}
	sealed, err := base64.RawURLEncoding.DecodeString(q.PostForm.Get("state"))
	var plain []byte
	if err == nil {
		plain, err = s.Keys.Organization(q.who.Organization).OpenForm(rollContext(q), sealed)
	}
	var state rollState
	if err == nil {
		err = json.Unmarshal(plain, &state)
	}
	if err != nil {
		refused, _ := adminRefused(fileProblem("The page has changed since the file was read. Nothing was changed; please choose the file again."), "apply")
		return s.rollForm(w, q, refused)
	}
	plan, err := s.planRoll(q, state.Data, state.Whole)
	if err != nil {
		return err
	}
	if len(plan.Changes) == 0 {
		return seeOther(w, rollPath+"?done=roll_was")
	}
	if !bytes.Equal(plan.Print, state.Print) {
		state.Print = plan.Print
		n := noticeOf(q.language(), "late", "admin.rolls.moved", "admin.rolls.moved_then")
		return s.rollTried(w, q, plan, state, &n)
	}
	if err := s.Desk.Office(q.who.Organization, q.who.ID).ApplyRoll(q.Context(), plan); err != nil {
		return err
	}
	return seeOther(w, rollPath+"?done=roll_applied")
}
