package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// deskAsks is the answer of the homicide desk to who is asking.
const deskAsks = string(support.AskDesk)

// checkStep is the page field of the last page, where all answers are looked through.
const checkStep = "check"

// lookAgain shows a page once more with everything typed into it.
const lookAgain = "again"

// asking is one call of somebody who fills in a form.
type asking struct {
	*request
	organization programs.Organization
	program      programs.Program // as it asks whoever this is
	whole        programs.Form    // with the answers that are kept for others, so that one that was given has its words
	draft        draft
	say          speaker
	status       int
}

func (s *Server) asking(q *request) (*asking, error) {
	o, err := s.organization(q)
	if err != nil {
		return nil, err
	}
	p, err := s.program(q)
	return s.askingFor(q, o, p), err
}

func (s *Server) askingFor(q *request, o programs.Organization, p programs.Program) *asking {
	whole := s.withDays(q.Context(), p, q.say())
	a := &asking{request: q, organization: o, whole: whole.Form, program: whole.OfferedTo(q.rolesIn(o.Key)), say: q.say(), status: http.StatusOK}
	if a.atDesk() {
		if q.who.Has(domain.RoleDesk) && !q.who.Has(domain.RoleCoordinator) {
			a.program = a.program.SpokenBy(domain.RoleDesk)
		}
		a.program.Form = onOnePage(a.program.Form)
	}
	return a
}

// stepWish is a button about one page of the form, on a page that shows all answers.
func stepWish(wish string, step int) string { return wish + ":" + strconv.Itoa(step) }

// stepOf reads such a button; the page of all answers is one behind the last.
func (a *asking) stepOf(pressed, wish string) (step int, ok bool) {
	number, ok := strings.CutPrefix(pressed, wish+":")
	step, err := strconv.Atoi(number)
	return step, ok && err == nil && step >= 0 && step <= len(a.program.Form.Pages)
}

// rolesIn are the roles that whoever calls holds in an organization; none for somebody who did not sign in there.
func (q *request) rolesIn(organization string) []domain.Role {
	if q.who.Organization != organization {
		return nil
	}
	return q.who.Roles
}

// entering tells whether somebody of the organization types the request in for somebody else.
func (a *asking) entering() bool {
	return a.who.Organization == a.organization.Key && slices.ContainsFunc(a.program.Kind.EnteredBy(), a.who.Has)
}

// atDesk tells whether the form is filled in by those who do so every night: they get it on one page.
func (a *asking) atDesk() bool { return a.program.Kind == programs.KindSupport && a.entering() }

// roleFor is the role in which somebody enters a request: the one that the program's rules ask about.
func roleFor(who handlers.Person, p programs.Program) domain.Role {
	roles := p.Kind.EnteredBy()
	for _, r := range append(roles, who.Roles...) {
		if who.Has(r) {
			return r
		}
	}
	return ""
}

// cache lets the browser show a page of the form again on Back, and nobody else keep it.
func cache(w http.ResponseWriter) { w.Header().Set("Cache-Control", "private, no-cache") }

func (s *Server) beginAsking(w http.ResponseWriter, q *request) error {
	a, err := s.asking(q)
	if err != nil {
		return err
	}
	if !a.program.Open {
		return seeOther(w, programPath(a.program))
	}
	if key := q.URL.Query().Get("gathering"); a.noDays(key) {
		return seeOther(w, noDayPath(a.program, key))
	}
	cache(w)
	a.draft = draft{Version: a.program.Version, Key: newID(), Answers: map[string]json.RawMessage{}}
	if f, asks := a.program.Form.Field("who_is_asking"); asks && a.atDesk() && a.who.Has(domain.RoleDesk) && slices.ContainsFunc(f.Options, func(o programs.Option) bool { return o.Key == deskAsks }) {
		a.draft.Answers[f.Key] = json.RawMessage(`"` + deskAsks + `"`) // as it nearly always is
	}
	return a.showStep(w, a.chosenDay(), nil, nil)
}

// noDays tells whether answers are taken for no day, or not for the one that somebody comes for. While days cannot be read they are not known to be none.
func (a *asking) noDays(key string) bool {
	f, asks := a.program.Form.Field(programs.AnswerGathering)
	if a.program.Kind != programs.KindGathering || !asks || f.Type != programs.TypeChoice {
		return false
	}
	return len(f.Options) == 0 || key != "" && !slices.ContainsFunc(f.Options, func(o programs.Option) bool { return o.Key == key })
}

// noDayPath leads to where it says why a day takes no answers.
func noDayPath(p programs.Program, key string) string {
	if series.IsKey(key) {
		return gatheringPath(p, key)
	}
	return "/g/" + p.Organization
}

// chosenDay takes the gathering whose page somebody comes from, and goes on to the next question.
func (a *asking) chosenDay() int {
	f, asks := a.program.Form.Field(programs.AnswerGathering)
	key := a.URL.Query().Get("gathering")
	if a.program.Kind != programs.KindGathering || !asks || !slices.ContainsFunc(f.Options, func(o programs.Option) bool { return o.Key == key }) {
		return 0
	}
	a.draft.Answers[f.Key] = json.RawMessage(strconv.Quote(key))
	if len(a.program.Form.Pages) > 1 && slices.Equal(a.program.Form.Pages[0].Ask, []string{f.Key}) && !a.entering() {
		return 1
	}
	return 0
}

// goOnAsking takes one page of the form and shows the next, keeping everything typed so far.
func (s *Server) goOnAsking(w http.ResponseWriter, q *request) error {
	a, err := s.asking(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	cache(w)
	d, ok := s.openDraft(a.program, q.PostForm.Get("state"))
	if !ok {
		return a.startAgain(w)
	}
	a.draft = d
	if a.draft.fit(a.program) {
		return a.showCheck(w, "page.check.changed")
	}
	wish := q.PostForm.Get("go")
	if q.chooseLanguage(w, wish) {
		a.say, wish = q.say(), lookAgain
	}
	if q.PostForm.Get("page") != checkStep {
		return a.leaveStep(w, wish)
	}
	return a.leaveCheck(w, wish)
}

// leaveStep takes what was typed on a page of questions.
func (a *asking) leaveStep(w http.ResponseWriter, wish string) error {
	step, err := strconv.Atoi(a.PostForm.Get("page"))
	if err != nil || step < 0 || step >= len(a.program.Form.Pages) {
		return a.startAgain(w)
	}
	typed := map[string]string{}
	for key := range a.PostForm {
		typed[key] = a.PostForm.Get(key)
	}
	asked, were := a.draft.asked(a.program), maps.Clone(a.draft.Answers)
	a.draft.keep(a.program, a.strays(step), typed)
	wrong := a.explain(a.draft.keep(a.program, a.program.Form.Pages[step].Ask, typed))
	if step == 0 && a.entering() && !a.atDesk() {
		wrong = append(wrong, a.keepChannel()...)
	}
	if wish == lookAgain {
		return a.showStep(w, step, typed, nil)
	}
	if wish == saveWish && !a.entering() {
		return a.save(w, step)
	}
	if wish == "back" {
		before := a.draft.next(a.program, step, -1)
		if before < 0 {
			return seeOther(w, programPath(a.program))
		}
		return a.showStep(w, before, nil, nil)
	}
	if len(wrong) > 0 {
		a.status = http.StatusBadRequest
		return a.showStep(w, step, typed, wrong)
	}
	if following := a.draft.next(a.program, step, 1); following >= 0 && !a.draft.Checked {
		return a.showStep(w, following, nil, nil)
	}
	for _, further := range a.draft.asked(a.program) { // what a changed answer brings with it
		if !slices.Contains(asked, further) || a.about(further, a.program.Form.Pages[step].Ask, were) {
			return a.showStep(w, further, nil, nil)
		}
	}
	return a.showCheckOrWrong(w)
}

// about tells whether a page asks about a telephone number or an address that one of the questions has changed: what was said of the former does not hold
// for the new one unseen.
func (a *asking) about(step int, keys []string, were map[string]json.RawMessage) bool {
	when := a.program.Form.Pages[step].When
	return when != nil && slices.ContainsFunc(keys, func(key string) bool {
		f, _ := a.program.Form.Field(key)
		return (f.Type == programs.TypePhone || f.Type == programs.TypeEmail) && slices.Contains(when.Answered, key) && !bytes.Equal(were[key], a.draft.Answers[key])
	})
}

// strays are questions that were answered on a page which asks more than the page does now: the desk's, when its sign-in ended meanwhile.
func (a *asking) strays(step int) (keys []string) {
	for _, f := range a.program.Form.Fields {
		if a.PostForm.Get(f.Key)+a.PostForm.Get(f.Key+programs.OwnWords) != "" && !slices.Contains(a.program.Form.Pages[step].Ask, f.Key) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func (a *asking) keepChannel() []domain.FieldError {
	channel := a.PostForm.Get(channelField)
	if !slices.Contains(staffChannels, welfare.Channel(channel)) {
		return []domain.FieldError{{Field: channelField, Message: a.say("ask.channel_missing")}}
	}
	a.draft.Channel = channel
	return nil
}

// explain puts words to what the form's own rules do not know.
func (a *asking) explain(wrong []domain.FieldError) []domain.FieldError {
	for i := range wrong {
		if wrong[i].Field == explanationField && wrong[i].Message == "" {
			g := a.program.Guideline
			wrong[i].Message = a.say("ask.explain", a.say.usd(g.CapCents), g.Exception.ExplainAtLeast)
		}
	}
	return wrong
}

// leaveCheck does what was pressed on the page of all answers, or on one that keeps them.
func (a *asking) leaveCheck(w http.ResponseWriter, wish string) error {
	if step, ok := a.stepOf(wish, "change"); ok && step < len(a.program.Form.Pages) {
		return a.showStep(w, step, nil, nil)
	}
	if wish == saveWish {
		wish = stepWish(saveWish, len(a.program.Form.Pages))
	}
	if step, ok := a.stepOf(wish, saveWish); ok && !a.entering() {
		return a.save(w, step)
	}
	switch wish {
	case "exception":
		a.draft.Reason = domain.CleanText(a.PostForm.Get(exceptionField))
		return a.send(w)
	case "send", "next":
		return a.send(w)
	case "back":
		if last := a.draft.next(a.program, len(a.program.Form.Pages), -1); last >= 0 {
			return a.showStep(w, last, nil, nil)
		}
	case "anew":
		a.draft.Key = newID()
	}
	return a.showCheck(w, "")
}

// showCheckOrWrong goes to the last page once every page before it is in order.
func (a *asking) showCheckOrWrong(w http.ResponseWriter) error {
	if step := a.draft.firstWrong(a.program); step >= 0 {
		a.status = http.StatusBadRequest
		return a.showStep(w, step, nil, a.explain(a.draft.wrong(a.program, a.program.Form.Pages[step].Ask)))
	}
	return a.showCheck(w, "")
}

// send brings the request to the desk. The draft's key makes a second press, or Back and a third, the same request.
func (a *asking) send(w http.ResponseWriter) error {
	s := a.server
	if a.draft.firstWrong(a.program) >= 0 {
		return a.showCheckOrWrong(w)
	}
	if s.Demo == nil && !s.limit.allow(a.request, s.Now()) {
		return a.showKept(w, domain.Errorf(domain.RateLimited, "That is a lot of requests from one place. Please wait a minute, or call us."))
	}
	answers, err := a.program.Check(a.draft.final(a.program))
	if err != nil {
		return a.showKept(w, err)
	}
	if err := s.mayCome(a.Context(), a.program, answers, a.draft.Key); err != nil {
		return a.showKept(w, err)
	}
	sub := handlers.Submission{
		Program: a.program, Language: a.language(), Channel: string(welfare.Web), Answers: answers, Key: a.draft.Key, Household: a.draft.Household,
	}
	if a.entering() {
		sub.Reason = a.draft.Reason
		sub.EnteredBy, sub.EnteredAs, sub.Channel = a.who.ID, roleFor(a.who, a.program), a.draft.Channel
		switch {
		case sub.EnteredAs == domain.RoleDesk:
			sub.Channel = string(domain.RoleDesk)
		case sub.Channel == "":
			sub.Channel = string(welfare.Telephone)
		}
	}
	receipt, err := s.Desk.Submit(a.Context(), sub)
	if err != nil {
		return a.showKept(w, err)
	}
	s.recent.add(receipt, a.program)
	if receipt.Replayed {
		s.forgetSaved(a.Context(), a.program, a.draft.Key)
	}
	return seeOther(w, receiptPath(receipt.Reference, receipt.Token)+"?new=1")
}
