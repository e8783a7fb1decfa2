package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

type stepView struct {
	Action, State, Step, Title, Progress string
	Group                                *groupView // several questions that are one decision
	Fields                               []fieldView
	Save                                 bool        // it can be kept for another day
	Risk                                 *noticeView // before the first question
	Lines                                []lineView  // outside the organization
}

type checkView struct {
	Action, State string
	Save          bool
	Notice        *noticeView
	Rows          []summaryRow
}

type keptView struct {
	Action, State, Title, Reason string
	Lines                        []string
	Buttons                      []buttonView
	Rows                         []summaryRow
	Sent                         *link // to the request that was sent before
	Exception                    *exceptionView
}

// exceptionField is where a coordinator writes why an exception is made.
const exceptionField = "exception-reason"

// exceptionView lets a coordinator take an application that the rules refuse.
type exceptionView struct {
	Field  fieldView
	Button buttonView
}

func (a *asking) exceptionForm() *exceptionView {
	field := textField(exceptionField, "long_text", a.say("ask.exception"), a.draft.Reason)
	field.Help = a.say("ask.exception_help")
	return &exceptionView{Field: field, Button: buttonView{Label: a.say("ask.exception_send"), Name: "go", Value: "exception", Kind: "second"}}
}

func (a *asking) action() string { return programPath(a.program) + "/ask" }

// frame is what all pages of the form have around them.
func (a *asking) frame(title string, body any) page {
	p := a.page(title, body).within(a.organization, a.program.Phone)
	p.Stop = a.say("ask.stop")
	if a.entering() {
		p.Stop = a.say("layout.stop")
		return p
	}
	p = p.leavable(a.program)
	return p
}

// showStep shows one page of questions: with what was just typed, or with what the draft holds.
func (a *asking) showStep(w http.ResponseWriter, step int, typed map[string]string, wrong []domain.FieldError) error {
	if typed == nil {
		typed = a.program.Typed(a.draft.Answers)
	}
	state, err := a.server.sealDraft(a.program, a.draft)
	if err != nil {
		return err
	}
	problems, byField := problemsOf(wrong)
	body := stepView{Action: a.action(), State: state, Step: strconv.Itoa(step), Save: !a.entering()}
	body.Fields = a.questions(step, typed, byField)
	title := body.Fields[0].Label
	if heading := a.program.Form.Pages[step].Title; heading != nil && !a.atDesk() {
		title = heading.In(a.language())
		body.Group, body.Fields = &groupView{Title: title, Heading: true, Why: a.program.Form.Pages[step].Why.In(a.language()), Fields: body.Fields}, nil
	}
	if step == 0 && !a.entering() && a.program.AtRisk() {
		body.Risk, body.Lines = riskNotice(a.say, a.program), linesOf(a.program, a.language())
	}
	switch {
	case a.atDesk():
		body.Fields[0].Heading, body.Title, body.Progress = false, a.say("page.ask.refer"), a.say("page.ask.desk")
		title = body.Title
	case step == 0 && a.entering():
		body.Fields = append(body.Fields, a.channelQuestion(byField[channelField]))
		body.Progress = a.say("ask.entering")
	}
	view := a.frame(title, body)
	view.Problems, view.BackStep = problems, true
	return a.server.show(w, a.status, "ask", view)
}

// questions are those of one page. The first is its heading, where they have none together.
func (a *asking) questions(step int, typed, wrong map[string]string) []fieldView {
	page := a.program.Form.Pages[step]
	var fields []fieldView
	for i, key := range page.Ask {
		f, _ := a.program.Form.Field(key)
		v := fieldOf(f, a.language(), a.say, typed, wrong)
		text, reviewed := a.signs(key)
		v.Heading, v.Signs = i == 0 && page.Title == nil, text
		if text != nil && !reviewed {
			v.Help = "" // it speaks of a text that stands on the page
		}
		if i == 0 && v.Help == "" {
			v.Help = page.Why.In(a.language())
		}
		if a.needed(key) {
			v.Optional = false
		}
		fields = append(fields, v)
	}
	return fields
}

// needed tells whether a question that may stay empty by itself must not be called optional: one of several, or the
// explanation of an exception.
func (a *asking) needed(key string) bool {
	for _, group := range a.program.Form.OneOf {
		for _, member := range group {
			if member == key {
				return true
			}
		}
	}
	return key == explanationField && a.draft.aboveCap(a.program)
}

func (a *asking) channelQuestion(problem string) fieldView {
	chosen := a.PostForm.Get(channelField)
	if chosen == "" {
		chosen = a.draft.Channel
	}
	v := textField(channelField, "choice", a.say("ask.channel"), "")
	v.Error = problem
	for _, c := range staffChannels {
		v.choose(string(c), a.say("channel."+string(c)), chosen)
	}
	return v
}

// rows are the answers of every page this draft was asked, each with a way to change it.
func (a *asking) rows(change bool) []summaryRow {
	c := a.server.calendar(a.say, a.organization.Key)
	var rows []summaryRow
	if a.entering() && a.draft.Channel != "" {
		rows = append(rows, summaryRow{Label: a.say("ask.channel"), Value: a.say("channel." + a.draft.Channel), Change: a.changeButton(0, a.say("ask.channel"), change)})
	}
	for step := a.draft.next(a.program, -1, 1); step >= 0; step = a.draft.next(a.program, step, 1) {
		for _, key := range a.program.Form.Pages[step].Ask {
			f, _ := a.whole.Field(key)
			row := answerRow(f, a.language(), c, drafted(a.draft.Answers[key]))
			row.Change = a.changeButton(step, row.Label, change)
			rows = append(rows, row)
		}
	}
	return rows
}

func (a *asking) changeButton(step int, label string, wanted bool) *buttonView {
	if !wanted {
		return nil
	}
	return &buttonView{Label: a.say("page.check.change"), Name: "go", Value: stepWish("change", step), Kind: "quiet", Unseen: label}
}

func (a *asking) showCheck(w http.ResponseWriter, notice string) error {
	a.draft.Checked = true
	state, err := a.server.sealDraft(a.program, a.draft)
	if err != nil {
		return err
	}
	body := checkView{Action: a.action(), State: state, Rows: a.rows(true), Save: !a.entering()}
	if notice != "" {
		n := noticeOf(a.language(), "", "", notice)
		body.Notice = &n
	}
	view := a.frame(a.say("page.check.title"), body)
	view.BackStep = true
	return a.server.show(w, a.status, "ask_check", view)
}

// showKept says why a request was not taken, and keeps everything that was typed.
func (a *asking) showKept(w http.ResponseWriter, cause error) error {
	code := domain.CodeOf(cause)
	if code == domain.Internal {
		a.server.Log.Error("request not taken", "pattern", a.Pattern, "error", cause)
	}
	state, err := a.server.sealDraft(a.program, a.draft)
	if err != nil {
		return err
	}
	body := keptView{Action: a.action(), State: state, Reason: domain.MessageOf(cause), Rows: a.rows(false)}
	again := buttonView{Label: a.say("page.kept.again"), Name: "go", Value: "send"}
	look := buttonView{Label: a.say("page.kept.change"), Name: "go", Value: checkStep, Kind: "second"}
	switch code {
	case domain.Rejected, domain.Invalid:
		if a.entering() && a.program.Application != nil && code == domain.Rejected {
			body.Exception = a.exceptionForm()
		}
		look.Kind = ""
		title := "page.refused.title_other"
		if a.program.Kind == programs.KindWelfare {
			title = "page.refused.title"
		}
		body.Title = a.say(title)
		if why, rest := a.refusal(body.Reason); why != "" {
			body.Title, body.Reason = why, rest
		}
		body.Lines, body.Buttons = []string{a.say("page.refused.then"), a.say("page.refused.call", a.program.Phone)}, []buttonView{look}
	case domain.Conflict:
		anew := buttonView{Label: a.say("page.twice.anew"), Name: "go", Value: "anew", Kind: "second"}
		body.Title, body.Reason = a.say("page.twice.title"), a.say("page.twice.what")
		body.Lines, body.Buttons = []string{a.say("page.twice.then", a.program.Phone)}, []buttonView{anew}
		if reference, token, ok := a.server.Desk.Sent(a.Context(), a.program, a.draft.Key); ok { // the draft proves whose it is
			body.Sent = &link{Href: receiptPath(reference, token), Label: a.say("page.twice.open")}
		}
	default:
		body.Title, body.Lines, body.Buttons = a.say("page.kept.title"), []string{a.say("page.kept.then"), a.say("page.kept.call", a.program.Phone)}, []buttonView{again, look}
	}
	if !a.entering() && code != domain.Conflict {
		body.Buttons = append(body.Buttons, buttonView{Label: a.say("ask.save"), Name: "go", Value: saveWish, Kind: "quiet"})
	}
	view := a.frame(body.Title, body)
	view.Typed = true
	return a.server.show(w, statusOf(code), "ask_kept", view)
}

// refusal takes the first condition that is not met out of what the rules said, without its period, to stand above the rest.
func (a *asking) refusal(said string) (why, rest string) {
	if a.program.Application == nil {
		return "", said
	}
	for _, condition := range a.program.Application.Eligibility {
		if why = strings.TrimSpace(condition.Say.In(a.language())); why != "" && strings.HasPrefix(said, why) {
			return strings.TrimSuffix(why, "."), strings.TrimSpace(strings.TrimPrefix(said, why))
		}
	}
	return "", said
}

// startAgain is for a page that cannot be gone on with: it is another program's, or was changed on its way.
func (a *asking) startAgain(w http.ResponseWriter) error {
	body := link{Href: a.action(), Label: a.say("page.again.start")}
	return a.server.show(w, http.StatusBadRequest, "ask_again", a.frame(a.say("page.again.title"), body))
}

// onOnePage puts all questions on one page, what is needed first. Left out is what only other answers lead to than can be given here.
func onOnePage(f programs.Form) programs.Form {
	var needed, rest []string
	for _, field := range f.Fields {
		switch {
		case !f.Leads(field.Key):
		case field.Required:
			needed = append(needed, field.Key)
		default:
			rest = append(rest, field.Key)
		}
	}
	f.Pages = []programs.Page{{Ask: append(needed, rest...)}}
	return f
}
