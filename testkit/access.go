package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axeSource is axe-core, which `make test` fetches as testkit/axe/package-lock.json says.
var axeSource = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	source, err := os.ReadFile(filepath.Join(filepath.Dir(here), "axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is not here; `make test` fetches it, or: npm ci --prefix testkit/axe: %w", err)
	}
	return string(source), nil
})

// axeRun looks at the whole page with the rules of WCAG 2.2 AA, best practice, and the size of targets, which axe-core leaves out by
// itself. What it is unsure of counts unless explained says why it may stand.
const axeRun = `axe.run(document, {
	%s,
	resultTypes: ["violations", "incomplete"],
}).then(found => JSON.stringify([...found.violations, ...found.incomplete].flatMap(rule => rule.nodes.map(node => ({
	rule: rule.id, target: node.target.join(" "), why: [...node.any, ...node.all, ...node.none].map(check => check.message).join("; "),
})))))`

// What axe-core is run with: every rule, or that of contrast alone.
const (
	everyRule = `runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}, rules: {"target-size": {enabled: true}}`
	contrast  = `runOnly: {type: "rule", values: ["color-contrast"]}`
)

// fault is what one rule finds at one place.
type fault struct{ Rule, Target, Why string }

// explained are findings that axe-core is unsure of and that somebody has looked at, by rule and part of the reason.
var explained = []fault{
	// A radio button lies in front of its label on purpose, so that pressing either does the same; the color below both is the sheet's.
	{Rule: "color-contrast", Target: "label", Why: "partially obscured by another element"},
	// An empty box to tick with a pen says what the column's head says.
	{Rule: "color-contrast", Target: "td", Why: "only non-text characters"},
}

// Faults is what axe-core finds wrong with the page that is open, a line each. On paper nothing is looked for.
func (b *Browser) Faults() []string {
	b.t.Helper()
	return b.axe(everyRule)
}

// ContrastFaults is what of it has to do with colors alone.
func (b *Browser) ContrastFaults() []string {
	b.t.Helper()
	return b.axe(contrast)
}

func (b *Browser) axe(rules string) []string {
	b.t.Helper()
	if b.printed {
		return nil
	}
	source, err := axeSource()
	if err != nil {
		b.t.Fatal(err)
	}
	found := []fault{}
	b.scripted(func(ctx context.Context) error {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](source+";true")); err != nil {
			return err
		}
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(axeRun, rules), chromedp.EvalAwaitPromise))
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &found)
	})
	var lines []string
	for _, f := range found {
		if !slices.ContainsFunc(explained, func(e fault) bool {
			return e.Rule == f.Rule && strings.Contains(f.Target, e.Target) && strings.Contains(f.Why, e.Why)
		}) {
			lines = append(lines, f.Rule+" at "+f.Target+": "+f.Why)
		}
	}
	return lines
}

// Printed tells whether the page is shown as on paper.
func (b *Browser) Printed() bool { return b.printed }

// scripted lets scripts run for as long as something is looked up, whether or not the page may run its own.
func (b *Browser) scripted(do func(ctx context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	err := b.allowScripts(ctx, true)
	if err == nil {
		err = do(ctx)
	}
	if err == nil {
		err = b.allowScripts(ctx, b.script)
	}
	if err != nil {
		where, _ := chromedp.Run(b.ctx, chromedp.Location()) // it only explains
		b.t.Fatalf("at %s: %v", where, err)
	}
}

func (b *Browser) allowScripts(ctx context.Context, allowed bool) error {
	return chromedp.Do(ctx, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed})
		return chromedp.Void{}, err
	})
}

// spread sets what WCAG 1.4.12 lets readers set, and text of twice the size as 1.4.4 does; gather takes it back.
const (
	spread = `(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets = [sheet]; return true })()`
	gather = `(() => { document.adoptedStyleSheets = []; return true })()`
)

// widest is what reaches farthest beyond the window; empty on a page that needs no sideways scrolling.
const widest = `(() => { const width = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= width) return "";
	let farthest = null, edge = width;
	for (const e of document.body.querySelectorAll("*")) { let clipped = false;
		for (let up = e.parentElement; up; up = up.parentElement) clipped ||= getComputedStyle(up).overflowX !== "visible";
		if (clipped) continue;
		const right = e.getBoundingClientRect().right; if (right > edge + .5) { edge = right; farthest = e } }
	return Math.round(edge - width) + " px by " + (farthest ? farthest.outerHTML.slice(0, 120) : "?") })()`

// WideWhenSpaced is what makes the page need sideways scrolling with text as far apart as readers may set it; empty when nothing does.
func (b *Browser) WideWhenSpaced() (over string) {
	b.t.Helper()
	b.scripted(func(ctx context.Context) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](spread))
		if err == nil {
			over, err = chromedp.Run(ctx, chromedp.Evaluate[string](widest))
		}
		if err == nil {
			_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](gather))
		}
		return err
	})
	return over
}

// reach lists what the keyboard has to reach, each by a number; of a group of radio buttons one is enough.
const reach = `(() => { const groups = new Set(); let n = 0;
	for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
		if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) continue;
		if (e.type === "radio") { const group = (e.form ? e.form.action + e.form.id : "") + e.name; if (groups.has(group)) continue; groups.add(group) }
		e.dataset.reach = n++;
	} return n })()`

// standing is the number of what has the keyboard, and whether that can be seen; for a radio button, of its group's first.
const standing = `(() => { let e = document.activeElement; if (!e || e === document.body) return "";
	const box = e.getBoundingClientRect(), style = getComputedStyle(e), beside = e.nextElementSibling ? getComputedStyle(e.nextElementSibling) : style;
	const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || beside.outlineStyle !== "none" && parseFloat(beside.outlineWidth) > 0;
	const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
	const over = inside && box.width > 0 ? document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)), Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2))) : null;
	const seen = ring && inside && (over === null || e.contains(over) || over.contains(e) || (e.labels && [...e.labels].some(l => l.contains(over))));
	if (e.type === "radio" && e.dataset.reach === undefined) e = [...document.getElementsByName(e.name)].find(r => r.form === e.form && r.dataset.reach !== undefined) || e;
	return (seen ? "seen " : "unseen ") + (e.dataset.reach === undefined ? "x" : e.dataset.reach) + " " + e.outerHTML.slice(0, 90) })()`

// KeyboardFaults walks through the page with the tabulator and says what the keyboard does not reach, or where nobody sees it.
func (b *Browser) KeyboardFaults() (lines []string) {
	b.t.Helper()
	b.scripted(func(ctx context.Context) error {
		all, err := chromedp.Run(ctx, chromedp.Evaluate[int](reach))
		if err != nil {
			return err
		}
		reached := map[string]bool{}
		for range 2*all + 4 {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
				return err
			}
			at, err := chromedp.Run(ctx, chromedp.Evaluate[string](standing))
			if err != nil {
				return err
			}
			if at == "" {
				continue
			}
			seen, rest, _ := strings.Cut(at, " ")
			number, what, _ := strings.Cut(rest, " ")
			if reached[number] {
				break
			}
			reached[number] = true
			if seen != "seen" {
				lines = append(lines, "the keyboard stands unseen at "+what)
			}
		}
		delete(reached, "x")
		if len(reached) < all {
			lines = append(lines, fmt.Sprintf("the keyboard reaches %d of %d places", len(reached), all))
		}
		return nil
	})
	return lines
}
