package web

import (
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

// hotline is Missouri's for child abuse and neglect.
var hotline = link{Href: "+18003923738", Label: "1-800-392-3738"}

// counselPages is the part of the table about notes that only their author opens. None of it has a place in the API: what is open here is open on
// one page, once.
func (s *Server) counselPages() []route {
	return []route{
		onPage("GET", "/cases/{reference}/counsel", casePeople, (*Server).showCounsel),
		onPage("POST", "/cases/{reference}/counsel/{action}", casePeople, (*Server).counselOnPage),
	}
}

// counselTry is what somebody just tried on the page. Passphrases are not in it, so that none is sent back.
type counselTry struct {
	action   string
	key      string // of the form that a note is written in
	text     string
	opened   []handlers.Opened
	problems []domain.FieldError
}

// counselActs are what the page's forms do.
var counselActs = map[string]func(*Server, *request, store.Case, *counselTry) error{
	"make": func(s *Server, q *request, _ store.Case, _ *counselTry) error {
		if q.PostForm.Get("passphrase") != q.PostForm.Get("again") {
			return differ("again")
		}
		return s.Desk.MakeCounselKey(q.Context(), q.who, q.PostForm.Get("passphrase"))
	},
	"change": func(s *Server, q *request, _ store.Case, _ *counselTry) error {
		if q.PostForm.Get("next") != q.PostForm.Get("again") {
			return differ("again")
		}
		return s.Desk.ChangeCounselPassphrase(q.Context(), q.who, q.PostForm.Get("passphrase"), q.PostForm.Get("next"))
	},
	"write": func(s *Server, q *request, of store.Case, try *counselTry) error {
		try.key, try.text = q.PostForm.Get("key"), q.PostForm.Get("text")
		if !keyPattern.MatchString(try.key) {
			try.key = newID()
		}
		return s.Desk.WriteCounsel(q.Context(), q.who, of, try.key, try.text)
	},
	"open": func(s *Server, q *request, of store.Case, try *counselTry) (err error) {
		try.opened, err = s.Desk.ReadCounsel(q.Context(), q.who, of, q.PostForm.Get("passphrase"))
		return err
	},
}

func differ(field string) error {
	return fieldProblem(field, "These two are not the same. Please type both once more.")
}

func (s *Server) showCounsel(w http.ResponseWriter, q *request) error {
	of, visible, err := s.counselCase(q)
	if err != nil {
		return err
	}
	return s.counselPage(w, q, http.StatusOK, of, visible, counselTry{})
}

// counselCase finds the case within the person's walls. An author finds their notes also when the case is closed to them by now; visible is false then.
func (s *Server) counselCase(q *request) (of store.Case, visible bool, err error) {
	file, err := s.caseFor(q)
	switch {
	case err == nil && file.Compartment == domain.Support && file.Beside == nil:
		return file.Case, true, nil
	case err == nil:
		return of, false, domain.Errorf(domain.NotFound, "There are no notes of counsel with this request.")
	case domain.CodeOf(err) != domain.NotFound:
		return of, false, err
	}
	scope, missing := q.who.Scope(), err
	if scope.Reference, err = domain.ParseReference(q.PathValue("reference")); err != nil {
		return of, false, missing
	}
	of, err = s.Store.CounselCase(q.Context(), scope)
	if domain.CodeOf(err) == domain.NotFound {
		return of, false, missing
	}
	return of, false, err
}

// counselOnPage answers with a page of its own where notes were opened or something was refused; otherwise it leads back to the page.
func (s *Server) counselOnPage(w http.ResponseWriter, q *request) error {
	try := counselTry{action: q.PathValue("action")}
	act, known := counselActs[try.action]
	if !known {
		return domain.Errorf(domain.NotFound, "There is nothing at this address.")
	}
	if err := readForm(q); err != nil {
		return err
	}
	of, visible, err := s.counselCase(q)
	if err == nil {
		_, err = s.Desk.CounselState(q.Context(), q.who, of)
	}
	if err != nil {
		return err
	}
	err = act(s, q, of, &try)
	code := domain.CodeOf(err)
	switch {
	case err == nil && try.opened == nil:
		return seeOther(w, "/cases/"+of.Reference+"/counsel?done="+try.action)
	case err == nil:
		return s.counselPage(w, q, http.StatusOK, of, visible, try)
	case code == domain.Conflict:
		try.key = newID() // what this form's key stands for is done: sent again it is a note of its own
		fallthrough
	case code == domain.Invalid, code == domain.Rejected, code == domain.RateLimited:
		if try.problems = fieldsOf(err); try.problems == nil {
			try.problems = []domain.FieldError{{Message: domain.MessageOf(err)}}
		}
		return s.counselPage(w, q, statusOf(code), of, visible, try)
	}
	return err
}

type counselView struct {
	Reference string
	Done      *noticeView
	Former    bool // the case is closed to its author
	Kept      string
	Read      bool // notes are open
	Opened    []openedView
	Case      *link // where notes on logistics belong
	Make      *counselForm
	Forms     []counselForm
	Hotline   link
}

type counselForm struct {
	Name, Action, Key, Title string
	Lines                    []string
	Fields                   []fieldView
	Button                   buttonView
	Open, Writes             bool
}

type openedView struct {
	At   dateView
	Text string
	Shut bool
}

func (s *Server) counselPage(w http.ResponseWriter, q *request, status int, of store.Case, visible bool, try counselTry) error {
	state, err := s.Desk.CounselState(q.Context(), q.who, of)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	body := counselView{Reference: of.Reference, Former: !state.Writes, Read: try.opened != nil, Hotline: hotline}
	if visible {
		body.Case = &link{Href: "/cases/" + of.Reference, Label: say("page.counsel.case"), Kind: "second"}
	}
	if done := "page.counsel.done_" + q.URL.Query().Get("done"); words.Known(done) && words.Known(done+"_then") {
		n := noticeOf(q.language(), "good", done, done+"_then")
		body.Done = &n
	}
	for _, n := range try.opened {
		body.Opened = append(body.Opened, openedView{At: c.moment(n.At), Text: n.Text, Shut: n.Shut})
	}
	switch len(state.Notes) {
	case 0:
		body.Kept = say("page.counsel.kept_none")
	case 1:
		body.Kept = say("page.counsel.kept_one", c.day(state.Notes[0].At))
	default:
		body.Kept = say("page.counsel.kept", len(state.Notes), c.day(state.Notes[0].At))
	}
	if !state.HasKey {
		f := try.makeForm(say, of)
		body.Make = &f
	} else {
		body.Forms = try.forms(say, of, state)
	}
	p := q.page(say("page.counsel.title"), body).staff()
	for _, wrong := range try.problems {
		p.Problems = append(p.Problems, try.problem(wrong, body))
	}
	p.Back = body.Case
	return s.show(w, status, "counsel", p)
}

// problem leads to the field that is wrong, if the form that holds it is still on the page.
func (try counselTry) problem(wrong domain.FieldError, body counselView) problemLine {
	on := wrong.Field != "" && body.Make != nil && body.Make.Name == try.action
	for _, f := range body.Forms {
		on = on || wrong.Field != "" && f.Name == try.action
	}
	if !on {
		return problemLine{Text: wrong.Message}
	}
	return problemLine{Href: "#" + try.action + "-" + wrong.Field, Text: wrong.Message}
}

func (try counselTry) makeForm(say speaker, of store.Case) counselForm {
	f := try.form(of, "make", say("page.counsel.make"), say("page.counsel.make_button"))
	f.Fields = []fieldView{
		try.secret("make", "passphrase", "new-password", say("page.counsel.make_passphrase"), say("page.counsel.make_passphrase_help")),
		try.secret("make", "again", "new-password", say("page.counsel.make_again"), ""),
	}
	return f
}

// forms are what can be done once there is a key, the most likely one first and unfolded.
func (try counselTry) forms(say speaker, of store.Case, state handlers.Counsel) []counselForm {
	var list []counselForm
	if len(state.Notes) > 0 {
		f := try.form(of, "open", say("page.counsel.open"), say("page.counsel.open_button"))
		f.Fields = []fieldView{try.secret("open", "passphrase", "current-password", say("page.counsel.passphrase"), say("page.counsel.open_help"))}
		list = append(list, f)
	}
	if state.Writes {
		f := try.form(of, "write", say("page.counsel.write"), say("page.counsel.write_button"))
		text := textField("text", "long_text", say("page.counsel.text"), try.text)
		text.ID, text.Help, text.Error, text.Rows = "write-text", say("page.counsel.text_help"), try.wrong("write", "text"), 10
		f.Writes, f.Key, f.Fields = true, try.key, []fieldView{text}
		if f.Key == "" {
			f.Key = newID()
		}
		list = append(list, f)
	}
	f := try.form(of, "change", say("page.counsel.change"), say("page.counsel.change_button"))
	f.Lines = []string{say("page.counsel.change_help")}
	f.Fields = []fieldView{
		try.secret("change", "passphrase", "current-password", say("page.counsel.passphrase"), ""),
		try.secret("change", "next", "new-password", say("page.counsel.change_next"), say("page.counsel.make_passphrase_help")),
		try.secret("change", "again", "new-password", say("page.counsel.change_again"), ""),
	}
	list = append(list, f)
	if try.action == "" {
		list[0].Open = true
	}
	return list
}

func (try counselTry) form(of store.Case, name, title, button string) counselForm {
	return counselForm{
		Name: name, Action: "/cases/" + of.Reference + "/counsel/" + name, Title: title, Button: buttonView{Label: button},
		Open: try.action == name && try.opened == nil,
	}
}

// secret is a field for a passphrase: it never has a value.
func (try counselTry) secret(form, name, autocomplete, label, help string) fieldView {
	f := textField(name, "text", label, "")
	f.ID, f.Input, f.Autocomplete, f.Help, f.Error = form+"-"+name, "password", autocomplete, help, try.wrong(form, name)
	return f
}

func (try counselTry) wrong(form, field string) string {
	for _, p := range try.problems {
		if try.action == form && p.Field == field {
			return p.Message
		}
	}
	return ""
}
