package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

type receiptView struct {
	Fresh, Notice      *noticeView
	Program, Reference string
	Status, Next       string
	Question           *questionView
	Typed              []titled // an answer that nobody waits for any more
	Decision           *decisionView
	History            []timelineRow
	Answered           []exchangeView
	Sent               string // what the answers are called
	SentSince          bool   // and that some of them were changed
	Answers            []summaryRow
	Onward             string // where the rest of what was sent lies
	Address, Withdraw  string
	Record             string // to keep, as PDF
	Pictures           *picturesView
	WithdrawWhy        string
	WithdrawLink       string
	Support            *familySupport
	Application        *familyApplication
	Lines              []lineView // outside the organization
	Add                *actForm   // to a report: something more
	Reasons            []string   // how a report ended
	Visit              *visitPart
	Reach              *reachRows
}

// familySupport is a family's own part of its page: who it can call instead, what it chose, and who has opened its file.
type familySupport struct {
	Partner  *noticeView
	People   string // who stand by it
	Rows     []summaryRow
	Choices  []actForm
	Readings *tableView
}

// questionView is where a family answers: all questions that are open, with one box, because one answer closes them all.
type questionView struct {
	Title, Action string
	Asked         int // how many there were when the page was made: one more may come while somebody writes
	Open          []exchangeView
	Field         fieldView
}

type decisionView struct {
	Rows    []summaryRow
	Reasons []string
}

func receiptPath(reference, token string) string { return "/r/" + reference + "/" + token }

// opening is a family's request as its page finds it. While Postgres is down there is no file, and the status says received.
type opening struct {
	status statusView
	of     store.Case
	file   *caseFile
}

// openReceipt finds the request of the page's address; NotFound for a wrong reference or secret alike.
func (s *Server) openReceipt(q *request) (o opening, err error) {
	r, err := s.opened(q.Context(), q.PathValue("reference"), q.PathValue("token"))
	if err == nil {
		o.of, q.about = r.of, knownLanguage(r.of.Language)
		o.file, err = s.familyFile(q.Context(), r)
	}
	switch {
	case err == nil:
		o.status = o.file.status(r.reference, q.language(), s.Now())
		return o, nil
	case domain.CodeOf(err) == domain.Unavailable && r.reference != "":
		o.status = s.recent.status(r.reference, q.language())
		return o, nil
	}
	return o, err
}

func (s *Server) showReceipt(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	return s.receiptPage(w, q, o, http.StatusOK, "", "", tried{})
}

func (s *Server) receiptPage(w http.ResponseWriter, q *request, o opening, status int, typed, problem string, refused tried) error {
	say := q.say()
	v := o.status
	c := s.calendar(say, v.Organization)
	path := receiptPath(v.Reference, q.PathValue("token"))
	body := receiptView{
		Program: say("page.receipt.title"), Reference: v.Reference,
		Address: s.PublicURL + path,
	}
	program, known := s.Catalog.Find(v.Organization, v.Program)
	if o.file != nil {
		program, known = o.file.terms.Program, true
	}
	body.Status, body.Next = o.standsWords(c, program)
	view := q.page(body.Program, nil)
	if known {
		body.Program, view = program.Name.In(q.language()), s.withinProgram(view, program)
		if program.Kind == programs.KindSupport {
			body.Program = program.ShortIn(q.language())
		}
	}
	for _, line := range v.History {
		body.History = append(body.History, timelineRow{At: c.moment(line.At), Text: line.Text})
	}
	s.fillReceipt(&body, o, q.language(), c)
	if o.file != nil {
		body.Record = path + "/record.pdf"
		body.Pictures = familyPictures(o.file, path, say, refused)
	}
	if body.Question != nil {
		body.Question.Action = path + "/answer"
		body.Question.Field.Value, body.Question.Field.Error = typed, problem
		view.Typed = true
	}
	if o.withdrawable() {
		body.Withdraw = path + "/withdraw"
	}
	body.Lines = linesOf(program, q.language())
	view.Problems = s.ownPart(&body, o, path, c, q.language(), refused)
	if v.Gathering != nil {
		s.fillVisit(&body, o, c, path, q.language(), refused)
		view.Problems = visitProblems(refused)
	}
	body.Fresh, body.Notice = s.receiptNotices(q, o, c)
	if body.Fresh != nil && o.file != nil && v.Status == domain.Received && v.Gathering == nil {
		body.Status = "" // what was just sent has been received, as the notice says
	}
	body.WithdrawWhy, body.WithdrawLink = withdrawWords(say, v)
	if refused.action == "change" {
		body.Typed = o.typedAnswers(q.language(), refused.typed)
	}
	switch {
	case problem != "" && body.Question != nil:
		view.Problems = []problemLine{{Href: "#answer", Text: problem}}
	case problem != "":
		body.Notice, body.Typed = lateAnswer(q, v.Status), []titled{{Title: say("page.receipt.answer"), Text: typed}}
	}
	view.Title, view.Body = body.Program+" "+v.Reference, body
	return s.show(w, status, "receipt", view)
}

// ownPart adds what a family can read and do of its own workflow, and gives what is wrong with what it just tried.
func (s *Server) ownPart(body *receiptView, o opening, path string, c calendar, language string, refused tried) []problemLine {
	family := taskWords{openTask: openTask{file: o.file}, c: c.about(o.file), language: language}
	if o.file != nil && o.file.Workflow == "concern" {
		body.Reasons = o.file.concernReasons()
		if o.file.ClosedAt == nil {
			add := family.caseAct("choose.concern.add", "add", path+"/choose/add", concernChoices["add"], refused, nil, func(*fieldView) {})
			body.Add = &add
		}
	}
	if st := o.status.Application; st != nil {
		body.Application = family.familyApplication(s, st, path, refused)
	}
	if o.reachable() {
		body.Reach = family.reachPart(path)
	}
	if st := o.status.Support; st != nil {
		body.Support = family.familySupport(st, path, refused)
	}
	problems, _ := problemsOf(refused.wrong)
	if refused.action == pictureAct {
		if len(problems) == 0 {
			problems = []problemLine{{Text: refused.reason}}
		}
		return problems
	}
	if refused.reason != "" && len(problems) == 0 {
		return []problemLine{{Text: refused.reason}}
	}
	for i, p := range problems {
		if p.Href != "" && o.status.Support != nil {
			problems[i].Href = "#" + refused.action + "-" + strings.TrimPrefix(p.Href, "#")
		}
	}
	return problems
}

// fillReceipt adds what only the opened file knows.
func (s *Server) fillReceipt(body *receiptView, o opening, language string, c calendar) {
	if o.file == nil {
		return
	}
	open, answered := exchangeViews(o.status.Questions, c)
	body.Answered = answered
	if o.asked() {
		body.Question = questionsFor(o.status, open, c.say)
	}
	body.Decision = o.decisionWords(c)
	if o.file.onBehalf {
		return
	}
	body.Answers = append([]summaryRow{{Label: c.say("page.receipt.received"), Value: c.moment(o.of.ReceivedAt).Words}},
		o.file.sentRows(language, c)...)
	body.Sent, body.SentSince, body.Onward = o.file.sentTitle(c), o.file.sentSince(), o.file.sentOnward(c.say)
}

// asked tells whether a question to the family is open.
func (o opening) asked() bool { return o.file != nil && o.file.asks() }

// decisionWords say what was decided, in the family's language; reasons stay in the words in which they were given, each once.
func (o opening) decisionWords(c calendar) *decisionView {
	d := o.status.Decision
	if d == nil {
		return nil
	}
	v := &decisionView{Rows: []summaryRow{{Label: c.say("page.receipt.asked"), Value: c.say.usd(d.AskedCents)}}}
	for _, reason := range d.Reasons {
		if !slices.Contains(v.Reasons, reason) {
			v.Reasons = append(v.Reasons, reason)
		}
	}
	if d.Outcome != domain.Approved {
		v.Rows = append(v.Rows, summaryRow{Label: c.say("page.receipt.outcome"), Value: c.say("page.receipt.declined")})
		return v
	}
	v.Rows = append(v.Rows, summaryRow{Label: c.say("page.receipt.granted"), Value: c.say.usd(d.AmountCents)})
	if payee := handlers.Payee(o.file.answers); payee != "" && !o.file.onBehalf {
		v.Rows = append(v.Rows, summaryRow{Label: c.say("page.receipt.paid_to"), Value: payee})
	}
	return v
}

// standsWords say where a request stands, and who acts next.
func (o opening) standsWords(c calendar, p programs.Program) (status, next string) {
	if waits := waitingWords(c.say, o); waits != nil {
		return waits[0], waits[1]
	}
	return statusWords(c.say, p, o.status.Status), o.nextStep(c)
}

// statusWords say where a request stands; a report is called one.
func statusWords(say speaker, p programs.Program, status domain.Status) string {
	if own := "status." + string(p.Kind) + "." + string(status); words.Known(own) {
		return say(own)
	}
	return say("status." + string(status))
}

// receiptNotices are what a page says of the request that was just sent, and of what was just done with it or who reads it.
func (s *Server) receiptNotices(q *request, o opening, c calendar) (fresh, notice *noticeView) {
	query := q.URL.Query()
	if query.Get("new") != "" {
		fresh = s.freshNotice(o, c, q.language())
	}
	kind, keys := "good", []string{"chosen." + query.Get("chosen")}
	switch {
	case query.Get("answered") != "":
		keys = []string{"page.receipt.thanks", "page.receipt.thanks_then"}
	case query.Get("chosen") == "messages" && o.status.Status == domain.Withdrawn:
		keys = []string{"chosen.messages_ended"}
	case words.Known(keys[0]):
	case o.file == nil || !o.file.referrer:
		return fresh, nil
	case o.status.Status == domain.Closed:
		kind, keys = "", []string{"page.receipt.referrer_closed"}
	default:
		kind, keys = "", []string{"page.receipt.referrer"}
	}
	n := noticeOf(q.language(), kind, keys[0], keys[1:]...)
	return fresh, &n
}

// waitingWords say to whoever waits for a place in a season that the waiting is for a place alone, and how near it is; nil for everybody else.
func waitingWords(say speaker, o opening) []string {
	if o.file == nil || o.status.Application == nil || o.status.Application.Ahead == nil || o.file.application().Why != string(season.NoRoom) {
		return nil
	}
	if ahead := *o.status.Application.Ahead; ahead > 0 {
		return []string{say("page.mine.waits"), say("page.mine.waits_behind", ahead)}
	}
	return []string{say("page.mine.waits"), say("page.mine.waits_first")}
}

// nextOf is nextWords, but for a waiting list: the next step there comes with a place, and nobody knows when.
func nextOf(c calendar, status domain.Status, n next) string {
	if status == domain.WaitingList && n.Who == domain.NextAlmoner && n.By == nil {
		return c.say("next.waiting_list")
	}
	return nextWords(c, n)
}

// nextWords say who acts next and by when.
func nextWords(c calendar, n next) string {
	return byWhen(c, c.say("next."+string(n.Who)), n.By)
}

// withdrawable tells whether the family can take its request back.
func (o opening) withdrawable() bool {
	return mayWithdraw(o.status.Status) && o.file != nil && o.file.Workflow != "referral" && o.file.Workflow != "concern" && !o.file.referrer
}

func mayWithdraw(status domain.Status) bool {
	switch status {
	case domain.Received, domain.InReview, domain.WaitingForYou, domain.Approved, domain.Assigned, domain.InContact, domain.Accepted, domain.WaitingList:
		return true
	default:
		return false
	}
}
