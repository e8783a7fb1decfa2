package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// saveWish is the button that keeps what was typed for another day.
const saveWish = "save"

// linkField is where somebody types where the link to their draft is to be sent.
const linkField = "send-to"

// savedPages is the part of the table about what was typed and not sent.
func (s *Server) savedPages() []route {
	return []route{
		onPage("GET", "/d/{reference}/{token}", byReceipt, (*Server).showSaved),
		onPage("POST", "/d/{reference}/{token}", byReceipt, (*Server).goOnWithSaved),
		onPage("POST", "/d/{reference}/{token}/link", byReceipt, (*Server).sendSavedLink),
		onPage("POST", "/d/{reference}/{token}/erase", byReceipt, (*Server).eraseSaved),
	}
}

func savedPath(reference, token string) string { return "/d/" + reference + "/" + token }

// save keeps the draft where it can be gone on with on any device. A second press, or one after Back, keeps it under the same reference.
func (a *asking) save(w http.ResponseWriter, step int) error {
	s := a.server
	a.draft.Step = step
	if s.Demo == nil && !s.limit.allow(a.request, s.Now()) {
		return a.showUnsaved(w, step, domain.Errorf(domain.RateLimited, "That is a lot of requests from one place. Please wait a minute, or call us."))
	}
	typed, err := json.Marshal(a.draft)
	if err != nil {
		return err
	}
	kept, err := s.Desk.KeepDraft(a.Context(), a.program, a.draft.Key, a.language(), typed)
	if err != nil {
		return a.showUnsaved(w, step, err)
	}
	return seeOther(w, savedPath(kept.Reference, kept.Token)+"?saved=1")
}

// showUnsaved says that what was typed could not be kept with us, and that it is in the page.
func (a *asking) showUnsaved(w http.ResponseWriter, step int, cause error) error {
	code := domain.CodeOf(cause)
	if code == domain.Internal {
		a.server.Log.Error("draft not kept", "pattern", a.Pattern, "error", cause)
	}
	state, err := a.server.sealDraft(a.program, a.draft)
	if err != nil {
		return err
	}
	body := keptView{
		Action: a.action(), State: state, Title: a.say("page.unsaved.title"), Reason: a.say("page.unsaved.what"), Rows: a.rows(false),
		Lines: []string{a.say("page.unsaved.then"), a.say("page.kept.call", a.program.Phone)},
		Buttons: []buttonView{
			{Label: a.say("page.unsaved.again"), Name: "go", Value: stepWish(saveWish, step)},
			{Label: a.say("page.unsaved.go_on"), Name: "go", Value: stepWish("change", step), Kind: "second"},
		},
	}
	view := a.frame(body.Title, body)
	view.Typed = true
	return a.server.show(w, statusOf(code), "ask_kept", view)
}

// saved is a draft as its page finds it.
type saved struct {
	of      store.Draft
	draft   draft
	program programs.Program
	token   string
}

// openSaved finds the draft of the page's address; NotFound for a wrong reference or secret alike. gone tells that the secret is right, and that
// there is nothing (any more).
func (s *Server) openSaved(q *request) (found saved, gone bool, err error) {
	reference, err := domain.ParseReference(q.PathValue("reference"))
	if err != nil || !s.Keys.CheckReceipt(handlers.DraftReceipt(reference), q.PathValue("token")) {
		return found, false, nothingHere()
	}
	of, typed, err := s.Desk.OpenDraft(q.Context(), reference)
	if domain.CodeOf(err) == domain.NotFound {
		return found, true, nil
	}
	if err != nil {
		return found, false, err
	}
	p, known := s.Catalog.Find(of.Organization, of.Program)
	if !known {
		return found, true, nil
	}
	found = saved{of: of, program: p, token: s.Keys.Receipt(handlers.DraftReceipt(reference))}
	q.about = knownLanguage(of.Language)
	return found, false, json.Unmarshal(typed, &found.draft)
}

type savedView struct {
	Fresh               *noticeView
	Lead, Before        string
	Address             string
	Rows                []summaryRow // reference and code
	GoOn, Erase, SendTo string
	Send                *fieldView
	Sent                *noticeView
}

type savedGoneView struct {
	Title string
	Lines []string
	Go    link
}

func (s *Server) showSaved(w http.ResponseWriter, q *request) error {
	found, gone, err := s.openSaved(q)
	switch {
	case err != nil:
		return err
	case gone:
		return s.savedGone(w, q, http.StatusNotFound, "page.saved.gone", programs.Program{})
	}
	return s.savedPage(w, q, found, http.StatusOK, "", "")
}

func (s *Server) savedPage(w http.ResponseWriter, q *request, found saved, status int, typed, problem string) error {
	say := q.say()
	c := s.calendar(say, found.of.Organization)
	path := savedPath(found.of.Reference, found.token)
	body := savedView{
		Lead: say("page.saved.until", c.day(found.of.ExpiresAt.Add(-time.Minute))), Before: s.sendBefore(found, c),
		Rows:    []summaryRow{{Label: say("page.receipt.reference"), Value: found.of.Reference}, {Label: say("page.status.code"), Value: inGroups(found.token)}},
		Address: s.PublicURL + path, GoOn: path, Erase: path + "/erase", SendTo: path + "/link",
	}
	query := q.URL.Query()
	if query.Get("saved") != "" {
		n := noticeOf(q.language(), "good", "page.saved.new", "page.saved.new_keep")
		body.Fresh = &n
	}
	if query.Get("sent") != "" {
		n := noticeOf(q.language(), "good", "page.saved.sent")
		body.Sent = &n
	}
	if label := s.linkLabel(say); label != "" {
		field := textField(linkField, "text", label, typed)
		field.Help, field.Error = say("page.saved.send_help"), problem
		body.Send = &field
	}
	view := s.withinProgram(q.page(say("page.saved.title"), body), found.program)
	view.Typed = body.Send != nil
	if problem != "" {
		view.Problems = []problemLine{{Href: "#" + linkField, Text: problem}}
	}
	return s.show(w, status, "saved", view)
}

// inGroups writes a code as people copy it; hyphens do not matter when it is typed.
func inGroups(code string) string {
	var groups []string
	for group := range slices.Chunk([]byte(code), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

// sendBefore says until when the program takes what was typed, where that is sooner than it is kept.
func (s *Server) sendBefore(found saved, c calendar) string {
	if found.program.Application == nil || found.program.Application.Season == nil {
		return ""
	}
	term, open := found.program.Application.Season.Next(c.now, c.zone)
	if !open || !term.ApplyUntil.Before(found.of.ExpiresAt) {
		return ""
	}
	return c.say("page.saved.before", c.day(term.ApplyUntil.Add(-time.Minute)))
}

// linkLabel asks where the link is to go, by the ways that there are; empty when there is none.
func (s *Server) linkLabel(say speaker) string {
	mail, text := s.reaches(notify.Email), s.reaches(notify.SMS)
	switch {
	case mail && text:
		return say("page.saved.send_both")
	case mail:
		return say("page.saved.send_email")
	case text:
		return say("page.saved.send_sms")
	}
	return ""
}

func (s *Server) reaches(c notify.Channel) bool {
	return s.Replies != nil && s.Replies.Sender != nil && s.Replies.Sender.Reaches(c)
}

// readAddress tells by which channel somebody wants the link, and where, or what is wrong.
func (s *Server) readAddress(typed string) (channel notify.Channel, to, wrong string) {
	const either = "Please write a telephone number or an e-mail address."
	typed = strings.TrimSpace(typed)
	if !strings.ContainsAny(typed, "@0123456789") && s.reaches(notify.SMS) && s.reaches(notify.Email) {
		return notify.Email, "", either
	}
	if strings.Contains(typed, "@") || !s.reaches(notify.SMS) {
		channel = notify.Email
		to, wrong = programs.ReadEmail(typed)
	} else {
		channel = notify.SMS
		to, wrong = programs.ReadPhone(typed)
	}
	if wrong == "" && (to == "" || !s.reaches(channel)) {
		wrong = either
	}
	return channel, to, wrong
}

// savedGone says that nothing is kept (any more), and where to begin again.
func (s *Server) savedGone(w http.ResponseWriter, q *request, status int, key string, p programs.Program) error {
	say := q.say()
	lines := []string{say("page.saved.gone_what"), say("page.saved.gone_then")}
	if status == http.StatusOK {
		lines = []string{say("page.saved.erased_what"), say("page.saved.erased_then")}
	}
	body := savedGoneView{Title: say(key), Lines: lines, Go: link{Href: "/", Label: say("fail.go")}}
	view := q.page(body.Title, body)
	if anybody, known := s.atRisk(); known {
		view = view.leavable(anybody)
	}
	if p.Key != "" {
		body.Go = link{Href: programPath(p), Label: say("page.again.start")}
		view.Body, view = body, s.withinProgram(view, p)
		view.Body = body
	}
	return s.show(w, status, "saved_gone", view)
}

// goOnWithSaved shows the page of the form that somebody stopped at, with everything they had typed.
func (s *Server) goOnWithSaved(w http.ResponseWriter, q *request) error {
	found, gone, err := s.openSaved(q)
	switch {
	case err != nil:
		return err
	case gone:
		return s.savedGone(w, q, http.StatusNotFound, "page.saved.gone", programs.Program{})
	case !found.program.Open:
		return seeOther(w, programPath(found.program))
	}
	o, _ := s.Catalog.Organization(found.of.Organization)
	a := s.askingFor(q, o, found.program)
	a.draft = found.draft
	if a.draft.Answers == nil {
		a.draft.Answers = map[string]json.RawMessage{}
	}
	step := a.draft.Step
	a.draft.Step = 0
	cache(w)
	if a.draft.fit(a.program) {
		return a.showCheck(w, "page.check.changed")
	}
	if step < 0 || step >= len(a.program.Form.Pages) {
		return a.showCheck(w, "")
	}
	return a.showStep(w, step, nil, nil)
}

func (s *Server) sendSavedLink(w http.ResponseWriter, q *request) error {
	found, gone, err := s.openSaved(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	if gone {
		return s.savedGone(w, q, http.StatusNotFound, "page.saved.gone", programs.Program{})
	}
	typed := q.PostForm.Get(linkField)
	if q.chooseLanguage(w, q.PostForm.Get("go")) {
		return s.savedPage(w, q, found, http.StatusOK, typed, "")
	}
	channel, to, wrong := s.readAddress(typed)
	if wrong != "" {
		return s.savedPage(w, q, found, http.StatusBadRequest, typed, wrong)
	}
	if s.Demo == nil && !s.limit.allow(q, s.Now()) {
		return domain.Errorf(domain.RateLimited, "That is a lot of requests from one place. Please wait a minute, or call us.")
	}
	err = s.Desk.SendDraftLink(q.Context(), found.of, channel, to)
	if domain.CodeOf(err) == domain.Rejected {
		return s.savedPage(w, q, found, statusOf(domain.Rejected), typed, domain.MessageOf(err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, savedPath(found.of.Reference, found.token)+"?sent=1")
}

// eraseSaved erases at once what was kept. Once it is gone, doing so again says the same.
func (s *Server) eraseSaved(w http.ResponseWriter, q *request) error {
	found, gone, err := s.openSaved(q)
	if err != nil {
		return err
	}
	if !gone {
		if err := s.Store.EraseDraft(q.Context(), found.of.Scope(), found.of.Reference); err != nil {
			return err
		}
	}
	return s.savedGone(w, q, http.StatusOK, "page.saved.erased", found.program)
}

// forgetSaved erases a draft whose request was recorded before. What could not be erased now is purged on the day that was named.
func (s *Server) forgetSaved(ctx context.Context, p programs.Program, key string) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := s.Desk.ForgetDraft(within, p, key); err != nil {
		s.Log.Warn("a draft of a sent request waits for its purge", "reason", domain.CodeOf(err))
	}
}
