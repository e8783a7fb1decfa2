package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/almoner/almoner/words"
)

const (
	languageCookie = "language"
	languageFor    = 365 * 24 * 60 * 60 // seconds that a browser keeps the choice
	languageWish   = "language:"        // before a language, in the button of a form that is being filled in
)

// language is the one a page is written in: the one its address asks for, else the one chosen in this browser before, else that of
// the request it is about, else English. Where somebody is, and what their browser is set to, is not looked at.
func (q *request) language() string {
	if asked := knownLanguage(q.URL.Query().Get("lang")); asked != "" {
		return asked
	}
	if q.chosen != "" {
		return q.chosen
	}
	if c, err := q.Cookie(languageCookie); err == nil {
		if chosen := knownLanguage(c.Value); chosen != "" {
			return chosen
		}
	}
	if q.about != "" {
		return q.about
	}
	return "en"
}

// knownLanguage reads a language tag; empty for one without a catalog.
func knownLanguage(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if slices.Contains(words.Languages(), tag) {
		return tag
	}
	return ""
}

// chooseLanguage takes over a language from the button of a form; false when the button was another one.
func (q *request) chooseLanguage(w http.ResponseWriter, wish string) bool {
	tag, ok := strings.CutPrefix(wish, languageWish)
	chosen := knownLanguage(tag)
	if !ok || chosen == "" {
		return false
	}
	q.chosen = chosen
	q.server.remember(w, languageCookie, chosen, languageFor)
	return true
}

// languageView is one language of the switch, under its own name.
type languageView struct {
	Tag, Name, Href, Wish string
	Here                  bool
}

// languages is the switch of a page: links to the same page, or to the nearest one that can be opened when this one was sent.
func (q *request) languages() (list []languageView) {
	address := url.URL{Path: q.URL.Path}
	query := q.URL.Query()
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		address.Path, query = q.server.openable(q.URL.Path), url.Values{}
	}
	here := q.language()
	for _, tag := range words.Languages() {
		query.Set("lang", tag)
		address.RawQuery = query.Encode()
		list = append(list, languageView{Tag: tag, Name: words.NameOf(tag), Href: address.String(), Wish: languageWish + tag, Here: tag == here})
	}
	return list
}

// openable is the nearest page at or above a path that can be opened.
func (s *Server) openable(path string) string {
	for path != "/" && path != "" {
		if s.opens(path) {
			return path
		}
		path = path[:strings.LastIndex(path, "/")]
	}
	return "/"
}

// opens tells whether a page can be opened at a path.
func (s *Server) opens(path string) bool {
	parts := strings.Split(path, "/")
	return slices.ContainsFunc(s.pages(), func(r route) bool {
		pattern := strings.Split(r.pattern, "/")
		return r.method == http.MethodGet && len(pattern) == len(parts) && !slices.ContainsFunc(pattern, func(p string) bool { return p == "{$}" }) &&
			slices.EqualFunc(pattern, parts, func(p, part string) bool { return p == part || strings.HasPrefix(p, "{") })
	})
}
