package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/almoner/almoner/domain"
)

// statusOf is the one table of codes and HTTP.
func statusOf(code domain.Code) int {
	switch code {
	case domain.Invalid:
		return http.StatusBadRequest
	case domain.Rejected:
		return http.StatusUnprocessableEntity
	case domain.Unauthorized:
		return http.StatusUnauthorized
	case domain.Forbidden:
		return http.StatusForbidden
	case domain.NotFound:
		return http.StatusNotFound
	case domain.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case domain.Conflict:
		return http.StatusConflict
	case domain.TooLarge:
		return http.StatusRequestEntityTooLarge
	case domain.RateLimited:
		return http.StatusTooManyRequests
	case domain.Unavailable:
		return http.StatusServiceUnavailable
	case domain.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// problem is an RFC 9457 problem document.
type problem struct {
	Type   string              `json:"type"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail"`
	Code   domain.Code         `json:"code"`
	Errors []domain.FieldError `json:"errors,omitempty"`
}

// fail answers an error: a problem document to clients, a page to people.
func (s *Server) fail(w http.ResponseWriter, q *request, err error) {
	if tooLarge(err) {
		err = domain.Errorf(domain.TooLarge, "That is more than %d KiB, which is the most we take at once.", bodyMax>>10)
	}
	code := domain.CodeOf(err)
	switch code {
	case domain.Internal:
		s.Log.Error("request failed", "pattern", q.Pattern, "error", err)
	case domain.Unavailable:
		s.Log.Warn("request not served", "pattern", q.Pattern, "error", err)
		w.Header().Set("Retry-After", "5")
	case domain.Unauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	default:
	}
	if !isAPI(q.Request) {
		s.failPage(w, q, err)
		return
	}
	p := problem{Type: "about:blank", Title: http.StatusText(statusOf(code)), Status: statusOf(code), Detail: domain.MessageOf(err), Code: code}
	var e *domain.Error
	if errors.As(err, &e) {
		p.Errors = e.Fields
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	writeBody(w, p)
}

// isAPI tells clients from people by the address.
func isAPI(r *http.Request) bool {
	p := r.URL.Path
	return strings.HasPrefix(p, "/api/") || strings.HasSuffix(p, ".json") || p == "/demo/clock" || p == "/demo/bus" ||
		p == "/healthz" || p == "/readyz" || p == "/metrics"
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	writeBody(w, v)
	return nil
}

// writeBody encodes without HTML escapes; a client that went away is not an error of ours.
func writeBody(w http.ResponseWriter, v any) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // nobody is left to tell
}
