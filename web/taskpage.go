package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// taskPage is one task on one page: what there is to know, beside it the guideline, below it what can be done.
type taskPage struct {
	Title, Reference, Due string
	Address, Version      string // where it is read again, and what is the same as long as nothing that it shows changes
	Notice, Resumed       *noticeView
	Typed                 []titled // what can be sent no more
	Story, Explanation    *titled
	Own                   *titled // the story as the family wrote it, beside the one that an interpreter wrote
	Files                 []link  // pictures from the family
	Rows                  []summaryRow
	Questions             []exchangeView
	Votes                 *tableView
	Checks                []check
	Guideline             []summaryRow
	Note                  string
	Notes                 []timelineRow
	Again                 []againView
	Acts                  []actForm
	Go                    *link
}

// version follows from what the page tells: neither from what is typed into it, nor from the time that is left. It is no more than the page itself
// says, so that a trustee does not learn from it that another one has voted.
func (p taskPage) version() string {
	p.Due, p.Acts = "", slices.Clone(p.Acts)
	for i := range p.Acts {
		p.Acts[i] = actForm{Label: p.Acts[i].Label}
	}
	told, err := json.Marshal(p)
	if err != nil {
		return "" // what is never the same is loaded again
	}
	sum := sha256.Sum256(told)
	return hex.EncodeToString(sum[:8])
}

type titled struct {
	Title, Text string
	Lang        string // of the text, when it is not the page's
}

// openTask is a task with its case opened, and what the act needs to know.
type openTask struct {
	store.TaskRow
	file  *caseFile
	facts any
}

// taskFor opens a task that waits or waited for whoever asks. Of one they left, nothing is opened.
func (s *Server) taskFor(q *request) (t openTask, err error) {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		return t, domain.Errorf(domain.NotFound, "We know no such task.")
	}
	ctx := q.Context()
	err = s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error {
		if t.TaskRow, err = s.Store.Task(ctx, tx, id); err != nil || left(t.TaskRow) {
			return err
		}
		of, err := s.Store.CaseByID(ctx, tx, t.CaseID)
		if err != nil {
			return err
		}
		if t.file, err = s.openFile(ctx, tx, of); err != nil || t.ClosedAt != nil {
			return err
		}
		t.facts, err = s.facts(ctx, tx, q.who, t.TaskRow, t.file)
		return err
	})
	return t, err
}

func (s *Server) showTask(w http.ResponseWriter, q *request) error {
	t, err := s.taskFor(q)
	if err != nil {
		return err
	}
	return s.renderTask(w, q, t, tried{status: http.StatusOK})
}

// tried is an act that was just refused: which, with what was typed, and why.
type tried struct {
	status int
	action string
	typed  map[string]string
	wrong  []domain.FieldError
	reason string
	again  bool // the session ended meanwhile, and nothing was tried
}

func (s *Server) renderTask(w http.ResponseWriter, q *request, t openTask, refused tried) error {
	if t.file != nil {
		s.noteReading(q.Context(), q.who, t.file.Case, t.facts)
	}
	v := taskWords{openTask: t, c: s.calendar(q.say().about(t.file), q.who.Organization), language: q.language(), who: q.who.ID, person: q.who}
	body := taskPage{Title: v.c.say("kind." + t.Kind), Reference: t.Reference}
	var err error
	if v.whose, err = s.sealWhose(q.who); err != nil {
		return err
	}
	if refused.again {
		n := noticeOf(v.language, "good", "page.task.resumed", "page.task.resumed_then")
		body.Resumed = &n
	}
	if t.Kind == workflows.TaskFindMinisters {
		if v.standby, err = s.standby(q, t.Program); err != nil {
			return err
		}
	}
	if t.Kind == workflows.TaskFindCoach && t.file != nil {
		coaches, err := s.coachesFor(q, t.file)
		if err != nil {
			return err
		}
		v.standby, v.plan = coaches.options(v.c, t.file.season(), t.Brief.Kind), s.planOf(t.file.terms.Program, t.file.season())
	}
	body.Address = "/tasks/" + t.ID.String()
	problems, byField := problemsOf(refused.wrong)
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	switch {
	case left(t.TaskRow):
		n := noticeOf(v.language, "", "page.task."+t.ClosedAs, "page.task.left")
		body.Notice, body.Go = &n, v.inbox()
	case t.ClosedAt != nil:
		v.closed(&body)
		body.Notice.Lines = append(v.happened(), body.Notice.Lines...)
	default:
		body.Due, _ = taskDue(v.c, t.TaskRow)
		v.open(&body)
		body.Acts = v.acts(refused, byField)
	}
	if t.ClosedAt != nil {
		body.Typed, body.Resumed = v.typedTexts(refused), nil
	}
	body.Version = body.version()
	p := q.page(body.Title+" "+t.Reference, body).staff().kept()
	p.Problems, p.Back = problems, v.inbox()
	p.Back.Kind, p.Back.Label = "", v.c.say("page.task.back")
	return s.show(w, refused.status, "task", p)
}

// taskWords puts one task into words.
type taskWords struct {
	openTask
	c         calendar
	language  string
	who       uuid.UUID
	relatives []relativeFacts  // of a family's case
	standby   []optionView     // who could be assigned
	plan      []season.Meeting // of the season, where the task is about a group of it
	whose     string           // who opens it, sealed
	person    handlers.Person  // who opens it
}

func (v taskWords) inbox() *link {
	return &link{Href: "/inbox", Label: v.c.say("page.task.inbox"), Kind: "second"}
}

func (v taskWords) field(key string) programs.Field {
	f, _ := v.file.terms.Program.Form.Field(key)
	return f
}

// fund is named after the program that it pays for.
func (v taskWords) fund() string { return v.file.terms.Program.Name.In(v.language) }

func (v taskWords) row(label, value string) summaryRow {
	if value == "" {
		return summaryRow{Label: v.c.say(label), Value: v.c.say("field.not_provided"), Empty: true}
	}
	return summaryRow{Label: v.c.say(label), Value: value}
}

// answered is an answer of the family, named in few words.
func (v taskWords) answered(label, key, value string) summaryRow {
	return v.row(label, showAnswer(v.field(key), v.language, v.c, value))
}

func (v taskWords) open(body *taskPage) {
	if of := views[v.file.Workflow]; of.words != nil {
		of.words(v, body)
		return
	}
	switch facts := v.facts.(type) {
	case voteFacts:
		v.vote(body, facts)
	case storyFacts:
		v.interpret(body, facts)
	case confirmFacts:
		body.Rows = []summaryRow{
			v.row("fact.member_name", facts.MemberName), v.row("fact.member_number", facts.MemberNumber),
			v.answered("fact.for_whom", "for_whom", facts.ForWhom), v.row("fact.phone", phoneWords(facts.ContactPhone)),
		}
		body.Rows = append(append(body.Rows, v.rulesOfCalling(facts.Calling, facts.ContactPhone != "")...), v.row("fact.email", facts.ContactEmail),
			v.row("fact.received", v.c.moment(facts.ReceivedAt).Words), v.row("fact.channel", v.c.say("channel."+facts.Channel)))
		n := noticeOf(v.language, "", "", "page.confirm.what")
		body.Notice = &n
	case waitFacts:
		v.awaitInterpreter(body, facts)
	case callFacts:
		v.call(body, facts)
	case findFacts:
		body.Notice = &noticeView{Kind: "late", Lines: []string{v.c.say("page.find.what"), v.c.say("page.find.then")}}
		body.Rows = []summaryRow{
			v.row("fact.seated", v.c.say("fact.of", facts.Seated, facts.Panel)), v.row("fact.recused", v.c.say("fact.number", facts.Recused)),
			v.row("fact.relieved", v.c.say("fact.number", facts.Relieved)),
		}
	case prepareFacts:
		v.prepare(body, facts)
	case dispatchFacts:
		v.dispatch(body, facts)
	case needFacts:
		body.Rows = v.briefRows(v.Brief)
		n := noticeOf(v.language, "", "", "page.need."+v.Kind)
		body.Notice = &n
	case referredFacts:
		body.Rows = []summaryRow{v.row("fact.referred", facts.Family), v.row("fact.area", codeWords(v.c.say, "area.", facts.Area)), v.row("fact.received", v.c.moment(facts.ReceivedAt).Words)}
	case debriefFacts:
		body.Notice = &noticeView{Lines: []string{v.c.say("page.task.debrief")}}
	case contactFacts:
		v.care(body, facts)
	case visitFacts:
		v.visitor(body, facts)
	case releaseFacts:
		body.Rows = []summaryRow{
			v.row("fact.amount", v.c.say.usdAndCents(facts.AmountCents)), v.row("fact.payee", facts.Payee), v.row("fact.method", methodWords(v.c.say, facts.Method)),
			v.row("fact.fund", v.fund()), v.row("fact.prepared_by", facts.PreparedBy), v.row("fact.prepared_at", v.c.moment(facts.PreparedAt).Words),
		}
		n := noticeOf(v.language, "", "", "page.release.what")
		if facts.Mine {
			n = noticeOf(v.language, "late", "page.release.mine", "page.release.mine_why")
		}
		body.Notice = &n
	}
}

// interpret shows a story in the family's own words to whoever brings it into the board's language.
func (v taskWords) interpret(body *taskPage, facts storyFacts) {
	body.Own = &titled{Title: v.c.say("fact.story_own", languageWords(v.c.say, facts.Language)), Text: facts.WhatHappened, Lang: facts.Language}
	if facts.Explanation != "" {
		body.Explanation = &titled{Title: v.c.say("fact.explanation"), Text: facts.Explanation}
	}
	n := noticeOf(v.language, "", "", "page.interpret.what", "page.interpret.names")
	body.Notice = &n
}

// awaitInterpreter tells a clerk which story waits too long, by its language alone.
func (v taskWords) awaitInterpreter(body *taskPage, facts waitFacts) {
	n := noticeOf(v.language, "late", "", "page.find_interpreter.what")
	body.Notice, body.Rows = &n, []summaryRow{v.row("fact.language", languageWords(v.c.say, facts.Language))}
}

// prepare shows an award to the treasurer.
// dispatch asks somebody to go, and says whether they go alone.
func (v taskWords) dispatch(body *taskPage, facts dispatchFacts) {
	what := "page.dispatch.what"
	if p := v.file.terms.Program.Protocol; p != nil && p.Dispatch.Pair == 1 {
		what = "page.dispatch.what_alone"
	}
	n := noticeOf(v.language, "", "", what)
	n.Lines = append(n.Lines, becauseWords(v.c.say, facts.Because)...)
	body.Rows, body.Notice = v.briefRows(v.Brief), &n
}

func (v taskWords) prepare(body *taskPage, facts prepareFacts) {
	body.Rows = []summaryRow{
		v.row("fact.amount", v.c.say.usdAndCents(facts.AmountCents)), v.row("fact.payee", facts.Payee), v.row("fact.fund", v.fund()),
	}
	n := noticeOf(v.language, "", "", "page.prepare.what")
	if facts.Returned != "" {
		n = noticeView{Kind: "late", Title: v.c.say("page.prepare.returned"), Lines: []string{facts.Returned}}
	}
	body.Notice = &n
}

// call tells a clerk whom to telephone, and what there is to say.
func (v taskWords) call(body *taskPage, facts callFacts) {
	n := noticeOf(v.language, "", "page.call.what", "page.call.then")
	body.Notice = &n
	body.Rows = append([]summaryRow{v.row("fact.member_name", facts.MemberName), v.row("fact.phone", phoneWords(facts.ContactPhone))}, v.rulesOfCalling(facts.Calling, facts.ContactPhone != "")...)
	body.Rows = append(body.Rows, v.row("fact.email", facts.ContactEmail),
		v.answered("fact.for_whom", "for_whom", facts.ForWhom), v.row("fact.status", v.c.say("label."+facts.Status)),
		v.row("page.call.next", nextWords(v.c, next{v.file.NextWho, v.file.NextBy})))
	open, answered := exchangeViews(facts.Questions, v.c)
	body.Questions = append(answered, open...)
}
