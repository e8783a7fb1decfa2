package testkit

import (
	"context"
	"encoding/json"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// slowPhone is a weak telephone in a weak net, as tools that rate pages simulate one: 150 ms to the server and back, 1.6 Mbit/s, a
// processor at a quarter of its speed.
var slowPhone = struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`            // ms
	DownloadThroughput float64 `json:"downloadThroughput"` //nolint:tagliatelle // as the browser calls it
	UploadThroughput   float64 `json:"uploadThroughput"`   //nolint:tagliatelle // as the browser calls it; // bytes a second, both
}{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8}

const processorAtAQuarter = 4

// Slow makes the browser a slow telephone.
func (b *Browser) Slow() {
	b.t.Helper()
	b.Do(func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, tab, network.Enable, network.EnableParams{}); err != nil {
			return chromedp.Void{}, err
		}
		// The command by rules that replaces this one is too new for the browsers of some distributions.
		conditions := cdp.Command[any, cdp.Empty]{Method: "Network.emulateNetworkConditions"}
		if _, err := cdp.Call(ctx, tab, conditions, any(slowPhone)); err != nil {
			return chromedp.Void{}, err
		}
		_, err := cdp.Call(ctx, tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: processorAtAQuarter})
		return chromedp.Void{}, err
	})
}

// Weight is what it took to show the page that is open.
type Weight struct {
	Bytes    int      `json:"bytes"`    // of the page and everything it loads, as they come over the wire
	Painted  float64  `json:"painted"`  // ms from asking to the first content on the screen
	Requests []string `json:"requests"` // addresses of what it loads beside itself
}

const weigh = `(() => { const [page] = performance.getEntriesByType("navigation"), parts = performance.getEntriesByType("resource");
	const paint = performance.getEntriesByName("first-contentful-paint")[0];
	return JSON.stringify({bytes: page.transferSize + parts.reduce((sum, part) => sum + part.transferSize, 0), painted: paint ? paint.startTime : 0,
		requests: parts.map(part => part.name)}) })()`

// Weigh measures the page that is open.
func (b *Browser) Weigh() (w Weight) {
	b.t.Helper()
	b.scripted(func(ctx context.Context) error {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](weigh))
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &w)
	})
	return w
}
