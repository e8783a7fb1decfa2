// Package web is the pages and the JSON API: it reads what a person may see, and brings what they do to the desk. Every route
// stands in one table with who may use it; nothing else is served.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// bodyMax bounds what anybody may send, in bytes.
const bodyMax = 256 << 10

// Server answers HTTP. All fields but Demo and Metrics are needed.
type Server struct {
	Desk      *handlers.Desk
	Store     *store.Store
	Keys      *seal.Keys
	Catalog   *programs.Catalog
	Now       func() time.Time
	PublicURL string
	Ready     func(ctx context.Context) []string // what is not ready, in words
	Metrics   http.Handler
	Replies   *handlers.Replies
	Reactions *handlers.Reactions
	Demo      *Demo // nil outside a demo
	Log       *slog.Logger

	live   live
	recent recentReceipts
	noted  notedReadings
	limit  limiter
}

// Handler gives everything the table lists.
func (s *Server) Handler() http.Handler {
	paths := map[string]map[string]route{}
	for _, r := range s.routes() {
		if r.demo && s.Demo == nil {
			continue
		}
		if paths[r.pattern] == nil {
			paths[r.pattern] = map[string]route{}
		}
		paths[r.pattern][r.method] = r
	}
	mux := http.NewServeMux()
	for pattern, methods := range paths {
		mux.Handle(pattern, s.dispatch(methods))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, s.outside(r), domain.Errorf(domain.NotFound, "There is nothing at this address."))
	})
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, s.outside(r), domain.Errorf(domain.Forbidden, "This was sent from another site. Nothing was changed; please open our page and try again."))
	}))
	return s.outer(guard.Handler(mux))
}

// dispatch chooses by method, checks who asks, and turns errors into problems.
func (s *Server) dispatch(methods map[string]route) http.Handler {
	var allowed []string
	for m := range methods {
		allowed = append(allowed, m)
	}
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		rt, ok := methods[method]
		q := &request{Request: r, server: s, route: rt}
		if !ok {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			s.fail(w, q, domain.Errorf(domain.MethodNotAllowed, "This address does not take %s.", methodName(r.Method)))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, rt.bodyLimit())
		if err := readable(r); err != nil {
			s.fail(w, q, err)
			return
		}
		if err := s.admit(q); err != nil {
			s.fail(w, q, err)
			return
		}
		if asked := knownLanguage(r.URL.Query().Get("lang")); asked != "" && !isAPI(r) {
			s.remember(w, languageCookie, asked, languageFor)
		}
		if err := rt.serve(s, w, q); err != nil {
			s.fail(w, q, err)
		}
	})
}

// outside is a call that no route has taken in, so that nobody knows whose it is.
func (s *Server) outside(r *http.Request) *request { return &request{Request: r, server: s} }

// readable refuses an address with characters in it that nobody can mean.
func readable(r *http.Request) error {
	if domain.HasControlInLine(r.URL.Path) {
		return domain.Errorf(domain.NotFound, "There is nothing at this address.")
	}
	for key, values := range r.URL.Query() {
		if domain.HasControlInLine(key + strings.Join(values, "")) {
			return domain.Errorf(domain.Invalid, "There is a character in this address that cannot be meant.")
		}
	}
	return nil
}

// methodName keeps what somebody made up out of our words.
func methodName(method string) string {
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if slices.Contains(known, method) {
		return method
	}
	return "this method"
}

// outer wraps everything: headers that keep pages to themselves, a log line without personal data, and a net for panics.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		seen := &statusSeen{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the value net/http documents
					panic(p)
				}
				s.Log.Error("page panicked", "pattern", r.Pattern, "stack", string(debug.Stack()))
				if seen.status == 0 {
					s.fail(seen, s.outside(r), domain.Errorf(domain.Internal, "panic"))
				}
			}
			s.Log.Debug("served", "method", methodName(r.Method), "pattern", r.Pattern, "status", seen.status)
		}()
		next.ServeHTTP(seen, r)
	})
}

type statusSeen struct {
	http.ResponseWriter
	status int
}

func (w *statusSeen) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusSeen) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusSeen) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// request is one call with what is known about its sender.
type request struct {
	*http.Request
	server *Server
	route  route
	who    handlers.Person // zero when nobody is signed in
	chosen string          // language of this call, by a button of its form
	about  string          // language of the request whose page it is
}

func (q *request) signedIn() bool { return q.who.Organization != "" }

// tooLarge recognizes a body over its bound.
func tooLarge(err error) bool {
	var bound *http.MaxBytesError
	return errors.As(err, &bound)
}
