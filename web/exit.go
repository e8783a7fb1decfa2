package web

import (
	"net/http"
	"strings"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/workflows"
)

// leavable gives a page of a program at whose readers somebody may look the way out of it. Everybody else is spared the thought.
func (p page) leavable(of programs.Program) page {
	if of.AtRisk() {
		p.Exit = &link{Href: "/exit/" + of.Organization, Label: in(p.Lang)("layout.exit")}
	}
	return p
}

// atRiskBy finds a program whose readers may be at risk by the kind of a reference alone, so that the answer to a wrong reference does not tell whether
// there is such a request.
func (s *Server) atRiskBy(reference string) (programs.Program, bool) {
	kind, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(reference)), "-")
	if kind == handlers.DraftKind { // of any program
		return s.atRisk()
	}
	for _, o := range s.Catalog.Organizations() {
		for _, p := range s.Catalog.Programs(o.Key) {
			if p.AtRisk() && kind != "" && workflows.Find(string(p.Kind)).Reference == kind {
				return p, true
			}
		}
	}
	return programs.Program{}, false
}

// atRisk finds a program whose readers may be at risk, for a page that all readers come by before anything is known of them.
func (s *Server) atRisk() (programs.Program, bool) {
	for _, o := range s.Catalog.Organizations() {
		for _, p := range s.Catalog.Programs(o.Key) {
			if p.AtRisk() {
				return p, true
			}
		}
	}
	return programs.Program{}, false
}

// riskNotice says, before the first question, what leaving a page does and does not do; nil where nobody is at risk.
func riskNotice(say speaker, p programs.Program) *noticeView {
	if !p.AtRisk() {
		return nil
	}
	return &noticeView{Title: say("page.exit.title"), Lines: []string{say("page.exit.how"), say("page.exit.not"), say("page.exit.instead", p.Phone)}}
}

// leave forgets who sits here and opens a site that says nothing of them. It changes nothing that is kept, so a link may do it; a picture on
// somebody else's site may not.
func (s *Server) leave(w http.ResponseWriter, q *request) error {
	if q.Header.Get("Sec-Fetch-Site") != "cross-site" {
		for _, name := range []string{sessionCookie, languageCookie, guideCookie} {
			http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode}) //nolint:gosec // it holds nothing
		}
	}
	o, _ := s.Catalog.Organization(q.PathValue("org"))
	return seeOther(w, o.LeaveFor())
}
