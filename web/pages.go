package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// pages is every page with who may open it.
func (s *Server) pages() []route {
	list := []route{
		onPage("GET", "/{$}", public, (*Server).showLanding),
		onPage("GET", "/static/almoner.css", public, (*Server).showStyle),
		onPage("GET", "/static/leave.js", public, (*Server).showLeaveScript),
		onPage("GET", "/exit/{org}", public, (*Server).leave),
		onPage("POST", "/exit/{org}", public, (*Server).leave),
		onPage("GET", "/p/{org}/{program}", public, (*Server).showProgram),
		onPage("GET", "/p/{org}/{program}/ask", public, (*Server).beginAsking),
		onPage("POST", "/p/{org}/{program}/ask", public, (*Server).goOnAsking),
		onPage("GET", "/r/{reference}/{token}", byReceipt, (*Server).showReceipt),
		onPage("GET", "/r/{reference}/{token}/record.pdf", byReceipt, (*Server).sendRecord),
		onPage("POST", "/r/{reference}/{token}/answer", byReceipt, (*Server).answerOnPage),
		onPage("GET", "/r/{reference}/{token}/withdraw", byReceipt, (*Server).askToWithdraw),
		onPage("POST", "/r/{reference}/{token}/withdraw", byReceipt, (*Server).withdrawOnPage),
		onPage("GET", "/status", public, (*Server).askForReceipt),
		onPage("POST", "/status", public, (*Server).findReceipt),
		onPage("GET", "/sign-in", public, (*Server).showSignIn),
		onPage("POST", "/sign-in", public, (*Server).signIn),
		onPage("POST", "/sign-out", public, (*Server).signOut),

		onPage("GET", "/static/live.js", public, (*Server).showLiveScript),
		onPage("GET", "/live", anyStaff, (*Server).hear),
		onPage("GET", "/inbox", anyStaff, (*Server).showInbox),
		onPage("GET", "/tasks/{id}", anyStaff, (*Server).showTask),
		onPage("POST", "/tasks/{id}/{action}", anyStaff, (*Server).actOnPage),
		onPage("GET", "/cases", caseReaders, (*Server).showCases),
		onPage("GET", "/cases/{reference}", caseReaders, (*Server).showCasePage),
		onPage("GET", "/funds", fundReaders, (*Server).showFunds),
		onPage("POST", "/funds/{fund}/deposit", only(domain.RoleTreasurer), (*Server).depositOnPage),
	}
	list = slices.Concat(list, s.supportPages(), s.rotaPages(), s.counselPages(), s.documentPages(), s.reportPages(), s.applicationPages(), s.applicantPages(),
		s.seasonPages(), s.shiftPages(), s.gatheringPages(), s.savedPages(), s.picturePages(), s.adminPages())
	for _, r := range []route{
		onPage("POST", "/demo/sign-in", public, (*Server).signInAs),
		onPage("GET", "/demo/mailbox", public, (*Server).showMailbox),
		onPage("GET", "/demo/events", public, (*Server).showTape),
		onPage("POST", "/demo/guide", public, (*Server).walkOn),
		onPage("GET", "/demo/live", public, (*Server).hearAll),
		onPage("POST", "/demo/trouble", public, (*Server).makeTrouble),
		onPage("POST", "/demo/reply", public, (*Server).replyInDemo),
		onPage("GET", "/demo/components", public, (*Server).showComponents),
	} {
		r.demo = true
		list = append(list, r)
	}
	return list
}

// onPage is one address and method of a page.
func onPage(method, pattern string, who access, serve func(*Server, http.ResponseWriter, *request) error) route {
	return route{method: method, pattern: pattern, access: who, serve: serve}
}

// readForm reads a posted page, bounded as every body is.
func readForm(q *request) error {
	if err := q.ParseForm(); err != nil {
		if tooLarge(err) {
			return err
		}
		return domain.Because(err, domain.Invalid, "What the page sent could not be read. Nothing was recorded; please go back and send it again.")
	}
	return nil
}

// failView is an error as people read it.
type failView struct {
	Title, What, Kept, Now string
	Typed                  []titled // to be copied
	Go                     link
}

// failPage answers an error to people: what happened, what was kept, and what to do now. Whoever is not signed in is led to
// the sign-in when they wanted to read something; whoever is stays within their own pages.
func (s *Server) failPage(w http.ResponseWriter, q *request, err error) {
	code := domain.CodeOf(err)
	w.Header().Del("WWW-Authenticate")
	reading := q.Method == http.MethodGet || q.Method == http.MethodHead
	if code == domain.Unauthorized && reading {
		_ = seeOther(w, "/sign-in?next="+url.QueryEscape(q.URL.RequestURI()))
		return
	}
	if code == domain.Unauthorized && !reading {
		if kept, ok := s.keepTyped(q); ok {
			if err := s.signInPage(w, q, http.StatusUnauthorized, signingIn{next: "/inbox", kept: kept}); err == nil {
				return
			}
		}
	}
	say := q.say()
	body := failView{
		Title: say("fail." + string(code) + ".title"), What: domain.MessageOf(err),
		Kept: say("fail.kept_reading"), Now: say("fail." + string(code) + ".now"), Go: link{Href: "/", Label: say("fail.go")},
	}
	if !reading {
		body.Kept = say("fail.kept_sending")
		if body.Typed = q.prose(); len(body.Typed) > 0 {
			body.Kept = say("fail.kept_typed")
		}
	}
	if code == domain.Unauthorized {
		body.Go = link{Href: "/sign-in", Label: say("page.signin.title")}
	}
	if code != domain.Unauthorized && q.signedIn() {
		body.Go = link{Href: "/inbox", Label: say("page.task.inbox")}
	}
	view := q.page(body.Title, body)
	if p, known := s.Catalog.Find(q.PathValue("org"), q.PathValue("program")); known {
		view = view.leavable(p)
	} else if p, known := s.atRiskBy(q.PathValue("reference")); known {
		view = view.leavable(p)
	}
	if err := s.show(w, statusOf(code), "fail", view); err != nil {
		s.Log.Error("page of an error failed", "error", err)
		http.Error(w, words.Say("en", "fail.internal.title"), http.StatusInternalServerError)
	}
}

// fieldsOf gives the sentences of an error that belong to fields.
func fieldsOf(err error) []domain.FieldError {
	var e *domain.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
