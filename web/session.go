package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// demoSession outlives what a visitor skips on the demo's clock.
const demoSession = 10 * 365 * 24 * time.Hour

type signInView struct {
	Demo   bool
	People link
	Field  fieldView
	Next   string
	Kept   string      // what somebody typed before their session ended, sealed
	Notice *noticeView // that it is kept
}

// signingIn is what the page to sign in goes on with.
type signingIn struct{ next, kept, problem string }

func (s *Server) showSignIn(w http.ResponseWriter, q *request) error {
	return s.signInPage(w, q, http.StatusOK, signingIn{next: q.URL.Query().Get("next")})
}

func (s *Server) signInPage(w http.ResponseWriter, q *request, status int, with signingIn) error {
	say := q.say()
	body := signInView{Demo: s.Demo != nil, People: link{Href: "/", Label: say("page.signin.people")}, Next: ownPath(with.next), Kept: with.kept}
	if with.kept != "" {
		n := noticeOf(q.language(), "late", "page.signin.kept", "page.signin.kept_then")
		body.Notice = &n
	}
	body.Field = textField("token", "text", say("page.signin.token"), "")
	body.Field.Input, body.Field.Autocomplete, body.Field.Help = "password", "current-password", say("page.signin.token_help")
	p := q.page(say("page.signin.title"), nil)
	if with.problem != "" {
		body.Field.Error = with.problem
		p.Problems = []problemLine{{Href: "#token", Text: with.problem}}
	}
	p.Body, p.Typed = body, with.kept != ""
	return s.show(w, status, "signin", p)
}

// ownPath keeps a way back only if it leads to a page of ours.
func ownPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, "\\") || domain.HasControlInLine(next) {
		return "/inbox"
	}
	return next
}

func (s *Server) signIn(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	token := strings.TrimSpace(q.PostForm.Get("token"))
	who, err := s.whoIs(q, token)
	with := signingIn{next: q.PostForm.Get("next"), kept: q.PostForm.Get("kept")}
	if q.chooseLanguage(w, q.PostForm.Get("go")) {
		return s.signInPage(w, q, http.StatusOK, with)
	}
	switch {
	case token == "":
		with.problem = q.say()("page.signin.missing")
		return s.signInPage(w, q, http.StatusBadRequest, with)
	case domain.CodeOf(err) == domain.Unauthorized:
		with.problem = q.say()("page.signin.wrong")
		return s.signInPage(w, q, http.StatusUnauthorized, with)
	case err != nil:
		return err
	}
	if err := s.beginSession(w, q, who); err != nil {
		return err
	}
	if typed, ok := s.openTyped(with.kept, who); ok {
		return s.resume(w, q, who, typed)
	}
	return seeOther(w, ownPath(with.next))
}

// beginSession gives the browser a credential of its own, which can be ended without ending the token.
func (s *Server) beginSession(w http.ResponseWriter, q *request, who handlers.Person) error {
	scope := who.Scope()
	if len(scope.Compartments) == 0 {
		return domain.Errorf(domain.Forbidden, "You hold no role at the moment. Please ask an administrator.")
	}
	life, secret := sessionFor, NewSecret()
	if s.Demo != nil {
		life = demoSession
	}
	now := s.Now()
	err := s.Store.AddCredential(q.Context(), scope, store.Credential{
		Hash: hashOf(secret), Person: who.ID, Kind: "session", CreatedAt: now, ExpiresAt: now.Add(life),
	})
	if err == nil {
		s.setSession(w, secret, life)
	}
	return err
}

// signOut ends the session here and in the database; without one it does nothing.
func (s *Server) signOut(w http.ResponseWriter, q *request) error {
	credential, given := q.credential()
	if given && q.signedIn() {
		if err := s.Store.EndCredential(q.Context(), q.who.Scope(), q.who.ID, hashOf(credential), s.Now()); err != nil {
			return err
		}
	}
	s.setSession(w, "", -time.Second)
	return seeOther(w, "/")
}

// signInAs makes a visitor of the demo one of its people, or leads them into a story.
func (s *Server) signInAs(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	if kept := q.PostForm.Get("kept"); kept != "" {
		return s.resumeInDemo(w, q, kept)
	}
	key, next := q.PostForm.Get("key"), q.PostForm.Get("next")
	for _, story := range s.Demo.Stories {
		if story.Key == q.PostForm.Get("story") {
			key, next = story.found(q.Context())
		}
	}
	if key == "" && next != "" { // whoever has the link needs no account
		s.setSession(w, "", -1)
		return seeOther(w, ownPath(next))
	}
	p := s.persona(key)
	if p == nil {
		return domain.Errorf(domain.NotFound, "Nobody in this demo has that name.")
	}
	if err := s.become(w, q, *p); err != nil {
		return err
	}
	if next != "" {
		return seeOther(w, ownPath(next))
	}
	return seeOther(w, s.placeOf(q.Context(), *p))
}

// resumeInDemo signs a visitor in again as whom they were when they typed, for nobody knows a token there.
func (s *Server) resumeInDemo(w http.ResponseWriter, q *request, kept string) error {
	for _, p := range s.Demo.Personas {
		who, err := s.whoIs(q, p.Token)
		if err != nil {
			continue // somebody took their token
		}
		if typed, ok := s.openTyped(kept, who); ok {
			if err := s.become(w, q, p); err != nil {
				return err
			}
			return s.resume(w, q, who, typed)
		}
	}
	return seeOther(w, "/")
}

// become begins a session as one of the demo's people, whatever was taken from them meanwhile.
func (s *Server) become(w http.ResponseWriter, q *request, p Persona) error {
	if err := s.Demo.Revive(q.Context(), p); err != nil {
		return err
	}
	who, err := s.whoIs(q, p.Token)
	if err != nil {
		return err
	}
	return s.beginSession(w, q, who)
}

// persona finds one of the demo's people, named with or without the organization; nil when nobody has that name.
func (s *Server) persona(key string) *Persona {
	for _, p := range s.Demo.Personas {
		if key == p.Key || key == p.Organization+"/"+p.Key {
			return &p
		}
	}
	return nil
}

// found is who sees the story, and where.
func (s Story) found(ctx context.Context) (be, path string) {
	if s.Find != nil {
		if be, path = s.Find(ctx); path != "" {
			return be, path
		}
	}
	return s.Be, s.Path
}

// works tells whether something can wait for somebody with these roles. Members and guardians ask; what they asked for has a page of its own.
func works(roles []domain.Role) bool {
	return slices.ContainsFunc(roles, func(r domain.Role) bool { return r != domain.RoleMember && r != domain.RoleGuardian })
}

// placeOf is where a persona begins.
func (s *Server) placeOf(ctx context.Context, p Persona) string {
	if p.Own != nil {
		if path := p.Own(ctx); path != "" {
			return path
		}
	}
	if works(p.Roles) {
		return "/inbox"
	}
	for _, kind := range []programs.Kind{programs.KindWelfare, programs.KindSupport} {
		for _, program := range s.Catalog.Programs(p.Organization) {
			if program.Open && program.Kind == kind {
				return "/p/" + program.Organization + "/" + program.Key
			}
		}
	}
	return "/"
}
