package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/words"
)

//go:embed templates static
var assets embed.FS

// pageTemplates are the pages by language and name, each with the layout and every component.
var pageTemplates = loadTemplates()

// page is what the layout shows around a page's own part.
type page struct {
	Lang, Title  string
	Languages    []languageView
	Unreviewed   bool          // no speaker has looked at all of this language's sentences
	Problems     []problemLine // above the heading, and named in the title
	Back         *link
	BackStep     bool // back is a step of the form "ask"
	Typed        bool // the form "ask" holds what was typed, and the switch of languages goes through it
	Wide         bool
	Stop         string // that one may stop here
	Phone        *link
	Organization string
	Acting       string // who is signed in
	Nav          []link
	Demo         bool
	Guide        *guideView
	Unlisted     bool  // for whoever has its secret, and not for a search
	Exit         *link // out of our pages, at once
	Style        string
	Script       string // address of what the page does beyond what it says; empty on most pages
	Body         any
}

func loadTemplates() map[string]map[string]*template.Template {
	all := map[string]map[string]*template.Template{}
	names, err := fs.Glob(assets, "templates/*.html")
	if err != nil {
		panic("web: " + err.Error())
	}
	for _, language := range words.Languages() {
		frame := template.Must(template.New("layout.html").Funcs(templateFuncs(language)).
			ParseFS(assets, "templates/layout.html", "templates/components/*.html"))
		all[language] = map[string]*template.Template{}
		for _, name := range names {
			base := path.Base(name)
			if base == "layout.html" {
				continue
			}
			t := template.Must(template.Must(frame.Clone()).ParseFS(assets, name))
			all[language][strings.TrimSuffix(base, ".html")] = t
		}
	}
	return all
}

func templateFuncs(language string) template.FuncMap {
	say := in(language)
	return template.FuncMap{
		"t":      (func(string, ...any) string)(say),
		"usd":    say.usd,
		"button": func(key, name, value, kind string) buttonView { return buttonView{say(key), name, value, kind, ""} },
		"notice": func(kind, title string, keys ...string) noticeView { return noticeOf(language, kind, title, keys...) },
	}
}

// show writes a page.
func (s *Server) show(w http.ResponseWriter, status int, name string, p page) error {
	p.Style, p.Demo = "/static/almoner.css?"+styleHash, s.Demo != nil
	if p.Exit != nil {
		p.Script = "/static/leave.js?" + leaveHash
	}
	p.Problems = apart(in(p.Lang), p.Problems, p.Body)
	var b bytes.Buffer
	if err := pageTemplates[p.Lang][name].Execute(&b, p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
	return nil
}

// page begins a page for whoever asks for it.
func (q *request) page(title string, body any) page {
	p := page{
		Lang: q.language(), Languages: q.languages(), Unreviewed: !words.Reviewed(q.language()), Title: title, Body: body, Acting: q.who.Name,
		Unlisted: q.route.access.receipt, Guide: q.guide(),
	}
	if !q.signedIn() {
		p.Phone = q.server.firstPhone()
		return p
	}
	if o, ok := q.server.Catalog.Organization(q.who.Organization); ok {
		p.Organization, p.Phone = o.Name, phoneLink(o.Phone)
	}
	p.Nav = q.nav()
	return p
}

// within says whose page it is: a family reads the telephone number of the program they ask.
func (p page) within(o programs.Organization, phone string) page {
	p.Organization, p.Phone = o.Name, phoneLink(o.Phone)
	if phone != "" {
		p.Phone = phoneLink(phone)
	}
	return p
}

// withinProgram says whose page a receipt's is. A program that stands by families is called by its discreet name alone: a telephone shows the title to
// whoever is beside it.
func (s *Server) withinProgram(view page, p programs.Program) page {
	place, _ := s.Catalog.Organization(p.Organization)
	if p.Kind == programs.KindSupport || p.Kind == programs.KindConcern {
		place.Name = p.ShortIn(view.Lang)
	}
	return view.within(place, p.Phone).leavable(p)
}

// kept makes a page keep its live part up to date.
func (p page) kept() page {
	p.Script = "/static/live.js?" + liveHash
	return p
}

// staff makes a page wide enough for a desk.
func (p page) staff() page {
	p.Wide = true
	return p
}

func (s *Server) firstPhone() *link {
	for _, o := range s.Catalog.Organizations() {
		for _, p := range s.Catalog.Programs(o.Key) {
			if p.Open {
				return phoneLink(p.Phone)
			}
		}
	}
	return nil
}

// nav is where somebody signed in may go.
func (q *request) nav() []link {
	say := q.say()
	var list []link
	if works(q.who.Roles) {
		list = append(list, link{Href: "/inbox", Label: say("nav.inbox")})
	}
	if mayUse(q.who, caseReaders) {
		list = append(list, link{Href: "/cases", Label: say("nav.cases")})
	}
	if mayUse(q.who, seasonReaders) {
		list = append(list, link{Href: "/seasons", Label: say("nav.seasons")})
	}
	if mayUse(q.who, coordinators) && q.server.hasApplications(q.who.Organization) {
		list = append(list, link{Href: "/applicants", Label: say("nav.applicants")})
	}
	if mayUse(q.who, fundReaders) {
		list = append(list, link{Href: "/funds", Label: say("nav.funds")})
	}
	if mayUse(q.who, casePeople) {
		list = append(list, link{Href: "/rota", Label: say("nav.rota")}, link{Href: "/pin", Label: say("nav.pin")})
	}
	if mayUse(q.who, shiftPeople) && q.server.hasShifts(q.who.Organization) {
		list = append(list, link{Href: "/shifts", Label: say("nav.shifts")})
	}
	if mayUse(q.who, coordinators) && q.server.hasSeries(q.who.Organization) {
		list = append(list, link{Href: "/gatherings", Label: say("nav.gatherings")})
	}
	if mayUse(q.who, reportReaders) {
		list = append(list, link{Href: "/reports", Label: say("nav.reports")})
	}
	if mayUse(q.who, admins) {
		list = append(list, link{Href: "/admin", Label: say("nav.admin")})
	}
	for i := range list {
		list[i].Here = q.URL.Path == list[i].Href
	}
	return list
}

func mayUse(who handlers.Person, a access) bool {
	for _, r := range a.roles {
		if who.Has(r) {
			return true
		}
	}
	return false
}

// say speaks the language of the request.
func (q *request) say() speaker { return in(q.language()) }

// in speaks a language.
func in(language string) speaker {
	return func(key string, values ...any) string { return words.Say(language, key, values...) }
}

// speaker says a sentence of the catalog in one language.
type speaker func(key string, values ...any) string

var (
	styleSheet, styleHash  = loadStatic("almoner.css")
	leaveScript, leaveHash = loadStatic("leave.js")
	liveScript, liveHash   = loadStatic("live.js")
)

// static is a file that every page may load: as it is, and packed for those who take it so. Pages themselves are never packed, because what they
// hold of others must not be guessed from their length.
type static struct{ plain, packed []byte }

func loadStatic(name string) (file static, hash string) {
	plain, err := assets.ReadFile("static/" + name)
	if err != nil {
		panic("web: " + err.Error())
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is known
	_, _ = w.Write(plain)                                      // a buffer takes everything
	_ = w.Close()
	sum := sha256.Sum256(plain)
	return static{plain, packed.Bytes()}, hex.EncodeToString(sum[:6])
}

func (s *Server) showStyle(w http.ResponseWriter, q *request) error {
	return showStatic(w, q, "text/css; charset=utf-8", styleSheet)
}

func (s *Server) showLeaveScript(w http.ResponseWriter, q *request) error {
	return showStatic(w, q, "text/javascript; charset=utf-8", leaveScript)
}

func (s *Server) showLiveScript(w http.ResponseWriter, q *request) error {
	return showStatic(w, q, "text/javascript; charset=utf-8", liveScript)
}

// showStatic gives a file that may be kept for ever: its address changes with its content.
func showStatic(w http.ResponseWriter, q *request, kind string, file static) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content := file.plain
	if strings.Contains(q.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		content = file.packed
	}
	_, _ = w.Write(content) // a browser that went away needs no style
	return nil
}

// seeOther sends the browser on after something was done.
func seeOther(w http.ResponseWriter, to string) error {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
