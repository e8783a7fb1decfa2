package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

const (
	// listRows bounds one file.
	listRows = 5000
	// listShown bounds each list of a dry run; the counts are of all.
	listShown = 200
)

// adminList is a list that administrators keep by files: what a file would change is shown first, and done by a second press.
type adminList struct {
	path  string // begins the addresses
	words string // begins what its pages say
	done  string // begins what is said once a file is done with
	// atOnce: a file is done as a whole or not at all.
	atOnce bool
	plan   func(q *request, state listState) (handlers.RollPlan, error)
	apply  func(q *request, plan handlers.RollPlan) error
	form   func(w http.ResponseWriter, q *request, refused tried) error
}

// listState travels sealed from the dry run to the act.
type listState struct {
	Data  []byte    `json:"data"`
	Whole bool      `json:"whole"`
	Seed  uuid.UUID `json:"seed"`
	Print []byte    `json:"print"`
}

// listForm asks for a file, and whether it is all of the list.
func (l adminList) listForm(say speaker, refused tried) *actForm {
	_, wrong := problemsOf(refused.wrong)
	file := textField("file", "file", say("applicants.import.file"), "")
	file.Help, file.Accept, file.Error = say(l.words+"file_help"), ".csv,text/csv", wrong["file"]
	whole := textField("whole", "choice", say("admin.rolls.whole"), "")
	chosen := refused.typed["whole"]
	if chosen == "" {
		chosen = "no"
	}
	whole.choose("no", say(l.words+"part"), chosen)
	whole.choose("yes", say(l.words+"all"), chosen)
	return &actForm{Action: l.path + "/try", Files: true, Fields: []fieldView{file, whole}, Button: buttonView{Label: say("admin.rolls.try")}}
}

// exportSection offers the list as a file. To take it is an act, and recorded.
func (l adminList) exportSection(say speaker) adminSection {
	return adminSection{Title: say("admin.rolls.export"), Acts: []actForm{{
		Label: say("admin.rolls.export_button"), Help: say(l.words + "export_help"), Action: l.path + "/export", Button: buttonView{Label: say("admin.rolls.export_button")},
	}}}
}

// recentSection is what was done with the list as a whole, latest first.
func (s *Server) recentSection(q *request, stream uuid.UUID) (section adminSection, err error) {
	everybody, err := s.staffLines(q)
	if err != nil {
		return section, err
	}
	var events []store.StoredEvent
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		events, err = s.Store.Events(q.Context(), tx, stream)
		return err
	})
	if rows := s.officeEvents(s.calendar(q.say(), q.who.Organization), events, everybody); rows != nil {
		section = adminSection{Title: q.say()("admin.rolls.recent"), Events: rows}
	}
	return section, err
}

// readList reads a file with named columns, of which some have to be there. It tells which of them there are.
func readList(data []byte, columns []string, needed ...string) (read []importRow, has map[string]bool, err error) {
	has = map[string]bool{}
	read, err = readSheet(sheet{
		columns: func(head []string) (keys []string, err error) {
			for i, cell := range head {
				key := strings.ToLower(domain.CleanLine(cell))
				switch {
				case !slices.Contains(columns, key):
					return nil, fileProblem("Column %d of the first line is none of %s. Nothing was changed; the template has them.", i+1, strings.Join(columns, ", "))
				case has[key]:
					return nil, fileProblem("Column %d of the first line is there twice. Nothing was changed.", i+1)
				}
				has[key] = true
				keys = append(keys, key)
			}
			for _, key := range needed {
				if !has[key] {
					return nil, fileProblem("The column %s has to be there. Nothing was changed; the template has it.", key)
				}
			}
			return keys, nil
		}, rows: listRows,
		many: "The file has more than %d lines. Nothing was changed; please divide it into several files.",
		none: "There is nobody below the first line. Nothing was changed.",
	}, data)
	return read, has, err
}

// unreadable says that a line has a character that nobody sees, or that turns what is written around; empty for all other lines.
func (r importRow) unreadable() string {
	for _, typed := range r.typed {
		if domain.HasControlInLine(typed) {
			return "A character in this line cannot be kept. Please type the line again."
		}
	}
	return ""
}

// cell gives the text of a column; nil where the file does not have it.
func (r importRow) cell(has map[string]bool, key string) *string {
	if !has[key] {
		return nil
	}
	text := domain.CleanLine(r.typed[key])
	return &text
}

// shownMax bounds how much of a wrong value an error repeats, in characters.
const shownMax = 64

// wrongValue says what is wrong with a value of a line, and which it is.
func wrongValue(say speaker, key, value string) string {
	if letters := []rune(value); len(letters) > shownMax {
		value = string(letters[:shownMax]) + "…"
	}
	return say(key, value)
}

// contactWrong says what is wrong with a name, an address or a number, and writes the two as they are kept.
func contactWrong(say speaker, name string, email, phone *string) (sentence string) {
	if name == "" || len([]rune(name)) > nameMax {
		return "A name is missing, or longer than 128 characters."
	}
	if email != nil && *email != "" {
		typed := *email
		if *email, sentence = programs.ReadEmail(typed); sentence != "" {
			return wrongValue(say, "admin.lists.wrong.email", typed)
		}
	}
	if phone != nil && *phone != "" {
		typed := *phone
		if *phone, sentence = programs.ReadPhone(typed); sentence != "" {
			return wrongValue(say, "admin.lists.wrong.phone", typed)
		}
	}
	return ""
}

// try shows what a file would change. It changes nothing.
func (l adminList) try(w http.ResponseWriter, q *request) error {
	name, data, err := upload(q)
	switch {
	case domain.CodeOf(err) == domain.TooLarge:
		err = fileProblem("The file is larger than 1 MB. Nothing was recorded; please divide it into several files.")
	case err == nil && name == "" && len(data) == 0:
		err = fileProblem("Please choose a file.")
	}
	state := listState{Data: data, Whole: q.FormValue("whole") == "yes", Seed: q.server.Desk.Handler.NewID()}
	var plan handlers.RollPlan
	if err == nil {
		plan, err = l.plan(q, state)
	}
	if refused, ok := adminRefused(err, "try"); ok {
		refused.typed = map[string]string{"whole": q.FormValue("whole")}
		return l.form(w, q, refused)
	}
	if err != nil {
		return err
	}
	state.Print = plan.Print
	return l.tried(w, q, plan, state, nil)
}

func (l adminList) context(q *request) string { return l.path + "/" + q.who.ID.String() }

func (l adminList) tried(w http.ResponseWriter, q *request, plan handlers.RollPlan, state listState, notice *noticeView) error {
	say := q.say()
	body := adminView{
		Title: say("admin.rolls.tried"), Done: notice, Lead: say("admin.rolls.counts", plan.Count(handlers.RollAdded), plan.Count(handlers.RollChanged), plan.Count(handlers.RollEnded), plan.Same),
		Sections: l.sections(q, plan),
	}
	switch {
	case len(plan.Wrong) > 0:
		body.Lead = say("admin.rolls.mend", len(plan.Wrong))
	case len(plan.Changes) == 0:
		body.Lead = say(l.words+"nothing", plan.Same)
	default:
		plain, err := json.Marshal(state)
		if err != nil {
			return err
		}
		sealed, err := q.server.Keys.Organization(q.who.Organization).SealForm(l.context(q), plain)
		if err != nil {
			return err
		}
		body.Form = &actForm{
			Action: l.path + "/apply", Fields: []fieldView{hiddenField("state", base64.RawURLEncoding.EncodeToString(sealed))},
			Button: buttonView{Label: say("admin.rolls.apply", len(plan.Changes))},
		}
		if plan.Count(handlers.RollEnded) > 0 {
			body.Form.Button.Kind = "warn"
		}
	}
	return q.server.adminPage(w, q, body, link{Href: l.path, Label: say("admin.rolls.other")}, well)
}

// carryOut makes exactly the changes that were shown. Pressed again there is nothing left to do; changed meanwhile, the changes are shown anew.
func (l adminList) carryOut(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(q.PostForm.Get("state"))
	var plain []byte
	if err == nil {
		plain, err = q.server.Keys.Organization(q.who.Organization).OpenForm(l.context(q), sealed)
	}
	var state listState
	if err == nil {
		err = json.Unmarshal(plain, &state)
	}
	if err != nil {
		refused, _ := adminRefused(fileProblem("The page has changed since the file was read. Nothing was changed; please choose the file again."), "apply")
		return l.form(w, q, refused)
	}
	plan, err := l.plan(q, state)
	if err != nil {
		return err
	}
	if len(plan.Changes) == 0 && len(plan.Wrong) == 0 {
		return seeOther(w, l.path+"?done="+l.done+"_was")
	}
	notice := noticeOf(q.language(), "late", l.words+"moved", "admin.rolls.moved_then")
	if bytes.Equal(plan.Print, state.Print) && len(plan.Wrong) == 0 {
		err := l.apply(q, plan)
		refused, ok := adminRefused(err, "apply")
		if !ok && err != nil {
			return err
		}
		if err == nil {
			return seeOther(w, l.path+"?done="+l.done+"_applied")
		}
		if plan, err = l.plan(q, state); err != nil {
			return err
		}
		some := "admin.rolls.some"
		if l.atOnce {
			some = "admin.rolls.none_done"
		}
		notice = noticeView{Kind: "late", Title: q.say()(some), Lines: []string{q.say()(refused.reason), q.say()(some + "_then")}}
	}
	state.Print = plan.Print
	return l.tried(w, q, plan, state, &notice)
}

// sendList sends a list as a file in the columns that are read.
func (s *Server) sendList(w http.ResponseWriter, q *request, name string, rows [][]string) error {
	day := s.Now().In(s.calendar(q.say(), q.who.Organization).zone).Format(time.DateOnly)
	return writeCSV(w, name+"-"+day+".csv", rows)
}

// rollStream and peopleStream are where the acts on each list as a whole lie.
func (q *request) rollStream() uuid.UUID   { return office.RollStream(q.who.Organization) }
func (q *request) peopleStream() uuid.UUID { return office.PeopleStream(q.who.Organization) }
