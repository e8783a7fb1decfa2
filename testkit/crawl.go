package testkit

import (
	"context"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Keep puts a cookie of the site into the browser; an empty value takes it out again.
func (b *Browser) Keep(name, value string) {
	b.t.Helper()
	b.Do(func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		if value == "" {
			_, err := cdp.Call(ctx, tab, network.DeleteCookies, network.DeleteCookiesParams{Name: name, URL: b.base})
			return chromedp.Void{}, err
		}
		_, err := cdp.Call(ctx, tab, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.base})
		return chromedp.Void{}, err
	})
}

// Resize makes the window as wide as a phone or a desk.
func (b *Browser) Resize(width int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, 844))
}

// Dark shows pages in the scheme for the night, or in that for the day again.
func (b *Browser) Dark(dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.Do(func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return chromedp.Void{}, err
	})
}

// look evaluates an expression in the page that is open, whether or not the page may run scripts of its own.
func look[T any](b *Browser, expression string) (found T) {
	b.t.Helper()
	b.scripted(func(ctx context.Context) (err error) {
		found, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression))
		return err
	})
	return found
}

// Unfold opens everything on the page that is folded away.
func (b *Browser) Unfold() {
	b.t.Helper()
	look[bool](b, `(() => { for (const d of document.querySelectorAll("details")) d.open = true; return true })()`)
}

// shape writes down what a page is built from: elements, classes and roles, and of neighbors that are alike only one.
const shape = `(() => { const children = Object.getOwnPropertyDescriptor(Element.prototype, "children").get; // a form's field may have that name
	const walk = e => { const below = [];
		for (const child of children.call(e)) { const s = walk(child); if (s !== below.at(-1)) below.push(s) }
		return e.tagName + "." + [...e.classList].sort() + "[" + [e.getAttribute("type"), e.getAttribute("role"), e.hasAttribute("aria-invalid")] + "]" + (below.length ? "(" + below + ")" : "") };
	return walk(document.body) })()`

// Shape is what the page that is open is built from, whatever it says. Two pages of one shape differ in words only.
func (b *Browser) Shape() string {
	b.t.Helper()
	return look[string](b, shape)
}

// Links are the addresses on the site that the page leads to, with their queries.
func (b *Browser) Links() []string {
	b.t.Helper()
	return look[[]string](b, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin && !a.hasAttribute("download") && !a.closest("nav.languages")).map(a => a.pathname + a.search)`)
}

// missing says what each page has to have and has not: one heading, the switch of languages, somebody to call in the same place (WCAG 3.2.6), no mark
// that only those who see it understand, nothing that has to be dragged (2.5.7), and no check of the browser's own, which speaks its language.
const missing = `(() => { const lack = [], say = (wrong, what) => { if (wrong) lack.push(what) }, all = q => [...document.querySelectorAll(q)];
	say(all("h1").length !== 1, all("h1").length + " main headings");
	say(!document.title.trim(), "no title");
	say(all("nav.languages [lang]").length < 2, "no switch of languages");
	say(!document.querySelector("footer.bottom a[href^='tel:']"), "nobody to call at its foot");
	say(all("label, legend").some(l => /\*/.test(l.innerText)), "an asterisk on a question");
	say(all("[draggable=true], [ondragstart]").length > 0, "something to drag");
	say(all("form").some(f => [...f.elements].some(e => e.required || e.pattern)) , "a check by the browser itself");
	return lack })()`

// Missing is what the page that is open lacks that every page has, a line each.
func (b *Browser) Missing() []string {
	b.t.Helper()
	return look[[]string](b, missing)
}

// Form is one that the page that is open would send.
type Form struct {
	Number int    // from 0, in the order of the page
	Action string // its path on the site
	Fields string // the names of what it asks; empty for a button alone
}

// Forms are those of the page that send something.
func (b *Browser) Forms() []Form {
	b.t.Helper()
	return look[[]Form](b, `[...document.forms].map((f, i) => ({Number: i, Action: new URL(f.getAttribute("action") || "", location).pathname, post: f.getAttribute("method") === "post",
		Fields: [...new Set([...f.elements].filter(e => e.name && e.type !== "hidden" && e.type !== "submit").map(e => e.name))].sort().join(" ")})).filter(f => f.post)`)
}

// SendEmpty takes everything out of a form and sends it, and tells the status of the page that came back.
func (b *Browser) SendEmpty(form int) int64 {
	b.t.Helper()
	return b.submit(`for (const e of f.elements) { if (e.type === "radio" || e.type === "checkbox") e.checked = false; else if (e.tagName === "TEXTAREA" || /^(text|email|tel|search|date|time|password)$/.test(e.type)) e.value = "" }`, form)
}

// SendAnswered answers every question of a form with something that fits what it asks, in words of its own where nothing is chosen, and sends it. Each try chooses other answers and other years.
func (b *Browser) SendAnswered(form, try int) int64 {
	b.t.Helper()
	return b.submit(`const years = [1990, new Date().getFullYear() - 12, new Date().getFullYear() - 16, new Date().getFullYear() - 9][try_ % 4], groups = new Set();
	const chance = name => { let h = try_ * 2654435761 >>> 0; for (const c of name) h = (h ^ c.charCodeAt(0)) * 16777619 >>> 0; return try_ ? h >>> 8 : 0 };
	for (const e of f.elements) {
		if (e.type === "hidden" || e.type === "file" || e.tagName === "BUTTON" || e.tagName === "FIELDSET") continue;
		const parts = e.closest(".date-parts");
		if (e.type === "radio") { if (groups.has(e.name)) continue; groups.add(e.name);
			const all = [...f.elements].filter(o => o.name === e.name); all[chance(e.name) % all.length].checked = true }
		else if (e.type === "checkbox") e.checked = true;
		else if (e.tagName === "SELECT") { if (!e.value) e.value = ([...e.options].find(o => o.value) || {value: ""}).value }
		else if (/-own$/.test(e.name) && (f.querySelector("[name='" + e.name.slice(0, -4) + "']:checked") || {value: ""}).value) e.value = "";
		else if (e.value) continue;
		else if (parts) { const max = e.parentElement.className; e.value = /year/.test(e.name + max) ? years : /month/.test(e.name + max) ? 3 : 4 }
		else if (e.type === "email" || e.autocomplete === "email") e.value = "somebody@family.demo.invalid";
		else if (e.type === "tel" || e.autocomplete === "tel") e.value = "(314) 555-0142";
		else if (e.inputMode === "numeric" || e.inputMode === "decimal") e.value = "2";
		else e.value = "Somebody Fictional";
	}`, form, try)
}

// submit prepares a form by a script, and presses its first button.
func (b *Browser) submit(prepare string, form int, try ...int) (status int64) {
	b.t.Helper()
	tried := 0
	for _, n := range try {
		tried = n
	}
	b.scripted(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		answer, err := chromedp.RunResponse(ctx, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
			_, err := chromedp.Evaluate[bool](`(() => { const f = document.forms[`+strconv.Itoa(form)+`], try_ = `+strconv.Itoa(tried)+`; `+prepare+`
			f.noValidate = true; const all = [...f.elements].filter(e => e.type === "submit");
				f.requestSubmit(all.find(e => e.value === "send") || all.find(e => !/^language:|^back$|^save$/.test(e.value))); return true })()`)(ctx, tab)
			return chromedp.Void{}, err
		})
		if answer != nil {
			status = answer.Status
		}
		return err
	})
	return status
}

// WideWhenEnlarged is what makes the page need sideways scrolling with letters of twice the size; empty when nothing does.
func (b *Browser) WideWhenEnlarged() (over string) {
	b.t.Helper()
	b.letters(32)
	over = look[string](b, widest)
	b.letters(16)
	return over
}

// letters sets the size of letters that pages begin with, in pixels; that of browsers is 16.
func (b *Browser) letters(size int64) {
	b.t.Helper()
	b.Do(func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size, Fixed: size}})
		return chromedp.Void{}, err
	})
}
