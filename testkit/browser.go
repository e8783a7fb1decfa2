package testkit

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Browser is a real one with one page open.
type Browser struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // chromedp keeps its tab in it
	base string

	script  bool // whether pages may run scripts
	printed bool // the page is shown as on paper
}

// chromium finds the browser that tests drive; make test installs it where it is missing.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium is installed; `make test` installs it, or: sudo apt-get install chromium")
	return ""
}

// Browse opens a browser on a site, as wide as a phone or a desk. Unless script is wanted, JavaScript is switched off.
func Browse(t testing.TB, base string, width int64, script bool) *Browser {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(Dir(t)),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(time.Minute))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	b := &Browser{t: t, ctx: ctx, base: base, script: script}
	b.Do(chromedp.EmulateViewport(width, 844))
	if err := b.allowScripts(b.ctx, script); err != nil {
		t.Fatal(err)
	}
	return b
}

// Do does something in the browser within half a minute.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	// The first use opens the browser, which must not depend on a bound.
	if _, err := chromedp.Run(b.ctx, chromedp.Location()); err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		where, _ := chromedp.Run(b.ctx, chromedp.Location()) // it only explains
		b.t.Fatalf("at %s: %v", where, err)
	}
}

// Open goes to a path of the site.
func (b *Browser) Open(path string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(b.base + path))
}

// Visit goes to a path of the site, and tells the status of the page that came.
func (b *Browser) Visit(path string) (status int64) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, chromedp.Navigate(b.base+path))
	if err != nil {
		b.t.Fatalf("visit %s: %v", path, err)
	}
	return answer.Status
}

// Press puts the keyboard on what a CSS selector finds, presses Enter, and waits for the page that follows.
func (b *Browser) Press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.SendKeys(chromedp.CSS(selector), kb.Enter)); err != nil {
		b.t.Fatalf("press %s: %v", selector, err)
	}
}

// Type writes into the field that a CSS selector finds.
func (b *Browser) Type(selector, text string) {
	b.t.Helper()
	b.Do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Clear empties the field that a CSS selector finds, from the keyboard.
func (b *Browser) Clear(selector string) {
	b.t.Helper()
	b.Do(chromedp.SendKeys(chromedp.CSS(selector), strings.Repeat(kb.Backspace+kb.Delete, 12)))
}

// Strike presses a key of the keyboard so many times, wherever the page has its focus.
func (b *Browser) Strike(key string, times int) {
	b.t.Helper()
	b.Do(chromedp.KeyEvent(strings.Repeat(key, times)))
}

// Shift is a key for Strike.
const Shift = kb.Shift

// Has tells whether a CSS selector finds anything.
func (b *Browser) Has(selector string) bool {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.querySelector(`+strconv.Quote(selector)+`) !== null`))
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// Choose puts the keyboard on a radio button and presses the space bar.
func (b *Browser) Choose(selector string) {
	b.t.Helper()
	b.Do(chromedp.SendKeys(chromedp.CSS(selector), " "))
}

// Text is what stands within a CSS selector.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(`+strconv.Quote(selector)+`).innerText`))
	if err != nil {
		b.t.Fatalf("read %s: %v", selector, err)
	}
	return text
}

// OnPaper shows the page as it would be printed, or as on a screen again.
func (b *Browser) OnPaper(printed bool) {
	b.t.Helper()
	media := ""
	b.printed = printed
	if printed {
		media = "print"
	}
	b.Do(func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
		return chromedp.Void{}, err
	})
}

// Where is the page's address.
func (b *Browser) Where() string {
	b.t.Helper()
	where, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	return where
}

// Wide is how far the page's content reaches beyond its window, in CSS pixels: 0 on a page that needs no sideways scrolling.
func (b *Browser) Wide() int {
	b.t.Helper()
	over, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`))
	if err != nil {
		b.t.Fatal(err)
	}
	return over
}

// Shot keeps a picture of the whole page where ALMONER_SCREENSHOTS names a directory.
func (b *Browser) Shot(name string) {
	b.t.Helper()
	dir := os.Getenv("ALMONER_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
