package web_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// visitor is somebody with a browser that follows what pages send and keeps cookies.
type visitor struct {
	t      *testing.T
	base   string
	http   *http.Client
	path   string // of the page that is open
	status int
	header http.Header
	page   string
}

func visit(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, base: base, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

func (v *visitor) open(path string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	v.send(r, err)
}

func (v *visitor) post(path string, pairs ...string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	v.send(r, err)
}

func (v *visitor) send(r *http.Request, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	v.page = v.fetch(r)
	v.sound()
}

// fetch sends a request and gives what comes back.
func (v *visitor) fetch(r *http.Request) string {
	v.t.Helper()
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close() // it was read to its end
	if err != nil {
		v.t.Fatal(err)
	}
	v.path, v.status, v.header = answer.Request.URL.RequestURI(), answer.StatusCode, answer.Header
	return string(body)
}

var (
	headings = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
	ids      = regexp.MustCompile(`\sid="([^"]+)"`)
	inner    = regexp.MustCompile(`href="#([^"]+)"`)
	leftOver = regexp.MustCompile(`ZgotmplZ|<no value>|%!|\b(?:page|field|fact|act|history|status|next|due|span|label)\.[a-z_]+`)
)

// sound checks what holds on every page: one heading, no id twice, no link to nowhere in it, nothing that should have been filled in.
func (v *visitor) sound() {
	v.t.Helper()
	if n := len(headings.FindAllString(v.page, -1)); n != 1 {
		v.t.Errorf("%s has %d headings of the first level", v.path, n)
	}
	known := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(v.page, -1) {
		if known[m[1]] {
			v.t.Errorf("%s has the id %q twice", v.path, m[1])
		}
		known[m[1]] = true
	}
	for _, m := range inner.FindAllStringSubmatch(v.page, -1) {
		if !known[m[1]] {
			v.t.Errorf("%s leads to #%s, which is not there", v.path, m[1])
		}
	}
	if found := leftOver.FindString(v.page); found != "" {
		v.t.Errorf("%s shows %q", v.path, found)
	}
	if strings.Contains(v.page, `class="errors"`) != strings.Contains(v.page, "<title>Error: ") && !strings.Contains(v.path, "components") {
		v.t.Errorf("%s: title and error summary do not agree", v.path)
	}
}

func (v *visitor) heading() string {
	m := headings.FindStringSubmatch(v.page)
	if m == nil {
		return ""
	}
	text := regexp.MustCompile(`<[^>]+>`).ReplaceAllString(m[1], "")
	return strings.TrimSpace(html.UnescapeString(text))
}

// on fails the test unless the page has this status and heading.
func (v *visitor) on(status int, heading string) {
	v.t.Helper()
	if v.status != status || !strings.HasPrefix(v.heading(), heading) {
		v.t.Fatalf("%s is %d %q, want %d %q", v.path, v.status, v.heading(), status, heading)
	}
}

func (v *visitor) shows(texts ...string) {
	v.t.Helper()
	plain := html.UnescapeString(v.page)
	for _, text := range texts {
		if !strings.Contains(plain, text) {
			v.t.Errorf("%s does not show %q", v.path, text)
		}
	}
}

func (v *visitor) hides(texts ...string) {
	v.t.Helper()
	plain := html.UnescapeString(v.page)
	for _, text := range texts {
		if strings.Contains(plain, text) {
			v.t.Errorf("%s shows %q", v.path, text)
		}
	}
}

// hidden is the value of a hidden field.
func (v *visitor) hidden(name string) string {
	m := regexp.MustCompile(`type="hidden" name="` + name + `" value="([^"]*)"`).FindStringSubmatch(v.page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// answer sends the page of the form that is open.
func (v *visitor) answer(wish string, pairs ...string) {
	v.t.Helper()
	to := askPath
	if m := regexp.MustCompile(`<form id="ask" method="post" action="([^"?]+)`).FindStringSubmatch(v.page); m != nil {
		to = m[1]
	}
	v.post(to, append([]string{"state", v.hidden("state"), "page", v.hidden("page"), "go", wish}, pairs...)...)
}

// be signs in as one of the demo's people.
func (v *visitor) be(key string) *visitor {
	v.t.Helper()
	v.post("/demo/sign-in", "key", "county/"+key)
	return v
}

// task finds in an inbox the task about a reference.
func (v *visitor) task(reference string) string {
	v.t.Helper()
	for _, card := range strings.Split(v.page, "<article")[1:] {
		card, _, _ = strings.Cut(card, "</article>")
		if m := regexp.MustCompile(`/tasks/[0-9a-f-]{36}`).FindString(card); m != "" && strings.Contains(card, reference) {
			return m
		}
	}
	return ""
}
